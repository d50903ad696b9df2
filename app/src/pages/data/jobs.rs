//! Background jobs: what each is, how far, who asked, and why the last attempt ended.

use super::moment::{Clock, ahead};
use super::state::DataState;
use crate::format::{count, date, percent};
use crate::i18n::data::{DataMessages, words};
use crate::i18n::messages;
use crate::ui::icon::SmallIcon;
use domain::jobs::{JobState, JobView, JobWork};
use leptos::prelude::*;

/// The card.
#[component]
pub(super) fn JobsCard(state: DataState) -> impl IntoView {
    let t = words();
    let running_only = RwSignal::new(false);
    let running = Memo::new(move |_| {
        let count = state.jobs.with(|jobs| jobs.iter().flatten().filter(|job| job.state == JobState::Running).count());
        u64::try_from(count).unwrap_or_default()
    });
    let shown = Memo::new(move |_| {
        let wanted = |job: &&JobView| !running_only.get() || job.state == JobState::Running;
        state.jobs.with(|jobs| jobs.iter().flatten().filter(wanted).cloned().collect::<Vec<_>>())
    });
    let pressed = move |only: bool| move || (running_only.get() == only).to_string();
    let empty = move || if running_only.get() { t.no_jobs_running } else { t.no_jobs };
    view! {
        <section class="card frame jb" aria-labelledby="jobs">
            <header>
                <h2 id="jobs">{t.jobs}</h2>
                <span class="grow"></span>
                <div class="seg">
                    <button type="button" aria-pressed=pressed(false) on:click=move |_| running_only.set(false)>{t.all}</button>
                    <button type="button" aria-pressed=pressed(true) on:click=move |_| running_only.set(true)>
                        {move || (t.jobs_running)(running.get())}
                    </button>
                </div>
            </header>
            <div class="scroll" role="region" aria-label=t.list_of_jobs tabindex="0">
                <table class="tbl">
                    <thead><tr>
                        <th scope="col">{t.job}</th>
                        <th scope="col">{t.progress}</th>
                        <th scope="col">{t.started}</th>
                        <th scope="col">{t.who}</th>
                    </tr></thead>
                    <tbody>
                        <For each=move || shown.get() key=|job| job.id.0 let:job>
                            {
                                let id = job.id;
                                let job = Memo::new(move |before: Option<&JobView>| {
                                    let found = shown.with(|jobs| jobs.iter().find(|job| job.id == id).cloned());
                                    found.or_else(|| before.cloned()).unwrap_or_else(|| job.clone())
                                });
                                view! { <Line state job /> }
                            }
                        </For>
                    </tbody>
                </table>
                <Show when=move || shown.with(Vec::is_empty)>
                    <p class="muted data-none">{empty}</p>
                </Show>
            </div>
        </section>
    }
}

#[component]
fn Line(state: DataState, job: Memo<JobView>) -> impl IntoView {
    let t = words();
    let mark = move || {
        let (class, icon) = match job.with(|job| (job.state, job.problem.is_some())) {
            (JobState::Running, _) => ("jd run", "refresh"),
            (JobState::Done, _) => ("jd ok", "check"),
            (JobState::Failed, _) => ("jd bad", "x"),
            (JobState::Queued, true) => ("jd warn", "clock"),
            (JobState::Queued, false) => ("jd", "clock"),
        };
        view! { <span class=class><SmallIcon name=icon /></span> }
    };
    let title = move || job.with(|job| named(job, state, t));
    let problem = move || {
        let problem = job.with(|job| job.problem.clone().filter(|_| job.state != JobState::Done))?;
        Some(view! { <span class="sub blk cut" title=problem.clone()>{problem.clone()}</span> })
    };
    let begun = move || {
        let at = job.with(|job| job.started);
        at.map(|at| Clock::here().near(at, state.now(), t)).unwrap_or_else(|| "–".to_owned())
    };
    let who = move || match job.with(|job| job.asked_by) {
        Some(person) => state.name_of(person).unwrap_or_else(|| format!("#{}", person.0)),
        None => t.planned.to_owned(),
    };
    view! {
        <tr>
            <td>
                <span class="row">
                    {mark}
                    <span class="cut"><span class="blk cut" title=title>{title}</span>{problem}</span>
                </span>
            </td>
            <td class="jp">{move || job.with(|job| progress(job, state, t))}</td>
            <td class="t2">{begun}</td>
            <td class="t2">{who}</td>
        </tr>
    }
}

/// The kind, with the days and people of a recheck.
fn named(job: &JobView, state: DataState, t: &DataMessages) -> String {
    let kind = (t.kind)(job.work.kind());
    let (period, people) = match &job.work {
        JobWork::Recheck { period, people } => (Some(*period), people.as_slice()),
        JobWork::Proof { period } => (*period, [].as_slice()),
        _ => (None, [].as_slice()),
    };
    let days = period
        .map(|period| format!(": {} – {}", date(period.from, messages()), date(period.to, messages())))
        .unwrap_or_default();
    let who = match people {
        [] => String::new(),
        [one] => state.name_of(*one).map(|name| format!(", {name}")).unwrap_or_default(),
        many => format!(", {}", (t.chosen_people)(u64::try_from(many.len()).unwrap_or_default())),
    };
    format!("{kind}{days}{who}")
}

fn progress(job: &JobView, state: DataState, t: &'static DataMessages) -> AnyView {
    let words = match job.state {
        JobState::Running => return running(job),
        JobState::Done if job.done == 0 => messages().done.to_owned(),
        JobState::Done => (t.job_done_of)(&count(job.done)),
        JobState::Failed => t.job_failed.to_owned(),
        JobState::Queued if job.attempts > 0 => {
            (t.job_again)(&ahead(job.due, state.now(), t), u64::from(job.attempts) + 1)
        }
        JobState::Queued if job.due.0 > state.now().0 + 2_000 => (t.job_begins)(&ahead(job.due, state.now(), t)),
        JobState::Queued => t.job_waits.to_owned(),
    };
    let class = if job.state == JobState::Failed { "neg" } else { "t2" };
    view! { <span class=class>{words}</span> }.into_any()
}

fn running(job: &JobView) -> AnyView {
    match job.total.filter(|total| *total > 0) {
        Some(total) => {
            let share = percent(job.done, total);
            let title = format!("{} / {}", count(job.done), count(total));
            view! {
                <span class="row" title=title>
                    <span class="pbar"><i style:width=format!("{share}%")></i></span>
                    <span>{format!("{share}\u{a0}%")}</span>
                </span>
            }
            .into_any()
        }
        None => view! { <span class="row"><span class="pbar idle"><i></i></span><span>{count(job.done)}</span></span> }
            .into_any(),
    }
}
