//! Calls and meetings: plan and fact by person, with the conversation in place.

mod answer;
pub(crate) mod companies;
mod explain;
pub(crate) mod export;
mod eyes;
mod head;
pub(crate) mod month;
pub(crate) mod office;
pub(crate) mod plans;
mod rows;
pub(crate) mod state;
mod table;
mod tabs;
pub(crate) mod talk;
pub(crate) mod when;
mod window;
pub(crate) mod year;

use crate::parts;
use crate::routes::activity::{ActivityView, Tab};
use crate::ui::later::later_over;
use crate::ui::reactive::piece;
use futures_util::FutureExt as _;
use leptos::prelude::*;
use state::ActivityState;

/// The page: the tab its address names, if that is one the viewer may open.
pub(crate) fn activity_page(view: RwSignal<ActivityView>) -> AnyView {
    let state = ActivityState::new(view);
    let tab = Memo::new(move |_| {
        let wanted = view.with(|view| view.tab);
        let refused = tabs::GEAR.contains(&wanted) && state.me.with(Option::is_some) && !state.rights().settings;
        let known = tabs::TABS.contains(&wanted) || tabs::GEAR.contains(&wanted);
        if known && !refused { wanted } else { Tab::default() }
    });
    let is_open = Memo::new(move |_| view.with(|view| view.cell.is_some()));
    let left = Callback::new(move |()| view.update(|view| view.cell = None));
    let talk = piece(move || match is_open.get() {
        true => later_over(move || parts::activity_talk(state).boxed_local(), left),
        false => ().into_any(),
    });
    view! {
        {piece(move || eyes::over(state))}
        {piece(move || tabs::contents(tab.get(), state))}
        {talk}
    }
    .into_any()
}
