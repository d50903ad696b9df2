//! The tab inside a deal's card. Its content comes with a later version; until then it says so.

use crate::i18n::messages;
use crate::ui::states::EmptyState;
use leptos::prelude::*;

/// The tab.
#[component]
pub(crate) fn DealTab() -> impl IntoView {
    let t = messages();
    view! {
        <div class="app">
            <main class="main lone" id="main">
                <h1 class="vh">{t.product}</h1>
                <div class="card frame">
                    <EmptyState drawing="chart" title=t.card.deal_tab_title text=t.card.deal_tab_text>
                        <p class="sub">{t.card.tab_hint}</p>
                    </EmptyState>
                </div>
            </main>
        </div>
    }
}
