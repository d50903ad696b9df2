//! Which rows of a long month are in the page: those in sight, and the one the keyboard is on, wherever that is.

use std::ops::Range;

/// A piece of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A row, by its place.
    Row(usize),
    /// Rows that are not drawn.
    Gap(Range<usize>),
}

/// The body from top to bottom: `drawn` rows, the row `kept`, and gaps between them.
pub(super) fn slots(drawn: &Range<usize>, kept: Option<usize>, total: usize) -> Vec<Slot> {
    let drawn = drawn.start.min(total)..drawn.end.min(total);
    let kept = kept.filter(|at| *at < total && !drawn.contains(at));
    let pieces = [
        kept.filter(|at| *at < drawn.start).map(|at| at..at + 1),
        Some(drawn.clone()),
        kept.filter(|at| *at >= drawn.end).map(|at| at..at + 1),
        Some(total..total),
    ];
    let mut slots = Vec::with_capacity(drawn.len() + 5);
    let mut at = 0;
    for piece in pieces.into_iter().flatten() {
        if at < piece.start {
            slots.push(Slot::Gap(at..piece.start));
        }
        at = piece.end;
        slots.extend(piece.map(Slot::Row));
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `3` for a row, `0-2` for a gap.
    fn told(drawn: Range<usize>, kept: Option<usize>, total: usize) -> String {
        let text = |slot: &Slot| match slot {
            Slot::Row(at) => at.to_string(),
            Slot::Gap(range) => format!("{}-{}", range.start, range.end - 1),
        };
        slots(&drawn, kept, total).iter().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_in_sight_is_drawn_between_gaps() {
        assert_eq!(told(0..3, None, 3), "0 1 2");
        assert_eq!(told(4..6, None, 10), "0-3 4 5 6-9");
        assert_eq!(told(0..2, None, 0), "");
    }

    #[test]
    fn the_row_with_the_focus_stays_wherever_it_is() {
        assert_eq!(told(4..6, Some(1), 10), "0-0 1 2-3 4 5 6-9");
        assert_eq!(told(4..6, Some(0), 10), "0 1-3 4 5 6-9");
        assert_eq!(told(4..6, Some(3), 10), "0-2 3 4 5 6-9");
        assert_eq!(told(4..6, Some(5), 10), "0-3 4 5 6-9");
        assert_eq!(told(4..6, Some(8), 10), "0-3 4 5 6-7 8 9-9");
        assert_eq!(told(4..6, Some(9), 10), "0-3 4 5 6-8 9");
        assert_eq!(told(4..6, Some(12), 10), "0-3 4 5 6-9");
    }
}
