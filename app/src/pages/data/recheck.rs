//! Asking for a period to be compared row by row: days, and whose records.

use super::moment::Clock;
use super::state::DataState;
use crate::format::{date, short_name};
use crate::i18n::data::words;
use crate::i18n::messages;
use crate::pages::report::picker::PeoplePicker;
use crate::ui::icon::Icon;
use crate::ui::popover::FilterChip;
use domain::day::{Day, Millis};
use domain::directory::Directory;
use domain::ids::PersonId;
use domain::proof::{MOST_DAYS, MOST_PEOPLE, Period};
use domain::report::query::ReportQuery;
use leptos::prelude::*;

/// The card.
#[component]
pub(super) fn RecheckCard(state: DataState) -> impl IntoView {
    let t = words();
    let (from, to) = first_days();
    let (from, to) = (RwSignal::new(from), RwSignal::new(to));
    let query = RwSignal::new(ReportQuery::default());
    let asked = RwSignal::new(false);
    let period = Memo::new(move |_| {
        let people = state.directory.with(|directory| people_of(&query.read(), directory.as_deref()));
        let days = parsed(&from.read()).zip(parsed(&to.read()));
        days.map(|(from, to)| Period { from, to, people })
    });
    let problem = move || match period.get().map(|period| period.check().map_err(|(field, _)| (field, period))) {
        Some(Err(("people", _))) => Some((t.too_many)(MOST_PEOPLE as u64)),
        Some(Err((_, period))) if period.to < period.from => Some(t.wrong_order.to_owned()),
        Some(Err(_)) => Some((t.too_long)(u64::from(MOST_DAYS.unsigned_abs()))),
        Some(Ok(())) | None => None,
    };
    let note = move || {
        if let Some(problem) = problem() {
            return problem;
        }
        if asked.get() {
            return t.asked.to_owned();
        }
        period.get().map_or_else(String::new, |period| {
            let days = u64::try_from(period.from.days_until(period.to) + 1).unwrap_or_default();
            (t.days)(days)
        })
    };
    let is_ready = move || period.get().is_some_and(|period| period.check().is_ok()) && !state.asking.get();
    let start = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(period) = period.get_untracked().filter(|period| period.check().is_ok()) {
            state.recheck(period, move |taken| asked.set(taken));
        }
    };
    Effect::new(move |_| {
        period.track();
        asked.set(false);
    });
    view! {
        <section class="card data-recheck" aria-labelledby="recheck">
            <header><h2 id="recheck" title=t.recheck_sub>{t.recheck}</h2></header>
            <form class="data-in" on:submit=start>
                <div class="data-two">
                    <DayField label=t.from value=from />
                    <DayField label=t.to value=to />
                </div>
                <People state query />
                <div class="row">
                    <span class="sub grow" class:neg=move || problem().is_some() role="status">{note}</span>
                    <button class="btn sm primary" type="submit" disabled=move || !is_ready()>
                        {move || if state.asking.get() { t.starting } else { t.start }}
                    </button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn DayField(label: &'static str, value: RwSignal<String>) -> impl IntoView {
    view! {
        <label>
            <span class="lbl">{label}</span>
            <span class="field">
                <Icon name="cal" />
                <input
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength="10"
                    placeholder=words().day_form
                    aria-invalid=move || parsed(&value.read()).is_none().to_string()
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </span>
        </label>
    }
}

/// Whose records: everybody unless somebody is chosen.
#[component]
fn People(state: DataState, query: RwSignal<ReportQuery>) -> impl IntoView {
    let t = words();
    let value = Signal::derive(move || {
        state.directory.with(|directory| chosen_words(&query.read(), directory.as_deref()?, t.chosen_people))
    });
    let directory = Memo::new(move |_| state.directory.get().unwrap_or_default());
    let clear = Callback::new(move |()| query.set(ReportQuery::default()));
    view! {
        <div class="row data-people">
            <FilterChip name=t.people value clear>
                <PeoplePicker query directory counts=Signal::derive(Default::default) />
            </FilterChip>
            <span class="sub">{move || value.with(Option::is_none).then_some(t.everybody)}</span>
        </div>
    }
}

/// One name, or how many people are meant.
fn chosen_words(query: &ReportQuery, directory: &Directory, many: fn(u64) -> String) -> Option<String> {
    let one = match (query.responsible.as_slice(), query.departments.as_slice()) {
        ([], []) => return None,
        ([person], []) => directory.person(*person).map(short_name),
        ([], [department]) => directory.department(*department).map(|department| department.name.clone()),
        _ => None,
    };
    let people = people_of(query, Some(directory)).len();
    Some(one.unwrap_or_else(|| many(u64::try_from(people).unwrap_or_default())))
}

/// The people chosen one by one and those of chosen departments and the departments below them.
fn people_of(query: &ReportQuery, directory: Option<&Directory>) -> Vec<PersonId> {
    let mut people = query.responsible.clone();
    if let Some(directory) = directory {
        for department in query.departments.iter().flat_map(|department| directory.subtree(*department)) {
            let members = directory.people.iter().filter(|person| person.departments.contains(&department));
            people.extend(members.map(|person| person.id));
        }
    }
    people.sort_unstable();
    people.dedup();
    people
}

/// From the first of this month to today.
fn first_days() -> (String, String) {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since the epoch fit an i64 for ages")]
    let today = Clock::here().day(Millis(js_sys::Date::now() as i64));
    let (year, month, _) = today.civil();
    let t = messages();
    (date(Day::from_civil(year, month, 1), t), date(today, t))
}

/// The day of a field, `20.11.2026` or `20/11/2026`; `None` while it is being typed.
fn parsed(text: &str) -> Option<Day> {
    let mut parts = text.trim().split(['.', '/']);
    let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let found = Day::from_civil(year, month, day);
    // A day that does not exist rolls over into the next month.
    ((1970..=2200).contains(&year) && found.civil() == (year, month, day) && parts.next().is_none()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::directory::{Department, Person};
    use domain::ids::DepartmentId;

    fn person(id: i64, department: i64) -> Person {
        Person {
            id: PersonId(id),
            name: "Анна".to_owned(),
            last_name: format!("Иванова{id}"),
            position: String::new(),
            active: true,
            departments: vec![DepartmentId(department)],
        }
    }

    fn directory() -> Directory {
        let department = |id, parent: Option<i64>| Department {
            id: DepartmentId(id),
            name: format!("Отдел {id}"),
            parent: parent.map(DepartmentId),
            head: None,
            sort: 0,
        };
        Directory {
            people: vec![person(1, 1), person(2, 2), person(3, 3)],
            departments: vec![department(1, None), department(2, Some(1)), department(3, None)],
            ..Directory::default()
        }
    }

    #[test]
    fn a_department_means_everybody_in_it_and_below() {
        let query = ReportQuery {
            responsible: vec![PersonId(3), PersonId(1)],
            departments: vec![DepartmentId(1)],
            ..ReportQuery::default()
        };
        assert_eq!(people_of(&query, Some(&directory())), [1, 2, 3].map(PersonId));
        let words = |query: &ReportQuery| chosen_words(query, &directory(), |n| format!("{n} people"));
        assert_eq!(words(&query).as_deref(), Some("3 people"));
        let one = ReportQuery { departments: vec![DepartmentId(2)], ..ReportQuery::default() };
        assert_eq!(words(&one).as_deref(), Some("Отдел 2"));
        assert_eq!(words(&ReportQuery::default()), None);
    }

    #[test]
    fn days_are_read_strictly() {
        assert_eq!(parsed("20.11.2026"), Some(Day::from_civil(2026, 11, 20)));
        assert_eq!(parsed("20/11/2026"), parsed("20.11.2026"));
        assert_eq!(parsed(" 1.3.2026 "), Some(Day::from_civil(2026, 3, 1)));
        let wrong = ["", "20.11", "30.02.2026", "01.01.0001", "2026-11-20", "1.2.2026.3", "1.13.2026"];
        assert_eq!(wrong.map(parsed), [None; 7]);
    }
}
