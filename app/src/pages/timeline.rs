//! A client's communications, latest first, by days: in the report's slide-over and in the company's card.

use crate::api::{ApiError, api};
use crate::format::{count, date, short_name};
use crate::i18n::messages;
use crate::i18n::tools::{ToolMessages, words};
use crate::ui::icon::Icon;
use crate::ui::reactive::{flag, piece};
use crate::ui::segmented::segmented;
use crate::ui::states::{EmptyState, error_words};
use domain::day::{Day, Millis};
use domain::directory::Directory;
use domain::ids::CompanyId;
use domain::report::drill::{Communication, ContactKind, MOST_LINES, Timeline, Way};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// A client's communications as far as they are here.
#[derive(Clone, Copy)]
pub(crate) struct Contacts {
    company: CompanyId,
    /// Those that have arrived, latest first.
    pub(crate) list: RwSignal<Vec<Communication>>,
    /// How many there are; `None` until the first answer.
    pub(crate) total: RwSignal<Option<u64>>,
    error: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

impl Contacts {
    /// Begins to fetch.
    pub(crate) fn of(company: CompanyId) -> Self {
        let contacts = Self {
            company,
            list: RwSignal::new(Vec::new()),
            total: RwSignal::new(None),
            error: RwSignal::new(None),
            busy: RwSignal::new(false),
        };
        contacts.fetch();
        contacts
    }

    /// Fetches the next portion.
    pub(crate) fn fetch(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let api = api();
        let offset = self.list.with_untracked(Vec::len);
        spawn_local(async move {
            let path = format!("/api/report/timeline?company={}&offset={offset}&limit={MOST_LINES}", self.company);
            let answer = api.ask::<Timeline>(&path).await;
            // The page may be closed meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(portion) => {
                    self.error.set(None);
                    self.list.update(|list| list.extend(portion.communications));
                    self.total.set(Some(portion.total));
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Whether there are more.
    fn has_more(self) -> bool {
        let here = u64::try_from(self.list.with(Vec::len)).unwrap_or(u64::MAX);
        self.total.get().is_some_and(|total| here < total)
    }
}

/// The communications of a company as a list of its own.
pub(crate) fn timeline(company: CompanyId, directory: Option<Arc<Directory>>) -> AnyView {
    let contacts = Contacts::of(company);
    let kind = RwSignal::new(0);
    view! {
        <div class="modal-body kinds">{kinds(kind)}</div>
        {events(contacts, kind, directory.unwrap_or_default())}
    }
    .into_any()
}

/// Kinds the list can be narrowed to; the first is all of them.
const KINDS: [Option<ContactKind>; 4] =
    [None, Some(ContactKind::Call), Some(ContactKind::Meeting), Some(ContactKind::Email)];

/// Buttons that narrow the list to a kind.
pub(crate) fn kinds(kind: RwSignal<usize>) -> AnyView {
    let w = words();
    let names = vec![w.kind_all, w.kind_calls, w.kind_meetings, w.kind_emails];
    segmented(w.communications, names, kind.into(), Callback::new(move |place| kind.set(place)))
}

/// The list itself, by days.
pub(crate) fn events(contacts: Contacts, kind: RwSignal<usize>, directory: Arc<Directory>) -> AnyView {
    let (t, w) = (messages(), words());
    let list = piece(move || {
        let wanted = KINDS.get(kind.get()).copied().flatten();
        if let Some(error) = contacts.error.get().filter(|_| contacts.total.get().is_none()) {
            return view! { <p class="panel neg" role="alert">{error_words(&error, t).0}</p> }.into_any();
        }
        if contacts.total.get().is_none() {
            return view! { <div class="panel"><i class="sk"></i><i class="sk w7"></i><i class="sk"></i></div> }
                .into_any();
        }
        let is_wanted = |one: &&Communication| wanted.is_none_or(|kind| one.kind == kind);
        let shown: Vec<Communication> = contacts.list.with(|list| list.iter().filter(is_wanted).cloned().collect());
        if shown.is_empty() {
            return view! { <EmptyState title=w.no_contacts_title text=w.no_contacts_text /> }.into_any();
        }
        by_days(&shown, &directory, w)
    });
    let more = piece(move || match contacts.has_more() {
        true => view! {
            <button
                class="btn sm"
                type="button"
                disabled=flag(move || contacts.busy.get())
                on:click=move |_| contacts.fetch()
            >
                {w.show_more}
            </button>
        }
        .into_any(),
        false => ().into_any(),
    });
    view! { <div class="evs scroll" role="region" aria-label=w.communications tabindex="0">{list}{more}</div> }
        .into_any()
}

fn by_days(shown: &[Communication], directory: &Directory, w: &'static ToolMessages) -> AnyView {
    let mut parts: Vec<AnyView> = Vec::new();
    let mut day: Option<Day> = None;
    for one in shown {
        if day != Some(one.day) {
            day = Some(one.day);
            parts.push(view! { <li class="day">{date(one.day, messages())}</li> }.into_any());
        }
        parts.push(event(one, directory, w));
    }
    view! { <ol>{parts}</ol> }.into_any()
}

fn event(one: &Communication, directory: &Directory, w: &'static ToolMessages) -> AnyView {
    let (class, icon, name) = look(one, w);
    let when = [clock(one.at), one.seconds.map(|seconds| length(seconds, w)).unwrap_or_default()];
    let when = when.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let person = one.person.and_then(|id| directory.person(id));
    let (who, full) = (person.map(short_name), person.map(domain::directory::Person::full_name));
    let note = match (one.counted, one.done) {
        (true, _) => None,
        (false, true) => Some(w.not_counted),
        (false, false) => Some(w.not_done),
    };
    // The portal gives many calls their own kind as a subject.
    let says_more = !one.subject.is_empty() && one.subject != name;
    let subject = says_more.then(|| view! { <p class="t2">{one.subject.clone()}</p> });
    let note = note.map(|note| view! { <p class="sub">{note}</p> });
    view! {
        <li class="ev">
            <span class=class><Icon name=icon /></span>
            <div class="grow cut">
                <div class="row"><b class="m">{name}</b><span class="sub">{when}</span><span class="grow"></span><span class="sub cut" title=full>{who}</span></div>
                {subject}
                {note}
            </div>
        </li>
    }
    .into_any()
}

fn look(one: &Communication, w: &'static ToolMessages) -> (&'static str, &'static str, &'static str) {
    match (one.kind, one.way, one.done) {
        (ContactKind::Call, _, false) => ("eic r", "miss", w.call_missed),
        (ContactKind::Call, Some(Way::Incoming), _) => ("eic b", "in", w.call_in),
        (ContactKind::Call, Some(Way::Outgoing), _) => ("eic g", "out", w.call_out),
        (ContactKind::Call, None, _) => ("eic g", "phone", w.call),
        (ContactKind::Meeting, _, true) => ("eic v", "meet", w.meeting),
        (ContactKind::Meeting, _, false) => ("eic", "meet", w.meeting_planned),
        (ContactKind::Email, ..) => ("eic", "mail", w.email),
        (ContactKind::OpenLine, ..) => ("eic b", "chat", w.open_line),
    }
}

/// `10:14` on the browser's clock; empty for a time at midnight, which portals give to days without a time.
fn clock(at: Millis) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since the epoch are exact far beyond any date")]
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.0 as f64));
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}

/// `6 мин 41 с`.
pub(crate) fn length(seconds: u32, w: &ToolMessages) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => (w.seconds)(&count(u64::from(seconds))),
        (minutes, seconds) => (w.minutes)(&count(u64::from(minutes)), &format!("{seconds:02}")),
    }
}
