//! Widths and places of columns, by dragging the edge of a heading or by keys on it.

use super::arrange::{shifted, widened};
use super::scene::Scene;
use super::store::Store;
use domain::report::columns::Column;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

/// Pixels a key widens by.
const STEP: i32 = 16;

/// The right edge of a heading, to be dragged. Keys do the same on the heading itself, so it is no stop of its own.
#[component]
pub(super) fn Handle(store: Store, column: Column) -> impl IntoView {
    let begin = move |event: PointerEvent| {
        event.prevent_default();
        let heading = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(heading) = heading.and_then(|handle| handle.closest("th").ok().flatten()) {
            drag(store, column, &heading, event.client_x());
        }
    };
    view! { <span class="rz" aria-hidden="true" on:pointerdown=begin></span> }
}

/// Follows the pointer until it is let go: the column widens at once, the layout learns of it at the end.
fn drag(store: Store, column: Column, heading: &Element, from: i32) {
    let width = pixels(heading.get_bounding_client_rect().width());
    let col = heading.closest("table").ok().flatten();
    let col =
        col.and_then(|table| table.query_selector(&format!("col[data-column=\"{}\"]", column.code())).ok().flatten());
    let Some(col) = col.and_then(|col| col.dyn_into::<HtmlElement>().ok()) else { return };
    let moves = window_event_listener(leptos::ev::pointermove, move |event| {
        let wide = (width + event.client_x() - from).max(i32::from(domain::report::columns::NARROWEST));
        // A style that does not apply leaves the column as it is.
        drop(col.style().set_property("width", &format!("{wide}px")));
    });
    let moves = StoredValue::new_local(Some(moves));
    let end = Closure::once_into_js(move |event: PointerEvent| {
        if let Some(handle) = moves.try_update_value(Option::take).flatten() {
            handle.remove();
        }
        if event.client_x() != from {
            set_width(store, column, width + event.client_x() - from);
        }
    });
    let once = web_sys::AddEventListenerOptions::new();
    once.set_once(true);
    // A window takes listeners.
    drop(window().add_event_listener_with_callback_and_add_event_listener_options(
        "pointerup",
        end.unchecked_ref(),
        &once,
    ));
}

fn set_width(store: Store, column: Column, width: i32) {
    let directory = store.directory();
    store.layout.update(|layout| *layout = widened(layout, &directory.directions, column, width));
}

/// Alt with an arrow widens the column whose heading has the focus, with Shift it moves the column.
pub(super) fn moved_by_key(store: Store, scene: Memo<Arc<Scene>>, event: &KeyboardEvent) {
    let right = match event.key().as_str() {
        "ArrowRight" => true,
        "ArrowLeft" => false,
        _ => return,
    };
    let heading = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let heading = heading.and_then(|target| target.closest("th[data-column]").ok().flatten());
    let code = heading.as_ref().and_then(|heading| heading.get_attribute("data-column"));
    let (Some(heading), Some(column)) = (heading, code.as_deref().and_then(Column::from_code)) else { return };
    if !event.alt_key() {
        return;
    }
    event.prevent_default();
    if event.shift_key() {
        let directory = scene.with_untracked(|scene| Arc::clone(&scene.directory));
        store.layout.update(|layout| *layout = shifted(layout, &directory.directions, column, right));
    } else {
        let width = pixels(heading.get_bounding_client_rect().width());
        set_width(store, column, if right { width + STEP } else { width - STEP });
    }
    focus_heading(column);
}

/// The headings are drawn anew when columns change; the one that had the focus keeps it.
fn focus_heading(column: Column) {
    request_animation_frame(move || {
        let selector = format!("th[data-column=\"{}\"] button", column.code());
        let button = document().query_selector(&selector).ok().flatten();
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            // A heading that is gone can not take the focus.
            drop(button.focus());
        }
    });
}

#[expect(clippy::cast_possible_truncation, reason = "the width of an element")]
fn pixels(width: f64) -> i32 {
    width.round() as i32
}
