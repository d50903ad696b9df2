//! Routes.

pub mod activity;
pub mod assets;
pub mod body;
pub mod data;
pub mod deals;
pub mod drill;
pub mod error;
pub mod events;
pub mod export;
mod file;
pub mod health;
pub mod install;
pub mod launch;
pub mod live;
pub mod page;
pub mod progress;
pub mod proof;
pub mod report;
pub mod session;
pub mod settings;
pub mod viewer;
pub mod views;

use crate::app::App;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};
use axum::{Router, middleware};
use http::{HeaderValue, header};
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// Largest body accepted: a portal's form and an event are a few kilobytes.
const MOST_BODY: usize = 256 * 1024;

/// Every route of the server.
pub fn router(app: &App) -> Router {
    let api = Router::new()
        .route("/session", post(session::open_session))
        .route("/progress", get(progress::show_progress))
        .route("/live", get(live::follow))
        .route("/data", get(data::show_overview))
        .route("/data/jobs", get(data::show_jobs))
        .route("/data/requests", get(data::show_requests))
        .route("/report", get(report::show_report))
        .route("/report/table", get(report::send_table))
        .route("/report/changes", get(report::send_changes))
        .route("/summary", get(report::show_summary))
        .route("/proof", get(proof::show_proofs).post(proof::begin_proof))
        .route("/recheck", post(proof::begin_recheck))
        .route("/report/total", get(drill::list_total))
        .route("/report/deals", get(drill::list_deals).post(deals::create_deal))
        .route("/report/timeline", get(drill::show_timeline))
        .route("/report/company", get(drill::show_company))
        .route("/report/overdue", get(report::show_overdue))
        .route("/report/export", get(export::send_export))
        .route("/settings", get(settings::show_settings).put(settings::change_settings))
        .route("/settings/choices", get(settings::show_choices))
        .route("/settings/preview", post(settings::preview_settings))
        .route("/views", get(views::list_views).post(views::create_view))
        .route("/views/default", put(views::choose_default))
        .route("/views/{id}", put(views::change_view).delete(views::delete_view))
        .route("/proof/last", get(proof::show_last))
        .nest("/activity", activity::router())
        .route("/install", post(install::finish_install))
        .fallback(nothing_here)
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    Router::new()
        .route("/app", get(launch::show_page).post(launch::open_app))
        .route("/install", get(launch::show_installer).post(launch::open_installer))
        .route("/b24/event", post(events::receive_event))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .nest("/api", api)
        .with_state(app.clone())
        .fallback_service(assets::router(&app.config.assets))
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest))
        .layer(middleware::from_fn(error::trace))
        .layer(middleware::from_fn_with_state(app.clone(), health::measure))
}

async fn nothing_here() -> error::Error {
    error::Error::NotFound
}
