//! The columnar table.

use super::facts::CompanyFacts;
use super::query::ReportQuery;
use super::window::Window;
use crate::day::Day;
use crate::deals::Thresholds;
use crate::directory::Directory;
use crate::ids::CompanyId;
use crate::rights::Scope;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// All companies of a portal (or of a viewer's scope) with their deals, in columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportTable {}

impl ReportTable {
    /// An empty table over these names and ages.
    #[must_use]
    pub fn new(_directory: Directory, _thresholds: Thresholds) -> Self {
        Self {}
    }

    /// Puts a company in, or replaces it. Company id 0 holds deals without a company and is no row.
    pub fn upsert(&mut self, _facts: CompanyFacts) {}

    /// Takes a company out.
    pub fn remove(&mut self, _id: CompanyId) {}

    /// The table a viewer of this scope may receive.
    #[must_use]
    pub fn restricted(&self, _scope: &Scope) -> Self {
        Self {}
    }

    /// Rows `range` of what matches, with totals over all that matches.
    #[must_use]
    pub fn query(
        &self,
        _query: &ReportQuery,
        _scope: &Scope,
        _today: Day,
        range: Range<usize>,
    ) -> Window {
        Window {
            offset: range.start,
            rows: Vec::new(),
            totals: super::window::Totals::default(),
            in_scope: 0,
            overdue_available: 0,
            without_company: None,
        }
    }
}
