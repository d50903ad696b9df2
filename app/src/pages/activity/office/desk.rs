//! What the pages behind the gear share: rights and settings in force, saving, and what was said against it.

use super::super::state::ActivityState;
use crate::api::ApiError;
use crate::i18n::messages;
use crate::i18n::office::words;
use crate::pages::data::moment::Clock;
use crate::ui::states::error_words;
use domain::activity::administration::{KeptActivitySettings, PersonRights, RightsPage};
use domain::activity::settings::ActivitySettings;
use domain::day::{Day, Millis};
use domain::ids::{DepartmentId, PersonId};
use gloo_net::http::Method;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Copies share it.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// The state of the whole page.
    pub(super) state: ActivityState,
    /// Everybody's rights, which is also everybody there is.
    pub(super) rights: RwSignal<Option<RightsPage>>,
    /// Settings in force.
    pub(super) settings: RwSignal<Option<KeptActivitySettings>>,
    /// Why they could not be fetched.
    pub(super) error: RwSignal<Option<ApiError>>,
    /// What was said against the latest change.
    pub(super) refused: RwSignal<Option<String>>,
    /// When the latest change was saved, in words.
    pub(super) saved: RwSignal<Option<String>>,
    /// Whether a change is under way.
    pub(super) busy: RwSignal<bool>,
    /// Name of the control that was used last.
    used: RwSignal<Option<String>>,
    /// Grows when something was changed here, so that what is shown is fetched anew.
    pub(super) turn: RwSignal<u64>,
}

impl Desk {
    /// Begins to fetch, now and whenever something changed.
    pub(super) fn new(state: ActivityState) -> Self {
        let desk = Self {
            state,
            rights: RwSignal::new(None),
            settings: RwSignal::new(None),
            error: RwSignal::new(None),
            refused: RwSignal::new(None),
            saved: RwSignal::new(None),
            busy: RwSignal::new(false),
            used: RwSignal::new(None),
            turn: RwSignal::new(0),
        };
        let revision = desk.revision();
        Effect::new(move |_| {
            // Read, not only tracked: a memo nobody reads is never worked out.
            let _seen = revision.get();
            desk.fetch();
        });
        desk
    }

    /// What changes with every change of the data, made here or anywhere.
    pub(super) fn revision(self) -> Memo<(u64, Option<i64>)> {
        Memo::new(move |_| {
            let told = self.state.live.progress.with(|told| told.as_ref().map(|told| told.revision));
            (self.turn.get(), told)
        })
    }

    /// Fetches rights and settings.
    pub(super) fn fetch(self) {
        self.ask("rights", move |page: RightsPage| {
            keep(self.rights, page);
            self.refocus();
        });
        self.ask("settings", move |kept: KeptActivitySettings| {
            keep(self.settings, kept);
            self.refocus();
        });
    }

    /// Gives the focus back to the control that was used, when what it stood in was drawn anew.
    fn refocus(self) {
        spawn_local(async move {
            TimeoutFuture::new(0).await;
            let Some(Some(label)) = self.used.try_get_untracked() else { return };
            let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
            if !lost {
                return;
            }
            let label = label.replace('\\', "\\\\").replace('"', "\\\"");
            let found = document().query_selector(&format!("#main [aria-label=\"{label}\"]")).ok().flatten();
            if let Some(control) = found.and_then(|control| control.dyn_into::<HtmlElement>().ok()) {
                // A control that is off now can not take it.
                drop(control.focus());
            }
        });
    }

    /// Asks; what is answered after the page was left is dropped.
    pub(super) fn ask<T: DeserializeOwned + 'static>(self, what: &str, then: impl FnOnce(T) + 'static) {
        let what = what.to_owned();
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            let answer = api.ask::<T>(&what).await;
            if self.busy.try_get_untracked().is_none() {
                return;
            }
            match answer {
                Ok(answer) => {
                    self.error.set(None);
                    then(answer);
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Changes something; `then` hears the answer.
    pub(super) fn change<T: DeserializeOwned + 'static>(
        self,
        method: Method,
        what: &str,
        body: Value,
        then: impl FnOnce(T) + 'static,
    ) {
        let what = what.to_owned();
        self.used.set(document().active_element().and_then(|element| element.get_attribute("aria-label")));
        self.busy.set(true);
        self.refused.set(None);
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            let answer = api.send::<T>(method, &what, &body).await;
            // What try_set gives back is a value the page had no place for any more.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(answer) => {
                    self.saved.set(Some(now_words()));
                    self.turn.update(|turn| *turn += 1);
                    then(answer);
                }
                Err(error) => {
                    let conflict = matches!(&error, ApiError::Problem(problem) if problem.status == 409);
                    let text = if conflict && what == "settings" {
                        words().settings_conflict.to_owned()
                    } else {
                        (words().refused)(&error_words(&error, messages()).0)
                    };
                    self.refused.set(Some(text));
                    // Whatever was shown as if it were in force goes back to what is.
                    self.turn.update(|turn| *turn += 1);
                    self.rights.notify();
                    self.settings.notify();
                }
            }
        });
    }

    /// Saves settings with something changed in them.
    pub(super) fn save(self, change: impl FnOnce(&mut ActivitySettings)) {
        let Some(mut kept) = self.settings.get_untracked() else { return };
        change(&mut kept.settings);
        let body = json!(kept);
        self.settings.set(Some(kept));
        self.change(Method::PUT, "settings", body, move |answer: Value| {
            let version = answer["version"].as_i64();
            self.settings.update(|kept| {
                if let (Some(kept), Some(version)) = (kept, version) {
                    kept.version = version;
                }
            });
        });
    }

    /// Whether this viewer may change anything here.
    pub(super) fn may_change(self) -> bool {
        self.state.rights().settings && !self.state.is_borrowed()
    }

    /// The name of somebody, or their id.
    pub(super) fn name(self, person: PersonId) -> String {
        let found = self.rights.with(|page| {
            let people = page.iter().flat_map(|page| &page.people);
            people.into_iter().find(|one| one.id == person).map(|one| one.name.clone())
        });
        found.unwrap_or_else(|| format!("#{person}"))
    }

    /// The name of a department.
    pub(super) fn department(self, id: DepartmentId) -> Option<String> {
        self.rights.with(|page| {
            let known = page.as_ref()?.departments.iter().find(|one| one.id == id)?;
            Some(known.name.clone())
        })
    }

    /// Everybody, by name.
    pub(super) fn people(self) -> Vec<PersonRights> {
        let mut people = self.rights.with(|page| page.as_ref().map(|page| page.people.clone()).unwrap_or_default());
        people.sort_by_cached_key(|one| domain::text::fold(&one.name));
        people
    }
}

/// Keeps an answer; one that says nothing new draws nothing anew.
pub(super) fn keep<T: PartialEq + Send + Sync + 'static>(kept: RwSignal<Option<T>>, answer: T) {
    if kept.with_untracked(|known| known.as_ref() != Some(&answer)) {
        kept.set(Some(answer));
    }
}

/// `20.11 09:26`, by the browser's clock.
fn now_words() -> String {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since the epoch fit an i64 for ages")]
    let now = Millis(js_sys::Date::now() as i64);
    Clock::here().short(now)
}

/// A day of a field: `2026-11-20`.
pub(super) fn day_of(text: &str) -> Option<Day> {
    domain::activity::period::parse_day(text)
}

/// One day, or the first and the last of several.
pub(super) fn days_text(first: Day, last: Day) -> String {
    if first == last { first.dotted() } else { format!("{} – {}", first.dotted(), last.dotted()) }
}
