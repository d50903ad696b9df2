//! The grid of a year: months in columns.

use crate::activity::grid::{Explained, View};
use crate::activity::pace::{DayFigures, Sums};
use crate::activity::period::{Month, months_of};
use crate::activity::plan::{Rate, Span};
use crate::activity::roster::Roster;
use crate::activity::threads::CellThread;
use crate::day::Day;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A year for one viewer. Lines stand parallel to the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearGrid {
    /// How the figures were made.
    pub explained: Explained,
    /// Which year.
    pub year: i32,
    /// Columns.
    pub months: Vec<MonthHead>,
    /// Rows.
    pub roster: Roster,
    /// Everybody the viewer sees.
    pub company: YearLine,
    /// Departments, those below them included.
    pub departments: Vec<YearLine>,
    /// People.
    pub people: Vec<YearLine>,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthHead {
    /// The month.
    pub month: Month,
    /// Working days of the company.
    pub working: u32,
    /// Those before today.
    pub elapsed: u32,
}

/// A row of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearLine {
    /// Twelve cells.
    pub months: Vec<MonthCell>,
    /// The year summed up.
    pub total: Sums,
}

/// A cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthCell {
    /// The month summed up.
    pub sums: Sums,
    /// Calls per elapsed working day, in tenths ([`Sums::average_tenths`]).
    pub average_tenths: Option<u64>,
    /// Calls per working day that are planned, for a group summed up.
    pub rate: Rate,
    /// Version of the month's own rate, 0 when it has none: what an edit says it saw.
    pub version: i64,
    /// Threads of the month and its days together.
    pub thread: Option<CellThread>,
}

/// Days of the year with the calendar's word, and each month's part of them.
struct Columns {
    days: Vec<(Day, bool)>,
    months: Vec<(Month, Range<usize>)>,
}

impl Columns {
    fn of(view: &View<'_>, year: i32) -> Self {
        let mut columns = Self { days: Vec::with_capacity(366), months: Vec::with_capacity(12) };
        for month in months_of(year) {
            let first = columns.days.len();
            columns.days.extend(month.days().map(|day| (day, view.setup.calendar.is_working(day))));
            columns.months.push((month, first..columns.days.len()));
        }
        columns
    }

    fn sum(&self, figures: &[DayFigures], today: Day) -> YearLine {
        let mut line = YearLine::default();
        for (_, range) in &self.months {
            let mut sums = Sums::default();
            for ((day, _), own) in self.days[range.clone()].iter().zip(&figures[range.clone()]) {
                sums.add(own, *day, today);
                line.total.add(own, *day, today);
            }
            let average_tenths = sums.average_tenths();
            line.months.push(MonthCell { sums, average_tenths, ..MonthCell::default() });
        }
        line
    }
}

impl YearGrid {
    /// Lays out a year.
    #[must_use]
    pub fn of(view: View<'_>, year: i32) -> Self {
        let columns = Columns::of(&view, year);
        let (first, last) = (Month::of_year(year, 1).first(), Month::of_year(year, 12).last());
        let roster = Roster::of(view.setup, view.scope, |person| view.has_something(person, first, last));
        let figures: Vec<Vec<DayFigures>> = roster
            .people
            .iter()
            .map(|person| {
                let mut walked = view.days_of(person.id, first, last);
                columns.days.iter().map(|(day, works)| walked.figures(*day, *works)).collect()
            })
            .collect();
        let people: Vec<YearLine> = roster
            .people
            .iter()
            .zip(&figures)
            .map(|(row, own)| {
                let mut line = columns.sum(own, view.today);
                for ((month, _), cell) in columns.months.iter().zip(&mut line.months) {
                    if let Some(plans) = view.setup.plans.of(row.id) {
                        cell.rate = plans.month_rate(*month);
                        cell.version = plans.at(Span::Month(*month)).map_or(0, |planned| planned.version);
                    }
                    cell.thread = view.threads_of(row.id, *month);
                }
                line
            })
            .collect();
        let groups = Groups { columns: &columns, figures: &figures, people: &people, today: view.today };
        let departments = roster.departments.iter().map(|row| groups.line(row.people.clone())).collect();
        let company = groups.line(0..u32::try_from(people.len()).unwrap_or(u32::MAX));
        let months = columns.months.iter().map(|(month, range)| {
            let worked = columns.days[range.clone()].iter().filter(|(_, works)| *works);
            let count = |days: usize| u32::try_from(days).unwrap_or(u32::MAX);
            let elapsed = count(worked.clone().filter(|(day, _)| *day < view.today).count());
            MonthHead { month: *month, working: count(worked.count()), elapsed }
        });
        let months = months.collect();
        Self { explained: view.explained(), year, months, roster, company, departments, people }
    }
}

/// What lines of groups are summed up from.
struct Groups<'a> {
    columns: &'a Columns,
    figures: &'a [Vec<DayFigures>],
    people: &'a [YearLine],
    today: Day,
}

impl Groups<'_> {
    fn line(&self, range: Range<u32>) -> YearLine {
        let range = range.start as usize..range.end as usize;
        let mut days = vec![DayFigures::default(); self.columns.days.len()];
        for person in &self.figures[range.clone()] {
            for (day, own) in days.iter_mut().zip(person) {
                day.add(own);
            }
        }
        let mut line = self.columns.sum(&days, self.today);
        for (at, cell) in line.months.iter_mut().enumerate() {
            let rates = self.people[range.clone()].iter().map(|person| person.months[at].rate);
            cell.rate = rates.fold(Rate::default(), Rate::plus);
        }
        line
    }
}
