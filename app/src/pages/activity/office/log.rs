//! Who did what: plans, days counted as met, rights, the calendar, files; in words, by author, person, kind and period.

use super::desk::{Desk, day_of, keep};
use super::detail::{Told, told};
use super::fields::{day_field, select};
use crate::i18n::office::{ActionKind, words};
use crate::pages::data::moment::Clock;
use crate::ui::avatar::Avatar;
use crate::ui::reactive::{flag, piece};
use crate::ui::states::{EmptyState, ErrorState};
use domain::day::Millis;
use domain::ids::PersonId;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::Value;

/// Entries of one answer.
const PAGE: usize = 100;

/// An entry as the server tells it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Entry {
    /// Its number.
    pub(super) id: i64,
    /// When.
    pub(super) made: Millis,
    /// Who.
    pub(super) author: PersonId,
    /// Their name.
    pub(super) author_name: String,
    /// What.
    pub(super) action: String,
    /// Whom it concerns.
    pub(super) person_name: Option<String>,
    /// What exactly.
    pub(super) detail: Value,
}

/// The filter, as it is being chosen.
#[derive(Clone, Copy)]
struct Filter {
    author: RwSignal<String>,
    person: RwSignal<String>,
    action: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl Filter {
    fn query(self) -> String {
        let mut query = String::from("audit?");
        let mut add = |key: &str, value: String| {
            if !value.is_empty() {
                query.push_str(&format!("{key}={value}&"));
            }
        };
        add("author", self.author.get());
        add("person", self.person.get());
        add("action", self.action.get());
        add("first", day_of(&self.from.get()).map(|day| day.0.to_string()).unwrap_or_default());
        add("last", day_of(&self.to.get()).map(|day| day.0.to_string()).unwrap_or_default());
        query
    }
}

/// The page.
pub(super) fn log_page(desk: Desk) -> AnyView {
    let w = words();
    let text = || RwSignal::new(String::new());
    let filter = Filter { author: text(), person: text(), action: text(), from: text(), to: text() };
    let entries = RwSignal::new(None::<Vec<Entry>>);
    let more = RwSignal::new(false);
    let query = Memo::new(move |_| filter.query());
    let revision = desk.revision();
    let shown = StoredValue::new(String::new());
    Effect::new(move |_| {
        let _seen = revision.get();
        let asked = query.get();
        desk.ask(&asked.clone(), move |mut answer: Vec<Entry>| {
            if query.try_get_untracked().as_ref() != Some(&asked) {
                return;
            }
            let full = answer.len() == PAGE;
            let same =
                shown.try_update_value(|shown| std::mem::replace(shown, asked.clone()) == asked).unwrap_or(false);
            // Older entries that were fetched already stay below the fresh ones.
            let end = answer.last().map(|entry| entry.id).filter(|_| same && full);
            let older = entries.with_untracked(|list| match (list, end) {
                (Some(list), Some(end)) => list.iter().filter(|entry| entry.id < end).cloned().collect(),
                _ => Vec::new(),
            });
            if older.is_empty() {
                more.set(full);
            }
            answer.extend(older);
            keep(entries, answer);
        });
    });
    let older = move |_| {
        let Some(last) = entries.with_untracked(|list| list.as_ref()?.last().map(|entry| entry.id)) else { return };
        let asked = query.get_untracked();
        desk.ask(&format!("{asked}before={last}"), move |answer: Vec<Entry>| {
            more.set(answer.len() == PAGE);
            entries.update(|list| list.get_or_insert_default().extend(answer));
        });
    };
    let body = piece(move || match (entries.get(), desk.error.get()) {
        (Some(list), _) if list.is_empty() => {
            view! { <EmptyState title=w.log_empty text=w.log_empty_text /> }.into_any()
        }
        (Some(list), _) => table(desk, list, more, older),
        (None, Some(error)) => {
            view! { <ErrorState error retry=Callback::new(move |()| desk.turn.update(|turn| *turn += 1)) /> }.into_any()
        }
        (None, None) => view! { <div class="panel"><i class="sk"></i><i class="sk w7"></i></div> }.into_any(),
    });
    view! {
        <div class="card frame off-log">
            <header><h2>{w.log}</h2></header>
            {filters(desk, filter)}
            {body}
        </div>
    }
    .into_any()
}

fn filters(desk: Desk, filter: Filter) -> AnyView {
    let w = words();
    let open = Signal::stored(false);
    let someone = move |label: &'static str, all: &'static str, value: RwSignal<String>| {
        piece(move || {
            let mut options = vec![(String::new(), all.to_owned())];
            options.extend(desk.people().into_iter().map(|one| (one.id.to_string(), one.name)));
            select(label.to_owned(), options, value.into(), open, Callback::new(move |key| value.set(key)))
        })
    };
    let mut kinds = vec![(String::new(), w.all_actions.to_owned())];
    kinds.extend(ActionKind::ALL.map(|(kind, begin)| (begin.to_owned(), (w.action_kind)(kind).to_owned())));
    let reset = move |_| {
        for part in [filter.author, filter.person, filter.action, filter.from, filter.to] {
            part.set(String::new());
        }
    };
    let applied = move || filter.query() != "audit?";
    view! {
        <div class="off-filter" role="group" aria-label=w.filter>
            {someone(w.author, w.any_author, filter.author)}
            {someone(w.about, w.anybody, filter.person)}
            {select(w.action.to_owned(), kinds, filter.action.into(), open, Callback::new(move |key| filter.action.set(key)))}
            {day_field(w.from, filter.from)}
            {day_field(w.to, filter.to)}
            <button class="btn sm" type="button" disabled=flag(move || !applied()) on:click=reset>{w.reset}</button>
        </div>
    }
    .into_any()
}

fn table(
    desk: Desk,
    list: Vec<Entry>,
    more: RwSignal<bool>,
    older: impl Fn(web_sys::MouseEvent) + Copy + Send + 'static,
) -> AnyView {
    let w = words();
    let clock = Clock::here();
    let rows = list.into_iter().map(|entry| {
        let Told { what, detail } = told(&entry, |id| desk.department(id));
        let about = entry.person_name.clone().unwrap_or_else(|| crate::format::NOTHING.to_owned());
        view! {
            <tr data-entry=entry.id>
                <td class="t2 num">{clock.exact(entry.made)}</td>
                <td><span class="row"><Avatar id=entry.author.0 name=entry.author_name.clone() /><span class="cut" title=entry.author_name.clone()>{entry.author_name.clone()}</span></span></td>
                <td><span class="blk">{what}</span><span class="sub blk off-detail">{detail}</span></td>
                <td class="cut" title=about.clone()>{about.clone()}</td>
            </tr>
        }
        .into_any()
    });
    let next = piece(move || match more.get() {
        true => view! { <button class="btn sm off-older" type="button" on:click=older>{w.older}</button> }.into_any(),
        false => ().into_any(),
    });
    view! {
        <div class="scroll" role="region" aria-label=w.log tabindex="0">
            <table class="tbl">
                <thead><tr>
                    <th scope="col" class="c-when num">{w.when}</th>
                    <th scope="col" class="c-who">{w.author}</th>
                    <th scope="col">{w.what}</th>
                    <th scope="col" class="c-who">{w.about}</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {next}
        </div>
    }
    .into_any()
}
