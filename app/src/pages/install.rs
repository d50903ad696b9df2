//! The installer: says what is read, binds the app to the portal, shows the first rows arriving and moves on by itself.

use crate::api::{Api, ApiError, api};
use crate::app::Stage;
use crate::i18n::install::words;
use crate::i18n::messages;
use crate::live::{Live, live};
use crate::pages::data::Overall;
use crate::ui::icon::{Icon, Mark, SmallIcon};
use crate::ui::progress::EntityList;
use crate::ui::states::{EmptyState, error_words};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long the finished installer stays readable before it moves on, milliseconds.
const READABLE: u32 = 1_500;
/// How long the portal may take to reload the page before the app goes on by itself, milliseconds.
const PORTAL_RELOADS: u32 = 5_000;

/// Where the installation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Access,
    Binding,
    Ready,
    NotAdmin,
    Failed(ApiError),
}

/// The page.
#[component]
pub(crate) fn InstallPage(
    /// How far the opening is.
    stage: RwSignal<Stage>,
    /// Whether the portal waits for the installer's end.
    from_portal: bool,
    /// Called when the reports may be shown.
    finished: Callback<()>,
    /// Opens the session anew.
    retry: Callback<()>,
) -> impl IntoView {
    let t = messages();
    let words = words();
    let step = RwSignal::new(Step::Access);
    let api = StoredValue::new_local(api());
    let live = live();
    let bind = move || spawn_bind(Binding { api: api.get_value(), live, step, stage, from_portal, finished });
    Effect::new(move |_| match stage.get() {
        Stage::Open { viewer, .. } if viewer.admin => {
            if step.get_untracked() == Step::Access {
                bind();
            }
        }
        Stage::Open { .. } => step.set(Step::NotAdmin),
        Stage::Failed(error) => step.set(Step::Failed(error)),
        Stage::Opening | Stage::Outside => step.set(Step::Access),
    });
    let again = move |_| {
        if matches!(stage.get_untracked(), Stage::Open { .. }) {
            bind();
        } else {
            retry.run(());
        }
    };
    let domain = move || {
        stage.with(|stage| match stage {
            Stage::Open { viewer, .. } => Some((words.to)(&viewer.domain)),
            _ => None,
        })
    };
    let open_now = move |_| {
        open_reports(stage);
        finished.run(());
    };
    view! {
        <a class="skip" href="#main">{t.skip_to_content}</a>
        <div class="app">
            <main class="ins scroll" id="main" tabindex="0" aria-label=words.title>
                <section class="card box">
                    <header class="hd row">
                        <span class="brandmark"><Mark /></span>
                        <div class="grow">
                            <h1>{words.title}</h1>
                            <p class="t2">{move || domain().unwrap_or_else(|| words.checking.to_owned())}</p>
                        </div>
                        <Steps step />
                    </header>
                    {move || match step.get() {
                        Step::NotAdmin => view! {
                            <EmptyState drawing="door" title=words.admin_title text=words.admin_text />
                        }.into_any(),
                        Step::Failed(error) => {
                            let (text, trace) = error_words(&error, t);
                            view! {
                                <div class="empty" role="alert">
                                    <h2>{t.error_title}</h2>
                                    <p>{text}</p>
                                    {trace.map(|trace| view! { <p class="sub trace">{(t.error_code)(&trace)}</p> })}
                                    <button class="btn primary" type="button" on:click=again>{t.retry}</button>
                                </div>
                            }.into_any()
                        }
                        Step::Access | Step::Binding | Step::Ready => view! {
                            <Under step />
                            <EntityList />
                            <div class="foot">
                                <div class="note">
                                    <Icon name="shield" />
                                    <span><b>{words.note.0}</b>" "{words.note.1}</span>
                                </div>
                                <div class="row acts">
                                    <span class="sub grow" role="status">
                                        {move || if step.get() == Step::Ready { words.done_text } else { words.moves_on }}
                                    </span>
                                    <button
                                        class="btn primary"
                                        type="button"
                                        disabled=move || step.get() != Step::Ready
                                        on:click=open_now
                                    >
                                        {words.open}
                                    </button>
                                </div>
                            </div>
                        }.into_any(),
                    }}
                </section>
            </main>
        </div>
    }
}

/// What happens now: binding first, then the reading.
#[component]
fn Under(step: RwSignal<Step>) -> impl IntoView {
    let words = words();
    move || {
        if step.get() == Step::Ready {
            return view! { <Overall /> }.into_any();
        }
        let told = if step.get() == Step::Access { words.checking } else { words.wiring };
        view! {
            <div class="tot">
                <div class="row">
                    <div class="grow cut">
                        <span class="blk" role="status">{told}</span>
                        <span class="sub blk">{words.wiring_sub}</span>
                    </div>
                </div>
                <div class="pbar lgb idle" role="progressbar" aria-label=told><i></i></div>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Steps(step: RwSignal<Step>) -> impl IntoView {
    let words = words();
    let reached = move || match step.get() {
        Step::Access | Step::NotAdmin | Step::Failed(_) => 0,
        Step::Binding => 1,
        Step::Ready => 2,
    };
    let item = move |place: usize, name: &'static str| {
        let class = move || if place < reached() { "done" } else { "" };
        let current = move || (place == reached()).then_some("step");
        let mark = move || {
            if place < reached() {
                view! { <SmallIcon name="check" /> }.into_any()
            } else {
                view! { <b>{place + 1}</b> }.into_any()
            }
        };
        view! { <li class=class aria-current=current>{mark}{name}</li> }
    };
    view! {
        <ol class="steps" aria-label=words.steps>
            {item(0, words.access)}
            {item(1, words.binding)}
            {item(2, words.ready)}
        </ol>
    }
}

/// What binding the app to the portal needs.
struct Binding {
    api: Api,
    live: Live,
    step: RwSignal<Step>,
    stage: RwSignal<Stage>,
    from_portal: bool,
    finished: Callback<()>,
}

fn spawn_bind(binding: Binding) {
    let Binding { api, live, step, stage, from_portal, finished } = binding;
    step.set(Step::Binding);
    spawn_local(async move {
        match api.install().await {
            Ok(progress) => {
                live.progress.set(Some(progress));
                step.set(Step::Ready);
            }
            Err(error) => {
                step.set(Step::Failed(error));
                return;
            }
        }
        TimeoutFuture::new(READABLE).await;
        if let Some(frame) = api.frame().filter(|_| from_portal) {
            frame.finish_install();
            TimeoutFuture::new(PORTAL_RELOADS).await;
        }
        open_reports(stage);
        finished.run(());
    });
}

/// From here on the portal counts as installed.
fn open_reports(stage: RwSignal<Stage>) {
    stage.update(|stage| {
        if let Stage::Open { installed, .. } = stage {
            *installed = true;
        }
    });
}
