//! What stands behind a number of the report: the deals of a company, its communications, and a new deal.

use super::query::StateKind;
use super::window::Row;
use crate::day::{Day, Millis};
use crate::deals::Phase;
use crate::directory::Directory;
use crate::ids::{CompanyId, DealId, DirectionId, PersonId};
use crate::money::{Amount, CurrencyCode};
use serde::{Deserialize, Serialize};

/// Most lines answered at once.
pub const MOST_LINES: usize = 200;
/// Longest key of a request to create a deal.
pub const LONGEST_KEY: usize = 64;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Deals in work, where a direction is worked on.
    Work,
    /// Won deals.
    Won,
    /// Active deals: in work or preparation, whatever their age.
    Active,
}

impl Counted {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Work, Self::Won, Self::Active];

    /// Its word in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Won => "won",
            Self::Active => "active",
        }
    }

    /// What a word means.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|counted| counted.code() == code)
    }

    /// Whether deals of a phase are counted.
    #[must_use]
    pub fn counts(self, phase: Phase) -> bool {
        match self {
            Self::Work => phase == Phase::Work,
            Self::Won => phase == Phase::Won,
            Self::Active => matches!(phase, Phase::Work | Phase::Preparation),
        }
    }
}

/// The company of a deal, where deals of several stand together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealCompany {
    /// Bitrix24 id; the card is at `/crm/company/details/ID/`.
    pub id: CompanyId,
    /// Title.
    pub title: String,
}

/// A deal of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealLine {
    /// Bitrix24 id; the card is at `/crm/deal/details/ID/`.
    pub id: DealId,
    /// Title.
    pub title: String,
    /// Direction.
    pub direction: DirectionId,
    /// Name of the stage; its id when the portal does not know it.
    pub stage: String,
    /// What the stage means under the settings in force.
    pub phase: Phase,
    /// The state this deal alone would give its direction; `None` for a won deal, which stands in nobody's way.
    pub state: Option<StateKind>,
    /// Sum.
    pub amount: Amount,
    /// Its currency.
    pub currency: CurrencyCode,
    /// Responsible for the deal.
    pub responsible: Option<PersonId>,
    /// Day it was created.
    pub created: Day,
    /// Day it was last modified.
    pub modified: Day,
    /// Day it was closed; `None` while it is open.
    pub closed: Option<Day>,
    /// Its company, where deals of several stand together.
    #[serde(default)]
    pub company: Option<DealCompany>,
}

/// Deals behind a number. Of a company: those in work first, then preparation, won, failed; in each the latest modified
/// first, then by id. Of a total: the largest first, then by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealsPage {
    /// How many there are.
    pub total: u64,
    /// Place of the first line.
    pub offset: usize,
    /// The lines.
    pub deals: Vec<DealLine>,
    /// Sums of all that there are, by currency code.
    pub sums: Vec<(CurrencyCode, Amount)>,
}

/// Kinds of communications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// A call.
    Call,
    /// A meeting.
    Meeting,
    /// An e-mail.
    Email,
    /// A conversation of an open line.
    OpenLine,
}

/// Who turned to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The client to us.
    Incoming,
    /// We to the client.
    Outgoing,
}

/// A communication with a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Communication {
    /// What it was.
    pub kind: ContactKind,
    /// Who turned to whom, where that is known.
    pub way: Option<Way>,
    /// When.
    pub at: Millis,
    /// The day of `at` in the portal's zone.
    pub day: Day,
    /// Who of us.
    pub person: Option<PersonId>,
    /// How long, where somebody measured it.
    pub seconds: Option<u32>,
    /// Subject, or the phone's number of a call without one.
    pub subject: String,
    /// The activity in the portal; `None` for a call the CRM knows nothing of.
    pub activity: Option<i64>,
    /// The deal it belongs to, if any.
    pub deal: Option<DealId>,
    /// Whether it took place: a missed call and a meeting that is still planned did not.
    pub done: bool,
    /// Whether it counts as a communication under the settings in force.
    pub counted: bool,
}

/// Communications of a company, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// How many there are.
    pub total: u64,
    /// Place of the first.
    pub offset: usize,
    /// The communications.
    pub communications: Vec<Communication>,
}

/// One company, for the tab in its card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyPage {
    /// Today in the portal's zone.
    pub today: Day,
    /// Ages in force.
    pub thresholds: crate::deals::Thresholds,
    /// The company with all its directions.
    pub row: Row,
    /// Names behind the row.
    pub directory: Directory,
    /// Whether sums of several currencies are also shown as one.
    pub convert: bool,
}

/// A deal somebody wants to have created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDeal {
    /// For this company.
    pub company: CompanyId,
    /// In this direction.
    pub direction: DirectionId,
    /// Made up by the page for this one wish: the same key never creates a second deal.
    pub key: String,
    /// A fresh access token of the viewer, from the frame: the portal then checks their rights and names them as the
    /// creator. Without one the app creates the deal, with the viewer as the responsible.
    #[serde(default)]
    pub auth_id: Option<String>,
}

/// A deal that was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedDeal {
    /// Its id.
    pub id: DealId,
    /// Where its card is, for the portal's slider.
    pub path: String,
    /// How many contacts of the company it got.
    pub contacts: usize,
    /// Whether an earlier request with the same key had created it.
    pub repeated: bool,
}
