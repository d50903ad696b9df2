//! Arithmetic of a long list of which only a few rows are drawn.

use std::ops::Range;

/// Height of a row, pixels; the same as `--h-row` and `--h-row-compact` in the tokens.
pub(crate) fn row_height(dense: bool) -> usize {
    if dense { 30 } else { 38 }
}

/// Rows drawn beyond each edge of what is seen, so that a short scroll shows no gap.
const OVERSCAN: usize = 8;
/// The drawn range moves in steps of this many rows, so that scrolling redraws seldom.
const STEP: usize = 4;
/// Rows are asked for in pieces that begin at multiples of this.
const PIECE: usize = 100;
/// Rows asked for at once.
pub(crate) const ASKED: usize = 300;

/// Rows to draw at a scroll position and height, both in pixels, of `total` rows that are `row` pixels high.
pub(crate) fn drawn(scroll_top: usize, height: usize, total: usize, row: usize) -> Range<usize> {
    let first = (scroll_top / row).min(total);
    let seen = height.div_ceil(row) + 1;
    let start = first.saturating_sub(OVERSCAN) / STEP * STEP;
    let end = (first + seen + OVERSCAN).div_ceil(STEP) * STEP;
    start..end.min(total)
}

/// Where the piece to ask for begins, so that `drawn` lies within it with room to both sides.
pub(crate) fn asked_from(drawn: &Range<usize>) -> usize {
    let middle = drawn.start.midpoint(drawn.end);
    middle.saturating_sub(ASKED / 2) / PIECE * PIECE
}

/// Whether rows `held` hold everything that `drawn` needs of `total`.
pub(crate) fn holds(held: &Range<usize>, drawn: &Range<usize>, total: usize) -> bool {
    held.start <= drawn.start && drawn.end.min(total) <= held.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_of_a_long_list_is_drawn_with_room_below() {
        // 570 px hold 15 rows, one more may be cut, eight are spare: 24.
        assert_eq!(drawn(0, 570, 5_000, 38), 0..24);
    }

    #[test]
    fn a_scrolled_list_is_drawn_around_what_is_seen() {
        // Row 100 is first; 92 − 0 rounds down to 92, 100 + 16 + 8 = 124.
        assert_eq!(drawn(3_800, 570, 5_000, 38), 92..124);
    }

    #[test]
    fn the_end_of_the_list_ends_the_range() {
        assert_eq!(drawn(5_000 * 38, 570, 85, 38), 76..85);
        assert_eq!(drawn(0, 570, 0, 38), 0..0);
    }

    #[test]
    fn pieces_begin_at_hundreds_and_cover_what_is_drawn() {
        for top in (0..190_000).step_by(501) {
            let drawn = drawn(top, 1_000, 5_000, 38);
            let from = asked_from(&drawn);
            assert_eq!(from % 100, 0);
            assert!(holds(&(from..(from + ASKED).min(5_000)), &drawn, 5_000), "at {top}");
        }
    }

    #[test]
    fn a_small_scroll_needs_no_new_piece() {
        assert_eq!(asked_from(&drawn(0, 570, 5_000, 38)), 0);
        assert_eq!(asked_from(&drawn(3_800, 570, 5_000, 38)), 0);
    }
}
