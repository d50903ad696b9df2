//! What keys and the pointer do in the grid.

use super::cursor::{At, Extent, step};
use super::desk::Desk;
use super::edit;
use super::grid::Sight;
use super::layout::{Col, RowKey};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusEvent, KeyboardEvent, MouseEvent, PointerEvent};

/// The cell an event is about, and the element it began at.
fn target(desk: Desk, event: &Event) -> Option<(At, Element)> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let cell = element.closest("[data-col]").ok().flatten()?;
    let row = cell.parent_element()?.get_attribute("data-row")?;
    let col = cell.get_attribute("data-col")?;
    let found = desk.scene.with_untracked(|scene| scene.cols.iter().copied().find(|known| known.code() == col))?;
    Some((At { row: RowKey::of_code(&row)?, col: found }, element))
}

fn is_field(event: &Event) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.tag_name() == "INPUT")
}

/// A key.
pub(super) fn pressed(desk: Desk, sight: Sight, event: &KeyboardEvent) {
    if is_field(event) || event.alt_key() {
        return;
    }
    let Some(at) = desk.cursor.active.get_untracked() else { return };
    let ctrl = event.ctrl_key() || event.meta_key();
    let taken = turned(desk, at, event)
        || moved(desk, at, sight, ctrl, event)
        || selected(desk, at, ctrl, event)
        || acted(desk, at, ctrl, event);
    if taken {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// Arrows on a department's name fold and unfold it.
fn turned(desk: Desk, at: At, event: &KeyboardEvent) -> bool {
    let (RowKey::Department(id), Col::Name, false) = (at.row, at.col, event.shift_key()) else { return false };
    let folded = desk.folded.with_untracked(|folded| folded.contains(&id));
    match (event.key().as_str(), folded) {
        ("ArrowRight", true) | ("ArrowLeft", false) => desk.toggle(id),
        _ => return false,
    }
    true
}

fn moved(desk: Desk, at: At, sight: Sight, ctrl: bool, event: &KeyboardEvent) -> bool {
    let Some(from) = untrack(|| desk.place(at)) else { return false };
    let cols = desk.scene.with_untracked(|scene| scene.cols.len());
    let extent = Extent { rows: untrack(|| desk.lines()), cols, page: sight.page() };
    let Some(to) = step(&event.key(), ctrl, from, extent) else { return false };
    if let Some(to) = untrack(|| desk.at(to)) {
        desk.cursor.go(to, event.shift_key());
        desk.cursor.focus();
    }
    true
}

/// Whole rows, whole columns, everything.
fn selected(desk: Desk, at: At, ctrl: bool, event: &KeyboardEvent) -> bool {
    let days = desk.scene.with_untracked(|scene| {
        let mut days = scene.cols.iter().copied().filter(|col| matches!(col, Col::Day(_)));
        let first = days.next();
        first.map(|first| (first, days.next_back().unwrap_or(first)))
    });
    let rows = desk.rows.with_untracked(|rows| Some((rows.first()?.key, rows.last()?.key)));
    let (Some((first, last)), Some((top, bottom))) = (days, rows) else { return false };
    let (from, to) = match (event.code().as_str(), ctrl, event.shift_key()) {
        ("KeyA", true, _) => (At { row: top, col: first }, At { row: bottom, col: last }),
        ("Space", false, true) => (At { row: at.row, col: first }, At { row: at.row, col: last }),
        ("Space", true, false) => (At { row: top, col: at.col }, At { row: bottom, col: at.col }),
        _ => return false,
    };
    desk.cursor.active.set(Some(to));
    desk.cursor.anchor.set(Some(from));
    desk.cursor.focus();
    true
}

/// Opens, edits, clears, comments.
fn acted(desk: Desk, at: At, ctrl: bool, event: &KeyboardEvent) -> bool {
    let key = event.key();
    match key.as_str() {
        "Enter" | " " if !ctrl => open(desk, at),
        "F2" => edit::begin(desk, at, None),
        "Delete" | "Backspace" => edit::clear(desk, at),
        "Escape" if desk.cursor.anchor.get_untracked().is_some() => desk.cursor.anchor.set(None),
        // The same key in every layout.
        _ if !ctrl && event.code() == "KeyC" => comment(desk, at),
        digit if !ctrl && digit.len() == 1 && digit.bytes().all(|byte| byte.is_ascii_digit()) => {
            edit::begin(desk, at, Some(key));
        }
        _ => return false,
    }
    true
}

/// Opens what stands behind a cell.
pub(super) fn open(desk: Desk, at: At) {
    match (at.row, at.col) {
        (RowKey::Head, Col::Day(_) | Col::Folded(..)) | (_, Col::Folded(..)) => {
            desk.toggle_days(at.col);
            desk.cursor.focus();
        }
        (RowKey::Head, Col::Name) => {}
        (RowKey::Department(id), Col::Name) => desk.toggle(id),
        _ => desk.popped.set(Some(at)),
    }
}

/// Opens the conversation about a person's cell.
fn comment(desk: Desk, at: At) {
    if let Some(cell) = super::pop::cell_of(desk, at) {
        desk.state.view.update(|view| view.cell = Some(cell));
    }
}

/// The pointer goes down: there the keyboard is now; with Shift the selection reaches there.
pub(super) fn pointed(desk: Desk, event: &PointerEvent) {
    let Some((at, _)) = target(desk, event).filter(|_| !is_field(event) && event.button() == 0) else { return };
    desk.cursor.go(at, event.shift_key());
    desk.cursor.focus();
}

/// The pointer is drawn over cells: the selection follows.
pub(super) fn dragged(desk: Desk, event: &MouseEvent) {
    if event.buttons() & 1 == 0 || desk.editing.with_untracked(Option::is_some) {
        return;
    }
    let Some((at, _)) = target(desk, event) else { return };
    let is_cell = matches!(at.col, Col::Day(_)) && matches!(at.row, RowKey::Person(_) | RowKey::Department(_));
    if is_cell && desk.cursor.active.get_untracked() != Some(at) {
        desk.cursor.go(at, true);
    }
}

/// A click opens what stands behind the cell; where plans are changed it only goes there.
pub(super) fn clicked(desk: Desk, event: &MouseEvent) {
    let Some((at, element)) = target(desk, event).filter(|_| !is_field(event)) else { return };
    let toggles = element.closest("[data-toggle]").ok().flatten().is_some();
    match at.row {
        RowKey::Department(id) if toggles || at.col == Col::Name => return desk.toggle(id),
        _ => {}
    }
    let off_head = at.row == RowKey::Head
        && desk.scene.with_untracked(|scene| scene.day(at.col).is_some_and(|day| day.kind.is_working()));
    if off_head || event.shift_key() || desk.cursor.anchor.get_untracked().is_some() {
        return;
    }
    if desk.planning.get_untracked() && matches!(at.col, Col::Day(_)) && at.row != RowKey::Head {
        // A finger has no keys that would begin to type.
        if desk.phone.get_untracked() && matches!(at.row, RowKey::Person(_)) {
            edit::begin(desk, at, None);
        }
        return;
    }
    open(desk, at);
}

/// A double click edits the plan.
pub(super) fn double_clicked(desk: Desk, event: &MouseEvent) {
    let Some((at, _)) = target(desk, event).filter(|_| !is_field(event)) else { return };
    if matches!(at.row, RowKey::Person(_)) && edit::is_editable(desk, at) {
        desk.popped.set(None);
        edit::begin(desk, at, None);
    }
}

/// A cell takes the focus, by the Tab key or a screen reader: there the keyboard is now.
pub(super) fn focused(desk: Desk, event: &FocusEvent) {
    let Some((at, _)) = target(desk, event).filter(|_| !is_field(event)) else { return };
    let here = desk.cursor.active.get_untracked();
    if here.is_none_or(|here| untrack(|| desk.place(here) != desk.place(at))) {
        desk.cursor.go(at, false);
    }
}
