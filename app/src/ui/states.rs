//! What stands in the place of content: nothing found, something wrong, not here yet.

use crate::api::ApiError;
use crate::api::upgrade::load_again;
use crate::i18n::{Messages, messages};
use crate::ui::icon::Drawing;
use leptos::prelude::*;

/// A drawing, a title, a sentence, and what can be done.
#[component]
pub(crate) fn EmptyState(
    /// Name of the drawing.
    #[prop(default = "empty")]
    drawing: &'static str,
    /// Title.
    #[prop(into)]
    title: Signal<String>,
    /// What it means and what to do.
    #[prop(into)]
    text: Signal<String>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Drawing name=drawing />
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </div>
    }
}

/// An error with its code for support and a way to go on: to try again, or to load the frame anew where only another
/// version of the app can help.
#[component]
pub(crate) fn ErrorState(
    /// What went wrong.
    error: ApiError,
    /// Tries again.
    retry: Callback<()>,
) -> impl IntoView {
    let t = messages();
    let (text, trace) = error_words(&error, t);
    let (title, drawing) = match error {
        ApiError::Upgraded => (t.upgraded_title, "newer"),
        _ => (t.error_title, "broken"),
    };
    let is_over = matches!(error, ApiError::Upgraded | ApiError::Unreadable);
    let go_on = move |_| if is_over { load_again() } else { retry.run(()) };
    view! {
        <div class="empty" role="alert">
            <Drawing name=drawing />
            <h2>{title}</h2>
            <p>{text}</p>
            {trace.map(|trace| view! { <p class="sub trace">{(t.error_code)(&trace)}</p> })}
            <button class="btn primary" type="button" on:click=go_on>{if is_over { t.reload } else { t.retry }}</button>
        </div>
    }
}

/// Words for an error, and the id to find it by.
pub(crate) fn error_words(error: &ApiError, t: &Messages) -> (String, Option<String>) {
    match error {
        ApiError::Problem(problem) if problem.kind == "forged_launch" => {
            (t.forged_text.to_owned(), Some(problem.trace_id.clone()))
        }
        ApiError::Problem(problem) => {
            let text = if problem.detail.is_empty() { &problem.title } else { &problem.detail };
            (text.clone(), Some(problem.trace_id.clone()).filter(|trace| !trace.is_empty()))
        }
        ApiError::Network | ApiError::Aborted => (t.error_network.to_owned(), None),
        ApiError::Unexpected(status) => ((t.error_unexpected)(*status), None),
        ApiError::Session => (t.error_session.to_owned(), None),
        ApiError::Unreadable => (t.error_data.to_owned(), None),
        ApiError::Upgraded => (t.upgraded_text.to_owned(), None),
    }
}
