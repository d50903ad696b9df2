//! The table that the year and companies called share: departments that fold, people below them, a total; names, heads
//! and the total stay in sight; only rows in sight are in the page; arrows lead from cell to cell, and the whole table is
//! one stop of the Tab key.

mod acts;
mod draw;
mod focus;
mod keys;
mod place;
mod view;

pub(crate) use place::{Key, Place};
pub(crate) use view::table_view;

use crate::pages::activity::rows::Row;
use domain::activity::roster::Roster;
use domain::ids::DepartmentId;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A piece of a cell: its class and its text.
pub(crate) type Span = (&'static str, String);

/// What a cell shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Classes.
    pub(crate) class: String,
    /// In words, for screen readers and as a title; empty when the text itself says everything.
    pub(crate) label: String,
    /// The class of the element around the pieces.
    pub(crate) inner: &'static str,
    /// Its pieces.
    pub(crate) spans: Vec<Span>,
    /// Class of the corner of a conversation.
    pub(crate) corner: Option<&'static str>,
    /// Whether it is being typed in.
    pub(crate) typed: bool,
}

/// What a head shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// Classes.
    pub(crate) class: String,
    /// What the column means.
    pub(crate) means: String,
    /// Its name in short, in full, and what stands beside it.
    pub(crate) name: [String; 3],
    /// Names of the figures below.
    pub(crate) figures: Vec<Span>,
}

/// What a row shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// Name.
    pub(crate) name: String,
    /// What stands below the name on hover: a job title.
    pub(crate) note: String,
    /// What stands beside the name.
    pub(crate) beside: String,
    /// Whether the person has left.
    pub(crate) gone: bool,
    /// Id of a person.
    pub(crate) person: Option<i64>,
    /// Cells after the name.
    pub(crate) cells: Vec<Cell>,
}

/// What was done in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A cell was opened.
    Open(Place),
    /// A cell is to be typed in, beginning with a digit.
    Type(Place, Option<char>),
}

/// Reads a line; follows what it reads.
type Lines = Arc<dyn Fn(Key) -> Line + Send + Sync>;
/// Builds the field of the cell that is typed in.
type Field = Arc<dyn Fn(Place) -> AnyView + Send + Sync>;

/// A table; copies share it.
#[derive(Clone)]
pub(crate) struct Table {
    /// Name.
    pub(crate) label: Signal<String>,
    /// Rows of the body.
    pub(crate) rows: Memo<Arc<Vec<Row<Key>>>>,
    /// Heads after that of names.
    pub(crate) heads: Memo<Arc<Vec<Head>>>,
    /// Head of the names.
    pub(crate) first: &'static str,
    /// Departments that are folded.
    pub(crate) folded: RwSignal<BTreeSet<DepartmentId>>,
    /// The cell the keyboard is on.
    pub(crate) at: RwSignal<Place>,
    /// Grows when that cell is to take the focus.
    pub(crate) wish: RwSignal<u64>,
    /// What lines show.
    pub(crate) line: Lines,
    /// What a cell that is typed in holds.
    pub(crate) field: Field,
    /// Hears what is done.
    pub(crate) act: Callback<Act>,
    /// Class of the element.
    pub(crate) class: &'static str,
}

/// The department's name, or words for those without one.
pub(crate) fn department_name(roster: &Roster, at: u32, without: &str) -> String {
    let name = &roster.departments[at as usize].name;
    if name.is_empty() { without.to_owned() } else { name.clone() }
}
