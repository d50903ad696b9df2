//! What the tabs of calls and meetings share: what is shown, who looks and what they may do.

use crate::api::activity::ActivityApi;
use crate::api::{ApiError, ApiHandle, api};
use crate::live::{Live, live};
use crate::pages::activity::talk::outbox::Outbox;
use crate::routes::activity::{ActivityView, Tab};
use domain::activity::answers::Me;
use domain::activity::grid::Explained;
use domain::activity::period::Month;
use domain::activity::plan::PlanRight;
use domain::activity::rights::RightSet;
use domain::activity::settings::Measure;
use domain::day::Day;
use domain::directory::Directory;
use domain::ids::PersonId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// State of the page; copies share it.
#[derive(Clone, Copy)]
pub(crate) struct ActivityState {
    /// What is shown, as the address holds it.
    pub(crate) view: RwSignal<ActivityView>,
    /// What the viewer may do; `None` until the server said.
    pub(crate) me: RwSignal<Option<Me>>,
    /// Why it did not.
    pub(crate) error: RwSignal<Option<ApiError>>,
    /// What the server tells by itself.
    pub(crate) live: Live,
    /// Through whose eyes the page looks.
    pub(crate) eyes: Memo<Option<PersonId>>,
    /// The present month in the portal's zone; by the browser's clock until the server said.
    pub(crate) present: Memo<Month>,
    /// The month shown.
    pub(crate) month: Memo<Month>,
    /// The year shown.
    pub(crate) year: Memo<i32>,
    /// What cells show, if something was chosen.
    pub(crate) measure: Memo<Option<Measure>>,
    /// How the figures on the screen were made, for what stands behind them.
    pub(crate) explained: RwSignal<Explained>,
    /// Whether calls are shown first when a cell is opened.
    pub(crate) calls_first: RwSignal<bool>,
    /// Grows when a cell's slide-over is closed: the cell takes the focus again.
    pub(crate) left: RwSignal<u64>,
    /// Grows when something changed that no revision tells: what the viewer has read.
    pub(crate) touched: RwSignal<u64>,
    /// People and departments of the portal, once they are needed.
    pub(crate) directory: RwSignal<Option<Arc<Directory>>>,
    /// Comments that are not sent yet.
    pub(crate) outbox: Outbox,
    /// The tab whose head was shown last.
    pub(super) headed: StoredValue<Option<Tab>>,
    api: ApiHandle,
}

impl ActivityState {
    /// Begins to ask who looks.
    pub(crate) fn new(view: RwSignal<ActivityView>) -> Self {
        let me = RwSignal::new(None::<Me>);
        let present = Memo::new(move |_| Month::of(me.with(|me| me.as_ref().map_or_else(browser_day, |me| me.today))));
        let state = Self {
            view,
            me,
            error: RwSignal::new(None),
            live: live(),
            eyes: Memo::new(move |_| view.with(|view| view.eyes)),
            present,
            month: Memo::new(move |_| view.with(|view| view.month).unwrap_or_else(|| present.get())),
            year: Memo::new(move |_| view.with(|view| view.year).unwrap_or_else(|| present.get().year())),
            measure: Memo::new(move |_| view.with(|view| view.measure)),
            explained: RwSignal::new(Explained::default()),
            calls_first: RwSignal::new(false),
            left: RwSignal::new(0),
            touched: RwSignal::new(0),
            directory: RwSignal::new(None),
            outbox: expect_context(),
            headed: StoredValue::new(None),
            api: StoredValue::new_local(api()),
        };
        // Rights and the day change: the server says so with the next revision.
        let revision = Memo::new(move |_| state.live.progress.with(|told| told.as_ref().map(|told| told.revision)));
        Effect::new(move |_| {
            // Read, not only tracked: a memo that nobody reads hears nothing.
            state.eyes.get();
            revision.get();
            state.ask_who();
        });
        state
    }

    /// The connection, through the eyes of the page.
    pub(crate) fn api(self) -> Option<ActivityApi> {
        let eyes = self.eyes.try_get_untracked()?;
        self.api.try_with_value(|api| api.activity(eyes))
    }

    /// The connection itself, for what outlives the page.
    pub(crate) fn connection(self) -> Option<crate::api::Api> {
        self.api.try_get_value()
    }

    /// Has grids fetched again although nothing changed for others.
    pub(crate) fn touch(self) {
        // The page may have been left.
        let _left: Option<()> = self.touched.try_update(|turn| *turn += 1);
    }

    /// Fetches names of everybody, once.
    pub(crate) fn want_directory(self) {
        if self.directory.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            let Some(api) = self.api.try_get_value() else { return };
            if let Ok(directory) = api.directory().await {
                // The page may have been left.
                drop(self.directory.try_set(Some(Arc::new(directory))));
            }
        });
    }

    /// The name of anybody in the portal, as soon as names are known.
    pub(crate) fn name_of(self, person: PersonId) -> Option<String> {
        self.directory.with(|directory| directory.as_ref()?.person(person).map(domain::directory::Person::full_name))
    }

    /// Asks who looks and what they may do.
    pub(crate) fn ask_who(self) {
        let eyes = self.eyes.get_untracked();
        spawn_local(async move {
            let Some(api) = self.api() else { return };
            let answer = api.me().await;
            // The page may have been left, or look through other eyes by now.
            if self.eyes.try_get_untracked() != Some(eyes) {
                return;
            }
            match answer {
                Ok(me) => {
                    self.error.set(None);
                    if self.me.with_untracked(|known| known.as_ref() != Some(&me)) {
                        self.me.set(Some(me));
                    }
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Today in the portal's zone.
    pub(crate) fn today(self) -> Day {
        self.me.with(|me| me.as_ref().map_or_else(browser_day, |me| me.today))
    }

    /// What the viewer may do; nothing before the server said.
    pub(crate) fn rights(self) -> RightSet {
        self.me.with(|me| me.as_ref().map(|me| me.rights).unwrap_or_default())
    }

    /// Whether the page looks through another person's eyes: then it shows and changes nothing.
    pub(crate) fn is_borrowed(self) -> bool {
        self.me.with(|me| me.as_ref().is_some_and(|me| me.eyes != me.person))
    }

    /// Whether the viewer may change plans of a month.
    pub(crate) fn may_plan(self, month: Month) -> bool {
        let until = self.me.with(|me| me.as_ref().map_or(0, |me| me.editable_until));
        !self.is_borrowed() && self.rights().plans.allows(month, self.today(), until)
    }

    /// Whether the viewer may change plans of any month.
    pub(crate) fn is_planner(self) -> bool {
        !self.is_borrowed() && self.rights().plans != PlanRight::None
    }

    /// Whether the viewer may count days as met.
    pub(crate) fn may_complete(self) -> bool {
        !self.is_borrowed() && self.rights().complete
    }

    /// Whether the viewer may verify and resolve comments.
    pub(crate) fn may_verify(self) -> bool {
        !self.is_borrowed() && self.rights().verify
    }
}

/// Today by the browser's clock.
fn browser_day() -> Day {
    let now = js_sys::Date::new_0();
    let year = i32::try_from(now.get_full_year()).unwrap_or(2000);
    let small = |part: u32| u8::try_from(part).unwrap_or(1);
    Day::from_civil(year, small(now.get_month() + 1), small(now.get_date()))
}
