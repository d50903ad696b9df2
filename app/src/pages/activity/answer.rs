//! An answer that follows its question: fetched when the question changes, and again when the server tells that
//! something changed.

use super::state::ActivityState;
use crate::api::{ApiError, Cancel};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// News are gathered for this long, milliseconds.
const GATHER: f64 = 150.0;
/// An answer that took long is fetched again no sooner than this many times its own time.
const SHARE: f64 = 4.0;
/// Longest pause between news and their answer, milliseconds.
const LONGEST: f64 = 10_000.0;

/// An answer; copies share it.
pub(crate) struct Answer<T: Send + Sync + 'static> {
    /// The latest one to the question that is asked.
    pub(crate) value: RwSignal<Option<Arc<T>>>,
    /// Why there is none, or no newer one.
    pub(crate) error: RwSignal<Option<ApiError>>,
    /// Whether the answer to another question is on its way.
    pub(crate) waiting: RwSignal<bool>,
    state: ActivityState,
    question: Memo<String>,
    flight: StoredValue<Flight, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Answer<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Answer<T> {}

#[derive(Default)]
struct Flight {
    cancel: Option<Cancel>,
    /// Counts requests; an answer to an older one is not shown.
    turn: u64,
    busy: bool,
    /// Whether another fetch waits for its moment.
    planned: bool,
    /// When the last answer came and how long it took, milliseconds.
    came: (f64, f64),
}

impl<T: DeserializeOwned + PartialEq + Send + Sync + 'static> Answer<T> {
    /// Begins to ask; `question` is an address below `/api/activity/` whose answer has a compact form.
    pub(crate) fn new(state: ActivityState, question: Memo<String>) -> Self {
        let answer = Self {
            value: RwSignal::new(None),
            error: RwSignal::new(None),
            waiting: RwSignal::new(true),
            state,
            question,
            flight: StoredValue::new_local(Flight::default()),
        };
        Effect::new(move |_| {
            // Read, not only tracked: a memo that nobody reads hears nothing.
            question.with(|_| ());
            state.eyes.get();
            answer.waiting.set(true);
            answer.fetch();
        });
        let told = Memo::new(move |_| state.live.progress.with(|told| told.as_ref().map(|told| told.revision)));
        Effect::new(move |before: Option<()>| {
            told.get();
            // A new day moves what is due, and nothing else would tell.
            state.today();
            if before.is_some() {
                answer.follow();
            }
        });
        answer
    }

    /// Fetches now, whatever is on its way.
    pub(crate) fn fetch(self) {
        let cancel = Cancel::new();
        let signal = cancel.as_ref().map(Cancel::signal);
        let turn = self.flight.try_update_value(|flight| {
            flight.cancel = cancel;
            flight.busy = true;
            flight.turn += 1;
            flight.turn
        });
        let (Some(turn), Some(asked)) = (turn, self.question.try_get_untracked()) else { return };
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            let begun = js_sys::Date::now();
            let answer = api.grid::<T>(&asked, signal.as_ref()).await;
            let latest = self.flight.try_update_value(|flight| {
                let latest = flight.turn == turn;
                if latest {
                    flight.busy = false;
                    let now = js_sys::Date::now();
                    flight.came = (now, now - begun);
                }
                latest
            });
            if latest == Some(true) {
                self.take(answer);
            }
        });
    }

    fn take(self, answer: Result<T, ApiError>) {
        match answer {
            Ok(value) => {
                self.waiting.set(false);
                self.error.set(None);
                if self.value.with_untracked(|known| known.as_deref() != Some(&value)) {
                    self.value.set(Some(Arc::new(value)));
                }
            }
            Err(ApiError::Aborted) => {}
            Err(error) => {
                if self.waiting.get_untracked() {
                    // Another question's figures must not stand under the name of this one.
                    self.value.set(None);
                }
                self.waiting.set(false);
                self.error.set(Some(error));
            }
        }
    }

    /// Fetches again soon; what took long, later.
    fn follow(self) {
        let wait = self.flight.try_update_value(|flight| {
            if flight.planned {
                return None;
            }
            flight.planned = true;
            let (came, took) = flight.came;
            let due = came + (took * SHARE).min(LONGEST);
            Some((due - js_sys::Date::now()).clamp(GATHER, LONGEST))
        });
        let Some(Some(wait)) = wait else { return };
        spawn_local(async move {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
            TimeoutFuture::new(wait as u32).await;
            let busy = self.flight.try_update_value(|flight| {
                flight.planned = false;
                flight.busy
            });
            match busy {
                // What is on its way may have been asked before the news.
                Some(true) => self.follow(),
                Some(false) => self.fetch(),
                None => {}
            }
        });
    }
}
