//! Copying from the grid and pasting into it, as spreadsheets do.

use super::changes::Said;
use super::desk::{Desk, HEADS};
use super::layout::{Col, RowKey};
use super::scene::Scene;
use domain::activity::edit::PlanOrder;
use domain::activity::plan::Span;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::ClipboardEvent;

/// The type of a table as plain text.
const TEXT: &str = "text/plain";

/// Copies what is selected, or the cell alone: plans where these are shown, facts otherwise.
pub(super) fn copied(desk: Desk, event: &web_sys::Event) {
    let Some(event) = event.dyn_ref::<ClipboardEvent>() else { return };
    if desk.editing.with_untracked(Option::is_some) {
        return;
    }
    let Some(at) = desk.cursor.active.get_untracked().and_then(|at| untrack(|| desk.place(at))) else { return };
    let area = untrack(|| desk.selection()).unwrap_or_else(|| super::cursor::Area::between(at, at));
    let scene = desk.scene.get_untracked();
    let mut lines = Vec::new();
    for row in area.rows.0.max(1)..=area.rows.1 {
        let Some(key) = untrack(|| desk.key_at(row)) else { continue };
        let cells = untrack(|| {
            desk.with_line(key, |_, line, name| {
                let cols = &scene.cols[area.cols.0..=area.cols.1.min(scene.cols.len() - 1)];
                cols.iter().map(|col| text_of(*col, line, name, &scene)).collect::<Vec<_>>().join("\t")
            })
        });
        lines.extend(cells);
    }
    let count = (area.rows.1 + 1 - area.rows.0) * (area.cols.1 + 1 - area.cols.0);
    let Some(data) = event.clipboard_data() else { return };
    if data.set_data(TEXT, &lines.join("\n")).is_ok() {
        event.prevent_default();
        desk.changes.tell((desk.words.edit.copied)(count as u64), false);
    }
}

fn text_of(col: Col, line: &domain::activity::month::Line, name: &str, scene: &Scene) -> String {
    let sums = &line.sums;
    match col {
        Col::Name => name.to_owned(),
        Col::Days => format!("{}/{}", sums.met, sums.unmet),
        Col::Plan => sums.adjusted_plan().to_string(),
        Col::Fact => sums.fact.to_string(),
        Col::Percent => sums.percent().map(|share| share.to_string()).unwrap_or_default(),
        Col::Pace => line.pace.map(|pace| pace.to_string()).unwrap_or_default(),
        Col::Folded(from, to) => {
            let off: u32 = line.cells.iter().take(to + 1).skip(from).map(|cell| cell.off).sum();
            if off == 0 { String::new() } else { off.to_string() }
        }
        Col::Day(day) => {
            let Some(cell) = line.cells.get(day) else { return String::new() };
            let plan = match scene.planning {
                None => Some(cell.fact + cell.off),
                Some(domain::activity::edit::Planned::Calls) => cell.plan,
                Some(domain::activity::edit::Planned::Meetings) => cell.meetings_plan,
            };
            plan.map(|plan| plan.to_string()).unwrap_or_default()
        }
    }
}

/// Pastes a table of plans: a line per person below the active cell, a value per day to its right.
pub(super) fn pasted(desk: Desk, event: &web_sys::Event) {
    let Some(event) = event.dyn_ref::<ClipboardEvent>() else { return };
    if desk.editing.with_untracked(Option::is_some) {
        return;
    }
    event.prevent_default();
    let text = event.clipboard_data().and_then(|data| data.get_data(TEXT).ok()).unwrap_or_default();
    let Some(at) = desk.cursor.active.get_untracked() else { return };
    let w = desk.words;
    if !untrack(|| desk.state.is_planner()) {
        return desk.changes.tell(w.edit.no_right.to_owned(), true);
    }
    let width = width_of(&text);
    let spans = desk.scene.with_untracked(|scene| spans_from(scene, at.col, width));
    let first = untrack(|| desk.place_of_row(at.row)).and_then(|place| place.checked_sub(HEADS.len()));
    let (Some(first), false) = (first, spans.is_empty()) else {
        return desk.changes.tell(w.edit.paste_where.to_owned(), true);
    };
    let lines = text.trim_end_matches(['\r', '\n']).split('\n').count();
    let mut people = match at.row {
        RowKey::Person(_) => desk.people_from(first),
        _ => return desk.changes.tell(w.edit.paste_where.to_owned(), true),
    };
    people.truncate(lines);
    let planned = desk.planned_now();
    desk.changes.order(desk, PlanOrder::Paste { people, spans, planned, text }, Said::Many);
}

/// Values in the longest line.
fn width_of(text: &str) -> usize {
    text.lines().map(|line| line.trim_end_matches('\r').split('\t').count()).max().unwrap_or_default()
}

/// The days a table of this width goes to. One that spans the rest of the month, days off included, is a calendar; a
/// narrower one goes to the columns as they stand.
fn spans_from(scene: &Scene, col: Col, width: usize) -> Vec<Span> {
    let days = |from: usize| scene.days[from..].iter().map(|head| Span::Day(head.day));
    match col {
        Col::Plan if width == 1 => vec![Span::Month(scene.month)],
        Col::Day(from) | Col::Folded(from, _) => {
            let place = scene.place_of(col);
            let shown = scene.cols[place..].iter().filter_map(|col| match col {
                Col::Day(at) => Some(Span::Day(scene.days[*at].day)),
                _ => None,
            });
            let shown: Vec<Span> = shown.collect();
            let whole: Vec<Span> = days(from).collect();
            if width > shown.len() && width <= whole.len() { whole } else { shown }
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::columns;
    use super::*;
    use domain::activity::calendar::DayKind;
    use domain::activity::month::DayHead;
    use domain::activity::period::{Month, weekday};
    use std::collections::BTreeSet;

    fn december(open: &[usize]) -> Scene {
        let month = Month::of_year(2026, 12);
        let kind = |day| if weekday(day) > 4 { DayKind::Off } else { DayKind::Work };
        let days: Vec<DayHead> = month.days().map(|day| DayHead { day, kind: kind(day), moved: false }).collect();
        let open: BTreeSet<usize> = open.iter().copied().collect();
        Scene { month, cols: columns(&days, &open, false), days, ..Scene::default() }
    }

    fn numbers(scene: &Scene, col: Col, width: usize) -> Vec<i32> {
        let number = |span: &Span| match span {
            Span::Day(day) => day.0 - scene.month.first().0 + 1,
            _ => 0,
        };
        spans_from(scene, col, width).iter().map(number).collect()
    }

    #[test]
    fn a_table_as_wide_as_the_month_is_a_calendar() {
        assert_eq!(numbers(&december(&[]), Col::Day(0), 31), (1..=31).collect::<Vec<_>>());
    }

    #[test]
    fn a_narrower_one_goes_to_the_columns_as_they_stand() {
        let shown = numbers(&december(&[]), Col::Day(3), 4);
        assert_eq!(shown[..4], [4, 7, 8, 9], "December 5 and 6 are folded");
        let open = numbers(&december(&[4]), Col::Day(3), 4);
        assert_eq!(open[..4], [4, 5, 6, 7]);
        assert_eq!(shown.len(), 20, "working days from the fourth on");
    }

    #[test]
    fn one_column_of_rates_goes_to_the_month() {
        let scene = december(&[]);
        assert_eq!(spans_from(&scene, Col::Plan, 1), [Span::Month(scene.month)]);
        assert_eq!(spans_from(&scene, Col::Plan, 2), []);
        assert_eq!(spans_from(&scene, Col::Name, 1), []);
        assert_eq!(width_of("1\t2\r\n3\r\n"), 2);
    }
}
