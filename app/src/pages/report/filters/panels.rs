//! What a filter's panel offers. Panels come with a part of their own, fetched before the first one is opened.

use super::kinds::Filter;
use crate::i18n::{Messages, messages};
use crate::pages::report::picker::{PeoplePicker, toggle};
use crate::pages::report::store::Store;
use crate::pages::report::words::{direction_name, state_name};
use crate::ui::choices::{Choice, Choices, SearchField};
use crate::ui::range::{DateRange, NumberRange, Preset};
use crate::ui::reactive::{flag, piece, text};
use crate::ui::segmented::segmented;
use domain::day::Day;
use domain::directory::Directory;
use domain::ids::DirectionId;
use domain::money::Amount;
use domain::report::query::{Between, LastContact, MOST_TEXT, Presence, ReportQuery, StateKind};
use domain::report::window::Row;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Companies a search shows.
const MOST_FOUND: usize = 30;

/// The panel of a filter.
pub(crate) fn panel(filter: Filter, store: Store) -> AnyView {
    let t = messages();
    let query = store.query;
    let directory = store.names();
    match filter {
        Filter::Responsible => {
            let counts = Signal::derive(move || store.counts());
            view! { <PeoplePicker query directory counts /> }.into_any()
        }
        Filter::Direction => directions(query, directory, t),
        Filter::State => states(query, t),
        Filter::Sector => keys(filter, query, directory, t),
        Filter::Region => keys(filter, query, directory, t),
        Filter::Source => keys(filter, query, directory, t),
        Filter::Inn => inn(query, t),
        Filter::Turnover => amounts(query, |query| &mut query.turnover, store, t),
        Filter::Work => amounts(query, |query| &mut query.work, store, t),
        Filter::Won => amounts(query, |query| &mut query.won, store, t),
        Filter::Employees => employees(query),
        Filter::Created => created(query, store, t),
        Filter::Last => last(query, store, t),
        Filter::Companies => companies(store, t),
    }
}

fn directions(query: RwSignal<ReportQuery>, directory: Memo<Arc<Directory>>, t: &'static Messages) -> AnyView {
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
    view! { <Choices name=t.report.direction options chosen toggle=change /> }.into_any()
}

fn states(query: RwSignal<ReportQuery>, t: &'static Messages) -> AnyView {
    let all = StateKind::ALL;
    let options =
        all.map(|state| Choice { key: state.code().to_owned(), name: state_name(state, t).to_owned() }).to_vec();
    let chosen = Signal::derive(move || {
        query.with(|query| query.states.iter().map(|state| state.code().to_owned()).collect::<Vec<_>>())
    });
    let change = Callback::new(move |key: String| {
        if let Some(state) = StateKind::from_code(&key) {
            query.update(|query| toggle(&mut query.states, state));
        }
    });
    view! {
        <Choices name=t.report.state options=Signal::stored(options) chosen toggle=change />
        <p class="sub choices-note">{t.report.state_hint}</p>
    }
    .into_any()
}

/// Companies by name: those chosen while nothing is searched for, otherwise what the search finds.
fn companies(store: Store, t: &'static Messages) -> AnyView {
    let text = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<Arc<Row>>::new());
    let turn = StoredValue::new(0_u64);
    Effect::new(move |_| {
        let wanted = text.with(|text| text.trim().chars().take(MOST_TEXT).collect::<String>());
        let chosen = store.query.with(|query| query.companies.clone());
        let asked = match (wanted.is_empty(), chosen.is_empty()) {
            (true, true) => return found.set(Vec::new()),
            (true, false) => ReportQuery { companies: chosen, ..ReportQuery::default() },
            (false, _) => ReportQuery { text: wanted, ..ReportQuery::default() },
        };
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        spawn_local(async move {
            let rows = store.look_up(asked, MOST_FOUND).await;
            // The panel may be closed, or more be typed meanwhile.
            if turn.try_get_value() == Some(mine) {
                found.set(rows);
            }
        });
    });
    let line = move |row: Arc<Row>| {
        let id = row.id;
        let is_chosen = flag(move || store.query.with(|query| query.companies.contains(&id)));
        let change = move |_| store.query.update(|query| toggle(&mut query.companies, id));
        view! {
            <li>
                <label class="check">
                    <input type="checkbox" prop:checked=is_chosen on:change=change />
                    <span class="cut grow" title=row.title.clone()>{row.title.clone()}</span>
                    <span class="sub note-right">{row.inn.clone()}</span>
                </label>
            </li>
        }
        .into_any()
    };
    let hint = piece(move || match (found.with(Vec::is_empty), text.with(|text| text.trim().is_empty())) {
        (true, true) => view! { <p class="muted choices-none">{t.report.companies_hint}</p> }.into_any(),
        (true, false) => view! { <p class="muted choices-none">{t.nothing_found}</p> }.into_any(),
        (false, _) => ().into_any(),
    });
    view! {
        <SearchField label=t.report.find_company text />
        <ul class="choices scroll" aria-label=t.report.companies_filter>
            <For each=move || found.get() key=|row| row.id children=line />
        </ul>
        {hint}
    }
    .into_any()
}

fn chosen_keys(filter: Filter, query: &mut ReportQuery) -> &mut Vec<String> {
    match filter {
        Filter::Region => &mut query.regions,
        Filter::Source => &mut query.sources,
        _ => &mut query.sectors,
    }
}

fn keys(
    filter: Filter,
    query: RwSignal<ReportQuery>,
    directory: Memo<Arc<Directory>>,
    t: &'static Messages,
) -> AnyView {
    let options = Signal::derive(move || {
        directory.with(|directory| {
            let (known, none) = match filter {
                Filter::Region => (&directory.regions, t.report.not_given),
                Filter::Source => (&directory.sources, t.report.not_given),
                _ => (&directory.sectors, t.report.no_sector),
            };
            let known = known.iter().map(|choice| Choice { key: choice.key.clone(), name: choice.name.clone() });
            known.chain([Choice { key: String::new(), name: none.to_owned() }]).collect::<Vec<_>>()
        })
    });
    let chosen = Signal::derive(move || chosen_keys(filter, &mut query.get()).clone());
    let change = Callback::new(move |key: String| query.update(|query| toggle(chosen_keys(filter, query), key)));
    view! { <Choices name=filter.name(t) options chosen toggle=change /> }.into_any()
}

fn inn(query: RwSignal<ReportQuery>, t: &'static Messages) -> AnyView {
    let words = &t.report;
    let all = [Presence::Any, Presence::Present, Presence::Absent];
    let names = [words.inn_any, words.inn_present, words.inn_absent];
    let at =
        Signal::derive(move || query.with(|query| all.iter().position(|one| *one == query.inn).unwrap_or_default()));
    let choose = Callback::new(move |place: usize| query.update(|query| query.inn = all[place]));
    let write = move |event| {
        let part: String = event_target_value(&event).chars().take(MOST_TEXT).collect();
        query.update(|query| query.inn_text = part);
    };
    view! {
        <div class="panel">
            {segmented(words.inn_column, names.to_vec(), at, choose)}
            <label class="lbl">
                {words.inn_part}
                <span class="field sm">
                    <input
                        inputmode="numeric"
                        autocomplete="off"
                        prop:value=text(move || query.with(|query| query.inn_text.clone()))
                        on:input=write
                    />
                </span>
            </label>
        </div>
    }
    .into_any()
}

type Range<T> = fn(&mut ReportQuery) -> &mut Between<T>;

fn amounts(query: RwSignal<ReportQuery>, range: Range<Amount>, store: Store, t: &'static Messages) -> AnyView {
    let value = Signal::derive(move || {
        let range = *range(&mut query.get());
        (range.from.map(Amount::rounded_units), range.to.map(Amount::rounded_units))
    });
    let change = Callback::new(move |(from, to): (Option<i64>, Option<i64>)| {
        query.update(|query| *range(query) = Between { from: from.map(Amount::units), to: to.map(Amount::units) });
    });
    let several = move || store.names().with(|directory| directory.currencies.len() > 1);
    view! {
        <NumberRange value change />
        {piece(move || match several() {
            true => view! { <p class="sub choices-note">{t.report.by_base_currency}</p> }.into_any(),
            false => ().into_any(),
        })}
    }
    .into_any()
}

fn employees(query: RwSignal<ReportQuery>) -> AnyView {
    let value = Signal::derive(move || {
        let range = query.with(|query| query.employees);
        (range.from.map(i64::from), range.to.map(i64::from))
    });
    let change = Callback::new(move |(from, to): (Option<i64>, Option<i64>)| {
        let many = |number: i64| u32::try_from(number).unwrap_or(if number < 0 { 0 } else { u32::MAX });
        query.update(|query| query.employees = Between { from: from.map(many), to: to.map(many) });
    });
    view! { <NumberRange value change /> }.into_any()
}

/// The present day of the portal; the epoch until it is known.
fn today(store: Store) -> Day {
    store.shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.today)).unwrap_or_default()
}

fn created(query: RwSignal<ReportQuery>, store: Store, t: &'static Messages) -> AnyView {
    let value = Signal::derive(move || query.with(|query| query.created));
    let change = Callback::new(move |range| query.update(|query| query.created = range));
    let today = today(store);
    let (year, month, _) = today.civil();
    let presets = vec![
        Preset { name: t.report.this_month, range: Between { from: Some(Day::from_civil(year, month, 1)), to: None } },
        Preset { name: t.report.this_year, range: Between { from: Some(Day::from_civil(year, 1, 1)), to: None } },
        Preset {
            name: t.report.last_year,
            range: Between { from: Some(Day::from_civil(year - 1, 1, 1)), to: Some(Day::from_civil(year - 1, 12, 31)) },
        },
    ];
    view! { <DateRange value change presets /> }.into_any()
}

fn last(query: RwSignal<ReportQuery>, store: Store, t: &'static Messages) -> AnyView {
    let value = Signal::derive(move || match query.with(|query| query.last) {
        LastContact::On(range) => range,
        LastContact::Never => Between::default(),
    });
    let change = Callback::new(move |range| query.update(|query| query.last = LastContact::On(range)));
    let today = today(store);
    let ago = |days: i32| Some(Day(today.0 - days));
    let presets = vec![
        Preset { name: t.report.last_week, range: Between { from: ago(7), to: None } },
        Preset { name: t.report.last_30, range: Between { from: ago(30), to: None } },
        Preset { name: t.report.over_90, range: Between { from: None, to: ago(91) } },
        Preset { name: t.report.over_year, range: Between { from: None, to: ago(366) } },
    ];
    let never = move || query.with(|query| query.last == LastContact::Never);
    let toggle_never = move |_| {
        query.update(|query| {
            query.last = match query.last {
                LastContact::Never => LastContact::default(),
                LastContact::On(_) => LastContact::Never,
            };
        });
    };
    view! {
        <DateRange value change presets />
        <label class="check choices-note">
            <input type="checkbox" prop:checked=never on:change=toggle_never />
            {t.report.never_contacted_filter}
        </label>
    }
    .into_any()
}
