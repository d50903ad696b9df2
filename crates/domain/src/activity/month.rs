//! The grid of a month: days in columns, plan and fact in cells.

use crate::activity::calendar::DayKind;
use crate::activity::grid::{Explained, View};
use crate::activity::pace::{DayFigures, DayState, Sums};
use crate::activity::period::Month;
use crate::activity::plan::{Rate, Span};
use crate::activity::roster::Roster;
use crate::activity::threads::CellThread;
use crate::day::Day;
use crate::ids::PersonId;
use serde::{Deserialize, Serialize};

/// A month for one viewer. Lines stand parallel to the roster: `people[i]` is the line of `roster.people[i]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthGrid {
    /// How the figures were made.
    pub explained: Explained,
    /// Which month.
    pub month: Month,
    /// Columns.
    pub days: Vec<DayHead>,
    /// Working days of the company; those before today; the others.
    pub working: (u32, u32, u32),
    /// Rows.
    pub roster: Roster,
    /// Everybody the viewer sees.
    pub company: Line,
    /// Departments, those below them included.
    pub departments: Vec<Line>,
    /// People.
    pub people: Vec<Line>,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayHead {
    /// The day.
    pub day: Day,
    /// What kind it is.
    pub kind: DayKind,
    /// Whether somebody moved it in Svodka.
    pub moved: bool,
}

/// A row of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The month summed up.
    pub sums: Sums,
    /// Calls needed per remaining day ([`Sums::pace`]).
    pub pace: Option<u64>,
    /// What the month ends with at this rate ([`Sums::projected`]).
    pub projected: Option<u64>,
    /// Rate of the month, for a group summed up.
    pub rate: Rate,
    /// Version of the month's own rate, 0 when it has none: what an edit says it saw.
    pub version: i64,
    /// Thread of the month.
    pub thread: Option<CellThread>,
    /// One cell per column.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// How the day stands.
    pub state: DayState,
    /// Plan of calls, nothing excused.
    pub plan: Option<u32>,
    /// What was excused of it.
    pub excused: u32,
    /// Calls.
    pub fact: u32,
    /// Calls of those who have the day off.
    pub off: u32,
    /// Plan of meetings.
    pub meetings_plan: Option<u32>,
    /// Meetings, those of people who have the day off included.
    pub meetings: u32,
    /// Version of the day's own rate, 0 when it has none.
    pub version: i64,
    /// Thread of the day.
    pub thread: Option<CellThread>,
}

impl Cell {
    fn of(figures: &DayFigures, day: Day, today: Day) -> Self {
        Self {
            state: figures.state(day, today),
            plan: figures.plan,
            excused: figures.excused,
            fact: figures.fact,
            off: figures.off,
            meetings_plan: figures.meetings_plan,
            meetings: figures.meetings + figures.meetings_off,
            version: 0,
            thread: None,
        }
    }
}

impl MonthGrid {
    /// Lays out a month.
    #[must_use]
    pub fn of(view: View<'_>, month: Month) -> Self {
        let (first, last) = (month.first(), month.last());
        let roster = Roster::of(view.setup, view.scope, |person| view.has_something(person, first, last));
        let calendar = &view.setup.calendar;
        let days: Vec<DayHead> = month
            .days()
            .map(|day| DayHead { day, kind: calendar.kind(day), moved: calendar.moved.contains_key(&day) })
            .collect();
        let figures: Vec<Vec<DayFigures>> = roster
            .people
            .iter()
            .map(|person| {
                let mut walked = view.days_of(person.id, first, last);
                days.iter().map(|head| walked.figures(head.day, head.kind.is_working())).collect()
            })
            .collect();
        let people: Vec<Line> =
            roster.people.iter().zip(&figures).map(|(row, own)| person_line(&view, month, row.id, own)).collect();
        let group = |range: std::ops::Range<usize>| group_line(&view, &days, &figures[range.clone()], &people[range]);
        let departments =
            roster.departments.iter().map(|row| group(row.people.start as usize..row.people.end as usize)).collect();
        let company = group(0..people.len());
        let worked = |before: bool| {
            let counted = days.iter().filter(|head| head.kind.is_working() && (head.day < view.today) == before);
            u32::try_from(counted.count()).unwrap_or(u32::MAX)
        };
        let (elapsed, remaining) = (worked(true), worked(false));
        let working = (elapsed + remaining, elapsed, remaining);
        Self { explained: view.explained(), month, days, working, roster, company, departments, people }
    }
}

fn line(cells: Vec<Cell>, sums: Sums) -> Line {
    Line { sums, pace: sums.pace(), projected: sums.projected(), cells, ..Line::default() }
}

fn person_line(view: &View<'_>, month: Month, person: PersonId, figures: &[DayFigures]) -> Line {
    let mut sums = Sums::default();
    let mut cells: Vec<Cell> = Vec::with_capacity(figures.len());
    for (day, own) in month.days().zip(figures) {
        sums.add(own, day, view.today);
        cells.push(Cell::of(own, day, view.today));
    }
    let offset = |day: Day| usize::try_from(day.0 - month.first().0).unwrap_or(0);
    let days = (Span::Day(month.first()), Span::Day(month.last()));
    for (span, mark) in view.setup.threads.between(person, days.0, days.1) {
        if let Span::Day(day) = span {
            cells[offset(day)].thread = Some(view.seen.cell(person, span, mark));
        }
    }
    let mut line = line(cells, sums);
    if let Some(plans) = view.setup.plans.of(person) {
        for (day, planned) in plans.days_of(month) {
            line.cells[offset(day)].version = planned.version;
        }
        line.rate = plans.month_rate(month);
        line.version = plans.at(Span::Month(month)).map_or(0, |planned| planned.version);
    }
    line.thread = view.thread(person, Span::Month(month));
    line
}

fn group_line(view: &View<'_>, days: &[DayHead], figures: &[Vec<DayFigures>], people: &[Line]) -> Line {
    let mut sums = Sums::default();
    let mut cells = Vec::with_capacity(days.len());
    for (at, head) in days.iter().enumerate() {
        let mut day = DayFigures::default();
        for person in figures {
            day.add(&person[at]);
        }
        sums.add(&day, head.day, view.today);
        cells.push(Cell::of(&day, head.day, view.today));
    }
    let mut line = line(cells, sums);
    line.rate = people.iter().fold(Rate::default(), |rate, person| rate.plus(person.rate));
    line
}
