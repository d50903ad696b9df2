//! Search, filters and what they leave.

mod kinds;
mod panels;

use super::store::Store;
use crate::format::count;
use crate::i18n::{Messages, messages};
use crate::parts;
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::later::later;
use crate::ui::popover::FilterChip;
use crate::ui::progress::Stamp;
use crate::ui::reactive::{flag, piece, text};
use crate::ui::sheet::Sheet;
use domain::report::query::{MOST_TEXT, ReportQuery, Sort};
use futures_util::FutureExt as _;
pub(crate) use kinds::Filter;
use leptos::prelude::*;
use leptos::{ev, html};
pub(crate) use panels::panel;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Orders a phone offers, as they stand in the query.
const ORDERS: [&str; 5] = ["title", "-work", "-won", "last", "-last"];

/// Takes every filter off and keeps the order.
pub(super) fn reset(query: &mut ReportQuery) {
    *query = ReportQuery { sort: query.sort, ..ReportQuery::default() };
}

/// How many filters are applied.
fn applied(query: &ReportQuery) -> usize {
    usize::from(query.overdue) + Filter::all().filter(|filter| filter.is_applied(query)).count()
}

/// The query without each one of its filters, by the filter's name.
pub(super) fn each_dropped(query: &ReportQuery, t: &Messages) -> Vec<(&'static str, ReportQuery)> {
    let mut loose = Vec::new();
    let mut without = |name: &'static str, other: ReportQuery| {
        if other != *query {
            loose.push((name, other));
        }
    };
    without(t.report.text_filter, ReportQuery { text: String::new(), ..query.clone() });
    without(t.report.overdue, ReportQuery { overdue: false, ..query.clone() });
    for filter in Filter::all() {
        let mut other = query.clone();
        filter.clear(&mut other);
        without(filter.name(t), other);
    }
    loose
}

/// The search field; `/` brings the focus here.
#[component]
pub(super) fn Search(query: RwSignal<ReportQuery>, shortcut: bool) -> impl IntoView {
    let t = messages();
    let input = NodeRef::<html::Input>::new();
    if shortcut {
        focus_on_slash(input);
    }
    let write = move |event: ev::Event| {
        let text: String = event_target_value(&event).chars().take(MOST_TEXT).collect();
        query.update(|query| query.text = text);
    };
    view! {
        <label class="field srch">
            <Icon name="search" />
            <input
                type="search"
                placeholder=t.report.search_hint
                aria-label=t.report.search_label
                autocomplete="off"
                spellcheck="false"
                maxlength=MOST_TEXT.to_string()
                node_ref=input
                prop:value=move || query.with(|query| query.text.clone())
                on:input=write
            />
            {shortcut.then(|| view! { <kbd aria-hidden="true">"/"</kbd> })}
        </label>
    }
}

fn focus_on_slash(input: NodeRef<html::Input>) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let typing = target.is_some_and(|target| {
            matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                && target.get_attribute("type").as_deref() != Some("checkbox")
        });
        let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
        if event.key() == "/"
            && plain
            && !typing
            && let Some(input) = input.get_untracked()
        {
            event.prevent_default();
            // A field that is gone can not take the focus.
            drop(input.focus());
        }
    });
    on_cleanup(move || handle.remove());
}

/// Chips above the table.
#[component]
pub(super) fn FilterBar(store: Store) -> impl IntoView {
    let t = messages();
    let Store { query, .. } = store;
    let reset_all = piece(move || match query.with(ReportQuery::is_filtered) {
        true => view! {
            <button class="btn ghost sm" type="button" on:click=move |_| query.update(reset)>{t.reset}</button>
        }
        .into_any(),
        false => ().into_any(),
    });
    view! {
        <div class="search" role="search">
            <div class="bar filters" role="group" aria-label=t.report.filters>
                <OverdueChip store />
                {Filter::COMMON.map(|filter| chip(store, filter, "")).collect_view()}
                {Filter::RARE.map(|filter| chip(store, filter, "rare")).collect_view()}
                <More store />
                {reset_all}
                <span class="grow"></span>
                <Found store />
            </div>
        </div>
    }
}

/// The chip of a filter. `folded` says where it is only shown while it is applied.
fn chip(store: Store, filter: Filter, folded: &'static str) -> AnyView {
    let t = messages();
    let query = store.query;
    let names = store.names();
    let value = Signal::derive(move || query.with(|query| names.with(|names| filter.value(query, names, t))));
    let clear = Callback::new(move |()| query.update(|query| filter.clear(query)));
    let hidden = Memo::new(move |_| !names.with(|names| filter.is_offered(names)) && value.with(Option::is_none));
    let class = text(move || match value.with(Option::is_some) {
        true => "blk-chip".to_owned(),
        false => format!("blk-chip {folded}"),
    });
    view! {
        <div class=class hidden=flag(move || hidden.get())>
            <FilterChip name=filter.name(t) value clear>{fetched_panel(store, filter)}</FilterChip>
        </div>
    }
    .into_any()
}

/// The panel of a filter, fetched with the first one.
fn fetched_panel(store: Store, filter: Filter) -> AnyView {
    later(
        move || parts::filter_panel(store, filter).boxed_local(),
        || view! { <div class="panel"><i class="sk"></i><i class="sk w7"></i></div> }.into_any(),
    )
}

/// Filters that have no place in the bar, one below the other; each unfolds where it stands.
#[component]
fn More(store: Store) -> impl IntoView {
    let t = messages();
    let query = store.query;
    let names = store.names();
    let waiting = Memo::new(move |_| {
        let is_waiting = |filter: &Filter| {
            names.with(|names| filter.is_offered(names)) && query.with(|query| !filter.is_applied(query))
        };
        Filter::RARE.into_iter().filter(is_waiting).count()
    });
    let label = Signal::derive(move || Some((t.report.more)(waiting.get())));
    view! {
        <div class="blk-chip more" hidden=flag(move || waiting.get() == 0)>
            <FilterChip name=t.report.more_filters value=None label clear=Callback::new(|()| ())>
                <ul class="folds scroll">{rare_folds(store)}</ul>
            </FilterChip>
        </div>
    }
}

/// Rare filters, each folded; one that is applied begins unfolded.
fn rare_folds(store: Store) -> AnyView {
    let t = messages();
    let offered = store.names().get_untracked();
    let fold = move |filter: Filter| {
        let open = RwSignal::new(store.query.with_untracked(|query| filter.is_applied(query)));
        let unfold = move |_| open.update(|open| *open = !*open);
        let inside = piece(move || match open.get() {
            true => fetched_panel(store, filter),
            false => ().into_any(),
        });
        view! {
            <li>
                <button class="fold-head" type="button" aria-expanded=text(move || open.get().to_string()) on:click=unfold>
                    <span class="grow">{filter.name(t)}</span>
                    <SmallIcon name="down" />
                </button>
                {inside}
            </li>
        }
        .into_any()
    };
    Filter::RARE.into_iter().filter(|filter| filter.is_offered(&offered)).map(fold).collect_view().into_any()
}

/// `1 284 из 61 512`, told to screen readers when it changes.
#[component]
fn Found(store: Store) -> impl IntoView {
    let t = messages();
    let found = Memo::new(move |_| {
        store.shown.with(|shown| shown.as_ref().map(|shown| (shown.totals.companies, shown.in_scope)))
    });
    view! {
        <span class="count" role="status">
            {move || found.get().map(|(found, all)| view! {
                <b>{count(found)}</b>" "<span class="t2">{(t.report.out_of)(&count(all))}</span>
            })}
        </span>
    }
}

#[component]
fn OverdueChip(store: Store) -> impl IntoView {
    let t = messages();
    let Store { query, .. } = store;
    let on = move || query.with(|query| query.overdue);
    let available = Memo::new(move |_| store.shown.with(|shown| shown.as_ref().map(|shown| shown.overdue_available)));
    view! {
        <button
            class="chip tog"
            class:on=on
            type="button"
            aria-pressed=move || on().to_string()
            on:click=move |_| query.update(|query| query.overdue = !query.overdue)
        >
            <SmallIcon name="alert" />
            {t.report.overdue}
            " "
            <span class="n">{move || available.get().map(count)}</span>
        </button>
    }
}

/// Search, filters and order on a phone.
#[component]
pub(super) fn PhoneBar(store: Store) -> impl IntoView {
    let t = messages();
    let Store { query, .. } = store;
    let open = RwSignal::new(false);
    let applied = Memo::new(move |_| query.with(applied));
    let badge = piece(move || match applied.get() {
        0 => ().into_any(),
        many => view! { <span class="badge blue">{many}</span> }.into_any(),
    });
    view! {
        <div class="bar phone" role="search">
            <div class="row">
                <Search query shortcut=false />
                <button class="btn" type="button" aria-haspopup="dialog" on:click=move |_| open.set(true)>
                    <Icon name="filter" />
                    {t.report.filters}
                    {badge}
                </button>
            </div>
            <div class="row phline">
                <Found store />
                <span class="grow"></span>
                <OrderSelect query />
            </div>
            <Stamp />
        </div>
        <Sheet title=t.report.filters open>
            <div class="row"><OverdueChip store /></div>
            {common_folds(store)}
            <ul class="folds">{rare_folds(store)}</ul>
            <button class="btn" type="button" on:click=move |_| query.update(reset)>{t.reset_all}</button>
        </Sheet>
    }
}

fn common_folds(store: Store) -> AnyView {
    let t = messages();
    let fold = |filter: Filter| {
        view! {
            <details open=filter == Filter::Responsible>
                <summary>{filter.name(t)}</summary>
                {fetched_panel(store, filter)}
            </details>
        }
        .into_any()
    };
    Filter::COMMON.map(fold).collect_view().into_any()
}

#[component]
fn OrderSelect(query: RwSignal<ReportQuery>) -> impl IntoView {
    let t = messages();
    let names =
        [t.report.order_title, t.report.order_large, t.report.order_won, t.report.order_oldest, t.report.order_newest];
    let current = move || query.with(|query| query.sort.to_text());
    let change = move |event: ev::Event| {
        if let Ok(sort) = Sort::parse(&event_target_value(&event)) {
            query.update(|query| query.sort = sort);
        }
    };
    let other = move || {
        let current = current();
        (!ORDERS.contains(&current.as_str()))
            .then(|| view! { <option value=current.clone() selected=true>{t.report.order_other}</option> })
    };
    view! {
        <label class="order">
            <span class="vh">{t.report.order}</span>
            <select prop:value=current on:change=change>
                {ORDERS.into_iter().zip(names).map(|(order, name)| view! {
                    <option value=order selected=move || current() == order>{name}</option>
                }).collect_view()}
                {other}
            </select>
            <SmallIcon name="down" />
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages_for;
    use domain::ids::{DepartmentId, PersonId};
    use domain::report::query::SortKey;

    fn query() -> ReportQuery {
        ReportQuery {
            text: "ко".to_owned(),
            responsible: vec![PersonId(1)],
            departments: vec![DepartmentId(2)],
            overdue: true,
            sort: Sort { key: SortKey::Won, descending: true },
            ..ReportQuery::default()
        }
    }

    #[test]
    fn reset_keeps_the_order() {
        let mut query = query();
        reset(&mut query);
        assert!(!query.is_filtered());
        assert_eq!(query.sort, Sort { key: SortKey::Won, descending: true });
    }

    #[test]
    fn people_and_departments_are_one_filter() {
        assert_eq!(applied(&query()), 2);
        let dropped = each_dropped(&query(), messages_for("ru"));
        let names: Vec<&str> = dropped.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["Поиск", "Давно не звонили", "Ответственный"]);
        assert!(dropped[2].1.responsible.is_empty() && dropped[2].1.departments.is_empty());
    }
}
