//! Whether the page is that of an earlier version of the app.
//!
//! Files of a version lie in a folder named after their content. An upgrade of the app takes the folder away, and a page
//! that stayed open over it can not fetch its further parts any more.

use super::ApiError;
use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::document;
use web_sys::RequestCache;

/// Why a file of this version could not be fetched: the version is gone from the server, or nothing was reached.
pub(crate) async fn why_not_fetched() -> ApiError {
    if is_gone().await { ApiError::Upgraded } else { ApiError::Network }
}

/// Whether the server has lost the styles of this page, which every version has beside its parts. The browser's own copy
/// says nothing about that.
async fn is_gone() -> bool {
    let link = document().query_selector("link[rel=stylesheet]").ok().flatten();
    let Some(styles) = link.and_then(|link| link.get_attribute("href")) else { return false };
    let Ok(request) = RequestBuilder::new(&styles).method(Method::HEAD).cache(RequestCache::NoStore).build() else {
        return false;
    };
    request.send().await.is_ok_and(|answer| answer.status() == 404)
}

/// Loads the frame anew. What is shown is in its address, so the new version opens with it.
pub(crate) fn load_again() {
    // Refused only to pages that are being left already.
    drop(leptos::prelude::window().location().reload());
}
