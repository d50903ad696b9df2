//! Who may see what.
//!
//! A person has the rights given to them, otherwise those of the nearest department above them that was given any,
//! otherwise those of their place: the head of a department sees its people and those of the departments below it, anyone
//! else their own rows. A portal admin sees all, whatever is written. The server applies the scope to every answer of
//! every report; the browser never receives more.

use crate::activity::rights::{RightSet, RightSource, RightsBook, Sees, Subject};
use crate::directory::{Department, Person};
use crate::ids::{DepartmentId, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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

/// Who works in the portal, where, and what they were given: rights and scopes follow from these three.
#[derive(Clone, Copy, Debug)]
pub struct Staff<'a> {
    /// People, in any order.
    pub people: &'a [Person],
    /// Departments, in any order.
    pub departments: &'a [Department],
    /// The sets that were given.
    pub rights: &'a RightsBook,
}

impl Staff<'_> {
    /// The rights of a person and where they come from.
    #[must_use]
    pub fn rights_of(&self, person: PersonId, admin: bool) -> (RightSet, RightSource) {
        if admin {
            return (RightSet::ADMIN, RightSource::PortalAdmin);
        }
        if let Some(own) = self.rights.0.get(&Subject::Person(person)) {
            return (*own, RightSource::Person);
        }
        if let Some(given) = self.departments_of(person).iter().find_map(|department| self.given_above(*department)) {
            return given;
        }
        if self.departments.iter().any(|department| department.head == Some(person)) {
            return (RightSet::HEAD, RightSource::Head);
        }
        (RightSet::EMPLOYEE, RightSource::Usual)
    }

    /// Whose rows a person sees by these rights.
    #[must_use]
    pub fn scope(&self, person: PersonId, admin: bool) -> Scope {
        self.scope_of(person, self.rights_of(person, admin).0.sees)
    }

    /// What people of a department have who neither head one nor were given anything themselves.
    #[must_use]
    pub fn rights_within(&self, department: DepartmentId) -> (RightSet, RightSource) {
        self.given_above(department).unwrap_or((RightSet::EMPLOYEE, RightSource::Usual))
    }

    /// Whose rows somebody sees who sees that much.
    #[must_use]
    pub fn scope_of(&self, person: PersonId, sees: Sees) -> Scope {
        if sees == Sees::All {
            return Scope::All;
        }
        let mut people = BTreeSet::from([person]);
        if sees == Sees::Departments {
            let headed = self.departments.iter().filter(|department| department.head == Some(person));
            let headed: Vec<DepartmentId> = headed.map(|department| department.id).collect();
            // A head's reach is what they head; somebody else's is where they belong.
            let roots = if headed.is_empty() { self.departments_of(person) } else { &headed };
            let reach: BTreeSet<DepartmentId> = roots.iter().flat_map(|root| self.downwards(*root)).collect();
            let members = self.people.iter().filter(|one| one.departments.iter().any(|id| reach.contains(id)));
            people.extend(members.map(|member| member.id));
        }
        Scope::People(people.into_iter().collect())
    }

    fn departments_of(&self, person: PersonId) -> &[DepartmentId] {
        self.people.iter().find(|one| one.id == person).map_or(&[], |one| &one.departments)
    }

    /// What was given to a department or, failing that, to the nearest one above it.
    fn given_above(&self, department: DepartmentId) -> Option<(RightSet, RightSource)> {
        let given = |above| Some((*self.rights.0.get(&Subject::Department(above))?, RightSource::Department(above)));
        self.upwards(department).into_iter().find_map(given)
    }

    /// A department and those above it; a circle ends the walk.
    fn upwards(&self, from: DepartmentId) -> Vec<DepartmentId> {
        let parent = |of: DepartmentId| self.departments.iter().find(|department| department.id == of)?.parent;
        let mut path = vec![from];
        let mut at = from;
        while let Some(above) = parent(at) {
            if path.contains(&above) {
                break;
            }
            path.push(above);
            at = above;
        }
        path
    }

    /// A department and those below it.
    fn downwards(&self, root: DepartmentId) -> Vec<DepartmentId> {
        let mut found = vec![root];
        let mut at = 0;
        while at < found.len() {
            let parent = Some(found[at]);
            for department in self.departments {
                if department.parent == parent && !found.contains(&department.id) {
                    found.push(department.id);
                }
            }
            at += 1;
        }
        found
    }
}

#[cfg(test)]
pub(crate) mod tests;
