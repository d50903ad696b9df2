//! The grid of the month: one stop of the Tab key, every cell reached by keys, only the rows in sight in the page.

use super::cursor::At;
use super::desk::{Desk, HEADS};
use super::heads::{Rules, heads};
use super::keys;
use super::layout::{Col, RowKey};
use super::marks;
use super::row::{Look, line_view, look};
use crate::i18n::activity::words;
use crate::pages::activity::when::month_name;
use crate::pages::activity::window::{Measures, Window};
use crate::pages::report::rows::drawn;
use crate::ui::reactive::{maybe, piece, text};
use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Height of the lines above the body, pixels, as far as paging by keys needs it.
const HEAD: usize = 96;
/// Room that stays before today when a phone opens the month there, pixels.
const BEFORE_TODAY: i32 = 2 * 38;

/// What the scroll area shows.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    top: RwSignal<usize>,
    height: RwSignal<usize>,
    row: RwSignal<usize>,
    /// Whether columns are hidden to the left.
    hidden: RwSignal<bool>,
}

impl Sight {
    /// Rows a page goes by.
    pub(super) fn page(self) -> usize {
        (self.height.get_untracked().saturating_sub(HEAD) / self.row.get_untracked().max(1)).saturating_sub(1)
    }

    fn measure(self, area: NodeRef<html::Div>) {
        let Some(area) = area.try_get_untracked().flatten() else { return };
        let size = |pixels: i32| usize::try_from(pixels).unwrap_or_default();
        self.top.set(size(area.scroll_top()));
        self.height.set(size(area.client_height()));
        let row = row_height();
        if self.row.get_untracked() != row {
            self.row.set(row);
        }
        let hidden = area.scroll_left() > 0;
        if self.hidden.get_untracked() != hidden {
            self.hidden.set(hidden);
        }
    }
}

/// Height of a row, pixels; the same as in `style/month.css`.
fn row_height() -> usize {
    let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
    match width {
        ..=760.0 => 38,
        1700.0.. => 46,
        _ => 29,
    }
}

/// The grid.
pub(super) fn grid_view(desk: Desk) -> AnyView {
    let w = words();
    let area = NodeRef::<html::Div>::new();
    let sight = Sight {
        top: RwSignal::new(0),
        height: RwSignal::new(0),
        row: RwSignal::new(row_height()),
        hidden: RwSignal::new(false),
    };
    watch_size(area, sight);
    open_at_today(desk, area);
    begin_somewhere(desk);

    let keys = Memo::new(move |_| desk.rows.with(|rows| rows.iter().map(|row| row.key).collect::<Vec<_>>()));
    let total = Memo::new(move |_| keys.with(Vec::len));
    let range = Memo::new(move |_| drawn(sight.top.get(), sight.height.get(), total.get(), sight.row.get()));
    let kept = Memo::new(move |_| {
        let row = desk.cursor.active.get().and_then(|at| desk.place_of_row(at.row));
        row.and_then(|row| row.checked_sub(HEADS.len()))
    });
    let columns = Memo::new(move |_| desk.scene.with(|scene| scene.cols.len()));
    let window = Window::new(keys, range, kept, Measures { columns, row: sight.row }, move |key| line(desk, key));
    marks::follow(desk, area, window);
    let name = text(move || (w.grid)(&month_name(desk.scene.with(|scene| scene.month), w)));
    let label = text(move || (w.grid)(&month_name(desk.scene.with(|scene| scene.month), w)));
    let rules = Memo::new(move |_| {
        desk.store.grid.with(|grid| {
            let explained = grid.as_ref().map(|grid| grid.explained).unwrap_or_default();
            Rules { direction: explained.direction, min_seconds: explained.min_seconds }
        })
    });
    let top = piece(move || desk.scene.with(|scene| heads(scene, rules.get()).into_any()));

    view! {
        <div class="card frame gridcard">
            <div class="scroll" role="region" aria-label=name node_ref=area on:scroll=move |_| sight.measure(area)>
                <table
                    class="pg"
                    role="treegrid"
                    aria-label=label
                    aria-multiselectable="true"
                    aria-readonly=text(move || (!desk.scene.with(|scene| scene.editable)).to_string())
                    aria-rowcount=text(move || (total.get() + HEADS.len()).to_string())
                    aria-colcount=text(move || columns.get().to_string())
                    data-scrolled=maybe(move || sight.hidden.get().then(String::new))
                    style=text(move || desk.scene.with(|scene| counts(&scene.cols)))
                    data-planning=maybe(move || desk.planning.get().then(String::new))
                    on:keydown=move |event| keys::pressed(desk, sight, &event)
                    on:pointerdown=move |event| keys::pointed(desk, &event)
                    on:mouseover=move |event| keys::dragged(desk, &event)
                    on:click=move |event| keys::clicked(desk, &event)
                    on:dblclick=move |event| keys::double_clicked(desk, &event)
                    on:focusin=move |event| keys::focused(desk, &event)
                    on:copy=move |event| super::clip::copied(desk, &event)
                    on:paste=move |event| super::clip::pasted(desk, &event)
                >
                    {piece(move || desk.scene.with(|scene| widths(&scene.cols)))}
                    <thead>
                        <tr class="hd" data-row=RowKey::Head.code() aria-rowindex="1">{top}</tr>
                        {[RowKey::Plan, RowKey::Fact].map(|key| line(desk, key)).into_any()}
                    </thead>
                    <tbody node_ref=window.body></tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}

fn line(desk: Desk, key: RowKey) -> AnyView {
    // A row that leaves the page is asked once more before it is gone.
    let shown = Memo::new(move |before: Option<&Look>| match (desk.place_of_row(key), before) {
        (None, Some(before)) => before.clone(),
        _ => look(desk, key),
    });
    let place =
        Memo::new(move |before: Option<&usize>| desk.place_of_row(key).or_else(|| before.copied()).unwrap_or_default());
    line_view(key, shown, desk.scene, place)
}

/// How many columns of each width there are: a phone's grid is as wide as its columns.
fn counts(cols: &[Col]) -> String {
    let days = cols.iter().filter(|col| matches!(col, Col::Day(_))).count();
    let folded = cols.iter().filter(|col| matches!(col, Col::Folded(..))).count();
    format!("--days:{days};--offs:{folded}")
}

fn widths(cols: &[Col]) -> AnyView {
    let col = |col: &Col| {
        let class = match col {
            Col::Name => "k-nm",
            Col::Days => "k-s1",
            Col::Plan | Col::Fact => "k-n",
            Col::Percent => "k-pc",
            Col::Pace => "k-pa",
            Col::Day(_) => "k-d",
            Col::Folded(..) => "k-o",
        };
        view! { <col class=class /> }.into_any()
    };
    view! { <colgroup>{cols.iter().map(col).collect_view()}</colgroup> }.into_any()
}

fn watch_size(area: NodeRef<html::Div>, sight: Sight) {
    let measure = move || sight.measure(area);
    Effect::new(move |_| {
        if area.get().is_some() {
            request_animation_frame(measure);
        }
    });
    let handle = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || handle.remove());
}

/// A phone shows a few days: those around today come first.
fn open_at_today(desk: Desk, area: NodeRef<html::Div>) {
    Effect::new(move |before: Option<Option<domain::activity::period::Month>>| {
        let month = desk.store.grid.with(|grid| grid.as_ref().map(|grid| grid.month));
        let phone = desk.phone.get();
        let Some(area) = area.get().filter(|_| phone && month.is_some() && before.flatten() != month) else {
            return month;
        };
        request_animation_frame(move || {
            let head = area.query_selector("thead .hd .now").ok().flatten();
            let name = area.query_selector("thead .hd .nm").ok().flatten();
            let head = head.and_then(|head| head.dyn_into::<HtmlElement>().ok());
            let name = name.and_then(|name| name.dyn_into::<HtmlElement>().ok());
            let left = head.map_or(0, |head| head.offset_left() - name.map_or(0, |name| name.offset_width()));
            let room = area.client_width() / 3;
            area.set_scroll_left((left - room.max(BEFORE_TODAY)).max(0));
        });
        month
    });
}

/// The Tab key needs a cell to come to: today's of the first line, and another one when that is not shown any more.
fn begin_somewhere(desk: Desk) {
    Effect::new(move |_| {
        let scene = desk.scene.get();
        let first = desk.rows.with(|rows| rows.first().map(|row| row.key));
        if scene.cols.is_empty() {
            return;
        }
        let active = desk.cursor.active.get_untracked();
        let is_shown = active.is_some_and(|at| untrack(|| desk.place_of_row(at.row)).is_some());
        if is_shown {
            return;
        }
        let row = first.unwrap_or(RowKey::Fact);
        let col = active.map_or_else(|| scene.present(), |at| at.col);
        desk.cursor.anchor.set(None);
        desk.cursor.active.set(Some(At { row, col }));
    });
}
