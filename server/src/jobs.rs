//! Work in the background: jobs are kept in the database, so that they outlive the process that was asked for them, and
//! are done by whichever process claims them.
//!
//! A claim lasts a few seconds and is extended while the work goes on ([`crate::keeper`]). Work whose claim was lost is
//! stopped, and could not write any more in any case: its store asks for the claim in every transaction. An attempt that
//! failed for a passing reason is repeated later; on a graceful stop the work is given back untried.

mod attempt;
mod kinds;
mod notices;
pub mod retry;
pub mod schedule;

pub use attempt::Context;
pub use retry::JobError;

use crate::app::App;
use crate::keeper::LEASE;
use domain::day::Millis;
use domain::ids::{PersonId, PortalId};
use domain::jobs::{JobId, JobWork};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::{ClaimedJob, Enqueued, NewJob};
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// Jobs a process does at once.
const AT_ONCE: usize = 4;
/// How often a process looks for work without being told of any.
const LOOK: Duration = Duration::from_secs(3);
/// How often the schedule is looked at.
const SCHEDULE: Duration = Duration::from_secs(15);
/// How often what is old is removed.
const TIDY: Duration = Duration::from_secs(3_600);
/// How long jobs that ended are kept, milliseconds: a fortnight.
const KEPT: i64 = 14 * 86_400_000;

/// A job, over all portals.
pub(crate) type JobKey = (PortalId, JobId);

/// Does the jobs of this process; cheap to clone.
#[derive(Clone, Default)]
pub struct Worker(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// Jobs being done here, with what stops them when they are lost.
    running: Mutex<HashMap<JobKey, Arc<Notify>>>,
    wake: Notify,
}

impl Worker {
    /// A job may be due.
    pub fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// The jobs being done here.
    pub(crate) fn running(&self) -> BTreeSet<JobKey> {
        self.lock().keys().copied().collect()
    }

    /// Whether a job of the portal is being done here.
    pub(crate) fn is_busy_with(&self, portal: PortalId) -> bool {
        self.lock().keys().any(|(of, _)| *of == portal)
    }

    /// Stops a job that went to another process, or with its portal.
    pub(crate) fn lose(&self, key: JobKey) {
        if let Some(lost) = self.lock().get(&key) {
            lost.notify_one();
        }
    }

    /// Claims and does jobs until the server is asked to stop, then gives back what is not done.
    pub(crate) async fn work(self, app: App) {
        let mut tasks = JoinSet::new();
        let mut plan = tokio::time::interval(SCHEDULE);
        let mut planned = schedule::Planned::default();
        let mut tidying = tokio::time::interval(TIDY);
        loop {
            while tasks.len() < AT_ONCE && !app.is_stopping() {
                match self.claim(&app).await {
                    Ok(Some(job)) => {
                        let lost = Arc::new(Notify::new());
                        self.lock().insert((job.portal, job.id), Arc::clone(&lost));
                        let (worker, app) = (self.clone(), app.clone());
                        tasks.spawn(async move {
                            let key = (job.portal, job.id);
                            attempt::make(&app, job, &lost).await;
                            worker.lock().remove(&key);
                        });
                    }
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!(%error, "no job could be claimed");
                        break;
                    }
                }
            }
            tokio::select! {
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
                () = self.0.wake.notified() => {}
                () = tokio::time::sleep(LOOK) => {}
                _ = plan.tick() => {
                    if let Err(error) = schedule::plan(&app, &mut planned).await {
                        tracing::warn!(%error, "the schedule could not be kept");
                    }
                }
                _ = tidying.tick() => tidy(&app).await,
                () = app.stopping() => break,
            }
        }
        // Each of them sees the wish to stop and gives its job back.
        while tasks.join_next().await.is_some() {}
    }

    async fn claim(&self, app: &App) -> Result<Option<ClaimedJob>, store::Error> {
        let now = app.clock.now();
        let mut tx = app.store.begin().await?;
        let job = tx.job_queue().claim(&app.process, now, Millis(now.0 + LEASE)).await?;
        tx.commit().await?;
        if let Some(job) = &job {
            app.changes.tell(job.portal);
        }
        Ok(job)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<JobKey, Arc<Notify>>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes what is too old to keep. A failure is told and made up for next time.
async fn tidy(app: &App) {
    let now = app.clock.now();
    let pruned = async {
        let mut tx = app.store.begin().await?;
        let jobs = tx.job_queue().prune(Millis(now.0 - KEPT)).await?;
        tx.leases().prune(Millis(now.0 - KEPT)).await?;
        tx.spent_codes().prune(now).await?;
        tx.commit().await?;
        Ok::<_, store::Error>(jobs)
    };
    match pruned.await {
        Ok(0) => {}
        Ok(jobs) => tracing::info!(jobs, "old jobs removed"),
        Err(error) => tracing::warn!(%error, "old jobs could not be removed"),
    }
}

impl App {
    /// Asks for work on a portal, to begin at once; the same work that waits or runs already is answered instead.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn enqueue(
        &self,
        portal: PortalId,
        work: JobWork,
        asked_by: Option<PersonId>,
    ) -> Result<Enqueued, store::Error> {
        let mut tx = self.store.begin().await?;
        let job = tx.jobs(portal).enqueue(&NewJob::now(work, asked_by, self.clock.now())).await?;
        tx.commit().await?;
        self.worker.wake();
        self.changes.tell(portal);
        Ok(job)
    }
}
