//! The page through another person's eyes.

use super::state::ActivityState;
use crate::ui::eyes::eyes_line;
use leptos::prelude::*;

/// The line that says so; nothing while one looks with one's own eyes.
pub(super) fn over(state: ActivityState) -> AnyView {
    if state.eyes.get().is_none() {
        return ().into_any();
    }
    let name = move || state.me.with(|me| me.as_ref().filter(|me| me.eyes != me.person).map(|me| me.eyes_name.clone()));
    let back = Callback::new(move |()| state.view.update(|view| view.eyes = None));
    eyes_line(Signal::derive(name), back)
}
