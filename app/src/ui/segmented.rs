//! A few choices side by side, one of which is in force.

use crate::ui::reactive::text;
use leptos::prelude::*;

/// Buttons of which one is pressed; `choose` hears the place of the one that was clicked.
pub(crate) fn segmented(
    label: &'static str,
    names: Vec<&'static str>,
    at: Signal<usize>,
    choose: Callback<usize>,
) -> AnyView {
    let button = move |(place, name): (usize, &'static str)| {
        let pressed = text(move || (at.get() == place).to_string());
        view! { <button type="button" aria-pressed=pressed on:click=move |_| choose.run(place)>{name}</button> }
            .into_any()
    };
    view! {
        <div class="seg" role="group" aria-label=label>
            {names.into_iter().enumerate().map(button).collect_view()}
        </div>
    }
    .into_any()
}
