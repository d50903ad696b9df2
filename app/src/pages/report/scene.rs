//! What all rows of the table share: names, columns and their headings, ages in force, currencies in sight.

use crate::pages::report::store::Shown;
use domain::day::Day;
use domain::deals::Thresholds;
use domain::directory::Directory;
use domain::money::Amount;
use domain::report::columns::{Column, Layout};
use domain::report::query::ReportQuery;
use domain::report::window::Totals;
use std::sync::Arc;

/// A column as the table draws it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Col {
    /// Which.
    pub(crate) column: Column,
    /// Place of its direction in [`Directory::directions`].
    pub(crate) place: Option<usize>,
    /// Chosen width, pixels.
    pub(crate) width: Option<u16>,
}

/// What stands over columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heading {
    /// Nothing: a column with a heading of its own.
    Own(Column),
    /// Sums over all directions.
    All,
    /// Sums of the direction at this place.
    Direction(usize),
}

impl Heading {
    fn of(col: &Col) -> Self {
        match (col.column, col.place) {
            (Column::Work | Column::Won, _) => Self::All,
            (_, Some(place)) => Self::Direction(place),
            (column, None) => Self::Own(column),
        }
    }
}

/// What all rows of a table share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scene {
    /// Names.
    pub(crate) directory: Arc<Directory>,
    /// Columns from left to right, the title first.
    pub(crate) columns: Vec<Col>,
    /// Places of the shown directions, in the portal's order.
    pub(crate) directions: Vec<usize>,
    /// Today in the portal's zone.
    pub(crate) today: Day,
    /// Ages in force.
    pub(crate) thresholds: Thresholds,
    /// The only currency in sight; `None` when there are several, and each sum names its own.
    pub(crate) currency: Option<u8>,
    /// Whether sums of several currencies are also shown as one.
    pub(crate) convert: bool,
}

impl Scene {
    /// The scene of an answer under a choice of columns.
    pub(crate) fn new(shown: &Shown, layout: &Layout, convert: bool) -> Self {
        let directory = Arc::clone(&shown.directory);
        let all: Vec<&Totals> = std::iter::once(&shown.totals).chain(shown.without_company.as_ref()).collect();
        Self {
            columns: columns(&directory, layout, &shown.query),
            directions: directions(&directory, &shown.query),
            directory,
            today: shown.today,
            thresholds: shown.thresholds,
            currency: only_currency(&all),
            convert,
        }
    }

    /// Code of the currency at `place`.
    pub(crate) fn code(&self, place: u8) -> String {
        let currency = self.directory.currencies.get(usize::from(place));
        currency.map(|currency| currency.code.0.clone()).unwrap_or_default()
    }

    /// Columns in groups under one heading.
    pub(crate) fn groups(&self) -> Vec<(Heading, Vec<Col>)> {
        let mut groups: Vec<(Heading, Vec<Col>)> = Vec::new();
        for col in &self.columns {
            let heading = Heading::of(col);
            match groups.last_mut() {
                Some((last, columns)) if *last == heading => columns.push(*col),
                _ => groups.push((heading, vec![*col])),
            }
        }
        groups
    }
}

fn columns(directory: &Directory, layout: &Layout, query: &ReportQuery) -> Vec<Col> {
    let placed = layout.of(&directory.directions).into_iter();
    let is_there = |column: Column| {
        column.direction().is_none_or(|direction| query.directions.is_empty() || query.directions.contains(&direction))
    };
    placed
        .filter(|one| one.shown && is_there(one.column))
        .map(|one| Col {
            column: one.column,
            place: one.column.direction().and_then(|id| directory.directions.iter().position(|own| own.id == id)),
            width: one.width,
        })
        .collect()
}

fn directions(directory: &Directory, query: &ReportQuery) -> Vec<usize> {
    let shown = |place: &usize| {
        let id = directory.directions[*place].id;
        query.directions.is_empty() || query.directions.contains(&id)
    };
    (0..directory.directions.len()).filter(shown).collect()
}

fn only_currency(all: &[&Totals]) -> Option<u8> {
    let sums = all.iter().flat_map(|totals| totals.all.work.iter().chain(&totals.all.won));
    let mut places = sums.map(|(currency, _)| *currency);
    let first = places.next().unwrap_or(0);
    places.all(|place| place == first).then_some(first)
}

/// Digits of the longest sum, for the width of columns: of all directions, of one direction. Apart from the scene: they
/// change with every filter, and nothing but widths depends on them.
pub(crate) fn digits(shown: &Shown) -> (usize, usize) {
    let all = || std::iter::once(&shown.totals).chain(shown.without_company.as_ref());
    let wide = longest(all().flat_map(|totals| totals.all.work.iter().chain(&totals.all.won)));
    let own = all().flat_map(|totals| &totals.directions);
    (wide, longest(own.flat_map(|direction| direction.work.iter().chain(&direction.won))))
}

fn longest<'a>(sums: impl Iterator<Item = &'a (u8, Amount)>) -> usize {
    sums.map(|(_, amount)| amount.rounded_units().unsigned_abs().to_string().len()).max().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::directory::Direction;
    use domain::ids::DirectionId;
    use domain::report::window::DirectionTotals;

    type Sums = Vec<(u8, Amount)>;

    fn shown(query: &ReportQuery, work: Sums, won: Sums) -> Shown {
        let directions = [4, 2, 9].map(|id| Direction { id: DirectionId(id), name: String::new() });
        Shown {
            query: query.clone(),
            revision: 1,
            today: Day(20_000),
            thresholds: Thresholds::default(),
            directory: Arc::new(Directory { directions: directions.to_vec(), ..Directory::default() }),
            offset: 0,
            rows: Vec::new(),
            totals: Totals { all: DirectionTotals { active: 0, work, won }, ..Totals::default() },
            in_scope: 0,
            overdue_available: 0,
            without_company: None,
        }
    }

    fn scene(query: &ReportQuery, layout: &str, work: Sums, won: Sums) -> Scene {
        Scene::new(&shown(query, work, won), &Layout::parse(layout).expect("a layout"), false)
    }

    fn plain(layout: &str) -> Scene {
        scene(&ReportQuery::default(), layout, Vec::new(), Vec::new())
    }

    #[test]
    fn a_direction_filter_keeps_only_its_columns() {
        let query = ReportQuery { directions: vec![DirectionId(9), DirectionId(4)], ..ReportQuery::default() };
        let scene = scene(&query, "", Vec::new(), Vec::new());
        assert_eq!((scene.directions.as_slice(), scene.columns.len()), ([0, 2].as_slice(), 9));
    }

    #[test]
    fn columns_side_by_side_share_their_heading() {
        let headings = |layout: &str| -> Vec<(Heading, usize)> {
            plain(layout).groups().into_iter().map(|(heading, columns)| (heading, columns.len())).collect()
        };
        let usual = headings("");
        assert_eq!(
            usual[3..],
            [(Heading::All, 2), (Heading::Direction(0), 2), (Heading::Direction(1), 2), (Heading::Direction(2), 2)]
        );
        let apart = headings("work.4,work.9,won.9,won.4,-responsible,-last,-work,-won");
        assert_eq!(
            apart,
            [
                (Heading::Own(Column::Title), 1),
                (Heading::Direction(0), 1),
                (Heading::Direction(2), 2),
                (Heading::Direction(0), 1),
                (Heading::Direction(1), 2)
            ]
        );
    }

    #[test]
    fn one_currency_in_sight_needs_no_code_beside_sums() {
        let query = ReportQuery::default();
        let usd = vec![(1, Amount::units(1_500))];
        let rub = vec![(0, Amount::units(10))];
        assert_eq!(scene(&query, "", usd.clone(), Vec::new()).currency, Some(1));
        assert_eq!(scene(&query, "", usd.clone(), rub).currency, None);
        assert_eq!(scene(&query, "", Vec::new(), Vec::new()).currency, Some(0));
        assert_eq!(digits(&shown(&query, usd, Vec::new())), (4, 1));
    }
}
