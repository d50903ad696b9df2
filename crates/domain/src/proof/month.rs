//! Calendar months in the portal's zone.

use crate::day::Day;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar month: months since January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Month(pub i32);

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Day) -> Self {
        let (year, month, _) = day.civil();
        Self((year - 1970) * 12 + i32::from(month) - 1)
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Day {
        let (year, month) = self.civil();
        Day::from_civil(year, month, 1)
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// Year, and month 1–12.
    #[must_use]
    pub fn civil(self) -> (i32, u8) {
        let month = u8::try_from(self.0.rem_euclid(12) + 1).expect("a remainder of twelve, plus one, is below 13");
        (1970 + self.0.div_euclid(12), month)
    }
}

/// `2026-11`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = self.civil();
        write!(f, "{year:04}-{month:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_months() {
        assert_eq!(Month::of(Day(0)), Month(0));
        assert_eq!(Month::of(Day(-1)).to_string(), "1969-12");
        assert_eq!(Month::of(Day::from_civil(2026, 11, 20)).to_string(), "2026-11");
        assert_eq!(Month::of(Day::from_civil(2026, 12, 31)).next().to_string(), "2027-01");
    }

    proptest! {
        #[test]
        fn a_day_lies_in_its_month(days in -200_000_i32..200_000) {
            let month = Month::of(Day(days));
            prop_assert!(month.first_day() <= Day(days) && Day(days) < month.next().first_day());
            prop_assert_eq!(month.first_day().civil().2, 1);
        }
    }
}
