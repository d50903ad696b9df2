//! Rows of a table of people: departments that are folded, people who are looked for, how deep each stands.

use domain::activity::roster::{Roster, RowRef};
use domain::activity::rows::RowFilter;
use domain::ids::{DepartmentId, PersonId};
use std::collections::BTreeSet;

/// A row of the body; `K` is what a table names its lines by, of which those of the body are departments and people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row<K> {
    /// Department or person, by its place in the roster.
    pub(crate) place: RowRef,
    /// What it is about.
    pub(crate) key: K,
    /// Depth in the tree, 1 at the top.
    pub(crate) level: u32,
    /// Place among those beside it, from 1, and how many these are.
    pub(crate) among: (usize, usize),
    /// Whether a department shows what is below it.
    pub(crate) expanded: bool,
}

/// Rows from top to bottom. A search unfolds what it finds, whatever was folded. `is_behind` tells it of the person at a
/// place of the roster.
pub(crate) fn rows<K: From<DepartmentId> + From<PersonId>>(
    roster: &Roster,
    filter: &RowFilter,
    folded: &BTreeSet<DepartmentId>,
    is_behind: impl Fn(usize) -> bool,
) -> Vec<Row<K>> {
    let searching = filter.behind || !filter.who.trim().is_empty();
    let base = filter.place(roster).map_or(0, |at| roster.departments[at].depth);
    let mut found: Vec<Row<K>> = Vec::new();
    // Below this level rows are folded away.
    let mut hidden: Option<u32> = None;
    let mut above = base;
    for place in filter.rows(roster, is_behind) {
        let (key, level, expanded) = match place {
            RowRef::Department(at) => {
                let row = &roster.departments[at as usize];
                above = row.depth;
                (K::from(row.id), row.depth - base + 1, searching || !folded.contains(&row.id))
            }
            RowRef::Person(at) => (K::from(roster.people[at as usize].id), above - base + 2, false),
        };
        if hidden.is_some_and(|depth| level > depth) {
            continue;
        }
        hidden = (matches!(place, RowRef::Department(_)) && !expanded).then_some(level);
        found.push(Row { place, key, level, among: (0, 0), expanded });
    }
    count_beside(&mut found);
    found
}

/// Numbers each row among those of its level under the same department.
fn count_beside<K>(rows: &mut [Row<K>]) {
    let mut open: Vec<Vec<usize>> = Vec::new();
    let close = |rows: &mut [Row<K>], group: Vec<usize>| {
        let size = group.len();
        for (number, at) in group.into_iter().enumerate() {
            rows[at].among = (number + 1, size);
        }
    };
    for at in 0..rows.len() {
        let level = rows[at].level as usize;
        while open.len() > level {
            let group = open.pop().unwrap_or_default();
            close(rows, group);
        }
        while open.len() < level {
            open.push(Vec::new());
        }
        if let Some(group) = open.last_mut() {
            group.push(at);
        }
    }
    while let Some(group) = open.pop() {
        close(rows, group);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::activity::table::Key;
    use domain::activity::roster::{DepartmentRow, PersonRow};

    fn person(id: i64, name: &str, department: i64) -> PersonRow {
        PersonRow {
            id: PersonId(id),
            name: name.to_owned(),
            position: String::new(),
            active: true,
            head: false,
            department: DepartmentId(department),
        }
    }

    fn department(id: i64, name: &str, depth: u32, people: std::ops::Range<u32>) -> DepartmentRow {
        DepartmentRow { id: DepartmentId(id), name: name.to_owned(), depth, people }
    }

    /// A company with a head, a northern department with two people and a group below it, a southern one with one.
    fn roster() -> Roster {
        use RowRef::{Department as D, Person as P};
        Roster {
            rows: vec![D(0), P(0), D(1), P(1), P(2), D(2), P(3), D(3), P(4)],
            departments: vec![
                department(1, "Компания", 0, 0..5),
                department(2, "Север", 1, 1..4),
                department(3, "Группа", 2, 3..4),
                department(4, "Юг", 1, 4..5),
            ],
            people: vec![
                person(10, "Главный Пётр", 1),
                person(11, "Ёлкина Анна", 2),
                person(12, "Ясенев Глеб", 2),
                person(13, "Малый Иван", 3),
                person(14, "Южная Анна", 4),
            ],
        }
    }

    /// People who are behind.
    const BEHIND: [usize; 2] = [1, 3];

    fn found(filter: &RowFilter, folded: &[i64]) -> Vec<Row<Key>> {
        let folded = folded.iter().copied().map(DepartmentId).collect();
        rows(&roster(), filter, &folded, |at| BEHIND.contains(&at))
    }

    fn shown(filter: &RowFilter, folded: &[i64]) -> Vec<String> {
        found(filter, folded).iter().map(|row| format!("{}:{}", row.level, row.key.code())).collect()
    }

    fn who(text: &str) -> RowFilter {
        RowFilter { who: text.to_owned(), ..RowFilter::default() }
    }

    #[test]
    fn everybody_stands_under_their_department() {
        let all = shown(&RowFilter::default(), &[]);
        assert_eq!(all, ["1:d1", "2:p10", "2:d2", "3:p11", "3:p12", "3:d3", "4:p13", "2:d4", "3:p14"]);
    }

    #[test]
    fn a_folded_department_hides_what_is_below_it_and_nothing_beside() {
        assert_eq!(shown(&RowFilter::default(), &[2]), ["1:d1", "2:p10", "2:d2", "2:d4", "3:p14"]);
        assert_eq!(shown(&RowFilter::default(), &[1]), ["1:d1"]);
        assert_eq!(shown(&RowFilter::default(), &[3, 4]), ["1:d1", "2:p10", "2:d2", "3:p11", "3:p12", "3:d3", "2:d4"]);
    }

    #[test]
    fn a_chosen_department_stands_at_the_top() {
        let wanted = RowFilter { department: Some(DepartmentId(2)), ..RowFilter::default() };
        assert_eq!(shown(&wanted, &[]), ["1:d2", "2:p11", "2:p12", "2:d3", "3:p13"]);
        let gone = RowFilter { department: Some(DepartmentId(99)), ..RowFilter::default() };
        assert_eq!(shown(&gone, &[]).len(), 9);
    }

    #[test]
    fn a_search_finds_people_and_departments_and_unfolds_them() {
        assert_eq!(shown(&who(" ЕЛК"), &[1, 2]), ["1:d1", "2:d2", "3:p11"]);
        assert_eq!(shown(&who("анна"), &[]), ["1:d1", "2:d2", "3:p11", "2:d4", "3:p14"]);
        assert_eq!(shown(&who("групп"), &[]), ["1:d1", "2:d2", "3:d3", "4:p13"]);
        assert_eq!(shown(&who("никто"), &[]), Vec::<String>::new());
    }

    #[test]
    fn only_those_who_are_behind() {
        let behind = RowFilter { behind: true, ..RowFilter::default() };
        assert_eq!(shown(&behind, &[]), ["1:d1", "2:d2", "3:p11", "3:d3", "4:p13"]);
        assert_eq!(shown(&RowFilter { behind: true, ..who("анна") }, &[]), ["1:d1", "2:d2", "3:p11"]);
    }

    #[test]
    fn rows_are_numbered_among_their_neighbours() {
        let rows = found(&RowFilter::default(), &[]);
        let among: Vec<(usize, usize)> = rows.iter().map(|row| row.among).collect();
        assert_eq!(among, [(1, 1), (1, 3), (2, 3), (1, 3), (2, 3), (3, 3), (1, 1), (3, 3), (1, 1)]);
    }
}
