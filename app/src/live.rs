//! What the server tells by itself: how far the synchronisation is and which revision the data has.

use crate::api::Api;
use domain::progress::{EntityProgress, Phase, Progress};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::{RwSignal, Set, expect_context};
use leptos::task::spawn_local;

/// Waits between attempts while the server is not reached, milliseconds.
const RETRY: [u32; 5] = [1_000, 2_000, 5_000, 10_000, 20_000];
/// How often "minutes ago" is counted anew, milliseconds.
const TICK: u32 = 20_000;

/// The latest word of the server.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    /// Progress; `None` until the first answer.
    pub(crate) progress: RwSignal<Option<Progress>>,
    /// Whether the server can not be reached at the moment.
    pub(crate) offline: RwSignal<bool>,
    /// The browser's clock, milliseconds since the epoch, renewed now and then.
    pub(crate) now: RwSignal<f64>,
}

impl Live {
    /// Nothing heard yet.
    pub(crate) fn new() -> Self {
        Self { progress: RwSignal::new(None), offline: RwSignal::new(false), now: RwSignal::new(js_sys::Date::now()) }
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

    async fn listen(self, api: &Api) {
        let mut revision = None;
        let mut failures = 0;
        loop {
            let answer = match revision {
                None => api.progress().await,
                Some(revision) => api.live(revision).await,
            };
            match answer {
                Ok(progress) => {
                    failures = 0;
                    revision = Some(progress.revision);
                    self.now.set(js_sys::Date::now());
                    self.offline.set(false);
                    self.progress.set(Some(progress));
                }
                Err(_) => {
                    self.offline.set(true);
                    TimeoutFuture::new(RETRY[failures.min(RETRY.len() - 1)]).await;
                    failures += 1;
                }
            }
        }
    }
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
