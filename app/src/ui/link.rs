//! Links to cards of the portal: a plain click opens the portal's slider, anything else the browser's own way.

use crate::api::api;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::MouseEvent;

/// A link to a path of the portal. Its words are its children.
#[component]
pub(crate) fn PortalLink(
    /// Path below the portal's address.
    path: String,
    /// Classes.
    class: &'static str,
    /// Full words, where the children may be cut.
    title: String,
    children: Children,
) -> impl IntoView {
    let frame = api().frame();
    let origin = frame.as_ref().map(crate::frame::Frame::origin).unwrap_or_default();
    let address = format!("{origin}{path}");
    let frame = StoredValue::new_local(frame);
    let open = move |event: MouseEvent| {
        let plain = event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key());
        if let Some(frame) = frame.get_value().filter(|_| plain) {
            event.prevent_default();
            let path = path.clone();
            spawn_local(async move { frame.open_path(path).await });
        }
    };
    view! { <a class=class href=address target="_blank" rel="noopener" title=title on:click=open>{children()}</a> }
}
