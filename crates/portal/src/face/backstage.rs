//! What the pages' scripts ask their own portal for: assets, choosers, fresh credentials, the end of an installation.

use axum::Json;
use axum::extract::{Form, Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::host::path_of;
use crate::AppState;
use crate::model::Records;

/// Rows a chooser shows at most.
const SHOWN: usize = 50;

/// Who asks.
#[derive(Debug, Deserialize)]
pub(super) struct Asker {
    user: u32,
    /// Number of the app on whose behalf.
    #[serde(default)]
    app: usize,
}

/// What a chooser looks for.
#[derive(Debug, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kinds: String,
}

/// An option to be kept; the value is JSON.
#[derive(Debug, Deserialize)]
pub(super) struct NewOption {
    scope: String,
    user: u32,
    #[serde(default)]
    app: usize,
    name: String,
    value: String,
}

/// Styles and scripts of the pages.
pub(super) async fn asset(Path(file): Path<String>) -> Response {
    let (kind, text) = match file.as_str() {
        "portal.css" => ("text/css; charset=utf-8", include_str!("assets/portal.css")),
        "portal.js" => ("text/javascript; charset=utf-8", include_str!("assets/portal.js")),
        "bridge.js" => ("text/javascript; charset=utf-8", include_str!("assets/bridge.js")),
        "slider.js" => ("text/javascript; charset=utf-8", include_str!("assets/slider.js")),
        "dialogs.js" => ("text/javascript; charset=utf-8", include_str!("assets/dialogs.js")),
        "shell.js" => ("text/javascript; charset=utf-8", include_str!("assets/shell.js")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}

/// Active employees whose name or position holds the text.
pub(super) async fn users(State(state): State<AppState>, Query(search): Query<Search>) -> Json<Value> {
    let records = state.records();
    let wanted = search.q.to_lowercase();
    let rows = records.users.iter().filter(|user| user.active).filter(|user| {
        user.full_name().to_lowercase().contains(&wanted) || user.work_position.to_lowercase().contains(&wanted)
    });
    let rows = rows.take(SHOWN).map(|user| {
        json!({
            "id": user.id.to_string(),
            "name": user.full_name(),
            "photo": "",
            "position": &*user.work_position,
            "url": format!("/company/personal/user/{}/", user.id),
            "sub": false,
            "sup": false,
            "admin": user.admin,
        })
    });
    Json(rows.collect())
}

/// Companies and deals whose title holds the text.
pub(super) async fn records(State(state): State<AppState>, Query(search): Query<Search>) -> Json<Value> {
    let records = state.records();
    let wanted = search.q.to_lowercase();
    let mut rows = Vec::new();
    for kind in search.kinds.split(',') {
        rows.extend(matching(&records, kind, &wanted));
    }
    Json(Value::Array(rows))
}

fn matching(records: &Records, kind: &str, wanted: &str) -> Vec<Value> {
    let row = |prefix: &str, id: u32, title: &str, desc: String| {
        json!({
            "id": format!("{prefix}_{id}"),
            "type": kind,
            "place": kind,
            "title": title,
            "desc": desc,
            "url": format!("/crm/{kind}/details/{id}/"),
        })
    };
    let fits = |title: &str| title.to_lowercase().contains(wanted);
    let company = |id: u32| records.companies.get(id).map_or_else(String::new, |company| company.title.to_string());
    match kind {
        "company" => {
            let found = records.companies.iter().filter(|company| fits(&company.title)).take(SHOWN);
            found.map(|found| row("CO", found.id, &found.title, String::new())).collect()
        }
        "deal" => {
            let found = records.deals.iter().filter(|deal| fits(&deal.title)).take(SHOWN);
            found.map(|found| row("D", found.id, &found.title, company(found.company_id))).collect()
        }
        _ => Vec::new(),
    }
}

/// Fresh credentials for a frame.
pub(super) async fn auth(State(state): State<AppState>, headers: HeaderMap, Form(asker): Form<Asker>) -> Response {
    if foreign(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    match state.refresh_auth_of(asker.app, asker.user) {
        None => StatusCode::FORBIDDEN.into_response(),
        Some(fresh) => Json(json!({
            "AUTH_ID": fresh.auth_id,
            "AUTH_EXPIRES": fresh.auth_expires.to_string(),
            "REFRESH_ID": fresh.refresh_id,
        }))
        .into_response(),
    }
}

/// The end of an installation: the app counts as installed and is told so by an event.
pub(super) async fn install(State(state): State<AppState>, headers: HeaderMap, Form(asker): Form<Asker>) -> StatusCode {
    if foreign(&headers) || !state.install_finish_of(asker.app, asker.user) {
        return StatusCode::FORBIDDEN;
    }
    StatusCode::NO_CONTENT
}

/// Keeps an option of the app; those common to all users are an administrator's to set.
pub(super) async fn option(State(state): State<AppState>, headers: HeaderMap, Form(wish): Form<NewOption>) -> Response {
    let admin = state.records().users.get(wish.user).map(|user| user.admin);
    let (Some(admin), Ok(value), false) = (admin, serde_json::from_str(&wish.value), foreign(&headers)) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    match wish.scope.as_str() {
        "app" if admin => {
            state.set_app_option_of(wish.app, &wish.name, value);
            Json(state.app_options_of(wish.app)).into_response()
        }
        "user" => {
            state.set_user_option_of(wish.app, wish.user, &wish.name, value);
            Json(state.user_options_of(wish.app, wish.user)).into_response()
        }
        _ => StatusCode::FORBIDDEN.into_response(),
    }
}

/// The "Install" button of a removed app.
pub(super) async fn add_app(State(state): State<AppState>, headers: HeaderMap, Form(asker): Form<Asker>) -> Response {
    let admin = state.records().users.get(asker.user).is_some_and(|user| user.active && user.admin);
    if foreign(&headers) || !admin {
        return StatusCode::FORBIDDEN.into_response();
    }
    state.add_app_of(asker.app);
    Redirect::to(&path_of(&state, asker.app)).into_response()
}

/// Whether a browser says that the request was made by a page of another origin, such as the app.
fn foreign(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin")
}
