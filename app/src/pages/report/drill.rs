//! What stands behind a number: which number it is, and where on the page.

pub(crate) mod panel;

use domain::ids::CompanyId;
use domain::report::columns::Column;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// A number of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Drill {
    /// The company it belongs to.
    pub(crate) company: CompanyId,
    /// Its title.
    pub(crate) title: String,
    /// The column.
    pub(crate) column: Column,
    /// Whether there is nothing, and a new deal is wished for.
    pub(crate) wish: bool,
}

/// A place on the page, pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Spot {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Spot {
    /// Where an element stands.
    pub(crate) fn of(element: &Element) -> Self {
        let place = element.get_bounding_client_rect();
        Self { left: place.left(), top: place.top(), right: place.right(), bottom: place.bottom() }
    }
}

/// A number whose background is shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Opened {
    /// Which.
    pub(crate) drill: Drill,
    /// Where it stands.
    pub(crate) spot: Spot,
}

impl Opened {
    /// Opened from an element.
    pub(crate) fn over(drill: Drill, element: &Element) -> Self {
        let cell = element.closest("td, th, li").ok().flatten();
        Self { drill, spot: Spot::of(cell.as_ref().unwrap_or(element)) }
    }
}

/// Brings the focus back to the cell a number was opened from.
pub(crate) fn focus_again(drill: &Drill) {
    let selector = format!("[data-company=\"{}\"] [data-cell=\"{}\"]", drill.company, drill.column.code());
    let cell = leptos::prelude::document().query_selector(&selector).ok().flatten();
    if let Some(cell) = cell.and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) {
        // A cell that is gone can not take the focus.
        drop(cell.focus());
    }
}
