//! A line of the month: what it shows, and its element.

use super::cells::cells;
use super::desk::{Desk, HEADS};
use super::layout::{Row, RowKey};
use super::scene::Scene;
use crate::i18n::activity::words;
use crate::ui::reactive::{maybe, piece, text};
use domain::activity::month::{Line, MonthGrid};
use domain::activity::plan::Span;
use domain::activity::roster::RowRef;
use domain::ids::{DepartmentId, PersonId};
use leptos::prelude::*;
use std::sync::Arc;

/// What kind of line it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// What everybody shown is to do.
    Plan,
    /// What they have done.
    Fact,
    /// A department.
    Department,
    /// A person.
    #[default]
    Person,
}

/// Everything a line shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) kind: Kind,
    /// Its row of the body.
    pub(super) row: Option<Row>,
    /// Name of the person or department, words for everybody.
    pub(super) name: String,
    /// Job title.
    pub(super) note: String,
    /// People of a department.
    pub(super) count: u64,
    pub(super) person: Option<PersonId>,
    pub(super) department: Option<DepartmentId>,
    /// Whether the person still works here.
    pub(super) active_person: bool,
    pub(super) line: Line,
    /// Column whose plan is being typed.
    pub(super) editing: Option<usize>,
    /// Days whose new plans were refused, by their place in the month.
    pub(super) bad: Vec<usize>,
}

/// What a line shows now.
pub(super) fn look(desk: Desk, key: RowKey) -> Look {
    let mut look = bare(desk, key);
    look.editing = desk.editing.with(|editing| {
        let at = editing.as_ref().map(|editing| editing.at).filter(|at| at.row == key)?;
        Some(desk.scene.with(|scene| scene.place_of(at.col)))
    });
    look
}

fn bare(desk: Desk, key: RowKey) -> Look {
    let w = words();
    let row = match place_in_body(desk, key) {
        Some(at) => desk.rows.with(|rows| rows.get(at).copied()),
        None => None,
    };
    let found = desk.with_line(key, |grid, line, name| {
        let mut look = Look { row, name: name.to_owned(), line: line.clone(), ..Look::default() };
        describe(&mut look, grid, key);
        look
    });
    let mut look = found.unwrap_or_default();
    let whole = desk.state.view.with(|view| view.department.is_none());
    match (key, whole) {
        (RowKey::Plan, true) => w.company_plan.clone_into(&mut look.name),
        (RowKey::Plan, false) => w.department_plan.clone_into(&mut look.name),
        (RowKey::Fact, true) => w.company_fact.clone_into(&mut look.name),
        (RowKey::Fact, false) => w.department_fact.clone_into(&mut look.name),
        (RowKey::Department(_), _) if look.name.is_empty() => w.no_department.clone_into(&mut look.name),
        _ => {}
    }
    if let Some(person) = look.person {
        let first = desk.scene.with(|scene| scene.month.first());
        look.bad = desk.changes.bad.with(|bad| {
            let day = |(who, span): &(PersonId, Span)| match span {
                Span::Day(day) if *who == person => usize::try_from(day.0 - first.0).ok(),
                _ => None,
            };
            bad.iter().filter_map(day).collect()
        });
    }
    look
}

/// The name of a line, in words where it has none of its own.
pub(super) fn name_of_line(desk: Desk, key: RowKey) -> String {
    untrack(|| bare(desk, key).name)
}

fn place_in_body(desk: Desk, key: RowKey) -> Option<usize> {
    desk.place_of_row(key)?.checked_sub(HEADS.len())
}

fn describe(look: &mut Look, grid: &MonthGrid, key: RowKey) {
    match (key, look.row.map(|row| row.place)) {
        (RowKey::Plan, _) => look.kind = Kind::Plan,
        (RowKey::Fact, _) => look.kind = Kind::Fact,
        (RowKey::Department(id), Some(RowRef::Department(at))) => {
            look.kind = Kind::Department;
            look.department = Some(id);
            look.count = grid.roster.departments[at as usize].people.len() as u64;
        }
        (RowKey::Person(id), Some(RowRef::Person(at))) => {
            let person = &grid.roster.people[at as usize];
            look.kind = Kind::Person;
            look.person = Some(id);
            look.active_person = person.active;
            person.position.clone_into(&mut look.note);
        }
        _ => {}
    }
}

/// The element of a line.
pub(super) fn line_view(key: RowKey, look: Memo<Look>, scene: Memo<Arc<Scene>>, place: Memo<usize>) -> AnyView {
    let class = match key {
        RowKey::Plan => "cmp pl",
        RowKey::Fact => "cmp fa",
        RowKey::Department(_) => "dep",
        RowKey::Head | RowKey::Person(_) => "",
    };
    let of_row =
        move |read: fn(&Row) -> Option<String>| maybe(move || look.with(|look| look.row.as_ref().and_then(read)));
    let cols = Memo::new(move |_| scene.with(|scene| scene.cols.clone()));
    let contents = piece(move || cols.with(|cols| cells(look, scene, cols)));
    view! {
        <tr
            class=class
            style=maybe(move || look.with(|look| look.row.map(|row| format!("--lvl:{}", row.level))))
            data-row=key.code()
            aria-rowindex=text(move || (place.get() + 1).to_string())
            attr:aria-level=of_row(|row| Some(row.level.to_string()))
            aria-posinset=of_row(|row| Some(row.among.0.to_string()))
            aria-setsize=of_row(|row| Some(row.among.1.to_string()))
            aria-expanded=of_row(|row| matches!(row.place, RowRef::Department(_)).then(|| row.expanded.to_string()))
        >
            {contents}
        </tr>
    }
    .into_any()
}
