//! Many plans at once: filled for a month or a range, copied, imported from a file, by default; and what was changed,
//! with a way back.

mod defaults;
mod fill;
mod history;
mod import;

use super::month::Desk;
use crate::i18n::activity::plans::words;
use crate::ui::reactive::{piece, text};
use crate::ui::slide::slide;
use leptos::prelude::*;

/// A section of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Fill,
    Import,
    Defaults,
    History,
}

/// The panel.
pub(crate) fn plans_view(desk: Desk) -> AnyView {
    let w = words();
    let section = RwSignal::new(Section::Fill);
    let closed = Callback::new(move |()| {
        desk.panel.set(false);
        desk.cursor.focus();
    });
    let tab = move |entry: Section, name: &'static str| {
        let on = text(move || (section.get() == entry).to_string());
        view! { <button type="button" aria-pressed=on on:click=move |_| section.set(entry)>{name}</button> }.into_any()
    };
    let contents = piece(move || match section.get() {
        Section::Fill => fill::fill(desk),
        Section::Import => import::import(desk),
        Section::Defaults => defaults::defaults(desk),
        Section::History => history::history(desk),
    });
    let month = super::when::month_name(desk.state.month.get_untracked(), desk.words);
    let inside = view! {
        <div class="plan-tabs"><div class="seg sm" role="group" aria-label=w.sections>
            {tab(Section::Fill, w.fill)}
            {tab(Section::Import, w.import)}
            {tab(Section::Defaults, w.defaults)}
            {tab(Section::History, w.history)}
        </div></div>
        {contents}
    };
    slide(w.title.to_owned(), month, inside.into_any(), closed)
}

/// A number as people type it; `Err` for what is none. Nothing typed changes nothing.
fn number(text: &str) -> Result<Option<u32>, ()> {
    super::month::edit::typed(text)
}
