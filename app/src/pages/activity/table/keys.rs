//! Where keys lead in the table.

/// Size of what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// Rows, heads and total included.
    pub(super) rows: usize,
    /// Columns, names included.
    pub(super) cols: usize,
    /// Rows in sight: how far a page goes.
    pub(super) page: usize,
}

/// The row and column a key leads to from a row and column; `None` when it does not move.
pub(super) fn step(key: &str, ctrl: bool, (row, col): (usize, usize), extent: Extent) -> Option<(usize, usize)> {
    let (last_row, last_col) = (extent.rows.saturating_sub(1), extent.cols.saturating_sub(1));
    let page = extent.page.max(1);
    Some(match (key, ctrl) {
        ("ArrowRight", false) => (row, (col + 1).min(last_col)),
        ("ArrowLeft", false) => (row, col.saturating_sub(1)),
        ("ArrowDown", false) => ((row + 1).min(last_row), col),
        ("ArrowUp", false) => (row.saturating_sub(1), col),
        ("ArrowRight", true) | ("End", false) => (row, last_col),
        ("ArrowLeft", true) | ("Home", false) => (row, 0),
        ("ArrowDown", true) => (last_row, col),
        ("ArrowUp", true) => (0, col),
        ("PageDown", _) => ((row + page).min(last_row), col),
        ("PageUp", _) => (row.saturating_sub(page), col),
        ("Home", true) => (0, 0),
        ("End", true) => (last_row, last_col),
        _ => return None,
    })
}

/// Rows of the body that are drawn: those in sight and a few around them.
pub(super) fn drawn(top: usize, height: usize, total: usize, tall: usize) -> std::ops::Range<usize> {
    const AROUND: usize = 6;
    let first = (top / tall).saturating_sub(AROUND).min(total);
    let last = ((top + height) / tall + 1 + AROUND).min(total);
    first..last
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent { rows: 40, cols: 14, page: 12 };

    #[test]
    fn arrows_stop_at_the_edges() {
        let lead = |key, at| step(key, false, at, EXTENT);
        assert_eq!(lead("ArrowRight", (5, 13)), Some((5, 13)));
        assert_eq!(lead("ArrowLeft", (5, 0)), Some((5, 0)));
        assert_eq!(lead("ArrowDown", (39, 2)), Some((39, 2)));
        assert_eq!(lead("ArrowUp", (1, 2)), Some((0, 2)));
        assert_eq!(lead("a", (1, 2)), None);
    }

    #[test]
    fn ends_and_pages() {
        let lead = |key, ctrl| step(key, ctrl, (20, 6), EXTENT);
        assert_eq!([lead("Home", false), lead("End", false)], [Some((20, 0)), Some((20, 13))]);
        assert_eq!([lead("Home", true), lead("End", true)], [Some((0, 0)), Some((39, 13))]);
        assert_eq!([lead("PageUp", false), lead("PageDown", false)], [Some((8, 6)), Some((32, 6))]);
        assert_eq!([lead("ArrowUp", true), lead("ArrowDown", true)], [Some((0, 6)), Some((39, 6))]);
    }

    #[test]
    fn only_rows_in_sight_are_drawn() {
        assert_eq!(drawn(0, 400, 1_000, 36), 0..18);
        assert_eq!(drawn(18_000, 400, 1_000, 36), 494..518);
        assert_eq!(drawn(36_000, 400, 1_000, 36), 994..1_000);
        assert_eq!(drawn(0, 400, 3, 36), 0..3);
        assert_eq!(drawn(9_000, 400, 3, 36), 3..3);
    }
}
