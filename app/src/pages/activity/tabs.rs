//! Which tabs there are and what they show.
//!
//! A tab that is added needs its entry in [`TABS`] or [`GEAR`] and an arm in [`contents`]; what it shows is a part in
//! `parts.rs`, begins with [`super::head::head`] and is given the page's state. Its words are in `i18n/activity`.

use super::month::month_page;
use super::state::ActivityState;
use crate::routes::activity::Tab;
use leptos::prelude::*;

/// Tabs, from left to right.
pub(super) const TABS: [Tab; 1] = [Tab::Month];
/// Entries of the gear menu, for who administers the report.
pub(super) const GEAR: [Tab; 0] = [];

/// What a tab shows: its head, its bar and its main part.
pub(super) fn contents(tab: Tab, state: ActivityState) -> AnyView {
    match tab {
        Tab::Month | Tab::Year | Tab::Companies | Tab::Calendar | Tab::Rights | Tab::Settings | Tab::Log => {
            month_page(state)
        }
    }
}
