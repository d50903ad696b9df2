//! The table for wide screens: only the rows in sight are in the page, everything else is empty height.

use super::drill::{Drill, Opened, Whose};
use super::head::{foot, head};
use super::row::{Slot, row_view, seated};
use super::rows::{ASKED, asked_from, drawn, holds, row_height};
use super::scene::{Col, Scene, digits};
use super::steps::step_by_key;
use super::store::Store;
use crate::i18n::messages;
use crate::ui::reactive::{maybe, piece, text};
use domain::ids::CompanyId;
use domain::report::columns::Column;
use leptos::prelude::*;
use leptos::{ev, html};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent};

/// Header rows above the first company.
const HEAD_ROWS: usize = 3;

/// What the scroll area shows.
#[derive(Clone, Copy)]
struct Sight {
    top: RwSignal<usize>,
    height: RwSignal<usize>,
    /// Whether columns are hidden to the left, to the right.
    hidden: RwSignal<(bool, bool)>,
}

/// The table.
#[component]
pub(crate) fn Grid(store: Store) -> impl IntoView {
    let t = messages();
    let area = NodeRef::<html::Div>::new();
    let sight = Sight { top: RwSignal::new(0), height: RwSignal::new(0), hidden: RwSignal::new((false, false)) };
    let measure = move || sight.measure(area);
    watch_size(area, measure);
    store.limit.set(ASKED);

    let scene = scene(store);
    let digits = Memo::new(move |_| store.shown.with(|shown| shown.as_deref().map(digits).unwrap_or_default()));
    Effect::new(move |_| {
        scene.track();
        digits.track();
        request_animation_frame(measure);
    });
    let tall = Memo::new(move |_| row_height(store.dense.get()));
    let total = Memo::new(move |_| store.shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.matched())));
    let range = Memo::new(move |_| drawn(sight.top.get(), sight.height.get(), total.get(), tall.get()));
    ask_for(store, range, total);
    to_top_on_query(store, area, sight);
    let slots = Memo::new(move |before: Option<&Vec<Slot>>| {
        let range = range.get();
        let before = before.map(Vec::as_slice).unwrap_or_default();
        store.shown.with(|shown| seated(before, range, |index| shown.as_ref()?.row(index).cloned()))
    });
    let pad = move |height: usize| {
        let columns = scene.with(|scene| scene.columns.len().to_string());
        view! { <td colspan=columns style:height=format!("{height}px")></td> }.into_any()
    };
    let above = piece(move || pad(range.with(|range| range.start * tall.get())));
    let below = piece(move || pad(range.with(|range| total.get().saturating_sub(range.end) * tall.get())));
    let clicked = move |event: MouseEvent| clicked(store, &event);

    view! {
        <div class="card frame st-table" data-more=maybe(move || sight.hidden.get().1.then(String::new))>
            <div
                class="scroll"
                role="region"
                aria-label=t.report.table_label
                tabindex="0"
                node_ref=area
                on:scroll=move |_| measure()
            >
                <table
                    class="grid"
                    aria-rowcount=text(move || (total.get() + HEAD_ROWS + 1).to_string())
                    data-scrolled=maybe(move || sight.hidden.get().0.then(String::new))
                    data-dense=maybe(move || store.dense.get().then(String::new))
                    style=text(move || scene.with(|scene| widths(scene, digits.get())))
                >
                    {piece(move || scene.with(|scene| columns(scene)))}
                    {head(store, scene)}
                    <tbody on:click=clicked on:keydown=move |event| pressed(store, &event)>
                        <tr class="pad" aria-hidden="true">{above}</tr>
                        <For each=move || slots.get() key=|slot| slot.seat let:slot>
                            {
                                let seat = slot.seat;
                                let slot = Memo::new(move |before: Option<&Slot>| {
                                    let found = slots.with(|all| all.iter().find(|slot| slot.seat == seat).cloned());
                                    found.or_else(|| before.cloned()).unwrap_or_else(|| slot.clone())
                                });
                                row_view(slot, scene, store.chosen, HEAD_ROWS)
                            }
                        </For>
                        <tr class="pad" aria-hidden="true">{below}</tr>
                    </tbody>
                    {foot(store, scene)}
                </table>
            </div>
        </div>
    }
}

/// What the rows of the table share at the moment.
pub(super) fn scene(store: Store) -> Memo<Arc<Scene>> {
    Memo::new(move |_| {
        let convert = store.convert.get();
        store.shown.with(|shown| {
            let scene = shown.as_ref().map(|shown| store.layout.with(|layout| Scene::new(shown, layout, convert)));
            Arc::new(scene.unwrap_or_default())
        })
    })
}

/// A click on a cell opens what stands behind it, one on the box before a title chooses the company.
pub(super) fn clicked(store: Store, event: &MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let up = |selector: &str| target.closest(selector).ok().flatten();
    let company = up("[data-company]").and_then(|row| row.get_attribute("data-company"));
    let Some(company) = company.and_then(|id| id.parse().ok()).map(CompanyId) else { return };
    if up(".pick").is_some() {
        return store.choose(company);
    }
    let Some(cell) = up("[data-cell]") else { return };
    let code = cell.get_attribute("data-cell").unwrap_or_default();
    let (Some(column), Some(title)) = (Column::from_code(&code), store.title_of(company)) else { return };
    let wish = cell.has_attribute("data-new");
    store.drill.set(Some(Opened::over(Drill { whose: Whose::Company(company), title, column, wish }, &cell)));
}

/// Space on a title chooses its company; arrows go from cell to cell.
fn pressed(store: Store, event: &KeyboardEvent) {
    if event.key() != " " {
        return step_by_key(event);
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let row = target.and_then(|target| target.closest("th.co").ok().flatten()?.parent_element());
    let company = row.and_then(|row| row.get_attribute("data-company")).and_then(|id| id.parse().ok());
    if let Some(company) = company {
        event.prevent_default();
        store.choose(CompanyId(company));
    }
}

fn columns(scene: &Scene) -> AnyView {
    let any_chosen = scene.columns.iter().any(|col| col.width.is_some());
    let col = |col: &Col| {
        let (class, flexible) = match col.column {
            Column::Title => ("c-co", false),
            Column::Responsible => ("c-rs", false),
            Column::LastCommunication => ("c-lc", false),
            Column::Work | Column::Won | Column::Turnover => ("c-t", true),
            Column::DirectionWork(_) | Column::DirectionWon(_) => ("c-d", true),
            Column::Sector | Column::Region | Column::Source => ("c-x", false),
            Column::Inn | Column::Employees | Column::Created | Column::Id => ("c-s", false),
        };
        let width = match col.width {
            Some(width) => Some(format!("width:{width}px")),
            // Beside columns of a chosen width those of sums share what is left, so that a width is what was chosen.
            None if any_chosen && flexible => Some("width:auto".to_owned()),
            None => None,
        };
        view! { <col class=class style=width data-column=col.column.code() /> }.into_any()
    };
    view! { <colgroup>{scene.columns.iter().map(col).collect_view()}</colgroup> }.into_any()
}

/// Widths that depend on the data: the columns there are and the longest sums.
fn widths(scene: &Scene, digits: (usize, usize)) -> String {
    let code = if scene.currency.is_none() { 30 } else { 0 };
    let width = |digits: usize| digits * 37 / 5 + digits.saturating_sub(1) / 3 * 2 + 20 + code;
    let (all, one) = digits;
    let part = |col: &Col| match (col.width, col.column) {
        (Some(width), _) => format!("{width}px"),
        (None, Column::Title) => "var(--co)".to_owned(),
        (None, Column::Responsible) => "var(--rs)".to_owned(),
        (None, Column::LastCommunication) => "var(--lc)".to_owned(),
        (None, Column::Work | Column::Won | Column::Turnover) => "var(--t)".to_owned(),
        (None, Column::DirectionWork(_) | Column::DirectionWon(_)) => "var(--d)".to_owned(),
        (None, Column::Sector | Column::Region | Column::Source) => "var(--x)".to_owned(),
        (None, _) => "var(--s)".to_owned(),
    };
    let sum = scene.columns.iter().map(part).collect::<Vec<_>>().join(" + ");
    let pinned =
        scene.columns.first().and_then(|col| col.width).map(|width| format!("--co:{width}px;")).unwrap_or_default();
    format!("{pinned}--sum:calc({sum});--w-t:{}px;--w-d:{}px", width(all), width(one))
}

/// Asks for another piece when what is drawn leaves the one that was asked for.
fn ask_for(store: Store, range: Memo<std::ops::Range<usize>>, total: Memo<usize>) {
    Effect::new(move |_| {
        let range = range.get();
        let from = store.offset.get_untracked();
        if !holds(&(from..from + ASKED), &range, total.get_untracked()) {
            store.offset.set(asked_from(&range));
        }
    });
}

/// Another query or order begins at its top.
fn to_top_on_query(store: Store, area: NodeRef<html::Div>, sight: Sight) {
    Effect::new(move |before: Option<()>| {
        store.query.track();
        let is_away = sight.top.get_untracked() > 0;
        // The browser lays the page out to scroll it, so only where there is something to scroll.
        if let Some(area) = area.get_untracked().filter(|_| before.is_some() && is_away) {
            area.set_scroll_top(0);
        }
    });
}

fn watch_size(area: NodeRef<html::Div>, measure: impl Fn() + Copy + Send + Sync + 'static) {
    Effect::new(move |_| {
        if area.get().is_some() {
            request_animation_frame(measure);
        }
    });
    let handle = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || handle.remove());
}

impl Sight {
    fn measure(self, area: NodeRef<html::Div>) {
        let Some(area) = area.try_get_untracked().flatten() else { return };
        let size = |pixels: i32| usize::try_from(pixels).unwrap_or_default();
        let left = area.scroll_left();
        let hidden = (left > 0, left + area.client_width() + 1 < area.scroll_width());
        self.top.set(size(area.scroll_top()));
        self.height.set(size(area.client_height()));
        if self.hidden.get_untracked() != hidden {
            self.hidden.set(hidden);
        }
    }
}
