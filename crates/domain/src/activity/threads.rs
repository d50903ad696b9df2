//! Marks of comment threads: what a cell shows of the conversation about it.

use crate::activity::plan::Span;
use crate::ids::PersonId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A thread, as far as its cell is concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadMark {
    /// Comments that are there.
    pub count: u32,
    /// The latest comment.
    pub last: i64,
    /// Who wrote it.
    pub last_author: PersonId,
    /// Whether somebody still has to react: neither resolved nor every comment verified.
    pub open: bool,
}

/// All threads by person and cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadMarks(BTreeMap<(PersonId, Span), ThreadMark>);

impl ThreadMarks {
    /// Notes a thread.
    pub fn set(&mut self, person: PersonId, span: Span, mark: ThreadMark) {
        self.0.insert((person, span), mark);
    }

    /// The thread of a cell.
    #[must_use]
    pub fn at(&self, person: PersonId, span: Span) -> Option<ThreadMark> {
        self.0.get(&(person, span)).copied()
    }

    /// Threads of a person between two spans of the same kind, both included.
    pub fn between(&self, person: PersonId, first: Span, last: Span) -> impl Iterator<Item = (Span, ThreadMark)> + '_ {
        self.0.range((person, first)..=(person, last)).map(|((_, span), mark)| (*span, *mark))
    }
}

/// How far a viewer has read, by person and cell: the latest comment seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Who looks.
    pub viewer: PersonId,
    /// Latest comment seen.
    pub upto: BTreeMap<(PersonId, Span), i64>,
}

/// What a cell shows of its thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellThread {
    /// Comments.
    pub count: u32,
    /// Whether some of another author are new to the viewer.
    pub unread: bool,
    /// Whether the thread is open.
    pub open: bool,
}

impl Seen {
    /// What this viewer's cell shows.
    #[must_use]
    pub fn cell(&self, person: PersonId, span: Span, mark: ThreadMark) -> CellThread {
        let seen = self.upto.get(&(person, span)).copied().unwrap_or(0);
        CellThread { count: mark.count, unread: mark.last > seen && mark.last_author != self.viewer, open: mark.open }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::Day;

    #[test]
    fn a_comment_of_somebody_else_is_unread_until_seen() {
        let (person, span) = (PersonId(7), Span::Day(Day(100)));
        let mark = ThreadMark { count: 3, last: 12, last_author: PersonId(2), open: true };
        let mut seen = Seen { viewer: PersonId(1), ..Seen::default() };
        assert_eq!(seen.cell(person, span, mark), CellThread { count: 3, unread: true, open: true });
        seen.upto.insert((person, span), 12);
        assert!(!seen.cell(person, span, mark).unread);
        let own = ThreadMark { last: 13, last_author: PersonId(1), ..mark };
        assert!(!seen.cell(person, span, own).unread, "nobody has to read what they wrote");
    }

    #[test]
    fn days_of_one_person_are_found_among_others() {
        let mut marks = ThreadMarks::default();
        let mark = ThreadMark { count: 1, last: 1, ..ThreadMark::default() };
        for (person, day) in [(6, 101), (7, 99), (7, 100), (7, 131), (8, 101)] {
            marks.set(PersonId(person), Span::Day(Day(day)), mark);
        }
        marks.set(PersonId(7), Span::Month(crate::activity::period::Month(101)), mark);
        let found: Vec<Span> =
            marks.between(PersonId(7), Span::Day(Day(100)), Span::Day(Day(130))).map(|(span, _)| span).collect();
        assert_eq!(found, [Span::Day(Day(100))]);
    }
}
