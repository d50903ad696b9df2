//! How far the synchronisation is, at once or when it changes.

use crate::app::App;
use crate::http::error::Error;
use crate::http::viewer::Viewer;
use axum::Json;
use axum::extract::{Query, State};
use domain::progress::Progress;
use serde::Deserialize;
use std::time::Duration;

/// Longest a page waits for a change before it asks again.
const LONGEST_WAIT: Duration = Duration::from_secs(25);
/// A page is told of changes at most this often: the first one at once, what follows closely as one.
const BREATH: Duration = Duration::from_millis(400);

/// `GET /api/progress`.
pub async fn show_progress(viewer: Viewer, State(app): State<App>) -> Result<Json<Progress>, Error> {
    app.progress(viewer.portal.id).await.map(Json)
}

/// What the page knows already.
#[derive(Debug, Deserialize)]
pub struct Known {
    #[serde(default)]
    since: i64,
}

/// `GET /api/live?since=REVISION`: answers when the revision has grown, at the latest after 25 s.
pub async fn wait_for_change(
    viewer: Viewer,
    State(app): State<App>,
    Query(known): Query<Known>,
) -> Result<Json<Progress>, Error> {
    let mut changes = app.changes.subscribe(viewer.portal.id);
    let asked = tokio::time::Instant::now();
    loop {
        let progress = app.progress(viewer.portal.id).await?;
        if progress.revision > known.since {
            return Ok(Json(progress));
        }
        tokio::select! {
            () = tokio::time::sleep_until(asked + LONGEST_WAIT) => return Ok(Json(progress)),
            () = app.stopping() => return Ok(Json(progress)),
            () = changes.changed() => tokio::time::sleep_until(asked + BREATH).await,
        }
    }
}
