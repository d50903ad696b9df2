//! A small company, whatever is given in it: the one table of rights that both reports go by.

use super::*;

const OWN: RightSet = RightSet::EMPLOYEE;
const READER: RightSet = RightSet { sees: Sees::All, ..RightSet::EMPLOYEE };
const DEPARTMENTS: RightSet = RightSet { sees: Sees::Departments, ..RightSet::EMPLOYEE };

pub(crate) struct Company {
    pub(crate) people: Vec<Person>,
    pub(crate) departments: Vec<Department>,
    rights: RightsBook,
}

impl Company {
    fn staff(&self) -> Staff<'_> {
        Staff { people: &self.people, departments: &self.departments, rights: &self.rights }
    }

    fn give(mut self, subject: Subject, set: RightSet) -> Self {
        self.rights.0.insert(subject, set);
        self
    }

    fn scope(&self, id: i64, admin: bool) -> Scope {
        self.staff().scope(PersonId(id), admin)
    }
}

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
pub(crate) fn company() -> Company {
    Company {
        people: vec![person(10, &[1]), person(20, &[2]), person(21, &[2, 3]), person(30, &[3]), person(40, &[4])],
        departments: vec![
            department(1, None, Some(10)),
            department(2, Some(1), Some(20)),
            department(3, Some(1), None),
            department(4, Some(2), None),
        ],
        rights: RightsBook::default(),
    }
}

fn people(ids: &[i64]) -> Scope {
    Scope::People(ids.iter().map(|id| PersonId(*id)).collect())
}

fn to_person(id: i64) -> Subject {
    Subject::Person(PersonId(id))
}

fn to_department(id: i64) -> Subject {
    Subject::Department(DepartmentId(id))
}

#[test]
fn an_admin_sees_all_and_rows_of_nobody() {
    let scope = company().give(to_person(40), OWN).scope(40, true);
    assert_eq!(scope, Scope::All);
    assert!(scope.includes(None));
}

#[test]
fn whoever_was_given_nothing_sees_what_their_place_tells() {
    let (head, usual) = ((RightSet::HEAD, RightSource::Head), (RightSet::EMPLOYEE, RightSource::Usual));
    for (id, rights, seen) in [
        (10, head, &[10, 20, 21, 30, 40][..]),
        (20, head, &[20, 21, 40]),
        (21, usual, &[21]),
        (40, usual, &[40]),
        (99, usual, &[99]),
    ] {
        assert_eq!(company().staff().rights_of(PersonId(id), false), rights, "{id}");
        let scope = company().scope(id, false);
        assert_eq!(scope, people(seen), "{id}");
        assert!(!scope.includes(None), "{id}");
    }
}

#[test]
fn what_was_given_decides_whose_rows_are_seen() {
    let everybody = Scope::All;
    let cases = [
        ("a person, all", to_person(40), READER, 40, everybody.clone()),
        ("a person, own, though a head", to_person(20), OWN, 20, people(&[20])),
        ("a person, departments they belong to", to_person(21), DEPARTMENTS, 21, people(&[20, 21, 30, 40])),
        ("a person, departments they head", to_person(20), DEPARTMENTS, 20, people(&[20, 21, 40])),
        ("their department, all", to_department(4), READER, 40, everybody.clone()),
        ("a department above theirs, all", to_department(1), READER, 40, everybody),
        ("a department above theirs, own, though a head", to_department(1), OWN, 20, people(&[20])),
        ("a department above theirs, departments", to_department(2), DEPARTMENTS, 40, people(&[40])),
        ("somebody unknown, departments", to_person(99), DEPARTMENTS, 99, people(&[99])),
        ("somebody else", to_person(30), READER, 40, people(&[40])),
        ("a department they are not in", to_department(3), READER, 40, people(&[40])),
    ];
    for (story, subject, set, who, expected) in cases {
        assert_eq!(company().give(subject, set).scope(who, false), expected, "{story}");
    }
}

#[test]
fn the_nearest_place_that_gives_any_decides() {
    let company = company().give(to_department(1), READER).give(to_department(2), OWN).give(to_person(40), DEPARTMENTS);
    assert_eq!(company.staff().rights_of(PersonId(40), false), (DEPARTMENTS, RightSource::Person));
    assert_eq!(company.staff().rights_of(PersonId(20), false), (OWN, RightSource::Department(DepartmentId(2))));
    assert_eq!(company.staff().rights_of(PersonId(30), false), (READER, RightSource::Department(DepartmentId(1))));
    assert_eq!(company.staff().rights_of(PersonId(40), true), (RightSet::ADMIN, RightSource::PortalAdmin));
    assert_eq!(company.staff().rights_within(DepartmentId(4)), (OWN, RightSource::Department(DepartmentId(2))));
}

#[test]
fn a_head_who_is_not_a_member_sees_the_department_and_own_rows() {
    let mut company = company();
    company.departments[3].head = Some(PersonId(30));
    assert_eq!(company.scope(30, false), people(&[30, 40]));
}

#[test]
fn departments_in_a_circle_end() {
    let mut company = company();
    company.departments[0].parent = Some(DepartmentId(4));
    assert_eq!(company.scope(20, false), people(&[10, 20, 21, 30, 40]));
    assert_eq!(company.staff().rights_within(DepartmentId(3)).1, RightSource::Usual);
}
