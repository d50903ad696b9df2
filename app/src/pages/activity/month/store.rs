//! The month that is shown: fetched when another one is chosen, and again when the server tells that something changed.

use super::super::state::ActivityState;
use crate::api::{ApiError, Cancel};
use domain::activity::month::MonthGrid;
use domain::activity::period::Month;
use domain::activity::settings::Measure;
use domain::ids::PersonId;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// News are gathered for this long, milliseconds.
const GATHER: u32 = 120;
/// A grid that took long is fetched again no sooner than this many times its own time.
const SHARE: f64 = 4.0;
/// Longest pause between news and their grid, milliseconds.
const LONGEST: f64 = 10_000.0;

/// What a grid was asked with.
type Asked = (Month, Option<Measure>, Option<PersonId>);

/// The month; copies share it.
#[derive(Clone, Copy)]
pub(crate) struct MonthStore {
    /// The page it stands on.
    pub(crate) state: ActivityState,
    /// The latest grid of the month that was asked for last.
    pub(crate) grid: RwSignal<Option<Arc<MonthGrid>>>,
    /// Why there is none, or no newer one.
    pub(crate) error: RwSignal<Option<ApiError>>,
    /// Rows that changed by themselves since that was last told.
    pub(crate) news: RwSignal<u64>,
    /// Whether another month is on its way.
    pub(crate) waiting: RwSignal<bool>,
    flight: StoredValue<Flight, LocalStorage>,
}

#[derive(Default)]
struct Flight {
    asked: Option<Asked>,
    cancel: Option<Cancel>,
    /// Counts requests; an answer to an older one is not shown.
    turn: u64,
    busy: bool,
    planned: bool,
    /// When the last grid came and how long it took, milliseconds.
    came: (f64, f64),
}

/// People whose line is another one in a newer grid of the same month.
fn changed(known: &MonthGrid, newer: &MonthGrid) -> u64 {
    let same = known.month == newer.month && known.explained.measure == newer.explained.measure;
    if !same || known.roster.people.len() != newer.roster.people.len() {
        return 0;
    }
    known.people.iter().zip(&newer.people).filter(|(before, after)| before != after).count() as u64
}

impl MonthStore {
    /// Begins to fetch, and follows what changes.
    pub(crate) fn new(state: ActivityState) -> Self {
        let store = Self {
            state,
            grid: RwSignal::new(None),
            error: RwSignal::new(None),
            news: RwSignal::new(0),
            waiting: RwSignal::new(false),
            flight: StoredValue::new_local(Flight::default()),
        };
        let asked = Memo::new(move |_| (state.month.get(), state.measure.get(), state.eyes.get()));
        Effect::new(move |_| {
            // Read, not only tracked: a memo that nobody reads hears nothing.
            asked.get();
            store.waiting.set(true);
            store.fetch();
        });
        Effect::new(move |before: Option<()>| {
            state.touched.track();
            if before.is_some() {
                store.fetch();
            }
        });
        let told = Memo::new(move |_| state.live.progress.with(|told| told.as_ref().map(|told| told.revision)));
        Effect::new(move |_| {
            told.get();
            // A new day moves what is met, and nothing else would tell.
            state.today();
            store.follow();
        });
        store
    }

    /// Fetches what is to be shown now, whatever is on its way.
    pub(crate) fn fetch(self) {
        let asked =
            (self.state.month.get_untracked(), self.state.measure.get_untracked(), self.state.eyes.get_untracked());
        let cancel = Cancel::new();
        let signal = cancel.as_ref().map(Cancel::signal);
        let turn = self.flight.try_update_value(|flight| {
            flight.asked = Some(asked);
            flight.cancel = cancel;
            flight.busy = true;
            flight.turn += 1;
            flight.turn
        });
        let Some(turn) = turn else { return };
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            let begun = js_sys::Date::now();
            let answer = api.month(asked.0, asked.1, signal.as_ref()).await;
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

    fn take(self, answer: Result<MonthGrid, ApiError>) {
        self.waiting.set(false);
        match answer {
            Ok(grid) => {
                self.error.set(None);
                self.state.explained.set(grid.explained);
                let changed = self.grid.with_untracked(|known| known.as_deref().map(|known| changed(known, &grid)));
                if self.grid.with_untracked(|known| known.as_deref() != Some(&grid)) {
                    self.grid.set(Some(Arc::new(grid)));
                }
                if let Some(changed) = changed.filter(|changed| *changed > 0) {
                    self.news.update(|news| *news += changed);
                }
            }
            Err(ApiError::Aborted) => {}
            Err(error) => {
                let other = self.grid.with_untracked(|grid| grid.as_ref().map(|grid| grid.month));
                if other.is_some() && other != Some(self.state.month.get_untracked()) {
                    // Another month must not stand under the name of the one that did not come.
                    self.grid.set(None);
                }
                self.error.set(Some(error));
            }
        }
        self.follow();
    }

    /// Whether the server has something newer than what is shown.
    fn is_behind(self) -> bool {
        let told = self.state.live.progress.with_untracked(|told| told.as_ref().map(|told| told.revision));
        let today = untrack(|| self.state.today());
        let me_known = self.state.me.with_untracked(Option::is_some);
        self.grid.with_untracked(|grid| {
            grid.as_ref().is_some_and(|grid| {
                told.is_some_and(|told| told > grid.explained.revision) || (me_known && today > grid.explained.today)
            })
        })
    }

    /// Plans a fetch when something newer is there.
    fn follow(self) {
        let (busy, planned, (came, took)) = self.flight.with_value(|flight| (flight.busy, flight.planned, flight.came));
        if busy || planned || !self.is_behind() {
            return;
        }
        self.flight.update_value(|flight| flight.planned = true);
        let due = came + (took * SHARE).min(LONGEST);
        let wait = (due - js_sys::Date::now()).clamp(f64::from(GATHER), LONGEST);
        spawn_local(async move {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
            TimeoutFuture::new(wait as u32).await;
            let busy = self.flight.try_update_value(|flight| {
                flight.planned = false;
                flight.busy
            });
            // What is on its way now asks again when it has come.
            if busy == Some(false) && self.is_behind() {
                self.fetch();
            }
        });
    }
}
