//! Names behind the ids of a report: people, departments, directions, sectors, currencies.

use crate::headcount::Headcount;
use crate::ids::{DepartmentId, DirectionId, PersonId};
use crate::money::Currency;
use serde::{Deserialize, Serialize};

/// A person of the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Bitrix24 id.
    pub id: PersonId,
    /// Given name.
    pub name: String,
    /// Family name.
    pub last_name: String,
    /// Job title.
    pub position: String,
    /// Whether the person still works here.
    pub active: bool,
    /// Every department the person belongs to, the main one first.
    pub departments: Vec<DepartmentId>,
}

impl Person {
    /// "Last First", or whatever of it is known, or the id.
    #[must_use]
    pub fn full_name(&self) -> String {
        let joined = format!("{} {}", self.last_name, self.name);
        let trimmed = joined.trim();
        if trimmed.is_empty() { format!("#{}", self.id) } else { trimmed.to_owned() }
    }
}

/// A department of the portal's tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Bitrix24 id.
    pub id: DepartmentId,
    /// Name.
    pub name: String,
    /// The department above; the root has none.
    pub parent: Option<DepartmentId>,
    /// Its head.
    pub head: Option<PersonId>,
    /// Order among siblings.
    pub sort: i32,
}

/// A direction of sales: one group of columns in the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Direction {
    /// Pipeline or enumeration item.
    pub id: DirectionId,
    /// Name; empty for "no direction", which the screen names in its own language.
    pub name: String,
}

/// A value of an enumeration field or of a portal dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The portal's key (`STATUS_ID` or the enumeration item's id).
    pub key: String,
    /// Its name.
    pub name: String,
}

/// Everything a report's rows refer to. Rows name directions, sectors, regions, sources, sizes and currencies by their place
/// in these lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// People, by id.
    pub people: Vec<Person>,
    /// Departments, by id.
    pub departments: Vec<Department>,
    /// Directions in column order.
    pub directions: Vec<Direction>,
    /// Sectors in the portal's order.
    pub sectors: Vec<Choice>,
    /// Regions in the portal's order; those of a text field, each its own key, in the order they were met.
    #[serde(default)]
    pub regions: Vec<Choice>,
    /// Sources, likewise.
    #[serde(default)]
    pub sources: Vec<Choice>,
    /// Sizes of companies in the portal's order; empty when employees are a number.
    #[serde(default)]
    pub headcounts: Vec<Headcount>,
    /// Currencies; the base one first.
    pub currencies: Vec<Currency>,
}

impl Directory {
    /// The person with this id.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.binary_search_by_key(&id, |person| person.id).ok().map(|at| &self.people[at])
    }

    /// The department with this id.
    #[must_use]
    pub fn department(&self, id: DepartmentId) -> Option<&Department> {
        self.departments.binary_search_by_key(&id, |department| department.id).ok().map(|at| &self.departments[at])
    }

    /// `root` and every department below it; a cycle in the portal's data ends the walk.
    #[must_use]
    pub fn subtree(&self, root: DepartmentId) -> Vec<DepartmentId> {
        let mut found = vec![root];
        let mut at = 0;
        while at < found.len() {
            let parent = found[at];
            for department in &self.departments {
                if department.parent == Some(parent) && !found.contains(&department.id) {
                    found.push(department.id);
                }
            }
            at += 1;
        }
        found
    }
}
