//! What the lines and heads of the year say.

use super::{YearDesk, line_of, person_at};
use crate::format::{NOTHING, count};
use crate::i18n::years::{YearMessages, words};
use crate::pages::activity::table::{Cell, Head, Key, Line, department_name};
use domain::activity::pace::Sums;
use domain::activity::period::Month;
use domain::activity::roster::RowRef;
use domain::activity::settings::Measure;
use domain::activity::threads::CellThread;
use domain::activity::year::{MonthCell, MonthHead, YearGrid, YearLine};
use leptos::prelude::{Get, With};

/// Heads of the months and of the year.
pub(super) fn heads(grid: &YearGrid, present: Month) -> Vec<Head> {
    let w = words();
    let month = |head: &MonthHead| {
        let at = usize::from(head.month.number()) - 1;
        let full = w.months[at].to_owned();
        let name = format!("{full} {}", head.month.year());
        Head {
            class: if head.month == present { "m mnow".to_owned() } else { "m".to_owned() },
            means: (w.month_means)(&name, head.working, head.elapsed),
            name: [w.months_short[at].to_owned(), full, (w.days)(head.working)],
            figures: vec![
                ("", (w.calls_short)(grid.explained.measure).to_owned()),
                ("a", w.average_short.to_owned()),
                ("mt", w.meetings_short.to_owned()),
                ("p", w.plan_short.to_owned()),
            ],
        }
    };
    let year = Head {
        class: "y".to_owned(),
        means: w.year_means.to_owned(),
        name: [w.whole_year.to_owned(), w.whole_year.to_owned(), String::new()],
        figures: Vec::new(),
    };
    grid.months.iter().map(month).chain([year]).collect()
}

/// What a line shows.
pub(super) fn line(desk: YearDesk, key: Key) -> Line {
    let w = words();
    let chosen = desk.state.view.with(|view| view.department);
    let typed = desk.editor.typed(key);
    let shown = desk.grid.value.with(|grid| {
        let grid = grid.as_deref()?;
        let place = match key {
            Key::Head => return None,
            Key::Total => {
                let at = chosen.and_then(|id| grid.roster.departments.iter().position(|row| row.id == id));
                let line = at.map_or(&grid.company, |at| &grid.departments[at]);
                let named = Line { name: w.total.to_owned(), ..Line::default() };
                return Some(filled(named, grid, line, desk, None));
            }
            Key::Department(id) => {
                RowRef::Department(u32::try_from(grid.roster.departments.iter().position(|row| row.id == id)?).ok()?)
            }
            Key::Person(id) => RowRef::Person(u32::try_from(person_at(grid, id)?).ok()?),
        };
        Some(filled(named(grid, place, w), grid, line_of(grid, place), desk, typed))
    });
    shown.unwrap_or_default()
}

/// A line without its cells.
pub(in crate::pages::activity) fn named_of(
    roster: &domain::activity::roster::Roster,
    place: RowRef,
    w: &YearMessages,
) -> Line {
    match place {
        RowRef::Department(at) => {
            let people = roster.departments[at as usize].people.len() as u64;
            let name = department_name(roster, at, w.no_department);
            Line { name, beside: people.to_string(), note: (w.people)(people), ..Line::default() }
        }
        RowRef::Person(at) => {
            let person = &roster.people[at as usize];
            let note = if person.active { person.position.as_str() } else { w.dismissed }.to_owned();
            Line { name: person.name.clone(), note, gone: !person.active, person: Some(person.id.0), ..Line::default() }
        }
    }
}

fn named(grid: &YearGrid, place: RowRef, w: &YearMessages) -> Line {
    named_of(&grid.roster, place, w)
}

fn filled(mut named: Line, grid: &YearGrid, line: &YearLine, desk: YearDesk, typed: Option<usize>) -> Line {
    let w = words();
    let present = desk.state.present.get();
    let said = Said { name: &named.name, measure: grid.explained.measure, w };
    let months = grid.months.iter().zip(&line.months).enumerate().map(|(at, (head, cell))| {
        let typed = typed == Some(at + 1);
        month_cell(&said, head, cell, present, typed)
    });
    let mut cells: Vec<Cell> = months.collect();
    cells.push(year_cell(&said, &line.total));
    named.cells = cells;
    named
}

/// What labels are made with.
struct Said<'a> {
    name: &'a str,
    measure: Measure,
    w: &'static YearMessages,
}

fn month_cell(said: &Said<'_>, head: &MonthHead, cell: &MonthCell, present: Month, typed: bool) -> Cell {
    let w = said.w;
    let now = head.month == present;
    if typed {
        // Nothing of it moves with the figures: a field that is drawn anew loses what was typed.
        let class = if now { "m mnow edc" } else { "m edc" };
        return Cell { class: class.to_owned(), typed, ..Cell::default() };
    }
    let sums = &cell.sums;
    let ahead = head.month > present;
    let behind = sums.is_behind();
    let done = sums.fact + sums.off + sums.meetings + sums.meetings_off > 0;
    let silent = ahead && !done;
    let show = |text: String| if silent { String::new() } else { text };
    // Nobody asked for anything and nothing was done: nothing to read.
    let idle = sums.fact == 0 && !sums.planned;
    let average = cell.average_tenths.filter(|_| !idle).map_or(String::new(), |tenths| count(tenths / 10));
    let plan = cell.rate.calls.map_or_else(|| NOTHING.to_owned(), |plan| count(u64::from(plan)));
    let meetings = sums.meetings + sums.meetings_off;
    let spans = vec![
        if idle { ("c none", show(NOTHING.to_owned())) } else { ("c", show(count(sums.fact))) },
        (if behind { "a un" } else { "a" }, average),
        ("mt", if idle && meetings == 0 { String::new() } else { show(count(meetings)) }),
        ("pl", plan),
    ];
    let mut class = vec!["m"];
    if now {
        class.push("mnow");
    }
    if silent {
        class.push("fut");
    }
    let month = w.months[usize::from(head.month.number()) - 1];
    Cell {
        class: class.join(" "),
        label: format!("{}, {month}: {}", said.name, month_words(said, cell, silent)),
        inner: "q",
        spans,
        corner: corner(cell.thread),
        typed: false,
    }
}

/// What a month says in words.
fn month_words(said: &Said<'_>, cell: &MonthCell, silent: bool) -> String {
    let w = said.w;
    let sums = &cell.sums;
    let mut parts = Vec::new();
    if !silent {
        parts.push((w.counted)(said.measure, sums.fact, &count(sums.fact)));
    }
    if let Some(tenths) = cell.average_tenths {
        parts.push((w.average_is)(&tenths_text(tenths, w)));
    }
    match cell.rate.calls {
        Some(plan) => parts.push((w.plan_is)(&count(u64::from(plan)))),
        None => parts.push(w.no_plan.to_owned()),
    }
    common_words(said, sums, &mut parts);
    if let Some(thread) = cell.thread.filter(|thread| thread.count > 0) {
        parts.push((w.has_comments)(u64::from(thread.count)));
        if thread.unread {
            parts.push(w.has_unread.to_owned());
        } else if thread.open {
            parts.push(w.is_open.to_owned());
        }
    }
    parts.join(", ")
}

fn common_words(said: &Said<'_>, sums: &Sums, parts: &mut Vec<String>) {
    let w = said.w;
    let meetings = sums.meetings + sums.meetings_off;
    if meetings > 0 {
        parts.push((w.meetings_are)(meetings, &count(meetings)));
    }
    if sums.off > 0 {
        parts.push((w.off_is)(&count(sums.off)));
    }
    if sums.excused > 0 {
        parts.push((w.excused_is)(&count(sums.excused)));
    }
    if sums.is_behind() {
        parts.push(w.is_behind.to_owned());
    }
}

fn year_cell(said: &Said<'_>, total: &Sums) -> Cell {
    let w = said.w;
    let mut parts = vec![(w.counted)(said.measure, total.fact, &count(total.fact))];
    parts.extend((total.fact * 100).checked_div(total.due).map(w.share_is));
    common_words(said, total, &mut parts);
    let meetings = total.meetings + total.meetings_off;
    // Nobody asked for anything and nothing was done: nothing to read, as in the months.
    let spans = match total.fact + meetings == 0 && !total.planned {
        true => vec![("sub", NOTHING.to_owned())],
        false => vec![("b", count(total.fact)), ("sub mt", count(meetings))],
    };
    Cell {
        class: "y".to_owned(),
        label: format!("{}, {}: {}", said.name, w.whole_year, parts.join(", ")),
        inner: "yt",
        spans,
        ..Cell::default()
    }
}

/// Tenths as `29,3`.
pub(super) fn tenths_text(tenths: u64, w: &YearMessages) -> String {
    match tenths % 10 {
        0 => count(tenths / 10),
        rest => format!("{}{}{rest}", count(tenths / 10), w.decimal),
    }
}

/// The corner of a cell with conversations.
fn corner(thread: Option<CellThread>) -> Option<&'static str> {
    let thread = thread.filter(|thread| thread.count > 0)?;
    Some(match thread {
        CellThread { unread: true, .. } => "cm unread",
        CellThread { open: true, .. } => "cm open",
        CellThread { .. } => "cm past",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::activity::plan::Rate;

    fn said() -> Said<'static> {
        Said { name: "Ясенев Глеб", measure: Measure::Calls, w: words() }
    }

    fn october() -> (MonthHead, Month) {
        let month = Month::of_year(2026, 10);
        (MonthHead { month, working: 22, elapsed: 22 }, Month(month.0 + 1))
    }

    fn cell(fact: u64, due: u64, plan: Option<u32>) -> MonthCell {
        let sums = Sums { fact, fact_elapsed: fact, due, elapsed: 22, planned: plan.is_some(), ..Sums::default() };
        let rate = Rate { calls: plan, meetings: None };
        MonthCell { sums, average_tenths: sums.average_tenths(), rate, ..MonthCell::default() }
    }

    fn texts(cell: &Cell) -> Vec<(&str, &str)> {
        cell.spans.iter().map(|(class, text)| (*class, text.as_str())).collect()
    }

    #[test]
    fn a_month_behind_says_so_in_colour_mark_and_words() {
        let (head, present) = october();
        let thread = CellThread { count: 2, unread: true, open: true };
        let behind = MonthCell { thread: Some(thread), ..cell(612, 638, Some(29)) };
        let shown = month_cell(&said(), &head, &behind, present, false);
        // 27.8 a day is shown as 27: what is not made does not look made.
        assert_eq!(texts(&shown), [("c", "612"), ("a un", "27"), ("mt", "0"), ("pl", "29")]);
        assert_eq!(
            shown.label,
            "Ясенев Глеб, October: 612 calls, 27.8 a day on average, plan 29 a day, behind plan, 2 comments, some are new"
        );
        assert_eq!(shown.corner, Some("cm unread"));
    }

    #[test]
    fn a_month_to_come_shows_its_plan_alone_and_an_idle_one_nothing() {
        let (head, present) = october();
        let ahead = MonthHead { month: Month(present.0 + 1), elapsed: 0, ..head };
        let planned = MonthCell {
            sums: Sums { planned: true, plan: 580, ..Sums::default() },
            rate: Rate { calls: Some(29), meetings: None },
            ..MonthCell::default()
        };
        let shown = month_cell(&said(), &ahead, &planned, present, false);
        assert_eq!(texts(&shown), [("c", ""), ("a", ""), ("mt", ""), ("pl", "29")]);
        assert_eq!((shown.class.as_str(), shown.label.as_str()), ("m fut", "Ясенев Глеб, December: plan 29 a day"));
        let idle = month_cell(&said(), &head, &cell(0, 0, None), present, false);
        assert_eq!(texts(&idle), [("c none", NOTHING), ("a", ""), ("mt", ""), ("pl", NOTHING)]);
    }

    #[test]
    fn tenths_are_written_only_where_there_are_any() {
        let w = words();
        assert_eq!([300, 293, 10_005].map(|tenths| tenths_text(tenths, w)), ["30", "29.3", "1\u{202f}000.5"]);
    }
}
