//! What a query answers: a window of rows with the totals of everything that matched.

use crate::day::Day;
use crate::deals::{DirectionState, LatestDays, Thresholds};
use crate::directory::Directory;
use crate::headcount::Employees;
use crate::ids::{CompanyId, PersonId};
use crate::money::Amount;
use serde::{Deserialize, Serialize};

/// Deals of one company in one direction and currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Place of the direction in [`Directory::directions`].
    pub direction: u16,
    /// Place of the currency in [`Directory::currencies`].
    pub currency: u8,
    /// Sum of deals in work (preparation not included), whatever their age.
    pub work: Amount,
    /// Number of deals in work.
    pub work_count: u32,
    /// Number of deals in preparation.
    pub preparation_count: u32,
    /// Sum of won deals.
    pub won: Amount,
    /// Number of won deals.
    pub won_count: u32,
    /// Latest modifications, for the state. The state of a direction is judged over all its currencies.
    pub latest: LatestDays,
}

/// One company.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Bitrix24 id.
    pub id: CompanyId,
    /// Title.
    pub title: String,
    /// INN or empty.
    pub inn: String,
    /// Responsible.
    pub responsible: Option<PersonId>,
    /// Place of the sector in [`Directory::sectors`].
    pub sector: Option<u16>,
    /// Place of the region in [`Directory::regions`].
    pub region: Option<u16>,
    /// Place of the source in [`Directory::sources`].
    pub source: Option<u16>,
    /// Employees.
    pub employees: Option<Employees>,
    /// Yearly turnover: place of the currency, amount.
    pub turnover: Option<(u8, Amount)>,
    /// Day the company was created.
    pub created: Option<Day>,
    /// Day of the last counted communication.
    pub last_communication: Option<Day>,
    /// Sum in work per currency (place, amount), ordered by place: shown directions whose state is work; suspended
    /// deals are left out, as in the cells, so that a row's total is the sum of what the row shows. A currency without
    /// such deals has no entry; deals without an amount have one of zero.
    pub work: Vec<(u8, Amount)>,
    /// Sum won per currency, ordered by place; only currencies with won deals.
    pub won: Vec<(u8, Amount)>,
    /// Non-empty cells of the shown directions, ordered by direction, then currency.
    pub cells: Vec<Cell>,
}

impl Row {
    /// State in the direction at this place of [`Directory::directions`], judged over all its currencies. A direction
    /// the row has no deals in, or one the query did not show, is free.
    #[must_use]
    pub fn state(&self, direction: u16, today: Day, thresholds: &Thresholds) -> DirectionState {
        let mut latest = LatestDays::default();
        for cell in self.cells.iter().filter(|c| c.direction == direction) {
            latest.join(&cell.latest);
        }
        latest.state(today, thresholds)
    }

    /// Whether the client counts as left alone: never contacted, or longer ago than the threshold.
    #[must_use]
    pub fn is_overdue(&self, today: Day, thresholds: &Thresholds) -> bool {
        self.last_communication.is_none_or(|last| last.days_until(today) > thresholds.overdue_days)
    }
}

/// Totals of one direction, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectionTotals {
    /// Active deals: in work or preparation, whatever their age.
    pub active: u64,
    /// Sum in work per currency, as the rows show it.
    pub work: Vec<(u8, Amount)>,
    /// Sum won per currency.
    pub won: Vec<(u8, Amount)>,
}

/// Totals over every row that matched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Rows that matched.
    pub companies: u64,
    /// Of them overdue (never contacted included).
    pub overdue: u64,
    /// Over all shown directions.
    pub all: DirectionTotals,
    /// One entry per [`Directory::directions`], in its order; directions the query does not show stay empty.
    pub directions: Vec<DirectionTotals>,
}

/// A window of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Place of the first row among those that matched.
    pub offset: usize,
    /// The rows.
    pub rows: Vec<Row>,
    /// Totals of all that matched.
    pub totals: Totals,
    /// Companies in the viewer's scope before any filter.
    pub in_scope: u64,
    /// Overdue companies if only the "overdue" filter were dropped from the query: the number on its chip.
    pub overdue_available: u64,
    /// Deals without a company, by direction; only for viewers who see all, and only while no filter narrows the rows
    /// ([`super::query::ReportQuery::is_filtered`]): beside filtered totals they would mislead. `companies` and
    /// `overdue` are 0.
    pub without_company: Option<Totals>,
}

/// The server's answer to the report page: a window with all it needs to be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportPage {
    /// Revision of the data the answer was computed from.
    pub revision: i64,
    /// Today in the portal's zone.
    pub today: Day,
    /// Ages in force.
    pub thresholds: Thresholds,
    /// The rows and totals.
    pub window: Window,
    /// Names; absent when the page said it has those of this revision's directory.
    pub directory: Option<Directory>,
    /// Whether the portal is too large for the whole table to be sent: then every window comes from the server.
    #[serde(default)]
    pub windows_only: bool,
    /// Whether sums of several currencies are also shown as one ([`crate::money::converted`]).
    #[serde(default)]
    pub convert: bool,
}
