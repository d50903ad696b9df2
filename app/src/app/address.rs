//! The view in the frame's address and, for the next opening from the portal's menu, in the tab's own storage.

use super::{Opened, Stage};
use crate::pages::report::ReportState;
use crate::routes::View;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::JsValue;

/// Typed text is gathered for this long before the address takes it, milliseconds.
const ADDRESS_AFTER: u32 = 250;

/// Keeps the view in both as it changes.
pub(super) fn keep_address(opened: Opened, stage: RwSignal<Stage>) {
    let turn = StoredValue::new(0_u64);
    Effect::new(move |before: Option<View>| {
        let ReportState { query, layout, dense, .. } = opened.report;
        let view = View {
            page: opened.page.get(),
            query: query.get(),
            columns: layout.get(),
            dense: dense.get(),
            activity: opened.activity.get(),
        };
        let domain = stage.with(|stage| match stage {
            Stage::Open { viewer, installed: true, .. } => Some(viewer.domain.clone()),
            _ => None,
        });
        let Some(domain) = domain else { return view };
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        let typed = before
            .is_some_and(|before| before.query.text != view.query.text || before.activity.who != view.activity.who);
        if !typed {
            write_address(&view, &domain);
            return view;
        }
        // Browsers refuse an address that changes with every key.
        let later = view.clone();
        spawn_local(async move {
            TimeoutFuture::new(ADDRESS_AFTER).await;
            if turn.get_value() == mine {
                write_address(&later, &domain);
            }
        });
        view
    });
}

fn write_address(view: &View, domain: &str) {
    let address = format!("/app{}", view.address(&search()));
    // A browser that refuses either of these only forgets the view.
    if let Ok(history) = window().history() {
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
    }
    if let Ok(Some(storage)) = window().session_storage() {
        drop(storage.set_item(&storage_key(domain), &view.to_text()));
    }
}

pub(super) fn search() -> String {
    window().location().search().unwrap_or_default()
}

pub(super) fn recalled(domain: &str) -> Option<String> {
    let storage = window().session_storage().ok().flatten()?;
    storage.get_item(&storage_key(domain)).ok().flatten()
}

fn storage_key(domain: &str) -> String {
    format!("svodka.view.{domain}")
}
