//! How fresh the copy of the portal is, what proves it, and for administrators what goes on behind it.

mod calls;
mod differences;
mod fresh;
mod jobs;
mod log;
pub(crate) mod moment;
mod months;
mod overall;
mod proof;
mod reading;
mod recheck;
mod state;

pub(crate) use overall::{Overall, Problem};

use crate::i18n::data::words;
use crate::i18n::messages;
use crate::ui::icon::Icon;
use crate::ui::progress::Stamp;
use crate::ui::states::{ErrorState, error_words};
use differences::Differences;
use domain::jobs::{JobKind, JobState};
use fresh::FreshCard;
use jobs::JobsCard;
use leptos::prelude::*;
use log::LogPanel;
use moment::Clock;
use proof::{LastProofCard, ProofCard};
use reading::ReadingCard;
use recheck::RecheckCard;
use state::DataState;

/// The page.
#[component]
pub(crate) fn DataPage(
    /// Host of the portal.
    domain: String,
    /// Whether the viewer administers the portal.
    admin: bool,
) -> impl IntoView {
    let (m, t) = (messages(), words());
    let state = DataState::new(admin);
    state.follow();
    let log = RwSignal::new(false);
    let failed = move || {
        let error = state.error.get().filter(|_| state.overview.with(Option::is_none))?;
        let retry = Callback::new(move |()| state.refresh());
        Some(view! { <div class="card frame"><ErrorState error retry /></div> })
    };
    view! {
        <header class="head">
            <h1>{m.data_title}</h1>
            <Stamp />
            <Proved state />
            <span class="grow"></span>
            {admin.then(|| view! {
                <button class="btn no-phone" type="button" on:click=move |_| log.set(true)>
                    <Icon name="doc" />{t.log}
                </button>
                <ProveButton state />
            })}
        </header>
        <main class="main" id="main">
            <Problem />
            <EndingSoon state />
            <AskFailed state />
            {failed}
            <div class="data-lay" class:own=!admin>
                <div class="data-col">
                    <FreshCard state domain />
                    <ReadingCard state />
                    {admin.then(|| view! { <RecheckCard state /> })}
                    {admin.then(|| view! {
                        <button class="btn only-phone" type="button" on:click=move |_| log.set(true)>
                            <Icon name="doc" />{t.log_title}
                        </button>
                    })}
                </div>
                <div class="data-col data-wide">
                    {if admin {
                        view! { <ProofCard state /><Differences state /><JobsCard state /> }.into_any()
                    } else {
                        view! { <LastProofCard state /> }.into_any()
                    }}
                </div>
            </div>
        </main>
        {admin.then(|| view! { <LogPanel open=log /> })}
    }
}

/// When the copy was last proved equal.
#[component]
fn Proved(state: DataState) -> impl IntoView {
    let t = words();
    move || {
        let proof = state.last_proof()?;
        let at = Clock::here().short(proof.finished);
        Some(view! {
            <span class="stamp no-phone">
                <span class="muted">"·"</span>
                <span class="pos"><Icon name="shield" />{(t.proved)(&at)}</span>
            </span>
        })
    }
}

/// Compares everything now.
#[component]
fn ProveButton(state: DataState) -> impl IntoView {
    let t = words();
    let running = Memo::new(move |_| {
        let active = |state| matches!(state, JobState::Queued | JobState::Running);
        state.jobs.with(|jobs| {
            let due = js_sys::Date::now() + 1_000.0;
            jobs.iter().flatten().any(|job| {
                #[expect(clippy::cast_precision_loss, reason = "milliseconds of our age fit a float")]
                let begun = job.state == JobState::Running || (job.due.0 as f64) < due;
                job.work.kind() == JobKind::Proof && active(job.state) && begun
            })
        })
    });
    let busy = move || running.get() || state.asking.get();
    view! {
        <button class="btn primary" type="button" disabled=busy on:click=move |_| state.prove()>
            <Icon name="shield" />
            {move || if busy() { t.proof_runs } else { t.proof_now }}
        </button>
    }
}

/// That a trial or the paid time comes to an end, for who can do something about it.
#[component]
fn EndingSoon(state: DataState) -> impl IntoView {
    let t = words();
    let ending = Memo::new(move |_| state.overview.with(|overview| overview.as_ref()?.inside.as_ref()?.ending));
    move || ending.get().map(|ending| view! { <div class="note" role="status">{(t.ending)(ending)}</div> })
}

/// Why something asked for was not begun.
#[component]
fn AskFailed(state: DataState) -> impl IntoView {
    let (m, t) = (messages(), words());
    move || {
        let error = state.ask_error.get()?;
        let (words, _) = error_words(&error, m);
        Some(view! {
            <div class="note bad" role="alert">
                <span class="grow">{format!("{}: {words}", t.proof_failed)}</span>
                <button class="btn sm ghost icon" type="button" aria-label=m.close on:click=move |_| state.ask_error.set(None)>
                    <Icon name="x" />
                </button>
            </div>
        })
    }
}
