//! One company as the store knows it: the input of the report table.

use crate::day::Day;
use crate::deals::Phase;
use crate::ids::{CompanyId, DirectionId, PersonId};
use crate::money::{Amount, CurrencyCode};
use serde::{Deserialize, Serialize};

/// A company's own fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyFacts {
    /// Bitrix24 id.
    pub id: CompanyId,
    /// Title as written.
    pub title: String,
    /// INN, of a requisite or of the field the settings chose; empty when there is none.
    pub inn: String,
    /// Responsible person.
    pub responsible: Option<PersonId>,
    /// Key of the sector ([`crate::directory::Choice::key`]).
    pub sector: Option<String>,
    /// Key of the region, likewise; of a text field the text itself.
    pub region: Option<String>,
    /// Key of the source, likewise.
    pub source: Option<String>,
    /// Employees: the key of a size ([`crate::headcount::Headcount::key`]) or a number.
    pub employees: Option<String>,
    /// Yearly turnover with its currency.
    pub turnover: Option<(CurrencyCode, Amount)>,
    /// Day the company was created; `None` when the portal does not say.
    pub created: Option<Day>,
    /// Day of the last counted communication; `None` when there never was one.
    pub last_communication: Option<Day>,
    /// Deals, grouped.
    pub deals: Vec<DealGroup>,
}

impl CompanyFacts {
    /// No company: what deals without one are kept under.
    #[must_use]
    pub fn nobody() -> Self {
        Self::default()
    }
}

/// Deals of one company that share direction, currency and phase. `company` 0 stands for deals without a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealGroup {
    /// Direction.
    pub direction: DirectionId,
    /// Currency of `amount`.
    pub currency: CurrencyCode,
    /// Phase of the deals' stages.
    pub phase: Phase,
    /// How many.
    pub count: u32,
    /// Their sum.
    pub amount: Amount,
    /// The day the latest of them was modified.
    pub modified: Day,
}
