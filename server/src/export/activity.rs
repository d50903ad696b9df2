//! The grids of calls and meetings as sheets: every row and figure the screen shows, departments and the total included.
//!
//! Each row says of what kind it is, so that whoever adds a column up in a spreadsheet can leave departments out.

mod month;
pub mod words;
mod year;

pub use month::month;
pub use year::{companies, year};

use super::words::Words;
use super::{Cell, Heading, Tabular};
use domain::activity::grid::{Explained, Footing};
use domain::activity::roster::{Roster, RowRef};
use domain::activity::rows::RowFilter;
use domain::activity::settings::{CountedDirection, Measure};
use domain::activity::threads::CellThread;
use words::ActivityWords;

/// A grid to be written down.
#[derive(Clone, Debug)]
pub struct Table {
    title: String,
    words: &'static Words,
    headings: Vec<Heading>,
    rows: Vec<Vec<Cell>>,
    totals: Vec<Vec<Cell>>,
    notes: Vec<(String, String)>,
}

impl Table {
    /// The total as the last ordinary row: for files that have no other place for it.
    #[must_use]
    pub fn flat(mut self) -> Self {
        self.rows.append(&mut self.totals);
        self
    }
}

impl Tabular for Table {
    fn sheet_name(&self) -> &str {
        &self.title
    }

    fn words(&self) -> &'static Words {
        self.words
    }

    fn headings(&self) -> Vec<&Heading> {
        self.headings.iter().collect()
    }

    fn pinned(&self) -> u16 {
        3
    }

    fn count(&self) -> usize {
        self.rows.len()
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell>> + '_> {
        Box::new(self.rows.iter().cloned())
    }

    fn totals(&self) -> Vec<Vec<Cell>> {
        self.totals.clone()
    }

    fn notes(&self) -> &[(String, String)] {
        &self.notes
    }
}

/// What every sheet is made with.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// Habits of the language.
    pub words: &'static Words,
    /// Its words for this report.
    pub own: &'static ActivityWords,
    /// What figures stand on.
    pub footing: &'a Footing,
    /// Which rows are left.
    pub filter: &'a RowFilter,
}

/// What a sheet is laid out from.
struct Plan<'a> {
    title: String,
    roster: &'a Roster,
    explained: &'a Explained,
    /// Columns after those that say whose a row is.
    own: Vec<Heading>,
    /// Whether the person at a place is behind.
    behind: &'a dyn Fn(usize) -> bool,
    /// The figures of a row; of the company for `None`.
    line: &'a dyn Fn(Option<RowRef>) -> Vec<Cell>,
}

impl Writing<'_> {
    /// Lays the rows out: columns that say whose a row is, then its figures. The total is that of the chosen department,
    /// or of everybody the viewer sees.
    fn table(&self, plan: Plan<'_>) -> Table {
        let w = self.own;
        let roster = plan.roster;
        let mut headings =
            vec![heading(w.kind, 12), heading(w.department, 28), heading(w.employee, 30), heading(w.id, 8)];
        headings.extend(plan.own);
        let rows = self.filter.rows(roster, plan.behind).into_iter().map(|row| {
            let mut cells = self.whose(roster, row);
            cells.extend((plan.line)(Some(row)));
            cells
        });
        let place = self.filter.place(roster).and_then(|place| u32::try_from(place).ok());
        let mut total = vec![text(w.kinds[2]), text(w.total), Cell::Empty, Cell::Empty];
        total.extend((plan.line)(place.map(RowRef::Department)));
        Table {
            title: plan.title,
            words: self.words,
            headings,
            rows: rows.collect(),
            totals: vec![total],
            notes: self.notes(plan.explained),
        }
    }

    fn whose(&self, roster: &Roster, row: RowRef) -> Vec<Cell> {
        let w = self.own;
        let name = |name: &str| if name.is_empty() { w.no_department.to_owned() } else { name.to_owned() };
        let number = |id: i64| u64::try_from(id).map_or(Cell::Empty, Cell::Count);
        match row {
            RowRef::Department(at) => {
                let row = &roster.departments[at as usize];
                vec![text(w.kinds[0]), text(&name(&row.name)), Cell::Empty, number(row.id.0)]
            }
            RowRef::Person(at) => {
                let row = &roster.people[at as usize];
                let own = roster.departments.iter().find(|department| department.id == row.department);
                let department = own.map_or_else(String::new, |department| name(&department.name));
                vec![text(w.kinds[1]), text(&department), text(&row.name), number(row.id.0)]
            }
        }
    }

    fn notes(&self, explained: &Explained) -> Vec<(String, String)> {
        let w = self.own;
        let measure = match explained.measure {
            Measure::Companies => w.measure_companies,
            Measure::Calls => w.measure_calls,
        };
        let direction = match explained.direction {
            CountedDirection::Outgoing => w.direction_out,
            CountedDirection::Both => w.direction_both,
        };
        let note = |what: &str, how: String| (what.to_owned(), how);
        vec![
            note(w.note_figure, measure.to_owned()),
            note(w.note_rule, (w.rule)(direction, explained.min_seconds)),
            note(w.note_meetings, w.meetings_rule.to_owned()),
            note(w.note_off, w.off_rule.to_owned()),
            note(w.note_zone, self.footing.zone.clone()),
            note(w.note_today, (self.words.day)(explained.today)),
            note(w.note_settings, (w.settings)(self.footing.settings, self.footing.moved)),
            note(w.note_data, explained.revision.to_string()),
        ]
    }
}

fn heading(text: &str, width: u16) -> Heading {
    Heading { text: text.to_owned(), width }
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

/// A number where there is one.
fn maybe(number: Option<u32>) -> Cell {
    number.map_or(Cell::Empty, |number| Cell::Count(u64::from(number)))
}

/// How many comments; nothing where nobody said anything.
fn comments(thread: Option<CellThread>) -> Cell {
    maybe(thread.map(|thread| thread.count).filter(|count| *count > 0))
}
