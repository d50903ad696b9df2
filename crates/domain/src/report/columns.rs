//! Columns of the report: their codes, and a person's choice of which to show, in which order and how wide. Screens,
//! views and exports all speak of columns this way, so that a file shows what its page showed.

use crate::directory::Direction;
use crate::ids::DirectionId;
use crate::report::query::QueryError;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Most columns a layout may speak of.
pub const MOST_COLUMNS: usize = 400;
/// Narrowest column, CSS pixels.
pub const NARROWEST: u16 = 48;
/// Widest column, CSS pixels.
pub const WIDEST: u16 = 1_200;

/// A column. Rows can be ordered by each of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Title; ordered folded.
    #[default]
    Title,
    /// Responsible; ordered by the folded "Last First".
    Responsible,
    /// Day of the last communication; never contacted stays last.
    LastCommunication,
    /// Sum in work over the shown directions, by stored rates when the portal has several currencies. A row without a
    /// sum, unlike one with a sum of zero, is missing a value.
    Work,
    /// Sum won over the shown directions, likewise.
    Won,
    /// INN; ordered as text.
    Inn,
    /// Sector; ordered by the folded name.
    Sector,
    /// Region; ordered by the folded name.
    Region,
    /// Source; ordered by the folded name.
    Source,
    /// Number of employees; a range is ordered by its lower bound.
    Employees,
    /// Yearly turnover; ordered by stored rates.
    Turnover,
    /// Day the company was created.
    Created,
    /// Bitrix24 id.
    Id,
    /// Sum in work of one direction, if it is shown.
    DirectionWork(DirectionId),
    /// Sum won of one direction, if it is shown.
    DirectionWon(DirectionId),
}

/// Columns of every report with their codes, in the order of a new layout. Directions follow.
const FIXED: [(Column, &str); 13] = [
    (Column::Title, "title"),
    (Column::Responsible, "responsible"),
    (Column::LastCommunication, "last"),
    (Column::Work, "work"),
    (Column::Won, "won"),
    (Column::Inn, "inn"),
    (Column::Sector, "sector"),
    (Column::Region, "region"),
    (Column::Source, "source"),
    (Column::Employees, "employees"),
    (Column::Turnover, "turnover"),
    (Column::Created, "created"),
    (Column::Id, "id"),
];

impl Column {
    /// The code: `title`, `work`, `work.12`.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::DirectionWork(id) => format!("work.{id}"),
            Self::DirectionWon(id) => format!("won.{id}"),
            fixed => {
                let known = FIXED.iter().find(|(column, _)| *column == fixed);
                known.map(|(_, code)| (*code).to_owned()).unwrap_or_default()
            }
        }
    }

    /// The column of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let direction = |id: &str| id.parse().ok().map(DirectionId);
        match code.split_once('.') {
            Some(("work", id)) => direction(id).map(Self::DirectionWork),
            Some(("won", id)) => direction(id).map(Self::DirectionWon),
            Some(_) => None,
            None => FIXED.iter().find(|(_, known)| *known == code).map(|(column, _)| *column),
        }
    }

    /// The direction the column belongs to.
    #[must_use]
    pub fn direction(self) -> Option<DirectionId> {
        match self {
            Self::DirectionWork(id) | Self::DirectionWon(id) => Some(id),
            _ => None,
        }
    }

    /// Whether a person who chose nothing sees the column.
    #[must_use]
    pub fn is_usual(self) -> bool {
        !matches!(
            self,
            Self::Inn
                | Self::Sector
                | Self::Region
                | Self::Source
                | Self::Employees
                | Self::Turnover
                | Self::Created
                | Self::Id
        )
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.code().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| D::Error::custom("no such column"))
    }
}

/// One column of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Which.
    pub column: Column,
    /// Whether it is shown.
    pub shown: bool,
    /// Width in CSS pixels, from [`NARROWEST`] to [`WIDEST`]; `None` for as wide as it likes.
    pub width: Option<u16>,
}

/// A person's columns. Columns it does not speak of stand where they usually do, behind those it does: a direction that
/// came up after a view was saved is seen in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Layout(Vec<Placed>);

impl Layout {
    /// A layout of these columns; of a repeated one the first counts. The title always comes first and is always shown.
    ///
    /// # Errors
    /// Too many columns, or a width out of bounds.
    pub fn new(columns: Vec<Placed>) -> Result<Self, QueryError> {
        if columns.len() > MOST_COLUMNS {
            return Err(QueryError::TooLong { field: "columns", most: MOST_COLUMNS });
        }
        let mut placed: Vec<Placed> = Vec::with_capacity(columns.len());
        for column in columns {
            if column.width.is_some_and(|width| !(NARROWEST..=WIDEST).contains(&width)) {
                return Err(QueryError::invalid("columns", &column.column.code()));
            }
            if !placed.iter().any(|known| known.column == column.column) {
                placed.push(column);
            }
        }
        if let Some(at) = placed.iter().position(|known| known.column == Column::Title) {
            let title = Placed { shown: true, ..placed.remove(at) };
            placed.insert(0, title);
        }
        Ok(Self(placed))
    }

    /// Every column of a report of these directions, each once, in the order of the screen.
    #[must_use]
    pub fn of(&self, directions: &[Direction]) -> Vec<Placed> {
        let own = directions.iter().flat_map(|one| [Column::DirectionWork(one.id), Column::DirectionWon(one.id)]);
        let there: Vec<Column> = FIXED.iter().map(|(column, _)| *column).chain(own).collect();
        let mut placed: Vec<Placed> = self.0.iter().filter(|one| there.contains(&one.column)).copied().collect();
        for column in there {
            if !placed.iter().any(|known| known.column == column) {
                let new = Placed { column, shown: column.is_usual(), width: None };
                if column == Column::Title { placed.insert(0, new) } else { placed.push(new) }
            }
        }
        placed
    }

    /// The shown columns, in order. A direction the query does not show has none.
    #[must_use]
    pub fn shown(&self, directions: &[Direction], chosen: &[DirectionId]) -> Vec<Column> {
        let is_there = |column: Column| {
            column.direction().is_none_or(|direction| chosen.is_empty() || chosen.contains(&direction))
        };
        let placed = self.of(directions).into_iter();
        placed.filter(|one| one.shown && is_there(one.column)).map(|one| one.column).collect()
    }

    /// Reads `title:280,responsible,-inn,work.3:120`: `-` hides, `:` gives a width. An empty text is the usual layout.
    ///
    /// # Errors
    /// An unknown column, a width out of bounds, too many columns.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let placed = |part: &str| {
            let invalid = || QueryError::invalid("columns", part);
            let (shown, rest) = part.strip_prefix('-').map_or((true, part), |rest| (false, rest));
            let (code, width) = match rest.split_once(':') {
                Some((code, width)) => (code, Some(width.parse::<u16>().map_err(|_| invalid())?)),
                None => (rest, None),
            };
            Ok(Placed { column: Column::from_code(code).ok_or_else(invalid)?, shown, width })
        };
        let parts = text.split(',').filter(|part| !part.is_empty()).take(MOST_COLUMNS + 1);
        Self::new(parts.map(placed).collect::<Result<_, _>>()?)
    }

    /// The text [`Self::parse`] reads.
    #[must_use]
    pub fn to_text(&self) -> String {
        let part = |one: &Placed| {
            let width = one.width.map(|width| format!(":{width}")).unwrap_or_default();
            format!("{}{}{width}", if one.shown { "" } else { "-" }, one.column.code())
        };
        self.0.iter().map(part).collect::<Vec<_>>().join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn directions(ids: &[i64]) -> Vec<Direction> {
        ids.iter().map(|id| Direction { id: DirectionId(*id), name: String::new() }).collect()
    }

    fn codes(columns: &[Column]) -> String {
        columns.iter().map(|column| column.code()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_usual_layout_shows_the_report_as_it_came() {
        let shown = Layout::default().shown(&directions(&[4, 2]), &[]);
        assert_eq!(codes(&shown), "title responsible last work won work.4 won.4 work.2 won.2");
    }

    #[test]
    fn a_layout_orders_hides_and_leaves_room_for_what_is_new() {
        let layout = Layout::parse("responsible:200,inn,-last,won.2,title:300,won.99").unwrap();
        let shown = layout.shown(&directions(&[4, 2]), &[]);
        assert_eq!(codes(&shown), "title responsible inn won.2 work won work.4 won.4 work.2");
        assert_eq!(
            codes(&layout.shown(&directions(&[4, 2]), &[DirectionId(4)])),
            "title responsible inn work won work.4 won.4"
        );
        assert_eq!(layout.to_text(), "title:300,responsible:200,inn,-last,won.2,won.99");
    }

    #[test]
    fn the_title_cannot_be_hidden() {
        let shown = Layout::parse("-title,inn").unwrap().shown(&[], &[]);
        assert_eq!(shown[0], Column::Title);
    }

    #[test]
    fn what_does_not_read_is_named() {
        let refused = |text: &str| Layout::parse(text).unwrap_err().to_string();
        assert_eq!(refused("title,price"), r#"columns: "price" is not valid"#);
        assert_eq!(refused("title:9"), r#"columns: "title" is not valid"#);
        assert_eq!(refused("title:wide"), r#"columns: "title:wide" is not valid"#);
        assert_eq!(refused(&vec!["id"; 401].join(",")), "columns: at most 400");
    }

    fn column() -> impl Strategy<Value = Column> {
        let fixed = (0..FIXED.len()).prop_map(|at| FIXED[at].0);
        let direction = any::<i64>().prop_map(DirectionId);
        prop_oneof![fixed, direction.clone().prop_map(Column::DirectionWork), direction.prop_map(Column::DirectionWon)]
    }

    proptest! {
        #[test]
        fn every_layout_survives_its_text(
            columns in vec((column(), any::<bool>(), proptest::option::of(NARROWEST..=WIDEST)), 0..20),
        ) {
            let placed = columns.into_iter().map(|(column, shown, width)| Placed { column, shown, width });
            let layout = Layout::new(placed.collect()).unwrap();
            prop_assert_eq!(Layout::parse(&layout.to_text()).unwrap(), layout.clone());
            let json = serde_json::to_string(&layout).unwrap();
            prop_assert_eq!(serde_json::from_str::<Layout>(&json).unwrap(), layout);
        }

        #[test]
        fn every_column_of_a_report_stands_exactly_once(columns in vec(column(), 0..20)) {
            let placed = columns.into_iter().map(|column| Placed { column, shown: true, width: None });
            let layout = Layout::new(placed.collect()).unwrap();
            let mut all: Vec<Column> = layout.of(&directions(&[3, 1])).into_iter().map(|one| one.column).collect();
            prop_assert_eq!(all[0], Column::Title);
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(all.len(), FIXED.len() + 4);
        }
    }
}
