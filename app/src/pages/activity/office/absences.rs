//! Who is away: their days ask for no plan.

use super::desk::{Desk, day_of, days_text};
use super::fields::{day_field, select};
use crate::i18n::office::words;
use crate::ui::icon::SmallIcon;
use crate::ui::reactive::{flag, piece, text};
use crate::ui::toast::toasts;
use domain::activity::administration::{AbsenceEffect, PersonAbsence};
use domain::activity::calendar::AbsenceReason;
use domain::activity::effect::MonthEffect;
use domain::day::Day;
use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

/// The card.
pub(super) fn absences_card(desk: Desk) -> AnyView {
    let w = words();
    let absences = RwSignal::new(Vec::<PersonAbsence>::new());
    let revision = desk.revision();
    Effect::new(move |_| {
        let _seen = revision.get();
        let year = desk.state.year.get();
        desk.ask(&format!("absences?year={year}"), move |answer: Vec<PersonAbsence>| {
            if absences.with_untracked(|known| *known != answer) {
                absences.set(answer);
            }
        });
    });
    let list = piece(move || {
        let rows = absences.get();
        if rows.is_empty() {
            return view! { <p class="sub panel">{w.nobody_away}</p> }.into_any();
        }
        let rows = rows.into_iter().map(|row| entry(desk, row)).collect_view();
        view! { <ul class="off-away">{rows}</ul> }.into_any()
    });
    let adding = piece(move || match desk.state.is_planner() {
        true => form(desk),
        false => view! { <p class="sub panel">{w.absences_read_only}</p> }.into_any(),
    });
    view! {
        <section class="card off-card" aria-label=w.absences>
            <header><h2>{w.absences}</h2><span class="badge">{move || absences.with(Vec::len)}</span></header>
            {list}
            {adding}
        </section>
    }
    .into_any()
}

fn entry(desk: Desk, row: PersonAbsence) -> AnyView {
    let w = words();
    let name = desk.name(row.person);
    let days = days_text(row.absence.first, row.absence.last);
    let told = (w.reason)(row.absence.reason);
    let label = (w.remove_absence)(&name, &days);
    let remove = move |_| {
        desk.change(Method::DELETE, &format!("absences/{}", row.id), json!({}), |_: Value| {});
    };
    let button = desk.state.is_planner().then(|| {
        view! { <button class="btn ghost sm icon" type="button" aria-label=label.clone() title=label on:click=remove><SmallIcon name="x" /></button> }
    });
    view! {
        <li class="row">
            <span class="grow cut">
                <span class="blk cut" title=name.clone()>{name.clone()}</span>
                <span class="sub blk">{days}{" · "}{told}</span>
            </span>
            {button}
        </li>
    }
    .into_any()
}

fn form(desk: Desk) -> AnyView {
    let w = words();
    let person = RwSignal::new(String::new());
    let reason = RwSignal::new(AbsenceReason::Vacation.code().to_owned());
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let people = piece(move || {
        let mut options = vec![(String::new(), w.choose_person.to_owned())];
        options.extend(desk.people().into_iter().map(|one| (one.id.to_string(), one.name)));
        let set = Callback::new(move |key| person.set(key));
        select(w.person.to_owned(), options, person.into(), Signal::stored(false), set)
    });
    let reasons = AbsenceReason::ALL.map(|reason| (reason.code().to_owned(), (w.reason)(reason).to_owned()));
    let ready = move || {
        let days = day_of(&from.read()).zip(day_of(&to.read())).filter(|(first, last)| first <= last);
        days.zip(person.with(|person| person.parse::<i64>().ok()))
    };
    let body_of = move |((first, last), person): ((Day, Day), i64)| json!({"person": person, "first": first, "last": last, "reason": reason.get_untracked()});
    let effect = foretold(desk, Memo::new(move |_| ready()), body_of);
    let add = move |_| {
        let Some(wish) = ready() else { return };
        let body = body_of(wish);
        let notes = toasts();
        desk.change(Method::POST, "absences", body, move |_: PersonAbsence| {
            notes.tell(w.absence_added.to_owned());
            from.set(String::new());
            to.set(String::new());
        });
    };
    view! {
        <div class="panel off-new" role="group" aria-label=w.add_absence>
            {people}
            <div class="row ends">{day_field(w.from, from)}{day_field(w.to, to)}</div>
            {effect}
            <div class="row">
                {select(w.reason_label.to_owned(), reasons.to_vec(), reason.into(), Signal::stored(false), Callback::new(move |key| reason.set(key)))}
                <span class="grow"></span>
                <button class="btn sm" type="button" disabled=flag(move || desk.busy.get() || ready().is_none()) on:click=add>{w.add}</button>
            </div>
        </div>
    }
    .into_any()
}

/// Days and a person, as far as they are chosen.
type Wish = ((Day, Day), i64);

/// What the absence would make of the plan, told before it is added.
fn foretold(desk: Desk, wish: Memo<Option<Wish>>, body: impl Fn(Wish) -> Value + Copy + 'static) -> AnyView {
    let told = RwSignal::new(None::<AbsenceEffect>);
    Effect::new(move |_| {
        let wanted = wish.get();
        told.set(None);
        let Some(wanted) = wanted else { return };
        spawn_local(async move {
            let Some(api) = desk.state.api() else { return };
            let answer = api.send::<AbsenceEffect>(Method::POST, "absences/preview", &body(wanted)).await;
            // Without it the form works as well; the page may be left, or other days chosen by now.
            if let Ok(answer) = answer
                && wish.try_get_untracked() == Some(Some(wanted))
            {
                told.set(Some(answer));
            }
        });
    });
    let words = text(move || told.with(|told| told.as_ref().map(effect_words).unwrap_or_default()));
    view! { <p class="sub" role="status">{words}</p> }.into_any()
}

/// `5 рабочих дней. Декабрь: план звонков 460 → 360`.
fn effect_words(told: &AbsenceEffect) -> String {
    let w = words();
    let month = |effect: &MonthEffect| {
        let calls = (effect.calls.0 != effect.calls.1).then(|| (w.effect_calls)(effect.calls));
        let meetings = (effect.meetings.0 != effect.meetings.1).then(|| (w.effect_meetings)(effect.meetings));
        let plans = calls.into_iter().chain(meetings).collect::<Vec<_>>().join(", ");
        format!("{}: {plans}", w.months[usize::from(effect.month.number() - 1)])
    };
    let days = (w.working_days)(u64::from(told.days));
    std::iter::once(days).chain(told.months.iter().map(month)).collect::<Vec<_>>().join(". ")
}
