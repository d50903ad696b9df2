//! The year, and companies called over it.

use super::{Plan, Table, Writing, comments, heading, maybe, text};
use crate::export::{Cell, Heading};
use domain::activity::companies::{CompaniesGrid, CompaniesLine};
use domain::activity::roster::RowRef;
use domain::activity::settings::Measure;
use domain::activity::year::{MonthHead, YearGrid, YearLine};

/// A year by months.
#[must_use]
pub fn year(grid: &YearGrid, writing: Writing<'_>) -> Table {
    let w = writing.own;
    let figure = match grid.explained.measure {
        Measure::Companies => w.companies,
        Measure::Calls => w.calls,
    };
    let mut headings = Vec::new();
    for (head, name) in grid.months.iter().zip(w.months) {
        let own = [figure, w.average, w.plan_per_day, w.behind, w.meetings, w.off, w.comments];
        headings.extend(own.iter().enumerate().map(|(at, what)| match at {
            0 => heading(&format!("{name} ({}): {what}", (w.working)(head.working)), 18),
            _ => heading(&format!("{name}: {what}"), 14),
        }));
    }
    let own = [figure, w.plan, w.excused, w.percent, w.meetings, w.off];
    headings.extend(own.iter().map(|what| heading(&format!("{}: {what}", w.whole_year), 14)));
    let line = |row: Option<RowRef>| {
        let line = match row {
            None => &grid.company,
            Some(RowRef::Department(at)) => &grid.departments[at as usize],
            Some(RowRef::Person(at)) => &grid.people[at as usize],
        };
        year_line(&grid.months, line, writing.own.yes)
    };
    writing.table(Plan {
        title: format!("{} {}", w.year_title, grid.year),
        roster: &grid.roster,
        explained: &grid.explained,
        own: headings,
        behind: &|at| grid.people[at].total.is_behind(),
        line: &line,
    })
}

fn year_line(months: &[MonthHead], line: &YearLine, yes: &str) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(months.len() * 7 + 6);
    for cell in &line.months {
        cells.extend([
            Cell::Count(cell.sums.fact),
            cell.average_tenths.map_or(Cell::Empty, Cell::Tenths),
            maybe(cell.rate.calls),
            if cell.sums.is_behind() { text(yes) } else { Cell::Empty },
            Cell::Count(cell.sums.meetings + cell.sums.meetings_off),
            Cell::Count(cell.sums.off),
            comments(cell.thread),
        ]);
    }
    let total = &line.total;
    let planned = |number: u64| if total.planned { Cell::Count(number) } else { Cell::Empty };
    cells.extend([
        Cell::Count(total.fact),
        planned(total.plan),
        planned(total.excused),
        total.percent().map_or(Cell::Empty, Cell::Count),
        Cell::Count(total.meetings + total.meetings_off),
        Cell::Count(total.off),
    ]);
    cells
}

/// Companies called, by month and over the year.
#[must_use]
pub fn companies(grid: &CompaniesGrid, writing: Writing<'_>) -> Table {
    let w = writing.own;
    let names = w.months.iter().copied().chain([w.whole_year]);
    let pair = |name: &str| -> [Heading; 2] {
        [heading(&format!("{name}: {}", w.distinct), 16), heading(&format!("{name}: {}", w.sum_of_people), 16)]
    };
    let headings = names.flat_map(pair).collect();
    let line = |row: Option<RowRef>| {
        let line = match row {
            None => &grid.company,
            Some(RowRef::Department(at)) => &grid.departments[at as usize],
            Some(RowRef::Person(at)) => &grid.people[at as usize],
        };
        companies_line(line)
    };
    writing.table(Plan {
        title: format!("{} {}", w.companies_title, grid.year),
        roster: &grid.roster,
        explained: &grid.explained,
        own: headings,
        // Companies called have no plan.
        behind: &|_| true,
        line: &line,
    })
}

fn companies_line(line: &CompaniesLine) -> Vec<Cell> {
    let months = line.distinct.iter().zip(&line.months).chain([(&line.year_distinct, &line.year)]);
    months.flat_map(|(distinct, sum)| [Cell::Count(u64::from(*distinct)), Cell::Count(u64::from(*sum))]).collect()
}
