//! What the month's page holds beside the grid: which rows and columns are unfolded, where the keyboard is, what is
//! being changed.

use super::changes::Changes;
use super::cursor::{Area, At, Cursor, Place};
use super::edit::Editing;
use super::layout::{Col, Row, RowKey};
use super::scene::Scene;
use super::store::MonthStore;
use crate::app::Phone;
use crate::i18n::activity::talk::TalkMessages;
use crate::i18n::activity::{ActivityMessages, words};
use crate::i18n::{Messages, messages};
use crate::pages::activity::rows::rows;
use crate::pages::activity::state::ActivityState;
use crate::pages::activity::year::tab_filter as filter_of;
use domain::activity::edit::Planned;
use domain::activity::month::{Line, MonthGrid};
use domain::activity::roster::RowRef;
use domain::activity::rows::RowFilter;
use domain::activity::settings::Measure;
use domain::ids::{DepartmentId, PersonId};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Lines above the body: heads, the plan and the fact of everybody.
pub(super) const HEADS: [RowKey; 3] = [RowKey::Head, RowKey::Plan, RowKey::Fact];

/// State of the month's page; copies share it.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// The page.
    pub(crate) state: ActivityState,
    /// The grid.
    pub(crate) store: MonthStore,
    /// Where the keyboard is.
    pub(crate) cursor: Cursor,
    /// Departments that are folded.
    pub(crate) folded: RwSignal<BTreeSet<DepartmentId>>,
    /// Groups of days off that are unfolded, by their first day's place.
    pub(crate) open: RwSignal<BTreeSet<usize>>,
    /// Whether cells show plans.
    pub(crate) planning: RwSignal<bool>,
    /// Which plans are shown and changed.
    pub(crate) planned: RwSignal<Planned>,
    /// The cell whose plan is being typed.
    pub(crate) editing: RwSignal<Option<Editing>>,
    /// The cell whose background is shown.
    pub(crate) popped: RwSignal<Option<At>>,
    /// Whether the panel of plans is open.
    pub(crate) panel: RwSignal<bool>,
    /// What was changed, and what stood in the way.
    pub(crate) changes: Changes,
    /// Who is looked for.
    filter: Memo<RowFilter>,
    /// Rows of the body.
    pub(crate) rows: Memo<Arc<Vec<Row>>>,
    /// What they share.
    pub(crate) scene: Memo<Arc<Scene>>,
    /// Whether the page is as narrow as a phone.
    pub(crate) phone: RwSignal<bool>,
    /// Words of the page, for handlers of events.
    pub(crate) words: &'static ActivityMessages,
    /// Words of what stands behind a cell, likewise.
    pub(crate) talk: &'static TalkMessages,
    /// Words of the app, likewise.
    pub(crate) common: &'static Messages,
}

impl Desk {
    /// A month that begins to load.
    pub(crate) fn new(state: ActivityState) -> Self {
        let store = MonthStore::new(state);
        let Phone(phone) = expect_context();
        let (folded, open) = (RwSignal::new(BTreeSet::new()), RwSignal::new(BTreeSet::new()));
        let (planning, planned) = (RwSignal::new(false), RwSignal::new(Planned::Calls));
        let filter = filter_of(state);
        let editing = RwSignal::new(None::<Editing>);
        let busy = Memo::new(move |_| match editing.with(|editing| editing.as_ref().map(|editing| editing.at.row)) {
            Some(RowKey::Person(person)) => Some(person),
            _ => None,
        });
        let rows = Memo::new(move |_| {
            let rows = store.grid.with(|grid| {
                let grid = grid.as_ref()?;
                Some(filter.with(|filter| folded.with(|folded| rows_of(grid, filter, folded, busy.get()))))
            });
            Arc::new(rows.unwrap_or_default())
        });
        let scene = Memo::new(move |_| {
            let (phone, planning) = (phone.get(), planning.get().then(|| planned.get()));
            let scene = store.grid.with(|grid| {
                let grid = grid.as_ref()?;
                let editable = state.may_plan(grid.month);
                Some(open.with(|open| Scene::of(grid, open, phone, planning, editable)))
            });
            Arc::new(scene.unwrap_or_default())
        });
        let desk = Self {
            state,
            store,
            cursor: Cursor::new(),
            folded,
            open,
            planning,
            planned,
            editing,
            popped: RwSignal::new(None),
            panel: RwSignal::new(false),
            changes: Changes::new(),
            filter,
            rows,
            scene,
            phone,
            words: words(),
            talk: crate::i18n::activity::talk::words(),
            common: messages(),
        };
        desk.forget_with_the_month();
        // Names of those who are not in the grid are wanted seldom, and then at once.
        Effect::new(move |_| {
            if store.grid.with(Option::is_some) {
                state.want_directory();
            }
        });
        // The cell whose slide-over was closed takes the focus again.
        Effect::new(move |before: Option<()>| {
            state.left.track();
            if before.is_some() {
                desk.cursor.focus();
            }
        });
        desk
    }

    /// Another month has other days: what was unfolded, selected or typed in the former one is over.
    fn forget_with_the_month(self) {
        Effect::new(move |before: Option<domain::activity::period::Month>| {
            let month = self.state.month.get();
            if before.is_some_and(|before| before != month) {
                self.open.set(BTreeSet::new());
                self.cursor.active.set(None);
                self.cursor.anchor.set(None);
                self.editing.set(None);
                self.popped.set(None);
                self.changes.bad.set(Vec::new());
            }
            month
        });
    }

    /// Which plans are changed: calls, unless meetings are shown.
    pub(crate) fn planned_now(self) -> Planned {
        if self.planning.get_untracked() { self.planned.get_untracked() } else { Planned::Calls }
    }

    /// Shows plans instead of facts, or facts again.
    pub(crate) fn toggle_planning(self) {
        self.planning.update(|on| *on = !*on);
        self.editing.set(None);
    }

    /// What a cell's figure is.
    pub(crate) fn measure(self) -> Measure {
        let known = self.store.grid.with(|grid| grid.as_ref().map(|grid| grid.explained.measure));
        self.state.measure.get().or(known).unwrap_or_default()
    }

    /// How many lines there are, the heads included.
    pub(crate) fn lines(self) -> usize {
        self.rows.with(|rows| rows.len() + HEADS.len())
    }

    /// The line with this place.
    pub(crate) fn key_at(self, place: usize) -> Option<RowKey> {
        match HEADS.get(place) {
            Some(key) => Some(*key),
            None => self.rows.with(|rows| rows.get(place - HEADS.len()).map(|row| row.key)),
        }
    }

    /// Where a line stands, if it is shown.
    pub(crate) fn place_of_row(self, key: RowKey) -> Option<usize> {
        if let Some(place) = HEADS.iter().position(|head| *head == key) {
            return Some(place);
        }
        self.rows.with(|rows| rows.iter().position(|row| row.key == key).map(|place| place + HEADS.len()))
    }

    /// Where a cell stands.
    pub(crate) fn place(self, at: At) -> Option<Place> {
        let row = self.place_of_row(at.row)?;
        Some(Place { row, col: self.scene.with(|scene| scene.place_of(at.col)) })
    }

    /// The cell at a place.
    pub(crate) fn at(self, place: Place) -> Option<At> {
        let row = self.key_at(place.row)?;
        let col = self.scene.with(|scene| scene.cols.get(place.col).copied())?;
        Some(At { row, col })
    }

    /// What is selected: more than the cell the keyboard is on.
    pub(crate) fn selection(self) -> Option<Area> {
        let active = self.cursor.active.get().and_then(|at| self.place(at))?;
        let anchor = self.cursor.anchor.get().and_then(|at| self.place(at))?;
        Some(Area::between(active, anchor))
    }

    /// Something of a line, with its name.
    pub(crate) fn with_line<T>(self, key: RowKey, read: impl FnOnce(&MonthGrid, &Line, &str) -> T) -> Option<T> {
        self.store.grid.with(|grid| {
            let grid = grid.as_deref()?;
            match key {
                RowKey::Head => None,
                RowKey::Plan | RowKey::Fact => {
                    let chosen = self.state.view.with(|view| view.department);
                    let at = chosen.and_then(|id| grid.roster.departments.iter().position(|row| row.id == id));
                    Some(match at {
                        Some(at) => read(grid, &grid.departments[at], &grid.roster.departments[at].name),
                        None => read(grid, &grid.company, ""),
                    })
                }
                RowKey::Department(id) => {
                    let at = grid.roster.departments.iter().position(|row| row.id == id)?;
                    Some(read(grid, &grid.departments[at], &grid.roster.departments[at].name))
                }
                RowKey::Person(id) => {
                    let at = grid.roster.people.iter().position(|row| row.id == id)?;
                    Some(read(grid, &grid.people[at], &grid.roster.people[at].name))
                }
            }
        })
    }

    /// The name of a person in the grid.
    pub(crate) fn name_of(self, person: PersonId) -> Option<String> {
        untrack(|| self.with_line(RowKey::Person(person), |_, _, name| name.to_owned()))
    }

    /// Folds a department, or unfolds it.
    pub(crate) fn toggle(self, department: DepartmentId) {
        self.folded.update(|folded| {
            if !folded.remove(&department) {
                folded.insert(department);
            }
        });
    }

    /// Folds the days off a column belongs to, or unfolds them.
    pub(crate) fn toggle_days(self, col: Col) {
        let group = self.scene.with_untracked(|scene| match col {
            Col::Folded(from, _) => Some(from),
            Col::Day(at) if !scene.days[at].kind.is_working() => Some(super::layout::group_of(&scene.days, at)),
            _ => None,
        });
        if let Some(group) = group {
            self.open.update(|open| {
                if !open.remove(&group) {
                    open.insert(group);
                }
            });
        }
    }

    /// People shown, from a row of the body on, in their order.
    pub(crate) fn people_from(self, first: usize) -> Vec<PersonId> {
        let people = |row: &Row| if let RowKey::Person(id) = row.key { Some(id) } else { None };
        self.rows.with_untracked(|rows| rows.iter().skip(first).filter_map(people).collect())
    }

    /// People shown in the grid or below a department that is folded.
    pub(crate) fn everybody(self) -> Vec<PersonId> {
        self.store.grid.with_untracked(|grid| {
            let Some(grid) = grid.as_deref() else { return Vec::new() };
            let person = |row: &Row| match row.place {
                RowRef::Person(at) => Some(grid.roster.people[at as usize].id),
                RowRef::Department(_) => None,
            };
            self.filter.with_untracked(|filter| {
                rows_of(grid, filter, &BTreeSet::new(), None).iter().filter_map(person).collect()
            })
        })
    }
}

/// Whoever's plan is typed stays, whatever becomes of the figures meanwhile.
fn rows_of(grid: &MonthGrid, filter: &RowFilter, folded: &BTreeSet<DepartmentId>, busy: Option<PersonId>) -> Vec<Row> {
    let stays = |at: usize| busy == Some(grid.roster.people[at].id);
    rows(&grid.roster, filter, folded, |at| grid.people[at].sums.is_behind() || stays(at))
}
