//! Lines of the settings page: a name and what changes it.

use crate::ui::icon::SmallIcon;
use crate::ui::reactive::{flag, text};
use leptos::prelude::*;

/// A card with a heading.
pub(super) fn card(id: &'static str, name: &'static str, note: &'static str, contents: AnyView) -> AnyView {
    let note = (!note.is_empty()).then(|| view! { <p class="sub set-note">{note}</p> });
    view! { <section class="card set-card" id=id aria-label=name><header><h2>{name}</h2></header>{note}{contents}</section> }
        .into_any()
}

/// A line: name and control.
pub(super) fn line(name: AnyView, control: AnyView) -> AnyView {
    view! { <label class="opt"><span class="grow">{name}</span>{control}</label> }.into_any()
}

/// A switch.
pub(super) fn switch(name: &'static str, note: &'static str, on: Signal<bool>, set: Callback<bool>) -> AnyView {
    let label = view! { {name}" "<span class="sub">{note}</span> }.into_any();
    let toggle = move |_| set.run(!on.get_untracked());
    line(label, view! { <input class="sw" type="checkbox" role="switch" prop:checked=flag(move || on.get()) on:change=toggle /> }.into_any())
}

/// A number with its unit; what is no number is not taken.
pub(super) fn number(name: &'static str, unit: &'static str, value: Signal<i64>, set: Callback<i64>) -> AnyView {
    let write = move |event| {
        if let Ok(number) = event_target_value(&event).trim().parse::<i64>() {
            set.run(number);
        }
    };
    let control = view! {
        <span class="field nmf">
            <input type="number" min="0" inputmode="numeric" prop:value=text(move || value.get().to_string()) on:input=write />
            <span class="sub">{unit}</span>
        </span>
    };
    line(name.into_any(), control.into_any())
}

/// A choice of one among named ones; keys are what is heard.
pub(super) fn select(
    label: String,
    options: Vec<(String, String)>,
    value: Signal<String>,
    set: Callback<String>,
) -> AnyView {
    let option = move |(key, name): (String, String)| {
        let selected = {
            let key = key.clone();
            flag(move || value.with(|value| *value == key))
        };
        view! { <option value=key prop:selected=selected>{name}</option> }.into_any()
    };
    view! {
        <span class="field sc">
            <select aria-label=label on:change=move |event| set.run(event_target_value(&event))>
                {options.into_iter().map(option).collect_view()}
            </select>
            <SmallIcon name="down" />
        </span>
    }
    .into_any()
}
