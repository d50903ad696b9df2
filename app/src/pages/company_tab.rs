//! The tab inside a company's card. Its content comes with a later version; until then it says so.

use crate::i18n::messages;
use crate::ui::states::EmptyState;
use leptos::prelude::*;

/// The tab.
#[component]
pub(crate) fn CompanyTab() -> impl IntoView {
    let t = messages();
    view! { <CardTab title=t.card.company_tab_title text=t.card.company_tab_text /> }
}

/// A tab of a card with nothing in it yet.
#[component]
pub(crate) fn CardTab(
    /// What the tab is about.
    title: &'static str,
    /// What it will hold.
    text: &'static str,
) -> impl IntoView {
    let t = messages();
    view! {
        <div class="app">
            <main class="main lone" id="main">
                <h1 class="vh">{t.product}</h1>
                <div class="card frame">
                    <EmptyState drawing="chart" title text>
                        <p class="sub">{t.card.tab_hint}</p>
                    </EmptyState>
                </div>
            </main>
        </div>
    }
}
