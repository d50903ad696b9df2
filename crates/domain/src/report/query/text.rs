//! The text form of a query.

use super::{Between, LastContact, MOST_TEXT, MOST_VALUES, Presence, QueryError, ReportQuery, Sort, StateKind};
use crate::ids::{CompanyId, DepartmentId, DirectionId, PersonId};

impl ReportQuery {
    /// Reads `q=…&company=7&responsible=1,2&department=3&direction=4&state=free&sector=IT&sector=&region=…&source=…&
    /// inn=present&inn_text=77&created=2025-01-01..&turnover=1000..&employees=..50&work=1..&won=..&
    /// last=never&overdue=1&sort=-work`.
    ///
    /// Unknown fields are ignored, so that a page's address may carry more.
    ///
    /// # Errors
    /// A known field with a value that does not read, or that is too long.
    pub fn parse(query: &str) -> Result<Self, QueryError> {
        let mut parsed = Self::default();
        for (key, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
            parsed.read(&key, &value)?;
        }
        Ok(parsed)
    }

    fn read(&mut self, key: &str, value: &str) -> Result<(), QueryError> {
        match key {
            "q" => self.text = bounded_text("q", value)?,
            "company" => self.companies = ids("company", value, CompanyId)?,
            "responsible" => self.responsible = ids("responsible", value, PersonId)?,
            "department" => self.departments = ids("department", value, DepartmentId)?,
            "direction" => self.directions = ids("direction", value, DirectionId)?,
            "state" => self.states = states(value)?,
            "sector" => one_more("sector", &mut self.sectors, value)?,
            "region" => one_more("region", &mut self.regions, value)?,
            "source" => one_more("source", &mut self.sources, value)?,
            "inn" => self.inn = presence(value)?,
            "inn_text" => self.inn_text = bounded_text("inn_text", value)?,
            "created" => self.created = Between::parse("created", value)?,
            "turnover" => self.turnover = Between::parse("turnover", value)?,
            "employees" => self.employees = Between::parse("employees", value)?,
            "work" => self.work = Between::parse("work", value)?,
            "won" => self.won = Between::parse("won", value)?,
            "last" if value == "never" => self.last = LastContact::Never,
            "last" => self.last = LastContact::On(Between::parse("last", value)?),
            "overdue" => {
                self.overdue = match value {
                    "1" => true,
                    "0" | "" => false,
                    other => return Err(QueryError::invalid("overdue", other)),
                }
            }
            "sort" => self.sort = Sort::parse(value)?,
            _ => {}
        }
        Ok(())
    }

    /// The text [`Self::parse`] reads; defaults are left out, so the plain report has an empty text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        let states: Vec<&str> = self.states.iter().map(|state| state.code()).collect();
        let last = match &self.last {
            LastContact::Never => "never".to_owned(),
            LastContact::On(days) => days.to_text(),
        };
        let inn = match self.inn {
            Presence::Any => "",
            Presence::Present => "present",
            Presence::Absent => "absent",
        };
        let before = [
            ("q", self.text.clone()),
            ("company", joined(self.companies.iter().map(|id| id.0))),
            ("responsible", joined(self.responsible.iter().map(|id| id.0))),
            ("department", joined(self.departments.iter().map(|id| id.0))),
            ("direction", joined(self.directions.iter().map(|id| id.0))),
            ("state", states.join(",")),
        ];
        let keys = [("sector", &self.sectors), ("region", &self.regions), ("source", &self.sources)];
        let behind = [
            ("inn", inn.to_owned()),
            ("inn_text", self.inn_text.clone()),
            ("created", self.created.to_text()),
            ("turnover", self.turnover.to_text()),
            ("employees", self.employees.to_text()),
            ("work", self.work.to_text()),
            ("won", self.won.to_text()),
            ("last", last),
        ];
        for (key, value) in before.iter().filter(|(_, value)| !value.is_empty()) {
            text.append_pair(key, value);
        }
        for (key, values) in keys {
            for value in values {
                text.append_pair(key, value);
            }
        }
        for (key, value) in behind.iter().filter(|(_, value)| !value.is_empty()) {
            text.append_pair(key, value);
        }
        if self.overdue {
            text.append_pair("overdue", "1");
        }
        if self.sort != Sort::default() {
            text.append_pair("sort", &self.sort.to_text());
        }
        text.finish()
    }
}

fn within(field: &'static str, length: usize, most: usize) -> Result<(), QueryError> {
    if length > most { Err(QueryError::TooLong { field, most }) } else { Ok(()) }
}

fn bounded_text(field: &'static str, value: &str) -> Result<String, QueryError> {
    within(field, value.chars().count(), MOST_TEXT)?;
    Ok(value.to_owned())
}

/// Keys may hold commas, so each has a field of its own.
fn one_more(field: &'static str, list: &mut Vec<String>, value: &str) -> Result<(), QueryError> {
    list.push(bounded_text(field, value)?);
    within(field, list.len(), MOST_VALUES)
}

fn presence(value: &str) -> Result<Presence, QueryError> {
    match value {
        "" => Ok(Presence::Any),
        "present" => Ok(Presence::Present),
        "absent" => Ok(Presence::Absent),
        other => Err(QueryError::invalid("inn", other)),
    }
}

fn states(list: &str) -> Result<Vec<StateKind>, QueryError> {
    let parts: Vec<&str> = list.split(',').filter(|part| !part.is_empty()).take(MOST_VALUES + 1).collect();
    within("state", parts.len(), MOST_VALUES)?;
    let state = |part: &str| StateKind::from_code(part).ok_or_else(|| QueryError::invalid("state", part));
    parts.into_iter().map(state).collect()
}

fn ids<T>(field: &'static str, list: &str, id: fn(i64) -> T) -> Result<Vec<T>, QueryError> {
    let parsed: Vec<T> = list
        .split(',')
        .filter(|part| !part.is_empty())
        .take(MOST_VALUES + 1)
        .map(|part| part.parse().map(id).map_err(|_| QueryError::invalid(field, part)))
        .collect::<Result<_, _>>()?;
    within(field, parsed.len(), MOST_VALUES)?;
    Ok(parsed)
}

fn joined(ids: impl Iterator<Item = i64>) -> String {
    ids.map(|id| id.to_string()).collect::<Vec<_>>().join(",")
}
