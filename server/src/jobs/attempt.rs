//! One attempt at a job: everything it needs, and what becomes of it.

use crate::app::App;
use crate::jobs::kinds;
use crate::jobs::retry::{JobError, MOST_ATTEMPTS, pause};
use bitrix24::PortalClient;
use domain::day::Millis;
use domain::ids::PersonId;
use domain::jobs::JobId;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{ClaimedJob, Fence, Portal, Store, Title};
use tokio::sync::Notify;
use tracing::Instrument as _;

/// Progress is written at most this often, milliseconds.
const PROGRESS: i64 = 1_000;
/// How often, and after which pause, the outcome is written again when the database is away.
const TELLINGS: u32 = 5;
const TELL_AGAIN: Duration = Duration::from_secs(1);
/// How long a call waits for the portal's limits before the attempt is put off.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// What a job works with.
pub struct Context {
    /// The server.
    pub app: App,
    /// The portal, as it was when the attempt began.
    pub portal: Portal,
    /// The portal's REST, waiting patiently for its limits.
    pub client: PortalClient,
    /// The store, for as long as the job is this process's: afterwards every transaction is refused.
    pub store: Store,
    /// The job.
    pub job: JobId,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// Who asked; `None` for the schedule.
    pub asked_by: Option<PersonId>,
    told: Mutex<Millis>,
}

impl Context {
    async fn of(app: &App, job: &ClaimedJob) -> Result<Self, JobError> {
        let gone = || JobError::Permanent("the app is not installed in the portal".to_owned());
        let portal = app.store.find_portal(job.portal).await?.filter(|portal| !portal.uninstalled).ok_or_else(gone)?;
        let client = app.sync.client(&portal).map_err(|error| JobError::Permanent(error.to_string()))?;
        let clock = app.clock.clone();
        let store = app.store.fenced(Fence {
            portal: job.portal,
            owner: Arc::clone(&app.process),
            title: Title::Job(job.id),
            now: Arc::new(move || clock.now()),
        });
        Ok(Self {
            app: app.clone(),
            portal,
            client: client.with_patience(PATIENCE),
            store,
            job: job.id,
            attempt: job.attempts,
            asked_by: job.asked_by,
            told: Mutex::default(),
        })
    }

    /// Notes how far the work is, for whoever looks; called as often as convenient. The last step is always written.
    ///
    /// # Errors
    /// [`JobError::Lost`] when the job is another process's now; when the store fails.
    pub async fn progress(&self, done: u64, total: Option<u64>) -> Result<(), JobError> {
        let now = self.app.clock.now();
        {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            if now.0 - told.0 < PROGRESS && total != Some(done) {
                return Ok(());
            }
            *told = now;
        }
        let mut tx = self.app.store.begin().await?;
        let ours = tx.jobs(self.portal.id).progress(self.job, &self.app.process, done, total).await?;
        tx.commit().await?;
        self.app.changes.tell(self.portal.id);
        if ours { Ok(()) } else { Err(JobError::Lost) }
    }
}

/// Makes an attempt at a claimed job and writes down what became of it.
pub(super) async fn make(app: &App, job: ClaimedJob, lost: &Notify) {
    let span = tracing::info_span!("job", portal = job.portal.0, job = job.id.0, kind = job.work.kind().code());
    async {
        tracing::debug!(attempt = job.attempts, "begun");
        let outcome = outcome(app, &job, lost).await;
        for _ in 0..TELLINGS {
            match tell(app, &job, &outcome).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "the outcome could not be written yet"),
            }
            tokio::time::sleep(TELL_AGAIN).await;
        }
        // Its time runs out, and the job is begun again.
    }
    .instrument(span)
    .await;
}

async fn outcome(app: &App, job: &ClaimedJob, lost: &Notify) -> Result<(), JobError> {
    if job.attempts > MOST_ATTEMPTS {
        return Err(JobError::Permanent("the server did not survive any attempt".to_owned()));
    }
    let context = Context::of(app, job).await?;
    let work = job.work.clone();
    // A task of its own, so that a panic ends this attempt and nothing else.
    let mut task = tokio::spawn(async move { kinds::run(&context, &work).await }.in_current_span());
    let outcome = tokio::select! {
        ended = &mut task => match ended {
            Ok(outcome) => return outcome,
            Err(panic) => {
                tracing::error!(%panic, "a job panicked");
                return Err(JobError::Passing("the work ended unexpectedly".to_owned()));
            }
        },
        () = lost.notified() => JobError::Lost,
        () = app.stopping() => JobError::Stopping,
    };
    // Whatever it was about to commit is rolled back; once the task has ended nothing is written any more.
    task.abort();
    let _ = task.await;
    Err(outcome)
}

async fn tell(app: &App, job: &ClaimedJob, outcome: &Result<(), JobError>) -> Result<(), store::Error> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let mut jobs = tx.jobs(job.portal);
    let owner = &*app.process;
    let next = |until: Option<Millis>| {
        let pause = pause(job.attempts, RandomState::new().hash_one(job.id.0));
        let due = now.0 + i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
        Millis(until.map_or(due, |until| due.max(until.0)))
    };
    match outcome {
        Ok(()) => {
            tracing::info!("done");
            jobs.finish(job.id, owner, now).await?
        }
        Err(JobError::Lost) => {
            tracing::warn!("the job went to another process");
            return Ok(());
        }
        Err(JobError::Stopping) => jobs.give_back(job.id, owner).await?,
        Err(error @ (JobError::Passing(_) | JobError::Later { .. })) if job.attempts < MOST_ATTEMPTS => {
            let until = if let JobError::Later { until, .. } = error { Some(*until) } else { None };
            let due = next(until);
            tracing::warn!(%error, attempt = job.attempts, seconds = (due.0 - now.0) / 1000, "failed, trying again");
            jobs.retry(job.id, owner, &error.to_string(), due).await?
        }
        Err(error) => {
            tracing::warn!(%error, attempt = job.attempts, "given up");
            jobs.fail(job.id, owner, &error.to_string(), now).await?
        }
    };
    tx.commit().await?;
    app.changes.tell(job.portal);
    Ok(())
}
