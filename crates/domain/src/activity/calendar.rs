//! Which days are worked: the portal's calendar, the days an administrator moved, the days a person is away.

use crate::activity::period::weekday;
use crate::day::Day;
use crate::ids::PersonId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What kind of day it is for the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A working day.
    Work,
    /// A weekly day off.
    Off,
    /// A holiday.
    Holiday,
}

impl DayKind {
    /// Whether it is worked.
    #[must_use]
    pub fn is_working(self) -> bool {
        self == Self::Work
    }
}

/// The portal's own calendar (`calendar.settings.get`): days of every year, without a year, and days of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalCalendar {
    /// Weekly days off, Monday first.
    pub week_off: [bool; 7],
    /// Holidays as (day, month).
    pub holidays: Vec<(u8, u8)>,
    /// Days that are worked although they fall on a day off, as (day, month).
    pub workdays: Vec<(u8, u8)>,
}

impl Default for PortalCalendar {
    /// Saturday and Sunday off, no holidays: what a portal that tells nothing is taken for.
    fn default() -> Self {
        let mut week_off = [false; 7];
        week_off[5..].fill(true);
        Self { week_off, holidays: Vec::new(), workdays: Vec::new() }
    }
}

impl PortalCalendar {
    /// Reads the portal's texts: lists like `1.01,23.02` and codes like `SA`. Whatever does not read is left out; without
    /// a single known code the week is the usual one.
    #[must_use]
    pub fn read<'t>(year_holidays: &str, year_workdays: &str, week_off: impl IntoIterator<Item = &'t str>) -> Self {
        const CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let mut days = [false; 7];
        for code in week_off {
            if let Some(at) = CODES.iter().position(|known| code.trim().eq_ignore_ascii_case(known)) {
                days[at] = true;
            }
        }
        if days == [false; 7] {
            days = Self::default().week_off;
        }
        Self { week_off: days, holidays: year_days(year_holidays), workdays: year_days(year_workdays) }
    }

    /// The kind of a day.
    #[must_use]
    pub fn kind(&self, day: Day) -> DayKind {
        let (_, month, number) = day.civil();
        if self.workdays.contains(&(number, month)) {
            DayKind::Work
        } else if self.holidays.contains(&(number, month)) {
            DayKind::Holiday
        } else if self.week_off[weekday(day)] {
            DayKind::Off
        } else {
            DayKind::Work
        }
    }
}

fn year_days(text: &str) -> Vec<(u8, u8)> {
    let one = |part: &str| {
        let mut numbers = part.split('.').map(|number| number.trim().parse::<u8>().ok());
        let (day, month) = (numbers.next()??, numbers.next()??);
        ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some((day, month))
    };
    text.split([',', ';']).filter_map(one).collect()
}

/// The calendar in force: the portal's, with the days moved in Svodka.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    /// The portal's.
    pub portal: PortalCalendar,
    /// Days that differ from it.
    pub moved: BTreeMap<Day, DayKind>,
}

impl WorkCalendar {
    /// The kind of a day.
    #[must_use]
    pub fn kind(&self, day: Day) -> DayKind {
        self.moved.get(&day).copied().unwrap_or_else(|| self.portal.kind(day))
    }

    /// Whether the company works that day.
    #[must_use]
    pub fn is_working(&self, day: Day) -> bool {
        self.kind(day).is_working()
    }
}

/// Days a person is away, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Absence {
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// Why.
    pub reason: AbsenceReason,
}

/// Why a person is away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbsenceReason {
    /// Leave.
    #[default]
    Vacation,
    /// Illness.
    Sick,
    /// A business trip.
    Trip,
    /// Anything else.
    Other,
}

impl AbsenceReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Vacation, Self::Sick, Self::Trip, Self::Other];

    /// The stored name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Vacation => "vacation",
            Self::Sick => "sick",
            Self::Trip => "trip",
            Self::Other => "other",
        }
    }
}

/// Everybody's absences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absences(BTreeMap<PersonId, Vec<Absence>>);

impl Absences {
    /// Adds one.
    pub fn add(&mut self, person: PersonId, absence: Absence) {
        self.0.entry(person).or_default().push(absence);
    }

    /// A person's.
    #[must_use]
    pub fn of(&self, person: PersonId) -> &[Absence] {
        self.0.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Whether a person is away that day.
    #[must_use]
    pub fn away(&self, person: PersonId, day: Day) -> bool {
        self.of(person).iter().any(|absence| (absence.first..=absence.last).contains(&day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn russian() -> PortalCalendar {
        PortalCalendar::read("1.01,2.01,23.02,8.03,9.05,4.11, 31.12", "28.02", ["SA", "SU"])
    }

    #[rstest]
    #[case::friday((2026, 11, 20), DayKind::Work)]
    #[case::saturday((2026, 11, 21), DayKind::Off)]
    #[case::new_year((2026, 1, 1), DayKind::Holiday)]
    #[case::new_year_of_any_year((2031, 1, 1), DayKind::Holiday)]
    #[case::a_holiday_on_a_sunday((2026, 3, 8), DayKind::Holiday)]
    #[case::a_working_saturday((2026, 2, 28), DayKind::Work)]
    fn the_portals_days(#[case] (year, month, day): (i32, u8, u8), #[case] kind: DayKind) {
        assert_eq!(russian().kind(Day::from_civil(year, month, day)), kind);
    }

    #[rstest]
    #[case("", vec![])]
    #[case("1.01", vec![(1, 1)])]
    #[case(" 1.01 , 07.1;", vec![(1, 1), (7, 1)])]
    #[case("1.13,32.01,0.05,x,1,1.02.2026", vec![(1, 2)])]
    fn lists_of_days_are_read_leniently(#[case] text: &str, #[case] days: Vec<(u8, u8)>) {
        assert_eq!(PortalCalendar::read(text, "", []).holidays, days);
    }

    #[test]
    fn a_week_without_known_days_off_is_the_usual_one() {
        assert_eq!(PortalCalendar::read("", "", ["??"]).week_off, PortalCalendar::default().week_off);
        let friday = PortalCalendar::read("", "", ["fr", " SA"]);
        assert_eq!(friday.week_off, [false, false, false, false, true, true, false]);
    }

    #[test]
    fn a_moved_day_wins_over_the_portal_both_ways() {
        let (saturday, monday) = (Day::from_civil(2026, 11, 21), Day::from_civil(2026, 11, 23));
        let moved = BTreeMap::from([(saturday, DayKind::Work), (monday, DayKind::Holiday)]);
        let calendar = WorkCalendar { portal: russian(), moved };
        assert!(calendar.is_working(saturday));
        assert!(!calendar.is_working(monday));
        assert!(calendar.is_working(Day(monday.0 + 1)));
    }

    #[test]
    fn a_person_is_away_from_the_first_to_the_last_day() {
        let mut absences = Absences::default();
        absences.add(PersonId(7), Absence { first: Day(10), last: Day(12), reason: AbsenceReason::Sick });
        let away: Vec<i32> = (8..15).filter(|day| absences.away(PersonId(7), Day(*day))).collect();
        assert_eq!(away, [10, 11, 12]);
        assert!(!absences.away(PersonId(8), Day(11)));
    }
}
