//! The shape of the table while nothing is known yet.

use crate::i18n::messages;
use leptos::prelude::*;

/// Lines drawn.
const LINES: usize = 14;

/// Grey bars where rows will be.
#[component]
pub(crate) fn Skeleton() -> impl IntoView {
    let t = messages();
    let line = |at: usize| {
        view! {
            <div class="skl">
                <span class="grow"><i class="sk" style:width=format!("{}%", 44 + at * 17 % 40)></i><i class="sk s2"></i></span>
                <i class="sk cir no-phone"></i>
                <i class="sk no-phone" style:width="90px"></i>
                <i class="sk" style:width="64px"></i>
                <i class="sk no-phone" style:width=format!("{}px", 48 + at * 29 % 40)></i>
                <i class="sk no-phone" style:width=format!("{}px", 44 + at * 23 % 50)></i>
            </div>
        }
    };
    view! {
        <div class="card frame" aria-busy="true">
            <span class="vh" role="status">{t.loading}</span>
            <div class="skh"></div>
            {(0..LINES).map(line).collect_view()}
        </div>
    }
}
