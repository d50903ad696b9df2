//! Plans from a file: looked through first, then carried out whole.

use crate::api::ApiError;
use crate::i18n::activity::plans::words;
use crate::pages::activity::month::Desk;
use crate::pages::activity::month::changes::Said;
use crate::pages::activity::when::span_name;
use crate::ui::reactive::{maybe, piece};
use crate::ui::states::error_words;
use domain::activity::answers::HistoryCell;
use domain::activity::edit::{CellFault, PlanOrder};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Lines shown of what would change, or of what is wrong.
const SHOWN: usize = 50;

/// What a look through the file found.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Found {
    Nothing,
    Looking,
    Changes(Vec<HistoryCell>),
    Faults(Vec<CellFault>),
    Failed(ApiError),
}

/// The section.
pub(super) fn import(desk: Desk) -> AnyView {
    let w = words();
    let file = RwSignal::new(String::new());
    let found = RwSignal::new(Found::Nothing);
    let area = NodeRef::<html::Textarea>::new();
    let take = move |text: String| {
        found.set(Found::Nothing);
        file.set(text);
    };
    let choose = move |event: web_sys::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        let Some(chosen) = input.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let text = JsFuture::from(chosen.text()).await.ok().and_then(|text| text.as_string());
            let (Some(text), false) = (text, file.is_disposed()) else { return };
            if let Some(area) = area.get_untracked() {
                area.set_value(&text);
            }
            take(text);
        });
        // The same file may be chosen again after it was corrected.
        input.set_value("");
    };
    let check = move |_| {
        let text = file.get_untracked();
        found.set(Found::Looking);
        spawn_local(async move {
            let Some(api) = desk.state.api() else { return };
            let answer = api.order(&PlanOrder::Import { text, dry_run: true }).await;
            if found.is_disposed() {
                return;
            }
            found.set(match answer {
                Ok(answer) => Found::Changes(answer.cells),
                Err(ApiError::Problem(problem)) if !problem.cells.is_empty() => Found::Faults(problem.cells),
                Err(error) => Found::Failed(error),
            });
        });
    };
    let result = piece(move || match found.get() {
        Found::Nothing => ().into_any(),
        Found::Looking => view! { <p class="sub" role="status">{w.checking}</p> }.into_any(),
        Found::Failed(error) => {
            let (words, _) = error_words(&error, desk.common);
            view! { <p class="note bad" role="alert">{words}</p> }.into_any()
        }
        Found::Changes(cells) if cells.is_empty() => {
            view! { <p class="note" role="status">{w.nothing_to_change}</p> }.into_any()
        }
        Found::Changes(cells) => changes(desk, &cells, file),
        Found::Faults(faults) => wrong(desk, &faults),
    });
    let empty = maybe(move || file.with(|text| text.trim().is_empty()).then(String::new));
    view! {
        <div class="plan-form scroll">
            <p class="t2">{w.import_note}</p>
            <pre class="sample">{w.import_sample.join("\n")}</pre>
            <label class="btn filebtn">
                {w.file}
                <input class="vh" type="file" accept=".csv,.txt,text/csv,text/plain" on:change=choose />
            </label>
            <textarea
                class="ctext"
                rows="6"
                spellcheck="false"
                aria-label=w.file_text
                placeholder=w.file_text
                node_ref=area
                on:input=move |event| take(event_target_value(&event))
            ></textarea>
            <div class="row"><button class="btn" type="button" disabled=empty on:click=check>{w.check}</button></div>
            {result}
        </div>
    }
    .into_any()
}

fn changes(desk: Desk, cells: &[HistoryCell], file: RwSignal<String>) -> AnyView {
    let w = words();
    let row = |cell: &HistoryCell| {
        let name = desk.name_of(cell.person).or_else(|| desk.state.name_of(cell.person)).unwrap_or_default();
        let (before, after) = (cell.before, cell.after);
        view! {
            <tr>
                <th scope="row" class="cut">{name}</th>
                <td>{span_name(cell.span, desk.words)}</td>
                <td class="num">{(w.rate)(before.calls, before.meetings)}</td>
                <td class="num b">{(w.rate)(after.calls, after.meetings)}</td>
            </tr>
        }
        .into_any()
    };
    let more = cells.len().saturating_sub(SHOWN) as u64;
    let send = move |_| {
        let text = file.get_untracked();
        desk.panel.set(false);
        desk.changes.order(desk, PlanOrder::Import { text, dry_run: false }, Said::Many);
        desk.cursor.focus();
    };
    view! {
        <p class="note" role="status">{(w.would_change)(cells.len() as u64)}</p>
        <div class="row"><button class="btn primary" type="button" on:click=send>{w.do_import}</button></div>
        <table class="tbl">
            <thead>
                <tr>
                    <th scope="col">{w.person}</th>
                    <th scope="col">{w.date}</th>
                    <th scope="col" class="num">{w.before}</th>
                    <th scope="col" class="num">{w.after}</th>
                </tr>
            </thead>
            <tbody>{cells.iter().take(SHOWN).map(row).collect_view()}</tbody>
        </table>
        {(more > 0).then(|| view! { <p class="sub">{(w.and_more)(more)}</p> })}
    }
    .into_any()
}

fn wrong(desk: Desk, faults: &[CellFault]) -> AnyView {
    let (w, e) = (words(), &desk.words.edit);
    let row = |fault: &CellFault| {
        let place = match (fault.line, fault.person, fault.span) {
            (Some(line), ..) => (e.line)(line, fault.column),
            (None, Some(person), Some(span)) => {
                let name = desk.name_of(person).or_else(|| desk.state.name_of(person)).unwrap_or_default();
                format!("{name}, {}", span_name(span, desk.words))
            }
            _ => String::new(),
        };
        view! { <tr><td>{place}</td><td class="cut">{fault.value.clone()}</td><td>{(e.fault)(fault.fault)}</td></tr> }
            .into_any()
    };
    let more = faults.len().saturating_sub(SHOWN) as u64;
    view! {
        <p class="note bad" role="alert">{(e.faults)(faults.len() as u64)}</p>
        <table class="tbl">
            <thead>
                <tr>
                    <th scope="col">{e.where_column}</th>
                    <th scope="col">{e.value_column}</th>
                    <th scope="col">{e.why_column}</th>
                </tr>
            </thead>
            <tbody>{faults.iter().take(SHOWN).map(row).collect_view()}</tbody>
        </table>
        {(more > 0).then(|| view! { <p class="sub">{(w.and_more)(more)}</p> })}
    }
    .into_any()
}
