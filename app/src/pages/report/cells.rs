//! What the cells of a row say, before any words: states, sums per currency, ages.

use domain::day::Day;
use domain::deals::{DirectionState, LatestDays, Thresholds};
use domain::money::Amount;
use domain::report::window::{Cell, Row};

/// Sums of one cell: place of the currency and amount.
pub(crate) type Sums = Vec<(u8, Amount)>;

/// The "in work" cell of a direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WorkCell {
    /// Deals in work that move.
    Sums { sums: Sums, count: u64 },
    /// Only deals in preparation, the latest this many days ago.
    Preparation(i32),
    /// Refused this many days ago.
    Failed(i32),
    /// Deals that have not moved for this many days.
    Suspended(i32),
    /// Nothing.
    Nothing,
}

/// The "won" cell of a direction: sums and number of deals, if any.
pub(crate) type WonCell = Option<(Sums, u64)>;

/// Both cells of a row in the direction at `place`.
pub(crate) fn direction_cells(row: &Row, place: usize, today: Day, thresholds: &Thresholds) -> (WorkCell, WonCell) {
    let start = row.cells.partition_point(|cell| usize::from(cell.direction) < place);
    let end = row.cells.partition_point(|cell| usize::from(cell.direction) <= place);
    let cells = &row.cells[start..end];
    (work_cell(cells, today, thresholds), won_cell(cells))
}

fn work_cell(cells: &[Cell], today: Day, thresholds: &Thresholds) -> WorkCell {
    let mut latest = LatestDays::default();
    for cell in cells {
        latest.join(&cell.latest);
    }
    match latest.state(today, thresholds) {
        DirectionState::Work(_) => in_work(cells),
        DirectionState::Preparation(age) => WorkCell::Preparation(age),
        DirectionState::RecentlyFailed(age) => WorkCell::Failed(age),
        DirectionState::Suspended(age) => WorkCell::Suspended(age),
        DirectionState::Free => WorkCell::Nothing,
    }
}

/// All deals in work: one that moves is enough for the direction to be worked on, in whichever currency the others are.
fn in_work(cells: &[Cell]) -> WorkCell {
    let in_work = || cells.iter().filter(|cell| cell.work_count > 0);
    WorkCell::Sums {
        sums: in_work().map(|cell| (cell.currency, cell.work)).collect(),
        count: in_work().map(|cell| u64::from(cell.work_count)).sum(),
    }
}

fn won_cell(cells: &[Cell]) -> WonCell {
    let won = || cells.iter().filter(|cell| cell.won_count > 0);
    let sums: Sums = won().map(|cell| (cell.currency, cell.won)).collect();
    let count = won().map(|cell| u64::from(cell.won_count)).sum();
    (count > 0).then_some((sums, count))
}

/// The last communication of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contact {
    /// There never was one.
    Never,
    /// On this day, this many days ago; a day of tomorrow (another zone's clock) counts as today.
    On { day: Day, age: i32, overdue: bool },
}

impl Contact {
    /// Judged today.
    pub(crate) fn of(last: Option<Day>, today: Day, thresholds: &Thresholds) -> Self {
        last.map_or(Self::Never, |day| {
            let age = day.days_until(today).max(0);
            Self::On { day, age, overdue: age > thresholds.overdue_days }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(20_000);

    fn row(cells: Vec<Cell>) -> Row {
        Row { cells, ..Row::default() }
    }

    fn working(direction: u16, currency: u8, units: i64, count: u32, age: i32) -> Cell {
        Cell {
            direction,
            currency,
            work: Amount::units(units),
            work_count: count,
            latest: LatestDays { work: Some(Day(TODAY.0 - age)), ..LatestDays::default() },
            ..Cell::default()
        }
    }

    fn work_of(row: &Row, place: usize) -> WorkCell {
        direction_cells(row, place, TODAY, &Thresholds::default()).0
    }

    #[test]
    fn sums_of_a_direction_stay_per_currency() {
        let row = row(vec![working(0, 0, 5, 1, 0), working(2, 0, 100, 2, 3), working(2, 1, 70, 1, 9)]);
        let sums = vec![(0, Amount::units(100)), (1, Amount::units(70))];
        assert_eq!(work_of(&row, 2), WorkCell::Sums { sums, count: 3 });
        assert_eq!(work_of(&row, 1), WorkCell::Nothing);
    }

    #[test]
    fn a_currency_whose_deals_rest_counts_while_another_moves() {
        let row = row(vec![working(0, 0, 100, 2, 3), working(0, 1, 70, 1, 184)]);
        let sums = vec![(0, Amount::units(100)), (1, Amount::units(70))];
        assert_eq!(work_of(&row, 0), WorkCell::Sums { sums, count: 3 });
    }

    #[test]
    fn only_currencies_with_deals_in_work_are_summed() {
        let refused = Cell {
            currency: 1,
            latest: LatestDays { failed: Some(TODAY), ..LatestDays::default() },
            ..Cell::default()
        };
        let row = row(vec![working(0, 0, 100, 2, 3), refused]);
        assert_eq!(work_of(&row, 0), WorkCell::Sums { sums: vec![(0, Amount::units(100))], count: 2 });
    }

    #[test]
    fn deals_without_movement_are_suspended_after_the_threshold() {
        assert_eq!(work_of(&row(vec![working(0, 0, 70, 1, 184)]), 0), WorkCell::Suspended(184));
        assert!(matches!(work_of(&row(vec![working(0, 0, 70, 1, 183)]), 0), WorkCell::Sums { .. }));
    }

    #[test]
    fn won_deals_of_no_value_still_count() {
        let cell = Cell { won_count: 2, ..Cell::default() };
        let (work, won) = direction_cells(&row(vec![cell]), 0, TODAY, &Thresholds::default());
        assert_eq!((work, won), (WorkCell::Nothing, Some((vec![(0, Amount(0))], 2))));
    }

    #[test]
    fn contacts_become_overdue_after_the_threshold() {
        let contact = |age: i32| Contact::of(Some(Day(TODAY.0 - age)), TODAY, &Thresholds::default());
        assert_eq!(contact(186), Contact::On { day: Day(19_814), age: 186, overdue: false });
        assert_eq!(contact(187), Contact::On { day: Day(19_813), age: 187, overdue: true });
        assert_eq!(contact(-1), Contact::On { day: Day(20_001), age: 0, overdue: false });
    }
}
