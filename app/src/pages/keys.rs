//! The keys of the app, told where somebody asks for them.

use crate::i18n::messages;
use crate::i18n::tools::words;
use crate::ui::slide::dialog;
use leptos::prelude::*;

/// The dialog with all keys.
pub(crate) fn keys(closed: Callback<()>) -> AnyView {
    let line = |(keys, what): &(&'static str, &'static str)| {
        view! { <div class="row"><dt><kbd>{*keys}</kbd></dt><dd>{*what}</dd></div> }.into_any()
    };
    let contents = view! { <dl class="modal-body keys">{words().keys.iter().map(line).collect_view()}</dl> };
    dialog(messages().shortcuts.to_owned(), String::new(), contents.into_any(), closed)
}
