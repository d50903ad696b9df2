//! Changing a comment in its place.

use super::field::Field;
use super::mention::mentioned;
use super::topic::Topic;
use crate::i18n::activity::talk::words;
use crate::i18n::messages;
use crate::ui::reactive::maybe;
use crate::ui::states::error_words;
use domain::activity::talk::Comment;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The field in the place of a comment that is being changed.
pub(super) fn editor(topic: Topic, comment: Comment) -> AnyView {
    let (w, t) = (words(), messages());
    let known = comment.mentions.iter().map(|(id, name, _)| (*id, name.clone())).collect();
    let field = Field::new(topic, comment.text.clone(), known, "talk-edit");
    let (id, common) = (comment.id, topic.common);
    let send = move || {
        if untrack(|| field.is_empty() || field.is_long()) {
            return;
        }
        let text = field.text.get_untracked();
        let mentions = mentioned(&text, &field.known.get_untracked());
        spawn_local(async move {
            let Some(api) = topic.state.api() else { return };
            let answer = api.edit_comment(id, &text, &mentions).await;
            if topic.said.is_disposed() {
                return;
            }
            match answer {
                Ok(_) => {
                    topic.editing.set(None);
                    topic.fetch();
                }
                // The text stays in the field.
                Err(error) => topic.said.set(Some(((w.not_sent)(&error_words(&error, common).0), true))),
            }
        });
    };
    Effect::new(move |_| {
        if let Some(input) = field.input.get() {
            // A field that is gone can not take the focus.
            drop(input.focus());
        }
    });
    let off = maybe(move || (field.is_empty() || field.is_long()).then(String::new));
    view! {
        {field.view(w.edit, w.write_hint, send)}
        <div class="row own">
            <button class="btn primary sm" type="button" disabled=off on:click=move |_| send()>{t.save}</button>
            <button class="btn ghost sm" type="button" on:click=move |_| topic.editing.set(None)>{t.cancel}</button>
        </div>
    }
    .into_any()
}
