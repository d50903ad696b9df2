//! An answer as the page shows it.

use domain::day::Day;
use domain::deals::Thresholds;
use domain::directory::Directory;
use domain::report::query::ReportQuery;
use domain::report::window::{Row, Totals, Window};
use std::sync::Arc;

/// An answer to a query, as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// What was asked.
    pub(crate) query: ReportQuery,
    /// Revision of the data.
    pub(crate) revision: i64,
    /// Today in the portal's zone.
    pub(crate) today: Day,
    /// Ages in force.
    pub(crate) thresholds: Thresholds,
    /// Names.
    pub(crate) directory: Arc<Directory>,
    /// Place of the first row held.
    pub(crate) offset: usize,
    /// Rows held.
    pub(crate) rows: Vec<Arc<Row>>,
    /// Totals of all that matched.
    pub(crate) totals: Totals,
    /// Companies before any filter.
    pub(crate) in_scope: u64,
    /// The number on the chip of overdue companies.
    pub(crate) overdue_available: u64,
    /// Deals without a company.
    pub(crate) without_company: Option<Totals>,
}

impl Shown {
    /// The answer of a window, wherever it was computed.
    pub(super) fn new(
        query: ReportQuery,
        revision: i64,
        today: Day,
        thresholds: Thresholds,
        directory: Arc<Directory>,
        window: Window,
    ) -> Self {
        Self {
            query,
            revision,
            today,
            thresholds,
            directory,
            offset: window.offset,
            rows: window.rows.into_iter().map(Arc::new).collect(),
            totals: window.totals,
            in_scope: window.in_scope,
            overdue_available: window.overdue_available,
            without_company: window.without_company,
        }
    }

    /// Rows that matched.
    pub(crate) fn matched(&self) -> usize {
        usize::try_from(self.totals.companies).unwrap_or(usize::MAX)
    }

    /// The row at a place among those that matched, if it is held.
    pub(crate) fn row(&self, index: usize) -> Option<&Arc<Row>> {
        self.rows.get(index.checked_sub(self.offset)?)
    }
}
