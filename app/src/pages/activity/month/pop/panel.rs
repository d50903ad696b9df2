//! The panel below a cell: where it stands, how it opens and closes.

use super::super::cursor::At;
use super::super::desk::Desk;
use super::super::layout::RowKey;
use super::super::row::name_of_line;
use super::cell_of;
use super::group::{definition, group_panel};
use super::person::person_panel;
use crate::pages::report::drill::Spot;
use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// Width of the panel, pixels.
const WIDE: f64 = 326.0;
/// Room it needs below the cell before it goes above, pixels.
const HIGH: f64 = 260.0;
/// Room kept to the edges of the page, pixels.
const EDGE: f64 = 8.0;

/// The panel of the cell that was opened.
pub(crate) fn cell_panel(desk: Desk, at: At) -> AnyView {
    let panel = NodeRef::<html::Div>::new();
    let close = Callback::new(move |()| {
        desk.popped.set(None);
        desk.cursor.focus();
    });
    close_elsewhere(desk, panel);
    take_focus(panel);
    let spot = spot_of(desk, at);
    let contents = match cell_of(desk, at) {
        Some(cell) => person_panel(desk, at, cell, close),
        None if at.row == RowKey::Head => definition(desk, at),
        None => group_panel(desk, at),
    };
    let name = name_of_line(desk, at.row);
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            close.run(());
        }
    };
    view! {
        <div
            class="pop cellp"
            role="dialog"
            aria-label=name
            tabindex="-1"
            style=spot
            node_ref=panel
            on:keydown=escape
        >
            {contents}
        </div>
    }
    .into_any()
}

/// Below the cell, above it when there is no room, moved aside at the edges of the page.
fn spot_of(desk: Desk, at: At) -> String {
    let area = document().query_selector(".gridcard").ok().flatten();
    let cell = area.and_then(|area| {
        let col = desk.scene.with_untracked(|scene| scene.cols.get(scene.place_of(at.col)).map(|col| col.code()))?;
        let selector = format!("[data-row=\"{}\"] > [data-col=\"{col}\"]", at.row.code());
        area.query_selector(&selector).ok().flatten()
    });
    let spot = cell.map(|cell| Spot::of(&cell)).unwrap_or_default();
    let size = |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or_default()
    };
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let left = (spot.left + (spot.right - spot.left) / 2.0 - WIDE / 4.0).min(width - WIDE - EDGE).max(EDGE);
    if height - spot.bottom >= HIGH || spot.top < HIGH {
        format!(
            "left:{left}px;top:{}px;bottom:auto;max-height:{}px",
            spot.bottom + 4.0,
            height - spot.bottom - 4.0 - EDGE
        )
    } else {
        let bottom = height - spot.top + 4.0;
        format!("left:{left}px;top:auto;bottom:{bottom}px;max-height:{}px", spot.top - 4.0 - EDGE)
    }
}

/// A click elsewhere, a scroll or leaving by the Tab key closes the panel.
fn close_elsewhere(desk: Desk, panel: NodeRef<html::Div>) {
    let outside = move |node: Option<Node>| {
        let panel = panel.try_get_untracked().flatten();
        panel.is_some_and(|panel| node.is_some_and(|node| !panel.contains(Some(&node))))
    };
    let node = |target: Option<web_sys::EventTarget>| target.and_then(|target| target.dyn_into::<Node>().ok());
    let down = window_event_listener(ev::pointerdown, move |event| {
        if outside(node(event.target())) {
            desk.popped.set(None);
        }
    });
    let focus = window_event_listener(ev::focusin, move |event| {
        if outside(node(event.target())) {
            desk.popped.set(None);
        }
    });
    on_cleanup(move || {
        down.remove();
        focus.remove();
    });
}

fn take_focus(panel: NodeRef<html::Div>) {
    Effect::new(move |_| {
        let Some(panel) = panel.get() else { return };
        request_animation_frame(move || {
            let first = panel.query_selector("footer .btn").ok().flatten();
            let first = first.and_then(|first| first.dyn_into::<HtmlElement>().ok());
            // A button that is gone can not take the focus.
            drop(first.unwrap_or_else(|| panel.unchecked_ref::<HtmlElement>().clone()).focus());
        });
    });
}
