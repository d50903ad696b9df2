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
    use crate::rights::tests::company;

    #[test]
    fn an_administrator_who_was_here_is_known_to_see_everybody() {
        let company = company();
        let mut setup = Setup { people: company.people, departments: company.departments, ..Setup::default() };
        let (person, other) = (PersonId(30), PersonId(40));
        assert!(!setup.can_see(person, other));
        setup.admins.insert(person);
        assert!(setup.can_see(person, other));
        assert_eq!(setup.rights_known_of(person).1, RightSource::PortalAdmin);
        assert_eq!(setup.rights_of(person, false).1, RightSource::Usual, "nobody gets a right from that");
        for one in &mut setup.people {
            one.active = one.id != person;
        }
        assert!(!setup.can_see(person, other), "who left sees nothing");
    }
}
