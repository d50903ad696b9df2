//! Faults of lists: pages that repeat rows, pages that do not advance, totals that are wrong. The page before is read
//! anew, so a fault needs no memory and strikes inside a batch as well.

use crate::faults::FaultKind;
use crate::php::Value;

use super::call::{Answer, Call, Outcome};
use super::list::PAGE;

/// How a list is walked, as far as the parameters of one page tell.
#[derive(Debug, PartialEq, Eq)]
enum Walk {
    /// The first page, or no walk at all.
    First,
    /// A page by its offset.
    From(usize),
    /// A page of the ids above one; the key of that condition without its prefix.
    Above(String, i64),
}

impl Walk {
    fn of(params: &Value) -> Self {
        let start = params.param_int("start").and_then(|start| usize::try_from(start).ok()).unwrap_or(0);
        if start >= PAGE {
            return Self::From(start);
        }
        let filter = params.param("filter").map(Value::entries).unwrap_or_default();
        let bound = filter.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(">ID"));
        match bound.and_then(|(key, value)| Some((key[1..].to_owned(), value.as_int().filter(|id| *id > 0)?))) {
            Some((key, id)) => Self::Above(key, id),
            None => Self::First,
        }
    }
}

/// Damages a page as the faults in force have it.
pub(super) fn spoil(call: &Call<'_>, run: fn(&Call<'_>) -> Outcome, name: &str, answer: Answer) -> Answer {
    let Some(total) = answer.total else { return answer };
    let walk = Walk::of(call.params);
    let applies = |kind: FaultKind| match kind {
        FaultKind::WrongTotal => total > 0,
        FaultKind::RepeatRows | FaultKind::StuckPage => walk != Walk::First,
        _ => false,
    };
    let Some(fault) = call.state.faults().strike_page(name, applies) else { return answer };
    let again = |params: &Value| run(&Call { params, ..*call }).ok();
    let rows = usize::try_from(fault.rows).unwrap_or(0).min(PAGE);
    let spoilt = match (fault.kind, walk) {
        (FaultKind::WrongTotal, _) => {
            let offset = isize::try_from(fault.rows).unwrap_or(0);
            Some(Answer { total: Some(total.saturating_add_signed(offset)), ..answer.clone() })
        }
        (FaultKind::RepeatRows, Walk::From(start)) => {
            again(&with_start(call.params, start - PAGE)).map(|before| shifted(&answer, before, rows))
        }
        (FaultKind::RepeatRows, Walk::Above(key, id)) => {
            again(&descending(call.params, &key, id)).map(|before| repeating(&answer, before, rows))
        }
        (_, Walk::From(start)) => again(&with_start(call.params, start - PAGE)),
        (_, Walk::Above(key, id)) => again(&descending(call.params, &key, id)).map(|mut before| {
            if let Some(rows) = rows_of(&mut before.result) {
                rows.reverse();
            }
            Answer { total: answer.total, next: answer.next, ..before }
        }),
        (_, Walk::First) => None,
    };
    spoilt.unwrap_or(answer)
}

/// The page of a list that has grown by some rows in front of it: it begins with the last ones of the page before.
fn shifted(page: &Answer, mut before: Answer, grown: usize) -> Answer {
    let mut shown = page.clone();
    if let (Some(rows), Some(earlier)) = (rows_of(&mut shown.result), rows_of(&mut before.result)) {
        let kept = PAGE - grown;
        let overflows = rows.len() > kept;
        rows.truncate(kept);
        rows.splice(0..0, earlier.drain(kept.min(earlier.len())..));
        let follows = before.next.filter(|_| overflows).map(|start| start + PAGE);
        shown.next = page.next.or(follows);
        shown.total = page.total.map(|total| total + grown);
    }
    shown
}

/// A page by ids that begins with some rows of the page before, which come last one first. An empty page stays empty:
/// it ends the walk.
fn repeating(page: &Answer, mut before: Answer, count: usize) -> Answer {
    let mut shown = page.clone();
    if let (Some(rows), Some(earlier)) = (rows_of(&mut shown.result), rows_of(&mut before.result))
        && !rows.is_empty()
    {
        earlier.truncate(count);
        earlier.reverse();
        rows.splice(0..0, earlier.drain(..));
        rows.truncate(PAGE);
    }
    shown
}

/// The rows of a list: the result itself or its only list.
fn rows_of(result: &mut Value) -> Option<&mut Vec<Value>> {
    match result {
        Value::List(rows) => Some(rows),
        Value::Map(pairs) => pairs.iter_mut().find_map(|(_, value)| match value {
            Value::List(rows) => Some(rows),
            _ => None,
        }),
        _ => None,
    }
}

fn without(params: &Value, names: &[&str]) -> Value {
    let others =
        params.entries().into_iter().filter(|(key, _)| !names.iter().any(|name| key.eq_ignore_ascii_case(name)));
    Value::Map(others.map(|(key, value)| (key.into_owned().into(), value.clone())).collect())
}

fn with_start(params: &Value, start: usize) -> Value {
    let mut earlier = without(params, &["start"]);
    earlier.set("start", Value::text(start));
    earlier
}

/// The same list up to an id instead of above it, the highest one first.
fn descending(params: &Value, key: &str, id: i64) -> Value {
    let mut earlier = without(params, &["filter", "order"]);
    let mut filter = params.param("filter").map(|filter| without(filter, &[">ID"])).unwrap_or_default();
    filter.set(format!("<={key}"), Value::Int(id));
    earlier.set("filter", filter);
    // Some methods name the column in a parameter of its own.
    let by_column = params.param("sort").is_some();
    let order =
        if by_column { Value::word("DESC") } else { Value::Map(vec![(key.to_owned().into(), Value::word("DESC"))]) };
    earlier.set("order", order);
    earlier
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(ids: std::ops::Range<i64>, next: Option<usize>, total: usize) -> Answer {
        Answer { result: Value::List(ids.map(Value::Int).collect()), total: Some(total), next }
    }

    fn ids(answer: &mut Answer) -> Vec<i64> {
        rows_of(&mut answer.result).unwrap().iter().filter_map(Value::as_int).collect()
    }

    #[test]
    fn the_way_of_walking_is_told_by_the_parameters() {
        let filter = |key: &'static str, id| Value::map([("FILTER", Value::map([(key, Value::Int(id))]))]);
        assert_eq!(Walk::of(&Value::map([("start", Value::word("100"))])), Walk::From(100));
        assert_eq!(Walk::of(&filter(">id", 7)), Walk::Above("id".to_owned(), 7));
        assert_eq!(Walk::of(&filter(">ID", 0)), Walk::First);
        assert_eq!(Walk::of(&filter("<ID", 7)), Walk::First);
    }

    #[test]
    fn a_list_that_has_grown_keeps_every_row_and_may_need_one_page_more() {
        // 98 rows in two pages become 101 in three.
        let mut second = shifted(&page(50..98, None, 98), page(0..50, Some(50), 98), 3);
        assert_eq!(ids(&mut second), (47..97).collect::<Vec<i64>>());
        assert_eq!((second.next, second.total), (Some(100), Some(101)));
        let mut third = shifted(&page(0..0, None, 98), page(50..98, None, 98), 3);
        assert_eq!(ids(&mut third), [97]);
        assert_eq!(third.next, None);
    }
}
