//! Pages that are the app: its own page, deep links into it, its places in the menus.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};

use super::host::frame;
use super::html::{Page, not_found};
use super::visit::Visit;
use crate::AppState;
use crate::state::Opened;

/// `/marketplace/app/`: the app's own page; its parameters become the placement's options.
pub(super) async fn app(State(state): State<AppState>, visit: Visit) -> Response {
    hosted(&state, &visit, "DEFAULT", Opened::Page(0), &state.app_title())
}

/// `/marketplace/app/{key}/`: the page of any app on the portal, by its public key.
pub(super) async fn other_app(State(state): State<AppState>, Path(key): Path<String>, visit: Visit) -> Response {
    let Some(index) = state.app_by_key(Some(&key)) else { return not_found(&state, &visit) };
    hosted(&state, &visit, "DEFAULT", Opened::Page(index), &state.title_of_app(index))
}

/// `/marketplace/view/{code}/`: a link into the app from chats, tasks and posts. The code is not looked at: links lead
/// to the first app.
pub(super) async fn deep_link(State(state): State<AppState>, Path(_code): Path<String>, visit: Visit) -> Response {
    let bound = !state.placements("REST_APP_URI").is_empty();
    let (placement, opened) = if bound { ("REST_APP_URI", Opened::Widget(0)) } else { ("DEFAULT", Opened::Page(0)) };
    hosted(&state, &visit, placement, opened, &state.app_title())
}

/// `/placement/{code}/`: a widget that is a whole page, such as an entry of the left menu.
pub(super) async fn placement(State(state): State<AppState>, Path(code): Path<String>, visit: Visit) -> Response {
    let title = title_of(&state, &code, visit.widget());
    hosted(&state, &visit, &code, Opened::Widget(visit.widget()), &title)
}

/// `/report/analytics/`: CRM analytics, where the app's report is the only one.
pub(super) async fn analytics(State(state): State<AppState>, visit: Visit) -> Response {
    let words = visit.lang.words();
    let chosen = state.placements("CRM_ANALYTICS_MENU").into_iter().nth(visit.widget());
    let title = chosen.map(|widget| widget.title).filter(|title| !title.is_empty());
    let title = title.map_or_else(|| words.analytics.to_owned(), |own| format!("{} · {own}", words.analytics));
    hosted(&state, &visit, "CRM_ANALYTICS_MENU", Opened::Widget(visit.widget()), &title)
}

/// Title of one of the widgets in a placement, or its app's own.
pub(super) fn title_of(state: &AppState, code: &str, place: usize) -> String {
    let widget = state.placements(code).into_iter().nth(place);
    let app = widget.as_ref().map_or(0, |widget| widget.app);
    widget.map(|widget| widget.title).filter(|title| !title.is_empty()).unwrap_or_else(|| state.title_of_app(app))
}

/// Options from the page's parameters, with the page's own address beside them as on the platform.
fn options(visit: &Visit) -> Map<String, Value> {
    let mut options: Map<String, Value> =
        visit.app_params().map(|(name, value)| (name.to_owned(), value.into())).collect();
    options.insert("URI".to_owned(), visit.uri().into());
    options
}

fn hosted(state: &AppState, visit: &Visit, placement: &str, opened: Opened, title: &str) -> Response {
    let page = match frame(state, visit, placement, opened, options(visit)) {
        Ok(body) => Page { title, body, fills: true, status: StatusCode::OK },
        Err(message) => Page { title, ..message },
    };
    page.render(state, visit)
}
