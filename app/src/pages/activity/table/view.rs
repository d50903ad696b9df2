//! The element of the table.

use super::keys::{Extent, drawn, step};
use super::{Act, Cell, Head, Key, Line, Place, Row, Table};
use crate::ui::avatar::Avatar;
use crate::ui::icon::SmallIcon;
use crate::ui::reactive::{maybe, piece, text};
use domain::activity::roster::RowRef;
use domain::ids::DepartmentId;
use leptos::prelude::*;
use leptos::{ev, html};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent};

/// Height of a row, pixels: in wide windows, in others. The same numbers stand in the style.
const TALL: (usize, usize) = (43, 36);
/// Windows that are wide, pixels.
const WIDE: f64 = 1_700.0;
/// Keeps a table from being confused with another one's handlers.
const ROW: &str = "data-row";
const COL: &str = "data-col";

/// What the scroll area shows.
#[derive(Clone, Copy)]
struct Sight {
    top: RwSignal<usize>,
    height: RwSignal<usize>,
    tall: RwSignal<usize>,
    scrolled: RwSignal<bool>,
    area: NodeRef<html::Div>,
    /// Whether the focus is in the table.
    inside: RwSignal<bool>,
}

impl Sight {
    fn measure(self) {
        let Some(area) = self.area.try_get_untracked().flatten() else { return };
        let size = |pixels: i32| usize::try_from(pixels).unwrap_or_default();
        let set = |signal: RwSignal<usize>, value: usize| {
            if signal.get_untracked() != value {
                signal.set(value);
            }
        };
        set(self.top, size(area.scroll_top()));
        set(self.height, size(area.client_height()));
        let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
        set(self.tall, if width >= WIDE { TALL.0 } else { TALL.1 });
        let scrolled = area.scroll_left() > 0;
        if self.scrolled.get_untracked() != scrolled {
            self.scrolled.set(scrolled);
        }
    }
}

/// The table in its scroll area.
pub(crate) fn table_view(table: Table) -> AnyView {
    let sight = Sight {
        top: RwSignal::new(0),
        height: RwSignal::new(0),
        tall: RwSignal::new(TALL.1),
        scrolled: RwSignal::new(false),
        area: NodeRef::new(),
        inside: RwSignal::new(false),
    };
    watch(sight);
    let rows = table.rows;
    let range =
        Memo::new(move |_| drawn(sight.top.get(), sight.height.get(), rows.with(|rows| rows.len()), sight.tall.get()));
    let seen = Memo::new(move |_| {
        let range = range.get();
        rows.with(|rows| {
            rows[range.start.min(rows.len())..range.end.min(rows.len())].iter().map(|row| row.key).collect::<Vec<_>>()
        })
    });
    follow_cursor(&table, sight);
    let cols = {
        let heads = table.heads;
        Memo::new(move |_| heads.with(|heads| heads.len() + 1))
    };
    let pad = move |rows: usize| {
        let height = format!("{}px", rows * sight.tall.get());
        view! { <td colspan=cols.get().to_string() style:height=height></td> }.into_any()
    };
    let above = piece(move || pad(range.with(|range| range.start)));
    let below = piece(move || pad(range.with(|range| rows.with(|rows| rows.len().saturating_sub(range.end)))));
    let each = {
        let table = table.clone();
        move |key: Key| row_view(&table, key)
    };
    let foot = row_view(&table, Key::Total);
    let head = head_view(&table);
    let (pressed, clicked) = (table.clone(), table.clone());
    let focused = table.at;
    let label = table.label;
    view! {
        <div
            class="scroll yscroll"
            node_ref=sight.area
            on:scroll=move |_| sight.measure()
            on:focusin=move |event| {
                sight.inside.set(true);
                if let Some(place) = place_of(&event).filter(|place| focused.get_untracked() != *place) {
                    focused.set(place);
                }
            }
            on:focusout=move |event: FocusEvent| {
                if event.related_target().is_some() {
                    sight.inside.set(false);
                }
            }
            on:keydown=move |event| press(&pressed, sight, &event)
            on:click=move |event| click(&clicked, &event)
        >
            <table
                class=table.class
                role="treegrid"
                aria-label=text(move || label.get())
                aria-rowcount=text(move || (rows.with(|rows| rows.len()) + 2).to_string())
                aria-colcount=text(move || cols.get().to_string())
                data-scrolled=maybe(move || sight.scrolled.get().then(String::new))
            >
                {head}
                <tbody>
                    <tr class="pad" aria-hidden="true">{above}</tr>
                    <For each=move || seen.get() key=|key| *key let:key>{each(key)}</For>
                    <tr class="pad" aria-hidden="true">{below}</tr>
                </tbody>
                <tfoot>{foot}</tfoot>
            </table>
        </div>
    }
    .into_any()
}

fn watch(sight: Sight) {
    Effect::new(move |_| {
        if sight.area.get().is_some() {
            request_animation_frame(move || sight.measure());
        }
    });
    let handle = window_event_listener(ev::resize, move |_| sight.measure());
    on_cleanup(move || handle.remove());
}

fn head_view(table: &Table) -> AnyView {
    let (heads, at, first) = (table.heads, table.at, table.first);
    let tab = move |col: usize| if at.get_untracked() == (Place { key: Key::Head, col }) { "0" } else { "-1" };
    let contents = piece(move || {
        let head = |(place, head): (usize, &Head)| {
            let col = place + 1;
            let [short, full, beside] = head.name.clone();
            let figures = (!head.figures.is_empty()).then(|| {
                let spans =
                    head.figures.iter().map(|(class, words)| view! { <span class=*class>{words.clone()}</span> });
                view! { <div class="q">{spans.collect_view()}</div> }
            });
            view! {
                <th
                    scope="col"
                    class=head.class.clone()
                    data-col=col.to_string()
                    tabindex=tab(col)
                    aria-colindex=(col + 1).to_string()
                    aria-description=head.means.clone()
                    title=head.means.clone()
                >
                    <div class="hn">
                        <b class="smn">{short}</b><b class="lg">{full}</b><span class="wd">{beside}</span>
                    </div>
                    {figures}
                </th>
            }
            .into_any()
        };
        let name = view! {
            <th scope="col" class="nm" data-col="0" tabindex=tab(0) aria-colindex="1">{first}</th>
        };
        let others = heads.with(|heads| heads.iter().enumerate().map(head).collect_view());
        view! { {name}{others} }.into_any()
    });
    view! { <thead><tr data-row="h" aria-rowindex="1">{contents}</tr></thead> }.into_any()
}

/// The element of a row.
fn row_view(table: &Table, key: Key) -> AnyView {
    let rows = table.rows;
    let row = Memo::new(move |_| rows.with(|rows| rows.iter().position(|row| row.key == key).map(|at| (at, rows[at]))));
    let line = {
        let read = Arc::clone(&table.line);
        Memo::new(move |_| read(key))
    };
    let (at, field) = (table.at, Arc::clone(&table.field));
    let contents = piece(move || {
        line.with(|line| {
            let row = row.get().map(|(_, row)| row);
            let name = name_view(line, row.as_ref(), key, at);
            let cells = line.cells.iter().enumerate().map(|(place, cell)| {
                let place = Place { key, col: place + 1 };
                cell_view(cell, place, at, &field)
            });
            view! { {name}{cells.collect_view()} }.into_any()
        })
    });
    let of_row = move |read: fn(&Row) -> Option<String>| maybe(move || row.get().and_then(|(_, row)| read(&row)));
    let class = match key {
        Key::Department(_) => "dep",
        _ => "",
    };
    view! {
        <tr
            class=class
            data-row=key.code()
            aria-rowindex=text(move || match row.get() {
                Some((at, _)) => (at + 2).to_string(),
                None => (rows.with(|rows| rows.len()) + 2).to_string(),
            })
            attr:aria-level=of_row(|row| Some(row.level.to_string()))
            aria-posinset=of_row(|row| Some(row.among.0.to_string()))
            aria-setsize=of_row(|row| Some(row.among.1.to_string()))
            aria-expanded=of_row(|row| matches!(row.place, RowRef::Department(_)).then(|| row.expanded.to_string()))
        >
            {contents}
        </tr>
    }
    .into_any()
}

fn tabindex(at: RwSignal<Place>, place: Place) -> &'static str {
    if at.get_untracked() == place { "0" } else { "-1" }
}

fn name_view(line: &Line, row: Option<&Row>, key: Key, at: RwSignal<Place>) -> AnyView {
    let beside = (!line.beside.is_empty()).then(|| view! { <span class="sub">{line.beside.clone()}</span> });
    let mark = match (key, line.person) {
        (_, Some(id)) => view! { <Avatar id name=line.name.clone() /> }.into_any(),
        (Key::Department(_), None) => {
            let icon = if row.is_some_and(|row| row.expanded) { "down" } else { "right" };
            view! { <span class="tw"><SmallIcon name=icon /></span> }.into_any()
        }
        _ => ().into_any(),
    };
    let class = if line.gone { "cut gone" } else { "cut" };
    let name = match line.person {
        Some(_) => view! {
            <span class=format!("{class} smn")>{short(&line.name)}</span>
            <span class=format!("{class} lg")>{line.name.clone()}</span>
        }
        .into_any(),
        None => view! { <span class=class>{line.name.clone()}</span> }.into_any(),
    };
    let gone = line.gone.then(|| view! { <SmallIcon name="ban" /><span class="vh">{line.note.clone()}</span> });
    let title = if line.note.is_empty() { line.name.clone() } else { format!("{}\n{}", line.name, line.note) };
    let class = if line.person.is_some() { "nm p" } else { "nm" };
    let indent = row.map_or(0, |row| row.level.saturating_sub(1).min(4));
    view! {
        <th
            scope="row"
            class=class
            data-col="0"
            data-indent=indent.to_string()
            tabindex=tabindex(at, Place { key, col: 0 })
            aria-colindex="1"
            title=title
        >
            <div class="nw">{mark}{name}{gone}{beside}</div>
        </th>
    }
    .into_any()
}

/// `Холмогорова В.`: what fits a narrow column.
fn short(name: &str) -> String {
    /// Longest name that is shown whole, characters.
    const FITS: usize = 13;
    let mut words = name.split_whitespace();
    match (words.next(), words.next().and_then(|given| given.chars().next())) {
        (Some(family), Some(initial)) if name.chars().count() > FITS => format!("{family} {initial}."),
        _ => name.to_owned(),
    }
}

fn cell_view(cell: &Cell, place: Place, at: RwSignal<Place>, field: &super::Field) -> AnyView {
    let label = (!cell.label.is_empty()).then(|| cell.label.clone());
    let contents = if cell.typed {
        field(place)
    } else {
        let spans = cell.spans.iter().map(|(class, words)| view! { <span class=*class>{words.clone()}</span> });
        // Figures in their places say nothing to who hears them; the words behind them do.
        let words = label.clone().map(|label| view! { <span class="vh">{label}</span> });
        let hidden = words.is_some().then_some("true");
        view! { <div class=cell.inner aria-hidden=hidden>{spans.collect_view()}</div>{words} }.into_any()
    };
    let corner = cell.corner.map(|class| view! { <b class=class></b> });
    view! {
        <td
            class=cell.class.clone()
            data-col=place.col.to_string()
            tabindex=tabindex(at, place)
            aria-colindex=(place.col + 1).to_string()
            title=label
        >
            {contents}
            {corner}
        </td>
    }
    .into_any()
}

/// The cell an event happened in.
fn place_of(event: &web_sys::Event) -> Option<Place> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let cell = target.closest(&format!("[{COL}]")).ok()??;
    let row = cell.closest(&format!("[{ROW}]")).ok()??;
    let key = Key::of_code(&row.get_attribute(ROW)?)?;
    Some(Place { key, col: cell.get_attribute(COL)?.parse().ok()? })
}

/// The element of a cell that is drawn.
fn element(sight: Sight, place: Place) -> Option<HtmlElement> {
    let area = sight.area.try_get_untracked().flatten()?;
    let selector = format!("[{ROW}=\"{}\"] > [{COL}=\"{}\"]", place.key.code(), place.col);
    area.query_selector(&selector).ok()??.dyn_into().ok()
}

/// Keeps exactly one cell in the order of the Tab key, and gives it the focus when it is wished for.
fn follow_cursor(table: &Table, sight: Sight) {
    let (at, wish, rows) = (table.at, table.wish, table.rows);
    Effect::new(move |before: Option<Place>| {
        let place = at.get();
        if let Some(before) = before.filter(|before| *before != place).and_then(|before| element(sight, before)) {
            before.set_tab_index(-1);
        }
        if let Some(now) = element(sight, place) {
            now.set_tab_index(0);
        }
        place
    });
    // A row that went away leaves the keyboard at the heads.
    Effect::new(move |_| {
        let there = rows.with(|rows| {
            let place = at.get();
            matches!(place.key, Key::Head | Key::Total) || rows.iter().any(|row| row.key == place.key)
        });
        if !there {
            at.set(Place::default());
        }
    });
    Effect::new(move |before: Option<u64>| {
        let now = wish.get();
        if before.is_some_and(|before| before != now) {
            reach(sight, rows, at.get_untracked());
        }
        now
    });
    // Rows that are drawn anew lose the focus of their cells.
    let redrawn = table.line.clone();
    Effect::new(move |before: Option<Line>| {
        let line = redrawn(at.get().key);
        if before.is_some() && sight.inside.get_untracked() {
            request_animation_frame(move || {
                let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
                if lost && sight.inside.try_get_untracked() == Some(true) {
                    reach(sight, rows, at.get_untracked());
                }
            });
        }
        line
    });
}

/// Brings a cell into sight and gives it the focus.
fn reach(sight: Sight, rows: Memo<Arc<Vec<Row>>>, place: Place) {
    let focus = move || {
        if let Some(cell) = element(sight, place) {
            // A cell that is gone can not take the focus.
            drop(cell.focus());
            return true;
        }
        false
    };
    if focus() {
        return;
    }
    let Some(at) = rows.with_untracked(|rows| rows.iter().position(|row| row.key == place.key)) else { return };
    let Some(area) = sight.area.get_untracked() else { return };
    let middle = (at * sight.tall.get_untracked()).saturating_sub(sight.height.get_untracked() / 2);
    area.set_scroll_top(i32::try_from(middle).unwrap_or(i32::MAX));
    sight.measure();
    request_animation_frame(move || {
        focus();
    });
}

/// Goes to a cell.
fn go(table: &Table, place: Place) {
    table.at.set(place);
    table.wish.update(|wish| *wish += 1);
}

fn fold(table: &Table, id: DepartmentId) {
    table.folded.update(|folded| {
        if !folded.remove(&id) {
            folded.insert(id);
        }
    });
}

fn click(table: &Table, event: &MouseEvent) {
    let Some(place) = place_of(event) else { return };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let in_field = target.as_ref().is_some_and(|target| matches!(target.tag_name().as_str(), "INPUT" | "BUTTON"));
    if in_field {
        return;
    }
    table.at.set(place);
    let on_plan = target.and_then(|target| target.closest(".pl").ok().flatten()).is_some();
    match (place.key, place.col) {
        (Key::Department(id), 0) => fold(table, id),
        _ if on_plan => table.act.run(Act::Type(place, None)),
        _ => table.act.run(Act::Open(place)),
    }
}

fn press(table: &Table, sight: Sight, event: &KeyboardEvent) {
    let Some(place) = place_of(event) else { return };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    // A field has its own keys.
    if target.is_some_and(|target| target.tag_name() == "INPUT") || event.alt_key() || event.meta_key() {
        return;
    }
    let (key, ctrl) = (event.key(), event.ctrl_key());
    let row = table.rows.with_untracked(|rows| rows.iter().find(|row| row.key == place.key).copied());
    let expanded = row.is_some_and(|row| row.expanded);
    let digit = key.chars().next().filter(|digit| digit.is_ascii_digit() && key.len() == 1 && !ctrl);
    match (key.as_str(), place.key, place.col) {
        ("ArrowRight", Key::Department(id), 0) if !expanded && !ctrl => fold(table, id),
        ("ArrowLeft", Key::Department(id), 0) if expanded && !ctrl => fold(table, id),
        ("Enter" | " ", Key::Department(id), 0) => fold(table, id),
        ("Enter", ..) => table.act.run(Act::Open(place)),
        ("F2", ..) => table.act.run(Act::Type(place, None)),
        _ if digit.is_some() => table.act.run(Act::Type(place, digit)),
        _ => {
            let Some(next) = next(table, sight, place, (&key, ctrl)) else { return };
            go(table, next);
        }
    }
    event.prevent_default();
}

fn next(table: &Table, sight: Sight, from: Place, (key, ctrl): (&str, bool)) -> Option<Place> {
    table.rows.with_untracked(|rows| {
        let row = match from.key {
            Key::Head => 0,
            Key::Total => rows.len() + 1,
            key => rows.iter().position(|row| row.key == key)? + 1,
        };
        let page = sight.height.get_untracked() / sight.tall.get_untracked().max(1);
        let cols = table.heads.with_untracked(|heads| heads.len() + 1);
        let extent = Extent { rows: rows.len() + 2, cols, page: page.saturating_sub(3) };
        let (row, col) = step(key, ctrl, (row, from.col), extent)?;
        let key = match row {
            0 => Key::Head,
            row if row == rows.len() + 1 => Key::Total,
            row => rows[row - 1].key,
        };
        Some(Place { key, col })
    })
}
