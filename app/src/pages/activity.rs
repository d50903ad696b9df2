//! Calls and meetings: plan and fact by person, with the conversation in place.

mod answer;
pub(crate) mod companies;
mod explain;
pub(crate) mod export;
mod eyes;
mod head;
mod month;
pub(crate) mod office;
pub(crate) mod state;
mod table;
mod tabs;
pub(crate) mod year;

use crate::routes::activity::{ActivityView, Tab};
use crate::ui::reactive::piece;
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
    view! {
        {piece(move || eyes::over(state))}
        {piece(move || tabs::contents(tab.get(), state))}
    }
    .into_any()
}
