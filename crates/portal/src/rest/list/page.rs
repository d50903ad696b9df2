//! Orders and pages. A list in id order is walked from a bound found by binary search and never scanned as a whole,
//! unless a total is asked for under a filter.

use std::cmp::Ordering;
use std::ops::Range;

use crate::model::{Records, Table};
use crate::php::Value;
use crate::rest::error::RestError;

use super::PAGE;
use super::field::{Column, Entity, Style, column_by_name};
use super::filter::{Condition, Filter, Op};
use super::operand::Operand;

/// Where a page starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// At this row, with a total.
    At(usize),
    /// At the first row, without counting (`start=-1`).
    Uncounted,
}

/// Sort keys, first one first; `true` is descending.
pub(crate) type Order<'r, T> = Vec<(Column<'r, T>, bool)>;

/// One page.
pub(crate) struct Page<'a, T> {
    pub(crate) rows: Vec<&'a T>,
    pub(crate) total: usize,
    pub(crate) next: Option<usize>,
}

/// Reads `start`. Legacy lists round it down to a whole page; `-1` switches counting off.
pub(crate) fn parse_start(params: &Value, style: Style) -> Start {
    match params.param_int("start").unwrap_or(0) {
        negative if negative < 0 => Start::Uncounted,
        start => {
            let start = usize::try_from(start).unwrap_or(0);
            Start::At(if style.is_legacy() { start / PAGE * PAGE } else { start })
        }
    }
}

/// Reads `order`.
///
/// # Errors
/// Legacy lists refuse an order that is no array and ignore unknown fields; item lists refuse both unknown fields and
/// unknown directions.
pub(crate) fn parse_order<'r, T: Entity>(
    value: Option<&Value>,
    style: Style,
    records: &'r Records,
) -> Result<Order<'r, T>, RestError> {
    let Some(value) = value.filter(|value| **value != Value::Null && **value != Value::word("")) else {
        return Ok(Vec::new());
    };
    if !value.is_array() {
        return Err(RestError::legacy("Parameter 'order' must be array."));
    }
    let mut order = Vec::new();
    for (name, direction) in value.entries() {
        let direction = direction.as_text().unwrap_or_default();
        let descending = direction.eq_ignore_ascii_case("DESC");
        match column_by_name::<T>(&name, style, records) {
            Some(_) if !style.is_legacy() && !descending && !direction.eq_ignore_ascii_case("ASC") => {
                return Err(RestError::invalid_value(format!(
                    "Invalid order: allowed sort directions are ASC, DESC. But got '{direction}' for field '{name}'"
                )));
            }
            Some(column) => order.push((column, descending)),
            None if style.is_legacy() => {}
            None => {
                let text = format!("Invalid order: field '{name}' is not allowed in order");
                return Err(RestError::invalid_value(text));
            }
        }
    }
    Ok(order)
}

/// Cuts one page out of a table.
pub(crate) fn page_of<'a, T: Entity>(
    table: &'a Table<T>,
    filter: Filter<'_, T>,
    order: &Order<'_, T>,
    start: Start,
    records: &Records,
) -> Page<'a, T> {
    let (range, rest) = narrow(table, filter);
    let rows = &table.rows()[range];
    match order.first() {
        None => walk(rows.iter(), rows.len(), &rest, start, records),
        Some((column, false)) if column.is_id() => walk(rows.iter(), rows.len(), &rest, start, records),
        Some((column, true)) if column.is_id() => walk(rows.iter().rev(), rows.len(), &rest, start, records),
        Some(_) => sorted(rows, &rest, order, start, records),
    }
}

/// Turns conditions on the id into a range of rows and returns the other conditions.
fn narrow<'r, T: Entity>(table: &Table<T>, filter: Filter<'r, T>) -> (Range<usize>, Vec<Filter<'r, T>>) {
    let mut range = 0..table.len();
    let mut rest = Vec::new();
    let parts = match filter {
        Filter::All(parts) => parts,
        other => vec![other],
    };
    for part in parts {
        match &part {
            Filter::Test(condition) => match id_bounds(table, condition) {
                Some(bounds) => range = range.start.max(bounds.start)..range.end.min(bounds.end),
                None => rest.push(part),
            },
            _ => rest.push(part),
        }
    }
    if range.start > range.end {
        range.start = range.end;
    }
    (range, rest)
}

fn id_bounds<T: Entity>(table: &Table<T>, condition: &Condition<'_, T>) -> Option<Range<usize>> {
    let [Operand::Int(number)] = condition.operands[..] else { return None };
    if !condition.column.is_id() {
        return None;
    }
    let below = |id: i64| u32::try_from(id.max(0)).map_or(table.len(), |id| table.lower_bound(id));
    match condition.op {
        Op::Equal => Some(below(number)..below(number.saturating_add(1))),
        Op::Greater => Some(below(number.saturating_add(1))..table.len()),
        Op::AtLeast => Some(below(number)..table.len()),
        Op::Less => Some(0..below(number)),
        Op::AtMost => Some(0..below(number.saturating_add(1))),
        _ => None,
    }
}

fn walk<'a, T: Entity>(
    rows: impl Iterator<Item = &'a T>,
    count: usize,
    rest: &[Filter<'_, T>],
    start: Start,
    records: &Records,
) -> Page<'a, T> {
    let fits = |row: &&'a T| rest.iter().all(|part| part.matches(row, records));
    match start {
        Start::Uncounted => Page { rows: rows.filter(fits).take(PAGE).collect(), total: 0, next: None },
        Start::At(at) if rest.is_empty() => finish(rows.skip(at).take(PAGE).collect(), at, count),
        Start::At(at) => {
            let mut found = Vec::with_capacity(PAGE);
            let mut total = 0;
            for row in rows.filter(fits) {
                if total >= at && found.len() < PAGE {
                    found.push(row);
                }
                total += 1;
            }
            finish(found, at, total)
        }
    }
}

fn sorted<'a, T: Entity>(
    rows: &'a [T],
    rest: &[Filter<'_, T>],
    order: &Order<'_, T>,
    start: Start,
    records: &Records,
) -> Page<'a, T> {
    let mut found: Vec<&T> = rows.iter().filter(|row| rest.iter().all(|part| part.matches(row, records))).collect();
    let total = found.len();
    let at = if let Start::At(at) = start { at } else { 0 };
    let compare = |a: &&T, b: &&T| compare_rows(*a, *b, order, records);
    let end = at.saturating_add(PAGE);
    if end < total {
        // Only the head up to the end of this page has to be put in order.
        found.select_nth_unstable_by(end, compare);
        found.truncate(end);
    }
    found.sort_unstable_by(compare);
    let page: Vec<&T> = found.into_iter().skip(at).take(PAGE).collect();
    match start {
        Start::Uncounted => Page { rows: page, total: 0, next: None },
        Start::At(_) => finish(page, at, total),
    }
}

/// Rows equal in every key stay in the order of their ids, so pages neither overlap nor leave gaps.
fn compare_rows<T: Entity>(a: &T, b: &T, order: &Order<'_, T>, records: &Records) -> Ordering {
    for (column, descending) in order {
        let by_key = column.read(a, records).sort_cmp(&column.read(b, records));
        let by_key = if *descending { by_key.reverse() } else { by_key };
        if by_key.is_ne() {
            return by_key;
        }
    }
    a.id().cmp(&b.id())
}

fn finish<T>(rows: Vec<&T>, at: usize, total: usize) -> Page<'_, T> {
    let end = at + rows.len();
    let next = (!rows.is_empty() && end < total).then_some(end);
    Page { rows, total, next }
}
