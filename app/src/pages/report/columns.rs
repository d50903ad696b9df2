//! The panel where columns are chosen: which are shown, in which order, how high the rows are.

use super::arrange::{Item, items, moved, shown};
use super::scene::{Heading, Scene};
use super::store::Store;
use super::words::{column_name, heading_name};
use crate::format::count;
use crate::i18n::tools::words;
use crate::i18n::{Messages, messages};
use crate::ui::choices::SearchField;
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::reactive::{flag, piece};
use crate::ui::segmented::segmented;
use domain::report::columns::{Column, Layout};
use domain::text::fold;
use leptos::ev::DragEvent;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::KeyboardEvent;

/// The panel. `done` closes it.
pub(crate) fn columns_panel(store: Store, done: Callback<()>) -> AnyView {
    let t = messages();
    let scene = super::grid::scene(store);
    let searched = RwSignal::new(String::new());
    let dragged = RwSignal::new(None::<usize>);
    let listed = Memo::new(move |_| {
        let scene = scene.get();
        store.layout.with(|layout| items(layout, &scene.directory.directions))
    });
    let list = piece(move || {
        let scene = scene.get();
        let wanted = searched.with(|text| fold(text.trim()));
        let matching = |(_, item): &(usize, Item)| fold(&name_of(item, &scene, t)).contains(&wanted);
        let lines = listed.get().into_iter().enumerate().filter(matching);
        let lines = lines.map(|(at, item)| line(store, &scene, at, &item, dragged, t));
        view! { <ul class="cols scroll" aria-label=words().columns>{lines.collect_view()}</ul> }.into_any()
    });
    let usual = move |_| store.layout.set(Layout::default());
    let at = Signal::derive(move || usize::from(store.dense.get()));
    let choose = Callback::new(move |place: usize| store.dense.set(place == 1));
    view! {
        <header role="presentation">
            <h2 class="grow">{words().columns}</h2>
            <button class="btn ghost sm" type="button" on:click=usual>{words().columns_usual}</button>
        </header>
        <SearchField label=words().find_column text=searched />
        {list}
        <p class="sub choices-note">{words().columns_hint}</p>
        <footer>
            {segmented(words().row_height, vec![words().rows_usual, words().rows_dense], at, choose)}
            <span class="grow"></span>
            <button class="btn primary sm" type="button" on:click=move |_| done.run(())>{t.done}</button>
        </footer>
    }
    .into_any()
}

fn name_of(item: &Item, scene: &Scene, t: &Messages) -> String {
    match item.column() {
        Column::Work | Column::Won => heading_name(Heading::All, scene, t),
        Column::DirectionWork(id) | Column::DirectionWon(id) => {
            let place = scene.directory.directions.iter().position(|direction| direction.id == id);
            place.map(|place| heading_name(Heading::Direction(place), scene, t)).unwrap_or_default()
        }
        column => column_name(column, scene, t),
    }
}

/// Active deals of a direction, as its line tells them.
fn note_of(store: Store, item: &Item, scene: &Scene) -> Option<String> {
    let id = item.column().direction()?;
    let place = scene.directory.directions.iter().position(|direction| direction.id == id)?;
    store.shown.with_untracked(|shown| {
        let own = shown.as_ref()?.totals.directions.get(place)?;
        Some((words().active_short)(&count(own.active)))
    })
}

fn line(
    store: Store,
    scene: &Arc<Scene>,
    at: usize,
    item: &Item,
    dragged: RwSignal<Option<usize>>,
    t: &'static Messages,
) -> AnyView {
    let name = name_of(item, scene, t);
    let note = note_of(store, item, scene);
    let (column, is_shown, pinned) = (item.column(), item.is_shown(), item.is_pinned());
    let directory = Arc::clone(&scene.directory);
    let held = StoredValue::new(directory);
    let to = move |from: usize, to: usize| {
        held.with_value(|names| store.layout.update(|layout| *layout = moved(layout, &names.directions, from, to)));
    };
    let toggle = move |_| {
        let show = |layout: &mut Layout| {
            *layout = held.with_value(|names| shown(layout, &names.directions, column, !is_shown));
        };
        store.layout.update(show);
    };
    let by_key = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowUp" if at > 1 => at - 1,
            "ArrowDown" => at + 1,
            _ => return,
        };
        if event.alt_key() && !pinned {
            event.prevent_default();
            to(at, step);
            focus_line(column);
        }
    };
    let over = move |event: DragEvent| {
        if dragged.get_untracked().is_some() && !pinned {
            event.prevent_default();
        }
    };
    let drop_here = move |event: DragEvent| {
        event.prevent_default();
        if let Some(from) = dragged.get_untracked() {
            to(from, at);
        }
        dragged.set(None);
    };
    let right = match (pinned, note) {
        (true, _) => view! { <span class="sub row"><SmallIcon name="lock" />{words().pinned}</span> }.into_any(),
        (false, Some(note)) => view! { <span class="sub">{note}</span> }.into_any(),
        (false, None) => ().into_any(),
    };
    view! {
        <li
            draggable=(!pinned).to_string()
            class:drag=flag(move || dragged.get() == Some(at))
            on:dragstart=move |_| dragged.set(Some(at))
            on:dragend=move |_| dragged.set(None)
            on:dragover=over
            on:drop=drop_here
            on:keydown=by_key
        >
            <span class="grip muted" aria-hidden="true"><Icon name="grip" /></span>
            <label class="check grow cut">
                <input
                    type="checkbox"
                    prop:checked=is_shown
                    disabled=pinned
                    data-item=column.code()
                    aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                    on:change=toggle
                />
                <span class="cut" title=name.clone()>{name.clone()}</span>
            </label>
            {right}
        </li>
    }
    .into_any()
}

/// Lines are drawn anew when they move; the one that had the focus keeps it.
fn focus_line(column: Column) {
    use wasm_bindgen::JsCast;
    request_animation_frame(move || {
        let selector = format!("[data-item=\"{}\"]", column.code());
        let line = document().query_selector(&selector).ok().flatten();
        if let Some(line) = line.and_then(|line| line.dyn_into::<web_sys::HtmlElement>().ok()) {
            // A line that is gone can not take the focus.
            drop(line.focus());
        }
    });
}
