use super::*;
use crate::directory::{Department, Person};

fn person(id: i64, name: &str, departments: &[i64]) -> Person {
    Person {
        id: PersonId(id),
        name: String::new(),
        last_name: name.to_owned(),
        position: String::new(),
        active: true,
        departments: departments.iter().copied().map(DepartmentId).collect(),
    }
}

fn department(id: i64, parent: Option<i64>, head: Option<i64>, sort: i32) -> Department {
    Department {
        id: DepartmentId(id),
        name: format!("Отдел {id}"),
        parent: parent.map(DepartmentId),
        head: head.map(PersonId),
        sort,
    }
}

/// Company 1 over south 2 (sort 20) and north 3 (sort 10); the branch 4 below south.
fn setup() -> Setup {
    Setup {
        people: vec![
            person(1, "Ёлкина", &[1]),
            person(2, "Яблоков", &[2]),
            person(3, "Абрамов", &[2]),
            person(4, "Дубов", &[3, 2]),
            person(5, "Берёзов", &[4]),
            person(6, "Никто", &[]),
        ],
        departments: vec![
            department(1, None, None, 0),
            department(2, Some(1), Some(2), 20),
            department(3, Some(1), None, 10),
            department(4, Some(2), None, 5),
        ],
        ..Setup::default()
    }
}

fn told(roster: &Roster) -> Vec<String> {
    let row = |row: &RowRef| match row {
        RowRef::Department(at) => {
            let department = &roster.departments[*at as usize];
            format!("{}{} {:?}", "> ".repeat(department.depth as usize), department.id, department.people)
        }
        RowRef::Person(at) => roster.people[*at as usize].name.clone(),
    };
    roster.rows.iter().map(row).collect()
}

#[test]
fn people_stand_once_below_their_department_the_head_first() {
    let roster = Roster::of(&setup(), &Scope::All, |_| false);
    let rows = told(&roster);
    assert_eq!(
        rows,
        [
            "1 0..5",
            "Ёлкина",
            "> 3 1..2",
            "Дубов",
            "> 2 2..5",
            "Яблоков",
            "Абрамов",
            "> > 4 4..5",
            "Берёзов",
            "0 5..6",
            "Никто"
        ]
    );
    assert!(roster.people[2].head && !roster.people[3].head);
}

/// The peer dropped the head from rows and sums, and invented one where there was none.
#[test]
fn defect_5_3_10_a_head_is_an_ordinary_row_and_nobody_is_invented() {
    let mut setup = setup();
    setup.departments[1].head = None;
    let roster = Roster::of(&setup, &Scope::All, |_| false);
    assert!(roster.people.iter().all(|person| !person.head));
    assert_eq!(roster.people.len(), 6);
    setup.departments[1].head = Some(PersonId(2));
    let with_head = Roster::of(&setup, &Scope::All, |_| false);
    assert_eq!(with_head.people.len(), 6);
    setup.settings.hidden = vec![PersonId(2)];
    let hidden = Roster::of(&setup, &Scope::All, |_| false);
    assert!(hidden.people.iter().all(|person| person.id != PersonId(2)), "hidden when an administrator says so");
}

#[test]
fn chosen_departments_leave_the_others_out() {
    let mut setup = setup();
    setup.settings.departments = Some(vec![DepartmentId(2)]);
    let roster = Roster::of(&setup, &Scope::All, |_| false);
    // Dubov's main department is left out, his second one is not.
    assert_eq!(told(&roster), ["1 0..3", "> 2 0..3", "Яблоков", "Абрамов", "Дубов"]);
}

#[test]
fn former_employees_stay_while_the_period_has_something_of_theirs() {
    let mut setup = setup();
    setup.people[2].active = false;
    let people = |roster: &Roster| roster.people.iter().map(|person| person.id.0).collect::<Vec<_>>();
    assert!(!people(&Roster::of(&setup, &Scope::All, |_| false)).contains(&3));
    assert!(people(&Roster::of(&setup, &Scope::All, |person| person == PersonId(3))).contains(&3));
}

#[test]
fn a_viewer_sees_only_their_people_and_the_departments_above_them() {
    let roster = Roster::of(&setup(), &Scope::People(vec![PersonId(5)]), |_| true);
    assert_eq!(told(&roster), ["1 0..1", "> 2 0..1", "> > 4 0..1", "Берёзов"]);
    assert_eq!(Roster::of(&setup(), &Scope::People(vec![]), |_| true), Roster::default());
}

#[test]
fn departments_in_a_circle_and_of_a_lost_parent_are_shown() {
    let mut setup = setup();
    setup.departments[0].parent = Some(DepartmentId(4));
    let roster = Roster::of(&setup, &Scope::All, |_| false);
    assert_eq!(roster.people.len(), 6);
    setup.departments[0].parent = Some(DepartmentId(99));
    assert_eq!(Roster::of(&setup, &Scope::All, |_| false).people.len(), 6);
    setup.departments[0].parent = Some(DepartmentId(1));
    assert_eq!(Roster::of(&setup, &Scope::All, |_| false).people.len(), 6);
}

#[test]
fn heads_can_be_left_out_of_the_statistics() {
    let mut setup = setup();
    setup.settings.heads_hidden = true;
    let shown: Vec<i64> = Roster::of(&setup, &Scope::All, |_| true).people.iter().map(|row| row.id.0).collect();
    assert!(!shown.contains(&2), "who heads the department they stand under");
    assert_eq!(shown.len(), 5);
}
