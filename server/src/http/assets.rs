//! The built browser client: hashed files are kept for good, compressed copies made at build time are served as they are.

use axum::Router;
use http::{HeaderValue, header};
use std::path::Path;
use tower::ServiceBuilder;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// Serves the folder of assets. Names carry a hash of the content, so a browser need not ask twice; the page itself
/// is never served from here.
pub fn router(assets: &Path) -> Router {
    let files = ServeDir::new(assets).precompressed_br().append_index_html_on_directories(false);
    let kept = SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, cache_control);
    let sniff = SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Router::new().fallback_service(ServiceBuilder::new().layer(kept).layer(sniff).service(files))
}

fn cache_control<B>(response: &http::Response<B>) -> Option<HeaderValue> {
    response.status().is_success().then(|| HeaderValue::from_static("public, max-age=31536000, immutable"))
}
