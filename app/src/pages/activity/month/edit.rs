//! Typing a plan in its cell: Enter saves, Esc brings the former one back.

use super::changes::Said;
use super::cursor::At;
use super::desk::{Desk, HEADS};
use super::layout::{Col, RowKey};
use crate::i18n::activity::words;
use crate::pages::activity::when::span_name;
use domain::activity::edit::{CellEdit, PlanOrder, Planned, RateChange};
use domain::activity::pace::DayState;
use domain::activity::plan::{MOST_PER_DAY, Span};
use domain::ids::PersonId;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// A plan that may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// Whose.
    pub(crate) person: PersonId,
    /// A day or the month.
    pub(crate) span: Span,
    /// Version of what is set there.
    pub(crate) version: i64,
    /// What is in force.
    pub(crate) plan: Option<u32>,
}

/// A plan being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Editing {
    /// Where.
    pub(crate) at: At,
    /// What is to be changed.
    pub(crate) targets: Vec<Target>,
    /// What the field begins with.
    pub(crate) text: String,
    /// Whether that was typed, so that what follows is added to it.
    pub(crate) typed: bool,
    /// What the field is called.
    pub(crate) label: String,
}

/// Why a cell has no plan to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    NoRight,
    Closed,
    DayOff,
    NotAPerson,
    /// The column has nothing to do with plans.
    Elsewhere,
}

/// What is changed with a cell.
fn target(desk: Desk, at: At) -> Result<Target, Refusal> {
    let RowKey::Person(person) = at.row else { return Err(Refusal::NotAPerson) };
    if !untrack(|| desk.state.is_planner()) {
        return Err(Refusal::NoRight);
    }
    if !desk.scene.with_untracked(|scene| scene.editable) {
        return Err(Refusal::Closed);
    }
    let planned = desk.planned_now();
    let found = untrack(|| {
        desk.with_line(at.row, |grid, line, _| match at.col {
            Col::Plan => {
                let plan = match planned {
                    Planned::Calls => line.rate.calls,
                    Planned::Meetings => line.rate.meetings,
                };
                Ok(Target { person, span: Span::Month(grid.month), version: line.version, plan })
            }
            Col::Day(day) => {
                let cell = line.cells.get(day).copied().unwrap_or_default();
                if cell.state == DayState::Free {
                    return Err(Refusal::DayOff);
                }
                let plan = match planned {
                    Planned::Calls => cell.plan,
                    Planned::Meetings => cell.meetings_plan,
                };
                let span = Span::Day(grid.days.get(day).map(|head| head.day).unwrap_or_default());
                Ok(Target { person, span, version: cell.version, plan })
            }
            Col::Folded(..) => Err(Refusal::DayOff),
            _ => Err(Refusal::Elsewhere),
        })
    });
    found.unwrap_or(Err(Refusal::Elsewhere))
}

/// Whether a cell's plan may be changed.
pub(super) fn is_editable(desk: Desk, at: At) -> bool {
    target(desk, at).is_ok()
}

/// Everything selected that has a plan; the cell alone without a selection.
fn targets(desk: Desk, at: At) -> Result<Vec<Target>, Refusal> {
    let area = untrack(|| desk.selection());
    let Some(area) = area else { return target(desk, at).map(|one| vec![one]) };
    let mut found = Vec::new();
    let mut refusal = Refusal::NotAPerson;
    for row in area.rows.0.max(HEADS.len())..=area.rows.1 {
        for col in area.cols.0..=area.cols.1 {
            let Some(cell) = untrack(|| desk.at(super::cursor::Place { row, col })) else { continue };
            match (cell.col, target(desk, cell)) {
                (Col::Day(_), Ok(one)) => found.push(one),
                (Col::Day(_), Err(why)) => refusal = why,
                _ => {}
            }
        }
    }
    if found.is_empty() { Err(refusal) } else { Ok(found) }
}

fn tell(desk: Desk, refusal: Refusal) {
    let w = &desk.words.edit;
    let words = match refusal {
        Refusal::NoRight => w.no_right,
        Refusal::Closed => w.closed,
        Refusal::DayOff => w.day_off,
        Refusal::NotAPerson | Refusal::Elsewhere => w.not_a_person,
    };
    desk.changes.tell(words.to_owned(), true);
}

/// Begins to type; `first` is the digit it begins with, the present plan otherwise.
pub(super) fn begin(desk: Desk, at: At, first: Option<String>) {
    let w = desk.words;
    match targets(desk, at) {
        Err(Refusal::Elsewhere) => {}
        Err(refusal) => tell(desk, refusal),
        Ok(targets) => {
            let now = targets.first().and_then(|target| target.plan).map(|plan| plan.to_string());
            let label = match targets.as_slice() {
                [one] => {
                    let name = desk.name_of(one.person).unwrap_or_default();
                    (w.edit.field)(&name, &span_name(one.span, w))
                }
                many => (w.edit.field_many)(many.len() as u64),
            };
            desk.changes.wrong.set(false);
            let typed = first.is_some();
            let text = first.unwrap_or_else(|| now.unwrap_or_default());
            desk.editing.set(Some(Editing { at, targets, text, typed, label }));
        }
    }
}

/// Takes the plans of the cell or of the selection away: what holds for the month counts again.
pub(super) fn clear(desk: Desk, at: At) {
    match targets(desk, at) {
        Err(Refusal::Elsewhere) => {}
        Err(refusal) => tell(desk, refusal),
        Ok(targets) => save(desk, &targets, None),
    }
}

/// What people type as a number of calls: blanks between thousands are fine, nothing takes the plan away.
pub(crate) fn typed(text: &str) -> Result<Option<u32>, ()> {
    let plain: String = text.chars().filter(|char| !char.is_whitespace()).collect();
    match plain.as_str() {
        "" => Ok(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().ok().filter(|number| *number <= MOST_PER_DAY).map(Some).ok_or(())
        }
        _ => Err(()),
    }
}

/// A change of the plan that is shown.
pub(crate) fn change_of(planned: Planned, value: Option<u32>) -> RateChange {
    match planned {
        Planned::Calls => RateChange { calls: Some(value), meetings: None },
        Planned::Meetings => RateChange { calls: None, meetings: Some(value) },
    }
}

fn save(desk: Desk, targets: &[Target], value: Option<u32>) {
    let change = change_of(desk.planned_now(), value);
    let cell =
        |target: &Target| CellEdit { person: target.person, span: target.span, change, seen: Some(target.version) };
    let order = PlanOrder::Cells { cells: targets.iter().map(cell).collect() };
    let said = match targets {
        [one] => Said::Cell { target: *one, value },
        _ => Said::Many,
    };
    desk.changes.order(desk, order, said);
}

/// Saves what was typed; false when it is no number.
fn commit(desk: Desk, text: &str) -> bool {
    let Some(editing) = desk.editing.get_untracked() else { return true };
    let Ok(value) = typed(text) else {
        desk.changes.wrong.set(true);
        return false;
    };
    desk.editing.set(None);
    let same = editing.targets.iter().all(|target| target.plan == value);
    if !same {
        save(desk, &editing.targets, value);
    }
    true
}

/// The field in the cell.
pub(super) fn field() -> AnyView {
    let desk: Desk = expect_context();
    let editing = desk.editing.get_untracked();
    let (text, typed, label) = editing.map(|editing| (editing.text, editing.typed, editing.label)).unwrap_or_default();
    let input = NodeRef::<html::Input>::new();
    // At once: the next key belongs to the field.
    Effect::new(move |_| {
        let Some(input) = input.get() else { return };
        // A field that is gone can not take the focus.
        drop(input.focus());
        if typed {
            let end = u32::try_from(input.value().len()).unwrap_or_default();
            drop(input.set_selection_range(end, end));
        } else {
            input.select();
        }
    });
    let value = move || input.get_untracked().map(|input| input.value()).unwrap_or_default();
    let key = move |event: KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Enter" if commit(desk, &value()) => desk.cursor.focus(),
            "Tab" if commit(desk, &value()) => {
                event.prevent_default();
                aside(desk, event.shift_key());
            }
            "Tab" => event.prevent_default(),
            "Escape" => {
                desk.editing.set(None);
                desk.cursor.focus();
            }
            _ => {}
        }
    };
    let leave = move |_| {
        // A field that another cell took over, or that was closed by a key, has nothing to save.
        if desk.editing.with_untracked(Option::is_some) && !commit(desk, &value()) {
            desk.editing.set(None);
            desk.changes.tell(desk.words.edit.whole_number.to_owned(), true);
        }
    };
    let wrong = desk.changes.wrong;
    view! {
        <input
            class="edit"
            type="text"
            inputmode="numeric"
            maxlength="7"
            autocomplete="off"
            aria-label=label
            aria-invalid=move || wrong.get().to_string()
            title=move || wrong.get().then_some(words().edit.whole_number)
            prop:value=text
            node_ref=input
            on:input=move |_| wrong.set(false)
            on:keydown=key
            on:blur=leave
        />
    }
    .into_any()
}

/// Goes to the next cell, or to the one before.
fn aside(desk: Desk, back: bool) {
    let Some(at) = desk.cursor.active.get_untracked() else { return };
    let Some(mut place) = untrack(|| desk.place(at)) else { return };
    place.col = if back { place.col.saturating_sub(1) } else { place.col + 1 };
    if let Some(to) = untrack(|| desk.at(place)) {
        desk.cursor.go(to, false);
    }
    desk.cursor.focus();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_a_whole_number_up_to_ten_thousand() {
        let read = ["", " ", "0", "25", "10 000", "10\u{202f}000", "007"].map(typed);
        let plans = [None, None, Some(0), Some(25), Some(10_000), Some(10_000), Some(7)];
        assert_eq!(read, plans.map(Ok));
        let refused = ["10001", "-1", "2,5", "2.5", "1e3", "двадцать", "99999999999"].map(typed);
        assert_eq!(refused, [Err(()); 7]);
    }
}
