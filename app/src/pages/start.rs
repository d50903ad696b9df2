//! What stands in the place of the app when it could not be opened.

use crate::api::ApiError;
use crate::i18n::messages;
use crate::ui::states::{EmptyState, ErrorState};
use leptos::prelude::*;

/// The page was opened outside a portal.
#[component]
pub(crate) fn OutsidePage() -> impl IntoView {
    let t = messages();
    view! {
        <div class="app">
            <main class="main lone" id="main">
                <h1 class="vh">{t.product}</h1>
                <div class="card frame"><EmptyState drawing="door" title=t.outside_title text=t.outside_text /></div>
            </main>
        </div>
    }
}

/// The session could not be opened.
#[component]
pub(crate) fn StartError(
    /// Why.
    error: ApiError,
    /// Tries again.
    retry: Callback<()>,
) -> impl IntoView {
    let t = messages();
    view! {
        <div class="app">
            <main class="main lone" id="main">
                <h1 class="vh">{t.product}</h1>
                <div class="card frame"><ErrorState error retry /></div>
            </main>
        </div>
    }
}
