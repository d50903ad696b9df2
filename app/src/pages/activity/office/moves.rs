//! What becomes of the days chosen in the calendar, and what that makes of plans, told before and after.

use super::calendar::Selection;
use super::desk::{Desk, day_of, days_text};
use super::fields::day_field;
use crate::i18n::office::words;
use crate::pages::data::moment::Clock;
use crate::ui::reactive::{flag, piece, text};
use crate::ui::toast::toasts;
use domain::activity::administration::{CalendarYear, Moved, MovedDays};
use domain::activity::calendar::DayKind;
use domain::activity::effect::MonthEffect;
use domain::activity::period::day_text;
use domain::day::Day;
use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

/// What days can become; the last gives them back to the portal's calendar.
const CHOICES: [Option<DayKind>; 4] = [Some(DayKind::Work), Some(DayKind::Off), Some(DayKind::Holiday), None];

/// The card.
pub(super) fn moves_card(desk: Desk, selection: Selection, calendar: RwSignal<Option<CalendarYear>>) -> AnyView {
    let w = words();
    let wanted = RwSignal::new(None::<Option<DayKind>>);
    let effect = RwSignal::new(None::<MovedDays>);
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let shown = Memo::new(move |_| selection.range());
    Effect::new(move |_| {
        let written = |day: Option<Day>| day.map(day_text).unwrap_or_default();
        let range = shown.get();
        from.set(written(range.map(|range| range.0)));
        to.set(written(range.map(|range| range.1)));
        wanted.set(None);
        effect.set(None);
    });
    // Written days choose as well as dragged ones.
    Effect::new(move |_| {
        let ends = day_of(&from.read()).zip(day_of(&to.read()));
        if let Some((first, last)) = ends.filter(|(first, last)| first <= last)
            && shown.get_untracked() != Some((first, last))
        {
            selection.ends.set(Some((first, last)));
        }
    });
    let choose = move |kind: Option<DayKind>| {
        let Some((first, last)) = shown.get_untracked() else { return };
        wanted.set(Some(kind));
        preview(desk, Moved { first, last, kind }, effect);
    };
    let choice = move |kind: Option<DayKind>| {
        let pressed = text(move || (wanted.get() == Some(kind)).to_string());
        let off = flag(move || shown.with(Option::is_none));
        let name = kind.map_or(w.as_in_portal, w.make);
        view! { <button class="btn sm" type="button" aria-pressed=pressed disabled=off on:click=move |_| choose(kind)>{name}</button> }
            .into_any()
    };
    let apply = move |_| {
        let (Some((first, last)), Some(kind)) = (shown.get_untracked(), wanted.get_untracked()) else { return };
        let notes = toasts();
        desk.change(Method::PUT, "calendar", json!(Moved { first, last, kind }), move |made: MovedDays| {
            notes.tell((w.days_changed)(u64::from(made.days)));
            wanted.set(None);
            effect.set(None);
        });
    };
    let known = piece(move || {
        let told = shown.get().and_then(|range| calendar.with(|year| year.as_ref().map(|year| who_moved(year, range))));
        told.into_any()
    });
    let summary = piece(move || match shown.get() {
        Some((first, last)) => {
            let days = u64::try_from(last.0 - first.0 + 1).unwrap_or_default();
            view! { <p class="m">{days_text(first, last)}" "<span class="sub">{(w.days)(days)}</span></p> }.into_any()
        }
        None => view! { <p class="sub">{w.choose_days}</p> }.into_any(),
    });
    let told = piece(move || effect.with(|effect| effect.as_ref().map(effect_words).into_any()));
    let idle = flag(move || desk.busy.get() || effect.with(|effect| effect.as_ref().is_none_or(|made| made.days == 0)));
    let form = piece(move || match desk.may_change() {
        false => view! { <p class="sub">{w.calendar_read_only}</p> }.into_any(),
        true => view! {
            <div class="row ends">{day_field(w.from, from)}{day_field(w.to, to)}</div>
            <div class="off-kinds" role="group" aria-label=w.make_them>{CHOICES.map(choice).collect_view()}</div>
        }
        .into_any(),
    });
    view! {
        <section class="card off-card" aria-label=w.chosen_days>
            <header><h2>{w.chosen_days}</h2></header>
            <div class="panel">
                {summary}
                {known}
                {form}
                <div class="off-effect" role="status">{told}</div>
                <button class="btn primary" type="button" disabled=idle on:click=apply>{w.apply}</button>
            </div>
        </section>
    }
    .into_any()
}

fn preview(desk: Desk, moved: Moved, effect: RwSignal<Option<MovedDays>>) {
    effect.set(None);
    spawn_local(async move {
        let Some(api) = desk.state.api() else { return };
        let answer = api.send::<MovedDays>(Method::POST, "calendar/preview", &moved).await;
        match answer {
            // The card may be gone with its page.
            Ok(told) => drop(effect.try_set(Some(told))),
            Err(error) => {
                let text = crate::ui::states::error_words(&error, crate::i18n::messages()).0;
                drop(desk.refused.try_set(Some((words().refused)(&text))));
            }
        }
    });
}

/// Who moved the days chosen, once for each person.
fn who_moved(year: &CalendarYear, (first, last): (Day, Day)) -> AnyView {
    let w = words();
    let mut told: Vec<(String, String)> = Vec::new();
    for moved in year.moves.iter().filter(|moved| (first..=last).contains(&moved.day)) {
        let entry = (moved.author_name.clone(), Clock::here().short(moved.made));
        if !told.contains(&entry) {
            told.push(entry);
        }
    }
    let line = |(name, when): (String, String)| view! { <p class="sub">{(w.moved_by)(&name, &when)}</p> }.into_any();
    told.into_iter().map(line).collect_view().into_any()
}

/// What a change makes of plans.
fn effect_words(made: &MovedDays) -> AnyView {
    let w = words();
    if made.days == 0 {
        return view! { <p class="sub">{w.so_already}</p> }.into_any();
    }
    let month = |effect: &MonthEffect| view! { <li>{month_words(effect)}</li> }.into_any();
    if made.effect.is_empty() {
        return view! { <p class="sub">{w.no_effect}</p> }.into_any();
    }
    view! {
        <ul class="off-list">{made.effect.iter().map(month).collect_view()}</ul>
        <p class="sub">{w.recomputed}</p>
    }
    .into_any()
}

/// `Май: рабочих дней 19 → 18, план звонков 1 140 → 1 080 у 6 человек`.
fn month_words(effect: &MonthEffect) -> String {
    let w = words();
    let name = w.months[usize::from(effect.month.number() - 1)];
    let mut parts = vec![(w.effect_days)(effect.working)];
    if effect.calls.0 != effect.calls.1 {
        parts.push((w.effect_calls)(effect.calls));
    }
    if effect.meetings.0 != effect.meetings.1 {
        parts.push((w.effect_meetings)(effect.meetings));
    }
    let people = (effect.people > 0).then(|| (w.effect_people)(u64::from(effect.people)));
    format!("{name}: {}{}", parts.join(", "), people.map(|people| format!(" {people}")).unwrap_or_default())
}
