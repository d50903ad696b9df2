//! Rates that hold from a month on, person by person.

use super::number;
use crate::i18n::activity::plans::words;
use crate::pages::activity::month::Desk;
use crate::pages::activity::month::changes::Said;
use crate::ui::choices::SearchField;
use crate::ui::reactive::{maybe, piece, text};
use crate::ui::states::error_words;
use domain::activity::answers::PersonDefault;
use domain::activity::edit::{CellEdit, PlanOrder, RateChange};
use domain::activity::period::Month;
use domain::activity::plan::Span;
use domain::ids::PersonId;
use domain::text::fold;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// People shown at once; the others are found by their names.
const SHOWN: usize = 80;

/// What was typed for a person: calls and meetings.
type Typed = BTreeMap<PersonId, (Option<String>, Option<String>)>;

/// The section.
pub(super) fn defaults(desk: Desk) -> AnyView {
    let w = words();
    let month = RwSignal::new(desk.state.month.get_untracked());
    let known = RwSignal::new(None::<Result<Vec<PersonDefault>, crate::api::ApiError>>);
    let typed = RwSignal::new(Typed::new());
    let found = RwSignal::new(String::new());
    Effect::new(move |_| {
        let wanted = month.get();
        typed.set(Typed::new());
        known.set(None);
        spawn_local(async move {
            let Some(api) = desk.state.api() else { return };
            let answer = api.defaults(wanted).await;
            if month.try_get_untracked() == Some(wanted) {
                known.set(Some(answer));
            }
        });
    });
    let order = move || {
        known.with(|known| match known {
            Some(Ok(defaults)) => typed.with(|typed| order_of(typed, defaults, month.get())),
            _ => None,
        })
    };
    let save = move |_| {
        if let Some(order) = untrack(order) {
            desk.panel.set(false);
            desk.changes.order(desk, order, Said::Many);
            desk.cursor.focus();
        }
    };
    let list = piece(move || match known.get() {
        None => view! { <i class="sk"></i> }.into_any(),
        Some(Err(error)) => {
            let (words, _) = error_words(&error, desk.common);
            view! { <p class="note bad" role="alert">{words}</p> }.into_any()
        }
        Some(Ok(defaults)) => people(desk, defaults, &found.get(), typed),
    });
    let choose = move |event| {
        if let Some(chosen) = Month::parse(&event_target_value(&event)) {
            month.set(chosen);
        }
    };
    view! {
        <div class="plan-form scroll">
            <p class="t2">{w.defaults_note}</p>
            <label class="lbl">
                {w.since}
                <span class="field"><input type="month" prop:value=month.get_untracked().text() on:change=choose /></span>
            </label>
            <SearchField label=desk.words.find_person text=found />
            {list}
        </div>
        <footer class="plan-foot">
            <button class="btn primary" type="button" disabled=maybe(move || order().is_none().then(String::new)) on:click=save>{w.save}</button>
        </footer>
    }
    .into_any()
}

/// Those whose names hold what is looked for.
fn people(desk: Desk, defaults: Vec<PersonDefault>, found: &str, typed: RwSignal<Typed>) -> AnyView {
    let w = words();
    let text = fold(found.trim());
    let named = defaults.into_iter().filter_map(|default| Some((desk.name_of(default.person)?, default)));
    let mut shown: Vec<(String, PersonDefault)> = named.filter(|(name, _)| fold(name).contains(&text)).collect();
    shown.sort_by_cached_key(|(name, _)| fold(name));
    let more = shown.len().saturating_sub(SHOWN) as u64;
    let rows = shown.into_iter().take(SHOWN).map(|(name, default)| row(desk, name, default, typed));
    view! {
        <table class="tbl">
            <thead>
                <tr>
                    <th scope="col">{w.person}</th>
                    <th scope="col" class="num">{w.calls}</th>
                    <th scope="col" class="num">{w.meetings}</th>
                    <th scope="col" class="num">{w.in_force}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        {(more > 0).then(|| view! { <p class="sub">{(w.and_more)(more)}</p> })}
    }
    .into_any()
}

fn row(desk: Desk, name: String, default: PersonDefault, typed: RwSignal<Typed>) -> AnyView {
    let w = words();
    let own = default.own.unwrap_or_default();
    let field = move |label: String, now: Option<u32>, is_calls: bool| {
        let person = default.person;
        let take = move |event| {
            let value = event_target_value(&event);
            typed.update(|typed| {
                let entry = typed.entry(person).or_default();
                *(if is_calls { &mut entry.0 } else { &mut entry.1 }) = Some(value);
            });
        };
        let wrong = text(move || {
            typed.with(|typed| {
                let value = typed.get(&person).and_then(|(calls, meetings)| {
                    (if is_calls { calls } else { meetings }).as_ref().map(|value| number(value).is_err())
                });
                value.unwrap_or(false).to_string()
            })
        });
        let now = now.map(|now| now.to_string()).unwrap_or_default();
        view! {
            <span class="field sm nmf">
                <input
                    type="text"
                    inputmode="numeric"
                    maxlength="7"
                    autocomplete="off"
                    aria-label=label
                    aria-invalid=wrong
                    prop:value=now
                    on:input=take
                />
            </span>
        }
        .into_any()
    };
    let label = |what: &str| format!("{name}: {what}");
    let (calls, meetings) = (label(w.calls_a_day), label(w.meetings_a_day));
    let closed = !desk.state.may_plan(desk.state.month.get_untracked());
    let class = if closed { "t2 num" } else { "num" };
    view! {
        <tr>
            <th scope="row" class="cut" title=name.clone()>{name.clone()}</th>
            <td class="num">{field(calls, own.calls, true)}</td>
            <td class="num">{field(meetings, own.meetings, false)}</td>
            <td class=class>{(w.rate)(default.rate.calls, default.rate.meetings)}</td>
        </tr>
    }
    .into_any()
}

/// The order of what was typed; nothing while something does not read or nothing differs.
fn order_of(typed: &Typed, defaults: &[PersonDefault], month: Month) -> Option<PlanOrder> {
    let mut cells = Vec::new();
    for (person, (calls, meetings)) in typed {
        let default = defaults.iter().find(|default| default.person == *person)?;
        let own = default.own.unwrap_or_default();
        let read = |typed: &Option<String>, now: Option<u32>| match typed {
            None => Some(None),
            Some(text) => number(text).ok().map(|value| (value != now).then_some(value)),
        };
        let change = RateChange { calls: read(calls, own.calls)?, meetings: read(meetings, own.meetings)? };
        if change != RateChange::default() {
            cells.push(CellEdit { person: *person, span: Span::From(month), change, seen: Some(default.version) });
        }
    }
    (!cells.is_empty()).then_some(PlanOrder::Cells { cells })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::activity::plan::Rate;

    fn default(person: i64, calls: Option<u32>, version: i64) -> PersonDefault {
        let own = calls.map(|calls| Rate { calls: Some(calls), meetings: None });
        PersonDefault { person: PersonId(person), own, rate: Rate::default(), version }
    }

    fn order(typed: &[(i64, Option<&str>, Option<&str>)]) -> Option<PlanOrder> {
        let own = |text: &Option<&str>| text.map(str::to_owned);
        let typed = typed.iter().map(|(id, calls, meetings)| (PersonId(*id), (own(calls), own(meetings)))).collect();
        order_of(&typed, &[default(1, Some(25), 9), default(2, None, 0)], Month(24_000))
    }

    #[test]
    fn only_what_differs_is_ordered_with_the_version_that_was_seen() {
        let Some(PlanOrder::Cells { cells }) = order(&[(1, Some("25"), Some("1")), (2, Some("30"), None)]) else {
            panic!("two cells")
        };
        let change = |calls, meetings| RateChange { calls, meetings };
        assert_eq!(
            cells.iter().map(|cell| (cell.person.0, cell.change, cell.seen)).collect::<Vec<_>>(),
            [(1, change(None, Some(Some(1))), Some(9)), (2, change(Some(Some(30)), None), Some(0))]
        );
    }

    #[test]
    fn nothing_that_differs_and_nothing_that_does_not_read_is_ordered() {
        assert_eq!(order(&[]), None);
        assert_eq!(order(&[(1, Some("25"), None)]), None);
        assert_eq!(order(&[(1, Some("x"), None), (2, Some("30"), None)]), None);
    }
}
