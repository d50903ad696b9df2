//! The report through another person's eyes: their rows, their views, and nothing that can be changed.

use super::{ReportPage, ReportState, Store};
use crate::api::{ApiHandle, api};
use crate::live::live;
use crate::routes::activity::ActivityView;
use crate::ui::eyes::eyes_line;
use domain::ids::PersonId;
use leptos::context::Provider;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The report as `eyes` see it, in a store of its own. `view` is where the address keeps whose eyes these are.
pub(crate) fn borrowed_report(state: ReportState, view: RwSignal<ActivityView>, eyes: PersonId) -> AnyView {
    let lent = api().through(Some(eyes));
    // What is asked for is shown; what somebody's reports open with is theirs.
    let state = ReportState { unasked: RwSignal::new(false), ..state };
    let store = Store::new(state, eyes.0, lent.clone(), live());
    let name = RwSignal::new(None);
    let asked = api().activity(Some(eyes));
    spawn_local(async move {
        if let Ok(me) = asked.me().await {
            // The page may have been left.
            drop(name.try_set(Some(me.eyes_name)));
        }
    });
    let back = Callback::new(move |()| view.update(|view| view.eyes = None));
    let handle: ApiHandle = StoredValue::new_local(lent);
    view! {
        {eyes_line(name.into(), back)}
        <Provider value=handle><ReportPage store admin=false /></Provider>
    }
    .into_any()
}
