//! Rows of the month: departments that are folded, people who are looked for.

use super::RowKey;
use domain::activity::month::MonthGrid;
use domain::activity::roster::RowRef;
use domain::ids::DepartmentId;
use domain::text::fold;
use std::collections::BTreeSet;

/// A row of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Department or person, by its place in the roster.
    pub(crate) place: RowRef,
    /// What it is about.
    pub(crate) key: RowKey,
    /// Depth in the tree, 1 at the top.
    pub(crate) level: u32,
    /// Place among those beside it, from 1, and how many these are.
    pub(crate) among: (usize, usize),
    /// Whether a department shows what is below it.
    pub(crate) expanded: bool,
}

/// What the viewer looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Only this department and those below it.
    pub(crate) department: Option<DepartmentId>,
    /// Only names that hold this text.
    pub(crate) who: String,
    /// Only people who are behind.
    pub(crate) behind: bool,
}

impl Wanted {
    fn narrows(&self) -> bool {
        !self.who.trim().is_empty() || self.behind
    }
}

/// Rows of the body from top to bottom. A search unfolds what it finds, whatever was folded.
pub(crate) fn rows(grid: &MonthGrid, wanted: &Wanted, folded: &BTreeSet<DepartmentId>) -> Vec<Row> {
    let roster = &grid.roster;
    let within = wanted.department.and_then(|id| roster.departments.iter().find(|row| row.id == id));
    // A department that is not there any more hides nobody.
    let people = within.map_or(0..u32::MAX, |row| row.people.clone());
    let base = within.map_or(0, |row| row.depth);
    let shown = shown_people(grid, wanted);
    let inside = |at: u32| people.contains(&at) && shown.as_ref().is_none_or(|shown| shown.contains(&at));
    let mut rows = Vec::new();
    // Depth of a folded department: what is deeper is not shown.
    let mut hidden: Option<u32> = None;
    let mut under = 0;
    for place in &roster.rows {
        match *place {
            RowRef::Department(at) => {
                let row = &roster.departments[at as usize];
                let below = row.people.start >= people.start && row.people.end <= people.end && row.depth >= base;
                if !below || !row.people.clone().any(inside) {
                    continue;
                }
                if hidden.is_some_and(|depth| row.depth > depth) {
                    continue;
                }
                let is_folded = !wanted.narrows() && folded.contains(&row.id);
                hidden = is_folded.then_some(row.depth);
                under = row.depth;
                rows.push(Row {
                    place: *place,
                    key: RowKey::Department(row.id),
                    level: row.depth - base + 1,
                    among: (0, 0),
                    expanded: !is_folded,
                });
            }
            RowRef::Person(at) => {
                if hidden.is_some() || !inside(at) {
                    continue;
                }
                let key = RowKey::Person(roster.people[at as usize].id);
                rows.push(Row {
                    place: *place,
                    key,
                    level: under.saturating_sub(base) + 2,
                    among: (0, 0),
                    expanded: false,
                });
            }
        }
    }
    count_beside(&mut rows);
    rows
}

/// Places of the people a search finds; `None` without one.
fn shown_people(grid: &MonthGrid, wanted: &Wanted) -> Option<BTreeSet<u32>> {
    if !wanted.narrows() {
        return None;
    }
    let text = fold(wanted.who.trim());
    let roster = &grid.roster;
    let found = |name: &str| fold(name).contains(&text);
    let mut shown: BTreeSet<u32> = (0_u32..)
        .zip(&roster.people)
        .filter(|(_, person)| found(&person.name) || (!text.is_empty() && found(&person.position)))
        .map(|(at, _)| at)
        .collect();
    if !text.is_empty() {
        for department in roster.departments.iter().filter(|department| found(&department.name)) {
            shown.extend(department.people.clone());
        }
    }
    if wanted.behind {
        shown.retain(|at| grid.people[*at as usize].sums.is_behind());
    }
    Some(shown)
}

/// Numbers each row among those of its level under the same department.
fn count_beside(rows: &mut [Row]) {
    let mut open: Vec<Vec<usize>> = Vec::new();
    let close = |rows: &mut [Row], group: Vec<usize>| {
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
    use domain::activity::month::Line;
    use domain::activity::pace::Sums;
    use domain::activity::roster::{DepartmentRow, PersonRow, Roster};
    use domain::ids::PersonId;

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

    fn line(fact: u64, due: u64) -> Line {
        Line { sums: Sums { fact, due, planned: true, ..Sums::default() }, ..Line::default() }
    }

    /// A company with a head, a northern department with two people and a group below it, a southern one with one.
    fn grid() -> MonthGrid {
        use RowRef::{Department as D, Person as P};
        MonthGrid {
            explained: Default::default(),
            month: Default::default(),
            days: Vec::new(),
            working: (0, 0, 0),
            roster: Roster {
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
            },
            company: Line::default(),
            departments: Vec::new(),
            people: vec![line(5, 4), line(3, 4), line(4, 4), line(0, 1), line(0, 0)],
        }
    }

    fn shown(wanted: &Wanted, folded: &[i64]) -> Vec<String> {
        let folded = folded.iter().copied().map(DepartmentId).collect();
        rows(&grid(), wanted, &folded).iter().map(|row| format!("{}:{}", row.level, row.key.code())).collect()
    }

    fn who(text: &str) -> Wanted {
        Wanted { who: text.to_owned(), ..Wanted::default() }
    }

    #[test]
    fn everybody_stands_under_their_department() {
        let all = shown(&Wanted::default(), &[]);
        assert_eq!(all, ["1:d1", "2:p10", "2:d2", "3:p11", "3:p12", "3:d3", "4:p13", "2:d4", "3:p14"]);
    }

    #[test]
    fn a_folded_department_hides_what_is_below_it_and_nothing_beside() {
        assert_eq!(shown(&Wanted::default(), &[2]), ["1:d1", "2:p10", "2:d2", "2:d4", "3:p14"]);
        assert_eq!(shown(&Wanted::default(), &[1]), ["1:d1"]);
        assert_eq!(shown(&Wanted::default(), &[3, 4]), ["1:d1", "2:p10", "2:d2", "3:p11", "3:p12", "3:d3", "2:d4"]);
    }

    #[test]
    fn a_chosen_department_stands_at_the_top() {
        let wanted = Wanted { department: Some(DepartmentId(2)), ..Wanted::default() };
        assert_eq!(shown(&wanted, &[]), ["1:d2", "2:p11", "2:p12", "2:d3", "3:p13"]);
        let gone = Wanted { department: Some(DepartmentId(99)), ..Wanted::default() };
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
        let behind = Wanted { behind: true, ..Wanted::default() };
        assert_eq!(shown(&behind, &[]), ["1:d1", "2:d2", "3:p11", "3:d3", "4:p13"]);
        assert_eq!(shown(&Wanted { behind: true, ..who("анна") }, &[]), ["1:d1", "2:d2", "3:p11"]);
    }

    #[test]
    fn rows_are_numbered_among_their_neighbours() {
        let rows = rows(&grid(), &Wanted::default(), &BTreeSet::new());
        let among: Vec<(usize, usize)> = rows.iter().map(|row| row.among).collect();
        assert_eq!(among, [(1, 1), (1, 3), (2, 3), (1, 3), (2, 3), (3, 3), (1, 1), (3, 3), (1, 1)]);
    }
}
