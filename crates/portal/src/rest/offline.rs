//! `event.offline.*`: reading the offline queue, on plans that have one.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::dates::{parse_instant, print_instant};
use crate::model::Records;
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::rest::list::{Op, PAGE, Start, Style, parse_start, split_prefix};
use crate::state::{OfflineEvent, Reading};

/// What the documents call reading with a reservation.
const RESERVATION: &str = "extended offline events handling";

/// Whose queue it is: an administrator's call within an app, on a plan with offline events.
fn queue_of(call: &Call<'_>) -> Result<usize, RestError> {
    let app = call.caller.app_index()?;
    call.caller.require_admin()?;
    if call.state.standing().without_offline {
        return Err(RestError::wrong_license("offline events"));
    }
    Ok(app)
}

/// `event.offline.get`: takes the next records, or with `clear=0` reserves them for a process.
pub(super) fn get(call: &Call<'_>) -> Outcome {
    let app = queue_of(call)?;
    let params = call.params;
    let connector = params.param_text("auth_connector").unwrap_or_default();
    let limit = params.param_int("limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE);
    let keep = params.param("clear").is_some_and(|clear| !clear.is_yes());
    if keep && !call.state.standing().reserves() {
        return Err(RestError::wrong_license(RESERVATION));
    }
    let reading = Reading {
        connector: &connector,
        errors: params.param("error").is_some_and(Value::is_yes),
        limit,
        keep,
        process_id: params.param_text("process_id").map(Cow::into_owned).filter(|id| !id.is_empty()),
        now: call.state.now_ms(),
    };
    let records = call.state.records();
    let order = order_of(params, "TIMESTAMP_X");
    let mut apps = call.state.apps();
    let (process_id, events) =
        apps[app].offline.read(&reading, |record| matches(record, params, &records), |a, b| compare(a, b, &order));
    let rows = events.iter().map(|record| print(record, &records)).collect();
    let process_id = process_id.map_or(Value::Null, Value::from);
    Ok(Answer::of(Value::map([("process_id", process_id), ("events", Value::List(rows))])))
}

/// `event.offline.list`: looks at the queue without changing it.
pub(super) fn list(call: &Call<'_>) -> Outcome {
    let app = queue_of(call)?;
    let records = call.state.records();
    let order = order_of(call.params, "ID");
    let mut apps = call.state.apps();
    apps[app].offline.release_lapsed(call.state.now_ms());
    let mut found: Vec<&OfflineEvent> =
        apps[app].offline.records().iter().filter(|record| matches(record, call.params, &records)).collect();
    found.sort_by(|a, b| compare(a, b, &order));
    let at = match parse_start(call.params, Style::Legacy) {
        Start::At(at) => at,
        Start::Uncounted => 0,
    };
    let rows: Vec<Value> = found
        .iter()
        .skip(at)
        .take(PAGE)
        .map(|record| {
            let mut row = print(record, &records);
            row.set("PROCESS_ID", record.process_id.as_str().into());
            row.set("ERROR", Value::word(if record.error { "1" } else { "0" }));
            row
        })
        .collect();
    let end = at + rows.len();
    let next = (!rows.is_empty() && end < found.len()).then_some(end);
    Ok(Answer { result: Value::List(rows), total: Some(found.len()), next })
}

/// `event.offline.clear`: confirms reserved records, all of a process or those named.
pub(super) fn clear(call: &Call<'_>) -> Outcome {
    let app = queue_of(call)?;
    let process_id = process_id(call.params)?;
    let ids = texts(call.params.param("id"));
    let messages = texts(call.params.param("message_id"));
    let chosen = |record: &OfflineEvent| match (&ids, &messages) {
        (Some(ids), _) => ids.contains(&record.id.to_string()),
        (None, Some(messages)) => messages.contains(&record.message_id),
        (None, None) => true,
    };
    let now = call.state.now_ms();
    let mut apps = call.state.apps();
    apps[app].offline.release_lapsed(now);
    apps[app].offline.confirm(&process_id, chosen);
    Ok(Answer::of(true))
}

/// `event.offline.error`: marks reserved records as failed, so that they are read only when asked for.
pub(super) fn error(call: &Call<'_>) -> Outcome {
    let app = queue_of(call)?;
    let process_id = process_id(call.params)?;
    let messages = texts(call.params.param("message_id"));
    let chosen = |record: &OfflineEvent| messages.as_ref().is_none_or(|some| some.contains(&record.message_id));
    let now = call.state.now_ms();
    let mut apps = call.state.apps();
    apps[app].offline.release_lapsed(now);
    apps[app].offline.fail(&process_id, chosen);
    Ok(Answer::of(true))
}

fn process_id(params: &Value) -> Result<String, RestError> {
    let given = params.param_text("process_id").unwrap_or_default().into_owned();
    if given.is_empty() { Err(RestError::argument("PROCESS_ID")) } else { Ok(given) }
}

fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    let value = value.filter(|value| **value != Value::Null)?;
    Some(value.items().into_iter().filter_map(Value::as_text).map(Cow::into_owned).collect())
}

fn print(record: &OfflineEvent, records: &Records) -> Value {
    let by = Value::map([("user_id", Value::text(record.user_id))]);
    Value::map([
        ("ID", Value::text(record.id)),
        ("TIMESTAMP_X", print_instant(record.at, &records.zone).into()),
        ("EVENT_NAME", Value::word(record.event)),
        ("EVENT_DATA", record.data.clone()),
        ("EVENT_ADDITIONAL", if record.user_id == 0 { Value::Bool(false) } else { by }),
        ("MESSAGE_ID", record.message_id.as_str().into()),
    ])
}

/// Sort keys; `true` is descending.
fn order_of(params: &Value, default: &'static str) -> Vec<(String, bool)> {
    let given = params.param("order").map(Value::entries).unwrap_or_default();
    let mut order: Vec<(String, bool)> = given
        .into_iter()
        .map(|(name, way)| (name.to_uppercase(), way.as_text().is_some_and(|way| way.eq_ignore_ascii_case("DESC"))))
        .collect();
    if order.is_empty() {
        order.push((default.to_owned(), false));
    }
    order
}

fn compare(a: &OfflineEvent, b: &OfflineEvent, order: &[(String, bool)]) -> Ordering {
    for (name, descending) in order {
        let by_key = match name.as_str() {
            "ID" => a.id.cmp(&b.id),
            "TIMESTAMP_X" => a.at.cmp(&b.at),
            "EVENT_NAME" => a.event.cmp(b.event),
            "MESSAGE_ID" => a.message_id.cmp(&b.message_id),
            _ => Ordering::Equal,
        };
        if by_key.is_ne() {
            return if *descending { by_key.reverse() } else { by_key };
        }
    }
    a.id.cmp(&b.id)
}

/// Whether a record passes the `filter` parameter; unknown fields are ignored.
fn matches(record: &OfflineEvent, params: &Value, records: &Records) -> bool {
    let filter = params.param("filter").map(Value::entries).unwrap_or_default();
    filter.into_iter().all(|(key, value)| {
        let (op, name) = split_prefix(&key);
        let orders: Vec<Ordering> =
            value.items().into_iter().filter_map(|value| order_against(record, name, value, records)).collect();
        let any = |test: fn(Ordering) -> bool| orders.is_empty() || orders.iter().any(|order| test(*order));
        match op {
            Op::NotEqual => !orders.iter().any(|order| order.is_eq()),
            Op::Greater => any(Ordering::is_gt),
            Op::AtLeast => any(Ordering::is_ge),
            Op::Less => any(Ordering::is_lt),
            Op::AtMost => any(Ordering::is_le),
            _ => any(Ordering::is_eq),
        }
    })
}

fn order_against(record: &OfflineEvent, name: &str, value: &Value, records: &Records) -> Option<Ordering> {
    let text = value.as_text()?;
    match name {
        "ID" => Some(i64::from(record.id).cmp(&value.as_int()?)),
        "TIMESTAMP_X" => Some(record.at.cmp(&parse_instant(&text, &records.zone)?)),
        "EVENT_NAME" => Some(record.event.cmp(&*text.to_uppercase())),
        "MESSAGE_ID" => Some(record.message_id.as_str().cmp(&text)),
        "PROCESS_ID" => Some(record.process_id.as_str().cmp(&text)),
        "ERROR" => Some(record.error.cmp(&value.is_yes())),
        _ => None,
    }
}
