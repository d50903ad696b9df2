//! The installer's last step: bind handlers, begin reading.

use crate::app::App;
use crate::http::error::Error;
use crate::http::viewer::Admin;
use axum::Json;
use axum::extract::State;
use domain::progress::Progress;

/// `POST /api/install`: binds events and placements and begins the first reading. Repeating it is harmless.
pub async fn finish_install(admin: Admin, State(app): State<App>) -> Result<Json<Progress>, Error> {
    let client = crate::install::client_of(&app, &admin.portal)?;
    crate::install::bind(&app, &client).await.map_err(|error| Error::Portal(error.to_string()))?;
    let mut tx = app.store.begin().await?;
    tx.portals().mark_installed(admin.portal.id).await?;
    tx.commit().await?;
    app.sync.begin(admin.portal.id).await?;
    app.progress(admin.portal.id).await.map(Json)
}
