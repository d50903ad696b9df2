//! What is drawn of the table: heads, rows, names, cells.

use super::{Cell, Field, Head, Key, Line, Place, Table};
use crate::pages::activity::rows::Row;
use crate::ui::avatar::Avatar;
use crate::ui::icon::SmallIcon;
use crate::ui::reactive::{maybe, piece, text};
use domain::activity::roster::RowRef;
use leptos::prelude::*;
use std::sync::Arc;

/// The line of heads.
pub(super) fn head_view(table: &Table) -> AnyView {
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
pub(super) fn row_view(table: &Table, key: Key) -> AnyView {
    let rows = table.rows;
    let row = Memo::new(move |_| rows.with(|rows| rows.iter().position(|row| row.key == key).map(|at| (at, rows[at]))));
    let line = {
        let read = Arc::clone(&table.line);
        Memo::new(move |_| read(key))
    };
    let (at, field) = (table.at, Arc::clone(&table.field));
    let name = name_view(line, Memo::new(move |_| row.get().map(|(_, row)| row)), key, at);
    // A cell is an element that stays: one that is rebuilt loses its attributes for a moment, and with them the focus.
    let many = Memo::new(move |_| line.with(|line| line.cells.len()));
    let cells = piece(move || {
        let cell = |place: usize| cell_view(line, Place { key, col: place + 1 }, at, &field);
        (0..many.get()).map(cell).collect_view().into_any()
    });
    let of_row = move |read: fn(&Row<Key>) -> Option<String>| maybe(move || row.get().and_then(|(_, row)| read(&row)));
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
            {name}
            {cells}
        </tr>
    }
    .into_any()
}

fn tabindex(at: RwSignal<Place>, place: Place) -> &'static str {
    if at.get_untracked() == place { "0" } else { "-1" }
}

fn name_view(line: Memo<Line>, row: Memo<Option<Row<Key>>>, key: Key, at: RwSignal<Place>) -> AnyView {
    let is_person = matches!(key, Key::Person(_));
    let contents = piece(move || line.with(|line| name_inside(line, row.get().as_ref(), key)));
    let title = text(move || {
        line.with(|line| match line.note.is_empty() {
            true => line.name.clone(),
            false => format!("{}\n{}", line.name, line.note),
        })
    });
    view! {
        <th
            scope="row"
            class=if is_person { "nm p" } else { "nm" }
            data-col="0"
            data-indent=text(move || row.with(|row| row.map_or(0, |row| row.level.saturating_sub(1).min(4))).to_string())
            tabindex=tabindex(at, Place { key, col: 0 })
            aria-colindex="1"
            title=title
        >
            {contents}
        </th>
    }
    .into_any()
}

fn name_inside(line: &Line, row: Option<&Row<Key>>, key: Key) -> AnyView {
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
    view! { <div class="nw">{mark}{name}{gone}{beside}</div> }.into_any()
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

fn cell_view(line: Memo<Line>, place: Place, at: RwSignal<Place>, field: &Field) -> AnyView {
    let cell = Memo::new(move |_| line.with(|line| line.cells.get(place.col - 1).cloned().unwrap_or_default()));
    let field = Arc::clone(field);
    let contents = piece(move || cell.with(|cell| cell_inside(cell, place, &field)));
    view! {
        <td
            class=text(move || cell.with(|cell| cell.class.clone()))
            data-col=place.col.to_string()
            tabindex=tabindex(at, place)
            aria-colindex=(place.col + 1).to_string()
            title=maybe(move || cell.with(|cell| (!cell.label.is_empty()).then(|| cell.label.clone())))
        >
            {contents}
        </td>
    }
    .into_any()
}

fn cell_inside(cell: &Cell, place: Place, field: &Field) -> AnyView {
    let corner = cell.corner.map(|class| view! { <b class=class></b> });
    if cell.typed {
        return view! { {field(place)}{corner} }.into_any();
    }
    let spans = cell.spans.iter().map(|(class, words)| view! { <span class=*class>{words.clone()}</span> });
    // Figures in their places say nothing to who hears them; the words behind them do.
    let words = (!cell.label.is_empty()).then(|| view! { <span class="vh">{cell.label.clone()}</span> });
    let hidden = words.is_some().then_some("true");
    view! { <div class=cell.inner aria-hidden=hidden>{spans.collect_view()}</div>{words}{corner} }.into_any()
}
