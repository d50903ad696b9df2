//! What there is to give: sets of rights over both reports. Who has which follows from [`crate::rights::Staff`]. What
//! somebody may do, they may do to the rows they see.

use crate::activity::plan::PlanRight;
use crate::activity::setup::Setup;
use crate::ids::{DepartmentId, PersonId};
use crate::rights::{Scope, Staff};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose rows somebody sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sees {
    /// Their own.
    #[default]
    Own,
    /// Those of the departments they head or belong to, with the departments below.
    Departments,
    /// Everybody's.
    All,
}

/// A set of rights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RightSet {
    /// Whose rows.
    pub sees: Sees,
    /// Changing plans.
    pub plans: PlanRight,
    /// Counting a day as met.
    pub complete: bool,
    /// Verifying and resolving comments.
    pub verify: bool,
    /// Taking files out.
    pub export: bool,
    /// Settings, calendar, rights, the audit log.
    pub settings: bool,
}

impl RightSet {
    /// Everything.
    pub const ADMIN: Self =
        Self { sees: Sees::All, plans: PlanRight::Full, complete: true, verify: true, export: true, settings: true };
    /// The head of a department.
    pub const HEAD: Self = Self { sees: Sees::Departments, settings: false, ..Self::ADMIN };
    /// Anybody.
    pub const EMPLOYEE: Self =
        Self { sees: Sees::Own, plans: PlanRight::None, complete: false, verify: false, export: true, settings: false };
}

impl RightSet {
    /// Whether the holder may change the settings of both reports: these tell of every company, so only who sees everybody
    /// may.
    #[must_use]
    pub fn administers_reports(&self) -> bool {
        self.settings && self.sees == Sees::All
    }
}

/// Sets of rights that fit common roles.
pub const PRESETS: [(&str, RightSet); 6] = [
    ("employee", RightSet::EMPLOYEE),
    ("reader", RightSet { sees: Sees::All, ..RightSet::EMPLOYEE }),
    ("limited_editor", RightSet { plans: PlanRight::Limited, settings: false, complete: false, ..RightSet::HEAD }),
    ("head", RightSet::HEAD),
    ("supervisor", RightSet { sees: Sees::All, ..RightSet::HEAD }),
    ("administrator", RightSet::ADMIN),
];

/// Whom a set was given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A department with those below it.
    Department(DepartmentId),
    /// A person.
    Person(PersonId),
}

/// Where the rights of somebody come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RightSource {
    /// They administer the portal.
    PortalAdmin,
    /// Given to them.
    Person,
    /// Given to this department.
    Department(DepartmentId),
    /// They head a department.
    Head,
    /// Nobody gave any.
    Usual,
}

/// The sets that were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RightsBook(pub BTreeMap<Subject, RightSet>);

impl Setup {
    /// Who works here, and what they were given.
    #[must_use]
    pub fn staff(&self) -> Staff<'_> {
        Staff { people: &self.people, departments: &self.departments, rights: &self.rights }
    }

    /// The rights of a person and where they come from.
    #[must_use]
    pub fn rights_of(&self, person: PersonId, admin: bool) -> (RightSet, RightSource) {
        self.staff().rights_of(person, admin)
    }

    /// What people of a department have who neither head one nor were given anything themselves.
    #[must_use]
    pub fn rights_within(&self, department: DepartmentId) -> (RightSet, RightSource) {
        self.staff().rights_within(department)
    }

    /// The rights somebody else is known to have: whether they administer the portal it told when they last opened the app.
    #[must_use]
    pub fn rights_known_of(&self, person: PersonId) -> (RightSet, RightSource) {
        self.rights_of(person, self.admins.contains(&person))
    }

    /// Whether a person who works here can see the rows of another.
    #[must_use]
    pub fn can_see(&self, person: PersonId, whose: PersonId) -> bool {
        let active = self.person(person).is_some_and(|person| person.active);
        active && self.scope_of(person, self.rights_known_of(person).0.sees).includes(Some(whose))
    }

    /// Whose rows somebody sees who sees that much.
    #[must_use]
    pub fn scope_of(&self, person: PersonId, sees: Sees) -> Scope {
        self.staff().scope_of(person, sees)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::{Department, Person};

    fn person(id: i64, departments: &[i64]) -> Person {
        Person {
            id: PersonId(id),
            name: String::new(),
            last_name: String::new(),
            position: String::new(),
            active: true,
            departments: departments.iter().copied().map(DepartmentId).collect(),
        }
    }

    fn department(id: i64, parent: Option<i64>, head: Option<i64>) -> Department {
        let parent = parent.map(DepartmentId);
        Department { id: DepartmentId(id), name: String::new(), parent, head: head.map(PersonId), sort: 0 }
    }

    /// Company 1 over sales 2 (head 20) and accounts 3; sales over the branch 4.
    fn setup() -> Setup {
        Setup {
            people: vec![person(10, &[1]), person(20, &[2]), person(21, &[2, 3]), person(30, &[3]), person(40, &[4])],
            departments: vec![
                department(1, None, None),
                department(2, Some(1), Some(20)),
                department(3, Some(1), None),
                department(4, Some(2), None),
            ],
            ..Setup::default()
        }
    }

    fn people(ids: &[i64]) -> Scope {
        Scope::People(ids.iter().copied().map(PersonId).collect())
    }

    #[test]
    fn rights_come_from_the_nearest_place_that_gives_any() {
        let mut setup = setup();
        let reader = RightSet { sees: Sees::All, ..RightSet::EMPLOYEE };
        assert_eq!(setup.rights_of(PersonId(40), false), (RightSet::EMPLOYEE, RightSource::Usual));
        assert_eq!(setup.rights_of(PersonId(20), false), (RightSet::HEAD, RightSource::Head));
        setup.rights.0.insert(Subject::Department(DepartmentId(1)), reader);
        assert_eq!(setup.rights_of(PersonId(40), false), (reader, RightSource::Department(DepartmentId(1))));
        setup.rights.0.insert(Subject::Department(DepartmentId(2)), RightSet::default());
        assert_eq!(
            setup.rights_of(PersonId(40), false),
            (RightSet::default(), RightSource::Department(DepartmentId(2)))
        );
        setup.rights.0.insert(Subject::Person(PersonId(40)), RightSet::HEAD);
        assert_eq!(setup.rights_of(PersonId(40), false), (RightSet::HEAD, RightSource::Person));
        assert_eq!(setup.rights_of(PersonId(40), true), (RightSet::ADMIN, RightSource::PortalAdmin));
    }

    #[test]
    fn departments_are_those_one_heads_else_those_one_belongs_to() {
        let setup = setup();
        assert_eq!(setup.scope_of(PersonId(20), Sees::Departments), people(&[20, 21, 40]));
        assert_eq!(setup.scope_of(PersonId(21), Sees::Departments), people(&[20, 21, 30, 40]));
        assert_eq!(setup.scope_of(PersonId(40), Sees::Departments), people(&[40]));
        assert_eq!(setup.scope_of(PersonId(21), Sees::Own), people(&[21]));
        assert_eq!(setup.scope_of(PersonId(99), Sees::Departments), people(&[99]));
        assert_eq!(setup.scope_of(PersonId(40), Sees::All), Scope::All);
    }

    #[test]
    fn an_administrator_who_was_here_is_known_to_see_everybody() {
        let mut setup = setup();
        assert!(!setup.can_see(PersonId(10), PersonId(40)));
        setup.admins.insert(PersonId(10));
        assert!(setup.can_see(PersonId(10), PersonId(40)));
        assert_eq!(setup.rights_known_of(PersonId(10)).1, RightSource::PortalAdmin);
        assert_eq!(setup.rights_of(PersonId(10), false).1, RightSource::Usual, "nobody gets a right from that");
        setup.people[0].active = false;
        assert!(!setup.can_see(PersonId(10), PersonId(40)), "who left sees nothing");
    }

    #[test]
    fn a_circle_of_departments_ends() {
        let mut setup = setup();
        setup.departments[0].parent = Some(DepartmentId(4));
        assert_eq!(setup.rights_of(PersonId(40), false).1, RightSource::Usual);
        assert_eq!(setup.scope_of(PersonId(40), Sees::Departments), people(&[10, 20, 21, 30, 40]));
    }
}
