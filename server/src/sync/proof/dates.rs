//! The spans of time that are counted: months, and days of the recent past, in the portal's zone.

use super::Proof;
use crate::clock::{day_in, start_of_day};
use domain::day::{Day, Millis};
use domain::proof::Month;
use store::Record;

/// Months that are counted one by one; older ones are counted together.
const MOST_MONTHS: i32 = 180;
/// Days of modification that are counted one by one.
const RECENT_DAYS: i32 = 31;

impl Proof<'_> {
    /// The month of creation of a record.
    pub(super) fn month_of(&self, record: &Record) -> Option<Month> {
        let created = record.date(store::Axis::Created)?;
        Some(Month::of(day_in(&self.reading.zone, created)))
    }

    /// The instant a day begins.
    pub(super) fn start(&self, day: Day) -> Millis {
        start_of_day(&self.reading.zone, day)
    }

    /// Today in the portal's zone.
    pub(super) fn today(&self) -> Day {
        day_in(&self.reading.zone, self.clock.now())
    }

    /// Where months begin, from that of the earliest date to the present one.
    pub(super) fn months_since(&self, earliest: Option<Millis>) -> Vec<Millis> {
        let last = Month::of(self.today());
        let first = earliest.map_or(last, |at| Month::of(day_in(&self.reading.zone, at)));
        let first = first.clamp(Month(last.0 - MOST_MONTHS), last);
        (first.0..=last.0).map(|month| self.start(Month(month).first_day())).collect()
    }

    /// The same, with the last days one by one.
    pub(super) fn months_and_days_since(&self, earliest: Option<Millis>) -> Vec<Millis> {
        let today = self.today();
        let recent = Day(today.0 - RECENT_DAYS + 1);
        let border = self.start(recent);
        let mut bounds: Vec<Millis> = self.months_since(earliest).into_iter().filter(|at| *at < border).collect();
        bounds.extend((recent.0..=today.0).map(|day| self.start(Day(day))));
        bounds
    }
}
