//! What stands behind a number: which number it is, and where on the page.

mod deals;
pub(crate) mod panel;
mod wish;

use domain::ids::CompanyId;
use domain::report::columns::Column;
use domain::report::drill::Counted;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Whose number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// One company's.
    Company(CompanyId),
    /// That of everything the filter leaves.
    Shown(Counted),
    /// That of deals without a company.
    Nobody(Counted),
}

/// A number of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Drill {
    /// Whose it is.
    pub(crate) whose: Whose,
    /// Their name.
    pub(crate) title: String,
    /// The column.
    pub(crate) column: Column,
    /// Whether there is nothing, and a new deal is wished for.
    pub(crate) wish: bool,
}

impl Drill {
    /// What marks the element it was opened from.
    fn selector(&self) -> String {
        let column = self.column.code();
        match self.whose {
            Whose::Company(company) => format!("[data-company=\"{company}\"] [data-cell=\"{column}\"]"),
            Whose::Shown(counted) => format!("[data-total=\"{} {column}\"]", counted.code()),
            Whose::Nobody(counted) => format!("[data-nobody=\"{} {column}\"]", counted.code()),
        }
    }
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
    let selector = drill.selector();
    let cell = leptos::prelude::document().query_selector(&selector).ok().flatten();
    if let Some(cell) = cell.and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) {
        // A cell that is gone can not take the focus.
        drop(cell.focus());
    }
}
