//! What tests and operators ask and do behind the portal's back: `/_control/…`, from loopback only.

mod actions;
mod truth;

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Query, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::AppState;
use crate::config::{Limits, LimitsProfile};
use crate::faults::Fault;
use crate::journal::{JournalEntry, Totals};
use crate::state::Grant;

/// Routes below `/_control`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/journal", get(journal).delete(reset_journal))
        .route("/truth", get(truth::totals))
        .route("/truth/companies", get(truth::companies))
        .route("/truth/days", get(truth::days))
        .route("/fault", get(list_faults).post(add_fault).delete(clear_faults))
        .route("/expire-tokens", post(expire_tokens))
        .route("/token", post(issue_token))
        .route("/rename", post(rename))
        .route("/advance", post(advance))
        .route("/limits", post(set_limits))
        .route("/uninstall", post(uninstall))
        .route("/install", post(install))
        .route("/call", post(actions::end_call))
        .route("/record", post(actions::change_record))
        .layer(from_fn(loopback_only))
}

async fn loopback_only(ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request, next: Next) -> Response {
    if peer.ip().is_loopback() { next.run(request).await } else { StatusCode::FORBIDDEN.into_response() }
}

/// A refused control request: what was wrong with it.
pub(crate) fn wrong(text: impl Into<String>) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": text.into()}))).into_response()
}

#[derive(Serialize)]
struct JournalView {
    totals: Totals,
    recent: Vec<JournalEntry>,
}

async fn journal(State(state): State<AppState>) -> Json<JournalView> {
    Json(JournalView { totals: state.totals(), recent: state.recent() })
}

async fn reset_journal(State(state): State<AppState>) -> StatusCode {
    state.journal().reset();
    StatusCode::NO_CONTENT
}

async fn list_faults(State(state): State<AppState>) -> Json<Vec<Fault>> {
    Json(state.faults().list().to_vec())
}

async fn add_fault(State(state): State<AppState>, Json(fault): Json<Fault>) -> StatusCode {
    state.faults().add(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(state): State<AppState>) -> StatusCode {
    state.faults().clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Expire {
    /// Forget access and refresh tokens instead of only letting access tokens expire.
    #[serde(default)]
    revoke: u8,
}

async fn expire_tokens(State(state): State<AppState>, Query(asked): Query<Expire>) -> StatusCode {
    if asked.revoke == 1 {
        state.tokens().revoke(None);
    } else {
        let now = state.now_ms();
        state.tokens().expire_access(now);
    }
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct TokenFor {
    /// User the token speaks for.
    user_id: u32,
    /// Key of the app; the main one when not given.
    client_id: Option<String>,
}

/// Issues a token as if the app had been opened, also for an app that is not ours: forged installs are tested with it.
async fn issue_token(State(state): State<AppState>, Json(asked): Json<TokenFor>) -> Response {
    let found = {
        let apps = state.apps();
        match &asked.client_id {
            None => Some(0),
            Some(client_id) => apps.iter().position(|app| app.registration.client_id == *client_id),
        }
    };
    let Some(app) = found else { return wrong("no app has this client_id") };
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

#[derive(Deserialize)]
struct Rename {
    /// New host and port; the old one answers 302 from now on.
    domain: String,
}

async fn rename(State(state): State<AppState>, Json(asked): Json<Rename>) -> StatusCode {
    state.rename(&asked.domain);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Advance {
    /// Seconds the portal's clock jumps forward.
    seconds: i64,
}

async fn advance(State(state): State<AppState>, Json(asked): Json<Advance>) -> StatusCode {
    state.advance_clock(asked.seconds.saturating_mul(1000));
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct NewLimits {
    /// `off`, `cloud` or `enterprise`.
    profile: String,
    /// Operating seconds charged for one call.
    call_seconds: Option<f64>,
    /// Operating seconds of a method within ten minutes.
    operating_seconds: Option<f64>,
    /// Operating seconds per call of particular methods.
    #[serde(default)]
    method_seconds: std::collections::BTreeMap<String, f64>,
}

async fn set_limits(State(state): State<AppState>, Json(asked): Json<NewLimits>) -> Response {
    let Ok(profile) = asked.profile.parse::<LimitsProfile>() else {
        return wrong("profile is off, cloud or enterprise");
    };
    let mut limits = Limits::new(profile);
    limits.call_seconds = asked.call_seconds.unwrap_or(limits.call_seconds);
    limits.operating_seconds = asked.operating_seconds.unwrap_or(limits.operating_seconds);
    limits.method_seconds = asked.method_seconds.into_iter().collect();
    state.gate().set(limits);
    StatusCode::NO_CONTENT.into_response()
}

#[derive(Deserialize)]
struct Uninstall {
    /// Delete settings and data too.
    #[serde(default)]
    clean: u8,
}

async fn uninstall(State(state): State<AppState>, Query(asked): Query<Uninstall>) -> StatusCode {
    state.uninstall(asked.clean == 1);
    StatusCode::NO_CONTENT
}

/// Puts the app back on the portal; its installer has to be opened again.
async fn install(State(state): State<AppState>) -> StatusCode {
    state.add_app();
    StatusCode::NO_CONTENT
}
