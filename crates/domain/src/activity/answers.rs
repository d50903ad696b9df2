//! What the server answers about calls and meetings besides the grids: the viewer's rights, what is behind a cell,
//! changes of plans, a comment that was written.

use crate::activity::plan::{Rate, Span};
use crate::activity::rights::{RightSet, RightSource};
use crate::activity::talk::Comment;
use crate::activity::threads::CellThread;
use crate::day::{Day, Millis};
use crate::ids::PersonId;
use serde::{Deserialize, Serialize};

/// What the viewer may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Who asks.
    pub person: PersonId,
    /// Through whose eyes.
    pub eyes: PersonId,
    /// Their name.
    pub eyes_name: String,
    /// What these may do.
    pub rights: RightSet,
    /// Where that comes from.
    pub source: RightSource,
    /// Today in the portal's zone.
    pub today: Day,
    /// Last day of a month on which a limited editor may change its plans.
    pub editable_until: u8,
}

/// What a cell is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellDetail {
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Which.
    pub span: Span,
    /// Whether it is a working day of this person; always true for a month.
    pub working: bool,
    /// The rate in force.
    pub rate: Rate,
    /// Version of the span's own rate, 0 when it has none.
    pub version: i64,
    /// Calls that count.
    pub calls: u64,
    /// Different companies of each day, summed up.
    pub companies: u64,
    /// Calls that count and lead to no company.
    pub unknown: u64,
    /// Seconds of the calls that count.
    pub seconds: u64,
    /// Completed meetings.
    pub meetings: u64,
    /// Who counted the day as met.
    pub forced: Option<Forced>,
    /// Its thread.
    pub thread: Option<CellThread>,
}

/// Who counted a day as met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forced {
    /// Who.
    pub author: PersonId,
    /// Their name.
    pub author_name: String,
    /// When.
    pub made: Millis,
    /// Why.
    pub reason: String,
}

/// A call of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellCall {
    /// Number of the telephony record.
    pub id: i64,
    /// When it began.
    pub started: Millis,
    /// Whether we called.
    pub outgoing: bool,
    /// Its length.
    pub seconds: u32,
    /// The client's number.
    pub phone: String,
    /// Whether it counts by the rules in force.
    pub counted: bool,
    /// The company, by id and name.
    pub company: Option<(i64, String)>,
    /// The record it is bound to: the documented number of its kind, id, name.
    pub bound: Option<(i64, i64, String)>,
}

/// Calls of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellCalls {
    /// Latest first.
    pub calls: Vec<CellCall>,
    /// Where the next page begins.
    pub next: Option<i64>,
}

/// A meeting of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellMeeting {
    /// Id of the activity.
    pub id: i64,
    /// When it ended.
    pub ended: Millis,
    /// What it was about.
    pub subject: String,
    /// The company, by id and name.
    pub company: Option<(i64, String)>,
    /// The record it belongs to: the documented number of its kind, id, name.
    pub bound: Option<(i64, i64, String)>,
}

/// Meetings of a cell: those its figure counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellMeetings {
    /// Latest record first.
    pub meetings: Vec<CellMeeting>,
    /// Where the next page begins.
    pub next: Option<i64>,
}

/// Where a recording is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Address in the portal; `None` when it keeps no recording.
    pub url: Option<String>,
    /// Seconds of it, where the portal tells.
    pub seconds: Option<i64>,
}

/// What became of a comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentAnswer {
    /// As it is shown.
    pub comment: Comment,
    /// People who were mentioned and cannot see this cell: they were not notified.
    pub without_access: Vec<PersonId>,
}

/// What came of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanAnswer {
    /// The change, to take it back; `None` when everything was so already, and of a dry run.
    pub change: Option<i64>,
    /// Cells that changed, or would.
    pub cells: Vec<HistoryCell>,
}

/// A cell of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryCell {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub span: Span,
    /// Before.
    pub before: Rate,
    /// After.
    pub after: Rate,
}

/// A change of plans in the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The change.
    pub id: i64,
    /// Who.
    pub author: PersonId,
    /// Their name.
    pub author_name: String,
    /// When.
    pub made: Millis,
    /// How: cell, fill, copy, paste, import, default, undo.
    pub kind: String,
    /// The change that took it back.
    pub undone: Option<i64>,
    /// How many cells it changed of people the viewer sees.
    pub count: usize,
    /// Some of them.
    pub cells: Vec<HistoryCell>,
}

/// A person's default as it stands in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDefault {
    /// Whose.
    pub person: PersonId,
    /// What was set for exactly this month on.
    pub own: Option<Rate>,
    /// The month's rate in force.
    pub rate: Rate,
    /// Version of what was set for exactly this month on.
    pub version: i64,
}
