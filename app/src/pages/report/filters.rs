//! Search, filters and what they leave.

use super::picker::{PeoplePicker, toggle};
use super::store::Store;
use super::words::{direction_name, direction_value, responsible_value, sector_value};
use crate::format::count;
use crate::i18n::{Messages, messages};
use crate::ui::choices::{Choice, Choices};
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::popover::FilterChip;
use crate::ui::progress::Stamp;
use crate::ui::sheet::Sheet;
use domain::directory::Directory;
use domain::ids::DirectionId;
use domain::report::query::{MOST_TEXT, ReportQuery, Sort};
use leptos::prelude::*;
use leptos::{ev, html};
use std::sync::Arc;
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
    let responsible = !query.responsible.is_empty() || !query.departments.is_empty();
    let parts = [query.overdue, responsible, !query.directions.is_empty(), !query.sectors.is_empty()];
    parts.into_iter().filter(|part| *part).count()
}

/// The query without each one of its filters, by the filter's name.
pub(super) fn each_dropped(query: &ReportQuery, t: &Messages) -> Vec<(&'static str, ReportQuery)> {
    let mut loose = Vec::new();
    let mut without = |name: &'static str, change: fn(&mut ReportQuery)| {
        let mut other = query.clone();
        change(&mut other);
        if other != *query {
            loose.push((name, other));
        }
    };
    without(t.report.text_filter, |query| query.text.clear());
    without(t.report.overdue, |query| query.overdue = false);
    without(t.report.responsible, |query| {
        query.responsible.clear();
        query.departments.clear();
    });
    without(t.report.direction, |query| query.directions.clear());
    without(t.report.sector, |query| query.sectors.clear());
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

fn directory(store: Store) -> Memo<Arc<Directory>> {
    Memo::new(move |_| store.shown.with(|shown| shown.as_ref().map(|s| Arc::clone(&s.directory)).unwrap_or_default()))
}

/// Chips above the table.
#[component]
pub(super) fn FilterBar(store: Store) -> impl IntoView {
    let t = messages();
    let Store { query, .. } = store;
    let directory = directory(store);
    let counts = Signal::derive(move || store.counts());
    let value = move |read: fn(&ReportQuery, &Directory, &Messages) -> Option<String>| {
        Signal::derive(move || query.with(|query| directory.with(|directory| read(query, directory, t))))
    };
    let clear = move |change: fn(&mut ReportQuery)| Callback::new(move |()| query.update(change));
    let is_filtered = move || query.with(ReportQuery::is_filtered);
    view! {
        <div class="search" role="search">
        <div class="bar filters" role="group" aria-label=t.report.filters>
            <OverdueChip store />
            <FilterChip
                name=t.report.responsible
                value=value(|query, directory, _| responsible_value(query, directory))
                clear=clear(|query| { query.responsible.clear(); query.departments.clear(); })
            >
                <PeoplePicker query directory counts />
            </FilterChip>
            <FilterChip name=t.report.direction value=value(direction_value) clear=clear(|query| query.directions.clear())>
                <DirectionChoices query directory />
            </FilterChip>
            <FilterChip name=t.report.sector value=value(sector_value) clear=clear(|query| query.sectors.clear())>
                <SectorChoices query directory />
            </FilterChip>
            <Show when=is_filtered>
                <button class="btn ghost sm" type="button" on:click=move |_| query.update(reset)>{t.reset}</button>
            </Show>
            <span class="grow"></span>
            <Found store />
        </div>
        </div>
    }
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

#[component]
fn DirectionChoices(query: RwSignal<ReportQuery>, directory: Memo<Arc<Directory>>) -> impl IntoView {
    let t = messages();
    let options = Signal::derive(move || {
        directory.with(|directory| {
            let places = directory.directions.iter().enumerate();
            let choice = |(place, direction): (usize, &domain::directory::Direction)| Choice {
                key: direction.id.to_string(),
                name: direction_name(directory, place, t),
            };
            places.map(choice).collect::<Vec<_>>()
        })
    });
    let chosen = Signal::derive(move || {
        query.with(|query| query.directions.iter().map(ToString::to_string).collect::<Vec<_>>())
    });
    let change = Callback::new(move |key: String| {
        if let Ok(id) = key.parse() {
            query.update(|query| toggle(&mut query.directions, DirectionId(id)));
        }
    });
    view! { <Choices name=t.report.direction options chosen toggle=change /> }
}

#[component]
fn SectorChoices(query: RwSignal<ReportQuery>, directory: Memo<Arc<Directory>>) -> impl IntoView {
    let t = messages();
    let options = Signal::derive(move || {
        directory.with(|directory| {
            let known =
                directory.sectors.iter().map(|sector| Choice { key: sector.key.clone(), name: sector.name.clone() });
            let none = Choice { key: String::new(), name: t.report.no_sector.to_owned() };
            known.chain([none]).collect::<Vec<_>>()
        })
    });
    let chosen = Signal::derive(move || query.with(|query| query.sectors.clone()));
    let change = Callback::new(move |key: String| query.update(|query| toggle(&mut query.sectors, key)));
    view! { <Choices name=t.report.sector options chosen toggle=change /> }
}

/// Search, filters and order on a phone.
#[component]
pub(super) fn PhoneBar(store: Store) -> impl IntoView {
    let t = messages();
    let Store { query, .. } = store;
    let directory = directory(store);
    let counts = Signal::derive(move || store.counts());
    let open = RwSignal::new(false);
    let applied = Memo::new(move |_| query.with(applied));
    view! {
        <div class="bar phone" role="search">
            <div class="row">
                <Search query shortcut=false />
                <button class="btn" type="button" aria-haspopup="dialog" on:click=move |_| open.set(true)>
                    <Icon name="filter" />
                    {t.report.filters}
                    {move || (applied.get() > 0).then(|| view! { <span class="badge blue">{applied.get()}</span> })}
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
            <details open>
                <summary>{t.report.responsible}</summary>
                <PeoplePicker query directory counts />
            </details>
            <details>
                <summary>{t.report.direction}</summary>
                <DirectionChoices query directory />
            </details>
            <details>
                <summary>{t.report.sector}</summary>
                <SectorChoices query directory />
            </details>
            <button class="btn" type="button" on:click=move |_| query.update(reset)>{t.report.reset_all}</button>
        </Sheet>
    }
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
