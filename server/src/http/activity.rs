//! Calls and meetings over HTTP.
//!
//! Grids are answered as JSON, or in the compact form the app reads when it asks for [`GRID`].

pub mod grids;

use crate::http::error::Error;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use serde::Serialize;

/// Media type of the compact form.
pub const GRID: &str = "application/vnd.svodka.grid";

/// Answers in the form that is asked for.
fn answer<T: Serialize>(headers: &HeaderMap, body: &T) -> Result<Response, Error> {
    let compact =
        headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|text| text.contains(GRID));
    if !compact {
        return Ok(Json(body).into_response());
    }
    let bytes = postcard::to_allocvec(body).map_err(Error::internal)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(GRID))], bytes).into_response())
}
