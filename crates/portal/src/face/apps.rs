//! Pages that are the app: its own page, deep links into it, its places in the menus.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};

use super::host::frame;
use super::html::Page;
use super::visit::Visit;
use crate::AppState;

/// `/marketplace/app/`: the app's own page; its parameters become the placement's options.
pub(super) async fn app(State(state): State<AppState>, visit: Visit) -> Response {
    hosted(&state, &visit, "DEFAULT", &state.app_title())
}

/// `/marketplace/view/{code}/`: a link into the app from chats, tasks and posts. The code is not looked at: one app
/// lives on this portal.
pub(super) async fn deep_link(State(state): State<AppState>, Path(_code): Path<String>, visit: Visit) -> Response {
    let bound = !state.placements("REST_APP_URI").is_empty();
    hosted(&state, &visit, if bound { "REST_APP_URI" } else { "DEFAULT" }, &state.app_title())
}

/// `/placement/{code}/`: a widget that is a whole page, such as an entry of the left menu.
pub(super) async fn placement(State(state): State<AppState>, Path(code): Path<String>, visit: Visit) -> Response {
    let title = title_of(&state, &code);
    hosted(&state, &visit, &code, &title)
}

/// `/report/analytics/`: CRM analytics, where the app's report is the only one.
pub(super) async fn analytics(State(state): State<AppState>, visit: Visit) -> Response {
    let words = visit.lang.words();
    let title = state.placements("CRM_ANALYTICS_MENU").first().map(|widget| widget.title.clone());
    let title = title.filter(|title| !title.is_empty());
    let title = title.map_or_else(|| words.analytics.to_owned(), |own| format!("{} · {own}", words.analytics));
    hosted(&state, &visit, "CRM_ANALYTICS_MENU", &title)
}

/// Title of the app's widget in a placement, or the app's own.
pub(super) fn title_of(state: &AppState, code: &str) -> String {
    let named = state.placements(code).into_iter().map(|widget| widget.title).find(|title| !title.is_empty());
    named.unwrap_or_else(|| state.app_title())
}

/// Options from the page's parameters, with the page's own address beside them as on the platform.
fn options(visit: &Visit) -> Map<String, Value> {
    let mut options: Map<String, Value> =
        visit.app_params().map(|(name, value)| (name.to_owned(), value.into())).collect();
    options.insert("URI".to_owned(), visit.uri().into());
    options
}

fn hosted(state: &AppState, visit: &Visit, placement: &str, title: &str) -> Response {
    let page = match frame(state, visit, placement, options(visit)) {
        Ok(body) => Page { title, body, fills: true, status: StatusCode::OK },
        Err(message) => Page { title, ..message },
    };
    page.render(state, visit)
}
