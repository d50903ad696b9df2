//! Who is away: their days ask for no plan.

use super::desk::{Desk, day_of, days_text};
use super::fields::{day_field, select};
use crate::i18n::office::words;
use crate::ui::icon::SmallIcon;
use crate::ui::reactive::{flag, piece};
use crate::ui::toast::toasts;
use domain::activity::administration::PersonAbsence;
use domain::activity::calendar::AbsenceReason;
use gloo_net::http::Method;
use leptos::prelude::*;
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
    let add = move |_| {
        let Some(((first, last), person)) = ready() else { return };
        let body = json!({"person": person, "first": first, "last": last, "reason": reason.get_untracked()});
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
            <div class="row">
                {select(w.reason_label.to_owned(), reasons.to_vec(), reason.into(), Signal::stored(false), Callback::new(move |key| reason.set(key)))}
                <span class="grow"></span>
                <button class="btn sm" type="button" disabled=flag(move || desk.busy.get() || ready().is_none()) on:click=add>{w.add}</button>
            </div>
        </div>
    }
    .into_any()
}
