//! What clicks and keys do in the table.

use super::focus::{Sight, place_of};
use super::keys::{Extent, step};
use super::{Act, Key, Place, Table};
use domain::ids::DepartmentId;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent};

/// Goes to a cell.
fn go(table: &Table, place: Place) {
    table.at.set(place);
    table.wish.update(|wish| *wish += 1);
}

fn fold(table: &Table, id: DepartmentId) {
    table.folded.update(|folded| {
        if !folded.remove(&id) {
            folded.insert(id);
        }
    });
}

/// A click folds a department, types a plan or opens what stands behind a cell.
pub(super) fn click(table: &Table, event: &MouseEvent) {
    let Some(place) = place_of(event) else { return };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let in_field = target.as_ref().is_some_and(|target| matches!(target.tag_name().as_str(), "INPUT" | "BUTTON"));
    if in_field {
        return;
    }
    table.at.set(place);
    let on_plan = target.and_then(|target| target.closest(".pl").ok().flatten()).is_some();
    match (place.key, place.col) {
        (Key::Department(id), 0) => fold(table, id),
        _ if on_plan => table.act.run(Act::Type(place, None)),
        _ => table.act.run(Act::Open(place)),
    }
}

/// A key.
pub(super) fn press(table: &Table, sight: Sight, event: &KeyboardEvent) {
    let Some(place) = place_of(event) else { return };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    // A field has its own keys.
    if target.is_some_and(|target| target.tag_name() == "INPUT") || event.alt_key() || event.meta_key() {
        return;
    }
    let (key, ctrl) = (event.key(), event.ctrl_key());
    let row = table.rows.with_untracked(|rows| rows.iter().find(|row| row.key == place.key).copied());
    let expanded = row.is_some_and(|row| row.expanded);
    let digit = key.chars().next().filter(|digit| digit.is_ascii_digit() && key.len() == 1 && !ctrl);
    match (key.as_str(), place.key, place.col) {
        ("ArrowRight", Key::Department(id), 0) if !expanded && !ctrl => fold(table, id),
        ("ArrowLeft", Key::Department(id), 0) if expanded && !ctrl => fold(table, id),
        ("Enter" | " ", Key::Department(id), 0) => fold(table, id),
        ("Enter", ..) => table.act.run(Act::Open(place)),
        ("F2", ..) => table.act.run(Act::Type(place, None)),
        _ if digit.is_some() => table.act.run(Act::Type(place, digit)),
        _ => {
            let Some(next) = next(table, sight, place, (&key, ctrl)) else { return };
            go(table, next);
        }
    }
    event.prevent_default();
}

/// The cell a key leads to.
fn next(table: &Table, sight: Sight, from: Place, (key, ctrl): (&str, bool)) -> Option<Place> {
    table.rows.with_untracked(|rows| {
        let row = match from.key {
            Key::Head => 0,
            Key::Total => rows.len() + 1,
            key => rows.iter().position(|row| row.key == key)? + 1,
        };
        let page = sight.height.get_untracked() / sight.tall.get_untracked().max(1);
        let cols = table.heads.with_untracked(|heads| heads.len() + 1);
        let extent = Extent { rows: rows.len() + 2, cols, page: page.saturating_sub(3) };
        let (row, col) = step(key, ctrl, (row, from.col), extent)?;
        let key = match row {
            0 => Key::Head,
            row if row == rows.len() + 1 => Key::Total,
            row => rows[row - 1].key,
        };
        Some(Place { key, col })
    })
}
