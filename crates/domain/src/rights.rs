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
        let headed = directory
            .departments
            .iter()
            .filter(|department| department.head == Some(person));
        for department in headed.flat_map(|department| directory.subtree(department.id)) {
            people.extend(
                directory
                    .people
                    .iter()
                    .filter(|p| p.departments.contains(&department))
                    .map(|p| p.id),
            );
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
