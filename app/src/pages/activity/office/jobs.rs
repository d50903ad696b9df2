//! Work that is asked for here: people read again, a period compared with the portal; with how far it is.

use super::counting::chosen;
use super::desk::{Desk, day_of};
use super::fields::day_field;
use crate::api::{ApiError, api};
use crate::format::{count, percent};
use crate::i18n::messages;
use crate::i18n::office::words;
use crate::pages::data::moment::Clock;
use crate::ui::reactive::{flag, piece, text};
use crate::ui::states::error_words;
use domain::activity::period::day_text;
use domain::ids::PersonId;
use domain::jobs::{JobKind, JobState, JobView};
use domain::proof::Period;
use gloo_net::http::Method;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

/// How often running work is looked at, milliseconds.
const LOOK: u32 = 1_000;

/// The latest job of a kind; looked at while it runs.
fn latest(desk: Desk, kind: JobKind) -> (RwSignal<Option<JobView>>, Callback<()>) {
    let job = RwSignal::new(None::<JobView>);
    let look = Callback::new(move |()| {
        spawn_local(async move {
            loop {
                let Some(asked) = desk.state.api() else { return };
                let Ok(jobs) = asked.ask::<Vec<JobView>>("jobs").await else { return };
                let found = jobs.into_iter().find(|job| job.work.kind() == kind);
                let over = found.as_ref().is_none_or(|job| matches!(job.state, JobState::Done | JobState::Failed));
                // The card may be gone with its page.
                if job.try_set(found).is_some() || over {
                    return;
                }
                TimeoutFuture::new(LOOK).await;
            }
        });
    });
    look.run(());
    (job, look)
}

/// How far a job is.
fn standing(job: &JobView) -> AnyView {
    let w = words();
    let (class, told) = match job.state {
        JobState::Queued => ("sub", w.job_waits.to_owned()),
        JobState::Running => (
            "sub",
            job.total.map_or_else(|| w.job_runs.to_owned(), |total| (w.job_of)(&count(job.done), &count(total))),
        ),
        JobState::Done => {
            ("sub pos", (w.job_done)(&job.finished.map(|at| Clock::here().short(at)).unwrap_or_default()))
        }
        JobState::Failed => ("sub neg", (w.job_failed)(job.problem.as_deref().unwrap_or_default())),
    };
    let share = percent(job.done, job.total.unwrap_or(0));
    let bar = (job.state == JobState::Running).then(|| {
        let idle = job.total.is_none();
        view! {
            <span class="pbar" class:idle=idle role="progressbar" aria-label=w.progress aria-valuemin="0" aria-valuemax="100" aria-valuenow=share.to_string()>
                <i style:width=format!("{share}%")></i>
            </span>
        }
    });
    view! { <div class="off-job">{bar}<span class=class role="status">{told}</span></div> }.into_any()
}

fn shown(job: RwSignal<Option<JobView>>) -> AnyView {
    piece(move || job.with(|job| job.as_ref().map(standing).into_any())).into_any()
}

fn is_busy(job: RwSignal<Option<JobView>>) -> bool {
    job.with(|job| job.as_ref().is_some_and(|job| matches!(job.state, JobState::Queued | JobState::Running)))
}

/// People and departments read again.
pub(super) fn refresh_card(desk: Desk) -> AnyView {
    let w = words();
    let (job, look) = latest(desk, JobKind::People);
    let start = move |_| desk.change(Method::POST, "people/refresh", json!({}), move |_: Value| look.run(()));
    let idle = flag(move || desk.busy.get() || is_busy(job) || !desk.may_change());
    view! {
        <section class="card off-card" aria-label=w.refresh>
            <header><h2>{w.refresh}</h2></header>
            <div class="panel">
                <p class="sub">{w.refresh_note}</p>
                {shown(job)}
                <button class="btn sm" type="button" disabled=idle on:click=start>{w.refresh_start}</button>
            </div>
        </section>
    }
    .into_any()
}

/// A period compared with the portal, row by row.
pub(super) fn recheck_card(desk: Desk) -> AnyView {
    let w = words();
    let (job, look) = latest(desk, JobKind::Recheck);
    let today = desk.state.today();
    let first = domain::activity::period::Month::of(today).first();
    let (from, to) = (RwSignal::new(day_text(first)), RwSignal::new(day_text(today)));
    let person = RwSignal::new(String::new());
    let people = piece(move || {
        let mut options = vec![(String::new(), w.everybody.to_owned())];
        options.extend(desk.people().into_iter().map(|one| (one.id.to_string(), one.name)));
        chosen(w.person.to_owned(), options, person.into(), Callback::new(move |key| person.set(key)))
    });
    let period = move || {
        let (from, to) = day_of(&from.read()).zip(day_of(&to.read()))?;
        let people: Vec<PersonId> = person.with(|person| person.parse().ok().map(PersonId)).into_iter().collect();
        let period = Period { from, to, people };
        period.check().is_ok().then_some(period)
    };
    let start = move |_| {
        let Some(period) = period() else { return };
        let api = api();
        desk.busy.set(true);
        desk.refused.set(None);
        spawn_local(async move {
            let answer = api.recheck(&period).await;
            if desk.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => look.run(()),
                Err(error) => desk.refused.set(Some(refusal(&error))),
            }
        });
    };
    let wrong = text(move || if period().is_none() { w.period_wrong.to_owned() } else { String::new() });
    view! {
        <section class="card off-card" aria-label=w.recheck>
            <header><h2>{w.recheck}</h2></header>
            <div class="panel">
                <p class="sub">{w.recheck_note}</p>
                <div class="row ends">{day_field(w.from, from)}{day_field(w.to, to)}</div>
                {people}
                {shown(job)}
                <div class="row">
                    <span class="sub neg grow" role="status">{wrong}</span>
                    <button
                        class="btn sm"
                        type="button"
                        disabled=flag(move || desk.busy.get() || is_busy(job) || !desk.may_change() || period().is_none())
                        on:click=start
                    >
                        {w.recheck_start}
                    </button>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn refusal(error: &ApiError) -> String {
    (words().refused)(&error_words(error, messages()).0)
}
