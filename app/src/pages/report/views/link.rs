//! The link to what is shown: opens the app in the portal with the same filter, order and columns.

use super::Face;
use crate::api::api;
use crate::app::AppPath;
use crate::i18n::messages;
use crate::i18n::tools::words;
use crate::pages::report::store::Store;
use crate::routes::{Page, View};
use crate::ui::reactive::text;
use form_urlencoded::{Serializer, parse};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::JsValue;

/// The address of a view in a portal: the app's path there, with the view as its parameters.
fn address(origin: &str, path: &str, view: &View) -> String {
    let text = view.to_text();
    let mut params = Serializer::new(String::new());
    for (key, value) in parse(text.as_bytes()) {
        params.append_pair(&format!("params[{key}]"), &value);
    }
    let params = params.finish();
    if params.is_empty() { format!("{origin}{path}") } else { format!("{origin}{path}?{params}") }
}

/// Shows the link, copied already where the browser lets it be.
pub(super) fn form(store: Store, face: RwSignal<Face>) -> AnyView {
    let (t, w) = (messages(), words());
    let origin = api().frame().map(|frame| frame.origin()).unwrap_or_default();
    let AppPath(path) = use_context().unwrap_or_else(|| AppPath(String::new()));
    let view = View {
        page: Page::Report,
        query: store.query.get_untracked(),
        columns: store.layout.get_untracked(),
        dense: store.dense.get_untracked(),
        ..View::default()
    };
    let address = address(&origin, &path, &view);
    let field = NodeRef::<html::Input>::new();
    let copied = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(field) = field.get() else { return };
        // A field that is gone can not take the focus.
        drop(field.focus());
        field.select();
        copied.set(copy_selected());
    });
    let note = text(move || if copied.get() { w.link_copied } else { w.link_by_hand }.to_owned());
    view! {
        <div class="panel naming">
            <label class="lbl">
                {w.view_link}
                <span class="field"><input readonly=true node_ref=field value=address /></span>
            </label>
            <p class="sub" role="status">{note}</p>
            <div class="row">
                <button class="btn sm" type="button" on:click=move |_| face.set(Face::List)>{t.done}</button>
            </div>
        </div>
    }
    .into_any()
}

/// Copies what is selected. The old way: portals do not let frames write to the clipboard by the new one.
fn copy_selected() -> bool {
    let document = JsValue::from(document());
    let command = js_sys::Reflect::get(&document, &JsValue::from_str("execCommand")).ok();
    let command = command.and_then(|command| command.dyn_into::<js_sys::Function>().ok());
    let done = command.and_then(|command| command.call1(&document, &JsValue::from_str("copy")).ok());
    done.and_then(|done| done.as_bool()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::report::query::ReportQuery;

    #[test]
    fn a_link_opens_the_app_with_the_same_view() {
        let query = ReportQuery { text: "Заря & Ко".to_owned(), overdue: true, ..ReportQuery::default() };
        let view = View { query, dense: true, ..View::default() };
        let link = address("https://a.example", "/marketplace/view/app.1/", &view);
        let params = link.split_once('?').expect("a view has parameters").1;
        let pairs: Vec<(String, String)> = parse(params.as_bytes()).into_owned().collect();
        assert!(pairs.iter().all(|(key, _)| key.starts_with("params[") && key.ends_with(']')));
        // What the portal makes of it: options of the placement.
        let options: serde_json::Map<String, serde_json::Value> = pairs
            .into_iter()
            .map(|(key, value)| (key["params[".len()..key.len() - 1].to_owned(), value.into()))
            .collect();
        assert_eq!(View::of_options(&options.into()), Some(view));
        assert_eq!(address("https://a.example", "/x/", &View::default()), "https://a.example/x/");
    }
}
