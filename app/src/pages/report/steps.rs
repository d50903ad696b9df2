//! Keys inside the table: arrows go from cell to cell, so that a row is one stop of the Tab key and not twenty.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// What takes the focus in a cell.
const TARGET: &str = "a[href], button";

/// Moves the focus from cell to cell.
pub(super) fn step_by_key(event: &KeyboardEvent) {
    if event.alt_key() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let Some(cell) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Some(cell) = cell.closest("th, td").ok().flatten() else { return };
    let next = match event.key().as_str() {
        "ArrowRight" => along(&cell, Element::next_element_sibling),
        "ArrowLeft" => along(&cell, Element::previous_element_sibling),
        "ArrowDown" => across(&cell, Element::next_element_sibling),
        "ArrowUp" => across(&cell, Element::previous_element_sibling),
        "Home" => edge(&cell, Element::first_element_child),
        "End" => edge(&cell, Element::last_element_child),
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = next {
        // An element that is gone can not take the focus.
        drop(next.focus());
    }
}

/// The nearest cell of the row with something to focus.
fn along(cell: &Element, next: fn(&Element) -> Option<Element>) -> Option<HtmlElement> {
    let mut cell = next(cell);
    while let Some(here) = cell {
        if let Some(found) = target(&here) {
            return Some(found);
        }
        cell = next(&here);
    }
    None
}

/// The same column in the next row, or the nearest cell before it.
fn across(cell: &Element, next: fn(&Element) -> Option<Element>) -> Option<HtmlElement> {
    let mut place = 0;
    let mut before = cell.previous_element_sibling();
    while let Some(here) = before {
        place += 1;
        before = here.previous_element_sibling();
    }
    let row = next(&cell.parent_element()?)?;
    let cell = row.children().item(place)?;
    target(&cell).or_else(|| along(&cell, Element::previous_element_sibling))
}

/// The first or last cell of the row with something to focus.
fn edge(cell: &Element, end: fn(&Element) -> Option<Element>) -> Option<HtmlElement> {
    let row = cell.parent_element()?;
    let cell = end(&row)?;
    let back = if row.first_element_child().as_ref() == Some(&cell) {
        Element::next_element_sibling
    } else {
        Element::previous_element_sibling
    };
    target(&cell).or_else(|| along(&cell, back))
}

fn target(cell: &Element) -> Option<HtmlElement> {
    cell.query_selector(TARGET).ok().flatten()?.dyn_into().ok()
}
