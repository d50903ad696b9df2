//! A slide-over at the right edge: a native modal dialog, so focus, Esc and the page behind are the browser's care.

use crate::i18n::messages;
use crate::ui::icon::Icon;
use leptos::html;
use leptos::prelude::*;

/// A slide-over, open from the moment it is built; `closed` hears when the person leaves it.
pub(crate) fn slide(title: String, note: String, contents: AnyView, closed: Callback<()>) -> AnyView {
    modal("slide", title, note, contents, closed)
}

/// A dialog in the middle of the page, for questions.
pub(crate) fn dialog(title: String, note: String, contents: AnyView, closed: Callback<()>) -> AnyView {
    modal("ask", title, note, contents, closed)
}

fn modal(class: &'static str, title: String, note: String, contents: AnyView, closed: Callback<()>) -> AnyView {
    let t = messages();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get().filter(|dialog| !dialog.open()) {
            // Refused only when it is open already.
            drop(dialog.show_modal());
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    // The dialog covers its own backdrop's clicks: one that hits the dialog element itself came from outside its box.
    let outside = move |event: web_sys::MouseEvent| {
        use wasm_bindgen::JsCast;
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlDialogElement>().ok());
        if target.is_some() {
            close();
        }
    };
    let note = (!note.is_empty()).then(|| view! { <span class="sub blk cut" title=note.clone()>{note.clone()}</span> });
    view! {
        <dialog class=class node_ref=dialog aria-label=title.clone() on:close=move |_| closed.run(()) on:click=outside>
            <div class="modal">
                <header class="row" role="presentation">
                    <div class="grow cut"><h2 class="cut">{title.clone()}</h2>{note}</div>
                    <button class="btn ghost icon" type="button" aria-label=t.close on:click=move |_| close()>
                        <Icon name="x" />
                    </button>
                </header>
                {contents}
            </div>
        </dialog>
    }
    .into_any()
}
