//! Sums over rows and cells, per direction and currency.

use super::columns::{NEVER, Sums};
use crate::day::Day;
use crate::money::Amount;
use crate::report::window::{DirectionTotals, Totals};

/// Sum in one currency; `deals` tells a sum of zero from none.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    amount: Amount,
    deals: bool,
}

/// One direction and currency.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    work: Sum,
    won: Sum,
    active: u64,
}

/// The first day that is not suspended.
pub(super) fn suspended_before(today: Day, suspended_days: i32) -> i32 {
    today.0.saturating_sub(suspended_days).max(NEVER + 1)
}

/// Accumulates totals of shown directions.
pub(super) struct Accumulator {
    slots: Vec<Slot>,
    currencies: usize,
}

impl Accumulator {
    pub(super) fn new(directions: usize, currencies: usize) -> Self {
        // A directory without currencies still has directions, each with an entry.
        let currencies = currencies.max(1);
        Self { slots: vec![Slot::default(); directions * currencies], currencies }
    }

    /// Adds a cell; its work counts unless its direction was suspended before `fresh`.
    pub(super) fn add(&mut self, cell: &Sums, fresh: i32) {
        let place = usize::from(cell.direction) * self.currencies + usize::from(cell.currency);
        let slot = &mut self.slots[place];
        // Without branches: which deals are fresh or won is as good as random, and guessing wrong costs more than adding
        // zero. A cell without won deals holds a won sum of zero.
        let in_work = cell.work_since >= fresh;
        slot.active += u64::from(cell.active);
        slot.work.amount = slot.work.amount.plus(Amount(cell.work.0 * i64::from(in_work)));
        slot.work.deals |= in_work;
        slot.won.amount = slot.won.amount.plus(cell.won);
        slot.won.deals |= cell.won_count > 0;
    }

    pub(super) fn totals(&self, companies: u64, overdue: u64) -> Totals {
        let mut all = vec![Slot::default(); self.currencies];
        for direction in self.slots.chunks(self.currencies) {
            for (sum, slot) in all.iter_mut().zip(direction) {
                sum.active += slot.active;
                merge(&mut sum.work, slot.work);
                merge(&mut sum.won, slot.won);
            }
        }
        let directions = self.slots.chunks(self.currencies);
        Totals { companies, overdue, all: of_direction(&all), directions: directions.map(of_direction).collect() }
    }
}

fn merge(sum: &mut Sum, other: Sum) {
    sum.amount = sum.amount.plus(other.amount);
    sum.deals |= other.deals;
}

fn of_direction(slots: &[Slot]) -> DirectionTotals {
    let sums = |of: fn(&Slot) -> Sum| {
        (0..=u8::MAX)
            .zip(slots.iter().map(of))
            .filter(|(_, sum)| sum.deals)
            .map(|(currency, sum)| (currency, sum.amount))
            .collect()
    };
    DirectionTotals {
        active: slots.iter().map(|slot| slot.active).sum(),
        work: sums(|slot| slot.work),
        won: sums(|slot| slot.won),
    }
}

/// Adds to a short list of sums by currency, kept in the order of currencies.
pub(super) fn add_to(sums: &mut Vec<(u8, Amount)>, currency: u8, amount: Amount) {
    match sums.binary_search_by_key(&currency, |(place, _)| *place) {
        Ok(at) => sums[at].1 = sums[at].1.plus(amount),
        Err(at) => sums.insert(at, (currency, amount)),
    }
}
