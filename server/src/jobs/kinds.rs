//! What each kind of job does.

use crate::jobs::{Context, JobError, notices};
use crate::standing;
use crate::sync::proof::{Proof, Terms, Watch};
use crate::sync::rows::Reading;
use crate::sync::structure;
use domain::ids::PersonId;
use domain::jobs::JobWork;
use domain::progress::Phase;
use domain::proof::{Period, ProofScope};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How often the progress of a comparison is written down.
const TELL: Duration = Duration::from_secs(1);

/// Does the work.
///
/// # Errors
/// See [`JobError`].
pub(super) async fn run(context: &Context, work: &JobWork) -> Result<(), JobError> {
    match work {
        JobWork::Structure => structure(context).await,
        JobWork::Proof { period: None } => proof(context, &ProofScope::Everything { whole: false }).await,
        JobWork::Proof { period: Some(period) } => proof(context, &of_days(*period, &[])).await,
        JobWork::Recheck { period, people } => proof(context, &of_days(*period, people)).await,
        JobWork::Bind => bind(context).await,
        JobWork::Account => account(context).await,
        JobWork::People => people(context).await,
        JobWork::Notices { comment } => notices::send(context, *comment).await,
    }
}

/// People, departments, pipelines, dictionaries, the calendar: read whole, stored where they differ.
async fn structure(context: &Context) -> Result<(), JobError> {
    let (app, portal) = (&context.app, context.portal.id);
    structure::refresh(&context.client, &context.store, portal, &app.clock, &app.changes).await?;
    // With the same turn: handlers that went without a word come back, and what is paid for is asked.
    crate::install::bind(app, &context.client).await?;
    account(context).await
}

/// People and departments: somebody was hired a moment ago and is missed in the grid.
async fn people(context: &Context) -> Result<(), JobError> {
    let (app, portal) = (&context.app, context.portal.id);
    context.progress(0, None).await?;
    let read = structure::refresh_people(&context.client, &context.store, portal, &app.clock, &app.changes).await?;
    context.progress(read, Some(read)).await
}

fn of_days(period: domain::jobs::Period, people: &[PersonId]) -> ProofScope {
    ProofScope::Period(Period { from: period.from, to: period.to, people: people.to_vec() })
}

/// What a comparison tells while it runs.
struct Told<'a> {
    context: &'a Context,
    done: AtomicU64,
    total: AtomicU64,
}

impl Watch for Told<'_> {
    fn progress(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    fn stopped(&self) -> bool {
        self.context.app.is_stopping()
    }

    fn hasten(&self) {
        self.context.app.sync.wake(self.context.portal.id);
    }
}

/// The copy is compared with the portal and repaired; the certificate is stored.
async fn proof(context: &Context, scope: &ProofScope) -> Result<(), JobError> {
    let (app, portal) = (&context.app, &context.portal);
    if portal.phase != Phase::Ready {
        return Err(JobError::Passing("the first reading of the portal is not finished".to_owned()));
    }
    let settings = context.store.read().await?.portals().settings(portal.id).await?;
    let told = Told { context, done: AtomicU64::new(0), total: AtomicU64::new(0) };
    let proof = Proof {
        portal: portal.id,
        client: &context.client,
        store: &context.store,
        clock: &app.clock,
        changes: &app.changes,
        reading: &Reading::of(portal, &settings),
        watch: &told,
        terms: Terms { scope, repair: true, budget: None },
    };
    let running = proof.run();
    tokio::pin!(running);
    loop {
        tokio::select! {
            ended = &mut running => {
                ended?;
                let done = told.total.load(Ordering::Relaxed);
                return context.progress(done, Some(done)).await;
            }
            () = tokio::time::sleep(TELL) => {
                let (done, total) = (told.done.load(Ordering::Relaxed), told.total.load(Ordering::Relaxed));
                context.progress(done, (total > 0).then_some(total)).await?;
            }
        }
    }
}

/// Handlers vanish with an update, and an installer that was closed early has bound none.
async fn bind(context: &Context) -> Result<(), JobError> {
    let (app, portal) = (&context.app, context.portal.id);
    crate::install::bind(app, &context.client).await?;
    let mut tx = context.store.begin().await?;
    tx.portals().mark_installed(portal).await?;
    tx.commit().await?;
    app.sync.begin(portal).await.map_err(|error| JobError::Passing(error.to_string()))
}

/// What is paid for: a portal whose time is over is read no more, one that has paid is read on.
async fn account(context: &Context) -> Result<(), JobError> {
    let (app, portal) = (&context.app, &context.portal);
    if standing::review(app, &context.store, &context.client, portal).await? {
        app.sync.begin(portal.id).await.map_err(|error| JobError::Passing(error.to_string()))?;
    }
    Ok(())
}
