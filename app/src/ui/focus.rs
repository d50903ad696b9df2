//! Where the focus is, and giving it back without moving what is seen.

use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlElement, Node};

/// Whether nothing has the focus: what had it was taken out of the page.
pub(crate) fn nowhere() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}

/// Notes whether the focus was in an area last, even when the cell that had it was drawn anew. Who clicks elsewhere has
/// left the area.
pub(crate) fn inside(area: NodeRef<html::Div>) -> StoredValue<bool> {
    let inside = StoredValue::new(false);
    let note = move |target: Option<EventTarget>| {
        let node = target.and_then(|target| target.dyn_into::<Node>().ok());
        let within = area.try_get_untracked().flatten().is_some_and(|area| area.contains(node.as_ref()));
        // The page may have been left.
        let _open: Option<()> = inside.try_update_value(|inside| *inside = within);
    };
    let focus = window_event_listener(ev::focusin, move |event| note(event.target()));
    let down = window_event_listener(ev::pointerdown, move |event| note(event.target()));
    on_cleanup(move || {
        focus.remove();
        down.remove();
    });
    inside
}

/// Gives an element of a scroll area the focus; nobody asked to scroll, so nothing does.
pub(crate) fn give_back(area: &HtmlElement, element: &HtmlElement) {
    let (left, top) = (area.scroll_left(), area.scroll_top());
    // An element that is gone can not take the focus.
    drop(element.focus());
    area.set_scroll_left(left);
    area.set_scroll_top(top);
}
