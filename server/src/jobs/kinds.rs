//! What each kind of job does.

use crate::jobs::{Context, JobError};
use crate::sync::structure;
use domain::jobs::JobWork;
use domain::progress::Phase;

/// Does the work.
///
/// # Errors
/// See [`JobError`].
pub(super) async fn run(context: &Context, work: &JobWork) -> Result<(), JobError> {
    match work {
        JobWork::Structure => structure(context).await,
        JobWork::Proof { .. } | JobWork::Recheck { .. } => {
            Err(JobError::Permanent("this release cannot compare the copy with the portal".to_owned()))
        }
        JobWork::Bind => bind(context).await,
        JobWork::Account => account(context).await,
    }
}

/// People, departments, pipelines, dictionaries, the calendar: read whole, stored where they differ.
async fn structure(context: &Context) -> Result<(), JobError> {
    let (app, portal) = (&context.app, context.portal.id);
    structure::refresh(&context.client, &context.store, portal, &app.clock, &app.changes).await?;
    Ok(())
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

/// How the app stands in the portal. One that had stopped us and answers again is read on; one whose paid period is over
/// answers with a refusal, which its reader meets by itself.
async fn account(context: &Context) -> Result<(), JobError> {
    let (app, portal) = (&context.app, &context.portal);
    let installation = context.client.installation().await?;
    if let Some(status) = &installation.status {
        let mut tx = context.store.begin().await?;
        tx.portals().set_status(portal.id, status).await?;
        tx.commit().await?;
    }
    if portal.phase == Phase::Stopped && portal.installed {
        app.sync.begin(portal.id).await.map_err(|error| JobError::Passing(error.to_string()))?;
    }
    Ok(())
}
