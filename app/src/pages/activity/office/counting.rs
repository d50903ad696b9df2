//! What counts: each change is in force at once.

use super::desk::Desk;
use super::fields::{line, number, select, switch};
use crate::i18n::office::{Provider, words};
use crate::ui::reactive::{piece, text};
use domain::activity::administration::ActivityChoices;
use domain::activity::settings::{ActivitySettings, CountedDirection, Measure, UnknownCompany};
use leptos::prelude::*;

/// A value of the settings in force.
fn of<T: Clone + Send + Sync + PartialEq + 'static>(
    desk: Desk,
    read: fn(&ActivitySettings) -> T,
    otherwise: T,
) -> Signal<T> {
    Signal::derive(move || {
        desk.settings.with(|kept| kept.as_ref().map_or_else(|| otherwise.clone(), |kept| read(&kept.settings)))
    })
}

/// Whether nothing may be changed now.
fn closed(desk: Desk) -> Signal<bool> {
    Signal::derive(move || !desk.may_change() || desk.settings.with(Option::is_none))
}

/// A few values side by side; the last that was pressed is in force.
fn choice(
    desk: Desk,
    label: &'static str,
    names: [&'static str; 2],
    second: Signal<bool>,
    set: fn(&mut ActivitySettings, bool),
) -> AnyView {
    let off = closed(desk);
    let button = move |(name, is_second): (&'static str, bool)| {
        let pressed = text(move || (second.get() == is_second).to_string());
        let choose = move |_| {
            if second.get_untracked() != is_second {
                desk.save(|settings| set(settings, is_second));
            }
        };
        view! { <button type="button" aria-pressed=pressed prop:disabled=move || off.get() on:click=choose>{name}</button> }
            .into_any()
    };
    view! { <div class="seg" role="group" aria-label=label>{[(names[0], false), (names[1], true)].map(button).collect_view()}</div> }
        .into_any()
}

/// The card; a brief one stands beside something else and leaves out what is chosen seldom.
pub(super) fn counting_card(desk: Desk, brief: bool) -> AnyView {
    let w = words();
    let off = closed(desk);
    let both = of(desk, |settings| settings.counting.direction == CountedDirection::Both, false);
    let calls = of(desk, |settings| settings.counting.measure == Measure::Calls, false);
    let grouped = of(desk, |settings| settings.counting.unknown == UnknownCompany::OnePerDay, false);
    let seconds = of(desk, |settings| i64::from(settings.counting.min_seconds), 20);
    let until = of(desk, |settings| i64::from(settings.editable_until), 10);
    let set_seconds = Callback::new(move |seconds: i64| {
        desk.save(|settings| settings.counting.min_seconds = u32::try_from(seconds).unwrap_or_default());
    });
    let set_until = Callback::new(move |day: i64| {
        desk.save(|settings| settings.editable_until = u8::try_from(day).unwrap_or(10));
    });
    let directions = choice(desk, w.calls, [w.outgoing, w.both], both, |settings, both| {
        settings.counting.direction = if both { CountedDirection::Both } else { CountedDirection::Outgoing };
    });
    let measures = choice(desk, w.measure, [w.measure_companies, w.measure_calls], calls, |settings, calls| {
        settings.counting.measure = if calls { Measure::Calls } else { Measure::Companies };
    });
    let set_grouped = Callback::new(move |on: bool| {
        desk.save(|settings| {
            settings.counting.unknown = if on { UnknownCompany::OnePerDay } else { UnknownCompany::Ignored };
        });
    });
    let editable = if brief { String::new() } else { w.editable_note.to_owned() };
    view! {
        <section class="card off-card" aria-label=w.counting>
            <header><h2>{w.counting}</h2></header>
            <div class="in">
                {line(w.calls, String::new(), directions)}
                {line(w.measure, String::new(), measures)}
                {number(w.min_seconds, String::new(), w.seconds, seconds, off, (0, 3_600), set_seconds)}
                {switch(w.unknown, w.unknown_note.to_owned(), grouped, off, set_grouped)}
                {(!brief).then(|| meetings(desk))}
                {number(w.editable_until, editable, w.day_unit, until, off, (1, 31), set_until)}
            </div>
        </section>
    }
    .into_any()
}

/// Meetings of the calendar always count when they are done; others by who provides them.
fn meetings(desk: Desk) -> AnyView {
    let w = words();
    let choices = RwSignal::new(ActivityChoices::default());
    desk.ask("settings/choices", move |answer: ActivityChoices| choices.set(answer));
    let providers = Memo::new(move |_| {
        let chosen = desk.settings.with(|kept| {
            kept.as_ref().map(|kept| kept.settings.counting.meeting_providers.clone()).unwrap_or_default()
        });
        let mut providers = choices.with(|choices| choices.providers.clone());
        let absent = chosen.iter().filter(|name| !providers.iter().any(|(known, _)| known == *name));
        let absent: Vec<(String, u64)> = absent.map(|name| (name.clone(), 0)).collect();
        providers.extend(absent);
        providers.into_iter().map(|(name, count)| (chosen.contains(&name), name, count)).collect::<Vec<_>>()
    });
    let rows = piece(move || {
        let rows = providers.get().into_iter().map(|(on, name, count)| {
            let note = (w.provider_count)(count);
            let toggle = {
                let name = name.clone();
                Callback::new(move |on: bool| {
                    let name = name.clone();
                    desk.save(move |settings| {
                        let list = &mut settings.counting.meeting_providers;
                        list.retain(|known| *known != name);
                        if on {
                            list.push(name);
                        }
                    });
                })
            };
            let label = Provider::of_code(&name).map_or_else(|| name.clone(), |known| (w.provider)(known).to_owned());
            view! {
                <li>
                    <label class="check">
                        <input
                            type="checkbox"
                            aria-label=label.clone()
                            prop:checked=on
                            prop:disabled=move || closed(desk).get()
                            on:change=move |_| toggle.run(!on)
                        />
                        <span class="cut" title=name>{label}</span>
                        <span class="sub">{note}</span>
                    </label>
                </li>
            }
            .into_any()
        });
        view! { <ul class="off-providers">{rows.collect_view()}</ul> }.into_any()
    });
    view! {
        <div class="opt off-block">
            <span class="grow">{w.meetings}" "<span class="sub">{w.meetings_note}</span></span>
            {rows}
        </div>
    }
    .into_any()
}

/// A choice of one among named ones, for other cards of this page.
pub(super) fn chosen(
    label: String,
    options: Vec<(String, String)>,
    value: Signal<String>,
    set: Callback<String>,
) -> AnyView {
    select(label, options, value, Signal::stored(false), set)
}
