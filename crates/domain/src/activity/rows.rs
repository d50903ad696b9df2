//! Which rows of a roster a filter leaves: the same for the screen and for the file of it.

use crate::activity::roster::{Roster, RowRef};
use crate::ids::DepartmentId;
use crate::text::fold;

/// What is looked for; everything together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowFilter {
    /// Only this department and those below it.
    pub department: Option<DepartmentId>,
    /// Only people whose name or job title, or the name of whose department, holds this.
    pub who: String,
    /// Only people who are behind.
    pub behind: bool,
}

impl RowFilter {
    /// Whether everything is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.department.is_none() && self.who.trim().is_empty() && !self.behind
    }

    /// The place of the chosen department in the roster.
    #[must_use]
    pub fn place(&self, roster: &Roster) -> Option<usize> {
        let id = self.department?;
        roster.departments.iter().position(|row| row.id == id)
    }

    /// The rows that are left, in their order: people, and the departments above them. `is_behind` tells it of the
    /// person at a place. A chosen department that is not there any more hides nobody.
    #[must_use]
    pub fn rows(&self, roster: &Roster, is_behind: impl Fn(usize) -> bool) -> Vec<RowRef> {
        if self.is_empty() {
            return roster.rows.clone();
        }
        let chosen = self.place(roster);
        let within = chosen.map_or(0..roster.people.len(), |place| range(&roster.departments[place].people));
        let who = fold(self.who.trim());
        let mut left = vec![who.is_empty(); roster.people.len()];
        if !who.is_empty() {
            for (person, left) in roster.people.iter().zip(&mut left) {
                *left = fold(&person.name).contains(&who) || fold(&person.position).contains(&who);
            }
            // A department that is looked for brings everybody in it.
            for row in roster.departments.iter().filter(|row| fold(&row.name).contains(&who)) {
                left[range(&row.people)].fill(true);
            }
        }
        for (at, left) in left.iter_mut().enumerate() {
            *left &= within.contains(&at) && (!self.behind || is_behind(at));
        }
        let top = chosen.map_or(0, |place| roster.departments[place].depth);
        let is_left = |row: &RowRef| match *row {
            RowRef::Person(at) => left[at as usize],
            RowRef::Department(at) => {
                let row = &roster.departments[at as usize];
                // Departments above the chosen one hold its people, too.
                row.depth >= top && left[range(&row.people)].contains(&true)
            }
        };
        roster.rows.iter().copied().filter(is_left).collect()
    }
}

fn range(people: &std::ops::Range<u32>) -> std::ops::Range<usize> {
    people.start as usize..people.end as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::setup::Setup;
    use crate::directory::{Department, Person};
    use crate::ids::PersonId;
    use crate::rights::Scope;

    /// Sales (1) with Ёлкина and, below it, the branch (2) with Зимин and Сом; accounts (3) with Сомов.
    fn roster() -> Roster {
        let person = |id: i64, last: &str, department: i64| Person {
            id: PersonId(id),
            name: String::new(),
            last_name: last.to_owned(),
            position: if id == 2 { "Старший менеджер" } else { "" }.to_owned(),
            active: true,
            departments: vec![DepartmentId(department)],
        };
        let department = |id: i64, name: &str, parent: Option<i64>| Department {
            id: DepartmentId(id),
            name: name.to_owned(),
            parent: parent.map(DepartmentId),
            head: None,
            sort: i32::try_from(id).unwrap(),
        };
        let setup = Setup {
            people: vec![person(1, "Ёлкина", 1), person(2, "Зимин", 2), person(3, "Сом", 2), person(4, "Сомов", 3)],
            departments: vec![
                department(1, "Продажи", None),
                department(2, "Филиал", Some(1)),
                department(3, "Бухгалтерия", None),
            ],
            ..Setup::default()
        };
        Roster::of(&setup, &Scope::All, |_| true)
    }

    /// Names of rows, departments in brackets.
    fn left(filter: &RowFilter, behind: &[usize]) -> Vec<String> {
        let roster = roster();
        let name = |row: &RowRef| match row {
            RowRef::Department(at) => format!("[{}]", roster.departments[*at as usize].name),
            RowRef::Person(at) => roster.people[*at as usize].name.clone(),
        };
        filter.rows(&roster, |at| behind.contains(&at)).iter().map(name).collect()
    }

    #[test]
    fn nothing_asked_leaves_everything() {
        let all = ["[Продажи]", "Ёлкина", "[Филиал]", "Зимин", "Сом", "[Бухгалтерия]", "Сомов"];
        assert_eq!(left(&RowFilter::default(), &[]), all);
    }

    #[test]
    fn a_department_brings_those_below_it_and_not_those_above() {
        let of = |id| RowFilter { department: Some(DepartmentId(id)), ..RowFilter::default() };
        assert_eq!(left(&of(1), &[]), ["[Продажи]", "Ёлкина", "[Филиал]", "Зимин", "Сом"]);
        assert_eq!(left(&of(2), &[]), ["[Филиал]", "Зимин", "Сом"]);
        assert_eq!(left(&of(9), &[]).len(), 7);
    }

    #[test]
    fn names_of_people_and_of_departments_are_found_however_they_are_written() {
        let named = |who: &str| RowFilter { who: who.to_owned(), ..RowFilter::default() };
        assert_eq!(left(&named(" елк"), &[]), ["[Продажи]", "Ёлкина"]);
        assert_eq!(left(&named("сом"), &[]), ["[Продажи]", "[Филиал]", "Сом", "[Бухгалтерия]", "Сомов"]);
        assert_eq!(left(&named("старший"), &[]), ["[Продажи]", "[Филиал]", "Зимин"]);
        assert_eq!(left(&named("филиал"), &[]), ["[Продажи]", "[Филиал]", "Зимин", "Сом"]);
    }

    #[test]
    fn those_behind_within_a_department() {
        let filter = RowFilter { department: Some(DepartmentId(1)), behind: true, ..RowFilter::default() };
        assert_eq!(left(&filter, &[1, 3]), ["[Продажи]", "[Филиал]", "Зимин"]);
        assert!(left(&filter, &[3]).is_empty());
    }
}
