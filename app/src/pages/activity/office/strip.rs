//! The calendar at a glance beside the rights: a row for each month, which leads to the calendar's own page.

use super::desk::{Desk, keep};
use super::draw::{by_month, class_of, legend, working_days};
use crate::i18n::office::words;
use crate::routes::activity::Tab;
use crate::ui::icon::Icon;
use crate::ui::reactive::piece;
use domain::activity::administration::CalendarYear;
use domain::activity::period::Month;
use leptos::prelude::*;

/// Keeps the calendar of the year shown.
pub(super) fn calendar_of(desk: Desk) -> RwSignal<Option<CalendarYear>> {
    let calendar = RwSignal::new(None::<CalendarYear>);
    let revision = desk.revision();
    Effect::new(move |_| {
        let _seen = revision.get();
        let year = desk.state.year.get();
        desk.ask(&format!("calendar?year={year}"), move |answer: CalendarYear| {
            if desk.state.year.try_get_untracked() == Some(answer.year) {
                keep(calendar, answer);
            }
        });
    });
    calendar
}

/// A year earlier, the year, a year later.
pub(super) fn year_choice(desk: Desk) -> AnyView {
    let w = words();
    let step = move |by: i32, label: &'static str, icon: &'static str| {
        let go = move |_| {
            let year = (desk.state.year.get_untracked() + by).clamp(2000, 2099);
            desk.state.view.update(|view| view.year = Some(year));
        };
        view! { <button class="btn ghost sm icon" type="button" aria-label=label title=label on:click=go><Icon name=icon /></button> }
            .into_any()
    };
    view! {
        <span class="row">
            {step(-1, w.year_before, "left")}
            <span class="num" role="status">{move || desk.state.year.get()}</span>
            {step(1, w.year_after, "right")}
        </span>
    }
    .into_any()
}

/// The card.
pub(super) fn strip_card(desk: Desk) -> AnyView {
    let w = words();
    let calendar = calendar_of(desk);
    let badge = piece(move || {
        calendar.with(|year| match year {
            Some(year) => view! { <span class="badge">{(w.working_days)(working_days(year))}</span> }.into_any(),
            None => ().into_any(),
        })
    });
    let rows = piece(move || {
        calendar.with(|year| match year {
            Some(year) => by_month(year).into_iter().map(|(month, _)| row(desk, year, month)).collect_view().into_any(),
            None => view! { <i class="sk"></i> }.into_any(),
        })
    });
    let marks = (1..=31).map(|day: u8| {
        let shown = (day == 1 || day.is_multiple_of(5)).then(|| day.to_string());
        view! { <i>{shown}</i> }.into_any()
    });
    view! {
        <section class="card cl" aria-label=w.calendar>
            <header><h2>{w.calendar}</h2>{badge}<span class="grow"></span>{year_choice(desk)}</header>
            <div class="cals">
                <div class="mrow hdr" aria-hidden="true"><span></span>{marks.collect_view()}<span></span></div>
                {rows}
            </div>
            {legend()}
        </section>
    }
    .into_any()
}

fn row(desk: Desk, year: &CalendarYear, month: Month) -> AnyView {
    let w = words();
    let number = usize::from(month.number() - 1);
    let days = year.days.iter().filter(|day| Month::of(day.day) == month);
    let mut squares: Vec<AnyView> = days
        .map(|day| {
            let (_, _, of_month) = day.day.civil();
            let class = if day.portal.is_some() {
                format!("{} mv", class_of(day, year.today))
            } else {
                class_of(day, year.today).to_owned()
            };
            view! { <i class=class aria-hidden="true"><b>{of_month}</b></i> }.into_any()
        })
        .collect();
    squares.resize_with(31, || view! { <i class="n"></i> }.into_any());
    let working = year.working[number];
    let current = Month::of(year.today) == month;
    let open = move |_| {
        desk.state.view.update(|view| {
            view.tab = Tab::Calendar;
            view.month = Some(month);
        });
    };
    let label = (w.open_month)(w.months[number], u64::from(working));
    view! {
        <button class="mrow" class:cur=current type="button" on:click=open>
            <span class="vh">{label}</span>
            <span class="mn" aria-hidden="true">{w.months_short[number]}</span>
            {squares}
            <span class="num sub" aria-hidden="true">{working}</span>
        </button>
    }
    .into_any()
}
