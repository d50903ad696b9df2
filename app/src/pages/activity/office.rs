//! What stands behind the gear: the working calendar, rights, settings, the log. For who administers the report.

mod absences;
mod calendar;
mod counting;
mod desk;
mod detail;
mod draw;
mod fields;
mod jobs;
mod log;
mod moves;
mod people;
mod rights;
mod row;
mod strip;

use super::head::{head, phone_tabs};
use super::state::ActivityState;
use crate::i18n::activity::words as activity_words;
use crate::i18n::office::words;
use crate::routes::activity::Tab;
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::reactive::piece;
use desk::Desk;
use leptos::prelude::*;
use web_sys::MouseEvent;

/// The tabs behind the gear, in the order of their menu.
pub(super) const OFFICE: [Tab; 4] = [Tab::Rights, Tab::Settings, Tab::Calendar, Tab::Log];

/// One of the tabs, with its head.
pub(crate) fn office_tab(state: ActivityState, tab: Tab) -> AnyView {
    let desk = Desk::new(state);
    let (class, body) = match tab {
        Tab::Calendar => ("main office off-two", calendar::calendar_page(desk)),
        Tab::Rights => ("main office off-three", rights::rights_page(desk)),
        Tab::Settings => ("main office off-set", settings(desk)),
        _ => ("main office", log::log_page(desk)),
    };
    view! {
        {head(state, tab, piece(move || standing(desk)).into_any())}
        <div class="bar only-phone">{phone_tabs(state, tab)}</div>
        <main class=class id="main" aria-label=(activity_words().tab)(tab)>
            {piece(move || refusal(desk))}
            {side(state, tab)}
            {body}
        </main>
    }
    .into_any()
}

/// The tabs behind the gear, beside each of them.
fn side(state: ActivityState, here: Tab) -> AnyView {
    let entry = move |tab: Tab| {
        let go = move |event: MouseEvent| {
            event.prevent_default();
            state.view.update(|view| view.tab = tab);
        };
        let icon = match tab {
            Tab::Rights => "shield",
            Tab::Calendar => "cal",
            Tab::Log => "doc",
            _ => "gear",
        };
        let current = (here == tab).then_some("page");
        view! { <a href="#main" aria-current=current on:click=go><Icon name=icon />{(activity_words().tab)(tab)}</a> }
            .into_any()
    };
    view! { <nav class="side" aria-label=words().sections>{OFFICE.map(entry).collect_view()}</nav> }.into_any()
}

fn settings(desk: Desk) -> AnyView {
    view! {
        <div class="off-col scroll" role="region" aria-label=words().sections tabindex="0">
            {counting::counting_card(desk, false)}
            {jobs::refresh_card(desk)}
            {jobs::recheck_card(desk)}
        </div>
        {people::people_card(desk)}
    }
    .into_any()
}

/// When something was last saved here.
fn standing(desk: Desk) -> AnyView {
    match (desk.busy.get(), desk.saved.get()) {
        (true, _) => view! { <span class="sub" role="status">{words().saving}</span> }.into_any(),
        (false, Some(at)) => {
            let at = (words().saved_at)(&at);
            view! { <span class="sub row pos no-phone" role="status"><SmallIcon name="check" />{at}</span> }.into_any()
        }
        (false, None) => ().into_any(),
    }
}

/// What the server said against a change.
fn refusal(desk: Desk) -> AnyView {
    let Some(text) = desk.refused.get() else { return ().into_any() };
    view! {
        <div class="note bad off-note" role="alert">
            <span class="grow">{text}</span>
            <button class="btn sm" type="button" on:click=move |_| desk.refused.set(None)>{words().understood}</button>
        </div>
    }
    .into_any()
}
