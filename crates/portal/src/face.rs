//! Pages of the portal.

use axum::Router;

use crate::AppState;

/// Routes of the portal's pages.
pub fn router() -> Router<AppState> {
    Router::new()
}
