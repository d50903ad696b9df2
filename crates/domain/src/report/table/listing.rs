//! Everything that matches, one row after another: for files, which hold more rows than any window.

use super::totals::suspended_before;
use super::{ReportTable, matching, order, sums};
use crate::day::Day;
use crate::ids::CompanyId;
use crate::report::query::ReportQuery;
use crate::report::window::{Row, Totals};
use crate::rights::Scope;

/// What a query matches, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The companies.
    pub companies: Vec<CompanyId>,
    /// Totals over them.
    pub totals: Totals,
}

impl ReportTable {
    /// Every company that matches, in order, with the totals [`ReportTable::query`] answers.
    #[must_use]
    pub fn listing(&self, query: &ReportQuery, scope: &Scope, today: Day) -> Listing {
        let directions = self.shown_directions(query);
        let fresh = suspended_before(today, self.thresholds().suspended_days);
        let shown = sums::Shown { directions: directions.as_deref(), fresh };
        let matched = matching::matched(self, query, scope, today, &shown);
        let rows = order::ordered(self, &matched.rows, query.sort, &shown, 0..matched.rows.len());
        let companies = rows.into_iter().map(|row| self.columns.ids[row as usize]).collect();
        Listing { companies, totals: self.totals(&matched, directions.as_deref(), fresh) }
    }

    /// The row of a company as the query shows it, whether or not the query matches it.
    #[must_use]
    pub fn shown_row(&self, id: CompanyId, query: &ReportQuery, today: Day) -> Option<Row> {
        let directions = self.shown_directions(query);
        let fresh = suspended_before(today, self.thresholds().suspended_days);
        let row = self.columns.find(id).ok()?;
        Some(self.row_at(row, directions.as_deref(), fresh))
    }
}
