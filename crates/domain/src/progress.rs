//! Progress of the synchronisation, as the app shows it.

use crate::day::Millis;
use serde::{Deserialize, Serialize};

/// What is read from the portal, in the order it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// People (`user.get`).
    People,
    /// Departments (`department.get`).
    Departments,
    /// Pipelines, stages, dictionaries, user fields, currencies, the calendar.
    Dictionaries,
    /// Companies.
    Companies,
    /// Requisites of companies.
    Requisites,
    /// Contacts.
    Contacts,
    /// Deals.
    Deals,
    /// Activities: calls, meetings, letters, tasks.
    Activities,
    /// Telephony records.
    Calls,
}

impl Entity {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::People,
        Self::Departments,
        Self::Dictionaries,
        Self::Companies,
        Self::Requisites,
        Self::Contacts,
        Self::Deals,
        Self::Activities,
        Self::Calls,
    ];

    /// The name stored in the database and used in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Departments => "departments",
            Self::Dictionaries => "dictionaries",
            Self::Companies => "companies",
            Self::Requisites => "requisites",
            Self::Contacts => "contacts",
            Self::Deals => "deals",
            Self::Activities => "activities",
            Self::Calls => "calls",
        }
    }

    /// The entity of a stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entity| entity.code() == code)
    }
}

/// Where the synchronisation of a portal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Installed, nothing read yet.
    Waiting,
    /// The first reading is under way.
    Backfill,
    /// Everything has been read.
    Ready,
    /// Stopped by the portal (payment, plan, uninstalled) until an admin acts; see `Progress::problem`.
    Stopped,
}

/// Progress of one entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityProgress {
    /// Which.
    pub entity: Entity,
    /// Rows stored.
    pub done: u64,
    /// Rows the portal reported; `None` until it has.
    pub total: Option<u64>,
    /// Whether reading is finished.
    pub finished: bool,
}

/// Progress of the portal, and the revision of its data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Grows with every committed change of the portal's rows; equal revisions mean equal reports.
    pub revision: i64,
    /// Where it stands.
    pub phase: Phase,
    /// Per entity.
    pub entities: Vec<EntityProgress>,
    /// Estimate of the time left, seconds; `None` when unknown or finished.
    pub seconds_left: Option<u32>,
    /// When rows were last read from the portal.
    pub updated: Option<Millis>,
    /// Why it stands still, in the portal's own code (`PAYMENT_REQUIRED`, …).
    pub problem: Option<String>,
}
