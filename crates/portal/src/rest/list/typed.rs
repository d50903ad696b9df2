//! Lists of the newer kind: typed rows under a name of their own, an exact offset.

use crate::model::{Records, Table};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};

use super::field::{Entity, Style};
use super::filter::{Filter, parse_filter};
use super::page::{Start, page_of, parse_order, parse_start};
use super::print::{parse_select, print_row};

/// A list under `name`, of the rows `within` holds for. `start=-1` is documented for CRM lists only: elsewhere a negative start is the first page, with
/// a total.
pub(crate) fn typed_list<T: Entity>(
    call: &Call<'_>,
    filter: Option<&Value>,
    within: Option<Filter<'_, T>>,
    (table, records): (&Table<T>, &Records),
    name: &'static str,
) -> Outcome {
    let style = Style::Item;
    let filter = parse_filter::<T>(filter, style, records)?;
    let filter = match within {
        Some(within) => filter.and(within),
        None => filter,
    };
    let order = parse_order::<T>(call.params.param("order"), style, records)?;
    // Nothing selected means everything, columns that are no scalars included.
    let everything = Value::word("*");
    let select = parse_select::<T>(call.params.param("select").or(Some(&everything)), style, records);
    let start = match parse_start(call.params, style) {
        Start::Uncounted => Start::At(0),
        counted => counted,
    };
    let page = page_of(table, filter, &order, start, records);
    let rows = page.rows.iter().map(|row| print_row(*row, &select, style, records)).collect();
    let result = Value::map([(name, Value::List(rows))]);
    Ok(Answer { result, total: Some(page.total), next: page.next })
}

/// One row with all its columns, under `name`.
pub(crate) fn typed_row<T: Entity>(row: &T, records: &Records, name: &'static str) -> Answer {
    let select = parse_select::<T>(Some(&Value::word("*")), Style::Item, records);
    Answer::of(Value::map([(name, print_row(row, &select, Style::Item, records))]))
}
