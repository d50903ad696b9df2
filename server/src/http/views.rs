//! Saved views of the report: own ones and those of the portal.

use crate::app::App;
use crate::http::body::Body;
use crate::http::error::Error;
use crate::http::viewer::{Reader, Viewer};
use axum::Json;
use axum::extract::{Path, State};
use domain::report::views::{MOST_VIEWS, View, ViewDraft, Views};
use http::StatusCode;
use serde::Deserialize;
use store::Edited;

/// A change of a view, made from one of its versions.
#[derive(Debug, Deserialize)]
pub struct Change {
    version: i64,
    #[serde(flatten)]
    draft: ViewDraft,
}

/// What reports are to open with.
#[derive(Debug, Deserialize)]
pub struct Default {
    /// The view; `null` for none.
    view: Option<i64>,
    /// Whether it is the portal's choice rather than the person's.
    #[serde(default)]
    portal: bool,
}

/// `GET /api/views`.
pub async fn list_views(reader: Reader, State(app): State<App>) -> Result<Json<Views>, Error> {
    let mut stored = app.store.read().await?;
    let views = stored.views(reader.portal.id).of(reader.eyes).await?;
    Ok(Json(Views { may_share: reader.admin && !reader.is_borrowed(), ..views }))
}

/// `POST /api/views`.
pub async fn create_view(
    viewer: Viewer,
    State(app): State<App>,
    Body(draft): Body<ViewDraft>,
) -> Result<(StatusCode, Json<View>), Error> {
    let draft = allowed(&viewer, draft)?;
    let mut tx = app.store.begin().await?;
    let view = tx.views(viewer.portal.id).create(viewer.person, &draft).await?.ok_or(Error::Invalid {
        field: "views",
        detail: format!("at most {MOST_VIEWS} views of one person: delete one first"),
    })?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// `PUT /api/views/{id}`: an own view, or a shared one for whoever may share.
pub async fn change_view(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<i64>,
    Body(change): Body<Change>,
) -> Result<Json<View>, Error> {
    let draft = allowed(&viewer, change.draft)?;
    let mut tx = app.store.begin().await?;
    let mut views = tx.views(viewer.portal.id);
    match views.change(viewer.person, viewer.may_share(), id, change.version, &draft).await? {
        Edited::Done(view) => {
            tx.commit().await?;
            Ok(Json(view))
        }
        Edited::NotFound => Err(Error::NotFound),
        Edited::Outdated => Err(Error::Conflict("somebody else changed this view meanwhile")),
    }
}

/// `DELETE /api/views/{id}`.
pub async fn delete_view(viewer: Viewer, State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Error> {
    let mut tx = app.store.begin().await?;
    let deleted = tx.views(viewer.portal.id).delete(viewer.person, viewer.may_share(), id).await?;
    tx.commit().await?;
    if deleted { Ok(StatusCode::NO_CONTENT) } else { Err(Error::NotFound) }
}

/// `PUT /api/views/default`: what the person's reports open with, or the portal's.
pub async fn choose_default(
    viewer: Viewer,
    State(app): State<App>,
    Body(chosen): Body<Default>,
) -> Result<StatusCode, Error> {
    if chosen.portal && !viewer.may_share() {
        return Err(Error::Forbidden("only an administrator of the portal may choose its view"));
    }
    let mut tx = app.store.begin().await?;
    let done = tx.views(viewer.portal.id).set_default(viewer.person, chosen.portal, chosen.view).await?;
    tx.commit().await?;
    if done { Ok(StatusCode::NO_CONTENT) } else { Err(Error::NotFound) }
}

fn allowed(viewer: &Viewer, draft: ViewDraft) -> Result<ViewDraft, Error> {
    if draft.shared && !viewer.may_share() {
        return Err(Error::Forbidden("only an administrator of the portal may share views"));
    }
    Ok(draft.checked()?)
}
