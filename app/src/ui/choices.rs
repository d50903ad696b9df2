//! A list of values with check boxes, searchable when long.

use crate::i18n::messages;
use crate::ui::icon::Icon;
use domain::text::fold;
use leptos::prelude::*;

/// Lists longer than this get a search field.
const SEARCHABLE: usize = 9;

/// A value that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What stands in the query.
    pub(crate) key: String,
    /// What people read.
    pub(crate) name: String,
}

/// Check boxes for values; `toggle` hears the key of the one that changed.
#[component]
pub(crate) fn Choices(
    /// Name of the filter, for screen readers.
    name: &'static str,
    /// All values.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// Keys chosen.
    #[prop(into)]
    chosen: Signal<Vec<String>>,
    /// Hears the key that changed.
    toggle: Callback<String>,
) -> impl IntoView {
    let t = messages();
    let text = RwSignal::new(String::new());
    let is_long = Memo::new(move |_| options.with(|options| options.len() > SEARCHABLE));
    let found = Memo::new(move |_| {
        let text = fold(text.get().trim());
        options.with(|options| {
            let matching = options.iter().filter(|option| fold(&option.name).contains(&text));
            matching.cloned().collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || is_long.get()>
            <SearchField label=t.find_value text />
        </Show>
        <ul class="choices scroll" aria-label=name>
            <For each=move || found.get() key=|option| option.key.clone() let:option>
                {
                    let key = StoredValue::new(option.key.clone());
                    let is_chosen = move || key.with_value(|key| chosen.with(|chosen| chosen.contains(key)));
                    view! {
                        <li>
                            <label class="check">
                                <input
                                    type="checkbox"
                                    prop:checked=is_chosen
                                    on:change=move |_| toggle.run(key.get_value())
                                />
                                <span class="cut" title=option.name.clone()>{option.name.clone()}</span>
                            </label>
                        </li>
                    }
                }
            </For>
        </ul>
        <Show when=move || found.with(Vec::is_empty)>
            <p class="muted choices-none">{t.nothing_found}</p>
        </Show>
    }
}

/// A small search field inside a panel.
#[component]
pub(crate) fn SearchField(
    /// What is searched for.
    label: &'static str,
    /// The text.
    text: RwSignal<String>,
) -> impl IntoView {
    view! {
        <div class="field sm panel-search">
            <Icon name="search" />
            <input
                type="search"
                placeholder=label
                aria-label=label
                autocomplete="off"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            />
        </div>
    }
}
