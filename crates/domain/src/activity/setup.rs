//! What a grid is made of: facts by person and day, and everything people set themselves.

use crate::activity::calendar::{Absences, WorkCalendar};
use crate::activity::plan::PlanBook;
use crate::activity::rights::RightsBook;
use crate::activity::settings::ActivitySettings;
use crate::activity::tally::DayTally;
use crate::activity::threads::ThreadMarks;
use crate::day::Day;
use crate::directory::{Department, Person};
use crate::ids::PersonId;
use std::collections::{BTreeMap, BTreeSet};

/// Counted days by person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<PersonId, Vec<(Day, DayTally)>>);

impl Facts {
    /// Sets a person's day; an empty tally takes it away.
    pub fn set(&mut self, person: PersonId, day: Day, tally: DayTally) {
        let days = self.0.entry(person).or_default();
        match (days.binary_search_by_key(&day, |(at, _)| *at), tally.is_empty()) {
            (Ok(at), true) => drop(days.remove(at)),
            (Ok(at), false) => days[at].1 = tally,
            (Err(_), true) => {}
            (Err(at), false) => days.insert(at, (day, tally)),
        }
        if days.is_empty() {
            self.0.remove(&person);
        }
    }

    /// A person's days from `first` to `last`, both included, in order; days without work are left out.
    #[must_use]
    pub fn between(&self, person: PersonId, first: Day, last: Day) -> &[(Day, DayTally)] {
        let Some(days) = self.0.get(&person) else { return &[] };
        let from = days.partition_point(|(day, _)| *day < first);
        let to = days.partition_point(|(day, _)| *day <= last);
        &days[from..to.max(from)]
    }

    /// A person's day.
    #[must_use]
    pub fn at(&self, person: PersonId, day: Day) -> Option<&DayTally> {
        self.between(person, day, day).first().map(|(_, tally)| tally)
    }

    /// Days held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Everything people set, and who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// People of the portal, by id, former ones included.
    pub people: Vec<Person>,
    /// Departments, by id.
    pub departments: Vec<Department>,
    /// Settings of the report.
    pub settings: ActivitySettings,
    /// The working calendar.
    pub calendar: WorkCalendar,
    /// Absences.
    pub absences: Absences,
    /// Plans.
    pub plans: PlanBook,
    /// Days counted as met.
    pub forced: BTreeSet<(PersonId, Day)>,
    /// Comment threads.
    pub threads: ThreadMarks,
    /// Rights that were given.
    pub rights: RightsBook,
    /// People who administered the portal when they last opened the app. Nobody gets a right from this: it tells how
    /// others see them.
    pub admins: BTreeSet<PersonId>,
}

impl Setup {
    /// Whether a person works that day.
    #[must_use]
    pub fn works(&self, person: PersonId, day: Day) -> bool {
        self.calendar.is_working(day) && !self.absences.away(person, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(calls_out: u32) -> DayTally {
        DayTally { calls_out, ..DayTally::default() }
    }

    #[test]
    fn days_are_kept_in_order_replaced_and_taken_away() {
        let mut facts = Facts::default();
        for (day, calls) in [(5, 1), (3, 2), (9, 3), (5, 4), (3, 0)] {
            facts.set(PersonId(1), Day(day), tally(calls));
        }
        let days: Vec<(i32, u32)> =
            facts.between(PersonId(1), Day(0), Day(9)).iter().map(|(day, t)| (day.0, t.calls_out)).collect();
        assert_eq!(days, [(5, 4), (9, 3)]);
        assert_eq!(facts.between(PersonId(1), Day(6), Day(8)), []);
        assert_eq!(facts.between(PersonId(1), Day(8), Day(6)), []);
        assert_eq!(facts.at(PersonId(2), Day(5)), None);
        facts.set(PersonId(1), Day(5), tally(0));
        facts.set(PersonId(1), Day(9), tally(0));
        assert!(facts.is_empty());
    }
}
