//! What another calendar makes of plans: told before it is in force and after.

use crate::activity::period::Month;
use crate::activity::roster::Roster;
use crate::activity::setup::Setup;
use crate::day::Day;
use crate::rights::Scope;
use serde::{Deserialize, Serialize};

/// A month whose figures change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthEffect {
    /// Which month.
    pub month: Month,
    /// Working days of the company, before and after.
    pub working: (u32, u32),
    /// Calls planned for everybody in the statistics, before and after.
    pub calls: (u64, u64),
    /// Meetings planned, before and after.
    pub meetings: (u64, u64),
    /// People whose plan changes.
    pub people: u32,
}

/// The months from `first` to `last` in which working days or plans differ between two setups.
#[must_use]
pub fn effect(before: &Setup, after: &Setup, scope: &Scope, first: Day, last: Day) -> Vec<MonthEffect> {
    let people: Vec<_> = Roster::of(after, scope, |_| false).people.into_iter().map(|row| row.id).collect();
    let mut months = Vec::new();
    for month in (Month::of(first).0..=Month::of(last).0).map(Month) {
        let mut told = MonthEffect {
            month,
            working: (working(before, month), working(after, month)),
            calls: (0, 0),
            meetings: (0, 0),
            people: 0,
        };
        for person in &people {
            let (old, new) = (planned(before, *person, month), planned(after, *person, month));
            told.calls = (told.calls.0 + old.0, told.calls.1 + new.0);
            told.meetings = (told.meetings.0 + old.1, told.meetings.1 + new.1);
            told.people += u32::from(old != new);
        }
        if told.working.0 != told.working.1 || told.people > 0 {
            months.push(told);
        }
    }
    months
}

fn working(setup: &Setup, month: Month) -> u32 {
    let worked = month.days().filter(|day| setup.calendar.is_working(*day)).count();
    u32::try_from(worked).unwrap_or(u32::MAX)
}

/// Calls and meetings a person is to make in a month.
fn planned(setup: &Setup, person: crate::ids::PersonId, month: Month) -> (u64, u64) {
    let Some(plans) = setup.plans.of(person) else { return (0, 0) };
    let days = month.days().filter(|day| setup.works(person, *day));
    days.map(|day| plans.day_rate(day)).fold((0, 0), |(calls, meetings), rate| {
        (calls + u64::from(rate.calls.unwrap_or(0)), meetings + u64::from(rate.meetings.unwrap_or(0)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::calendar::{Absence, AbsenceReason, DayKind};
    use crate::activity::plan::{Planned, Rate, Span};
    use crate::directory::Person;
    use crate::ids::PersonId;

    fn setup() -> Setup {
        let person = |id| Person {
            id: PersonId(id),
            name: String::new(),
            last_name: format!("Т{id}"),
            position: String::new(),
            active: true,
            departments: Vec::new(),
        };
        let mut setup = Setup { people: (1..=3).map(person).collect(), ..Setup::default() };
        let december = Span::Month(Month::of_year(2026, 12));
        for (id, calls) in [(1, 20), (2, 30)] {
            let rate = Rate { calls: Some(calls), meetings: Some(1) };
            setup.plans.set(PersonId(id), december, Planned { rate, version: 1 });
        }
        setup
    }

    #[test]
    fn a_holiday_takes_a_day_of_everybodys_plan() {
        let before = setup();
        let mut after = before.clone();
        let (first, last) = (Day::from_civil(2026, 11, 30), Day::from_civil(2026, 12, 1));
        after.calendar.moved.insert(last, DayKind::Holiday);
        // December 2026 has 23 weekdays.
        let told = MonthEffect {
            month: Month::of_year(2026, 12),
            working: (23, 22),
            calls: (23 * 50, 22 * 50),
            meetings: (46, 44),
            people: 2,
        };
        assert_eq!(effect(&before, &after, &Scope::All, first, last), [told]);
    }

    #[test]
    fn only_what_is_visible_and_differs_is_told() {
        let before = setup();
        let mut after = before.clone();
        let sunday = Day::from_civil(2026, 12, 6);
        after.calendar.moved.insert(sunday, DayKind::Holiday);
        assert_eq!(effect(&before, &after, &Scope::All, sunday, sunday), [], "a day off stays one");
        let away = Absence {
            first: Day::from_civil(2026, 12, 7),
            last: sunday.max(Day(sunday.0 + 2)),
            reason: AbsenceReason::Sick,
        };
        after.absences.add(PersonId(1), away);
        let of = |scope: &Scope| effect(&before, &after, scope, away.first, away.last);
        assert_eq!(of(&Scope::People(vec![PersonId(2)])), []);
        let own = of(&Scope::People(vec![PersonId(1)]));
        assert_eq!((own[0].working, own[0].calls, own[0].people), ((23, 23), (460, 420), 1));
    }
}
