//! Filters: operation prefixes, lists of values, nested alternatives.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::model::Records;
use crate::php::Value;
use crate::rest::error::RestError;

use super::Cell;
use super::cell::compare_text;
use super::field::{Column, Entity, Field, Style, column_by_name};
use super::operand::{Operand, operand};

/// What a condition asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Equal,
    NotEqual,
    Greater,
    AtLeast,
    Less,
    AtMost,
    /// Substring.
    Contains,
    NotContains,
    /// Mask with `%`.
    Like,
    NotLike,
    Between,
    NotBetween,
}

/// Prefixes of field names, longest first.
const PREFIXES: &[(&str, Op)] = &[
    ("!><", Op::NotBetween),
    ("!=%", Op::NotLike),
    ("!%=", Op::NotLike),
    ("><", Op::Between),
    (">=", Op::AtLeast),
    ("<=", Op::AtMost),
    ("!@", Op::NotEqual),
    ("!=", Op::NotEqual),
    ("!%", Op::NotContains),
    ("=%", Op::Like),
    ("%=", Op::Like),
    (">", Op::Greater),
    ("<", Op::Less),
    ("@", Op::Equal),
    ("!", Op::NotEqual),
    ("%", Op::Contains),
    ("?", Op::Contains),
    ("=", Op::Equal),
];

/// One condition.
pub(crate) struct Condition<'r, T: 'static> {
    pub(crate) column: Column<'r, T>,
    pub(crate) op: Op,
    pub(crate) operands: Vec<Operand>,
}

/// A filter.
pub(crate) enum Filter<'r, T: 'static> {
    All(Vec<Filter<'r, T>>),
    Any(Vec<Filter<'r, T>>),
    Test(Condition<'r, T>),
}

impl<T: Entity> Filter<'_, T> {
    pub(crate) fn matches(&self, row: &T, records: &Records) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.matches(row, records)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(row, records)),
            Self::Test(condition) => condition.matches(&condition.column.read(row, records)),
        }
    }
}

impl<T: Entity> Condition<'_, T> {
    fn matches(&self, cell: &Cell<'_>) -> bool {
        if let Cell::Many(cells) = cell {
            return self.matches_many(cells);
        }
        let any = |test: &dyn Fn(&Operand) -> bool| self.operands.iter().any(test);
        match self.op {
            Op::Equal => any(&|operand| equals(cell, operand)),
            Op::NotEqual => !any(&|operand| equals(cell, operand)),
            Op::Greater => any(&|operand| order(cell, operand) == Some(Ordering::Greater)),
            Op::AtLeast => any(&|operand| order(cell, operand).is_some_and(Ordering::is_ge)),
            Op::Less => any(&|operand| order(cell, operand) == Some(Ordering::Less)),
            Op::AtMost => any(&|operand| order(cell, operand).is_some_and(Ordering::is_le)),
            Op::Contains => any(&|operand| contains(cell, operand)),
            Op::NotContains => !any(&|operand| contains(cell, operand)),
            Op::Like => any(&|operand| like(cell, operand)),
            Op::NotLike => !any(&|operand| like(cell, operand)),
            Op::Between => self.is_between(cell),
            Op::NotBetween => !self.is_between(cell),
        }
    }

    /// A multiple field fits when one of its values does; a denial, when none of them fits what is denied.
    fn matches_many(&self, cells: &[Cell<'_>]) -> bool {
        let denied = matches!(self.op, Op::NotEqual | Op::NotContains | Op::NotLike | Op::NotBetween);
        if cells.is_empty() {
            return self.matches(&Cell::None);
        }
        if denied { cells.iter().all(|cell| self.matches(cell)) } else { cells.iter().any(|cell| self.matches(cell)) }
    }

    fn is_between(&self, cell: &Cell<'_>) -> bool {
        let [low, high] = &self.operands[..] else { return false };
        order(cell, low).is_some_and(Ordering::is_ge) && order(cell, high).is_some_and(Ordering::is_le)
    }
}

fn equals(cell: &Cell<'_>, operand: &Operand) -> bool {
    match (cell, operand) {
        (_, Operand::Empty) => cell.is_empty(),
        (Cell::Ids(ids), Operand::Int(number)) => ids.iter().any(|id| i64::from(*id) == *number),
        _ => order(cell, operand) == Some(Ordering::Equal),
    }
}

/// Order of a cell against an operand; nothing compares with nothing.
fn order(cell: &Cell<'_>, operand: &Operand) -> Option<Ordering> {
    match (cell, operand) {
        (Cell::Int(a), Operand::Int(b))
        | (Cell::Money(a) | Cell::Amount(a, _), Operand::Money(b))
        | (Cell::Instant(a), Operand::Instant(b)) => Some(a.cmp(b)),
        (Cell::Ref(id) | Cell::Item(id), Operand::Int(b)) => Some(i64::from(*id).cmp(b)),
        (Cell::Double(a), Operand::Double(b)) => a.partial_cmp(b),
        (Cell::Text(_) | Cell::Made(_), Operand::Text(b)) => cell.text().map(|a| compare_text(a, b)),
        (Cell::Flag(a) | Cell::UserFlag(a), Operand::Flag(b)) => Some(a.cmp(b)),
        (Cell::Day(a), Operand::Day(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn text_of<'a>(cell: &'a Cell<'_>) -> Option<Cow<'a, str>> {
    match cell {
        Cell::Text(_) | Cell::Made(_) => cell.text().map(Cow::Borrowed),
        Cell::Int(number) => Some(Cow::Owned(number.to_string())),
        Cell::Ref(id) | Cell::Item(id) => Some(Cow::Owned(id.to_string())),
        _ => None,
    }
}

fn operand_text(operand: &Operand) -> Option<Cow<'_, str>> {
    match operand {
        Operand::Text(text) => Some(Cow::Borrowed(text)),
        Operand::Int(number) => Some(Cow::Owned(number.to_string())),
        Operand::Empty => Some(Cow::Borrowed("")),
        _ => None,
    }
}

fn contains(cell: &Cell<'_>, operand: &Operand) -> bool {
    match (text_of(cell), operand_text(operand)) {
        (Some(text), Some(part)) => text.to_lowercase().contains(&part.to_lowercase()),
        _ => false,
    }
}

fn like(cell: &Cell<'_>, operand: &Operand) -> bool {
    match (text_of(cell), operand_text(operand)) {
        (Some(text), Some(mask)) => mask_matches(&text.to_lowercase(), &mask.to_lowercase()),
        _ => false,
    }
}

/// `%` stands for any run of characters; everything else for itself.
fn mask_matches(text: &str, mask: &str) -> bool {
    let mut parts = mask.split('%');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut middle: Vec<&str> = parts.collect();
    let Some(last) = middle.pop() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

impl<'r, T: Entity> Filter<'r, T> {
    /// Rows whose column is this number: for kinds of records that share a table.
    pub(crate) fn number(field: &'static Field<T>, number: u32) -> Self {
        let operands = vec![Operand::Int(i64::from(number))];
        Self::Test(Condition { column: Column::Standard(field), op: Op::Equal, operands })
    }

    /// Holds, and only of rows with one of these numbers in their id: asked first, so that no other row is read.
    pub(crate) fn among(self, id: &'static Field<T>, mut numbers: Vec<u32>) -> Self {
        numbers.sort_unstable();
        let test = |op, numbers: &[u32]| {
            let operands = numbers.iter().map(|number| Operand::Int(i64::from(*number))).collect();
            Self::Test(Condition { column: Column::Standard(id), op, operands })
        };
        let (first, last) = (numbers.first().copied().unwrap_or(1), numbers.last().copied().unwrap_or(0));
        let mut parts = vec![test(Op::AtLeast, &[first]), test(Op::AtMost, &[last]), test(Op::Equal, &numbers)];
        // Conditions on the id are looked for at the top.
        match self {
            Self::All(others) => parts.extend(others),
            alone => parts.push(alone),
        }
        Self::All(parts)
    }

    /// Both hold.
    pub(crate) fn and(self, other: Self) -> Self {
        match self {
            // Conditions on the id are looked for at the top.
            Self::All(mut parts) => {
                parts.push(other);
                Self::All(parts)
            }
            alone => Self::All(vec![alone, other]),
        }
    }
}

/// Splits the operation off a field name.
pub(crate) fn split_prefix(key: &str) -> (Op, &str) {
    for (prefix, op) in PREFIXES {
        if let Some(name) = key.strip_prefix(prefix) {
            return (*op, name);
        }
    }
    (Op::Equal, key)
}

/// Reads the `filter` parameter.
///
/// # Errors
/// Legacy lists refuse a filter that is no array and ignore unknown fields; item lists refuse unknown fields and values
/// of the wrong type (`INVALID_ARG_VALUE`).
pub(crate) fn parse_filter<'r, T: Entity>(
    value: Option<&Value>,
    style: Style,
    records: &'r Records,
) -> Result<Filter<'r, T>, RestError> {
    match value {
        None | Some(Value::Null) => Ok(Filter::All(Vec::new())),
        Some(value) if value.is_array() => parse_group(value, style, records),
        Some(Value::Text(text)) if text.is_empty() => Ok(Filter::All(Vec::new())),
        Some(_) => Err(RestError::legacy("Parameter 'filter' must be array.")),
    }
}

fn parse_group<'r, T: Entity>(value: &Value, style: Style, records: &'r Records) -> Result<Filter<'r, T>, RestError> {
    let mut parts = Vec::new();
    let mut any = false;
    for (key, member) in value.entries() {
        if !style.is_legacy() && key.eq_ignore_ascii_case("logic") {
            any = member.as_text().is_some_and(|text| text.eq_ignore_ascii_case("OR"));
            continue;
        }
        if !style.is_legacy() && member.is_array() && key.bytes().all(|byte| byte.is_ascii_digit()) {
            parts.push(parse_group(member, style, records)?);
            continue;
        }
        let (op, name) = split_prefix(&key);
        let searched = || T::searched().iter().find(|field| style.is_legacy() && field.upper == name);
        let column = column_by_name::<T>(name, style, records).or_else(|| searched().map(Column::Standard));
        match column {
            Some(column) => parts.push(Filter::Test(condition(column, op, member, style, name, records)?)),
            None if style.is_legacy() => {}
            None => {
                let text = format!("Invalid filter: field '{name}' is not allowed in filter");
                return Err(RestError::invalid_value(text));
            }
        }
    }
    Ok(if any { Filter::Any(parts) } else { Filter::All(parts) })
}

fn condition<'r, T: Entity>(
    column: Column<'r, T>,
    op: Op,
    value: &Value,
    style: Style,
    name: &str,
    records: &'r Records,
) -> Result<Condition<'r, T>, RestError> {
    let is_ordering = matches!(op, Op::Greater | Op::AtLeast | Op::Less | Op::AtMost);
    if is_ordering && value.is_array() {
        // An ordering against an array has no value to compare with: it counts as zero, so a pager whose reference did
        // not resolve reads the first page again.
        return Ok(Condition { column, op, operands: vec![Operand::Int(0)] });
    }
    let mut operands = Vec::new();
    for item in value.items() {
        match operand(column.kind(), op, item, records) {
            Some(Operand::Empty) if is_ordering => operands.push(Operand::Int(0)),
            Some(operand) => operands.push(operand),
            None if style.is_legacy() => operands.push(Operand::Int(0)),
            None => {
                return Err(RestError::invalid_value(format!("Invalid filter: field '{name}' has invalid value")));
            }
        }
    }
    Ok(Condition { column, op, operands })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_prefix_is_told_apart() {
        let cases = [
            (">=ID", Op::AtLeast),
            (">ID", Op::Greater),
            ("<=ID", Op::AtMost),
            ("<ID", Op::Less),
            ("@ID", Op::Equal),
            ("!@ID", Op::NotEqual),
            ("%ID", Op::Contains),
            ("=%ID", Op::Like),
            ("%=ID", Op::Like),
            ("!%ID", Op::NotContains),
            ("!=%ID", Op::NotLike),
            ("!%=ID", Op::NotLike),
            ("=ID", Op::Equal),
            ("!=ID", Op::NotEqual),
            ("!ID", Op::NotEqual),
            ("><ID", Op::Between),
            ("!><ID", Op::NotBetween),
            ("ID", Op::Equal),
        ];
        for (key, op) in cases {
            assert_eq!(split_prefix(key), (op, "ID"), "{key}");
        }
    }

    #[test]
    fn masks_match_whole_texts() {
        for (text, mask, expected) in [
            ("молоко", "мол%", true),
            ("молоко", "%ко", true),
            ("молоко", "%оло%", true),
            ("молоко", "м%о", true),
            ("молоко", "молоко", true),
            ("молоко", "мол", false),
            ("молоко", "%мол", false),
            ("aa", "a%a%a", false),
        ] {
            assert_eq!(mask_matches(text, mask), expected, "{text} {mask}");
        }
    }
}
