//! What to show: filters and order. The same text stands in the page's address and in requests to the server.

mod between;
mod text;

pub use super::columns::Column as SortKey;
pub use between::{Between, Bound};

use crate::day::Day;
use crate::deals::DirectionState;
use crate::ids::{CompanyId, DepartmentId, DirectionId, PersonId};
use crate::money::Amount;
use serde::{Deserialize, Serialize};

/// Most values one filter may list; longer lists are refused rather than cut.
pub const MOST_VALUES: usize = 200;
/// Longest text searched for, in characters.
pub const MOST_TEXT: usize = 100;

/// A filter and an order. The default shows everything by title.
///
/// Filters are joined by "and", the values of one filter by "or".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportQuery {
    /// Part of the title, or the beginning of an INN when it consists of digits; empty for all. Compared folded and
    /// without spaces around it.
    pub text: String,
    /// These companies; empty for all.
    pub companies: Vec<CompanyId>,
    /// Responsible people, 0 for nobody; empty for all.
    pub responsible: Vec<PersonId>,
    /// Departments (with those below them) whose people are responsible; empty for all. Joined with `responsible` by "or".
    pub departments: Vec<DepartmentId>,
    /// Directions: only these columns, row sums and totals, and only companies with any deal in one of them (lost ones
    /// too), unless `states` says otherwise; empty for all.
    pub directions: Vec<DirectionId>,
    /// States: companies in one of them in a shown direction; empty for all. A direction without deals is free, so with
    /// this filter a chosen direction needs no deal.
    pub states: Vec<StateKind>,
    /// Keys of sectors; the empty key stands for "no sector"; empty list for all.
    pub sectors: Vec<String>,
    /// Keys of regions, likewise.
    pub regions: Vec<String>,
    /// Keys of sources, likewise.
    pub sources: Vec<String>,
    /// Whether there is an INN.
    pub inn: Presence,
    /// Part of the INN; empty for all. Compared folded and without spaces around it.
    pub inn_text: String,
    /// Day the company was created.
    pub created: Between<Day>,
    /// Yearly turnover, by stored rates when the portal has several currencies. Companies of unknown turnover match no
    /// range; likewise below.
    pub turnover: Between<Amount>,
    /// Number of employees; a company whose size is a range matches when the ranges meet.
    pub employees: Between<u32>,
    /// Sum in work over the shown directions, by stored rates. A company without deals in work has zero.
    pub work: Between<Amount>,
    /// Sum won over the shown directions, likewise.
    pub won: Between<Amount>,
    /// Last communication.
    pub last: LastContact,
    /// Only companies without communication for longer than the threshold, or without any.
    pub overdue: bool,
    /// Order of rows.
    pub sort: Sort,
}

/// A state of a company in a direction, whatever its age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    /// In work.
    Work,
    /// In preparation.
    Preparation,
    /// Recently failed.
    Failed,
    /// Suspended.
    Suspended,
    /// Nothing in the way of a new deal.
    Free,
}

impl StateKind {
    /// All of them, in the order of screens.
    pub const ALL: [Self; 5] = [Self::Work, Self::Preparation, Self::Failed, Self::Suspended, Self::Free];

    /// The kind of a state.
    #[must_use]
    pub fn of(state: DirectionState) -> Self {
        match state {
            DirectionState::Work(_) => Self::Work,
            DirectionState::Preparation(_) => Self::Preparation,
            DirectionState::RecentlyFailed(_) => Self::Failed,
            DirectionState::Suspended(_) => Self::Suspended,
            DirectionState::Free => Self::Free,
        }
    }

    /// The word in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Preparation => "preparation",
            Self::Failed => "failed",
            Self::Suspended => "suspended",
            Self::Free => "free",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Whether something is to be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Either way.
    #[default]
    Any,
    /// Only with it.
    Present,
    /// Only without it.
    Absent,
}

/// When a client was last talked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastContact {
    /// Between these days; without bounds: whenever, or never.
    On(Between<Day>),
    /// Never.
    Never,
}

impl Default for LastContact {
    fn default() -> Self {
        Self::On(Between::default())
    }
}

/// Order of rows; ties always end with the company id ascending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Largest, latest or last letter first. Missing values stay last in both directions.
    pub descending: bool,
}

/// Why a query text was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A value does not read as what the field holds.
    #[error("{field}: {value:?} is not valid")]
    Invalid {
        /// Field of the query.
        field: &'static str,
        /// The offending value, bounded.
        value: String,
    },
    /// A list or text is longer than allowed.
    #[error("{field}: at most {most}")]
    TooLong {
        /// Field of the query.
        field: &'static str,
        /// The bound.
        most: usize,
    },
}

impl QueryError {
    /// A value that does not read; told in part when it is long.
    #[must_use]
    pub fn invalid(field: &'static str, value: &str) -> Self {
        Self::Invalid { field, value: value.chars().take(40).collect() }
    }

    /// The field at fault.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Invalid { field, .. } | Self::TooLong { field, .. } => field,
        }
    }
}

impl ReportQuery {
    /// Whether any filter narrows the rows (order does not).
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        let plain = Self {
            text: self.text.trim().to_owned(),
            inn_text: self.inn_text.trim().to_owned(),
            sort: Sort::default(),
            ..self.clone()
        };
        plain != Self::default()
    }
}

impl Sort {
    /// Reads `title`, `-work`, `work.12`, `-won.12`: a column's code, `-` for descending.
    ///
    /// # Errors
    /// An unknown column or direction id.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let (descending, code) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let key = SortKey::from_code(code).ok_or_else(|| QueryError::invalid("sort", text))?;
        Ok(Self { key, descending })
    }

    /// The text [`Self::parse`] reads.
    #[must_use]
    pub fn to_text(self) -> String {
        let code = self.key.code();
        if self.descending { format!("-{code}") } else { code }
    }
}

#[cfg(test)]
mod tests;
