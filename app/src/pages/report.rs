//! Communications and deals: companies in rows, directions in columns.

mod arrange;
mod borrowed;
mod cards;
pub(crate) mod cells;
pub(crate) mod columns;
pub(crate) mod drill;
pub(crate) mod export;
pub(crate) mod filters;
pub(crate) mod forgotten;
pub(crate) mod grid;
mod head;
mod people;
pub(crate) mod picker;
mod resize;
pub(crate) mod row;
pub(crate) mod rows;
pub(crate) mod scene;
mod skeleton;
mod steps;
mod store;
mod tools;
pub(crate) mod views;
pub(crate) mod words;

use crate::app::Phone;
use crate::format::count;
use crate::i18n::messages;
use crate::live::{is_loading, live};
use crate::pages::data::{Overall, Problem};
use crate::ui::icon::Icon;
use crate::ui::progress::{EntityList, Stamp};
use crate::ui::states::{EmptyState, ErrorState, error_words};
pub(crate) use borrowed::borrowed_report;
use cards::Cards;
use filters::{FilterBar, PhoneBar, Search};
use grid::Grid;
use leptos::prelude::*;
use skeleton::Skeleton;
pub(crate) use store::{ReportState, Store};

/// What stands below the filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Waiting,
    Failed,
    /// Nothing has been read yet.
    FirstSync,
    /// The viewer has no companies at all.
    NoCompanies,
    /// The filter matches nothing.
    NothingFound,
    Rows,
}

/// The page.
#[component]
pub(crate) fn ReportPage(
    /// State of the report; outlives the page, so that coming back shows it at once.
    store: Store,
    /// Whether the viewer administers the portal.
    admin: bool,
) -> impl IntoView {
    let t = messages();
    let Phone(phone) = expect_context();
    let live = live();
    let Store { query, .. } = store;
    let body = Memo::new(move |_| {
        let loading = live.progress.with(|progress| progress.as_ref().is_none_or(is_loading));
        store.shown.with(|shown| match shown {
            None if store.error.with(Option::is_some) => Body::Failed,
            None => Body::Waiting,
            Some(shown) if shown.in_scope == 0 && loading => Body::FirstSync,
            Some(shown) if shown.in_scope == 0 => Body::NoCompanies,
            Some(shown) if shown.totals.companies == 0 => Body::NothingFound,
            Some(_) => Body::Rows,
        })
    });
    view! {
        <header class="head">
            <h1>{t.report_title}</h1>
            {move || (!phone.get()).then(|| view! {
                {tools::view_button(store)}
                <Stamp />
                <span class="grow"></span>
                <Search query shortcut=true />
                {tools::buttons(store)}
            })}
        </header>
        {move || if phone.get() { view! { <PhoneBar store /> }.into_any() } else { view! { <FilterBar store /> }.into_any() }}
        <main class="main report" id="main" aria-busy=move || store.waiting.get().to_string()>
            <Problem />
            {move || match body.get() {
                Body::Waiting => view! { <Skeleton /> }.into_any(),
                Body::Failed => view! { <Failed store /> }.into_any(),
                Body::FirstSync => view! { <FirstSync /> }.into_any(),
                Body::NoCompanies => {
                    let text = if admin { t.report.no_companies_all } else { t.report.no_companies_own };
                    view! { <div class="card frame"><EmptyState title=t.report.no_companies_title text /></div> }.into_any()
                }
                Body::NothingFound => view! { <NothingFound store /> }.into_any(),
                Body::Rows if phone.get() => view! { <Cards store /> }.into_any(),
                Body::Rows => view! { <Grid store /> }.into_any(),
            }}
            <Stale store />
            {tools::chosen(store)}
        </main>
        {move || phone.get().then(|| tools::phone_tools(store))}
        {tools::overlay(store)}
    }
}

/// The page before it is known who looks.
#[component]
pub(crate) fn ReportOpening() -> impl IntoView {
    let t = messages();
    view! {
        <header class="head"><h1>{t.report_title}</h1></header>
        <div class="bar" aria-hidden="true"></div>
        <main class="main report" id="main" aria-busy="true"><Skeleton /></main>
    }
}

#[component]
fn Failed(store: Store) -> impl IntoView {
    let retry = Callback::new(move |()| store.retry());
    move || {
        let error = store.error.get()?;
        Some(view! { <div class="card frame"><ErrorState error retry /></div> })
    }
}

/// The latest data stays when a newer answer fails; this says so.
#[component]
fn Stale(store: Store) -> impl IntoView {
    let t = messages();
    move || {
        let error = store.error.get().filter(|_| store.shown.with(Option::is_some))?;
        let (text, _) = error_words(&error, t);
        Some(view! {
            <div class="loadbar" role="status" title=text>
                <Icon name="alert" />
                <span>{t.report.stale_note}</span>
                <button class="btn ghost sm" type="button" on:click=move |_| store.retry()>{t.retry}</button>
            </div>
        })
    }
}

#[component]
fn FirstSync() -> impl IntoView {
    let t = messages();
    view! {
        <section class="card first-sync scroll" tabindex="0" aria-label=t.report.first_sync_title>
            <div class="hd"><h2>{t.report.first_sync_title}</h2><p class="t2">{t.report.first_sync_text}</p></div>
            <Overall />
            <EntityList />
        </section>
    }
}

/// Nothing matched: says which single filter stands most in the way.
#[component]
fn NothingFound(store: Store) -> impl IntoView {
    let t = messages();
    let Store { query, .. } = store;
    let nearest = Memo::new(move |_| {
        store.local_revision.track();
        let query = query.get();
        let without = filters::each_dropped(&query, t).into_iter();
        let counted = without.filter_map(|(name, loose)| store.count(&loose).map(|rows| (name, loose, rows)));
        counted.filter(|(_, _, rows)| *rows > 0).max_by_key(|(_, _, rows)| *rows)
    });
    let text = Signal::derive(move || {
        let in_scope = store.shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.in_scope));
        let whole = (t.report.empty_text)(in_scope, &count(in_scope));
        match nearest.get() {
            Some((name, _, rows)) => format!("{whole} {}", (t.report.empty_nearest)(name, &count(rows))),
            None => whole,
        }
    });
    let reset = move |_| query.update(filters::reset);
    view! {
        <div class="card frame">
            <EmptyState title=t.report.empty_title text>
                {move || nearest.get().map(|(name, loose, _)| view! {
                    <button class="btn primary" type="button" on:click=move |_| query.set(loose.clone())>
                        {(t.report.empty_drop)(name)}
                    </button>
                })}
                <button class="btn" type="button" on:click=reset>{t.reset_all}</button>
            </EmptyState>
        </div>
    }
}
