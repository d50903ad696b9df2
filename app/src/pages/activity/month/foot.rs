//! What stands below the grid: what marks mean, which keys there are, what was just changed; and questions about it.

use super::changes::{Note, Trouble, Undo, rate_words, show};
use super::desk::Desk;
use super::force;
use crate::i18n::activity::words;
use crate::pages::activity::when::span_name;
use crate::parts;
use crate::ui::icon::Icon;
use crate::ui::later::later_over;
use crate::ui::reactive::{piece, text};
use crate::ui::slide::dialog;
use crate::ui::states::error_words;
use domain::activity::edit::{CellFault, PlanOrder};
use domain::activity::plan::Rate;
use futures_util::FutureExt as _;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How often what changed by itself is told, milliseconds.
const NEWS_EVERY: u32 = 30_000;
/// Bad cells a list shows.
const SHOWN: usize = 100;

/// Below the grid.
pub(super) fn foot(desk: Desk) -> AnyView {
    let line = piece(move || match desk.changes.note.get() {
        Some(note) => note_view(desk, &note),
        None if desk.changes.busy.get() => {
            view! { <div class="loadbar" role="status"><span>{words().edit.saving}</span></div> }.into_any()
        }
        None => stale(desk),
    });
    view! { {line}{news(desk)}{legend(desk)} }.into_any()
}

/// What changed by itself, told to screen readers now and then instead of row by row.
fn news(desk: Desk) -> AnyView {
    let told = RwSignal::new(0_u64);
    let planned = StoredValue::new(false);
    Effect::new(move |_| {
        if desk.store.news.get() == 0 || planned.get_value() {
            return;
        }
        planned.set_value(true);
        spawn_local(async move {
            TimeoutFuture::new(NEWS_EVERY).await;
            if planned.try_set_value(false).is_none() {
                told.set(desk.store.news.get_untracked());
                desk.store.news.set(0);
            }
        });
    });
    let words = text(move || match told.get() {
        0 => String::new(),
        rows => (words().news)(rows),
    });
    view! { <p class="vh" role="status">{words}</p> }.into_any()
}

fn legend(desk: Desk) -> AnyView {
    let w = words();
    let keys = piece(move || {
        let plan = desk.scene.with(|scene| scene.editable).then(|| view! { <kbd>"F2"</kbd>" "{w.keys_plan} });
        view! {
            <span class="row keyline">
                <kbd>"↑↓←→"</kbd>" "{w.keys_cells}" "<kbd>"Enter"</kbd>" "{w.keys_open}" "
                <kbd>"C"</kbd>" "{w.keys_comment}" "{plan}
            </span>
        }
        .into_any()
    });
    view! {
        <div class="sub foot-line no-phone">
            <ul class="legend" aria-label=w.legend>
                <li><i class="tr lg met"><i></i></i>{w.legend_met}</li>
                <li><i class="tr lg un"><i></i></i>{w.legend_unmet}</li>
                <li><i class="tr lg forced"><i></i></i>{w.legend_forced}</li>
                <li><sup>"2"</sup>{w.legend_meetings}</li>
                <li><b class="cm unread"></b>{w.legend_unread}</li>
                <li><b class="cm open"></b>{w.legend_open}</li>
            </ul>
            <span class="grow"></span>
            {keys}
        </div>
    }
    .into_any()
}

/// The latest grid stays when a newer one does not come; this says so.
fn stale(desk: Desk) -> AnyView {
    let error = desk.store.error.get().filter(|_| desk.store.grid.with(Option::is_some));
    let Some(error) = error else { return ().into_any() };
    let (text, _) = error_words(&error, desk.common);
    view! {
        <div class="loadbar" role="status" title=text>
            <Icon name="alert" />
            <span>{words().stale}</span>
            <button class="btn ghost sm" type="button" on:click=move |_| desk.store.fetch()>{desk.common.retry}</button>
        </div>
    }
    .into_any()
}

fn note_view(desk: Desk, note: &Note) -> AnyView {
    let w = words();
    let changes = desk.changes;
    let button = |words: &'static str, act: Box<dyn Fn() + Send>| {
        view! { <button class="btn ghost sm" type="button" on:click=move |_| act()>{words}</button> }.into_any()
    };
    let undo = note.undo.map(|undo| {
        let act = move || match undo {
            Undo::Plans(change) => changes.undo(desk, change),
            Undo::Forced(place, day) => force::take_back(desk, place, day),
        };
        button(w.edit.undo, Box::new(act))
    });
    let month = note.month.clone().map(|order| {
        let act = move || changes.order(desk, order.clone(), super::changes::Said::Many);
        button(w.edit.whole_month, Box::new(act))
    });
    let again = note.again.clone().map(|(order, said)| {
        button(desk.common.retry, Box::new(move || changes.order(desk, order.clone(), said.clone())))
    });
    let (class, role) = if note.bad { ("loadbar bad", "alert") } else { ("loadbar", "status") };
    view! {
        <div class=class role=role>
            <Icon name=if note.bad { "alert" } else { "check" } />
            <span>{note.words.clone()}</span>
            {month}
            {undo}
            {again}
            <button class="btn ghost sm icon" type="button" aria-label=desk.common.close on:click=move |_| changes.note.set(None)>
                <Icon name="x" />
            </button>
        </div>
    }
    .into_any()
}

/// Questions about a change.
pub(super) fn overlays(desk: Desk) -> AnyView {
    let left = Callback::new(move |()| desk.panel.set(false));
    piece(move || match desk.changes.trouble.get() {
        Some(trouble) if trouble.conflict().is_some() => conflict(desk, &trouble),
        Some(trouble) => faults(desk, &trouble),
        None if desk.panel.get() => later_over(move || parts::activity_plans(desk).boxed_local(), left),
        None => ().into_any(),
    })
    .into_any()
}

fn leave(desk: Desk) -> Callback<()> {
    Callback::new(move |()| {
        desk.changes.trouble.set(None);
        desk.cursor.focus();
    })
}

/// Two people changed the same plan: which one is to stay?
fn conflict(desk: Desk, trouble: &Trouble) -> AnyView {
    let w = words();
    let closed = leave(desk);
    let Some((fault, person, span)) = trouble.conflict() else { return ().into_any() };
    let (rate, version) = fault.current.unwrap_or((Rate::default(), 0));
    let theirs = rate_words(desk, rate);
    let who = fault.by.and_then(|id| desk.state.name_of(id)).unwrap_or_else(|| w.edit.somebody.to_owned());
    let name = desk.name_of(person).unwrap_or_default();
    let PlanOrder::Cells { cells } = &trouble.order else { return ().into_any() };
    let mut cells = cells.clone();
    let mine = cells.first().map_or(Rate::default(), |cell| Rate {
        calls: cell.change.calls.flatten(),
        meetings: cell.change.meetings.flatten(),
    });
    let mine = rate_words(desk, mine);
    for cell in &mut cells {
        cell.seen = Some(version);
    }
    let question = (w.edit.conflict)(&who, &name, &span_name(span, w), &theirs, &mine);
    let said = trouble.said.clone();
    let set = move |_| {
        desk.changes.trouble.set(None);
        desk.changes.order(desk, PlanOrder::Cells { cells: cells.clone() }, said.clone());
        desk.cursor.focus();
    };
    let contents = view! {
        <p class="modal-body">{question}</p>
        <footer>
            <button class="btn primary" type="button" on:click=move |_| closed.run(())>{(w.edit.keep_theirs)(&theirs)}</button>
            <button class="btn" type="button" on:click=set>{(w.edit.set_mine)(&mine)}</button>
        </footer>
    };
    dialog(w.edit.conflict_title.to_owned(), String::new(), contents.into_any(), closed)
}

/// Every cell that stands in the way, with its place and what is wrong with it.
fn faults(desk: Desk, trouble: &Trouble) -> AnyView {
    let w = words();
    let closed = leave(desk);
    let row = move |fault: &CellFault| {
        let place = match (fault.person, fault.span) {
            (Some(person), Some(span)) => {
                let name = desk.name_of(person).or_else(|| desk.state.name_of(person)).unwrap_or_default();
                let go = move |_| {
                    desk.changes.trouble.set(None);
                    show(desk, person, span);
                };
                let words = format!("{name}, {}", span_name(span, w));
                view! { <button class="lnk" type="button" title=w.edit.show_cell on:click=go>{words}</button> }
                    .into_any()
            }
            _ => fault.line.map(|line| (w.edit.line)(line, fault.column)).unwrap_or_default().into_any(),
        };
        view! {
            <tr>
                <td>{place}</td>
                <td class="cut">{fault.value.clone()}</td>
                <td>{(w.edit.fault)(fault.fault)}</td>
            </tr>
        }
        .into_any()
    };
    let more = trouble.count.saturating_sub(trouble.faults.len().min(SHOWN) as u64);
    let contents = view! {
        <p class="modal-body">{(w.edit.faults)(trouble.count)}</p>
        <div class="scroll faults" tabindex="0" role="region" aria-label=w.edit.faults_title>
            <table class="tbl">
                <thead>
                    <tr>
                        <th scope="col">{w.edit.where_column}</th>
                        <th scope="col">{w.edit.value_column}</th>
                        <th scope="col">{w.edit.why_column}</th>
                    </tr>
                </thead>
                <tbody>{trouble.faults.iter().take(SHOWN).map(row).collect_view()}</tbody>
            </table>
        </div>
        {(more > 0).then(|| view! { <p class="modal-body sub">{(w.edit.faults_more)(more)}</p> })}
    };
    dialog(w.edit.faults_title.to_owned(), String::new(), contents.into_any(), closed)
}
