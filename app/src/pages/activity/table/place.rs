//! How the table names its lines and cells.

use domain::ids::{DepartmentId, PersonId};

/// A row by what it is about, so that it is found again in the next answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    /// Heads of the columns.
    #[default]
    Head,
    /// A department.
    Department(DepartmentId),
    /// A person.
    Person(PersonId),
    /// The total.
    Total,
}

impl Key {
    /// As the page names it.
    pub(crate) fn code(self) -> String {
        match self {
            Self::Head => "h".to_owned(),
            Self::Department(id) => format!("d{id}"),
            Self::Person(id) => format!("p{id}"),
            Self::Total => "t".to_owned(),
        }
    }

    /// Reads [`Key::code`].
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        match code {
            "h" => return Some(Self::Head),
            "t" => return Some(Self::Total),
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

/// A cell: its row and its column, 0 for names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Row.
    pub(crate) key: Key,
    /// Column.
    pub(crate) col: usize,
}

impl From<DepartmentId> for Key {
    fn from(id: DepartmentId) -> Self {
        Self::Department(id)
    }
}

impl From<PersonId> for Key {
    fn from(id: PersonId) -> Self {
        Self::Person(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_again_by_their_names() {
        for key in [Key::Head, Key::Total, Key::Department(DepartmentId(0)), Key::Person(PersonId(7))] {
            assert_eq!(Key::of_code(&key.code()), Some(key));
        }
        assert_eq!([Key::of_code(""), Key::of_code("x7"), Key::of_code("p")], [None; 3]);
    }
}
