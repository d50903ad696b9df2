//! Who changed plans, when and how much; each change can be taken back.

use crate::api::ApiError;
use crate::i18n::activity::plans::{Kind, words};
use crate::pages::activity::month::Desk;
use crate::pages::activity::when::{month_name, span_name};
use crate::pages::data::moment::Clock;
use crate::ui::avatar::Avatar;
use crate::ui::icon::Icon;
use crate::ui::reactive::{maybe, piece};
use crate::ui::states::error_words;
use domain::activity::answers::{HistoryCell, HistoryEntry};
use domain::activity::plan::Span;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Changes answered at once; fewer mean that there are no earlier ones.
const PAGE: usize = 50;
/// Cells of a change that are shown.
const SHOWN: usize = 3;

/// What is known of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Known {
    Nothing,
    Changes(Vec<HistoryEntry>, bool),
    Failed(ApiError),
}

/// The section.
pub(super) fn history(desk: Desk) -> AnyView {
    let w = words();
    let known = RwSignal::new(Known::Nothing);
    let fetch = move |before: Option<i64>| {
        spawn_local(async move {
            let Some(api) = desk.state.api() else { return };
            let answer = api.history(before).await;
            if known.is_disposed() {
                return;
            }
            match answer {
                Ok(page) => known.update(|known| {
                    let more = page.len() >= PAGE;
                    let mut all = match (before, std::mem::replace(known, Known::Nothing)) {
                        (Some(_), Known::Changes(all, _)) => all,
                        _ => Vec::new(),
                    };
                    all.extend(page);
                    *known = Known::Changes(all, more);
                }),
                Err(error) => known.set(Known::Failed(error)),
            }
        });
    };
    // The grid is new when plans have changed, here or by others.
    Effect::new(move |_| {
        desk.store.grid.track();
        fetch(None);
    });
    let list = piece(move || match known.get() {
        Known::Nothing => view! { <li><i class="sk"></i></li> }.into_any(),
        Known::Failed(error) => {
            let (words, _) = error_words(&error, desk.common);
            view! { <li class="note bad" role="alert">{words}</li> }.into_any()
        }
        Known::Changes(all, _) if all.is_empty() => {
            view! { <li class="empty"><h2>{w.nothing_yet}</h2><p>{w.nothing_yet_text}</p></li> }.into_any()
        }
        Known::Changes(all, more) => {
            let last = all.last().map(|entry| entry.id);
            let earlier = more.then(|| {
                view! {
                    <li class="row">
                        <button class="btn ghost sm" type="button" on:click=move |_| fetch(last)>{w.earlier}</button>
                    </li>
                }
            });
            view! { {all.iter().map(|entry| change(desk, entry)).collect_view()}{earlier} }.into_any()
        }
    });
    view! {
        <div class="plan-form scroll hist" tabindex="0" role="region" aria-label=w.history><ol>{list}</ol></div>
        {told(desk)}
    }
    .into_any()
}

/// What came of taking something back.
fn told(desk: Desk) -> AnyView {
    piece(move || match desk.changes.note.get() {
        Some(note) => {
            let (class, role) = if note.bad { ("note bad", "alert") } else { ("note", "status") };
            view! { <p class=class role=role>{note.words}</p> }.into_any()
        }
        None => ().into_any(),
    })
    .into_any()
}

fn change(desk: Desk, entry: &HistoryEntry) -> AnyView {
    let w = words();
    let id = entry.id;
    let when = Clock::here().short(entry.made);
    let cell = |cell: &HistoryCell| {
        let name = desk.name_of(cell.person).or_else(|| desk.state.name_of(cell.person)).unwrap_or_default();
        let span = match cell.span {
            Span::From(month) => (w.from_month)(&month_name(month, desk.words)),
            span => span_name(span, desk.words),
        };
        let (before, after) = (cell.before, cell.after);
        let rates = format!("{} → {}", (w.rate)(before.calls, before.meetings), (w.rate)(after.calls, after.meetings));
        view! { <span class="sub blk cut">{name}", "{span}": "<b>{rates}</b></span> }.into_any()
    };
    let more = (entry.count as u64).saturating_sub(entry.cells.len().min(SHOWN) as u64);
    let end = match entry.undone {
        Some(_) => view! { <span class="badge">{w.undone}</span> }.into_any(),
        None if desk.state.is_planner() => {
            let busy = maybe(move || desk.changes.busy.get().then(String::new));
            view! {
                <button class="btn ghost sm" type="button" disabled=busy on:click=move |_| desk.changes.undo(desk, id)>
                    <Icon name="refresh" />{w.undo}
                </button>
            }
            .into_any()
        }
        None => ().into_any(),
    };
    view! {
        <li class="row change">
            <Avatar id=entry.author.0 name=entry.author_name.clone() />
            <div class="grow cut">
                <div class="row">
                    <b class="m cut">{entry.author_name.clone()}</b>
                    <time class="sub nowrap">{when}</time>
                </div>
                <div class="row">
                    <span class="badge">{(w.kind)(Kind::of_code(&entry.kind))}</span>
                    <span class="sub nowrap">{(w.plans)(entry.count as u64)}</span>
                </div>
                {entry.cells.iter().take(SHOWN).map(cell).collect_view()}
                {(more > 0).then(|| view! { <span class="sub">{(w.and_more)(more)}</span> })}
            </div>
            {end}
        </li>
    }
    .into_any()
}
