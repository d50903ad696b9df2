//! The file of what a tab shows.

use super::state::ActivityState;
use crate::i18n::messages;
use crate::i18n::years::words;
use crate::routes::activity::measure_code;
use crate::ui::icon::Icon;
use crate::ui::popover::{Look, pop_button};
use crate::ui::reactive::{flag, piece};
use crate::ui::save::hand_over;
use crate::ui::states::error_words;
use crate::ui::toast::toasts;
use form_urlencoded::Serializer;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The button of a view, `year`, `companies` or `month`, for who may take files out.
pub(crate) fn export_button(state: ActivityState, view: &'static str) -> AnyView {
    let w = words();
    piece(move || {
        if !state.rights().export {
            return ().into_any();
        }
        let look = Look { button: "btn icon no-phone", panel: "pop exportp right", name: w.export };
        pop_button(look, None, view! { <Icon name="export" /> }.into_any(), move |close| panel(state, view, close))
    })
    .into_any()
}

/// Where the file of what is shown comes from.
fn address(state: ActivityState, view: &str, format: &str) -> String {
    let mut text = Serializer::new(format!("export?view={view}&format={format}&lang={}", messages().tag));
    let mut add = |key: &str, value: String| {
        text.append_pair(key, &value);
    };
    match view {
        "month" => add("month", state.month.get_untracked().text()),
        _ => add("year", state.year.get_untracked().to_string()),
    }
    if let Some(measure) = state.measure.get_untracked() {
        add("measure", measure_code(measure).to_owned());
    }
    state.view.with_untracked(|shown| {
        if let Some(team) = shown.department {
            add("team", team.to_string());
        }
        if !shown.who.trim().is_empty() {
            add("who", shown.who.clone());
        }
        if shown.behind && view != "companies" {
            add("behind", "1".to_owned());
        }
    });
    text.finish()
}

fn panel(state: ActivityState, view: &'static str, close: Callback<()>) -> AnyView {
    let (w, t) = (words(), messages());
    let busy = RwSignal::new(None::<&'static str>);
    let save = move |format: &'static str| {
        busy.set(Some(format));
        let notes = toasts();
        let address = address(state, view, format);
        spawn_local(async move {
            let Some(api) = state.api() else { return };
            match api.file(&address).await {
                Ok((blob, name)) => {
                    let name = name.unwrap_or_else(|| format!("svodka.{format}"));
                    hand_over(&blob, &name);
                    notes.tell((w.exported)(&name));
                    close.run(());
                }
                Err(error) => notes.tell(error_words(&error, t).0),
            }
            // The panel may be gone meanwhile.
            busy.try_set(None);
        });
    };
    let offer = move |format: &'static str, name: &'static str| {
        let mark = piece(move || match busy.get() == Some(format) {
            true => view! { <span class="spin"><Icon name="refresh" /></span> }.into_any(),
            false => view! { <Icon name="export" /> }.into_any(),
        });
        view! {
            <button type="button" disabled=flag(move || busy.get().is_some()) on:click=move |_| save(format)>
                {mark}<span class="grow">{name}</span><span class="muted">{format!(".{format}")}</span>
            </button>
        }
        .into_any()
    };
    view! {
        <div class="menu">
            {offer("xlsx", w.export_xlsx)}
            {offer("csv", w.export_csv)}
            <p class="sub choices-note" role="status">{w.export_note}</p>
        </div>
    }
    .into_any()
}
