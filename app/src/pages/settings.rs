//! Settings of the report: directions, stages, what counts, ages, fields of the company, currencies. For whoever may change them.
//!
//! Rights, people and the calendar of calls and meetings stand beside these as sections of their own.

mod controls;
mod fields;
mod preview;
mod sections;

use crate::api::{ApiError, api};
use crate::i18n::messages;
use crate::i18n::settings::{SettingsMessages, words};
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::reactive::{flag, maybe, piece};
use crate::ui::states::{EmptyState, ErrorState, error_words};
use crate::ui::toast::toasts;
use domain::settings::{KeptSettings, Settings, SettingsChoices};
use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

/// A section of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Directions,
    Stages,
    Counted,
    Fields,
    Currencies,
}

impl Section {
    const ALL: [Self; 5] = [Self::Directions, Self::Stages, Self::Counted, Self::Fields, Self::Currencies];

    /// Its name, icon and the id of its card.
    fn look(self, w: &'static SettingsMessages) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Directions => (w.directions, "filter", "set-directions"),
            Self::Stages => (w.stages, "sort", "set-stages"),
            Self::Counted => (w.counted, "phone", "set-counted"),
            Self::Fields => (w.fields, "build", "set-fields"),
            Self::Currencies => (w.currencies, "coin", "set-currencies"),
        }
    }
}

/// What the page works on; copies share it.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// Settings as they are being changed.
    pub(crate) draft: RwSignal<Settings>,
    /// Settings in force.
    pub(crate) kept: RwSignal<Option<KeptSettings>>,
    /// What there is to choose from.
    pub(crate) choices: RwSignal<Option<SettingsChoices>>,
    /// Why they could not be fetched.
    error: RwSignal<Option<ApiError>>,
    /// What the server said against saving.
    refused: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

impl Desk {
    fn new() -> Self {
        Self {
            draft: RwSignal::new(Settings::default()),
            kept: RwSignal::new(None),
            choices: RwSignal::new(None),
            error: RwSignal::new(None),
            refused: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Fetches what is in force and what there is to choose from.
    fn fetch(self) {
        let api = api();
        self.error.set(None);
        self.refused.set(None);
        spawn_local(async move {
            let kept = api.ask::<KeptSettings>("/api/settings").await;
            let choices = api.ask::<SettingsChoices>("/api/settings/choices").await;
            // The page may be left meanwhile.
            if self.draft.try_get_untracked().is_none() {
                return;
            }
            match (kept, choices) {
                (Ok(kept), Ok(choices)) => {
                    self.draft.set(kept.settings.clone());
                    self.choices.set(Some(choices));
                    self.kept.set(Some(kept));
                }
                (Err(error), _) | (_, Err(error)) => self.error.set(Some(error)),
            }
        });
    }

    /// Whether anything differs from what is in force.
    fn is_changed(self) -> bool {
        self.kept.with(|kept| kept.as_ref().is_some_and(|kept| self.draft.with(|draft| *draft != kept.settings)))
    }

    fn save(self) {
        let Some(version) = self.kept.with_untracked(|kept| kept.as_ref().map(|kept| kept.version)) else { return };
        let (api, notes, w) = (api(), toasts(), words());
        let body = json!({ "version": version, "settings": self.draft.get_untracked() });
        self.busy.set(true);
        self.refused.set(None);
        spawn_local(async move {
            let answer = api.tell::<KeptSettings>(Method::PUT, "/api/settings", &body).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(kept) => {
                    notes.tell(if kept.reading { w.saved_reading } else { w.saved }.to_owned());
                    self.draft.set(kept.settings.clone());
                    self.kept.set(Some(kept));
                }
                Err(error) => self.refused.set(Some(error)),
            }
        });
    }
}

/// The page; the server refuses whoever may not change settings, too.
pub(crate) fn settings_page(may_change: bool) -> AnyView {
    let (t, w) = (messages(), words());
    if !may_change {
        return view! {
            <header class="head"><h1>{t.settings_title}</h1></header>
            <main class="main" id="main">
                <div class="card frame"><EmptyState drawing="door" title=w.admins_title text=w.admins_text /></div>
            </main>
        }
        .into_any();
    }
    let desk = Desk::new();
    desk.fetch();
    let body = piece(move || {
        match (desk.kept.with(Option::is_some), desk.error.get()) {
        (true, _) => sections(desk),
        (false, Some(error)) => {
            let retry = Callback::new(move |()| desk.fetch());
            view! { <div class="card frame"><ErrorState error retry /></div> }.into_any()
        }
        (false, None) => {
            view! { <div class="card frame panel" aria-busy="true"><i class="sk"></i><i class="sk w7"></i><i class="sk"></i></div> }.into_any()
        }
    }
    });
    view! {
        <header class="head set-head">
            <h1>{t.settings_title}</h1>
            <span class="grow"></span>
            {piece(move || standing(desk))}
            <button
                class="btn"
                type="button"
                disabled=flag(move || !desk.is_changed() || desk.busy.get())
                on:click=move |_| reset(desk)
            >
                {w.undo}
            </button>
            <button
                class="btn primary"
                type="button"
                disabled=flag(move || !desk.is_changed() || desk.busy.get())
                on:click=move |_| desk.save()
            >
                {t.save}
            </button>
        </header>
        <main class="main set" id="main">{body}</main>
    }
    .into_any()
}

fn reset(desk: Desk) {
    if let Some(kept) = desk.kept.get_untracked() {
        desk.draft.set(kept.settings);
    }
    desk.refused.set(None);
}

/// Whether what is shown is in force.
fn standing(desk: Desk) -> AnyView {
    let w = words();
    let guessed = desk.kept.with(|kept| kept.as_ref().is_some_and(|kept| kept.guessed));
    match (desk.kept.with(Option::is_some), desk.is_changed(), guessed) {
        (false, ..) => ().into_any(),
        (true, true, _) => view! { <span class="sub warn" role="status">{w.unsaved}</span> }.into_any(),
        (true, false, true) => view! { <span class="sub" role="status">{w.guessed}</span> }.into_any(),
        (true, false, false) => {
            view! { <span class="sub row pos" role="status"><SmallIcon name="check" />{w.in_force}</span> }.into_any()
        }
    }
}

fn sections(desk: Desk) -> AnyView {
    let w = words();
    let present = RwSignal::new(Section::Directions);
    let link = move |section: Section| {
        let (name, icon, id) = section.look(w);
        let current = maybe(move || (present.get() == section).then(|| "true".to_owned()));
        let go = move |event: web_sys::MouseEvent| {
            event.prevent_default();
            present.set(section);
            if let Some(card) = document().get_element_by_id(id) {
                card.scroll_into_view();
            }
        };
        view! { <a href=format!("#{id}") aria-current=current on:click=go><Icon name=icon />{name}</a> }.into_any()
    };
    view! {
        <nav class="side no-phone" aria-label=w.sections>{Section::ALL.map(link).collect_view()}</nav>
        <div class="set-col scroll" role="region" aria-label=w.sections tabindex="0">
            {piece(move || refusal(desk))}
            {sections::directions(desk)}
            {sections::stages(desk)}
            {sections::counted(desk)}
            {fields::fields(desk)}
            {sections::currencies(desk)}
        </div>
        {preview::preview(desk)}
    }
    .into_any()
}

/// What the server said against saving: another came first, or a value can not be.
fn refusal(desk: Desk) -> AnyView {
    let (t, w) = (messages(), words());
    let Some(error) = desk.refused.get() else { return ().into_any() };
    let is_conflict = matches!(&error, ApiError::Problem(problem) if problem.status == 409);
    if is_conflict {
        let fresh = move |_| desk.fetch();
        return view! {
            <div class="note warn" role="alert">
                <span class="grow">{w.conflict}</span>
                <button class="btn sm" type="button" on:click=fresh>{w.fetch_fresh}</button>
            </div>
        }
        .into_any();
    }
    let (text, _) = error_words(&error, t);
    view! { <div class="note bad" role="alert">{(w.refused)(&text)}</div> }.into_any()
}
