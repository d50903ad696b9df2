//! Calls and meetings over calendars, absences, plans and facts that nobody would think of.

use domain::activity::calendar::{Absence, AbsenceReason, DayKind};
use domain::activity::edit::{Editor, PlanOrder, RateChange};
use domain::activity::grid::View;
use domain::activity::month::MonthGrid;
use domain::activity::pace::Sums;
use domain::activity::period::Month;
use domain::activity::plan::{PlanRight, Planned, Rate, Span};
use domain::activity::settings::Measure;
use domain::activity::setup::{Facts, Setup};
use domain::activity::tally::DayTally;
use domain::activity::threads::Seen;
use domain::activity::year::YearGrid;
use domain::day::Day;
use domain::directory::{Department, Person};
use domain::ids::{DepartmentId, PersonId};
use domain::rights::Scope;
use proptest::prelude::*;

const PEOPLE: i64 = 8;
const DEPARTMENTS: i64 = 5;

fn year() -> i32 {
    2026
}

fn first() -> Day {
    Month::of_year(year(), 1).first()
}

/// A company of random shape: departments in a forest, people in some of them, days moved, absences, plans, completions.
#[derive(Clone, Debug)]
struct Company {
    setup: Setup,
    facts: Facts,
    today: Day,
}

prop_compose! {
    fn company()(
        parents in proptest::collection::vec(0..DEPARTMENTS, 5),
        homes in proptest::collection::vec(0..=DEPARTMENTS, 8),
        moved in proptest::collection::vec((0..365_i32, 0..3_u8), 0..40),
        away in proptest::collection::vec((1..=PEOPLE, 0..365_i32, 0..40_i32), 0..12),
        monthly in proptest::collection::vec((1..=PEOPLE, 1..=12_u8, proptest::option::of(0..60_u32), proptest::option::of(0..4_u32)), 0..60),
        daily in proptest::collection::vec((1..=PEOPLE, 0..365_i32, 0..60_u32), 0..60),
        forced in proptest::collection::vec((1..=PEOPLE, 0..365_i32), 0..60),
        done in proptest::collection::vec((1..=PEOPLE, 0..365_i32, 0..90_u32, 0..4_u32), 0..400),
        today in -5..370_i32,
    ) -> Company {
        let mut setup = Setup {
            people: (1..=PEOPLE).zip(&homes).map(|(id, home)| person(id, *home)).collect(),
            departments: (1..=DEPARTMENTS).zip(&parents).map(|(id, parent)| department(id, *parent)).collect(),
            ..Setup::default()
        };
        let day = |offset: i32| Day(first().0 + offset);
        let kinds = [DayKind::Work, DayKind::Off, DayKind::Holiday];
        setup.calendar.moved = moved.iter().map(|(offset, kind)| (day(*offset), kinds[usize::from(*kind)])).collect();
        for (person, from, length) in away {
            let absence = Absence { first: day(from), last: day(from + length), reason: AbsenceReason::Other };
            setup.absences.add(PersonId(person), absence);
        }
        for (person, month, calls, meetings) in monthly {
            let span = Span::Month(Month::of_year(year(), month));
            setup.plans.set(PersonId(person), span, Planned { rate: Rate { calls, meetings }, version: 1 });
        }
        for (person, offset, calls) in daily {
            let rate = Rate { calls: Some(calls), meetings: None };
            setup.plans.set(PersonId(person), Span::Day(day(offset)), Planned { rate, version: 2 });
        }
        setup.forced = forced.into_iter().map(|(person, offset)| (PersonId(person), day(offset))).collect();
        let mut facts = Facts::default();
        for (person, offset, calls, meetings) in done {
            let tally = DayTally { calls_out: calls, companies_out: calls / 2, meetings, ..DayTally::default() };
            facts.set(PersonId(person), day(offset), tally);
        }
        Company { setup, facts, today: day(today) }
    }
}

fn person(id: i64, home: i64) -> Person {
    Person {
        id: PersonId(id),
        name: String::new(),
        last_name: format!("Ф{id}"),
        position: String::new(),
        active: true,
        departments: if home == 0 { Vec::new() } else { vec![DepartmentId(home)] },
    }
}

/// A parent of 0 is none; circles are allowed, portals have them.
fn department(id: i64, parent: i64) -> Department {
    let parent = (parent != 0 && parent != id).then_some(DepartmentId(parent));
    Department { id: DepartmentId(id), name: format!("О{id}"), parent, head: None, sort: 0 }
}

impl Company {
    fn with<T>(&self, measure: Measure, lay_out: impl Fn(View<'_>) -> T) -> T {
        let (scope, seen) = (Scope::All, Seen::default());
        lay_out(View {
            revision: 1,
            setup: &self.setup,
            facts: &self.facts,
            scope: &scope,
            seen: &seen,
            today: self.today,
            measure,
        })
    }
}

/// What adds up over people: plan, excused, due, fact, days off, meetings.
fn additive(sums: &Sums) -> [u64; 9] {
    [
        sums.plan,
        sums.excused,
        sums.due,
        sums.fact,
        sums.fact_elapsed,
        sums.off,
        sums.meetings_plan,
        sums.meetings + sums.meetings_off,
        sums.adjusted_plan(),
    ]
}

fn total<'a>(sums: impl Iterator<Item = &'a Sums>) -> [u64; 9] {
    sums.fold([0; 9], |mut total, one| {
        total.iter_mut().zip(additive(one)).for_each(|(sum, part)| *sum += part);
        total
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Departments at the top of the tree sum up to the company, for plan, fact, forced and raw; so do people.
    #[test]
    fn departments_sum_up_to_the_company(company in company(), number in 1..=12_u8) {
        let month = company.with(Measure::Calls, |view| MonthGrid::of(view, Month::of_year(year(), number)));
        prop_assert_eq!(month.people.len(), 8, "everybody stands once");
        let tops = month.roster.departments.iter().zip(&month.departments).filter(|(row, _)| row.depth == 0);
        prop_assert_eq!(total(tops.map(|(_, line)| &line.sums)), additive(&month.company.sums));
        prop_assert_eq!(total(month.people.iter().map(|line| &line.sums)), additive(&month.company.sums));
        for (at, cell) in month.company.cells.iter().enumerate() {
            let people = month.people.iter().map(|line| line.cells[at]);
            prop_assert_eq!(cell.fact, people.clone().map(|own| own.fact).sum::<u32>());
            prop_assert_eq!(cell.plan.unwrap_or(0), people.clone().map(|own| own.plan.unwrap_or(0)).sum::<u32>());
            prop_assert_eq!(cell.excused, people.clone().map(|own| own.excused).sum::<u32>());
            prop_assert_eq!(cell.off, people.map(|own| own.off).sum::<u32>());
        }
    }

    /// A year is its twelve months, in both meanings; and no fact is lost on the way.
    #[test]
    fn a_year_is_its_months(company in company()) {
        for measure in [Measure::Calls, Measure::Companies] {
            let whole = company.with(measure, |view| YearGrid::of(view, year()));
            for number in 1..=12_u8 {
                let month = company.with(measure, |view| MonthGrid::of(view, Month::of_year(year(), number)));
                let at = usize::from(number) - 1;
                prop_assert_eq!(&whole.company.months[at].sums, &month.company.sums);
                for (line, own) in whole.people.iter().zip(&month.people) {
                    prop_assert_eq!(&line.months[at].sums, &own.sums);
                    prop_assert_eq!(line.months[at].rate, own.rate);
                }
            }
            let done: u64 = (1..=PEOPLE)
                .flat_map(|person| company.facts.between(PersonId(person), first(), Day(first().0 + 364)))
                .map(|(_, tally)| u64::from(if measure == Measure::Calls { tally.calls_out } else { tally.companies_out }))
                .sum();
            prop_assert_eq!(whole.company.total.fact + whole.company.total.off, done);
        }
    }

    /// The plan of a month is its rate on every day that is worked and nothing on any other, counted here day by day.
    #[test]
    fn a_plan_is_asked_for_on_worked_days_alone(company in company(), number in 1..=12_u8) {
        let month = Month::of_year(year(), number);
        let grid = company.with(Measure::Calls, |view| MonthGrid::of(view, month));
        for (row, line) in grid.roster.people.iter().zip(&grid.people) {
            let worked = month.days().filter(|day| {
                company.setup.calendar.is_working(*day) && !company.setup.absences.away(row.id, *day)
            });
            let rate = |day: Day| company.setup.plans.of(row.id).and_then(|plans| plans.day_rate(day).calls).unwrap_or(0);
            prop_assert_eq!(line.sums.plan, worked.clone().map(|day| u64::from(rate(day))).sum::<u64>());
            let working = worked.clone().count();
            prop_assert_eq!(line.sums.working as usize, working);
            prop_assert_eq!(line.sums.elapsed as usize, worked.filter(|day| *day < company.today).count());
        }
    }

    /// Whoever keeps the pace makes the plan, and one call a day less does not.
    #[test]
    fn the_pace_makes_the_plan_and_nothing_less_does(company in company(), number in 1..=12_u8) {
        let grid = company.with(Measure::Calls, |view| MonthGrid::of(view, Month::of_year(year(), number)));
        for line in grid.people.iter().chain(&grid.departments).chain([&grid.company]) {
            let (plan, sums) = (line.sums.adjusted_plan(), &line.sums);
            match line.pace {
                Some(0) => prop_assert!(sums.fact >= plan),
                Some(pace) => {
                    let days = u64::from(sums.remaining);
                    prop_assert!(sums.fact + pace * days >= plan);
                    prop_assert!(sums.fact + (pace - 1) * days < plan);
                }
                None => prop_assert!(!sums.planned || sums.fact < plan && sums.remaining == 0),
            }
            prop_assert!(sums.met + sums.unmet <= sums.working);
        }
    }

    /// Filling days sets exactly those that are worked; filling again changes nothing.
    #[test]
    fn filling_a_range_sets_every_worked_day_once(company in company(), from in 0..365_i32, length in 0..60_i32, calls in 0..60_u32) {
        let day = |offset: i32| Day(first().0 + offset);
        let people: Vec<PersonId> = (1..=PEOPLE).map(PersonId).collect();
        let order = PlanOrder::FillDays {
            people: people.clone(),
            first: day(from),
            last: day(from + length),
            change: RateChange::calls(calls),
        };
        let mut setup = company.setup.clone();
        let editor = |setup: &Setup| {
            Editor { setup, scope: &Scope::All, right: PlanRight::Full, today: company.today }.resolve(&order).unwrap()
        };
        for change in editor(&setup) {
            setup.plans.set(change.person, change.span, Planned { rate: change.after, version: 3 });
        }
        prop_assert_eq!(editor(&setup), vec![]);
        for person in people {
            for at in (from..=from + length).map(day) {
                let own = setup.plans.of(person).and_then(|plans| plans.at(Span::Day(at))).and_then(|own| own.rate.calls);
                let before = company.setup.plans.of(person).and_then(|plans| plans.at(Span::Day(at)));
                let expected = if setup.works(person, at) { Some(calls) } else { before.and_then(|own| own.rate.calls) };
                prop_assert_eq!(own, expected);
            }
        }
    }
}
