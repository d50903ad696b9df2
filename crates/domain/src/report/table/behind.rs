//! What stands behind a total or a counter: the directions of companies whose deals it counts.

use super::totals::suspended_before;
use super::{ReportTable, matching, sums};
use crate::day::Day;
use crate::ids::{CompanyId, DirectionId};
use crate::report::drill::Counted;
use crate::report::query::ReportQuery;
use crate::rights::Scope;

/// Directions of companies, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    pairs: Vec<(CompanyId, DirectionId)>,
}

impl Behind {
    /// Whether a deal of the company in the direction is counted, if its phase is.
    #[must_use]
    pub fn includes(&self, company: CompanyId, direction: DirectionId) -> bool {
        self.pairs.binary_search(&(company, direction)).is_ok()
    }

    /// The companies, ascending, each once.
    #[must_use]
    pub fn companies(&self) -> Vec<CompanyId> {
        let mut companies: Vec<CompanyId> = self.pairs.iter().map(|(company, _)| *company).collect();
        companies.dedup();
        companies
    }
}

impl ReportTable {
    /// The directions of companies whose deals a total of the query counts: all that it shows, or `within` one of them.
    #[must_use]
    pub fn behind(
        &self,
        query: &ReportQuery,
        scope: &Scope,
        today: Day,
        counted: Counted,
        within: Option<DirectionId>,
    ) -> Behind {
        let directions = self.shown_directions(query);
        let fresh = suspended_before(today, self.thresholds.suspended_days);
        let shown = sums::Shown { directions: directions.as_deref(), fresh };
        let ids: Vec<DirectionId> = self.directory.directions.iter().map(|direction| direction.id).collect();
        let mut pairs = Vec::new();
        for row in matching::matched(self, query, scope, today, &shown).rows {
            let row = row as usize;
            for cell in self.columns.sums(row) {
                let place = usize::from(cell.direction);
                let is_shown = directions.as_deref().is_none_or(|shown| shown[place]);
                let has = match counted {
                    Counted::Work => cell.work_since >= fresh,
                    Counted::Won => cell.won_count > 0,
                    Counted::Active => cell.active > 0,
                };
                if is_shown && has && within.is_none_or(|within| within == ids[place]) {
                    pairs.push((self.columns.ids[row], ids[place]));
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        Behind { pairs }
    }
}
