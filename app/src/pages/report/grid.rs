//! The table for wide screens: only the rows in sight are in the page, everything else is empty height.

use super::cells::Layout;
use super::head::{Foot, Head};
use super::row::{RowView, Slot};
use super::rows::{ASKED, ROW, asked_from, drawn, holds};
use super::store::{Shown, Store};
use crate::i18n::messages;
use leptos::prelude::*;
use leptos::{ev, html};
use std::sync::Arc;

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

    let layout = layout(store);
    Effect::new(move |_| {
        layout.track();
        request_animation_frame(measure);
    });
    let total = Memo::new(move |_| store.shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.matched())));
    let range = Memo::new(move |_| drawn(sight.top.get(), sight.height.get(), total.get()));
    ask_for(store, range, total);
    to_top_on_query(store, area);
    let slots = Memo::new(move |_| {
        let range = range.get();
        store.shown.with(|shown| slots_of(range, shown.as_deref()))
    });
    let above = move || range.with(|range| range.start * ROW);
    let below = move || range.with(|range| total.get().saturating_sub(range.end) * ROW);
    let columns = move || layout.with(|layout| layout.columns().to_string());
    let pad = move |height: String| view! { <td colspan=columns style:height=height></td> };

    view! {
        <div class="card frame st-table" data-more=move || sight.hidden.get().1.then_some("")>
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
                    aria-rowcount=move || (total.get() + HEAD_ROWS + 1).to_string()
                    data-scrolled=move || sight.hidden.get().0.then_some("")
                    style=move || layout.with(|layout| widths(layout))
                >
                    <Columns layout />
                    <Head store layout />
                    <tbody>
                        <tr class="pad" aria-hidden="true">{move || pad(format!("{}px", above()))}</tr>
                        <For each=move || slots.get() key=Slot::key let:slot>
                            {
                                let key = slot.key();
                                let slot = Memo::new(move |before: Option<&Slot>| {
                                    let found = slots.with(|all| all.iter().find(|slot| slot.key() == key).cloned());
                                    found.or_else(|| before.cloned()).unwrap_or_else(|| slot.clone())
                                });
                                view! { <RowView held=slot layout before=HEAD_ROWS /> }
                            }
                        </For>
                        <tr class="pad" aria-hidden="true">{move || pad(format!("{}px", below()))}</tr>
                    </tbody>
                    <Foot store layout />
                </table>
            </div>
        </div>
    }
}

/// The layout of what is shown.
pub(super) fn layout(store: Store) -> Memo<Arc<Layout>> {
    Memo::new(move |_| {
        store.shown.with(|shown| {
            let layout = shown.as_ref().map(|shown| {
                let directory = Arc::clone(&shown.directory);
                let without = shown.without_company.as_ref();
                Layout::new(directory, &shown.query, shown.today, shown.thresholds, &shown.totals, without)
            });
            Arc::new(layout.unwrap_or_default())
        })
    })
}

#[component]
fn Columns(layout: Memo<Arc<Layout>>) -> impl IntoView {
    let directions = move || {
        let pairs = layout.with(|layout| layout.directions.len() * 2);
        (0..pairs).map(|_| view! { <col class="c-d" /> }).collect_view()
    };
    view! {
        <colgroup>
            <col class="c-co" /><col class="c-rs" /><col class="c-lc" /><col class="c-t" /><col class="c-t" />
            {directions}
        </colgroup>
    }
}

/// Widths that depend on the data: the number of directions and the longest sums.
fn widths(layout: &Layout) -> String {
    let code = if layout.currency.is_none() { 30 } else { 0 };
    let width = |digits: usize| digits * 37 / 5 + digits.saturating_sub(1) / 3 * 2 + 20 + code;
    let (all, one) = layout.digits;
    format!("--dirs:{};--w-t:{}px;--w-d:{}px", layout.directions.len(), width(all), width(one))
}

fn slots_of(range: std::ops::Range<usize>, shown: Option<&Shown>) -> Vec<Slot> {
    let row = |index: usize| shown.and_then(|shown| shown.row(index)).cloned();
    range.map(|index| Slot { index, row: row(index) }).collect()
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
fn to_top_on_query(store: Store, area: NodeRef<html::Div>) {
    Effect::new(move |before: Option<()>| {
        store.query.track();
        if let Some(area) = area.get_untracked().filter(|_| before.is_some()) {
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
