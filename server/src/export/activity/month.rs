//! The month by days.

use super::{Plan, Table, Writing, comments, heading, maybe, text};
use crate::export::{Cell, Heading};
use domain::activity::month::{DayHead, Line, MonthGrid};
use domain::activity::pace::DayState;
use domain::activity::period::weekday;
use domain::activity::roster::RowRef;
use domain::activity::settings::Measure;

/// A month by days. Days have a column for what somebody said about them only where somebody did.
#[must_use]
pub fn month(grid: &MonthGrid, writing: Writing<'_>) -> Table {
    let w = writing.own;
    let talked: Vec<bool> = (0..grid.days.len())
        .map(|at| grid.people.iter().any(|line| line.cells[at].thread.is_some_and(|thread| thread.count > 0)))
        .collect();
    let figure = match grid.explained.measure {
        Measure::Companies => w.companies,
        Measure::Calls => w.calls,
    };
    let own = [
        w.days_met,
        w.days_unmet,
        w.days_forced,
        w.plan,
        w.excused,
        figure,
        w.percent,
        w.pace,
        w.projected,
        w.off,
        w.meetings,
        w.comments,
    ];
    let mut headings: Vec<Heading> = own.iter().map(|what| heading(what, 14)).collect();
    for (head, talked) in grid.days.iter().zip(&talked) {
        let day = format!("{} {}", (writing.words.day)(head.day), w.weekdays[weekday(head.day)]);
        for what in day_columns(head, *talked, [w.plan, figure, w.meetings, w.state, w.comments]) {
            headings.push(heading(&format!("{day}: {what}"), 14));
        }
    }
    let line = |row: Option<RowRef>| {
        let line = match row {
            None => &grid.company,
            Some(RowRef::Department(at)) => &grid.departments[at as usize],
            Some(RowRef::Person(at)) => &grid.people[at as usize],
        };
        let mut cells = sums(line);
        for ((head, cell), talked) in grid.days.iter().zip(&line.cells).zip(&talked) {
            let state = text(state(cell.state, &writing));
            let done = if head.kind.is_working() { cell.fact + cell.off } else { cell.off };
            let own = [maybe(cell.plan), count(done), count(cell.meetings), state, comments(cell.thread)];
            cells.extend(day_columns(head, *talked, own));
        }
        cells
    };
    let (year, number) = (grid.month.year(), usize::from(grid.month.number()));
    writing.table(Plan {
        title: format!("{} {year}", w.months[number - 1]),
        roster: &grid.roster,
        explained: &grid.explained,
        own: headings,
        behind: &|at| grid.people[at].sums.is_behind(),
        line: &line,
    })
}

/// Of plan, figure, meetings, state and comments those a day has.
fn day_columns<T>(head: &DayHead, talked: bool, all: [T; 5]) -> impl Iterator<Item = T> {
    let shown =
        if head.kind.is_working() { [true, true, true, true, talked] } else { [false, true, true, false, talked] };
    all.into_iter().zip(shown).filter(|(_, shown)| *shown).map(|(one, _)| one)
}

fn sums(line: &Line) -> Vec<Cell> {
    let sums = &line.sums;
    let planned = |number: u64| if sums.planned { Cell::Count(number) } else { Cell::Empty };
    vec![
        count(sums.met),
        count(sums.unmet),
        count(sums.forced),
        planned(sums.plan),
        planned(sums.excused),
        Cell::Count(sums.fact),
        sums.percent().map_or(Cell::Empty, Cell::Count),
        line.pace.map_or(Cell::Empty, Cell::Count),
        line.projected.map_or(Cell::Empty, Cell::Count),
        Cell::Count(sums.off),
        Cell::Count(sums.meetings + sums.meetings_off),
        comments(line.thread),
    ]
}

fn count(number: u32) -> Cell {
    Cell::Count(u64::from(number))
}

fn state(state: DayState, writing: &Writing<'_>) -> &'static str {
    let w = writing.own;
    match state {
        DayState::Free => w.free,
        DayState::NoPlan => w.no_plan,
        DayState::Future => "",
        DayState::Pending => w.pending,
        DayState::Met => w.met,
        DayState::Unmet => w.unmet,
        DayState::Forced => w.forced,
    }
}
