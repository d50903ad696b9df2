//! The line over a page that is seen through another person's eyes, with the way back.

use super::state::ActivityState;
use crate::i18n::eyes::words;
use crate::ui::icon::Icon;
use leptos::prelude::*;

/// The line; nothing while one looks with one's own eyes.
pub(super) fn over(state: ActivityState) -> AnyView {
    if state.eyes.get().is_none() {
        return ().into_any();
    }
    let w = words();
    let name = state.me.with(|me| me.as_ref().filter(|me| me.eyes != me.person).map(|me| me.eyes_name.clone()));
    // Also where the server refused to lend the eyes: then the way back is needed all the more.
    let back = move |_| state.view.update(|view| view.eyes = None);
    let told = (w.looks_as)(&name.unwrap_or_else(|| "…".to_owned()));
    view! {
        <section class="eyes" aria-label=told.clone()>
            <Icon name="eye" />
            <span class="grow"><b>{told.clone()}</b>" "<span class="no-phone">{w.note}</span></span>
            <button class="btn sm" type="button" on:click=back>{w.back}</button>
        </section>
    }
    .into_any()
}
