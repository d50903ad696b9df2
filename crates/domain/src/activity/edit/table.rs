//! Plans as text: a table from the clipboard, a file of lines.

use super::{CellEdit, CellFault, Fault, MOST_CELLS, Planned, RateChange};
use crate::activity::period::{Month, parse_day};
use crate::activity::plan::{MOST_PER_DAY, Span};
use crate::activity::setup::Setup;
use crate::ids::PersonId;
use crate::rights::Scope;
use crate::text::fold;
use std::collections::BTreeMap;

/// Largest table or file, bytes.
pub const MOST_TEXT: usize = 200_000;

type Cells = Result<Vec<CellEdit>, Vec<CellFault>>;

fn number(at: usize) -> Option<u32> {
    u32::try_from(at + 1).ok()
}

/// A whole number as people type it: with spaces between thousands, with a decimal part of nothing.
fn whole(text: &str) -> Option<u32> {
    let plain: String = text.chars().filter(|char| !char.is_whitespace()).collect();
    let plain = plain.strip_suffix(",0").or_else(|| plain.strip_suffix(".0")).unwrap_or(&plain);
    let digits = !plain.is_empty() && plain.len() <= 9 && plain.bytes().all(|byte| byte.is_ascii_digit());
    if digits { plain.parse().ok().filter(|number| *number <= MOST_PER_DAY) } else { None }
}

/// Lines of a text, without the empty ones at its end.
fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines
}

/// Reads a pasted table. It may be smaller than the place it is pasted to, not larger.
pub(super) fn pasted(people: &[PersonId], spans: &[Span], planned: Planned, text: &str) -> Cells {
    let shape = |line: Option<u32>, column: Option<u32>| CellFault::at(Fault::Shape, line, column, "");
    if text.len() > MOST_TEXT || people.len().saturating_mul(spans.len()) > MOST_CELLS {
        return Err(vec![shape(None, None)]);
    }
    let (mut cells, mut faults) = (Vec::new(), Vec::new());
    for (row, line) in lines(text).into_iter().enumerate() {
        let Some(person) = people.get(row) else {
            faults.push(shape(number(row), None));
            break;
        };
        for (column, value) in line.split('\t').enumerate() {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let Some(span) = spans.get(column) else {
                faults.push(shape(number(row), number(column)));
                break;
            };
            let Some(count) = whole(value) else {
                let fault = CellFault::at(Fault::Number, number(row), number(column), value);
                faults.push(CellFault { person: Some(*person), span: Some(*span), ..fault });
                continue;
            };
            let change = match planned {
                Planned::Calls => RateChange { calls: Some(Some(count)), meetings: None },
                Planned::Meetings => RateChange { calls: None, meetings: Some(Some(count)) },
            };
            cells.push(CellEdit { person: *person, span: *span, change, seen: None });
        }
    }
    if faults.is_empty() { Ok(cells) } else { Err(faults) }
}

/// Reads a file: `person; date; calls; meetings`, parted by semicolons, tabs or commas. The person is an id or a full
/// name; the date a day or a month; an empty number stays as it is. A first line of headings is passed over.
pub(super) fn imported(setup: &Setup, scope: &Scope, text: &str) -> Cells {
    if text.len() > MOST_TEXT {
        return Err(vec![CellFault::at(Fault::Shape, None, None, "")]);
    }
    let names = names(setup, scope);
    let lines = lines(text.strip_prefix('\u{feff}').unwrap_or(text));
    let separator = [';', '\t'].into_iter().find(|part| text.contains(*part)).unwrap_or(',');
    let (mut cells, mut faults) = (Vec::new(), Vec::new());
    for (at, line) in lines.into_iter().enumerate() {
        let fields: Vec<&str> = line.split(separator).map(|field| field.trim().trim_matches('"').trim()).collect();
        let heading = at == 0 && fields.get(1).is_some_and(|date| !date.bytes().any(|byte| byte.is_ascii_digit()));
        if line.trim().is_empty() || heading {
            continue;
        }
        match cell(&names, &fields) {
            Ok(cell) => cells.push(cell),
            Err((fault, column)) => {
                let value = fields.get(column).copied().unwrap_or_default();
                faults.push(CellFault::at(fault, number(at), number(column), value));
            }
        }
    }
    if faults.is_empty() { Ok(cells) } else { Err(faults) }
}

/// People by id and by folded name; a name two people have names nobody.
fn names(setup: &Setup, scope: &Scope) -> BTreeMap<String, Option<PersonId>> {
    let mut names = BTreeMap::new();
    for person in setup.people.iter().filter(|person| scope.includes(Some(person.id))) {
        names.insert(person.id.to_string(), Some(person.id));
        let reversed = format!("{} {}", person.name, person.last_name);
        for name in [person.full_name(), reversed.trim().to_owned()] {
            let entry = names.entry(fold(&name)).or_insert(Some(person.id));
            if *entry != Some(person.id) {
                *entry = None;
            }
        }
    }
    names
}

fn cell(names: &BTreeMap<String, Option<PersonId>>, fields: &[&str]) -> Result<CellEdit, (Fault, usize)> {
    let [name, date, numbers @ ..] = fields else { return Err((Fault::Shape, fields.len())) };
    if numbers.is_empty() || numbers.len() > 2 {
        return Err((Fault::Shape, fields.len()));
    }
    let person = names.get(&fold(name)).copied().flatten().ok_or((Fault::Person, 0))?;
    let span = date_of(date).ok_or((Fault::Date, 1))?;
    let number = |at: usize| match numbers.get(at).copied().unwrap_or_default() {
        "" => Ok(None),
        text => whole(text).map(|count| Some(Some(count))).ok_or((Fault::Number, 2 + at)),
    };
    let change = RateChange { calls: number(0)?, meetings: number(1)? };
    Ok(CellEdit { person, span, change, seen: None })
}

/// A day as `2026-12-09` or `09.12.2026`, a month as `2026-12` or `12.2026`.
fn date_of(text: &str) -> Option<Span> {
    if let Some(day) = parse_day(text) {
        return Some(Span::Day(day));
    }
    if let Some(month) = Month::parse(text) {
        return Some(Span::Month(month));
    }
    let parts: Vec<&str> = text.split('.').collect();
    let turned = match parts.as_slice() {
        [day, month, year] => format!("{year}-{month:0>2}-{day:0>2}"),
        [month, year] => format!("{year}-{month:0>2}"),
        _ => return None,
    };
    parse_day(&turned).map(Span::Day).or_else(|| Month::parse(&turned).map(Span::Month))
}
