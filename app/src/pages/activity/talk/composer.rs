//! Writing a comment: Ctrl+Enter sends. What is not finished waits in the field, what can not be sent waits in the thread.

use super::field::Field;
use super::mention::mentioned;
use super::outbox::{Draft, Outcome, key_of};
use super::topic::Topic;
use crate::app::Phone;
use crate::i18n::activity::talk::words;
use crate::routes::activity::CellPlace;
use crate::ui::icon::Icon;
use crate::ui::reactive::{maybe, piece};
use crate::ui::states::error_words;
use domain::activity::pace::DayFigures;
use domain::activity::plan::Span;
use domain::ids::PersonId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Longest reason for counting a day as met, characters.
const REASON: usize = 1_000;

/// The field at the end of a conversation.
pub(super) fn composer(topic: Topic) -> AnyView {
    let w = words();
    if untrack(|| topic.state.is_borrowed()) {
        return view! { <p class="sub comp">{w.borrowed}</p> }.into_any();
    }
    let outbox = topic.state.outbox;
    let place = topic.place.get();
    let (begun, known) = outbox.unfinished.with_value(|all| all.get(&key_of(place)).cloned()).unwrap_or_default();
    let field = Field::new(topic, begun, known, "talk-new");
    let Phone(phone) = expect_context();
    Effect::new(move |_| {
        // On a phone the keyboard would cover what was said.
        if let Some(input) = field.input.get().filter(|_| !phone.get_untracked()) {
            request_animation_frame(move || drop(input.focus()));
        }
    });
    keep_unfinished(topic, field, place);
    take_back(topic, field);
    let complete = RwSignal::new(false);
    let send = move || send(topic, field, complete);
    let can_complete = Memo::new(move |_| may_complete(topic));
    let check = piece(move || if can_complete.get() { check(complete) } else { ().into_any() });
    let long = piece(move || match field.is_long() {
        true => view! { <span class="sub neg" role="alert">{w.too_long}</span> }.into_any(),
        false => ().into_any(),
    });
    let off = maybe(move || (field.is_empty() || field.is_long()).then(String::new));
    view! {
        <form class="comp" on:submit=move |event: web_sys::SubmitEvent| { event.prevent_default(); send(); }>
            {field.view(w.write, w.write_hint, send)}
            <div class="row">
                <button class="btn ghost sm icon" type="button" aria-label=w.mention title=w.mention on:click=move |_| field.sign()>
                    <Icon name="at" />
                </button>
                {check}
                {long}
                <span class="grow"></span>
                <span class="sub no-phone">"Ctrl\u{a0}+\u{a0}Enter"</span>
                <button class="btn primary sm" type="submit" disabled=off><Icon name="send" />{w.send}</button>
            </div>
        </form>
    }
    .into_any()
}

/// Whether the comment counts the day as met, too.
fn check(complete: RwSignal<bool>) -> AnyView {
    view! {
        <label class="check sub-l">
            <input
                type="checkbox"
                prop:checked=move || complete.get()
                on:change=move |_| complete.update(|on| *on = !*on)
            />
            {words().count_day}
        </label>
    }
    .into_any()
}

/// What is not finished is found again when the slide-over is opened the next time.
fn keep_unfinished(topic: Topic, field: Field, place: CellPlace) {
    let outbox = topic.state.outbox;
    Effect::new(move |_| {
        let (text, known) = (field.text.get(), field.known.get());
        outbox.unfinished.update_value(|all| {
            if text.trim().is_empty() {
                all.remove(&key_of(place));
            } else {
                all.insert(key_of(place), (text, known));
            }
        });
    });
}

/// What was refused comes back into the field, before what is there now.
fn take_back(topic: Topic, field: Field) {
    Effect::new(move |_| {
        let Some((text, why)) = topic.restored.get() else { return };
        topic.restored.set(None);
        let present = field.text.get_untracked();
        let text = if present.trim().is_empty() { text } else { format!("{text}\n{present}") };
        if let Some(input) = field.input.get_untracked() {
            input.set_value(&text);
        }
        field.text.set(text);
        if !why.is_empty() {
            topic.said.set(Some((why, true)));
        }
    });
}

/// Empties the field and sends what was in it.
fn send(topic: Topic, field: Field, complete: RwSignal<bool>) {
    if untrack(|| field.is_empty() || field.is_long()) {
        return;
    }
    let text = field.text.get_untracked();
    let mentions = mentioned(&text, &field.known.get_untracked());
    let done = complete.get_untracked();
    field.text.set(String::new());
    field.known.set(Vec::new());
    complete.set(false);
    topic.said.set(None);
    if let Some(input) = field.input.get_untracked() {
        input.set_value("");
    }
    dispatch(topic, text, mentions, done);
}

/// Whether the day can be counted as met together with a comment.
fn may_complete(topic: Topic) -> bool {
    let Span::Day(day) = topic.place.get().span else { return false };
    topic.state.may_complete()
        && topic.detail.with(|detail| {
            detail.as_ref().is_some_and(|detail| {
                let explained = topic.state.explained.get();
                let fact = match explained.measure {
                    domain::activity::settings::Measure::Companies => detail.companies,
                    domain::activity::settings::Measure::Calls => detail.calls,
                };
                let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
                let done = (small(fact), small(detail.meetings));
                let figures = DayFigures::of(detail.working, detail.rate, done, detail.forced.is_some());
                let state = figures.state(day, topic.state.today());
                matches!(state, domain::activity::pace::DayState::Unmet | domain::activity::pace::DayState::Pending)
            })
        })
}

/// Hands a comment to the outbox, and says what came of it.
fn dispatch(topic: Topic, text: String, mentions: Vec<PersonId>, complete: bool) {
    let Some(api) = topic.state.connection() else { return };
    let author = topic.state.me.with_untracked(|me| me.as_ref().map(|me| me.person)).unwrap_or_default();
    let place = topic.place.get_untracked();
    let (w, common) = (topic.words, topic.common);
    let then = move |draft: Draft, outcome: Outcome| {
        if topic.said.is_disposed() {
            if let Outcome::Refused(_) = outcome {
                // Found again in the field of its cell.
                topic.state.outbox.keep(draft);
            }
            return;
        }
        match outcome {
            Outcome::Sent(answer) => {
                let name = |id: &PersonId| {
                    topic.state.directory.with_untracked(|all| Some(all.as_ref()?.person(*id)?.full_name()))
                };
                let names: Vec<String> = answer.without_access.iter().filter_map(name).collect();
                if !names.is_empty() {
                    topic.said.set(Some(((w.without_access)(&names.join(", ")), false)));
                }
                topic.fetch();
                finish(topic, &draft);
            }
            Outcome::Known => {
                topic.fetch();
                finish(topic, &draft);
            }
            Outcome::Refused(error) => {
                let why = (w.not_sent)(&error_words(&error, common).0);
                topic.restored.set(Some((draft.text, why)));
            }
        }
    };
    topic.state.outbox.send(api, author, (place, text, mentions, complete), then);
}

/// Counts the day as met, where that was wished; the comment is the reason.
fn finish(topic: Topic, draft: &Draft) {
    let (true, Span::Day(day)) = (draft.complete, draft.place.span) else { return };
    let (person, reason) = (draft.place.person, draft.text.trim().chars().take(REASON).collect::<String>());
    let common = topic.common;
    spawn_local(async move {
        let Some(api) = topic.state.api() else { return };
        let answer = api.force(person, day, &reason).await;
        if topic.said.is_disposed() {
            return;
        }
        if let Err(error) = answer {
            topic.said.set(Some((error_words(&error, common).0, true)));
        }
        topic.fetch();
    });
}
