//! Activities of the timeline and telephony statistics.

use super::table::Row;
use super::words::Word;

/// `TYPE_ID` of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ActivityKind {
    /// 1: meeting.
    Meeting,
    /// 2: call.
    #[default]
    Call,
    /// 3: task.
    Task,
    /// 4: e-mail.
    Email,
    /// 6: told apart by its provider.
    ByProvider,
}

impl ActivityKind {
    /// The platform's number.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Meeting => 1,
            Self::Call => 2,
            Self::Task => 3,
            Self::Email => 4,
            Self::ByProvider => 6,
        }
    }
}

/// Where an activity comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Provider {
    /// `VOXIMPLANT_CALL` / `CALL`.
    #[default]
    Telephony,
    /// `CRM_MEETING` / `MEETING`.
    Meeting,
    /// `CRM_EMAIL` / `EMAIL`.
    Email,
    /// `CRM_TODO` / `TODO`.
    Todo,
    /// `CRM_TASKS_TASK` / `TASKS_TASK`.
    Task,
    /// `IMOPENLINES_SESSION` / `1`.
    OpenLine,
}

impl Provider {
    /// `PROVIDER_ID`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Telephony => "VOXIMPLANT_CALL",
            Self::Meeting => "CRM_MEETING",
            Self::Email => "CRM_EMAIL",
            Self::Todo => "CRM_TODO",
            Self::Task => "CRM_TASKS_TASK",
            Self::OpenLine => "IMOPENLINES_SESSION",
        }
    }

    /// `PROVIDER_TYPE_ID`.
    #[must_use]
    pub fn type_id(self) -> &'static str {
        match self {
            Self::Telephony => "CALL",
            Self::Meeting => "MEETING",
            Self::Email => "EMAIL",
            Self::Todo => "TODO",
            Self::Task => "TASKS_TASK",
            Self::OpenLine => "1",
        }
    }
}

/// `DIRECTION` of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// 0: not applicable.
    #[default]
    None,
    /// 1: incoming.
    Incoming,
    /// 2: outgoing.
    Outgoing,
}

impl Direction {
    /// The platform's number.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Incoming => 1,
            Self::Outgoing => 2,
        }
    }
}

/// One activity.
#[derive(Debug, Clone, Default)]
pub struct Activity {
    /// Id.
    pub id: u32,
    /// Type of the main owner: [`super::DEAL`], [`super::COMPANY`], [`super::CONTACT`].
    pub owner_type: u8,
    /// Main owner.
    pub owner_id: u32,
    /// Further records the activity is bound to, as (type, id); the main owner is not repeated.
    pub bindings: Box<[(u8, u32)]>,
    /// Type.
    pub kind: ActivityKind,
    /// Provider.
    pub provider: Provider,
    /// Direction.
    pub direction: Direction,
    /// Done.
    pub completed: bool,
    /// High priority.
    pub important: bool,
    /// Subject.
    pub subject: Word,
    /// Description; may be empty.
    pub description: Word,
    /// Responsible user.
    pub responsible_id: u32,
    /// Author.
    pub author_id: u32,
    /// Last editor.
    pub editor_id: u32,
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Last change, UTC ms.
    pub modified_at: i64,
    /// Start, UTC ms.
    pub start_at: i64,
    /// End, UTC ms.
    pub end_at: i64,
    /// Deadline, UTC ms; `0` when there is none.
    pub deadline: i64,
}

/// `CALL_TYPE` of telephony statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CallKind {
    /// 1: outgoing.
    #[default]
    Outgoing,
    /// 2: incoming.
    Incoming,
    /// 3: incoming, redirected.
    Redirected,
    /// 4: callback.
    Callback,
}

impl CallKind {
    /// The platform's number.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Outgoing => 1,
            Self::Incoming => 2,
            Self::Redirected => 3,
            Self::Callback => 4,
        }
    }
}

/// One row of telephony statistics.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Id.
    pub id: u32,
    /// Employee who talked.
    pub user_id: u32,
    /// Kind.
    pub kind: CallKind,
    /// Talk time in seconds; `0` for a missed call.
    pub duration: u32,
    /// Start, UTC ms.
    pub started_at: i64,
    /// Client's number.
    pub phone: Word,
    /// Portal's number.
    pub portal_number: Word,
    /// Result code: 200 ok, 304 missed, 603 declined, …; suffixed codes are written in full.
    pub failed_code: Word,
    /// CRM type of the client: [`super::COMPANY`], [`super::CONTACT`] or `0`.
    pub entity_type: u8,
    /// Client; `0` when unknown.
    pub entity_id: u32,
    /// Activity of the call; `0` when there is none.
    pub activity_id: u32,
    /// Seconds of the stored recording; `0` when nothing was recorded.
    pub record_duration: u32,
}

/// A comment in the timeline of a record.
#[derive(Debug, Clone, Default)]
pub struct Comment {
    /// Id.
    pub id: u32,
    /// CRM type number of the record; smart processes have numbers from 128.
    pub entity_type: u32,
    /// The record.
    pub entity_id: u32,
    /// Text.
    pub text: Box<str>,
    /// Author.
    pub author_id: u32,
    /// When, UTC ms.
    pub created_at: i64,
    /// Attached files.
    pub files: Box<[u32]>,
}

impl Row for Comment {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Activity {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Call {
    fn id(&self) -> u32 {
        self.id
    }
}
