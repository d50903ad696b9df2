//! The tab inside a deal's card. Its content comes with a later version; until then it says so.

use crate::i18n::messages;
use crate::pages::company_tab::CardTab;
use leptos::prelude::*;

/// The tab.
#[component]
pub(crate) fn DealTab() -> impl IntoView {
    let t = messages();
    view! { <CardTab title=t.card.deal_tab_title text=t.card.deal_tab_text /> }
}
