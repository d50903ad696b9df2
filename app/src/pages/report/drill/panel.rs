//! The background of a number: its deals below the cell or at the right edge, the client's communications, a new deal.

use super::deals::deals;
use super::wish::wish;
use super::{Opened, Spot, Whose, focus_again};
use crate::app::Phone;
use crate::i18n::messages;
use crate::i18n::tools::words;
use crate::pages::report::scene::Heading;
use crate::pages::report::store::Store;
use crate::pages::report::words::heading_name;
use crate::pages::timeline::timeline;
use crate::ui::icon::Icon;
use crate::ui::slide::slide;
use domain::directory::Directory;
use domain::ids::DirectionId;
use domain::report::columns::Column;
use domain::report::drill::Counted;
use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// Width of the panel below a cell, pixels.
const WIDE: f64 = 428.0;
/// Room it needs below the cell before it goes above, pixels.
const HIGH: f64 = 300.0;
/// Room kept to the edges of the page, pixels.
const EDGE: f64 = 8.0;

/// What is shown for the number that was opened.
pub(crate) fn drill_view(store: Store, opened: Opened) -> AnyView {
    let w = words();
    let t = messages();
    let Opened { drill, spot } = opened;
    let Phone(phone) = expect_context();
    let left = {
        let drill = drill.clone();
        Callback::new(move |()| {
            store.drill.set(None);
            focus_again(&drill);
        })
    };
    let directory = store.directory();
    match (drill.column, drill.whose) {
        (_, Whose::Company(company)) if drill.wish => wish(&drill, company, &directory, left),
        (Column::LastCommunication, Whose::Company(company)) => {
            let contents = timeline(company, Some(directory));
            slide(w.communications.to_owned(), drill.title.clone(), contents, left)
        }
        (column, whose) => {
            let heading =
                column.direction().and_then(|id| place_of(&directory, id)).map_or(Heading::All, Heading::Direction);
            let scene = crate::pages::report::grid::scene(store);
            let name = scene.with_untracked(|scene| heading_name(heading, scene, t));
            let counted = match whose {
                Whose::Shown(Counted::Active) | Whose::Nobody(Counted::Active) => t.report.active_deals,
                _ if is_won(column) => t.report.won,
                _ => t.report.in_work,
            };
            let title = format!("{name} · {}", counted.to_lowercase());
            let contents = deals(store, &drill, directory);
            let is_cell = matches!(whose, Whose::Company(_)) && heading != Heading::All;
            if is_cell && !phone.get_untracked() {
                below(title, drill.title.clone(), contents, spot, left)
            } else {
                slide(title, drill.title.clone(), contents, left)
            }
        }
    }
}

/// Whether a column is about won deals.
pub(super) fn is_won(column: Column) -> bool {
    matches!(column, Column::Won | Column::DirectionWon(_))
}

/// The place of a direction.
pub(super) fn place_of(directory: &Directory, id: DirectionId) -> Option<usize> {
    directory.directions.iter().position(|direction| direction.id == id)
}

/// A panel below a cell, or above it where there is no room. Esc and a click elsewhere close it.
fn below(title: String, note: String, contents: AnyView, spot: Spot, left: Callback<()>) -> AnyView {
    let t = messages();
    let panel = NodeRef::<html::Div>::new();
    let size =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or_default();
    let (page, high) = (size(window().inner_width()), size(window().inner_height()));
    let x = (spot.right - WIDE * 0.8).min(page - WIDE - EDGE).max(EDGE);
    let is_above = high - spot.bottom < HIGH && spot.top > high - spot.bottom;
    let place = if is_above {
        format!("left:{x}px;bottom:{}px;max-height:{}px", high - spot.top + 6.0, spot.top - 2.0 * EDGE)
    } else {
        format!("left:{x}px;top:{}px;max-height:{}px", spot.bottom + 6.0, high - spot.bottom - 2.0 * EDGE)
    };
    Effect::new(move |_| {
        let close = panel.get().and_then(|panel| panel.query_selector("button").ok().flatten());
        if let Some(close) = close.and_then(|close| close.dyn_into::<HtmlElement>().ok()) {
            // An element that can not take the focus leaves it on the cell.
            drop(close.focus());
        }
    });
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = panel.try_get_untracked().flatten().is_none_or(|panel| panel.contains(target.as_ref()));
        if !inside {
            left.run(());
        }
    });
    on_cleanup(move || outside.remove());
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            left.run(());
        }
    };
    view! {
        <div class="pop drill" role="dialog" aria-label=title.clone() style=place node_ref=panel on:keydown=escape>
            <header role="presentation">
                <div class="grow cut"><h2 class="cut">{title.clone()}</h2><span class="sub blk cut">{note}</span></div>
                <button class="btn ghost sm icon" type="button" aria-label=t.close on:click=move |_| left.run(())>
                    <Icon name="x" />
                </button>
            </header>
            {contents}
        </div>
    }
    .into_any()
}
