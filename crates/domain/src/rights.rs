//! Who may see what.
//!
//! A portal admin sees all. The head of a department sees its people and those of the departments below it. Anyone
//! else sees their own rows. The server applies the scope to every answer; the browser never receives more.

use crate::directory::Directory;
use crate::ids::PersonId;
use serde::{Deserialize, Serialize};

/// Whose rows a viewer may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything in the portal, rows without a responsible included.
    All,
    /// Rows of these people, sorted by id.
    People(Vec<PersonId>),
}

impl Scope {
    /// The scope of a person by the portal's structure.
    #[must_use]
    pub fn of(person: PersonId, admin: bool, directory: &Directory) -> Self {
        if admin {
            return Self::All;
        }
        let mut people = vec![person];
        let headed = directory.departments.iter().filter(|department| department.head == Some(person));
        for department in headed.flat_map(|department| directory.subtree(department.id)) {
            people.extend(directory.people.iter().filter(|p| p.departments.contains(&department)).map(|p| p.id));
        }
        people.sort_unstable();
        people.dedup();
        Self::People(people)
    }

    /// Whether rows of this responsible are visible.
    #[must_use]
    pub fn includes(&self, responsible: Option<PersonId>) -> bool {
        match (self, responsible) {
            (Self::All, _) => true,
            (Self::People(people), Some(person)) => people.binary_search(&person).is_ok(),
            (Self::People(_), None) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::{Department, Person};
    use crate::ids::DepartmentId;

    fn person(id: i64, departments: &[i64]) -> Person {
        Person {
            id: PersonId(id),
            name: String::new(),
            last_name: String::new(),
            position: String::new(),
            active: true,
            departments: departments.iter().map(|id| DepartmentId(*id)).collect(),
        }
    }

    fn department(id: i64, parent: Option<i64>, head: Option<i64>) -> Department {
        Department {
            id: DepartmentId(id),
            name: String::new(),
            parent: parent.map(DepartmentId),
            head: head.map(PersonId),
            sort: 0,
        }
    }

    /// Company 1 (head 10) over sales 2 (head 20) and accounts 3; sales over the branch 4.
    fn company() -> Directory {
        Directory {
            people: vec![person(10, &[1]), person(20, &[2]), person(21, &[2, 3]), person(30, &[3]), person(40, &[4])],
            departments: vec![
                department(1, None, Some(10)),
                department(2, Some(1), Some(20)),
                department(3, Some(1), None),
                department(4, Some(2), None),
            ],
            ..Directory::default()
        }
    }

    fn people(ids: &[i64]) -> Scope {
        Scope::People(ids.iter().map(|id| PersonId(*id)).collect())
    }

    #[test]
    fn an_admin_sees_all_and_rows_of_nobody() {
        let scope = Scope::of(PersonId(40), true, &company());
        assert_eq!(scope, Scope::All);
        assert!(scope.includes(None));
    }

    #[test]
    fn the_head_of_the_company_sees_everybody_in_it_but_not_rows_of_nobody() {
        let scope = Scope::of(PersonId(10), false, &company());
        assert_eq!(scope, people(&[10, 20, 21, 30, 40]));
        assert!(!scope.includes(None));
    }

    #[test]
    fn a_head_sees_the_departments_below_too() {
        let scope = Scope::of(PersonId(20), false, &company());
        assert_eq!(scope, people(&[20, 21, 40]));
        assert!(scope.includes(Some(PersonId(40))));
        assert!(!scope.includes(Some(PersonId(30))));
    }

    #[test]
    fn anybody_else_sees_own_rows() {
        assert_eq!(Scope::of(PersonId(21), false, &company()), people(&[21]));
    }

    #[test]
    fn a_head_who_is_not_a_member_sees_the_department_and_own_rows() {
        let mut directory = company();
        directory.departments[3].head = Some(PersonId(30));
        assert_eq!(Scope::of(PersonId(30), false, &directory), people(&[30, 40]));
    }

    #[test]
    fn a_person_unknown_to_the_directory_sees_own_rows() {
        assert_eq!(Scope::of(PersonId(99), false, &company()), people(&[99]));
    }

    #[test]
    fn departments_in_a_circle_end() {
        let mut directory = company();
        directory.departments[0].parent = Some(DepartmentId(4));
        assert_eq!(Scope::of(PersonId(20), false, &directory), people(&[10, 20, 21, 30, 40]));
        directory.departments[1].parent = Some(DepartmentId(2));
        assert_eq!(
            directory.subtree(DepartmentId(2)),
            vec![DepartmentId(2), DepartmentId(4), DepartmentId(1), DepartmentId(3)]
        );
    }
}
