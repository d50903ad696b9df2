//! Which rows and columns the month has, and how the page names them.

mod columns;

pub(crate) use columns::{Col, columns, group_of};

use crate::pages::activity::rows;
use domain::ids::{DepartmentId, PersonId};

/// A row by what it is about, so that it is found again in the next grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum RowKey {
    /// Heads of the columns.
    Head,
    /// The plan of everybody shown.
    Plan,
    /// What they have done.
    Fact,
    /// A department.
    Department(DepartmentId),
    /// A person.
    Person(PersonId),
}

/// A row of the body.
pub(crate) type Row = rows::Row<RowKey>;

impl From<DepartmentId> for RowKey {
    fn from(id: DepartmentId) -> Self {
        Self::Department(id)
    }
}

impl From<PersonId> for RowKey {
    fn from(id: PersonId) -> Self {
        Self::Person(id)
    }
}

impl RowKey {
    /// As the page names it.
    pub(in crate::pages::activity::month) fn code(self) -> String {
        match self {
            Self::Head => "h".to_owned(),
            Self::Plan => "cp".to_owned(),
            Self::Fact => "cf".to_owned(),
            Self::Department(id) => format!("d{id}"),
            Self::Person(id) => format!("p{id}"),
        }
    }

    /// Reads [`RowKey::code`].
    pub(in crate::pages::activity::month) fn of_code(code: &str) -> Option<Self> {
        match code {
            "h" => return Some(Self::Head),
            "cp" => return Some(Self::Plan),
            "cf" => return Some(Self::Fact),
            _ => {}
        }
        let id = code.get(1..)?.parse().ok()?;
        match code.as_bytes().first()? {
            b'd' => Some(Self::Department(DepartmentId(id))),
            b'p' => Some(Self::Person(PersonId(id))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_again_by_their_names() {
        let keys = [
            RowKey::Head,
            RowKey::Plan,
            RowKey::Fact,
            RowKey::Department(DepartmentId(0)),
            RowKey::Person(PersonId(7)),
        ];
        for key in keys {
            assert_eq!(RowKey::of_code(&key.code()), Some(key));
        }
        assert_eq!([RowKey::of_code(""), RowKey::of_code("x7"), RowKey::of_code("p")], [None; 3]);
    }
}
