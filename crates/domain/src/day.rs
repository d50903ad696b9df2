//! Calendar days and instants.
//!
//! A day is already local to the portal: the server converts instants to days with the portal's zone when rows are
//! stored, so the browser needs no zone data. Civil conversion follows the proleptic Gregorian calendar.

use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

/// A calendar day in the portal's zone: days since 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// The day of a civil date; `month` 1–12, `day` 1–31. Dates that do not exist roll over into the next month.
    #[must_use]
    pub fn from_civil(year: i32, month: u8, day: u8) -> Self {
        // Years start in March, so that the leap day is the last of its year.
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let shifted = (i32::from(month) + 9) % 12;
        let of_year = (153 * shifted + 2) / 5 + i32::from(day) - 1;
        let of_era_days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        Self(era * 146_097 + of_era_days - 719_468)
    }

    /// Year, month 1–12 and day 1–31.
    #[must_use]
    pub fn civil(self) -> (i32, u8, u8) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        let small = |n: i32| u8::try_from(n).expect("month and day of a civil date are below 32");
        (year, small(month), small(day))
    }

    /// Days from `self` to `later`; negative when `later` is earlier. Held at the ends of the range.
    #[must_use]
    pub fn days_until(self, later: Self) -> i32 {
        later.0.saturating_sub(self.0)
    }

    /// `dd.mm.yyyy`, the form used on every screen.
    #[must_use]
    pub fn dotted(self) -> String {
        let (year, month, day) = self.civil();
        format!("{day:02}.{month:02}.{year:04}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days() {
        assert_eq!(Day::from_civil(1970, 1, 1), Day(0));
        assert_eq!(Day::from_civil(2000, 2, 29).civil(), (2000, 2, 29));
        // 56 years of 365 days, 14 leap days, then January to October and 19 days.
        assert_eq!(Day::from_civil(2026, 11, 20), Day(56 * 365 + 14 + 304 + 19));
        assert_eq!(Day::from_civil(2026, 11, 20).dotted(), "20.11.2026");
    }

    proptest! {
        #[test]
        fn every_day_survives_the_round_trip(days in -200_000_i32..200_000) {
            let (year, month, day) = Day(days).civil();
            prop_assert_eq!(Day::from_civil(year, month, day), Day(days));
        }

        #[test]
        fn the_next_day_is_the_next_number(days in -200_000_i32..200_000) {
            let (year, month, day) = Day(days).civil();
            let (next_year, next_month, next_day) = Day(days + 1).civil();
            let same_month = (next_year, next_month, next_day) == (year, month, day + 1);
            let next_month_starts = next_day == 1 && (next_month == month + 1 || (next_month == 1 && next_year == year + 1));
            prop_assert!(same_month || next_month_starts);
        }
    }
}
