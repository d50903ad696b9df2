//! Choosing columns: what a person moves, hides and widens is an item, which for sums is a pair of columns.

use domain::directory::Direction;
use domain::report::columns::{Column, Layout, NARROWEST, Placed, WIDEST};

/// What is moved and hidden as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Its columns, from left to right.
    pub(crate) columns: Vec<Placed>,
}

impl Item {
    /// Whether any of it is shown.
    pub(crate) fn is_shown(&self) -> bool {
        self.columns.iter().any(|one| one.shown)
    }

    /// The column it is known by.
    pub(crate) fn column(&self) -> Column {
        self.columns[0].column
    }

    /// Whether it has a place of its own that can not be changed.
    pub(crate) fn is_pinned(&self) -> bool {
        self.column() == Column::Title
    }
}

/// Whether two columns are one item.
fn belong_together(one: Column, other: Column) -> bool {
    match (one, other) {
        (Column::Work | Column::Won, Column::Work | Column::Won) => true,
        _ => one.direction().is_some() && one.direction() == other.direction(),
    }
}

/// Items of a layout in the order of the screen, the pinned one first.
pub(crate) fn items(layout: &Layout, directions: &[Direction]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for placed in layout.of(directions) {
        match items.iter_mut().find(|item| belong_together(item.column(), placed.column)) {
            Some(item) => item.columns.push(placed),
            None => items.push(Item { columns: vec![placed] }),
        }
    }
    items
}

/// The layout of these items.
pub(crate) fn layout_of(items: Vec<Item>) -> Layout {
    let columns = items.into_iter().flat_map(|item| item.columns).collect();
    Layout::new(columns).unwrap_or_default()
}

/// The layout with the item at `from` standing at `to`; the pinned one stays first.
pub(crate) fn moved(layout: &Layout, directions: &[Direction], from: usize, to: usize) -> Layout {
    let mut items = items(layout, directions);
    let last = items.len().saturating_sub(1);
    let to = to.clamp(1, last.max(1));
    if from == 0 || from > last || from == to {
        return layout.clone();
    }
    let item = items.remove(from);
    items.insert(to, item);
    layout_of(items)
}

/// The layout with the item of a column one place further to the left or right among those shown.
pub(crate) fn shifted(layout: &Layout, directions: &[Direction], column: Column, right: bool) -> Layout {
    let items = items(layout, directions);
    let Some(from) = items.iter().position(|item| item.columns.iter().any(|one| one.column == column)) else {
        return layout.clone();
    };
    let is_shown = |at: &usize| items[*at].is_shown();
    let to = if right { (from + 1..items.len()).find(is_shown) } else { (1..from).rev().find(is_shown) };
    to.map_or_else(|| layout.clone(), |to| moved(layout, directions, from, to))
}

/// The layout with an item shown or hidden.
pub(crate) fn shown(layout: &Layout, directions: &[Direction], column: Column, shown: bool) -> Layout {
    let mut items = items(layout, directions);
    let item = items.iter_mut().find(|item| item.column() == column && !item.is_pinned());
    for placed in item.into_iter().flat_map(|item| &mut item.columns) {
        placed.shown = shown;
    }
    layout_of(items)
}

/// The layout with a column of this width, held between the narrowest and the widest.
pub(crate) fn widened(layout: &Layout, directions: &[Direction], column: Column, width: i32) -> Layout {
    let width = width.clamp(i32::from(NARROWEST), i32::from(WIDEST));
    let mut columns = layout.of(directions);
    if let Some(placed) = columns.iter_mut().find(|placed| placed.column == column) {
        placed.width = u16::try_from(width).ok();
    }
    Layout::new(columns).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::DirectionId;

    fn directions() -> Vec<Direction> {
        [4, 2].map(|id| Direction { id: DirectionId(id), name: String::new() }).to_vec()
    }

    fn names(layout: &Layout) -> Vec<String> {
        let items = items(layout, &directions());
        items.iter().filter(|item| item.is_shown()).map(|item| item.column().code()).collect()
    }

    #[test]
    fn sums_of_a_direction_are_one_item() {
        assert_eq!(names(&Layout::default()), ["title", "responsible", "last", "work", "work.4", "work.2"]);
    }

    #[test]
    fn an_item_moves_with_its_columns_and_never_before_the_title() {
        let layout = moved(&Layout::default(), &directions(), 3, 0);
        assert_eq!(names(&layout), ["title", "work", "responsible", "last", "work.4", "work.2"]);
        let right = shifted(&layout, &directions(), Column::Won, true);
        assert_eq!(names(&right), ["title", "responsible", "work", "last", "work.4", "work.2"]);
        let still = shifted(&layout, &directions(), Column::Work, false);
        assert_eq!(names(&still), names(&layout));
    }

    #[test]
    fn hidden_items_are_stepped_over() {
        let layout = shown(&Layout::default(), &directions(), Column::LastCommunication, false);
        let left = shifted(&layout, &directions(), Column::Work, false);
        assert_eq!(names(&left), ["title", "work", "responsible", "work.4", "work.2"]);
        assert_eq!(shown(&layout, &directions(), Column::Title, false), layout);
    }

    #[test]
    fn a_width_stays_within_its_bounds() {
        let width = |pixels: i32| {
            let layout = widened(&Layout::default(), &directions(), Column::Title, pixels);
            layout.of(&directions())[0].width
        };
        assert_eq!([width(300), width(-5), width(90_000)], [Some(300), Some(NARROWEST), Some(WIDEST)]);
    }
}
