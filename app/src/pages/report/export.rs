//! The file of what is shown: every row that matches, the columns in their order.

use super::store::Store;
use crate::api::api;
use crate::i18n::tools::words;
use crate::i18n::{Messages, messages};
use crate::ui::icon::Icon;
use crate::ui::reactive::{flag, piece};
use crate::ui::save::hand_over;
use crate::ui::states::error_words;
use crate::ui::toast::toasts;
use domain::report::query::ReportQuery;
use form_urlencoded::Serializer;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Formats offered: code in the address, ending of the file.
const FORMATS: [&str; 2] = ["xlsx", "csv"];

/// Where the file of what is shown comes from.
fn address(store: Store, format: &str, t: &Messages) -> String {
    let query = store.query.with_untracked(ReportQuery::to_text);
    let columns = store.layout.with_untracked(|layout| {
        let directory = store.directory();
        let chosen = store.query.with_untracked(|query| query.directions.clone());
        let shown = layout.shown(&directory.directions, &chosen);
        shown.iter().map(|column| column.code()).collect::<Vec<_>>().join(",")
    });
    let mut rest = Serializer::new(String::new());
    rest.append_pair("format", format).append_pair("columns", &columns).append_pair("lang", t.tag);
    let rest = rest.finish();
    if query.is_empty() { format!("/api/report/export?{rest}") } else { format!("/api/report/export?{query}&{rest}") }
}

/// The panel below the button.
pub(crate) fn export_panel(store: Store, close: Callback<()>) -> AnyView {
    let t = messages();
    let busy = RwSignal::new(None::<&'static str>);
    let offer = move |format: &'static str, name: &'static str| {
        let start = move |_| save(store, format, busy, close, t);
        let mark = piece(move || match busy.get() == Some(format) {
            true => view! { <span class="spin"><Icon name="refresh" /></span> }.into_any(),
            false => view! { <Icon name="export" /> }.into_any(),
        });
        view! {
            <button type="button" disabled=flag(move || busy.get().is_some()) on:click=start>
                {mark}<span class="grow">{name}</span><span class="muted">{format!(".{format}")}</span>
            </button>
        }
        .into_any()
    };
    let rows = store.shown.with_untracked(|shown| shown.as_ref().map_or(0, |shown| shown.totals.companies));
    let note = (words().export_note)(rows, &crate::format::count(rows));
    view! {
        <div class="menu">
            {offer(FORMATS[0], words().export_xlsx)}
            {offer(FORMATS[1], words().export_csv)}
            <p class="sub choices-note" role="status">{note}</p>
        </div>
    }
    .into_any()
}

fn save(
    store: Store,
    format: &'static str,
    busy: RwSignal<Option<&'static str>>,
    close: Callback<()>,
    t: &'static Messages,
) {
    busy.set(Some(format));
    let (api, notes) = (api(), toasts());
    let address = address(store, format, t);
    spawn_local(async move {
        match api.file(&address).await {
            Ok((blob, name)) => {
                let name = name.unwrap_or_else(|| format!("svodka.{format}"));
                hand_over(&blob, &name);
                notes.tell((words().exported)(&name));
                close.run(());
            }
            Err(error) => notes.tell(error_words(&error, t).0),
        }
        // The panel may be gone meanwhile.
        busy.try_set(None);
    });
}
