//! Giving a file to the browser to keep.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, Url};

/// Gives a file to the browser to keep, as a click on a link would.
pub(crate) fn hand_over(blob: &Blob, name: &str) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else { return };
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The browser holds what it saves; the address is only forgotten.
    drop(Url::revoke_object_url(&address));
}
