//! Which tabs there are and what they show.
//!
//! A tab that is added needs its entry in [`TABS`] or [`GEAR`] and an arm in [`contents`]; what it shows is a part in
//! `parts.rs`, begins with [`super::head::head`] and is given the page's state. Its words are in `i18n/activity`.

use super::month::month_page;
use super::state::ActivityState;
use crate::parts;
use crate::routes::activity::Tab;
use crate::ui::later::later;
use futures_util::FutureExt as _;
use leptos::prelude::*;

/// Tabs, from left to right.
pub(super) const TABS: [Tab; 3] = [Tab::Year, Tab::Month, Tab::Companies];
/// Entries of the gear menu, for who administers the report.
pub(super) const GEAR: [Tab; 4] = super::office::OFFICE;

/// What a tab shows: its head, its bar and its main part.
pub(super) fn contents(tab: Tab, state: ActivityState) -> AnyView {
    match tab {
        Tab::Year => later(move || parts::year(state).boxed_local(), || ().into_any()),
        Tab::Companies => later(move || parts::companies(state).boxed_local(), || ().into_any()),
        Tab::Month => month_page(state),
        Tab::Calendar | Tab::Rights | Tab::Settings | Tab::Log => {
            later(move || parts::office(state, tab).boxed_local(), || ().into_any())
        }
    }
}
