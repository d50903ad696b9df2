//! Lines of the cards: a name and what changes it.

use crate::ui::icon::SmallIcon;
use crate::ui::reactive::{flag, text};
use leptos::prelude::*;

/// A line: name, note and control.
pub(super) fn line(name: &'static str, note: String, control: AnyView) -> AnyView {
    view! { <div class="opt"><span class="grow">{name}" "<span class="sub">{note}</span></span>{control}</div> }
        .into_any()
}

/// A switch.
pub(super) fn switch(
    name: &'static str,
    note: String,
    on: Signal<bool>,
    off: Signal<bool>,
    set: Callback<bool>,
) -> AnyView {
    let toggle = move |_| set.run(!on.get_untracked());
    let control = view! {
        <input
            class="sw"
            type="checkbox"
            role="switch"
            aria-label=name
            prop:checked=flag(move || on.get())
            prop:disabled=flag(move || off.get())
            on:change=toggle
        />
    };
    line(name, note, control.into_any())
}

/// A number with its unit, heard when the field is left or Enter is pressed; `fits` says which numbers can be.
pub(super) fn number(
    name: &'static str,
    note: String,
    unit: &'static str,
    value: Signal<i64>,
    off: Signal<bool>,
    (least, most): (i64, i64),
    set: Callback<i64>,
) -> AnyView {
    let wrong = RwSignal::new(false);
    let write = move |event| {
        let number = event_target_value(&event).trim().parse::<i64>().ok();
        match number.filter(|number| (least..=most).contains(number)) {
            Some(number) => {
                wrong.set(false);
                if number != value.get_untracked() {
                    set.run(number);
                }
            }
            None => wrong.set(true),
        }
    };
    let control = view! {
        <span class="field nmf">
            <input
                type="number"
                min=least
                max=most
                inputmode="numeric"
                aria-label=name
                aria-invalid=text(move || wrong.get().to_string())
                prop:value=text(move || value.get().to_string())
                prop:disabled=flag(move || off.get())
                on:change=write
            />
            <span class="sub">{unit}</span>
        </span>
    };
    line(name, note, control.into_any())
}

/// A choice of one among named ones; keys are what is heard.
pub(super) fn select(
    label: String,
    options: Vec<(String, String)>,
    value: Signal<String>,
    off: Signal<bool>,
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
            <select
                aria-label=label
                prop:disabled=flag(move || off.get())
                on:change=move |event| set.run(event_target_value(&event))
            >
                {options.into_iter().map(option).collect_view()}
            </select>
            <SmallIcon name="down" />
        </span>
    }
    .into_any()
}

/// A day; what does not read is `None`.
pub(super) fn day_field(label: &'static str, value: RwSignal<String>) -> AnyView {
    view! {
        <label class="lbl grow">
            {label}
            <span class="field sm">
                <input
                    type="date"
                    prop:value=text(move || value.get())
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </span>
        </label>
    }
    .into_any()
}
