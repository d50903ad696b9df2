//! Marks on cells that come and go with every key: which one takes the Tab key and the focus, which are selected. They
//! are set on the elements alone, so that a key redraws nothing.

use super::cursor::Area;
use super::desk::Desk;
use super::layout::{Col, RowKey};
use crate::pages::activity::window::Window;
use crate::ui::focus::{give_back, inside, nowhere};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Keeps the marks where the keyboard and the selection are.
pub(super) fn follow(desk: Desk, area: NodeRef<html::Div>, window: Window<RowKey>) {
    let marked = StoredValue::new_local(Vec::<Element>::new());
    let inside = inside(area);
    Effect::new(move |before: Option<u64>| {
        let wish = desk.cursor.wish.get();
        let active = desk.cursor.active.get().and_then(|at| desk.place(at));
        let selection = desk.selection();
        window.draw();
        desk.scene.with(|_| ());
        let focus = before.is_some_and(|before| before != wish);
        if focus && active.is_some() && on_a_cell() {
            // At once: the next key belongs to the new cell, and the row of the former one may leave the page.
            area.get_untracked().and_then(|area| active_cell(desk, &area)).iter().for_each(take_focus);
        }
        request_animation_frame(move || {
            let Some(area) = area.try_get_untracked().flatten() else { return };
            let cell = active.and_then(|_| active_cell(desk, &area));
            let open = marked.try_update_value(|marked| renew(desk, &area, marked, cell.as_ref(), selection));
            let (Some(()), Some(cell)) = (open, cell) else { return };
            if focus && !holds_focus(&cell) {
                take_focus(&cell);
            } else if nowhere() && inside.try_get_value() == Some(true) {
                give_back(&area, &cell);
            }
        });
        wish
    });
}

/// Whether a field in the cell has the focus: a quick tap has begun to type meanwhile.
fn holds_focus(cell: &HtmlElement) -> bool {
    document().active_element().is_some_and(|element| cell.contains(Some(&element)))
}

fn take_focus(cell: &HtmlElement) {
    // A cell that is gone can not take the focus.
    drop(cell.focus());
}

/// Whether the focus is on a cell itself, not in a field or elsewhere.
fn on_a_cell() -> bool {
    document().active_element().is_some_and(|element| element.has_attribute("data-col"))
}

/// Takes former marks away and sets new ones. An element that has its mark keeps it untouched.
fn renew(desk: Desk, area: &Element, marked: &mut Vec<Element>, cell: Option<&HtmlElement>, selection: Option<Area>) {
    let chosen = selection.map(|selection| selected(desk, area, selection)).unwrap_or_default();
    for element in marked.drain(..) {
        if !chosen.contains(&element) {
            drop(element.remove_attribute("aria-selected"));
        }
        if cell.is_none_or(|cell| !element.is_same_node(Some(cell))) {
            drop(element.set_attribute("tabindex", "-1"));
        }
    }
    for element in &chosen {
        drop(element.set_attribute("aria-selected", "true"));
    }
    if let Some(cell) = cell {
        drop(cell.set_attribute("tabindex", "0"));
        marked.push(cell.clone().into());
    }
    marked.extend(chosen);
}

/// Elements of the selected cells that are in the page.
fn selected(desk: Desk, area: &Element, selection: Area) -> Vec<Element> {
    let codes: Vec<String> = desk.scene.with_untracked(|scene| {
        let cols = scene.cols.iter().take(selection.cols.1 + 1).skip(selection.cols.0);
        cols.map(|col: &Col| col.code()).collect()
    });
    let mut found = Vec::new();
    for row in selection.rows.0..=selection.rows.1 {
        let Some(key) = untrack(|| desk.key_at(row)) else { continue };
        let Ok(Some(line)) = area.query_selector(&format!("[data-row=\"{}\"]", key.code())) else { continue };
        for code in &codes {
            found.extend(line.query_selector(&format!("[data-col=\"{code}\"]")).ok().flatten());
        }
    }
    found
}

/// The element of the active cell.
pub(super) fn active_cell(desk: Desk, area: &Element) -> Option<HtmlElement> {
    let at = desk.cursor.active.try_get_untracked().flatten()?;
    let place = untrack(|| desk.place(at))?;
    let col = desk.scene.with_untracked(|scene| scene.cols.get(place.col).map(|col| col.code()))?;
    let selector = format!("[data-row=\"{}\"] > [data-col=\"{col}\"]", at.row.code());
    area.query_selector(&selector).ok().flatten()?.dyn_into().ok()
}
