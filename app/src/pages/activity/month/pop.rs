//! What stands behind a cell, below it: for people their day or month with its conversation, for groups and sums how
//! the figure was made.

mod figures;
mod group;
pub(crate) mod panel;
mod person;

use super::cursor::At;
use super::desk::Desk;
use super::layout::{Col, RowKey};
use crate::parts;
use crate::routes::activity::CellPlace;
use crate::ui::later::later_over;
use crate::ui::reactive::piece;
use domain::activity::plan::Span;
use futures_util::FutureExt as _;
use leptos::prelude::*;

/// The person's day or month a cell is about.
pub(super) fn cell_of(desk: Desk, at: At) -> Option<CellPlace> {
    let RowKey::Person(person) = at.row else { return None };
    let span = desk.scene.with_untracked(|scene| match at.col {
        Col::Day(_) => scene.day(at.col).map(|head| Span::Day(head.day)),
        Col::Folded(from, _) => scene.days.get(from).map(|head| Span::Day(head.day)),
        _ => Some(Span::Month(scene.month)),
    })?;
    Some(CellPlace { person, span })
}

/// Where the panel of a cell stands.
pub(super) fn place(desk: Desk) -> AnyView {
    let left = Callback::new(move |()| desk.popped.set(None));
    piece(move || match desk.popped.get() {
        Some(at) => later_over(move || parts::activity_cell(desk, at).boxed_local(), left),
        None => ().into_any(),
    })
    .into_any()
}
