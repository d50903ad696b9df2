//! State of a client in one direction, from the client's deals there.

use crate::day::Day;
use serde::{Deserialize, Serialize};

/// What a stage means: the portal's semantics plus the optional mapping of "preparation" stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// In process, on a stage mapped as preparation.
    Preparation,
    /// In process.
    Work,
    /// Finished with success.
    Won,
    /// Finished without success.
    Failed,
}

impl Phase {
    /// The phase of a stage without a mapping: semantics `S` is won, `F` failed, anything else work.
    #[must_use]
    pub fn of_semantics(semantics: &str) -> Self {
        match semantics {
            "S" => Self::Won,
            "F" => Self::Failed,
            _ => Self::Work,
        }
    }

    /// The number stored in the database.
    #[must_use]
    pub fn code(self) -> i16 {
        match self {
            Self::Preparation => 0,
            Self::Work => 1,
            Self::Won => 2,
            Self::Failed => 3,
        }
    }

    /// The phase of a stored number.
    #[must_use]
    pub fn from_code(code: i16) -> Option<Self> {
        match code {
            0 => Some(Self::Preparation),
            1 => Some(Self::Work),
            2 => Some(Self::Won),
            3 => Some(Self::Failed),
            _ => None,
        }
    }
}

/// Ages in days after which a deal or a client counts as left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// A deal in work or preparation not modified for more days than this is suspended.
    pub suspended_days: i32,
    /// A failure older than this no longer stands in the way of a new deal.
    pub failed_days: i32,
    /// A client without communication for more days than this is overdue.
    pub overdue_days: i32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            suspended_days: 183,
            failed_days: 92,
            overdue_days: 186,
        }
    }
}

/// State of one client in one direction. Priority when several apply: work, preparation, recent failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DirectionState {
    /// A deal in work, modified this many days ago.
    Work(i32),
    /// A deal in preparation, modified this many days ago.
    Preparation(i32),
    /// A failure this many days ago: do not offer again yet.
    RecentlyFailed(i32),
    /// Deals in work or preparation, none modified within the threshold; the latest this many days ago.
    Suspended(i32),
    /// Nothing that stands in the way: no deals, won ones or old failures.
    Free,
}

impl DirectionState {
    /// Whether a new deal may be offered in this direction.
    #[must_use]
    pub fn allows_new_deal(self) -> bool {
        matches!(self, Self::Suspended(_) | Self::Free)
    }
}

/// Day of the latest modification in each phase that matters for the state; `None` when there is no such deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatestDays {
    /// Latest modified deal in work.
    pub work: Option<Day>,
    /// Latest modified deal in preparation.
    pub preparation: Option<Day>,
    /// Latest modified failed deal.
    pub failed: Option<Day>,
}

impl LatestDays {
    /// The state on `today`. An age equal to the threshold still counts as recent.
    #[must_use]
    pub fn state(&self, today: Day, thresholds: &Thresholds) -> DirectionState {
        let age = |day: Option<Day>| day.map(|day| day.days_until(today));
        let within = |day: Option<Day>, limit: i32| age(day).filter(|age| *age <= limit);
        if let Some(age) = within(self.work, thresholds.suspended_days) {
            return DirectionState::Work(age);
        }
        if let Some(age) = within(self.preparation, thresholds.suspended_days) {
            return DirectionState::Preparation(age);
        }
        if let Some(age) = within(self.failed, thresholds.failed_days) {
            return DirectionState::RecentlyFailed(age);
        }
        match age(self.work.max(self.preparation)) {
            Some(age) => DirectionState::Suspended(age),
            None => DirectionState::Free,
        }
    }
}
