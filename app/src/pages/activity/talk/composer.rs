//! Writing a comment: `@` offers people, Ctrl+Enter sends. What is not finished waits in the field, what can not be sent
//! waits in the thread.

use super::mention::{Candidate, candidates, mentioned, put, to_bytes, to_units, wanted};
use super::outbox::{Draft, Outcome, key_of};
use super::topic::Topic;
use crate::app::Phone;
use crate::i18n::activity::talk::words;
use crate::i18n::messages;
use crate::ui::avatar::Avatar;
use crate::ui::icon::Icon;
use crate::ui::reactive::{maybe, piece, text};
use crate::ui::states::error_words;
use domain::activity::pace::DayFigures;
use domain::activity::plan::Span;
use domain::activity::talk::{Comment, LONGEST};
use domain::ids::PersonId;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

/// Longest reason for counting a day as met, characters.
const REASON: usize = 1_000;

/// A field with its mentions; copies share it.
#[derive(Clone, Copy)]
struct Field {
    input: NodeRef<html::Textarea>,
    text: RwSignal<String>,
    known: RwSignal<Vec<(PersonId, String)>>,
    /// Place of the sign and of the caret, in bytes, while people are offered.
    place: RwSignal<Option<(usize, usize)>>,
    offered: Memo<Vec<Candidate>>,
    at: RwSignal<usize>,
    /// Tells fields apart for screen readers.
    id: &'static str,
}

impl Field {
    fn new(topic: Topic, text: String, known: Vec<(PersonId, String)>, id: &'static str) -> Self {
        let (text, place) = (RwSignal::new(text), RwSignal::new(None));
        let offered = Memo::new(move |_| {
            let Some((sign, caret)) = place.get() else { return Vec::new() };
            text.with(|text: &String| {
                let typed = text.get(sign + 1..caret).unwrap_or_default();
                topic.state.directory.with(|directory| {
                    directory.as_ref().map(|directory| candidates(directory, typed)).unwrap_or_default()
                })
            })
        });
        let input = NodeRef::new();
        Self { input, text, known: RwSignal::new(known), place, offered, at: RwSignal::new(0), id }
    }

    /// Takes what was typed and looks whether somebody is to be mentioned.
    fn typed(self, area: &HtmlTextAreaElement) {
        let text = area.value();
        let caret = area.selection_end().ok().flatten().unwrap_or_default();
        let caret = to_bytes(&text, usize::try_from(caret).unwrap_or_default());
        self.place.set(wanted(&text, caret).map(|(sign, _)| (sign, caret)));
        self.at.set(0);
        self.text.set(text);
    }

    fn choose(self, candidate: &Candidate) {
        let Some(place) = self.place.get_untracked() else { return };
        let (text, caret) = self.text.with_untracked(|text| put(text, place, &candidate.name));
        self.known.update(|known| known.push((candidate.id, candidate.name.clone())));
        self.place.set(None);
        if let Some(input) = self.input.get_untracked() {
            input.set_value(&text);
            let units = u32::try_from(to_units(&text, caret)).unwrap_or(u32::MAX);
            // A field that is gone can not take the focus.
            drop(input.focus());
            drop(input.set_selection_range(units, units));
        }
        self.text.set(text);
    }

    /// Puts the sign where the caret is and offers people.
    fn sign(self) {
        let Some(input) = self.input.get_untracked() else { return };
        let text = input.value();
        let caret = input.selection_end().ok().flatten().unwrap_or_default();
        let at = to_bytes(&text, usize::try_from(caret).unwrap_or_default());
        let blank = if text[..at].chars().next_back().is_none_or(char::is_whitespace) { "" } else { " " };
        let with = format!("{}{blank}@{}", &text[..at], &text[at..]);
        let units = u32::try_from(to_units(&with, at + blank.len() + 1)).unwrap_or(u32::MAX);
        input.set_value(&with);
        // A field that is gone can not take the focus.
        drop(input.focus());
        drop(input.set_selection_range(units, units));
        self.typed(&input);
    }

    /// Keys of the list of people; false when the key is not one of them.
    fn listed(self, event: &KeyboardEvent) -> bool {
        let offered = self.offered.get_untracked();
        if offered.is_empty() {
            return false;
        }
        let last = offered.len() - 1;
        match event.key().as_str() {
            "ArrowDown" => self.at.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => self.at.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" | "Tab" if !event.ctrl_key() => {
                if let Some(candidate) = offered.get(self.at.get_untracked()) {
                    self.choose(candidate);
                }
            }
            "Escape" => self.place.set(None),
            _ => return false,
        }
        true
    }

    fn is_empty(self) -> bool {
        self.text.with(|text| text.trim().is_empty())
    }

    fn is_long(self) -> bool {
        self.text.with(|text| text.len() > LONGEST)
    }

    /// The field and the list below it.
    fn view(self, label: &'static str, hint: &'static str, send: impl Fn() + Copy + 'static) -> AnyView {
        let w = words();
        let key = move |event: KeyboardEvent| {
            if self.listed(&event) {
                event.prevent_default();
                event.stop_propagation();
            } else if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                send();
            } else if event.key() != "Escape" {
                event.stop_propagation();
            }
        };
        let first = self.text.get_untracked();
        let id = self.id;
        let list_id = format!("{id}-people");
        let open = move || self.offered.with(|offered| !offered.is_empty());
        let option = move |(at, candidate): (usize, Candidate)| {
            let chosen = candidate.clone();
            let choose = move |event: web_sys::PointerEvent| {
                // The field keeps the focus.
                event.prevent_default();
                self.choose(&chosen);
            };
            view! {
                <li
                    role="option"
                    id=format!("{id}-{at}")
                    aria-selected=text(move || (self.at.get() == at).to_string())
                    on:pointerdown=choose
                >
                    <Avatar id=candidate.id.0 name=candidate.name.clone() />
                    <span class="cut">{candidate.name.clone()}</span>
                    <span class="sub cut">{candidate.note}</span>
                </li>
            }
            .into_any()
        };
        let list_name = list_id.clone();
        let list = piece(move || match open() {
            true => {
                let options = self.offered.get().into_iter().enumerate().map(option).collect_view();
                view! { <ul class="pop menu people" role="listbox" id=list_name.clone() aria-label=w.people>{options}</ul> }
                    .into_any()
            }
            false => ().into_any(),
        });
        let input = self.input;
        view! {
            <div class="rel cfield">
                <textarea
                    class="ctext"
                    rows="2"
                    aria-label=label
                    placeholder=hint
                    aria-autocomplete="list"
                    aria-controls=maybe(move || open().then(|| list_id.clone()))
                    aria-activedescendant=maybe(move || open().then(|| format!("{id}-{}", self.at.get())))
                    node_ref=input
                    prop:value=first
                    on:input=move |_| {
                        if let Some(area) = input.get_untracked() {
                            self.typed(&area);
                        }
                    }
                    on:keydown=key
                    on:blur=move |_| self.place.set(None)
                ></textarea>
                {list}
            </div>
        }
        .into_any()
    }
}

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
    let complete = RwSignal::new(false);
    // What is not finished is found again when the slide-over is opened the next time.
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
    let send = move || {
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
    };
    let can_complete = Memo::new(move |_| may_complete(topic));
    let check = piece(move || match can_complete.get() {
        true => view! {
            <label class="check sub-l">
                <input
                    type="checkbox"
                    prop:checked=move || complete.get()
                    on:change=move |_| complete.update(|on| *on = !*on)
                />
                {w.count_day}
            </label>
        }
        .into_any(),
        false => ().into_any(),
    });
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
