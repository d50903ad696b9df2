//! Calls and meetings over HTTP.
//!
//! Grids are answered as JSON, or in the compact form the app reads when it asks for [`GRID`].

mod act;
pub mod audit;
pub mod calendar;
pub mod calls;
pub mod comments;
pub mod export;
pub(super) mod eyes;
pub mod forced;
pub mod grids;
pub mod heat;
mod input;
pub mod plans;
pub mod refresh;
pub mod rights;
pub mod viewer;

use crate::app::App;

use crate::http::error::Error;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use http::{HeaderMap, HeaderValue, header};
use serde::Serialize;

/// Media type of the compact form.
pub const GRID: &str = "application/vnd.svodka.grid";

/// Answers in the form that is asked for.
pub(super) fn answer<T: Serialize>(headers: &HeaderMap, body: &T) -> Result<Response, Error> {
    let compact =
        headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|text| text.contains(GRID));
    if !compact {
        return Ok(Json(body).into_response());
    }
    let bytes = postcard::to_allocvec(body).map_err(Error::internal)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(GRID))], bytes).into_response())
}

/// Every route of calls and meetings. The first argument of a handler says who may call it.
pub fn router() -> Router<App> {
    Router::new()
        .route("/me", get(rights::show_me))
        .route("/month", get(grids::show_month))
        .route("/year", get(grids::show_year))
        .route("/companies", get(grids::show_companies))
        .route("/heat", get(heat::show_heat))
        .route("/footing", get(heat::show_footing))
        .route("/export", get(export::send_export))
        .route("/cell", get(calls::show_cell))
        .route("/calls", get(calls::show_calls))
        .route("/meetings", get(calls::show_meetings))
        .route("/calls/{id}/recording", get(calls::find_recording))
        .route("/plans", post(plans::change_plans))
        .route("/plans/undo", post(plans::undo_change))
        .route("/plans/history", get(plans::show_history))
        .route("/plans/defaults", get(plans::show_defaults))
        .route("/thread", get(comments::show_thread))
        .route("/thread/resolve", post(comments::resolve_thread))
        .route("/thread/seen", post(comments::mark_seen))
        .route("/comments", post(comments::add_comment))
        .route("/comments/{id}", put(comments::edit_comment).delete(comments::remove_comment))
        .route("/comments/{id}/verify", post(comments::verify_comment))
        .route("/forced", post(forced::complete_day).delete(forced::take_back))
        .route("/calendar", get(calendar::show_calendar).put(calendar::move_days))
        .route("/calendar/preview", post(calendar::preview_days))
        .route("/absences", get(calendar::show_absences).post(calendar::add_absence))
        .route("/absences/preview", post(calendar::preview_absence))
        .route("/absences/{id}", delete(calendar::remove_absence))
        .route("/rights", get(rights::show_rights).put(rights::give_rights))
        .route("/settings", get(rights::show_settings).put(rights::change_settings))
        .route("/settings/choices", get(rights::show_choices))
        .route("/people/refresh", post(refresh::refresh_people))
        .route("/jobs", get(refresh::show_jobs))
        .route("/audit", get(audit::show_audit))
}
