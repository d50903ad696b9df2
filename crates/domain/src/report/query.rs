//! What to show: filters and order. The same text stands in the page's address and in requests to the server.

use crate::ids::{DepartmentId, DirectionId, PersonId};
use serde::{Deserialize, Serialize};

/// Most values one filter may list; longer lists are refused rather than cut.
pub const MOST_VALUES: usize = 200;
/// Longest text searched for, in characters.
pub const MOST_TEXT: usize = 100;

/// A filter and an order. The default shows everything by title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReportQuery {
    /// Part of the title, or the beginning of an INN when it consists of digits; empty for all. Compared folded and
    /// without spaces around it.
    pub text: String,
    /// Responsible people; empty for all.
    pub responsible: Vec<PersonId>,
    /// Departments (with those below them) whose people are responsible; empty for all. Joined with `responsible` by "or".
    pub departments: Vec<DepartmentId>,
    /// Directions: companies with any deal in one of them (lost ones too), and only these columns, row sums and totals;
    /// empty for all.
    pub directions: Vec<DirectionId>,
    /// Keys of sectors; the empty key stands for "no sector"; empty list for all.
    pub sectors: Vec<String>,
    /// Only companies without communication for longer than the threshold, or without any.
    pub overdue: bool,
    /// Order of rows.
    pub sort: Sort,
}

/// Order of rows; ties always end with the company id ascending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Largest, latest or last letter first. Missing values stay last in both directions.
    pub descending: bool,
}

/// Columns that order rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SortKey {
    /// Folded title.
    #[default]
    Title,
    /// Folded "Last First" of the responsible.
    Responsible,
    /// Day of the last communication; never contacted stays last.
    LastCommunication,
    /// Sum in work over the shown directions, by stored rates when the portal has several currencies. A row without a
    /// sum, unlike one with a sum of zero, is missing a value.
    Work,
    /// Sum won over the shown directions, likewise.
    Won,
    /// Sum in work of one direction, if it is shown.
    DirectionWork(DirectionId),
    /// Sum won of one direction, if it is shown.
    DirectionWon(DirectionId),
}

/// Why a query text was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A value does not read as what the field holds.
    #[error("{field}: {value:?} is not valid")]
    Invalid {
        /// Field of the query.
        field: &'static str,
        /// The offending value, bounded.
        value: String,
    },
    /// A list or text is longer than allowed.
    #[error("{field}: at most {most}")]
    TooLong {
        /// Field of the query.
        field: &'static str,
        /// The bound.
        most: usize,
    },
}

impl ReportQuery {
    /// Reads `q=…&responsible=1,2&department=3&direction=4&sector=IT&sector=&overdue=1&sort=-work`.
    ///
    /// Unknown fields are ignored, so that a page's address may carry more.
    ///
    /// # Errors
    /// A known field with a value that does not read, or that is too long.
    pub fn parse(query: &str) -> Result<Self, QueryError> {
        let mut parsed = Self::default();
        for (key, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
            match key.as_ref() {
                "q" => parsed.text = bounded_text("q", &value)?,
                "responsible" => parsed.responsible = ids("responsible", &value, PersonId)?,
                "department" => parsed.departments = ids("department", &value, DepartmentId)?,
                "direction" => parsed.directions = ids("direction", &value, DirectionId)?,
                "sector" => {
                    parsed.sectors.push(bounded_text("sector", &value)?);
                    within("sector", parsed.sectors.len(), MOST_VALUES)?;
                }
                "overdue" => {
                    parsed.overdue = match value.as_ref() {
                        "1" => true,
                        "0" | "" => false,
                        other => return Err(invalid("overdue", other)),
                    }
                }
                "sort" => parsed.sort = Sort::parse(&value)?,
                _ => {}
            }
        }
        Ok(parsed)
    }

    /// The text [`Self::parse`] reads; defaults are left out, so the plain report has an empty text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        if !self.text.is_empty() {
            text.append_pair("q", &self.text);
        }
        let lists = [
            ("responsible", joined(self.responsible.iter().map(|id| id.0))),
            ("department", joined(self.departments.iter().map(|id| id.0))),
            ("direction", joined(self.directions.iter().map(|id| id.0))),
        ];
        for (key, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
            text.append_pair(key, list);
        }
        for sector in &self.sectors {
            text.append_pair("sector", sector);
        }
        if self.overdue {
            text.append_pair("overdue", "1");
        }
        if self.sort != Sort::default() {
            text.append_pair("sort", &self.sort.to_text());
        }
        text.finish()
    }

    /// Whether any filter narrows the rows (order does not).
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        Self { text: self.text.trim().to_owned(), sort: Sort::default(), ..self.clone() } != Self::default()
    }
}

impl Sort {
    /// Reads `title`, `-work`, `work.12`, `-won.12`.
    ///
    /// # Errors
    /// An unknown column or direction id.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let (descending, column) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let direction = |id: &str| id.parse().map(DirectionId).map_err(|_| invalid("sort", text));
        let key = match column.split_once('.') {
            None => match column {
                "title" => SortKey::Title,
                "responsible" => SortKey::Responsible,
                "last" => SortKey::LastCommunication,
                "work" => SortKey::Work,
                "won" => SortKey::Won,
                _ => return Err(invalid("sort", text)),
            },
            Some(("work", id)) => SortKey::DirectionWork(direction(id)?),
            Some(("won", id)) => SortKey::DirectionWon(direction(id)?),
            Some(_) => return Err(invalid("sort", text)),
        };
        Ok(Self { key, descending })
    }

    /// The text [`Self::parse`] reads.
    #[must_use]
    pub fn to_text(self) -> String {
        let column = match self.key {
            SortKey::Title => "title".to_owned(),
            SortKey::Responsible => "responsible".to_owned(),
            SortKey::LastCommunication => "last".to_owned(),
            SortKey::Work => "work".to_owned(),
            SortKey::Won => "won".to_owned(),
            SortKey::DirectionWork(id) => format!("work.{id}"),
            SortKey::DirectionWon(id) => format!("won.{id}"),
        };
        if self.descending { format!("-{column}") } else { column }
    }
}

fn invalid(field: &'static str, value: &str) -> QueryError {
    QueryError::Invalid { field, value: value.chars().take(40).collect() }
}

fn within(field: &'static str, length: usize, most: usize) -> Result<(), QueryError> {
    if length > most { Err(QueryError::TooLong { field, most }) } else { Ok(()) }
}

fn bounded_text(field: &'static str, value: &str) -> Result<String, QueryError> {
    within(field, value.chars().count(), MOST_TEXT)?;
    Ok(value.to_owned())
}

fn ids<T>(field: &'static str, list: &str, id: fn(i64) -> T) -> Result<Vec<T>, QueryError> {
    let parsed: Vec<T> = list
        .split(',')
        .filter(|part| !part.is_empty())
        .take(MOST_VALUES + 1)
        .map(|part| part.parse().map(id).map_err(|_| invalid(field, part)))
        .collect::<Result<_, _>>()?;
    within(field, parsed.len(), MOST_VALUES)?;
    Ok(parsed)
}

fn joined(ids: impl Iterator<Item = i64>) -> String {
    ids.map(|id| id.to_string()).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests;
