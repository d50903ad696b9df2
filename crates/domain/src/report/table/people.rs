//! Responsible people of the rows, numbered in the order they were met.

use crate::ids::PersonId;
use std::collections::HashMap;

/// Place of rows without a responsible.
pub(super) const NOBODY: u32 = 0;

/// People by place; place 0 is "nobody".
#[derive(Clone, Debug)]
pub(super) struct Responsibles {
    people: Vec<Option<PersonId>>,
    places: HashMap<PersonId, u32>,
}

impl Default for Responsibles {
    fn default() -> Self {
        Self { people: vec![None], places: HashMap::new() }
    }
}

impl Responsibles {
    /// The place of a person, new ones are added.
    pub(super) fn place(&mut self, person: Option<PersonId>) -> u32 {
        let Some(person) = person else {
            return NOBODY;
        };
        *self.places.entry(person).or_insert_with(|| {
            self.people.push(Some(person));
            u32::try_from(self.people.len() - 1).expect("a portal has fewer than 2^32 people")
        })
    }

    pub(super) fn at(&self, place: u32) -> Option<PersonId> {
        self.people[place as usize]
    }

    /// One value per place.
    pub(super) fn each<T>(&self, value: impl Fn(Option<PersonId>) -> T) -> Vec<T> {
        self.people.iter().map(|person| value(*person)).collect()
    }
}
