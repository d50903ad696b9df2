//! Filling plans of many people for a month, for days or for months, and taking over those of another month.

use super::number;
use crate::i18n::activity::plans::words;
use crate::pages::activity::month::Desk;
use crate::pages::activity::month::changes::Said;
use crate::pages::activity::month::layout::RowKey;
use crate::pages::activity::when::month_name;
use crate::ui::icon::Icon;
use crate::ui::reactive::{maybe, piece, text};
use domain::activity::edit::{MOST_MONTHS, PlanOrder, RateChange};
use domain::activity::period::{Month, day_text, parse_day};
use domain::ids::{DepartmentId, PersonId};
use leptos::prelude::*;

/// Whose plans are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whom {
    Everybody,
    Selected,
    Department(DepartmentId),
}

/// For how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    Month,
    Days,
    Months,
}

/// What is filled in; copies share it.
#[derive(Clone, Copy)]
struct Form {
    desk: Desk,
    whom: RwSignal<Whom>,
    calls: RwSignal<String>,
    meetings: RwSignal<String>,
    span: RwSignal<Span>,
    first: RwSignal<String>,
    last: RwSignal<String>,
}

impl Form {
    fn new(desk: Desk) -> Self {
        let month = desk.state.month.get_untracked();
        let selected = selected(desk);
        Self {
            desk,
            whom: RwSignal::new(if selected.len() > 1 { Whom::Selected } else { Whom::Everybody }),
            calls: RwSignal::new(String::new()),
            meetings: RwSignal::new(String::new()),
            span: RwSignal::new(Span::Month),
            first: RwSignal::new(day_text(month.first())),
            last: RwSignal::new(day_text(month.last())),
        }
    }

    fn people(self) -> Vec<PersonId> {
        let desk = self.desk;
        match self.whom.get() {
            Whom::Everybody => desk.everybody(),
            Whom::Selected => selected(desk),
            Whom::Department(id) => desk.store.grid.with(|grid| {
                let Some(grid) = grid.as_deref() else { return Vec::new() };
                let row = grid.roster.departments.iter().find(|row| row.id == id);
                let range = row.map_or(0..0, |row| row.people.start as usize..row.people.end as usize);
                grid.roster.people[range].iter().map(|person| person.id).collect()
            }),
        }
    }

    /// What is to be set, when it reads.
    fn change(self) -> Option<RateChange> {
        let read = |text: &str| match number(text) {
            Ok(None) => Some(None),
            Ok(Some(number)) => Some(Some(Some(number))),
            Err(()) => None,
        };
        let change =
            RateChange { calls: self.calls.with(|text| read(text))?, meetings: self.meetings.with(|text| read(text))? };
        (change != RateChange::default()).then_some(change)
    }

    /// The order, when everything reads.
    fn order(self) -> Option<PlanOrder> {
        let (people, change) = (self.people(), self.change()?);
        if people.is_empty() {
            return None;
        }
        let month = self.desk.state.month.get();
        match self.span.get() {
            Span::Month => Some(PlanOrder::FillMonths { people, first: month, last: month, change }),
            Span::Days => {
                let (first, last) = (parse_day(&self.first.get())?, parse_day(&self.last.get())?);
                (first <= last).then_some(PlanOrder::FillDays { people, first, last, change })
            }
            Span::Months => {
                let month = |text: &str| text.get(..7).and_then(Month::parse);
                let (first, last) = (self.first.with(|text| month(text))?, self.last.with(|text| month(text))?);
                let fits = first <= last && last.0 - first.0 < MOST_MONTHS;
                fits.then_some(PlanOrder::FillMonths { people, first, last, change })
            }
        }
    }

    fn send(self, order: PlanOrder) {
        self.desk.panel.set(false);
        self.desk.changes.order(self.desk, order, Said::Many);
        self.desk.cursor.focus();
    }
}

/// People of the rows that are selected in the grid.
fn selected(desk: Desk) -> Vec<PersonId> {
    let Some(area) = untrack(|| desk.selection()) else { return Vec::new() };
    let person = |place: usize| match untrack(|| desk.key_at(place)) {
        Some(RowKey::Person(id)) => Some(id),
        _ => None,
    };
    (area.rows.0..=area.rows.1).filter_map(person).collect()
}

/// The section.
pub(super) fn fill(desk: Desk) -> AnyView {
    let w = words();
    let form = Form::new(desk);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(order) = untrack(|| form.order()) {
            form.send(order);
        }
    };
    view! {
        <form class="plan-form scroll" on:submit=send>
            <fieldset>
                <legend>{w.for_whom}</legend>
                {whom(form)}
            </fieldset>
            <fieldset>
                <legend>{w.how_much}</legend>
                <div class="row two">
                    {amount(w.calls_a_day, form.calls)}
                    {amount(w.meetings_a_day, form.meetings)}
                </div>
                <p class="sub">{w.fill_note}</p>
            </fieldset>
            <fieldset>
                <legend>{w.when}</legend>
                {spans(form)}
            </fieldset>
            <div class="row">
                <button class="btn primary" type="submit" disabled=maybe(move || form.order().is_none().then(String::new))>{w.set}</button>
            </div>
            {copy(form)}
        </form>
    }
    .into_any()
}

fn whom(form: Form) -> AnyView {
    let w = words();
    let desk = form.desk;
    let picked = selected(desk);
    let departments = desk.store.grid.with_untracked(|grid| {
        let rows = grid.iter().flat_map(|grid| grid.roster.departments.clone());
        rows.collect::<Vec<_>>()
    });
    let ids: Vec<DepartmentId> = departments.iter().map(|row| row.id).collect();
    let choose = move |event| {
        let value = event_target_value(&event);
        form.whom.set(match value.as_str() {
            "all" => Whom::Everybody,
            "picked" => Whom::Selected,
            at => {
                at.parse::<usize>().ok().and_then(|at| ids.get(at)).map_or(Whom::Everybody, |id| Whom::Department(*id))
            }
        });
    };
    let chosen = form.whom.get_untracked();
    let selected_option = (picked.len() > 1).then(|| {
        view! { <option value="picked" selected=chosen == Whom::Selected>{(w.selected)(picked.len() as u64)}</option> }
    });
    let option = |(at, row): (usize, domain::activity::roster::DepartmentRow)| {
        let indent = "\u{a0}\u{a0}".repeat(row.depth as usize);
        let name = if row.name.is_empty() { desk.words.no_department.to_owned() } else { row.name };
        let words = format!("{indent}{}", (w.of_department)(&name, row.people.len() as u64));
        view! { <option value=at.to_string()>{words}</option> }.into_any()
    };
    view! {
        <div class="field">
            <select aria-label=w.for_whom on:change=choose>
                <option value="all">{(w.everybody)(desk.everybody().len() as u64)}</option>
                {selected_option}
                {departments.into_iter().enumerate().map(option).collect_view()}
            </select>
            <Icon name="down" />
        </div>
    }
    .into_any()
}

fn amount(name: &'static str, value: RwSignal<String>) -> AnyView {
    let w = words();
    let wrong = text(move || value.with(|text| number(text).is_err()).to_string());
    view! {
        <label class="lbl">
            {name}
            <span class="field">
                <input
                    type="text"
                    inputmode="numeric"
                    maxlength="7"
                    autocomplete="off"
                    placeholder=w.as_it_is
                    aria-invalid=wrong
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </span>
        </label>
    }
    .into_any()
}

fn spans(form: Form) -> AnyView {
    let w = words();
    let desk = form.desk;
    let month = desk.state.month.get_untracked();
    let radio = move |span: Span, name: String| {
        let choose = move |_| {
            form.span.set(span);
            form.first.set(if span == Span::Months { month.text() } else { day_text(month.first()) });
            form.last.set(if span == Span::Months {
                Month::of_year(month.year(), 12).text()
            } else {
                day_text(month.last())
            });
        };
        view! {
            <label class="check">
                <input class="radio" type="radio" name="plan-span" prop:checked=move || form.span.get() == span on:change=choose />
                {name}
            </label>
        }
        .into_any()
    };
    let range = piece(move || {
        let kind = match form.span.get() {
            Span::Month => return ().into_any(),
            Span::Days => "date",
            Span::Months => "month",
        };
        let end = |name: &'static str, value: RwSignal<String>| {
            view! {
                <label class="lbl">
                    {name}
                    <span class="field">
                        <input
                            type=kind
                            prop:value=value.get_untracked()
                            on:input=move |event| value.set(event_target_value(&event))
                        />
                    </span>
                </label>
            }
            .into_any()
        };
        let wrong = piece(move || match form.first.with(|first| form.last.with(|last| first > last)) {
            true => view! { <p class="sub neg" role="alert">{w.range_wrong}</p> }.into_any(),
            false => ().into_any(),
        });
        view! { <div class="row two">{end(w.from, form.first)}{end(w.to, form.last)}</div>{wrong} }.into_any()
    });
    view! {
        {radio(Span::Month, (w.whole_month)(&month_name(month, desk.words)))}
        {radio(Span::Days, w.days.to_owned())}
        {radio(Span::Months, w.months.to_owned())}
        {range}
    }
    .into_any()
}

/// The plans of the month before, for the same people.
fn copy(form: Form) -> AnyView {
    let w = words();
    let to = form.desk.state.month.get_untracked();
    let from = Month(to.0 - 1);
    let take = move |_| {
        let people = untrack(|| form.people());
        if !people.is_empty() {
            form.send(PlanOrder::Copy { people, from, to });
        }
    };
    view! {
        <div class="plan-copy">
            <button class="btn" type="button" on:click=take>{(w.copy)(&month_name(from, form.desk.words))}</button>
            <p class="sub">{w.copy_note}</p>
        </div>
    }
    .into_any()
}
