//! Counts and sums of all deals in a viewer's scope: what the demo prints and what a proof compares.

use crate::ids::{DirectionId, PersonId};
use crate::money::{Amount, CurrencyCode};
use serde::{Deserialize, Serialize};

/// Count and sum of deals in one phase group and currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealSum {
    /// Currency of `amount`.
    pub currency: CurrencyCode,
    /// Deals.
    pub count: u64,
    /// Their sum.
    pub amount: Amount,
}

/// Deals by outcome; each list has one entry per currency, sorted by code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    /// In work or preparation, whatever their age.
    pub in_work: Vec<DealSum>,
    /// Won.
    pub won: Vec<DealSum>,
    /// Lost.
    pub lost: Vec<DealSum>,
}

/// Summary of a portal within a viewer's scope. Deals are in scope by their own responsible.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Companies in scope, by the company's responsible.
    pub companies: u64,
    /// People of the portal.
    pub people: u64,
    /// All deals in scope.
    pub deals: Outcomes,
    /// Deals without a company.
    pub without_company: Outcomes,
    /// By the deal's responsible, ordered by id; `None` last.
    pub by_responsible: Vec<(Option<PersonId>, Outcomes)>,
    /// By direction, ordered by id.
    pub by_direction: Vec<(DirectionId, Outcomes)>,
}
