//! What the scroll area shows, and which cell has the keyboard: exactly one is in the order of the Tab key, and a row that
//! is drawn anew gives the focus back to its cell.

use super::super::window::Window;
use super::{Key, Place, Table};
use crate::ui::focus::{give_back, nowhere};
use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Height of a row, pixels: in wide windows, in others. The same numbers stand in the style.
const TALL: (usize, usize) = (43, 36);
/// Windows that are wide, pixels.
const WIDE: f64 = 1_700.0;
/// Keeps a table from being confused with another one's handlers.
const ROW: &str = "data-row";
const COL: &str = "data-col";

/// What the scroll area shows.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    /// Pixels above what is seen.
    pub(super) top: RwSignal<usize>,
    /// Pixels seen.
    pub(super) height: RwSignal<usize>,
    /// Height of a row, pixels.
    pub(super) tall: RwSignal<usize>,
    /// Whether columns are hidden to the left.
    pub(super) scrolled: RwSignal<bool>,
    /// The element.
    pub(super) area: NodeRef<html::Div>,
}

impl Sight {
    /// Nothing measured yet; from now on it is.
    pub(super) fn new() -> Self {
        let sight = Self {
            top: RwSignal::new(0),
            height: RwSignal::new(0),
            tall: RwSignal::new(TALL.1),
            scrolled: RwSignal::new(false),
            area: NodeRef::new(),
        };
        Effect::new(move |_| {
            if sight.area.get().is_some() {
                request_animation_frame(move || sight.measure());
            }
        });
        let handle = window_event_listener(ev::resize, move |_| sight.measure());
        on_cleanup(move || handle.remove());
        sight
    }

    /// Looks where the area is scrolled to, and how large it is.
    pub(super) fn measure(self) {
        let Some(area) = self.area.try_get_untracked().flatten() else { return };
        let size = |pixels: i32| usize::try_from(pixels).unwrap_or_default();
        let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
        set(self.top, size(area.scroll_top()));
        set(self.height, size(area.client_height()));
        set(self.tall, if width >= WIDE { TALL.0 } else { TALL.1 });
        set(self.scrolled, area.scroll_left() > 0);
    }
}

fn set<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|known| *known != value) {
        signal.set(value);
    }
}

/// Keeps exactly one cell in the order of the Tab key, and gives it the focus when it is wished for.
pub(super) fn follow_cursor(table: &Table, sight: Sight, window: Window<Key>) {
    let (at, wish, rows) = (table.at, table.wish, table.rows);
    Effect::new(move |before: Option<Place>| {
        let place = at.get();
        if let Some(before) = before.filter(|before| *before != place).and_then(|before| element(sight, before)) {
            before.set_tab_index(-1);
        }
        window.draw();
        if let Some(now) = element(sight, place) {
            now.set_tab_index(0);
        }
        place
    });
    // A row that went away leaves the keyboard at the heads.
    Effect::new(move |_| {
        let there = rows.with(|rows| {
            let place = at.get();
            matches!(place.key, Key::Head | Key::Total) || rows.iter().any(|row| row.key == place.key)
        });
        if !there {
            at.set(Place::default());
        }
    });
    Effect::new(move |before: Option<u64>| {
        let now = wish.get();
        if before.is_some_and(|before| before != now) {
            untrack(|| window.draw());
            if let Some(cell) = element(sight, at.get_untracked()) {
                // A cell that is gone can not take the focus.
                drop(cell.focus());
            }
        }
        now
    });
}

/// Gives the focus back to the cell that has the keyboard when it was lost with something that was drawn anew.
pub(super) fn restore(at: RwSignal<Place>, sight: Sight, inside: StoredValue<bool>) {
    request_animation_frame(move || {
        let lost = nowhere() && inside.try_get_value() == Some(true);
        let cell = at.try_get_untracked().filter(|_| lost).and_then(|place| element(sight, place));
        if let (Some(cell), Some(area)) = (cell, sight.area.try_get_untracked().flatten()) {
            give_back(&area, &cell);
        }
    });
}

/// The cell an event happened in.
pub(super) fn place_of(event: &web_sys::Event) -> Option<Place> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let cell = target.closest(&format!("[{COL}]")).ok()??;
    let row = cell.closest(&format!("[{ROW}]")).ok()??;
    let key = Key::of_code(&row.get_attribute(ROW)?)?;
    Some(Place { key, col: cell.get_attribute(COL)?.parse().ok()? })
}

/// The element of a cell that is drawn.
fn element(sight: Sight, place: Place) -> Option<HtmlElement> {
    let area = sight.area.try_get_untracked().flatten()?;
    let selector = format!("[{ROW}=\"{}\"] > [{COL}=\"{}\"]", place.key.code(), place.col);
    area.query_selector(&selector).ok()??.dyn_into().ok()
}
