//! The working calendar: a year at a glance, changed by days. Days are chosen by dragging, by Shift, by the keys of a
//! grid, or by writing them into the fields beside it.

use super::absences::absences_card;
use super::desk::Desk;
use super::draw::{by_month, class_of, day_words, legend, working_days};
use super::moves::moves_card;
use super::strip::{calendar_of, year_choice};
use crate::i18n::office::words;
use crate::pages::data::moment::Clock;
use crate::ui::reactive::{flag, piece, text};
use domain::activity::administration::{CalendarDay, CalendarYear};
use domain::activity::period::{Month, weekday};
use domain::day::Day;
use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

/// The days chosen.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    /// Where choosing began and where it is: in either order.
    pub(super) ends: RwSignal<Option<(Day, Day)>>,
    dragging: RwSignal<bool>,
    /// The day the keys are at.
    at: RwSignal<Day>,
}

impl Selection {
    /// First and last day.
    pub(super) fn range(self) -> Option<(Day, Day)> {
        self.ends.get().map(|(one, other)| (one.min(other), one.max(other)))
    }

    fn begin(self, day: Day, extend: bool) {
        let from = self.ends.get_untracked().filter(|_| extend).map_or(day, |(from, _)| from);
        self.ends.set(Some((from, day)));
        self.at.set(day);
    }
}

/// The page.
pub(super) fn calendar_page(desk: Desk) -> AnyView {
    let w = words();
    let calendar = calendar_of(desk);
    let today = desk.state.today();
    let selection = Selection {
        ends: RwSignal::new(None),
        dragging: RwSignal::new(false),
        at: RwSignal::new(desk.state.view.with_untracked(|view| view.month).map_or(today, Month::first)),
    };
    let ended = window_event_listener(ev::pointerup, move |_| selection.dragging.set(false));
    on_cleanup(move || ended.remove());
    Effect::new(move |_| {
        // Another year has other days: the keys begin with its first.
        let year = desk.state.year.get();
        if Month::of(selection.at.get_untracked()).year() != year {
            selection.ends.set(None);
            selection.at.set(Day::from_civil(year, 1, 1));
        }
    });
    let facts = piece(move || calendar.with(|year| year.as_ref().map(facts).into_any()));
    let months = piece(move || {
        calendar.with(|year| match year {
            Some(year) => {
                let months = by_month(year).into_iter().map(|(month, days)| block(desk, selection, year, month, days));
                months.collect_view().into_any()
            }
            None => view! { <i class="sk"></i> }.into_any(),
        })
    });
    let grid = NodeRef::<html::Div>::new();
    view! {
        <section class="card frame off-year" aria-label=w.calendar>
            <header><h2>{w.calendar}</h2>{facts}<span class="grow"></span>{year_choice(desk)}</header>
            <div
                class="scroll off-months"
                class:ro=flag(move || !desk.may_change())
                role="region"
                aria-label=w.year_region
                tabindex="-1"
                node_ref=grid
                on:pointerdown=move |event| press(selection, &event)
                on:pointerover=move |event| drag(selection, &event)
                on:keydown=move |event| keys(selection, grid, &event)
            >
                {months}
            </div>
            {legend()}
        </section>
        <div class="off-col scroll" role="region" aria-label=w.sections tabindex="0">
            {moves_card(desk, selection, calendar)}
            {absences_card(desk)}
        </div>
    }
    .into_any()
}

/// Working days and where the calendar comes from.
fn facts(year: &CalendarYear) -> AnyView {
    let w = words();
    let source = match (year.told, year.read) {
        (false, _) => w.portal_tells_none.to_owned(),
        (true, Some(read)) => (w.portal_read)(&Clock::here().short(read)),
        (true, None) => w.portal_read_first.to_owned(),
    };
    view! {
        <span class="badge">{(w.working_days)(working_days(year))}</span>
        <span class="sub cut off-source" title=source.clone()>{source.clone()}{" · "}{(w.version)(year.version)}</span>
    }
    .into_any()
}

fn block(desk: Desk, selection: Selection, year: &CalendarYear, month: Month, days: Vec<CalendarDay>) -> AnyView {
    let w = words();
    let number = usize::from(month.number() - 1);
    let today = year.today;
    let heads = w
        .weekdays_short
        .iter()
        .zip(w.weekdays)
        .map(|(short, long)| view! { <th scope="col" abbr=long>{*short}</th> }.into_any());
    let mut weeks: Vec<Vec<AnyView>> = vec![empty(days.first().map_or(0, |day| weekday(day.day)))];
    for day in &days {
        if weeks.last().is_some_and(|week| week.len() == 7) {
            weeks.push(Vec::new());
        }
        if let Some(week) = weeks.last_mut() {
            week.push(cell(selection, day, today));
        }
    }
    if let Some(week) = weeks.last_mut() {
        week.extend(empty(7 - week.len()));
    }
    let rows = weeks.into_iter().map(|week| view! { <tr>{week}</tr> }.into_any());
    let name = w.months[number];
    view! {
        <section class="off-month" class:cur=Month::of(today) == month>
            <h3>{name}<span class="sub">{year.working[number]}</span></h3>
            <table role="grid" aria-label=(w.month_grid)(name, year.year) aria-multiselectable="true" aria-readonly=text(move || (!desk.may_change()).to_string())>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn empty(count: usize) -> Vec<AnyView> {
    (0..count).map(|_| view! { <td></td> }.into_any()).collect()
}

fn cell(selection: Selection, shown: &CalendarDay, today: Day) -> AnyView {
    let day = shown.day;
    let (_, _, number) = day.civil();
    let mut class = format!("d {}", class_of(shown, today));
    if shown.portal.is_some() {
        class.push_str(" mv");
    }
    let chosen = move || selection.range().is_some_and(|(first, last)| (first..=last).contains(&day));
    view! {
        <td
            class=class
            role="gridcell"
            data-day=day.0
            aria-label=day_words(shown, today)
            aria-selected=text(move || chosen().to_string())
            tabindex=text(move || if selection.at.get() == day { "0" } else { "-1" }.to_owned())
        >
            {number}
        </td>
    }
    .into_any()
}

fn day_under(target: Option<web_sys::EventTarget>) -> Option<Day> {
    let element = target?.dyn_into::<Element>().ok()?.closest("[data-day]").ok()??;
    element.get_attribute("data-day")?.parse().ok().map(Day)
}

fn press(selection: Selection, event: &PointerEvent) {
    let Some(day) = day_under(event.target()) else { return };
    selection.begin(day, event.shift_key());
    // A finger that moves scrolls; it chooses several days by the fields.
    selection.dragging.set(event.pointer_type() != "touch");
}

fn drag(selection: Selection, event: &PointerEvent) {
    if !selection.dragging.get_untracked() {
        return;
    }
    if let Some(day) = day_under(event.target()) {
        selection.begin(day, true);
    }
}

fn keys(selection: Selection, grid: NodeRef<html::Div>, event: &KeyboardEvent) {
    let Some(at) = day_under(event.target()) else { return };
    let month = Month::of(at);
    let offset = at.0 - month.first().0;
    let of_month = |month: Month| Day((month.first().0 + offset).min(month.last().0));
    let to = match event.key().as_str() {
        "ArrowLeft" => Day(at.0 - 1),
        "ArrowRight" => Day(at.0 + 1),
        "ArrowUp" => Day(at.0 - 7),
        "ArrowDown" => Day(at.0 + 7),
        "Home" => month.first(),
        "End" => month.last(),
        "PageUp" => of_month(Month(month.0 - 1)),
        "PageDown" => of_month(Month(month.0 + 1)),
        "Enter" | " " => {
            event.prevent_default();
            selection.begin(at, event.shift_key());
            return;
        }
        "Escape" => {
            selection.ends.set(None);
            return;
        }
        _ => return,
    };
    event.prevent_default();
    if Month::of(to).year() != month.year() {
        return;
    }
    if event.shift_key() {
        let from = selection.ends.get_untracked().map_or(at, |(from, _)| from);
        selection.ends.set(Some((from, to)));
    }
    selection.at.set(to);
    let found =
        grid.get_untracked().and_then(|grid| grid.query_selector(&format!("[data-day='{}']", to.0)).ok().flatten());
    if let Some(cell) = found.and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) {
        // A cell that is gone can not take the focus.
        drop(cell.focus());
    }
}
