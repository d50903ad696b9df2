//! What the page knows: fetched when it opens, again when the server tells that something moved on, never in a hurry.

use crate::api::{ApiError, ApiHandle, api};
use crate::live::{Live, live};
use domain::day::Millis;
use domain::directory::Directory;
use domain::freshness::DataOverview;
use domain::ids::PersonId;
use domain::jobs::JobView;
use domain::progress::Entity;
use domain::proof::{LastProof, Month, Period, ProofPage};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Shortest time between two overviews, milliseconds.
const EVERY: u32 = 4_000;

/// State of the page.
#[derive(Clone, Copy)]
pub(super) struct DataState {
    api: ApiHandle,
    pub(super) live: Live,
    pub(super) admin: bool,
    /// Freshness and what waits.
    pub(super) overview: RwSignal<Option<DataOverview>>,
    /// Why the last overview did not come.
    pub(super) error: RwSignal<Option<ApiError>>,
    /// Jobs, as last told.
    pub(super) jobs: Memo<Option<Vec<JobView>>>,
    /// The certificate shown, with its first differences.
    pub(super) page: RwSignal<Option<ProofPage>>,
    /// Which certificate; the newest when none is chosen.
    pub(super) report: RwSignal<Option<i64>>,
    /// The month shown below the grid.
    pub(super) chosen: RwSignal<Option<(Entity, Option<Month>)>>,
    /// People and departments, for names and the picker.
    pub(super) directory: RwSignal<Option<Arc<Directory>>>,
    /// Something asked for has not been answered.
    pub(super) asking: RwSignal<bool>,
    /// Why it was refused.
    pub(super) ask_error: RwSignal<Option<ApiError>>,
    flight: StoredValue<Flight>,
}

#[derive(Clone, Copy, Default)]
struct Flight {
    busy: bool,
    again: bool,
}

impl DataState {
    /// Nothing fetched yet.
    pub(super) fn new(admin: bool) -> Self {
        let live = live();
        Self {
            api: StoredValue::new_local(api()),
            live,
            admin,
            overview: RwSignal::new(None),
            error: RwSignal::new(None),
            jobs: Memo::new(move |_| live.jobs.with(|jobs| serde_json::from_str(jobs.as_ref()?).ok())),
            page: RwSignal::new(None),
            report: RwSignal::new(None),
            chosen: RwSignal::new(None),
            directory: RwSignal::new(None),
            asking: RwSignal::new(false),
            ask_error: RwSignal::new(None),
            flight: StoredValue::new(Flight::default()),
        }
    }

    /// Fetches now and whenever something moved on.
    pub(super) fn follow(self) {
        Effect::new(move |_| {
            self.live.progress.with(|progress| progress.as_ref().map(|progress| (progress.revision, progress.phase)));
            self.live.now.track();
            self.jobs.track();
            self.refresh();
        });
        if !self.admin {
            return;
        }
        Effect::new(move |_| {
            self.live.proof.track();
            let report = self.report.get();
            self.fetch_proof(report);
        });
        spawn_local(async move {
            let Some(api) = self.api.try_get_value() else { return };
            if let Ok(directory) = api.directory().await {
                // The page may have been left.
                drop(self.directory.try_set(Some(Arc::new(directory))));
            }
        });
    }

    /// Fetches the overview, once for all who ask within a few seconds.
    pub(super) fn refresh(self) {
        let busy = self.flight.with_value(|flight| flight.busy);
        self.flight.update_value(|flight| {
            flight.again |= flight.busy;
            flight.busy = true;
        });
        if !busy {
            spawn_local(self.fetch());
        }
    }

    async fn fetch(self) {
        loop {
            let Some(api) = self.api.try_get_value() else { return };
            let answer = api.data().await;
            if self.overview.is_disposed() {
                return;
            }
            match answer {
                Ok(overview) => {
                    self.error.set(None);
                    if self.overview.with_untracked(|known| known.as_ref() != Some(&overview)) {
                        self.overview.set(Some(overview));
                    }
                }
                Err(error) => self.error.set(Some(error)),
            }
            TimeoutFuture::new(EVERY).await;
            let again = self.flight.try_update_value(|flight| {
                let again = flight.again;
                *flight = Flight { busy: again, again: false };
                again
            });
            if again != Some(true) {
                return;
            }
        }
    }

    fn fetch_proof(self, report: Option<i64>) {
        spawn_local(async move {
            let Some(api) = self.api.try_get_value() else { return };
            // The page that is shown stays when a newer one does not come; the overview says what is wrong.
            if let Ok(page) = api.proof(report, 0).await
                && !self.page.is_disposed()
                && self.report.get_untracked() == report
                && self.page.with_untracked(|known| known.as_ref() != Some(&page))
            {
                self.page.set(Some(page));
            }
        });
    }

    /// Adds the next differences of the certificate shown.
    pub(super) fn more_differences(self) {
        let Some(known) = self.page.with_untracked(|page| {
            let page = page.as_ref()?;
            Some((page.report.as_ref()?.id, u64::try_from(page.differences.len()).unwrap_or_default()))
        }) else {
            return;
        };
        let (report, offset) = known;
        spawn_local(async move {
            let Some(api) = self.api.try_get_value() else { return };
            let Ok(next) = api.proof(Some(report), offset).await else { return };
            // The page may have been left, or another certificate be shown by now.
            if self.page.is_disposed() {
                return;
            }
            self.page.update(|page| {
                let shown = page.as_mut().filter(|page| page.report.as_ref().is_some_and(|shown| shown.id == report));
                if let Some(page) = shown {
                    page.differences.extend(next.differences);
                }
            });
        });
    }

    /// Has everything compared now.
    pub(super) fn prove(self) {
        self.ask(None, |_| {});
    }

    /// Has a period compared; `then` hears whether it was taken.
    pub(super) fn recheck(self, period: Period, then: impl Fn(bool) + 'static) {
        self.ask(Some(period), then);
    }

    fn ask(self, period: Option<Period>, then: impl Fn(bool) + 'static) {
        if self.asking.get_untracked() {
            return;
        }
        self.asking.set(true);
        self.ask_error.set(None);
        spawn_local(async move {
            let Some(api) = self.api.try_get_value() else { return };
            let answer = match &period {
                None => api.prove().await,
                Some(period) => api.recheck(period).await,
            };
            if self.asking.is_disposed() {
                return;
            }
            self.asking.set(false);
            then(answer.is_ok());
            // What was asked for is shown when it comes, not an older certificate that somebody looked at.
            self.report.set(None);
            if let Err(error) = answer {
                self.ask_error.set(Some(error));
            }
        });
    }

    /// The last proof: told by the server, or known from the overview.
    pub(super) fn last_proof(self) -> Option<LastProof> {
        let told = self.live.proof.with(|proof| serde_json::from_str::<Option<LastProof>>(proof.as_ref()?).ok());
        told.flatten().or_else(|| self.overview.with(|overview| overview.as_ref().and_then(|overview| overview.proof)))
    }

    /// Now, by the browser's clock.
    pub(super) fn now(self) -> Millis {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds since the epoch fit an i64 for ages")]
        Millis(self.live.now.get() as i64)
    }

    /// A person's short name; nothing while names are not known.
    pub(super) fn name_of(self, person: PersonId) -> Option<String> {
        self.directory.with(|directory| directory.as_ref()?.person(person).map(crate::format::short_name))
    }
}
