//! Short notes about what was just done, told to screen readers and gone by themselves. Never for things to act on.

use crate::ui::icon::Icon;
use crate::ui::reactive::piece;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long a note stays, milliseconds.
const READABLE: u32 = 4_500;

/// The note that is shown.
#[derive(Clone, Copy)]
pub(crate) struct Toasts(RwSignal<Option<(u64, String)>>);

impl Toasts {
    /// Without a note.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Shows a note in the place of the one before.
    pub(crate) fn tell(self, words: String) {
        let turn = self.0.with_untracked(|note| note.as_ref().map_or(0, |(turn, _)| *turn)) + 1;
        self.0.set(Some((turn, words)));
        spawn_local(async move {
            TimeoutFuture::new(READABLE).await;
            let present = self.0.try_with_untracked(|note| note.as_ref().map(|(turn, _)| *turn)).flatten();
            if present == Some(turn) {
                self.0.set(None);
            }
        });
    }
}

/// The notes provided at the root of the app.
pub(crate) fn toasts() -> Toasts {
    expect_context()
}

/// Where notes appear.
pub(crate) fn toast_area() -> AnyView {
    let Toasts(note) = toasts();
    let shown = piece(move || match note.get() {
        Some((_, words)) => view! { <div class="toast"><Icon name="check" /><span>{words}</span></div> }.into_any(),
        None => ().into_any(),
    });
    view! { <div class="toasts" role="status">{shown}</div> }.into_any()
}
