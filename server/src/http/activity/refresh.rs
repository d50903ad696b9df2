//! Reading people again, and how that and rechecks stand, for whoever administers this report.

use crate::app::App;
use crate::http::activity::viewer::{SettingsAdmin, SettingsReader};
use crate::http::error::Error;
use crate::http::proof::Asked;
use axum::Json;
use axum::extract::State;
use domain::jobs::{JobKind, JobView, JobWork};
use http::StatusCode;

/// Jobs of one answer.
const JOBS: u32 = 10;

/// `POST /api/activity/people/refresh`: 202 and the job that reads people and departments again.
pub async fn refresh_people(
    SettingsAdmin(viewer): SettingsAdmin,
    State(app): State<App>,
) -> Result<(StatusCode, Json<Asked>), Error> {
    let job = app.enqueue(viewer.portal.id, JobWork::People, Some(viewer.person)).await?;
    Ok((StatusCode::ACCEPTED, Json(Asked { job: job.id, new: job.new })))
}

/// `GET /api/activity/jobs`: the latest of them, with their progress.
pub async fn show_jobs(
    SettingsReader(viewer): SettingsReader,
    State(app): State<App>,
) -> Result<Json<Vec<JobView>>, Error> {
    let mut reader = app.store.read().await?;
    Ok(Json(reader.jobs(viewer.portal.id).latest(&[JobKind::People, JobKind::Recheck], JOBS).await?))
}
