//! The life of apps on the portal: tokens, versions, payment, rights, installation and removal.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::wrong;
use crate::AppState;
use crate::state::{Confirmation, Grant};

const UNKNOWN: &str = "no app has this client_id";

/// Which app is meant.
#[derive(Deserialize)]
pub(super) struct Which {
    /// Key of the app; the first one when not given.
    client_id: Option<String>,
    /// Delete settings and data too.
    #[serde(default)]
    clean: u8,
}

#[derive(Deserialize)]
pub(super) struct Expire {
    /// Forget access and refresh tokens instead of only letting access tokens expire.
    #[serde(default)]
    revoke: u8,
}

/// `POST /_control/expire-tokens?revoke=`.
pub(super) async fn expire_tokens(State(state): State<AppState>, Query(asked): Query<Expire>) -> StatusCode {
    if asked.revoke == 1 {
        state.tokens().revoke(None);
    } else {
        let now = state.now_ms();
        state.tokens().expire_access(now);
    }
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
pub(super) struct TokenFor {
    /// User the token speaks for.
    user_id: u32,
    /// Key of the app; the first one when not given.
    client_id: Option<String>,
}

/// `POST /_control/token`: issues a token as if the app had been opened, also for an app that is not ours: forged installs
/// are tested with it.
pub(super) async fn issue_token(State(state): State<AppState>, Json(asked): Json<TokenFor>) -> Response {
    let Some(app) = state.app_by_key(asked.client_id.as_deref()) else { return wrong(UNKNOWN) };
    let pair = state.issue(Grant { app, user_id: asked.user_id });
    let token = state.apps()[app].application_token.clone();
    Json(json!({
        "access_token": pair.access,
        "refresh_token": pair.refresh,
        "expires_at": pair.expires_at,
        "application_token": token,
        "member_id": state.member_id(),
        "domain": state.domain(),
    }))
    .into_response()
}

/// `POST /_control/uninstall?client_id=&clean=`.
pub(super) async fn uninstall(State(state): State<AppState>, Query(which): Query<Which>) -> Response {
    let Some(app) = state.app_by_key(which.client_id.as_deref()) else { return wrong(UNKNOWN) };
    state.uninstall_of(app, which.clean == 1);
    StatusCode::NO_CONTENT.into_response()
}

/// `POST /_control/install?client_id=`: puts the app back on the portal; its installer has to be opened again.
pub(super) async fn install(State(state): State<AppState>, Query(which): Query<Which>) -> Response {
    let Some(app) = state.app_by_key(which.client_id.as_deref()) else { return wrong(UNKNOWN) };
    state.add_app_of(app);
    StatusCode::NO_CONTENT.into_response()
}

#[derive(Deserialize)]
pub(super) struct Finish {
    client_id: Option<String>,
    user_id: Option<u32>,
}

/// `POST /_control/finish`: ends an installation as the app's own `installFinish` would.
pub(super) async fn finish(State(state): State<AppState>, Json(asked): Json<Finish>) -> Response {
    let Some(app) = state.app_by_key(asked.client_id.as_deref()) else { return wrong(UNKNOWN) };
    let user_id = asked.user_id.unwrap_or_else(|| state.first_admin());
    if !state.install_finish_of(app, user_id) {
        return wrong("only an administrator finishes an installation, of an app on the portal");
    }
    StatusCode::NO_CONTENT.into_response()
}

/// A new version. Whatever is not named stays as it was.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Version {
    client_id: Option<String>,
    /// Number of the version; the next one when not given.
    version: Option<u32>,
    scope: Option<Vec<String>>,
    title: Option<String>,
    app_url: Option<String>,
    /// Empty for a version without an installer page.
    install_url: Option<String>,
    /// Keep the application token instead of issuing a new one.
    #[serde(default)]
    keep_token: bool,
}

/// `POST /_control/publish`: publishes a version; the portal updates to it at once.
pub(super) async fn publish(State(state): State<AppState>, Json(asked): Json<Version>) -> Response {
    let Some(index) = state.app_by_key(asked.client_id.as_deref()) else { return wrong(UNKNOWN) };
    let mut version = state.apps()[index].registration.clone();
    version.version = asked.version.unwrap_or(version.version + 1);
    version.scope = asked.scope.unwrap_or(version.scope);
    version.title = asked.title.unwrap_or(version.title);
    version.app_url = asked.app_url.unwrap_or(version.app_url);
    if let Some(url) = asked.install_url {
        version.install_url = Some(url).filter(|url| !url.is_empty());
    }
    let number = version.version;
    state.publish(index, version, !asked.keep_token);
    Json(json!({"version": number})).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Paid {
    client_id: Option<String>,
    /// `F` free, `D` demo, `T` trial, `P` paid, `S` subscription; unchanged when not given.
    status: Option<char>,
    /// Days left from now on, negative when they are over; without it the app never ends.
    days: Option<i64>,
}

/// `POST /_control/payment`.
pub(super) async fn payment(State(state): State<AppState>, Json(asked): Json<Paid>) -> Response {
    let Some(app) = state.app_by_key(asked.client_id.as_deref()) else { return wrong(UNKNOWN) };
    if asked.status.is_some_and(|status| !"FDTPSL".contains(status)) {
        return wrong("status is one of F, D, T, P, S, L");
    }
    state.set_payment(app, asked.status, asked.days);
    StatusCode::NO_CONTENT.into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Access {
    client_id: Option<String>,
    /// Users who may open the app; `null` for everyone.
    users: Option<Vec<u32>>,
}

/// `POST /_control/access`: restricts an app to chosen users.
pub(super) async fn access(State(state): State<AppState>, Json(asked): Json<Access>) -> Response {
    let Some(app) = state.app_by_key(asked.client_id.as_deref()) else { return wrong(UNKNOWN) };
    state.apps()[app].allowed_users = asked.users;
    StatusCode::NO_CONTENT.into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Confirm {
    client_id: Option<String>,
    method: String,
    /// `waiting`, `granted` or `denied`; without it the method needs no confirmation any more.
    answer: Option<Confirmation>,
    /// Token of the request for confirmation, as the event repeats it.
    #[serde(default)]
    token: String,
}

/// `POST /_control/confirm`: makes a method wait for an administrator's word, or gives it.
pub(super) async fn confirm(State(state): State<AppState>, Json(asked): Json<Confirm>) -> Response {
    let Some(app) = state.app_by_key(asked.client_id.as_deref()) else { return wrong(UNKNOWN) };
    state.confirm_method(app, &asked.method, asked.answer, &asked.token);
    StatusCode::NO_CONTENT.into_response()
}
