//! How far the synchronisation is.

use crate::app::App;
use crate::http::error::Error;
use crate::http::viewer::Viewer;
use axum::Json;
use axum::extract::State;
use domain::progress::Progress;

/// `GET /api/progress`.
pub async fn show_progress(viewer: Viewer, State(app): State<App>) -> Result<Json<Progress>, Error> {
    app.progress(viewer.portal.id).await.map(Json)
}
