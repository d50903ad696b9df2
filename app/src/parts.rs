//! Parts of the app that most people need seldom or never: each becomes a file of its own, fetched when it is first
//! shown, so that the report comes as quickly as if there were nothing else.

use crate::app::Stage;
use crate::pages::activity::activity_page;
use crate::pages::activity::companies::companies_page;
use crate::pages::activity::month::Desk;
use crate::pages::activity::month::cursor::At;
use crate::pages::activity::month::pop::panel::cell_panel;
use crate::pages::activity::office::office_tab;
use crate::pages::activity::plans::plans_view;
use crate::pages::activity::state::ActivityState;
use crate::pages::activity::talk::talk_view;
use crate::pages::activity::year::{YearDesk, year_page};
use crate::pages::company_tab::Card;
use crate::pages::data::DataPage;
use crate::pages::install::InstallPage;
use crate::pages::report::Store;
use crate::pages::report::columns::columns_panel;
use crate::pages::report::drill::Opened;
use crate::pages::report::drill::panel::drill_view;
use crate::pages::report::export::export_panel;
use crate::pages::report::filters::{Filter, panel};
use crate::pages::report::forgotten::forgotten_slide;
use crate::pages::report::views::views_panel;
use crate::routes::activity::ActivityView;
use crate::routes::activity::Tab;
use crate::ui::later::Built;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

/// The installer.
#[wasm_split(install, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn installer(
    stage: RwSignal<Stage>,
    from_portal: bool,
    finished: Callback<()>,
    retry: Callback<()>,
) -> Built {
    Ok(view! { <InstallPage stage from_portal finished retry /> }.into_any())
}

/// Calls and meetings: the page around its tabs, and the month, which it opens with. Every other tab is a part of its
/// own: a function here, an arm in `pages/activity/tabs.rs`.
#[wasm_split(activity, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn activity(view: RwSignal<ActivityView>) -> Built {
    Ok(activity_page(view))
}

/// The year by months.
#[wasm_split(year, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn year(state: ActivityState) -> Built {
    Ok(year_page(state))
}

/// Companies called.
#[wasm_split(year, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn companies(state: ActivityState) -> Built {
    Ok(companies_page(state))
}

/// Charts of the year.
#[wasm_split(charts, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn year_charts(desk: YearDesk) -> Built {
    Ok(crate::pages::activity::year::year_charts(desk))
}

/// What stands behind a cell of the month.
#[wasm_split(activity_cell, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn activity_cell(desk: Desk, at: At) -> Built {
    Ok(cell_panel(desk, at))
}

/// The conversation about a cell, and its calls.
#[wasm_split(activity_talk, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn activity_talk(state: ActivityState) -> Built {
    Ok(talk_view(state))
}

/// Filling, copying, importing plans, and their history.
#[wasm_split(activity_plans, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn activity_plans(desk: Desk) -> Built {
    Ok(plans_view(desk))
}

/// What is loaded.
#[wasm_split(data, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn data_page(domain: String, admin: bool) -> Built {
    Ok(view! { <DataPage domain admin /> }.into_any())
}

/// The panel of a filter.
#[wasm_split(tools, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn filter_panel(store: Store, filter: Filter) -> Built {
    Ok(panel(filter, store))
}

/// Where columns are chosen.
#[wasm_split(tools, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn columns(store: Store, done: Callback<()>) -> Built {
    Ok(columns_panel(store, done))
}

/// Saved views.
#[wasm_split(tools, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn views(store: Store, close: Callback<()>) -> Built {
    Ok(views_panel(store, close))
}

/// The formats of a file.
#[wasm_split(tools, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn export(store: Store, close: Callback<()>) -> Built {
    Ok(export_panel(store, close))
}

/// The background of a number.
#[wasm_split(tools, wasm_split_path = ::leptos::wasm_split, fallible, preload(preload_tools))]
pub(crate) fn drill(store: Store, opened: Opened) -> Built {
    Ok(drill_view(store, opened))
}

/// Charts of forgotten clients.
#[wasm_split(charts, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn forgotten(store: Store, closed: Callback<()>) -> Built {
    Ok(forgotten_slide(store, closed))
}

/// The tab inside a card.
#[wasm_split(tab, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn card_tab(card: Card) -> Built {
    Ok(crate::pages::company_tab::card_tab(card))
}

/// Settings, for whoever may change them.
#[wasm_split(settings, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn settings(may_change: bool) -> Built {
    Ok(crate::pages::settings::settings_page(may_change))
}

/// Keys and what they do.
#[wasm_split(tools, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn keys(closed: Callback<()>) -> Built {
    Ok(crate::pages::keys::keys(closed))
}

/// What stands behind the gear of calls and meetings.
#[wasm_split(office, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn office(state: ActivityState, tab: Tab) -> Built {
    Ok(office_tab(state, tab))
}
