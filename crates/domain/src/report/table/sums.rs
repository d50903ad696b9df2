//! Money of a row as one number, for order and for ranges: by stored rates when the portal has several currencies.

use super::ReportTable;
use super::columns::Sums;
use super::details::NO_TURNOVER;
use super::totals::add_to;
use crate::ids::DirectionId;
use crate::money::{Amount, PARTS};
use crate::report::query::Between;

/// What a query shows, as far as money depends on it.
pub(super) struct Shown<'a> {
    /// By place of the direction; `None` for all.
    pub(super) directions: Option<&'a [bool]>,
    /// The first day that is not suspended.
    pub(super) fresh: i32,
}

/// Sums in work, or won, of rows over some directions.
pub(super) struct RowSums<'a> {
    table: &'a ReportTable,
    /// By place of the direction: whether its cells take part.
    counted: Vec<bool>,
    /// The first day that is not suspended; `None` for won sums.
    fresh: Option<i32>,
}

impl<'a> RowSums<'a> {
    /// Sums in work over the shown directions, or over one of them.
    pub(super) fn in_work(table: &'a ReportTable, shown: &Shown<'_>, only: Option<DirectionId>) -> Self {
        Self { table, counted: counted(table, shown, only), fresh: Some(shown.fresh) }
    }

    /// Sums won over the shown directions, or over one of them.
    pub(super) fn won(table: &'a ReportTable, shown: &Shown<'_>, only: Option<DirectionId>) -> Self {
        Self { table, counted: counted(table, shown, only), fresh: None }
    }

    /// The sum of a row, comparable with that of any other; `None` without such deals.
    pub(super) fn of(&self, row: usize) -> Option<i128> {
        // Nearly every company pays in one currency: its sum stays out of the list.
        let mut first: Option<(u8, Amount)> = None;
        let mut others = Vec::new();
        for cell in self.table.columns.sums(row) {
            let amount = self.part(cell).filter(|_| self.counted[usize::from(cell.direction)]);
            match (amount, &mut first) {
                (None, _) => {}
                (Some(amount), None) => first = Some((cell.currency, amount)),
                (Some(amount), Some((currency, sum))) if *currency == cell.currency => *sum = sum.plus(amount),
                (Some(amount), Some(_)) => add_to(&mut others, cell.currency, amount),
            }
        }
        first.map(|first| {
            let base = comparable(self.table, first);
            others.iter().fold(base, |sum, other| sum.saturating_add(comparable(self.table, *other)))
        })
    }

    fn part(&self, cell: &Sums) -> Option<Amount> {
        match self.fresh {
            Some(fresh) => (cell.work_since >= fresh).then_some(cell.work),
            None => (cell.won_count > 0).then_some(cell.won),
        }
    }
}

fn counted(table: &ReportTable, shown: &Shown<'_>, only: Option<DirectionId>) -> Vec<bool> {
    let directions = table.directory.directions.iter().enumerate();
    let is_counted = |(place, direction): (usize, &crate::directory::Direction)| {
        shown.directions.is_none_or(|shown| shown[place]) && only.is_none_or(|only| only == direction.id)
    };
    directions.map(is_counted).collect()
}

/// The turnover of a row, comparable with that of any other.
pub(super) fn turnover(table: &ReportTable, row: usize) -> Option<i128> {
    let details = &table.columns.details[row];
    (details.turnover != NO_TURNOVER).then(|| comparable(table, (details.currency, details.turnover)))
}

/// A sum in the base currency by the stored rate. A portal of one currency needs no rate.
fn comparable(table: &ReportTable, (currency, amount): (u8, Amount)) -> i128 {
    match table.directory.currencies.as_slice() {
        [_] => i128::from(amount.0),
        several => several[usize::from(currency)].comparable(amount),
    }
}

/// A range of the base currency in the measure of [`RowSums::of`]; `None` when it is open.
pub(super) fn range(table: &ReportTable, range: &Between<Amount>) -> Option<(i128, i128)> {
    if range.is_open() {
        return None;
    }
    let scale = if table.directory.currencies.len() == 1 { 1 } else { i128::from(PARTS) };
    let end = |end: Option<Amount>, open: i128| end.map_or(open, |amount| i128::from(amount.0) * scale);
    Some((end(range.from, i128::MIN), end(range.to, i128::MAX)))
}
