//! Months and years as spans of days.

use crate::day::Day;
use serde::{Deserialize, Serialize};

/// A calendar month: twelve times the year plus the month counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Month(pub i32);

impl Month {
    /// The month `number` (1–12) of a year; other numbers roll over into neighbouring years.
    #[must_use]
    pub fn of_year(year: i32, number: u8) -> Self {
        Self(year * 12 + i32::from(number) - 1)
    }

    /// The month a day lies in.
    #[must_use]
    pub fn of(day: Day) -> Self {
        let (year, number, _) = day.civil();
        Self::of_year(year, number)
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Its number within the year, 1–12.
    #[must_use]
    pub fn number(self) -> u8 {
        u8::try_from(self.0.rem_euclid(12) + 1).expect("a remainder of twelve, plus one")
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Day {
        Day::from_civil(self.year(), self.number(), 1)
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Day {
        Day(Self(self.0 + 1).first().0 - 1)
    }

    /// Its days in order.
    pub fn days(self) -> impl DoubleEndedIterator<Item = Day> + Clone {
        (self.first().0..=self.last().0).map(Day)
    }

    /// The month as `2026-12`, the form of addresses.
    #[must_use]
    pub fn text(self) -> String {
        format!("{:04}-{:02}", self.year(), self.number())
    }

    /// Reads [`Month::text`]; years 2000 to 2099, the ones a report can be asked for.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once('-')?;
        let plain = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(year, 4) || !plain(number, 2) {
            return None;
        }
        let (year, number): (i32, u8) = (year.parse().ok()?, number.parse().ok()?);
        ((2000..=2099).contains(&year) && (1..=12).contains(&number)).then(|| Self::of_year(year, number))
    }
}

/// The twelve months of a year.
pub fn months_of(year: i32) -> impl DoubleEndedIterator<Item = Month> + Clone {
    (1..=12).map(move |number| Month::of_year(year, number))
}

/// Day of the week, 0 for Monday.
#[must_use]
pub fn weekday(day: Day) -> usize {
    // 1970-01-01 was a Thursday.
    usize::try_from((day.0 + 3).rem_euclid(7)).expect("a remainder is not negative")
}

/// Reads a day as `2026-12-09`, the form of addresses and of files.
#[must_use]
pub fn parse_day(text: &str) -> Option<Day> {
    let (month, number) = text.rsplit_once('-')?;
    let month = Month::parse(month)?;
    if number.len() != 2 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let day = Day(month.first().0 + number.parse::<i32>().ok()? - 1);
    (Month::of(day) == month).then_some(day)
}

/// The day as `2026-12-09`.
#[must_use]
pub fn day_text(day: Day) -> String {
    let (year, month, number) = day.civil();
    format!("{year:04}-{month:02}-{number:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_month_knows_its_days_across_the_year_and_the_leap_day() {
        let december = Month::of_year(2026, 12);
        assert_eq!((december.first().dotted(), december.last().dotted()), ("01.12.2026".into(), "31.12.2026".into()));
        assert_eq!(Month(december.0 + 1).text(), "2027-01");
        assert_eq!(Month::of_year(2028, 2).days().count(), 29);
        assert_eq!(Month::of(Day::from_civil(2026, 11, 20)).text(), "2026-11");
        assert_eq!(months_of(2026).flat_map(Month::days).count(), 365);
    }

    #[rstest]
    #[case("2026-12", Some(Month::of_year(2026, 12)))]
    #[case("2026-13", None)]
    #[case("2026-00", None)]
    #[case("26-12", None)]
    #[case("2026-1", None)]
    #[case("1999-12", None)]
    #[case("+026-12", None)]
    #[case("", None)]
    fn months_are_read_strictly(#[case] text: &str, #[case] month: Option<Month>) {
        assert_eq!(Month::parse(text), month);
    }

    #[rstest]
    #[case("2026-12-09", Some(Day::from_civil(2026, 12, 9)))]
    #[case("2026-02-29", None)]
    #[case("2026-02-30", None)]
    #[case("2026-02-00", None)]
    #[case("2026-2-3", None)]
    #[case("09.12.2026", None)]
    fn days_are_read_strictly(#[case] text: &str, #[case] day: Option<Day>) {
        assert_eq!(parse_day(text), day);
        assert!(day.is_none_or(|day| day_text(day) == text));
    }

    #[test]
    fn the_twentieth_of_november_2026_is_a_friday() {
        assert_eq!(weekday(Day::from_civil(2026, 11, 20)), 4);
        assert_eq!(weekday(Day(0)), 3);
        assert_eq!(weekday(Day(-4)), 6);
    }
}
