//! How values stand in the columns of records.

use domain::ids::{CompanyId, DealId, PersonId};
use std::borrow::Cow;

/// Longest text in an index, in characters; PostgreSQL refuses index entries beyond 2,700 bytes.
const KEY: usize = 200;

/// Text as both engines can hold it: PostgreSQL knows no NUL.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { Cow::Borrowed(text) }
}

/// Text that stands in an index. Keys of the portal are far shorter than the bound.
pub(crate) fn key(value: &str) -> Cow<'_, str> {
    match value.char_indices().nth(KEY) {
        Some((end, _)) => text(&value[..end]),
        None => text(value),
    }
}

/// The column of a person who may be missing.
pub(crate) fn person(person: Option<PersonId>) -> i64 {
    person.map_or(0, |person| person.0)
}

/// A reference that may be missing, from its column.
pub(crate) fn some(id: i64) -> Option<i64> {
    (id != 0).then_some(id)
}

/// An id as its column holds it.
pub(crate) struct Plain<T>(pub(crate) T);

impl From<Plain<i64>> for i64 {
    fn from(id: Plain<i64>) -> Self {
        id.0
    }
}

impl From<Plain<CompanyId>> for i64 {
    fn from(id: Plain<CompanyId>) -> Self {
        id.0.0
    }
}

impl From<Plain<DealId>> for i64 {
    fn from(id: Plain<DealId>) -> Self {
        id.0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_loses_only_what_postgres_cannot_hold() {
        assert_eq!(text("ООО\0 «Ёлка»"), "ООО «Ёлка»");
        assert_eq!(key(&"я".repeat(500)).chars().count(), 200);
        assert_eq!(key("C2:NEW"), "C2:NEW");
    }
}
