//! How fresh the copy is, and for administrators what waits, which jobs there are and what was asked of the portal.

use crate::app::App;
use crate::http::error::Error;
use crate::http::viewer::{Admin, Viewer};
use axum::Json;
use axum::extract::{RawQuery, State};
use domain::freshness::DataOverview;
use domain::jobs::JobView;
use domain::requests::{FilterError, RequestFilter, RequestPage};

/// Jobs of one answer.
const JOBS: u32 = 50;

/// `GET /api/data`.
pub async fn show_overview(viewer: Viewer, State(app): State<App>) -> Result<Json<DataOverview>, Error> {
    crate::overview::of(&app, &viewer.portal, viewer.admin).await.map(Json)
}

/// `GET /api/data/jobs`: those that wait or run, then the newest.
pub async fn show_jobs(admin: Admin, State(app): State<App>) -> Result<Json<Vec<JobView>>, Error> {
    let mut reader = app.store.read().await?;
    Ok(Json(reader.jobs(admin.portal.id).recent(JOBS).await?))
}

/// `GET /api/data/requests?failed=1&method=TEXT&after=MARK&limit=N`: calls to the portal, the newest first.
pub async fn show_requests(
    admin: Admin,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<RequestPage>, Error> {
    let filter = RequestFilter::parse(&query.unwrap_or_default())
        .map_err(|FilterError { field, detail }| Error::Invalid { field, detail })?;
    let mut reader = app.store.read().await?;
    Ok(Json(reader.request_log(admin.portal.id).page(&filter).await?))
}
