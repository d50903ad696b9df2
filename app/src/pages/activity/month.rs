//! The month: plan and fact of every working day.

mod bar;
mod cells;
pub(crate) mod changes;
mod clip;
pub(crate) mod cursor;
mod desk;
pub(crate) mod edit;
mod foot;
mod force;
mod grid;
mod heads;
mod keys;
pub(crate) mod layout;
mod marks;
mod phone;
pub(crate) mod pop;
mod row;
pub(crate) mod scene;
mod store;
mod words;

use super::explain::{Told, explain_button};
use super::export::export_button;
use super::head::head;
use super::state::ActivityState;
use crate::i18n::activity::words as table;
use crate::routes::activity::Tab;
use crate::ui::icon::Icon;
use crate::ui::reactive::{piece, text};
use crate::ui::states::{EmptyState, ErrorState};
pub(crate) use desk::Desk;
use leptos::prelude::*;

/// What stands below the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Waiting,
    Failed,
    /// Nobody is in the statistics.
    Nobody,
    /// The search finds nobody.
    NothingFound,
    Grid,
}

/// The tab.
pub(super) fn month_page(state: ActivityState) -> AnyView {
    let desk = Desk::new(state);
    provide_context(desk);
    let store = desk.store;
    let body = Memo::new(move |_| {
        let known = store.grid.with(|grid| grid.as_ref().map(|grid| grid.people.is_empty()));
        match known {
            None if store.error.with(Option::is_some) => Body::Failed,
            None => Body::Waiting,
            Some(true) => Body::Nobody,
            Some(false) if desk.rows.with(|rows| rows.is_empty()) => Body::NothingFound,
            Some(false) => Body::Grid,
        }
    });
    let contents = piece(move || match body.get() {
        Body::Waiting => skeleton(),
        Body::Failed => failed(desk),
        Body::Nobody => empty(table().nobody_title, table().nobody_text),
        Body::NothingFound => nothing_found(desk),
        Body::Grid => grid::grid_view(desk),
    });
    let busy = text(move || store.waiting.get().to_string());
    view! {
        {head(state, Tab::Month, tools(desk))}
        {bar::bar(desk)}
        <main class="main month" id="main" aria-busy=busy>
            {contents}
            {foot::foot(desk)}
            {pop::place(desk)}
        </main>
        {foot::overlays(desk)}
    }
    .into_any()
}

/// What the head offers.
fn tools(desk: Desk) -> AnyView {
    let w = table();
    let told = Signal::derive(move || desk.store.grid.with(|grid| grid.as_ref().map(|grid| grid.explained)));
    let plans = piece(move || match desk.state.is_planner() {
        true => view! {
            <button
                class="btn no-phone"
                type="button"
                title=w.plans_title
                aria-pressed=text(move || desk.planning.get().to_string())
                on:click=move |_| desk.toggle_planning()
            >
                <Icon name="pencil" />{w.plans}
            </button>
        }
        .into_any(),
        false => ().into_any(),
    });
    view! {
        {explain_button(Told { state: desk.state, explained: told })}
        {plans}
        {export_button(desk.state, "month")}
    }
    .into_any()
}

fn failed(desk: Desk) -> AnyView {
    let retry = Callback::new(move |()| {
        desk.store.error.set(None);
        desk.store.fetch();
    });
    let contents = piece(move || match desk.store.error.get() {
        Some(error) => view! { <ErrorState error retry /> }.into_any(),
        None => ().into_any(),
    });
    view! { <div class="card frame">{contents}</div> }.into_any()
}

/// Nobody is found; good news where only those who are behind were looked for.
fn nothing_found(desk: Desk) -> AnyView {
    let w = table();
    let behind = Memo::new(move |_| desk.state.view.with(|view| view.behind && view.who.trim().is_empty()));
    piece(move || match behind.get() {
        true => empty(w.nobody_behind, w.nobody_behind_text),
        false => empty(w.nothing_found, w.nothing_found_text),
    })
    .into_any()
}

fn empty(title: &'static str, text: &'static str) -> AnyView {
    view! { <div class="card frame"><EmptyState title=title text=text /></div> }.into_any()
}

fn skeleton() -> AnyView {
    let row = |at: usize| {
        let width = format!("{}px", 90 + at * 37 % 60);
        view! { <div class="skm"><i class="sk" style:width=width></i><i class="sk grow"></i></div> }.into_any()
    };
    view! { <div class="card frame" aria-hidden="true">{(0..16).map(row).collect_view()}</div> }.into_any()
}
