//! What the server tells by itself: how far the synchronisation is and which revision the data has.

pub(crate) mod events;

use crate::api::{Api, ApiError};
use domain::progress::{EntityProgress, Phase, Progress};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::{RwSignal, Set, expect_context};
use leptos::task::spawn_local;

/// Waits between attempts while the server is not reached, milliseconds.
const RETRY: [u32; 5] = [1_000, 2_000, 5_000, 10_000, 20_000];
/// A connection that held for longer was a good one, milliseconds: the next attempts begin quickly again.
const STEADY: f64 = 30_000.0;
/// How often "minutes ago" is counted anew, milliseconds.
const TICK: u32 = 20_000;

/// The latest word of the server.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    /// Progress; `None` until the first answer.
    pub(crate) progress: RwSignal<Option<Progress>>,
    /// The latest jobs as the server told them, for the page that shows them; administrators only.
    pub(crate) jobs: RwSignal<Option<String>>,
    /// The last proof, told likewise.
    pub(crate) proof: RwSignal<Option<String>>,
    /// Whether the server can not be reached at the moment.
    pub(crate) offline: RwSignal<bool>,
    /// The browser's clock, milliseconds since the epoch, renewed now and then.
    pub(crate) now: RwSignal<f64>,
}

impl Live {
    /// Nothing heard yet.
    pub(crate) fn new() -> Self {
        Self {
            progress: RwSignal::new(None),
            jobs: RwSignal::new(None),
            proof: RwSignal::new(None),
            offline: RwSignal::new(false),
            now: RwSignal::new(js_sys::Date::now()),
        }
    }

    /// Listens for as long as the page is open.
    pub(crate) fn watch(self, api: Api) {
        spawn_local(async move {
            loop {
                TimeoutFuture::new(TICK).await;
                self.now.set(js_sys::Date::now());
            }
        });
        spawn_local(async move { self.listen(&api).await });
    }

    /// Listens, and comes again when the answer ends: at once after a session, later and later while nobody answers.
    async fn listen(self, api: &Api) {
        let mut failures = 0;
        loop {
            let begun = js_sys::Date::now();
            match self.follow(api).await {
                // The first word after a reconnection is the present state, so nothing is missed in between.
                Ok(()) if js_sys::Date::now() - begun > f64::from(RETRY[0]) => failures = 0,
                Ok(()) => {
                    TimeoutFuture::new(RETRY[0]).await;
                }
                Err(_) => {
                    self.offline.set(true);
                    if js_sys::Date::now() - begun > STEADY {
                        failures = 0;
                    }
                    TimeoutFuture::new(spread(RETRY[failures.min(RETRY.len() - 1)])).await;
                    failures += 1;
                }
            }
        }
    }

    /// Hears what the server tells until it ends the answer.
    async fn follow(self, api: &Api) -> Result<(), ApiError> {
        let mut stream = api.events().await?;
        while let Some(event) = stream.next().await? {
            self.now.set(js_sys::Date::now());
            self.offline.set(false);
            match event.name.as_str() {
                "progress" => {
                    let progress = serde_json::from_str(&event.data).map_err(|_| ApiError::Unreadable)?;
                    self.progress.set(Some(progress));
                }
                "jobs" => self.jobs.set(Some(event.data)),
                "proof" => self.proof.set(Some(event.data)),
                // A newer server may tell more.
                _ => {}
            }
        }
        Ok(())
    }
}

/// A pause that differs from page to page: after a restart not all come at the same moment.
fn spread(pause: u32) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between half of the pause and all of it"
    )]
    let shorter = (js_sys::Math::random() * f64::from(pause / 2)) as u32;
    pause - shorter
}

/// The server's word provided at the root of the app.
pub(crate) fn live() -> Live {
    expect_context()
}

/// The entity being read: the first one that is neither finished nor empty.
pub(crate) fn current(progress: &Progress) -> Option<EntityProgress> {
    let unfinished = || progress.entities.iter().filter(|entity| !entity.finished);
    unfinished().find(|entity| entity.done > 0).or_else(|| unfinished().next()).copied()
}

/// Rows done and rows in all over every entity whose total is known.
pub(crate) fn overall(progress: &Progress) -> (u64, u64) {
    progress.entities.iter().fold((0, 0), |(done, total), entity| {
        let known = entity.total.unwrap_or(0).max(entity.done);
        (done + entity.done, total + known)
    })
}

/// Whether the first reading still goes on.
pub(crate) fn is_loading(progress: &Progress) -> bool {
    matches!(progress.phase, Phase::Waiting | Phase::Backfill)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::progress::Entity;

    fn progress(entities: &[(Entity, u64, Option<u64>, bool)]) -> Progress {
        Progress {
            revision: 1,
            phase: Phase::Backfill,
            entities: entities
                .iter()
                .map(|&(entity, done, total, finished)| EntityProgress { entity, done, total, finished })
                .collect(),
            seconds_left: None,
            updated: None,
            problem: None,
        }
    }

    #[test]
    fn the_chip_shows_what_is_being_read() {
        let progress = progress(&[
            (Entity::People, 80, Some(80), true),
            (Entity::Companies, 0, Some(5_000), false),
            (Entity::Deals, 12_400, Some(40_000), false),
        ]);
        assert_eq!(current(&progress).map(|entity| entity.entity), Some(Entity::Deals));
    }

    #[test]
    fn before_the_first_row_the_first_entity_is_named() {
        let progress = progress(&[(Entity::People, 80, Some(80), true), (Entity::Companies, 0, None, false)]);
        assert_eq!(current(&progress).map(|entity| entity.entity), Some(Entity::Companies));
    }

    #[test]
    fn an_entity_without_a_total_does_not_pretend_to_have_one() {
        let progress = progress(&[(Entity::Deals, 30, None, false), (Entity::Calls, 10, Some(100), false)]);
        assert_eq!(overall(&progress), (40, 130));
    }
}
