//! Pages of the portal: a menu, lists and cards of records, and the frames that host the app.
//!
//! The markup, styles and scripts are this project's own; what is reproduced is the documented contract between a portal
//! and an app in its frame: the POST that opens it and the messages they exchange (`assets/bridge.js`). Everything a
//! record holds is escaped. Any page takes `?as=ID` (act as that user), `?lang=ru|en` and `?bare=1` (the frame alone).

mod apps;
mod backstage;
mod cards;
mod format;
mod host;
mod html;
mod lists;
mod notices;
mod visit;
mod words;

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};

use crate::AppState;

/// Where the app's own page lives.
const APP_PATH: &str = "/marketplace/app/";

/// Routes of the portal's pages.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(|| async { Redirect::to(APP_PATH) }))
        .route(APP_PATH, get(apps::app))
        .route("/marketplace/app/{key}/", get(apps::other_app))
        .route("/marketplace/view/{code}/", get(apps::deep_link))
        .route("/placement/{code}/", get(apps::placement))
        .route("/report/analytics/", get(apps::analytics))
        .route("/crm/company/", get(lists::companies))
        .route("/crm/deal/", get(lists::deals))
        .route("/company/", get(lists::people))
        .route("/crm/company/details/{id}/", get(cards::company))
        .route("/crm/deal/details/{id}/", get(cards::deal))
        .route("/crm/contact/details/{id}/", get(cards::contact))
        .route(notices::NOTICES_PATH, get(notices::notices))
        .route("/company/personal/user/{id}/", get(cards::user))
        .route("/_face/users", get(backstage::users))
        .route("/_face/records", get(backstage::records))
        .route("/_face/auth", post(backstage::auth))
        .route("/_face/install", post(backstage::install))
        .route("/_face/option", post(backstage::option))
        .route("/_face/add_app", post(backstage::add_app))
        .route("/_face/{file}", get(backstage::asset))
}

#[cfg(test)]
mod tests;
