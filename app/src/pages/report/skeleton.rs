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
        let sums = (0..8).map(|column| {
            // Some cells stay empty, as in the real table.
            let width = if (at * 5 + column * 3).is_multiple_of(4) { 0 } else { 40 + (at * 7 + column * 11) % 40 };
            view! { <span><i class="sk r" style:width=format!("{width}%")></i></span> }
        });
        view! {
            <div class="skl">
                <span><i class="sk" style:width=format!("{}%", 54 + at * 7 % 30)></i><i class="sk s2"></i></span>
                <span><i class="sk cir"></i><i class="sk w7"></i></span>
                <span><i class="sk w7"></i></span>
                {sums.collect_view()}
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
