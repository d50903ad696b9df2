//! The tree of departments and people behind the responsible filter.

use domain::directory::{Department, Directory, Person};
use domain::ids::{DepartmentId, PersonId};
use domain::text::fold;
use std::collections::BTreeMap;

/// Most people shown by a search.
const MOST_FOUND: usize = 60;

/// One line of the picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A department at a depth, with the number of its own people and whether they are unfolded below.
    Department { id: DepartmentId, name: String, depth: usize, people: usize, open: bool },
    /// A person at a depth, with the number of their companies once it is known.
    Person { id: PersonId, name: String, note: String, active: bool, depth: usize, companies: Option<u64> },
    /// The heading above people without a department.
    Homeless,
}

/// Companies by their responsible; empty while the local table is not here.
pub(crate) type Counts = BTreeMap<PersonId, u64>;

/// Lines of the tree; people of departments in `open` are unfolded.
pub(crate) fn tree(directory: &Directory, counts: &Counts, open: &[DepartmentId]) -> Vec<Line> {
    let mut lines = Vec::new();
    let known = |id: DepartmentId| directory.department(id).is_some();
    let mut roots: Vec<&Department> = directory
        .departments
        .iter()
        .filter(|department| department.parent.is_none_or(|parent| !known(parent)))
        .collect();
    roots.sort_by_key(|department| (department.sort, department.id));
    let mut seen = Vec::new();
    // Departments left over stand in a cycle; they are shown rather than lost.
    for root in roots.into_iter().chain(&directory.departments) {
        branch(&Names { directory, counts, open }, root, 0, &mut seen, &mut lines);
    }
    let homeless: Vec<&Person> = directory
        .people
        .iter()
        .filter(|person| person.active && !person.departments.iter().any(|id| known(*id)))
        .collect();
    if !homeless.is_empty() {
        if !lines.is_empty() {
            lines.push(Line::Homeless);
        }
        lines.extend(by_name(homeless).into_iter().map(|person| person_line(person, 0, counts)));
    }
    lines
}

/// What all branches of the tree need.
struct Names<'a> {
    directory: &'a Directory,
    counts: &'a Counts,
    open: &'a [DepartmentId],
}

fn branch(
    names: &Names<'_>,
    department: &Department,
    depth: usize,
    seen: &mut Vec<DepartmentId>,
    lines: &mut Vec<Line>,
) {
    if seen.contains(&department.id) {
        return;
    }
    seen.push(department.id);
    let Names { directory, counts, open } = names;
    let people: Vec<&Person> =
        directory.people.iter().filter(|person| person.active && person.departments.contains(&department.id)).collect();
    let is_open = open.contains(&department.id);
    lines.push(Line::Department {
        id: department.id,
        name: department.name.clone(),
        depth,
        people: people.len(),
        open: is_open,
    });
    if is_open {
        lines.extend(by_name(people).into_iter().map(|person| person_line(person, depth + 1, counts)));
    }
    let mut below: Vec<&Department> =
        directory.departments.iter().filter(|below| below.parent == Some(department.id)).collect();
    below.sort_by_key(|department| (department.sort, department.id));
    for department in below {
        branch(names, department, depth + 1, seen, lines);
    }
}

/// Departments and people whose name holds `text`. Former staff are included, so that their rows can be found; people
/// who have companies come first.
pub(crate) fn search(directory: &Directory, counts: &Counts, text: &str) -> Vec<Line> {
    let text = fold(text.trim());
    let departments =
        directory.departments.iter().filter(|department| fold(&department.name).contains(&text)).map(|department| {
            Line::Department { id: department.id, name: department.name.clone(), depth: 0, people: 0, open: false }
        });
    let people: Vec<&Person> =
        directory.people.iter().filter(|person| fold(&person.full_name()).contains(&text)).collect();
    let mut people = by_name(people);
    people.sort_by_key(|person| !counts.contains_key(&person.id));
    let people = people.into_iter().map(|person| person_line(person, 0, counts));
    departments.chain(people).take(MOST_FOUND).collect()
}

fn by_name(mut people: Vec<&Person>) -> Vec<&Person> {
    people.sort_by_cached_key(|person| (!person.active, fold(&person.full_name()), person.id));
    people
}

fn person_line(person: &Person, depth: usize, counts: &Counts) -> Line {
    let companies = (!counts.is_empty()).then(|| counts.get(&person.id).copied().unwrap_or_default());
    Line::Person {
        id: person.id,
        name: person.full_name(),
        note: person.position.clone(),
        active: person.active,
        depth,
        companies,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn department(id: i64, name: &str, parent: Option<i64>, sort: i32) -> Department {
        Department { id: DepartmentId(id), name: name.to_owned(), parent: parent.map(DepartmentId), head: None, sort }
    }

    fn person(id: i64, last_name: &str, departments: &[i64], active: bool) -> Person {
        Person {
            id: PersonId(id),
            name: "Анна".to_owned(),
            last_name: last_name.to_owned(),
            position: String::new(),
            active,
            departments: departments.iter().copied().map(DepartmentId).collect(),
        }
    }

    fn directory() -> Directory {
        Directory {
            people: vec![
                person(1, "Ясенева", &[2], true),
                person(2, "Ёлкина", &[2], true),
                person(3, "Ушла", &[2], false),
                person(4, "Ничья", &[99], true),
            ],
            departments: vec![
                department(1, "Компания", None, 10),
                department(2, "Юг", Some(1), 20),
                department(3, "Север", Some(1), 10),
            ],
            ..Directory::default()
        }
    }

    fn names(lines: &[Line]) -> Vec<String> {
        let name = |line: &Line| match line {
            Line::Department { name, depth, .. } => format!("{}{name}", "-".repeat(*depth)),
            Line::Person { name, depth, .. } => format!("{}@{name}", "-".repeat(*depth)),
            Line::Homeless => "?".to_owned(),
        };
        lines.iter().map(name).collect()
    }

    #[test]
    fn departments_stand_under_their_parents_in_the_portals_order() {
        let shown = names(&tree(&directory(), &Counts::new(), &[]));
        assert_eq!(shown, ["Компания", "-Север", "-Юг", "?", "@Ничья Анна"]);
    }

    #[test]
    fn an_open_department_shows_those_who_work_there_by_name() {
        let shown = names(&tree(&directory(), &Counts::new(), &[DepartmentId(2)]));
        assert_eq!(shown, ["Компания", "-Север", "-Юг", "--@Ёлкина Анна", "--@Ясенева Анна", "?", "@Ничья Анна"]);
    }

    #[test]
    fn a_search_finds_departments_and_former_staff() {
        assert_eq!(names(&search(&directory(), &Counts::new(), " ЕЛК")), ["@Ёлкина Анна"]);
        assert_eq!(names(&search(&directory(), &Counts::new(), "ушла")), ["@Ушла Анна"]);
        assert_eq!(names(&search(&directory(), &Counts::new(), "юг")), ["Юг"]);
    }

    #[test]
    fn people_with_companies_are_found_first() {
        let counts = Counts::from([(PersonId(1), 12)]);
        let found = search(&directory(), &counts, "анна");
        assert_eq!(names(&found), ["@Ясенева Анна", "@Ёлкина Анна", "@Ничья Анна", "@Ушла Анна"]);
        let known = |line: &Line| matches!(line, Line::Person { companies: Some(0), .. });
        assert_eq!(found.iter().filter(|line| known(line)).count(), 3);
    }

    #[test]
    fn a_cycle_of_departments_ends_and_loses_nobody() {
        let mut directory = directory();
        directory.departments[0].parent = Some(DepartmentId(3));
        let shown = names(&tree(&directory, &Counts::new(), &[]));
        assert_eq!(shown, ["Компания", "-Север", "-Юг", "?", "@Ничья Анна"]);
    }
}
