//! State of the report page: the query, what is shown for it, and where answers come from.
//!
//! The first window comes from the server. The whole table follows in the background, and from then on filter and
//! order are answered here by the same engine; the server is asked only for what changed.

mod ask;
mod follow;
mod shown;

use crate::api::{Api, ApiError, Cancel, Slice};
use crate::live::Live;
use crate::pages::report::drill::Opened;
use crate::pages::report::people::Counts;
use crate::pages::report::picker::toggle;
use crate::pages::report::rows::ASKED;
use crate::pages::report::views::Shelf;
use domain::day::Day;
use domain::directory::Directory;
use domain::ids::CompanyId;
use domain::report::columns::Layout;
use domain::report::overdue::OverdueChart;
use domain::report::query::ReportQuery;
use domain::report::table::ReportTable;
use domain::report::window::Row;
use domain::rights::Scope;
use leptos::prelude::*;
pub(crate) use shown::Shown;
use std::sync::Arc;

/// Wait for more typing before the server is asked, milliseconds.
const TYPING: u32 = 180;

/// The whole table and the revision it was taken at.
struct Local {
    table: ReportTable,
    directory: Arc<Directory>,
    revision: i64,
    /// What the server says it stands on.
    basis: String,
}

/// Answers on their way.
#[derive(Default)]
struct Flight {
    /// Counts requests; an answer of an older one is dropped.
    turn: u64,
    /// The request of this turn, stopped when the next one begins.
    cancel: Option<Cancel>,
    /// Whether a request of this turn is on its way.
    busy: bool,
    /// Whether the data changed while it was.
    again: bool,
    /// Whether gathering of live changes has begun.
    gathering: bool,
    /// Whether the whole table is on its way or planned.
    table: bool,
    /// When the table arrived last and how long it took, milliseconds.
    table_took: (f64, f64),
    /// Whether changes of the local table are on their way.
    following: bool,
    /// Whether changes no longer lead from the local table to the present one.
    outdated: bool,
}

/// What an address and a saved view say about the report.
#[derive(Clone, Copy)]
pub(crate) struct ReportState {
    /// Filter and order.
    pub(crate) query: RwSignal<ReportQuery>,
    /// Columns.
    pub(crate) layout: RwSignal<Layout>,
    /// Whether rows are low.
    pub(crate) dense: RwSignal<bool>,
    /// Whether nothing was asked for: then the report opens with the view kept for that.
    pub(crate) unasked: RwSignal<bool>,
}

impl ReportState {
    /// The plain report.
    pub(crate) fn new() -> Self {
        Self {
            query: RwSignal::new(ReportQuery::default()),
            layout: RwSignal::new(Layout::default()),
            dense: RwSignal::new(false),
            unasked: RwSignal::new(false),
        }
    }
}

/// The page's state; copies share it.
#[derive(Clone, Copy)]
pub(crate) struct Store {
    /// Filter and order.
    pub(crate) query: RwSignal<ReportQuery>,
    /// The latest answer.
    pub(crate) shown: RwSignal<Option<Arc<Shown>>>,
    /// Why there is none, or no newer one.
    pub(crate) error: RwSignal<Option<ApiError>>,
    /// Whether an answer to something the person asked is on its way.
    pub(crate) waiting: RwSignal<bool>,
    /// Place of the first row wanted.
    pub(crate) offset: RwSignal<usize>,
    /// How many rows are wanted.
    pub(crate) limit: RwSignal<usize>,
    /// Columns.
    pub(crate) layout: RwSignal<Layout>,
    /// Whether rows are low.
    pub(crate) dense: RwSignal<bool>,
    /// Saved views.
    pub(crate) shelf: Shelf,
    /// Id of the person who looks.
    pub(crate) viewer: i64,
    /// Companies chosen by hand.
    pub(crate) chosen: RwSignal<Vec<CompanyId>>,
    /// The number whose background is shown.
    pub(crate) drill: RwSignal<Option<Opened>>,
    /// Whether the charts are shown.
    pub(crate) charts: RwSignal<bool>,
    /// Whether sums of several currencies are also shown as one.
    pub(crate) convert: RwSignal<bool>,
    /// Whether the portal is so large that every window comes from the server.
    pub(crate) windows_only: RwSignal<bool>,
    /// Revision of the local table; 0 until there is one.
    pub(crate) local_revision: RwSignal<i64>,
    local: StoredValue<Option<Local>, LocalStorage>,
    flight: StoredValue<Flight, LocalStorage>,
    api: StoredValue<Api, LocalStorage>,
    live: Live,
}

impl Store {
    /// A store for this query; it begins to load at once.
    pub(crate) fn new(state: ReportState, viewer: i64, api: Api, live: Live) -> Self {
        let ReportState { query, layout, dense, unasked } = state;
        let store = Self {
            query,
            layout,
            dense,
            shelf: Shelf::new(),
            viewer,
            chosen: RwSignal::new(Vec::new()),
            drill: RwSignal::new(None),
            charts: RwSignal::new(false),
            convert: RwSignal::new(false),
            windows_only: RwSignal::new(false),
            shown: RwSignal::new(None),
            error: RwSignal::new(None),
            waiting: RwSignal::new(false),
            offset: RwSignal::new(0),
            limit: RwSignal::new(ASKED),
            local_revision: RwSignal::new(0),
            local: StoredValue::new_local(None),
            flight: StoredValue::new_local(Flight::default()),
            api: StoredValue::new_local(api),
            live,
        };
        Effect::new(move |before: Option<ReportQuery>| {
            let query = store.query.get();
            store.offset.track();
            store.limit.track();
            let changed = before.as_ref().is_some_and(|before| *before != query);
            let typed = before.is_some_and(|before| before.text != query.text);
            if changed && store.offset.get_untracked() != 0 {
                // Another list begins at its top; the new place runs this effect again.
                store.offset.set(0);
            } else {
                store.answer(if typed { TYPING } else { 0 });
            }
            query
        });
        Effect::new(move |_| {
            if store.newer().is_some() {
                store.catch_up();
                store.plan_table();
            }
        });
        store.shelf.fetch(store, unasked.get_untracked(), store.api.get_value());
        store
    }

    /// Whether the page looks through another person's eyes: then it shows and changes nothing.
    pub(crate) fn is_borrowed(self) -> bool {
        self.api.with_value(Api::is_borrowed)
    }

    /// Asks once more after an error.
    pub(crate) fn retry(self) {
        self.error.set(None);
        self.fetch(0);
    }

    /// The names of what is shown.
    pub(crate) fn directory(self) -> Arc<Directory> {
        self.shown.with_untracked(|shown| shown.as_ref().map(|shown| Arc::clone(&shown.directory)).unwrap_or_default())
    }

    /// The names of what is shown, followed.
    pub(crate) fn names(self) -> Memo<Arc<Directory>> {
        Memo::new(move |_| {
            self.shown.with(|shown| shown.as_ref().map(|s| Arc::clone(&s.directory)).unwrap_or_default())
        })
    }

    /// The title of a company in sight.
    pub(crate) fn title_of(self, company: CompanyId) -> Option<String> {
        self.shown.with_untracked(|shown| {
            let row = shown.as_ref()?.rows.iter().find(|row| row.id == company)?;
            Some(row.title.clone())
        })
    }

    /// Chooses a company by hand, or takes it out again.
    pub(crate) fn choose(self, company: CompanyId) {
        self.chosen.update(|chosen| toggle(chosen, company));
    }

    /// The chart of forgotten clients for the present query; `None` without the local table.
    pub(crate) fn overdue_chart(self) -> Option<OverdueChart> {
        self.local_revision.track();
        let query = self.query.get();
        let today = self.shown.with(|shown| shown.as_ref().map(|shown| shown.today))?;
        self.local.with_value(|local| Some(local.as_ref()?.table.overdue_chart(&query, &Scope::All, today)))
    }

    /// Rows that would match another query; `None` without the local table.
    pub(crate) fn count(self, query: &ReportQuery) -> Option<u64> {
        let today = self.shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.today))?;
        self.local.with_value(|local| {
            let table = &local.as_ref()?.table;
            Some(table.query(query, &Scope::All, today, 0..0).totals.companies)
        })
    }

    /// Rows of another query, at most so many: from the local table, or from the server where there is none.
    pub(crate) async fn look_up(self, query: ReportQuery, most: usize) -> Vec<Arc<Row>> {
        let today = self.shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.today)).unwrap_or_default();
        let here = self.local.with_value(|local| {
            let table = &local.as_ref()?.table;
            Some(table.query(&query, &Scope::All, today, 0..most).rows)
        });
        let rows = match (here, self.api.try_get_value()) {
            (Some(rows), _) => rows,
            (None, Some(api)) => {
                let slice = Slice { offset: 0, limit: most, directory: false };
                let page = api.report(&query.to_text(), slice, None).await;
                page.map(|page| page.window.rows).unwrap_or_default()
            }
            (None, None) => Vec::new(),
        };
        rows.into_iter().map(Arc::new).collect()
    }

    /// Companies by their responsible; empty without the local table.
    pub(crate) fn counts(self) -> Counts {
        self.local_revision.track();
        self.local.with_value(|local| {
            let counted = local.iter().flat_map(|local| local.table.responsible_counts());
            counted.filter_map(|(person, companies)| Some((person?, companies))).collect()
        })
    }

    /// The revision the server tells, when it is newer than what is shown.
    fn newer(self) -> Option<i64> {
        let revision = self.live.progress.with(|progress| progress.as_ref().map(|p| p.revision))?;
        let shown = self.shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.revision));
        Some(revision).filter(|revision| shown.is_none_or(|shown| shown < *revision))
    }

    /// Answers what the person asked: here when the table is here, from the server otherwise.
    fn answer(self, delay: u32) {
        if self.answer_here() {
            if untrack(|| self.newer()).is_some() {
                self.catch_up();
            }
        } else {
            self.fetch(delay);
        }
    }

    fn answer_here(self) -> bool {
        let Some(today) = self.shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.today)) else {
            return false;
        };
        self.answer_on(today)
    }

    /// Answers from the local table as of a day.
    fn answer_on(self, today: Day) -> bool {
        let query = self.query.get_untracked();
        let offset = self.offset.get_untracked();
        let range = offset..offset + self.limit.get_untracked();
        mark_latest("svodka:asked");
        let answer = self.local.with_value(|local| {
            let local = local.as_ref()?;
            let window = local.table.query(&query, &Scope::All, today, range);
            let names = (Arc::clone(&local.directory), *local.table.thresholds());
            Some((window, names, local.revision))
        });
        let Some((window, (directory, thresholds), revision)) = answer else {
            return false;
        };
        mark_latest("svodka:answered");
        self.flight.update_value(|flight| {
            flight.turn += 1;
            flight.cancel = None;
            flight.busy = false;
        });
        self.show(Shown::new(query, revision, today, thresholds, directory, window));
        true
    }

    /// The same names keep the same allocation, so that comparing them costs nothing.
    fn shared(self, directory: Arc<Directory>) -> Arc<Directory> {
        self.shown
            .get_untracked()
            .map(|shown| Arc::clone(&shown.directory))
            .filter(|known| **known == *directory)
            .unwrap_or(directory)
    }

    fn show(self, shown: Shown) {
        let first = self.shown.with_untracked(|before| before.as_ref().is_none_or(|before| before.rows.is_empty()));
        let rows = !shown.rows.is_empty();
        self.error.set(None);
        self.waiting.set(false);
        self.shown.set(Some(Arc::new(shown)));
        if first && rows {
            mark_after_paint("svodka:first-rows");
        }
    }

    fn is_turn(self, turn: u64) -> bool {
        self.flight.try_with_value(|flight| flight.turn == turn).unwrap_or_default()
    }
}

fn mark(name: &str) {
    if let Some(performance) = window().performance() {
        // A mark that can not be set is only a missing measurement.
        drop(performance.mark(name));
    }
}

/// A mark of which only the latest is kept: answers are many in a day.
fn mark_latest(name: &str) {
    if let Some(performance) = window().performance() {
        performance.clear_marks_with_mark_name(name);
    }
    mark(name);
}

fn mark_after_paint(name: &'static str) {
    request_animation_frame(move || mark(name));
}
