//! When people call: calls by hour of the day and day of the week.
//!
//! An hour is that of the portal's clock at the moment the call began, changes to daylight saving time included: it was
//! decided when the day was counted. Calls are counted as calls, whatever cells of the grids show: a company that is
//! called in two hours has no hour of its own.

use crate::activity::grid::{Explained, View};
use crate::activity::period::weekday;
use crate::activity::roster::Roster;
use crate::activity::settings::{CountedDirection, Measure};
use crate::activity::tally::Detail;
use crate::day::Day;
use crate::ids::{DepartmentId, PersonId};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Whose calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeatOf {
    /// Of everybody the viewer sees.
    Everybody,
    /// Of a department and those below it.
    Department(DepartmentId),
    /// Of one person.
    Person(PersonId),
}

/// Calls of a period by weekday and hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatGrid {
    /// How the figures were made; the measure is always calls.
    pub explained: Explained,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// Calls that count: weekdays from Monday, each with its 24 hours.
    pub calls: [[u32; 24]; 7],
    /// How many days of each weekday the period has up to today.
    pub days: [u32; 7],
}

/// The busiest hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peak {
    /// Weekday, 0 for Monday.
    pub weekday: usize,
    /// Hour it begins with.
    pub hour: usize,
    /// Its calls.
    pub calls: u32,
}

impl HeatGrid {
    /// Of the days from `first` to `last`, both within the year the view holds; `None` when the viewer sees nobody of
    /// the department asked for.
    #[must_use]
    pub fn of(view: View<'_>, (first, last): (Day, Day), whose: HeatOf) -> Option<Self> {
        let roster = Roster::of(view.setup, view.scope, |person| view.has_something(person, first, last));
        let people = match whose {
            HeatOf::Everybody => 0..roster.people.len(),
            HeatOf::Department(id) => {
                let row = roster.departments.iter().find(|row| row.id == id)?;
                row.people.start as usize..row.people.end as usize
            }
            // Somebody who is left out of the statistics has no calls in them.
            HeatOf::Person(id) => roster.people.iter().position(|row| row.id == id).map_or(0..0, |at| at..at + 1),
        };
        let explained = Explained { measure: Measure::Calls, ..view.explained() };
        let mut grid = Self { explained, first, last, ..Self::default() };
        for person in &roster.people[people] {
            grid.add(&view, person.id);
        }
        grid.count_days(first.0..=last.0.min(view.today.0));
        Some(grid)
    }

    fn add(&mut self, view: &View<'_>, person: PersonId) {
        let both = view.rules().direction == CountedDirection::Both;
        for (day, tally) in view.facts.between(person, self.first, self.last) {
            // What does not decode was refused when it was loaded.
            let detail = Detail::decode(&tally.detail).unwrap_or_default();
            let hours = &mut self.calls[weekday(*day)];
            for (hour, out, incoming) in detail.hours() {
                let sum = &mut hours[usize::from(*hour).min(23)];
                *sum = sum.saturating_add(*out).saturating_add(if both { *incoming } else { 0 });
            }
        }
    }

    fn count_days(&mut self, days: impl Iterator<Item = i32>) {
        for day in days {
            self.days[weekday(Day(day))] += 1;
        }
    }

    /// Two periods that follow one another, taken together.
    #[must_use]
    pub fn and(mut self, later: &Self) -> Self {
        for (own, other) in self.calls.iter_mut().flatten().zip(later.calls.iter().flatten()) {
            *own = own.saturating_add(*other);
        }
        for (own, other) in self.days.iter_mut().zip(later.days) {
            *own += other;
        }
        self.last = later.last;
        self
    }

    /// All of its calls.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.calls.iter().flatten().map(|calls| u64::from(*calls)).sum()
    }

    /// The busiest hour; the earliest of several; `None` without a call.
    #[must_use]
    pub fn peak(&self) -> Option<Peak> {
        let cells = self.calls.iter().enumerate().flat_map(|(weekday, hours)| {
            hours.iter().enumerate().map(move |(hour, calls)| Peak { weekday, hour, calls: *calls })
        });
        cells.filter(|cell| cell.calls > 0).reduce(|best, cell| if cell.calls > best.calls { cell } else { best })
    }

    /// The hours from the first to the last that has a call on any day; nothing without calls.
    #[must_use]
    pub fn hours(&self) -> Range<usize> {
        let any = |hour: &usize| self.calls.iter().any(|hours| hours[*hour] > 0);
        match ((0..24).find(any), (0..24).rev().find(any)) {
            (Some(first), Some(last)) => first..last + 1,
            _ => 0..0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::counting::{DayCount, Talk};
    use crate::activity::settings::ActivitySettings;
    use crate::activity::setup::{Facts, Setup};
    use crate::activity::threads::Seen;
    use crate::directory::{Department, Person};
    use crate::rights::Scope;

    fn person(id: i64, department: i64) -> Person {
        Person {
            id: PersonId(id),
            name: String::new(),
            last_name: format!("{id}"),
            position: String::new(),
            active: true,
            departments: vec![DepartmentId(department)],
        }
    }

    fn department(id: i64, parent: Option<i64>) -> Department {
        Department {
            id: DepartmentId(id),
            name: format!("{id}"),
            parent: parent.map(DepartmentId),
            head: None,
            sort: 0,
        }
    }

    fn setup(direction: CountedDirection) -> Setup {
        let mut settings = ActivitySettings::default();
        settings.counting.direction = direction;
        Setup {
            people: vec![person(1, 10), person(2, 11), person(3, 12)],
            departments: vec![department(10, None), department(11, Some(10)), department(12, None)],
            settings,
            ..Setup::default()
        }
    }

    /// Friday the 20th of November 2026.
    fn friday() -> Day {
        Day::from_civil(2026, 11, 20)
    }

    fn facts() -> Facts {
        let mut facts = Facts::default();
        let mut day = |person: i64, day: Day, talks: &[(u8, bool)]| {
            let mut count = DayCount::default();
            for (hour, outgoing) in talks {
                count.talk(Talk { outgoing: *outgoing, seconds: 60, company: Some(5), hour: *hour }, 20);
            }
            facts.set(PersonId(person), day, count.finish());
        };
        day(1, friday(), &[(9, true), (9, true), (17, false)]);
        day(2, friday(), &[(9, true), (0, true)]);
        day(2, Day(friday().0 - 7), &[(9, true)]);
        day(3, Day(friday().0 + 2), &[(23, true)]);
        facts
    }

    fn heat(direction: CountedDirection, scope: &Scope, whose: HeatOf, first: Day, last: Day) -> Option<HeatGrid> {
        let (setup, facts, seen) = (setup(direction), facts(), Seen::default());
        let view = View {
            revision: 1,
            setup: &setup,
            facts: &facts,
            scope,
            seen: &seen,
            today: friday(),
            measure: Measure::Companies,
        };
        HeatGrid::of(view, (first, last), whose)
    }

    fn month() -> (Day, Day) {
        (Day::from_civil(2026, 11, 1), Day::from_civil(2026, 11, 30))
    }

    #[test]
    fn calls_stand_in_their_hour_and_weekday_once_per_call() {
        let (first, last) = month();
        let grid = heat(CountedDirection::Outgoing, &Scope::All, HeatOf::Everybody, first, last).unwrap();
        assert_eq!((grid.calls[4][9], grid.calls[4][0], grid.calls[4][17], grid.calls[6][23]), (4, 1, 0, 1));
        assert_eq!((grid.total(), grid.hours()), (6, 0..24));
        assert_eq!(grid.peak(), Some(Peak { weekday: 4, hour: 9, calls: 4 }));
        // The 1st was a Sunday; up to the 20th there were three Fridays and Sundays, two Saturdays.
        assert_eq!(grid.days, [3, 3, 3, 3, 3, 2, 3]);
        assert_eq!(grid.explained.measure, Measure::Calls);
        let both = heat(CountedDirection::Both, &Scope::All, HeatOf::Everybody, first, last).unwrap();
        assert_eq!((both.calls[4][17], both.total()), (1, 7));
    }

    #[test]
    fn a_department_a_person_and_a_viewer_have_their_own_part() {
        let (first, last) = month();
        let total =
            |scope: &Scope, whose| heat(CountedDirection::Outgoing, scope, whose, first, last).map(|grid| grid.total());
        assert_eq!(total(&Scope::All, HeatOf::Department(DepartmentId(10))), Some(5));
        assert_eq!(total(&Scope::All, HeatOf::Department(DepartmentId(11))), Some(3));
        assert_eq!(total(&Scope::All, HeatOf::Person(PersonId(1))), Some(2));
        let own = Scope::People([PersonId(3)].into_iter().collect());
        assert_eq!(total(&own, HeatOf::Everybody), Some(1));
        assert_eq!(total(&own, HeatOf::Department(DepartmentId(10))), None);
        assert_eq!(total(&own, HeatOf::Person(PersonId(1))), Some(0));
    }

    #[test]
    fn two_periods_together_are_the_whole() {
        let (first, last) = month();
        let part = |first, last| heat(CountedDirection::Outgoing, &Scope::All, HeatOf::Everybody, first, last).unwrap();
        let middle = Day(first.0 + 14);
        assert_eq!(part(first, middle).and(&part(Day(middle.0 + 1), last)), part(first, last));
    }

    #[test]
    fn without_calls_there_is_no_peak() {
        let day = Day(friday().0 + 1);
        let grid = heat(CountedDirection::Both, &Scope::All, HeatOf::Everybody, day, day).unwrap();
        assert_eq!((grid.total(), grid.peak(), grid.hours(), grid.days), (0, None, 0..0, [0; 7]));
    }
}
