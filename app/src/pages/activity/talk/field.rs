//! A field in which `@` offers people: what is typed, whom it mentions.

use super::mention::{Candidate, candidates, put, to_bytes, to_units, wanted};
use super::topic::Topic;
use crate::i18n::activity::talk::words;
use crate::ui::avatar::Avatar;
use crate::ui::reactive::{maybe, piece, text};
use domain::activity::talk::LONGEST;
use domain::ids::PersonId;
use leptos::html;
use leptos::prelude::*;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

/// A field with its mentions; copies share it.
#[derive(Clone, Copy)]
pub(super) struct Field {
    /// The element.
    pub(super) input: NodeRef<html::Textarea>,
    /// What is typed.
    pub(super) text: RwSignal<String>,
    /// People who were mentioned, with their names.
    pub(super) known: RwSignal<Vec<(PersonId, String)>>,
    /// Place of the sign and of the caret, in bytes, while people are offered.
    place: RwSignal<Option<(usize, usize)>>,
    offered: Memo<Vec<Candidate>>,
    at: RwSignal<usize>,
    /// Tells fields apart for screen readers.
    id: &'static str,
}

impl Field {
    /// A field that begins with a text and the people mentioned in it.
    pub(super) fn new(topic: Topic, text: String, known: Vec<(PersonId, String)>, id: &'static str) -> Self {
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
    pub(super) fn sign(self) {
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

    /// Whether there is nothing to send.
    pub(super) fn is_empty(self) -> bool {
        self.text.with(|text| text.trim().is_empty())
    }

    /// Whether it is longer than a comment may be.
    pub(super) fn is_long(self) -> bool {
        self.text.with(|text| text.len() > LONGEST)
    }

    /// Whether people are offered.
    fn is_open(self) -> bool {
        self.offered.with(|offered| !offered.is_empty())
    }

    /// The people who are offered.
    fn list(self, list_id: String) -> AnyView {
        let name = words().people;
        piece(move || match self.is_open() {
            true => {
                let offered = self.offered.get().into_iter().enumerate();
                let options = offered.map(|(at, candidate)| self.option(at, candidate)).collect_view();
                view! { <ul class="pop menu people" role="listbox" id=list_id.clone() aria-label=name>{options}</ul> }
                    .into_any()
            }
            false => ().into_any(),
        })
        .into_any()
    }

    fn option(self, at: usize, candidate: Candidate) -> AnyView {
        let chosen = candidate.clone();
        let choose = move |event: web_sys::PointerEvent| {
            // The field keeps the focus.
            event.prevent_default();
            self.choose(&chosen);
        };
        view! {
            <li
                role="option"
                id=format!("{}-{at}", self.id)
                aria-selected=text(move || (self.at.get() == at).to_string())
                on:pointerdown=choose
            >
                <Avatar id=candidate.id.0 name=candidate.name.clone() />
                <span class="cut">{candidate.name.clone()}</span>
                <span class="sub cut">{candidate.note}</span>
            </li>
        }
        .into_any()
    }

    /// The field and the list below it.
    pub(super) fn view(self, label: &'static str, hint: &'static str, send: impl Fn() + Copy + 'static) -> AnyView {
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
        let (input, id) = (self.input, self.id);
        let list_id = format!("{id}-people");
        let list = self.list(list_id.clone());
        view! {
            <div class="rel cfield">
                <textarea
                    class="ctext"
                    rows="2"
                    aria-label=label
                    placeholder=hint
                    aria-autocomplete="list"
                    aria-controls=maybe(move || self.is_open().then(|| list_id.clone()))
                    aria-activedescendant=maybe(move || self.is_open().then(|| format!("{id}-{}", self.at.get())))
                    node_ref=input
                    prop:value=self.text.get_untracked()
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
