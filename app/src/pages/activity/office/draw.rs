//! How days of the calendar look: a working day, a day off, a holiday, a working day on a weekend, today.

use crate::i18n::office::words;
use domain::activity::administration::{CalendarDay, CalendarYear};
use domain::activity::calendar::DayKind;
use domain::activity::period::{Month, months_of, weekday};
use domain::day::Day;
use leptos::prelude::*;

/// The class of a day's square.
pub(super) fn class_of(day: &CalendarDay, today: Day) -> &'static str {
    match (day.day == today, day.kind, weekday(day.day) >= 5) {
        (true, ..) => "t",
        (_, DayKind::Off, _) => "w",
        (_, DayKind::Holiday, _) => "h",
        (_, DayKind::Work, true) => "x",
        (_, DayKind::Work, false) => "",
    }
}

/// The day in words: `4 мая 2026, понедельник: праздник, изменено`.
pub(super) fn day_words(day: &CalendarDay, today: Day) -> String {
    let w = words();
    let (year, month, number) = day.day.civil();
    let mut told = format!("{}, {}: {}", (w.date)(number, month, year), w.weekdays[weekday(day.day)], kind_words(day));
    if day.portal.is_some() {
        told.push_str(", ");
        told.push_str(w.moved);
    }
    if day.day == today {
        told.push_str(", ");
        told.push_str(w.today);
    }
    told
}

fn kind_words(day: &CalendarDay) -> &'static str {
    let w = words();
    match (day.kind, weekday(day.day) >= 5) {
        (DayKind::Work, true) => w.work_on_weekend,
        (kind, _) => (w.kind)(kind),
    }
}

/// Days of a year by month.
pub(super) fn by_month(year: &CalendarYear) -> Vec<(Month, Vec<CalendarDay>)> {
    let of = |month: Month| year.days.iter().filter(|day| Month::of(day.day) == month).copied().collect();
    months_of(year.year).map(|month| (month, of(month))).collect()
}

/// What the colours mean.
pub(super) fn legend() -> AnyView {
    let w = words();
    let entry =
        |(class, name): (&'static str, &'static str)| view! { <span><i class=class></i>{name}</span> }.into_any();
    let entries =
        [("w", (w.kind)(DayKind::Off)), ("h", (w.kind)(DayKind::Holiday)), ("x", w.work_on_weekend), ("t", w.today)];
    view! { <div class="lgd sub">{entries.map(entry).collect_view()}<span><i class="mv"></i>{w.moved}</span></div> }
        .into_any()
}

/// Working days of a whole year.
pub(super) fn working_days(year: &CalendarYear) -> u64 {
    year.working.iter().copied().map(u64::from).sum()
}
