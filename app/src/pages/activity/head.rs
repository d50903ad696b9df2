//! The head every tab begins with: title, tabs, freshness, what the tab offers, the gear menu.

use super::state::ActivityState;
use super::tabs::{GEAR, TABS};
use crate::i18n::activity::words;
use crate::i18n::messages;
use crate::routes::activity::Tab;
use crate::ui::icon::Icon;
use crate::ui::popover::{Look, pop_button};
use crate::ui::progress::Stamp;
use crate::ui::reactive::piece;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, MouseEvent};

/// The head of `tab`, with what it offers.
pub(crate) fn head(state: ActivityState, tab: Tab, tools: AnyView) -> AnyView {
    let t = messages();
    let links = NodeRef::<html::Nav>::new();
    keep_focus(state, tab, links);
    let entries = (TABS.len() > 1).then(|| {
        let entries = TABS.into_iter().map(|entry| link(state, tab, entry)).collect_view();
        view! { <nav class="seg no-phone" aria-label=words().tabs node_ref=links>{entries}</nav> }
    });
    let gear = piece(move || match !GEAR.is_empty() && state.rights().settings {
        true => gear(state, tab),
        false => ().into_any(),
    });
    view! {
        <header class="head">
            <h1>{t.activity_title}</h1>
            {entries}
            <Stamp />
            <span class="grow"></span>
            {tools}
            {gear}
        </header>
    }
    .into_any()
}

/// Tabs on a phone, where the head has no room for them.
pub(crate) fn phone_tabs(state: ActivityState, tab: Tab) -> AnyView {
    let entries = (TABS.len() > 1).then(|| {
        let entries = TABS.into_iter().map(|entry| link(state, tab, entry)).collect_view();
        view! { <nav class="seg only-phone" aria-label=words().tabs>{entries}</nav> }
    });
    entries.into_any()
}

fn link(state: ActivityState, here: Tab, tab: Tab) -> AnyView {
    let current = (here == tab).then_some("page");
    let go = move |event: MouseEvent| {
        event.prevent_default();
        state.view.update(|view| view.tab = tab);
    };
    view! { <a href="#main" aria-current=current on:click=go>{(words().tab)(tab)}</a> }.into_any()
}

/// The new tab's link takes the focus that went away with the former one's. Who only opens the page keeps it where it is.
fn keep_focus(state: ActivityState, tab: Tab, links: NodeRef<html::Nav>) {
    let former = state.headed.get_value();
    state.headed.set_value(Some(tab));
    let moved = former.is_some_and(|former| former != tab);
    Effect::new(move |_| {
        let Some(links) = links.get().filter(|_| moved) else { return };
        let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        let current = links.query_selector("[aria-current]").ok().flatten();
        if let Some(current) = current.filter(|_| lost).and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            // A link that is gone can not take the focus.
            drop(current.focus());
        }
    });
}

fn gear(state: ActivityState, here: Tab) -> AnyView {
    let w = words();
    let look = Look { button: "btn icon", panel: "pop menu right", name: w.gear };
    pop_button(look, None, view! { <Icon name="gear" /> }.into_any(), move |close| {
        let entry = move |tab: Tab| {
            let go = move |_| {
                close.run(());
                state.view.update(|view| view.tab = tab);
            };
            let current = (here == tab).then_some("page");
            view! { <button type="button" aria-current=current on:click=go>{(w.tab)(tab)}</button> }.into_any()
        };
        GEAR.into_iter().map(entry).collect_view().into_any()
    })
}
