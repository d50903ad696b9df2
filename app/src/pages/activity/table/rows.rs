//! Rows and places of the table.

use domain::activity::roster::{Roster, RowRef};
use domain::activity::rows::RowFilter;
use domain::ids::{DepartmentId, PersonId};
use std::collections::BTreeSet;

/// A row by what it is about, so that it is found again in the next answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    /// Heads of the columns.
    #[default]
    Head,
    /// A department.
    Department(DepartmentId),
    /// A person.
    Person(PersonId),
    /// The total.
    Total,
}

impl Key {
    /// As the page names it.
    pub(crate) fn code(self) -> String {
        match self {
            Self::Head => "h".to_owned(),
            Self::Department(id) => format!("d{id}"),
            Self::Person(id) => format!("p{id}"),
            Self::Total => "t".to_owned(),
        }
    }

    /// Reads [`Key::code`].
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        match code {
            "h" => return Some(Self::Head),
            "t" => return Some(Self::Total),
            _ => {}
        }
        let id = code.get(1..)?.parse().ok()?;
        match code.as_bytes().first()? {
            b'd' => Some(Self::Department(DepartmentId(id))),
            b'p' => Some(Self::Person(PersonId(id))),
            _ => None,
        }
    }
}

/// A cell: its row and its column, 0 for names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Row.
    pub(crate) key: Key,
    /// Column.
    pub(crate) col: usize,
}

/// A row of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Department or person, by its place in the roster.
    pub(crate) place: RowRef,
    /// What it is about.
    pub(crate) key: Key,
    /// Depth in the tree, 1 at the top.
    pub(crate) level: u32,
    /// Place among those beside it, from 1, and how many these are.
    pub(crate) among: (usize, usize),
    /// Whether a department shows what is below it.
    pub(crate) expanded: bool,
}

/// Rows from top to bottom. A search unfolds what it finds, whatever was folded.
pub(crate) fn rows(
    roster: &Roster,
    filter: &RowFilter,
    folded: &BTreeSet<DepartmentId>,
    is_behind: impl Fn(usize) -> bool,
) -> Vec<Row> {
    let searching = filter.behind || !filter.who.trim().is_empty();
    let base = filter.place(roster).map_or(0, |at| roster.departments[at].depth);
    let mut found: Vec<Row> = Vec::new();
    // Below this depth rows are folded away.
    let mut hidden: Option<u32> = None;
    let mut above = base;
    for place in filter.rows(roster, is_behind) {
        let (key, level) = match place {
            RowRef::Department(at) => {
                let row = &roster.departments[at as usize];
                above = row.depth;
                (Key::Department(row.id), row.depth - base + 1)
            }
            RowRef::Person(at) => (Key::Person(roster.people[at as usize].id), above - base + 2),
        };
        if hidden.is_some_and(|depth| level > depth) {
            continue;
        }
        hidden = None;
        let expanded = match key {
            Key::Department(id) => searching || !folded.contains(&id),
            _ => false,
        };
        if matches!(key, Key::Department(_)) && !expanded {
            hidden = Some(level);
        }
        found.push(Row { place, key, level, among: (1, 1), expanded });
    }
    number(&mut found);
    found
}

/// Numbers rows among those beside them: of the same level, until one above comes.
fn number(rows: &mut [Row]) {
    for at in 0..rows.len() {
        let level = rows[at].level;
        let before = rows[..at].iter().rev().take_while(|row| row.level >= level).filter(|row| row.level == level);
        let before = before.count();
        let after = rows[at + 1..].iter().take_while(|row| row.level >= level).filter(|row| row.level == level);
        let after = after.count();
        rows[at].among = (before + 1, before + after + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::activity::roster::{DepartmentRow, PersonRow};

    /// Sales with a head and, below it, the branch with two people; accounts with one.
    fn roster() -> Roster {
        use RowRef::{Department as D, Person as P};
        let department = |id: i64, name: &str, depth: u32, people: std::ops::Range<u32>| DepartmentRow {
            id: DepartmentId(id),
            name: name.to_owned(),
            depth,
            people,
        };
        let person = |id: i64, name: &str, department: i64| PersonRow {
            id: PersonId(id),
            name: name.to_owned(),
            position: String::new(),
            active: true,
            head: false,
            department: DepartmentId(department),
        };
        Roster {
            rows: vec![D(0), P(0), D(1), P(1), P(2), D(2), P(3)],
            departments: vec![
                department(1, "Продажи", 0, 0..3),
                department(2, "Филиал", 1, 1..3),
                department(3, "Учёт", 0, 3..4),
            ],
            people: vec![
                person(10, "Ольшанская", 1),
                person(11, "Зимин", 2),
                person(12, "Сом", 2),
                person(13, "Ильин", 3),
            ],
        }
    }

    fn shown(filter: &RowFilter, folded: &[i64]) -> Vec<String> {
        let folded = folded.iter().copied().map(DepartmentId).collect();
        rows(&roster(), filter, &folded, |_| true)
            .iter()
            .map(|row| format!("{}{}/{}:{}", "·".repeat(row.level as usize), row.among.0, row.among.1, row.key.code()))
            .collect()
    }

    #[test]
    fn rows_know_their_depth_and_their_neighbours() {
        let all = ["·1/2:d1", "··1/2:p10", "··2/2:d2", "···1/2:p11", "···2/2:p12", "·2/2:d3", "··1/1:p13"];
        assert_eq!(shown(&RowFilter::default(), &[]), all);
    }

    #[test]
    fn a_folded_department_hides_everything_below_it() {
        assert_eq!(shown(&RowFilter::default(), &[1]), ["·1/2:d1", "·2/2:d3", "··1/1:p13"]);
        assert_eq!(shown(&RowFilter::default(), &[2, 3]), ["·1/2:d1", "··1/2:p10", "··2/2:d2", "·2/2:d3"]);
    }

    #[test]
    fn a_search_unfolds_and_a_department_stands_at_the_top() {
        let who = RowFilter { who: "зим".to_owned(), ..RowFilter::default() };
        assert_eq!(shown(&who, &[1, 2]), ["·1/1:d1", "··1/1:d2", "···1/1:p11"]);
        let branch = RowFilter { department: Some(DepartmentId(2)), ..RowFilter::default() };
        assert_eq!(shown(&branch, &[]), ["·1/1:d2", "··1/2:p11", "··2/2:p12"]);
    }

    #[test]
    fn rows_are_found_again_by_their_names() {
        for key in [Key::Head, Key::Total, Key::Department(DepartmentId(0)), Key::Person(PersonId(7))] {
            assert_eq!(Key::of_code(&key.code()), Some(key));
        }
        assert_eq!([Key::of_code(""), Key::of_code("x7"), Key::of_code("p")], [None; 3]);
    }
}
