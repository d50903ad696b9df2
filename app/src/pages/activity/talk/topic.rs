//! What the slide-over is about: the cell, what the server knows of it, what was said, which calls there were.

use crate::api::ApiError;
use crate::i18n::activity::talk::TalkMessages;
use crate::i18n::activity::words;
use crate::i18n::{Messages, messages};
use crate::pages::activity::state::ActivityState;
use crate::pages::activity::when::span_name;
use crate::routes::activity::CellPlace;
use domain::activity::answers::{CellCall, CellDetail, CellMeeting};
use domain::activity::period::Month;
use domain::activity::plan::Span;
use domain::activity::talk::{Comment, Thread};
use domain::day::Day;
use domain::ids::PersonId;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// News are gathered for this long, milliseconds.
const GATHER: u32 = 250;

/// A section of the slide-over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Comments,
    Calls,
    Meetings,
}

impl Section {
    /// All of them, in their order.
    pub(super) const ALL: [Self; 3] = [Self::Comments, Self::Calls, Self::Meetings];

    /// The one so many places further; after the last comes the first.
    pub(super) fn beside(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|section| *section == self).unwrap_or_default();
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

/// Calls or meetings of the cell, as far as they were fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed<T> {
    pub(super) rows: Vec<T>,
    /// Where the next page begins.
    pub(super) next: Option<i64>,
}

impl<T> Listed<T> {
    /// Takes a page: the first one stands at the top, and what was fetched beyond it stays below.
    fn take(list: &mut Option<Self>, page: Self, first: bool, id: fn(&T) -> i64) {
        let Some(known) = list.as_mut() else {
            *list = Some(page);
            return;
        };
        if first {
            let last = page.rows.last().map(id);
            let rest = known.rows.iter().position(|row| Some(id(row)) == last).map(|at| at + 1);
            let kept = rest.map(|at| known.rows.split_off(at)).unwrap_or_default();
            let next = if kept.is_empty() { page.next } else { known.next };
            *known = Self { rows: page.rows, next };
            known.rows.extend(kept);
        } else {
            known.rows.extend(page.rows);
            known.next = page.next;
        }
    }
}

/// What the slide-over shows; copies share it.
#[derive(Clone, Copy)]
pub(super) struct Topic {
    pub(super) state: ActivityState,
    /// The cell; the last one while the slide-over closes.
    pub(super) place: Memo<CellPlace>,
    /// Its name.
    pub(super) title: Memo<String>,
    pub(super) section: RwSignal<Section>,
    pub(super) detail: RwSignal<Option<CellDetail>>,
    pub(super) comments: RwSignal<Option<Vec<Comment>>>,
    /// Whether there are older comments than those fetched.
    pub(super) more: RwSignal<bool>,
    pub(super) open: RwSignal<bool>,
    /// Comments that were new when they came.
    pub(super) fresh: RwSignal<BTreeSet<i64>>,
    pub(super) calls: RwSignal<Option<Listed<CellCall>>>,
    pub(super) meetings: RwSignal<Option<Listed<CellMeeting>>>,
    pub(super) error: RwSignal<Option<ApiError>>,
    /// What came of the last thing done here, when it is worth words.
    pub(super) said: RwSignal<Option<(String, bool)>>,
    /// A text that goes back to the field, and why.
    pub(super) restored: RwSignal<Option<(String, String)>>,
    /// Words, for what happens later.
    pub(super) words: &'static TalkMessages,
    pub(super) common: &'static Messages,
    /// The comment that is being changed.
    pub(super) editing: RwSignal<Option<i64>>,
    planned: StoredValue<bool>,
}

impl Topic {
    pub(super) fn new(state: ActivityState) -> Self {
        let w = words();
        let nowhere = CellPlace { person: PersonId(0), span: Span::Day(Day::default()) };
        let place = Memo::new(move |before: Option<&CellPlace>| {
            state.view.with(|view| view.cell).or(before.copied()).unwrap_or(nowhere)
        });
        let detail = RwSignal::new(None::<CellDetail>);
        let section = if state.calls_first.get_untracked() { Section::Calls } else { Section::Comments };
        let topic = Self {
            state,
            place,
            title: Memo::new(move |_| {
                let name = detail.with(|detail| detail.as_ref().map(|detail| detail.name.clone())).unwrap_or_default();
                format!("{name}, {}", span_name(place.get().span, w))
            }),
            section: RwSignal::new(section),
            detail,
            comments: RwSignal::new(None),
            more: RwSignal::new(false),
            open: RwSignal::new(false),
            fresh: RwSignal::new(BTreeSet::new()),
            calls: RwSignal::new(None),
            meetings: RwSignal::new(None),
            error: RwSignal::new(None),
            said: RwSignal::new(None),
            restored: RwSignal::new(None),
            words: crate::i18n::activity::talk::words(),
            common: messages(),
            editing: RwSignal::new(None),
            planned: StoredValue::new(false),
        };
        state.calls_first.set(false);
        state.want_directory();
        topic.follow();
        topic
    }

    /// Fetches for every other cell, and again when something changes.
    fn follow(self) {
        Effect::new(move |_| {
            self.place.get();
            self.detail.set(None);
            self.comments.set(None);
            self.calls.set(None);
            self.meetings.set(None);
            self.fresh.set(BTreeSet::new());
            self.said.set(None);
            self.editing.set(None);
            self.fetch();
        });
        let told = Memo::new(move |_| self.state.live.progress.with(|told| told.as_ref().map(|told| told.revision)));
        Effect::new(move |before: Option<()>| {
            told.get();
            if before.is_some() {
                self.gather();
            }
        });
        Effect::new(move |_| match self.section.get() {
            Section::Calls if self.calls.with(Option::is_none) => self.fetch_calls(None),
            Section::Meetings if self.meetings.with(Option::is_none) => self.fetch_meetings(None),
            _ => {}
        });
    }

    fn gather(self) {
        if self.planned.get_value() {
            return;
        }
        self.planned.set_value(true);
        spawn_local(async move {
            TimeoutFuture::new(GATHER).await;
            if self.planned.try_set_value(false).is_none() {
                self.fetch();
            }
        });
    }

    /// Fetches figures and conversation, and the calls where they are shown.
    pub(super) fn fetch(self) {
        let place = self.place.get_untracked();
        if place.person.0 <= 0 {
            return;
        }
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            let detail = api.cell(place.person, place.span).await;
            let thread = match &detail {
                Ok(_) => api.thread(place.person, place.span, None).await,
                Err(error) => Err(error.clone()),
            };
            if self.place.try_get_untracked() != Some(place) {
                return;
            }
            match (detail, thread) {
                (Ok(detail), Ok(thread)) => {
                    self.error.set(None);
                    self.detail.set(Some(detail));
                    self.take(thread);
                }
                (Err(error), _) | (_, Err(error)) => self.error.set(Some(error)),
            }
        });
        match self.section.get_untracked() {
            Section::Comments => {}
            Section::Calls => self.fetch_calls(None),
            Section::Meetings => self.fetch_meetings(None),
        }
    }

    fn take(self, thread: Thread) {
        let Thread { comments, more, open } = thread;
        let place = self.place.get_untracked();
        let unread: Vec<i64> = comments.iter().filter(|comment| comment.unread).map(|comment| comment.id).collect();
        self.fresh.update(|fresh| fresh.extend(&unread));
        self.open.set(open);
        let oldest = comments.first().map(|comment| comment.id);
        let latest = comments.last().map(|comment| comment.id);
        // Older ones that were asked for stay.
        let mut all = self.comments.with_untracked(|known| match (known, oldest) {
            (Some(known), Some(oldest)) => known.iter().filter(|comment| comment.id < oldest).cloned().collect(),
            _ => Vec::new(),
        });
        if all.is_empty() {
            self.more.set(more);
        }
        all.extend(comments);
        if self.comments.with_untracked(|known| known.as_ref() != Some(&all)) {
            self.comments.set(Some(all));
        }
        if let (false, Some(latest)) = (unread.is_empty(), latest) {
            self.read(place, latest);
        }
    }

    /// Notes that the conversation was read, unless through other eyes.
    fn read(self, place: CellPlace, upto: i64) {
        if untrack(|| self.state.is_borrowed()) {
            return;
        }
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            if api.seen((place.person, place.span), upto).await.is_ok() {
                self.state.touch();
            }
        });
    }

    /// Fetches older comments.
    pub(super) fn fetch_earlier(self) {
        let place = self.place.get_untracked();
        let oldest = self.comments.with_untracked(|known| known.as_ref()?.first().map(|comment| comment.id));
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            let answer = api.thread(place.person, place.span, oldest).await;
            if self.place.try_get_untracked() != Some(place) {
                return;
            }
            match answer {
                Ok(thread) => {
                    self.more.set(thread.more);
                    self.comments.update(|known| {
                        let known = known.get_or_insert_default();
                        known.splice(0..0, thread.comments);
                    });
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Fetches calls: the latest, or those before a call.
    pub(super) fn fetch_calls(self, before: Option<i64>) {
        let place = self.place.get_untracked();
        if place.person.0 <= 0 {
            return;
        }
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            let answer = api.calls(place.person, place.span, before).await;
            if self.place.try_get_untracked() != Some(place) {
                return;
            }
            match answer {
                Ok(page) => self.calls.update(|list| {
                    let page = Listed { rows: page.calls, next: page.next };
                    Listed::take(list, page, before.is_none(), |call| call.id);
                }),
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Fetches meetings: the latest, or those before one.
    pub(super) fn fetch_meetings(self, before: Option<i64>) {
        let place = self.place.get_untracked();
        if place.person.0 <= 0 {
            return;
        }
        spawn_local(async move {
            let Some(api) = self.state.api() else { return };
            let answer = api.meetings(place.person, place.span, before).await;
            if self.place.try_get_untracked() != Some(place) {
                return;
            }
            match answer {
                Ok(page) => self.meetings.update(|list| {
                    let page = Listed { rows: page.meetings, next: page.next };
                    Listed::take(list, page, before.is_none(), |meeting| meeting.id);
                }),
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// What stands beside the name of a section.
    pub(super) fn number(self, section: Section) -> String {
        let number = match section {
            Section::Comments => {
                self.detail.with(|detail| detail.as_ref().map(|d| d.thread.map_or(0, |thread| u64::from(thread.count))))
            }
            Section::Calls => self.detail.with(|detail| detail.as_ref().map(|detail| detail.calls)),
            Section::Meetings => self.detail.with(|detail| detail.as_ref().map(|detail| detail.meetings)),
        };
        number.map(crate::format::count).unwrap_or_default()
    }

    /// Whether something is new here.
    pub(super) fn unread(self) -> bool {
        self.fresh.with(|fresh| !fresh.is_empty())
    }

    /// Goes to the day, or the month, before or after.
    pub(super) fn step(self, by: i32) {
        self.state.view.update(|view| {
            let Some(cell) = &mut view.cell else { return };
            cell.span = match cell.span {
                Span::Day(day) => Span::Day(Day(day.0 + by)),
                Span::From(month) | Span::Month(month) => Span::Month(Month(month.0 + by)),
            };
            if view.month.is_some() || matches!(cell.span, Span::Month(_)) {
                view.month = Some(cell.span.month());
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: &[i64], next: Option<i64>) -> Listed<i64> {
        Listed { rows: rows.to_vec(), next }
    }

    #[test]
    fn a_fresh_first_page_keeps_what_was_fetched_beyond_it() {
        let mut list = None;
        Listed::take(&mut list, page(&[9, 8], Some(8)), true, |id| *id);
        Listed::take(&mut list, page(&[7, 6], None), false, |id| *id);
        assert_eq!(list, Some(page(&[9, 8, 7, 6], None)));
        Listed::take(&mut list, page(&[9, 8], Some(8)), true, |id| *id);
        assert_eq!(list, Some(page(&[9, 8, 7, 6], None)));
        Listed::take(&mut list, page(&[12, 11], Some(11)), true, |id| *id);
        assert_eq!(list, Some(page(&[12, 11], Some(11))), "what no longer joins is fetched again");
    }

    #[test]
    fn sections_follow_one_another_in_a_circle() {
        assert_eq!(Section::Comments.beside(1), Section::Calls);
        assert_eq!(Section::Meetings.beside(1), Section::Comments);
        assert_eq!(Section::Comments.beside(2), Section::Meetings);
    }
}
