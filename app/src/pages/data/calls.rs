//! Calls of the log as they are fetched, and one line of them.

use super::moment::Clock;
use crate::api::{ApiError, ApiHandle, api};
use crate::format::count;
use crate::i18n::data::words;
use crate::ui::icon::SmallIcon;
use domain::requests::{Mark, RequestFilter, RequestLine};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Most lines kept in the page; who looks for older ones has a filter.
const MOST: usize = 2_000;

/// What was fetched.
#[derive(Clone, Copy)]
pub(super) struct Calls {
    api: ApiHandle,
    pub(super) lines: RwSignal<Vec<RequestLine>>,
    /// Where the next page begins.
    pub(super) next: RwSignal<Option<Mark>>,
    /// Lines kept in all, and those of them that failed.
    pub(super) totals: RwSignal<(u64, u64)>,
    pub(super) failed_only: RwSignal<bool>,
    /// The answer to the last question has come.
    pub(super) here: RwSignal<bool>,
    pub(super) error: RwSignal<Option<ApiError>>,
    method: StoredValue<String>,
    turn: StoredValue<u64>,
}

impl Calls {
    pub(super) fn new() -> Self {
        Self {
            api: StoredValue::new_local(api()),
            lines: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            totals: RwSignal::new((0, 0)),
            failed_only: RwSignal::new(false),
            here: RwSignal::new(false),
            error: RwSignal::new(None),
            method: StoredValue::new(String::new()),
            turn: StoredValue::new(0),
        }
    }

    /// The newest lines.
    pub(super) fn begin(self) {
        self.fetch(None);
    }

    /// Older lines behind those that are here.
    pub(super) fn go_on(self) {
        self.fetch(self.next.get_untracked());
    }

    /// Only lines whose methods contain a text.
    pub(super) fn look_for(self, method: String) {
        self.method.set_value(method);
        self.begin();
    }

    /// Only lines that failed, or all.
    pub(super) fn only_failed(self, failed: bool) {
        self.failed_only.set(failed);
        self.begin();
    }

    fn fetch(self, after: Option<Mark>) {
        self.turn.update_value(|turn| *turn += 1);
        let mine = self.turn.get_value();
        self.here.set(false);
        let filter = RequestFilter {
            failed: self.failed_only.get_untracked(),
            method: self.method.get_value().trim().chars().take(domain::requests::LONGEST_METHOD).collect(),
            after,
            ..RequestFilter::default()
        };
        spawn_local(async move {
            let Some(api) = self.api.try_get_value() else { return };
            let answer = api.requests(&filter).await;
            // The panel may be closed, or another question asked by now.
            if self.turn.try_get_value() != Some(mine) {
                return;
            }
            self.here.set(true);
            match answer {
                Ok(page) => {
                    self.error.set(None);
                    self.totals.set((page.kept, page.failed));
                    self.lines.update(|lines| {
                        if filter.after.is_none() {
                            lines.clear();
                        }
                        lines.extend(page.lines);
                    });
                    let full = self.lines.with_untracked(Vec::len) >= MOST;
                    self.next.set(page.next.filter(|_| !full));
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}

/// One call; a click shows what was asked.
#[component]
pub(super) fn CallLine(line: RequestLine) -> impl IntoView {
    let t = words();
    let open = RwSignal::new(false);
    let at = Clock::here().exact(line.at);
    if line.error.as_deref() == Some("LINES_DROPPED") {
        let words = (t.lines_dropped)(&count(u64::from(line.rows)));
        return view! { <tr><td class="t2">{at}</td><td colspan="4" class="neg">{words}</td></tr> }.into_any();
    }
    let failed = line.error.is_some() || line.status.is_some_and(|status| status >= 400);
    let answer = match (line.status, line.error.clone()) {
        (None, _) => t.no_answer.to_owned(),
        (Some(status), Some(error)) => format!("{status} {error}"),
        (Some(status), None) => status.to_string(),
    };
    let title = answer.clone();
    let methods = if line.methods.is_empty() { line.method.clone() } else { line.methods.clone() };
    let label = (t.show_params)(&methods);
    let rows = if line.rows > 0 { count(u64::from(line.rows)) } else { "–".to_owned() };
    let duration = count(u64::from(line.duration_ms));
    let line = StoredValue::new(line);
    view! {
        <tr class:neg=failed>
            <td class="t2">{at}</td>
            <td>
                <button
                    class="data-call"
                    type="button"
                    aria-expanded=move || open.get().to_string()
                    aria-label=label
                    title=methods.clone()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {move || view! { <SmallIcon name=if open.get() { "down" } else { "right" } /> }}
                    <span class="cut">{methods.clone()}</span>
                </button>
            </td>
            <td class="cut" title=title>
                {if failed { view! { <SmallIcon name="x" /> }.into_any() } else { ().into_any() }}
                " "{answer}
            </td>
            <td class="num">{duration}</td>
            <td class="num t2">{rows}</td>
        </tr>
        <Show when=move || open.get()>
            <tr class="data-params"><td colspan="5">{line.with_value(asked)}</td></tr>
        </Show>
    }
    .into_any()
}

/// Address, time of the method, parameters.
fn asked(line: &RequestLine) -> AnyView {
    let t = words();
    let operating = line.operating_ms.map(|ms| {
        view! { <dt>{t.operating}</dt><dd>{format!("{}\u{a0}{}", count(u64::from(ms)), t.milliseconds)}</dd> }
    });
    let params = (!line.params.is_empty())
        .then(|| view! { <dt>{t.params}</dt><dd><code class="mono">{line.params.clone()}</code></dd> });
    view! { <dl><dt>{t.host}</dt><dd>{line.host.clone()}</dd>{operating}{params}</dl> }.into_any()
}
