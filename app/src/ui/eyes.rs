//! The line over a page that is seen through another person's eyes, with the way back.

use crate::i18n::eyes::words;
use crate::ui::icon::Icon;
use crate::ui::reactive::text;
use leptos::prelude::*;

/// The line. The name may come later, or never where the server refused to lend the eyes: then the way back is needed all
/// the more.
pub(crate) fn eyes_line(name: Signal<Option<String>>, back: Callback<()>) -> AnyView {
    let looks_as = words().looks_as;
    let told = move || looks_as(&name.get().unwrap_or_else(|| "…".to_owned()));
    view! {
        <section class="eyes" aria-label=text(told)>
            <Icon name="eye" />
            <span class="grow"><b>{text(told)}</b>" "<span class="no-phone">{words().note}</span></span>
            <button class="btn sm" type="button" on:click=move |_| back.run(())>{words().back}</button>
        </section>
    }
    .into_any()
}
