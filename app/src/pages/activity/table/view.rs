//! The element of the table.

use super::super::window::{Measures, Window};
use super::acts::{click, press};
use super::draw::{head_view, row_view};
use super::focus::{Sight, follow_cursor, place_of, restore};
use super::keys::drawn;
use super::{Key, Table};
use crate::ui::focus::inside;
use crate::ui::reactive::{maybe, text};
use leptos::prelude::*;

/// The table in its scroll area.
pub(crate) fn table_view(table: Table) -> AnyView {
    let sight = Sight::new();
    let rows = table.rows;
    let keys = Memo::new(move |_| rows.with(|rows| rows.iter().map(|row| row.key).collect::<Vec<_>>()));
    let range = Memo::new(move |_| drawn(sight.top.get(), sight.height.get(), keys.with(Vec::len), sight.tall.get()));
    let at = table.at;
    let kept = Memo::new(move |_| keys.with(|keys| keys.iter().position(|key| *key == at.get().key)));
    let heads = table.heads;
    let columns = Memo::new(move |_| heads.with(|heads| heads.len() + 1));
    let window = {
        let table = table.clone();
        let measures = Measures { columns, row: sight.tall };
        Window::new(keys, range, kept, measures, move |key| row_view(&table, key))
    };
    follow_cursor(&table, sight, window);
    let inside = inside(sight.area);
    let foot = row_view(&table, Key::Total);
    let head = head_view(&table);
    let (pressed, clicked) = (table.clone(), table.clone());
    let label = table.label;
    view! {
        <div
            class="scroll yscroll"
            node_ref=sight.area
            on:scroll=move |_| sight.measure()
            on:focusin=move |event| {
                if let Some(place) = place_of(&event).filter(|place| at.get_untracked() != *place) {
                    at.set(place);
                }
            }
            on:focusout=move |_| restore(at, sight, inside)
            on:keydown=move |event| press(&pressed, sight, &event)
            on:click=move |event| click(&clicked, &event)
        >
            <table
                class=table.class
                role="treegrid"
                aria-label=text(move || label.get())
                aria-rowcount=text(move || (keys.with(Vec::len) + 2).to_string())
                aria-colcount=text(move || columns.get().to_string())
                data-scrolled=maybe(move || sight.scrolled.get().then(String::new))
            >
                {head}
                <tbody node_ref=window.body></tbody>
                <tfoot>{foot}</tfoot>
            </table>
        </div>
    }
    .into_any()
}
