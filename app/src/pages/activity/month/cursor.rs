//! Where the keyboard is in the grid, what is selected, and where keys lead.

use super::layout::{Col, RowKey};
use leptos::prelude::*;

/// A cell by what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    /// Row.
    pub(crate) row: RowKey,
    /// Column.
    pub(crate) col: Col,
}

/// A cell by its place among those shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Row, the heads included.
    pub(crate) row: usize,
    /// Column.
    pub(crate) col: usize,
}

/// The cell the keyboard is on and the other end of a selection; copies share it.
#[derive(Clone, Copy)]
pub(crate) struct Cursor {
    /// The cell that takes the focus.
    pub(crate) active: RwSignal<Option<At>>,
    /// Where a selection began; `None` without one.
    pub(crate) anchor: RwSignal<Option<At>>,
    /// Grows when the active cell is to take the focus.
    pub(crate) wish: RwSignal<u64>,
}

impl Cursor {
    /// Nowhere yet.
    pub(crate) fn new() -> Self {
        Self { active: RwSignal::new(None), anchor: RwSignal::new(None), wish: RwSignal::new(0) }
    }

    /// Goes to a cell; `extend` keeps the other end of the selection where it is.
    pub(crate) fn go(self, to: At, extend: bool) {
        let from = self.active.get_untracked();
        let anchor = match (extend, self.anchor.get_untracked()) {
            (true, None) => from.filter(|from| *from != to),
            (true, anchor) => anchor,
            (false, _) => None,
        };
        if self.anchor.get_untracked() != anchor {
            self.anchor.set(anchor);
        }
        if from != Some(to) {
            self.active.set(Some(to));
        }
    }

    /// Gives the active cell the focus.
    pub(crate) fn focus(self) {
        self.wish.update(|wish| *wish += 1);
    }
}

/// Size of what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Rows, the heads included.
    pub(crate) rows: usize,
    /// Columns.
    pub(crate) cols: usize,
    /// Rows of the body in sight: how far a page goes.
    pub(crate) page: usize,
}

/// Where a key leads from a place; `None` when it does not move.
pub(crate) fn step(key: &str, ctrl: bool, from: Place, extent: Extent) -> Option<Place> {
    let (last_row, last_col) = (extent.rows.saturating_sub(1), extent.cols.saturating_sub(1));
    let Place { row, col } = from;
    Some(match (key, ctrl) {
        ("ArrowRight", false) => Place { row, col: (col + 1).min(last_col) },
        ("ArrowLeft", false) => Place { row, col: col.saturating_sub(1) },
        ("ArrowDown", false) => Place { row: (row + 1).min(last_row), col },
        ("ArrowUp", false) => Place { row: row.saturating_sub(1), col },
        ("ArrowRight", true) | ("End", false) => Place { row, col: last_col },
        ("ArrowLeft", true) | ("Home", false) => Place { row, col: 0 },
        ("ArrowDown", true) => Place { row: last_row, col },
        ("ArrowUp", true) => Place { row: 0, col },
        ("PageDown", _) => Place { row: (row + extent.page.max(1)).min(last_row), col },
        ("PageUp", _) => Place { row: row.saturating_sub(extent.page.max(1)), col },
        ("Home", true) => Place::default(),
        ("End", true) => Place { row: last_row, col: last_col },
        _ => return None,
    })
}

/// A rectangle of cells, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    /// First and last row.
    pub(crate) rows: (usize, usize),
    /// First and last column.
    pub(crate) cols: (usize, usize),
}

impl Area {
    /// Between two cells.
    pub(crate) fn between(one: Place, other: Place) -> Self {
        let ends = |a: usize, b: usize| (a.min(b), a.max(b));
        Self { rows: ends(one.row, other.row), cols: ends(one.col, other.col) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent { rows: 40, cols: 30, page: 12 };

    fn at(row: usize, col: usize) -> Place {
        Place { row, col }
    }

    fn lead(key: &str, ctrl: bool, row: usize, col: usize) -> (usize, usize) {
        let place = step(key, ctrl, at(row, col), EXTENT).unwrap();
        (place.row, place.col)
    }

    #[test]
    fn arrows_go_to_the_neighbour_and_stop_at_the_edges() {
        assert_eq!(lead("ArrowRight", false, 5, 5), (5, 6));
        assert_eq!(lead("ArrowLeft", false, 5, 5), (5, 4));
        assert_eq!(lead("ArrowDown", false, 5, 5), (6, 5));
        assert_eq!(lead("ArrowUp", false, 5, 5), (4, 5));
        assert_eq!([lead("ArrowUp", false, 0, 0), lead("ArrowLeft", false, 0, 0)], [(0, 0); 2]);
        assert_eq!([lead("ArrowDown", false, 39, 29), lead("ArrowRight", false, 39, 29)], [(39, 29); 2]);
    }

    #[test]
    fn ends_of_the_row_of_the_grid_and_pages() {
        assert_eq!([lead("Home", false, 7, 9), lead("End", false, 7, 9)], [(7, 0), (7, 29)]);
        assert_eq!([lead("Home", true, 7, 9), lead("End", true, 7, 9)], [(0, 0), (39, 29)]);
        assert_eq!([lead("PageDown", false, 7, 9), lead("PageUp", false, 7, 9)], [(19, 9), (0, 9)]);
        assert_eq!(lead("PageDown", false, 35, 9), (39, 9));
        assert_eq!([lead("ArrowDown", true, 7, 9), lead("ArrowUp", true, 7, 9)], [(39, 9), (0, 9)]);
    }

    #[test]
    fn other_keys_do_not_move() {
        assert_eq!(step("a", false, at(1, 1), EXTENT), None);
        assert_eq!(step("Enter", true, at(1, 1), EXTENT), None);
    }

    #[test]
    fn a_selection_is_the_rectangle_between_its_ends() {
        let area = Area::between(at(9, 4), at(3, 8));
        assert_eq!(area, Area { rows: (3, 9), cols: (4, 8) });
    }
}
