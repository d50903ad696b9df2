//! A sheet from the bottom edge, for phones: a native modal dialog, so focus, Esc and the page behind are the browser's
//! care.

use crate::i18n::messages;
use crate::ui::icon::Icon;
use leptos::html;
use leptos::prelude::*;

/// A modal sheet; `open` is both read and reset.
#[component]
pub(crate) fn Sheet(
    /// Title.
    title: &'static str,
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// Its content, built when it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let t = messages();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            // Refused only when the dialog is open already.
            drop(dialog.show_modal());
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog class="sheet" node_ref=dialog aria-label=title on:close=move |_| open.set(false)>
            <header class="row" role="presentation">
                <h2 class="grow">{title}</h2>
                <button class="btn ghost icon" type="button" aria-label=t.close on:click=move |_| open.set(false)>
                    <Icon name="x" />
                </button>
            </header>
            <Show when=move || open.get()>
                <div class="sheet-body scroll">{children()}</div>
            </Show>
            <footer>
                <button class="btn primary" type="button" on:click=move |_| open.set(false)>{t.done}</button>
            </footer>
        </dialog>
    }
}
