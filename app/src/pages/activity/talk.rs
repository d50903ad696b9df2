//! The conversation about a person's day or month, and the calls behind it, at the right edge of the page.

mod calls;
mod client;
mod composer;
mod editor;
mod field;
mod header;
mod meetings;
mod mention;
pub(crate) mod outbox;
pub(crate) mod said;
mod thread;
mod topic;

use super::state::ActivityState;
use crate::i18n::activity::ActivityMessages;
use crate::i18n::activity::talk::words;
use crate::ui::icon::SmallIcon;
use crate::ui::reactive::{piece, text};
use domain::activity::pace::DayState;
use leptos::html;
use leptos::prelude::*;
use topic::{Section, Topic};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// How a day stands, as a badge: a mark and words.
pub(crate) fn state_badge(state: DayState, company_works: bool, w: &'static ActivityMessages) -> AnyView {
    let (class, icon) = match state {
        DayState::Met => ("badge green", "check"),
        DayState::Forced => ("badge green", "check"),
        DayState::Unmet => ("badge red", "x"),
        DayState::Pending => ("badge blue", "alert"),
        DayState::Future | DayState::NoPlan | DayState::Free => ("badge", ""),
    };
    let words = if state == DayState::Free && company_works { w.away } else { (w.state)(state) };
    let icon = (!icon.is_empty()).then(|| view! { <SmallIcon name=icon /> });
    view! { <span class=class>{icon}{words}</span> }.into_any()
}

/// The slide-over of the cell the address names.
pub(crate) fn talk_view(state: ActivityState) -> AnyView {
    let topic = Topic::new(state);
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get().filter(|dialog| !dialog.open()) {
            // Refused only when it is open already.
            drop(dialog.show_modal());
        }
    });
    let closed = move |_| {
        state.view.update(|view| view.cell = None);
        state.left.update(|turn| *turn += 1);
    };
    let outside = move |event: web_sys::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlDialogElement>().ok());
        if let Some(dialog) = target {
            dialog.close();
        }
    };
    let close = Callback::new(move |()| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    });
    let name = text(move || topic.title.get());
    let body = piece(move || match topic.section.get() {
        Section::Comments => view! { {thread::thread(topic)}{composer::composer(topic)} }.into_any(),
        Section::Calls => calls::calls(topic),
        Section::Meetings => meetings::meetings(topic),
    });
    view! {
        <dialog class="slide talk" node_ref=dialog aria-label=name on:close=closed on:click=outside>
            <div class="modal">
                {header::header(topic, close)}
                {sections(topic)}
                <div class="pane" role="tabpanel" id="talk-pane" aria-labelledby=text(move || tab_id(topic.section.get()))>
                    {body}
                </div>
            </div>
        </dialog>
    }
    .into_any()
}

fn tab_id(section: Section) -> String {
    match section {
        Section::Comments => "talk-comments".to_owned(),
        Section::Calls => "talk-calls".to_owned(),
        Section::Meetings => "talk-meetings".to_owned(),
    }
}

fn sections(topic: Topic) -> AnyView {
    let w = words();
    let tab = move |section: Section, name: &'static str| {
        let on = move || topic.section.get() == section;
        let number = text(move || topic.number(section));
        let badge = text(move || match section {
            Section::Comments if topic.unread() => "badge blue".to_owned(),
            _ => "badge".to_owned(),
        });
        view! {
            <button
                type="button"
                role="tab"
                id=tab_id(section)
                aria-controls="talk-pane"
                aria-selected=text(move || on().to_string())
                tabindex=text(move || if on() { "0".to_owned() } else { "-1".to_owned() })
                on:click=move |_| topic.section.set(section)
            >
                {name}
                <span class=badge>{number}</span>
            </button>
        }
        .into_any()
    };
    let turn = move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" => topic.section.get_untracked().beside(1),
            "ArrowLeft" => topic.section.get_untracked().beside(2),
            "Home" => Section::Comments,
            "End" => Section::Meetings,
            _ => return,
        };
        event.prevent_default();
        topic.section.set(next);
        let tab = document().get_element_by_id(&tab_id(next)).and_then(|tab| tab.dyn_into::<HtmlElement>().ok());
        if let Some(tab) = tab {
            // A tab that is gone can not take the focus.
            drop(tab.focus());
        }
    };
    view! {
        <div class="tabs talk-tabs" role="tablist" aria-label=w.sections on:keydown=turn>
            {tab(Section::Comments, w.comments)}
            {tab(Section::Calls, w.calls)}
            {tab(Section::Meetings, w.meetings)}
        </div>
    }
    .into_any()
}
