//! CRM methods: records, reference data and item lists.

mod activities;
mod addresses;
mod comments;
mod companies;
mod contacts;
mod deals;
mod goods;
mod items;
mod leads;
mod links;
mod methods;
mod owners;
mod payments;
mod reference;
mod requisites;
mod smart;
mod stage_history;
mod user_field_changes;
mod user_field_config;
mod user_fields;
mod writes;

pub(crate) use methods::METHODS;

use crate::model::{Activity, Company, Contact, ContactPoint, ContactPointKind, Deal, Lead, Records, Requisite, Table};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::rest::list::{
    Cell, Entity, Filter, Style, describe, page_of, parse_filter, parse_order, parse_select, parse_start, print_row,
};

/// A legacy list of any kind of record.
fn legacy_list<T: Entity>(call: &Call<'_>, default_order: Option<&'static str>) -> Outcome {
    let records = call.state.records();
    legacy_list_of(call, default_order, None, (T::table(&records), &records))
}

/// A legacy list of these rows, of those `within` holds for.
fn legacy_list_of<T: Entity>(
    call: &Call<'_>,
    default_order: Option<&'static str>,
    within: Option<Filter<'_, T>>,
    (table, records): (&Table<T>, &Records),
) -> Outcome {
    let style = Style::Legacy;
    let filter = parse_filter::<T>(call.params.param("filter"), style, records)?;
    let filter = within.into_iter().chain(visible(call, records)).fold(filter, Filter::and);
    let mut order = parse_order::<T>(call.params.param("order"), style, records)?;
    if order.is_empty() {
        order.extend(
            default_order.and_then(|name| crate::rest::list::column_by_name(name, style, records)).map(|c| (c, false)),
        );
    }
    let select = parse_select::<T>(call.params.param("select"), style, records);
    let page = page_of(table, filter, &order, parse_start(call.params, style), records);
    let rows = page.rows.iter().map(|row| print_row(*row, &select, style, records)).collect();
    Ok(Answer { result: Value::List(rows), total: Some(page.total), next: page.next })
}

/// The condition a caller's rights set, if they set one: a confined user sees the records they are responsible for.
fn visible<'r, T: Entity>(call: &Call<'_>, records: &'r Records) -> Option<Filter<'r, T>> {
    let user = call.caller.user_id;
    // Each kind of record has one of the two columns; the other one is ignored.
    let own = || Value::map([("=ASSIGNED_BY_ID", Value::from(user)), ("=RESPONSIBLE_ID", Value::from(user))]);
    let is_confined = call.state.is_confined(user);
    is_confined.then(own).and_then(|own| parse_filter::<T>(Some(&own), Style::Legacy, records).ok())
}

/// Whether the caller may see a record.
fn is_visible<T: Entity>(call: &Call<'_>, row: &T, records: &Records) -> bool {
    visible::<T>(call, records).is_none_or(|own| own.matches(row, records))
}

/// The id a legacy method is called with.
fn legacy_id(call: &Call<'_>) -> Result<u32, RestError> {
    call.id("id").ok_or_else(|| RestError::legacy("ID is not defined or invalid."))
}

/// The fields a method writes.
fn required_fields<'c>(call: &Call<'c>) -> Result<&'c Value, RestError> {
    let fields = call.params.param("fields").ok_or_else(|| RestError::missing("fields"))?;
    if fields.is_array() { Ok(fields) } else { Err(RestError::legacy("Parameter 'fields' must be array.")) }
}

/// A legacy record by its id, with its user fields and phones.
fn legacy_get<T: Entity>(call: &Call<'_>) -> Outcome {
    let style = Style::Legacy;
    let id = legacy_id(call)?;
    let records = call.state.records();
    let row = T::table(&records).get(id).ok_or_else(|| RestError::legacy("Not found"))?;
    if !is_visible(call, row, &records) {
        return Err(RestError::access_denied());
    }
    let all = ["*", "UF_*", "PHONE", "EMAIL", "WEB"].map(Value::word).to_vec();
    let select = parse_select::<T>(Some(&Value::List(all)), style, &records);
    Ok(Answer::of(print_row(row, &select, style, &records)))
}

fn deal_get(call: &Call<'_>) -> Outcome {
    legacy_get::<Deal>(call)
}

fn company_get(call: &Call<'_>) -> Outcome {
    legacy_get::<Company>(call)
}

fn contact_get(call: &Call<'_>) -> Outcome {
    legacy_get::<Contact>(call)
}

fn activity_get(call: &Call<'_>) -> Outcome {
    legacy_get::<Activity>(call)
}

fn lead_get(call: &Call<'_>) -> Outcome {
    legacy_get::<Lead>(call)
}

fn lead_list(call: &Call<'_>) -> Outcome {
    legacy_list::<Lead>(call, None)
}

fn lead_fields(call: &Call<'_>) -> Outcome {
    Ok(Answer::of(describe::<Lead>(Style::Legacy, &call.state.records())))
}

fn requisite_get(call: &Call<'_>) -> Outcome {
    legacy_get::<Requisite>(call)
}

fn contact_fields(call: &Call<'_>) -> Outcome {
    Ok(Answer::of(describe::<Contact>(Style::Legacy, &call.state.records())))
}

fn activity_fields(call: &Call<'_>) -> Outcome {
    Ok(Answer::of(describe::<Activity>(Style::Legacy, &call.state.records())))
}

fn deal_list(call: &Call<'_>) -> Outcome {
    legacy_list::<Deal>(call, None)
}

fn company_list(call: &Call<'_>) -> Outcome {
    legacy_list::<Company>(call, None)
}

fn contact_list(call: &Call<'_>) -> Outcome {
    legacy_list::<Contact>(call, None)
}

fn requisite_list(call: &Call<'_>) -> Outcome {
    legacy_list::<Requisite>(call, None)
}

/// Activities are ordered by their start unless asked otherwise: a pager by id has to say so.
fn activity_list(call: &Call<'_>) -> Outcome {
    if call.params.param("filter").is_some_and(|filter| filter.param("BINDINGS").is_some()) {
        return activities::list_by_bindings(call);
    }
    legacy_list::<Activity>(call, Some("START_TIME"))
}

fn deal_fields(call: &Call<'_>) -> Outcome {
    Ok(Answer::of(describe::<Deal>(Style::Legacy, &call.state.records())))
}

fn company_fields(call: &Call<'_>) -> Outcome {
    Ok(Answer::of(describe::<Company>(Style::Legacy, &call.state.records())))
}

/// Phones, e-mails or sites of a record, as legacy lists print them.
fn legacy_points(owner: u32, points: &[ContactPoint], kind: ContactPointKind) -> Option<Value> {
    let rows: Vec<Value> = numbered(owner, points)
        .filter(|(_, point)| point.kind == kind)
        .map(|(id, point)| {
            Value::map([
                ("ID", Value::text(id)),
                ("VALUE_TYPE", Value::word("WORK")),
                ("VALUE", (&*point.value).into()),
                ("TYPE_ID", Value::word(point_type(kind))),
            ])
        })
        .collect();
    (!rows.is_empty()).then_some(Value::List(rows))
}

/// All of them, as item lists print them (`fm`).
fn item_points(owner: u32, points: &[ContactPoint]) -> Value {
    let rows = numbered(owner, points).map(|(id, point)| {
        Value::map([
            ("id", Value::Int(id)),
            ("valueType", Value::word("WORK")),
            ("value", (&*point.value).into()),
            ("typeId", Value::word(point_type(point.kind))),
        ])
    });
    Value::List(rows.collect())
}

/// Points have no ids of their own in memory: they are numbered from their owner's.
fn numbered(owner: u32, points: &[ContactPoint]) -> impl Iterator<Item = (i64, &ContactPoint)> {
    points.iter().zip(1..).map(move |(point, index)| (i64::from(owner) * 10 + index, point))
}

fn point_type(kind: ContactPointKind) -> &'static str {
    match kind {
        ContactPointKind::Phone => "PHONE",
        ContactPointKind::Email => "EMAIL",
        ContactPointKind::Web => "WEB",
    }
}

/// The phones, e-mails or sites to filter by.
fn searched_points(points: &[ContactPoint], kind: ContactPointKind) -> Cell<'_> {
    let own = points.iter().filter(|point| point.kind == kind);
    Cell::Many(own.map(|point| Cell::Text(&point.value)).collect())
}

fn has_point(points: &[ContactPoint], kind: ContactPointKind) -> bool {
    points.iter().any(|point| point.kind == kind)
}

fn point_kind(name: &str) -> Option<ContactPointKind> {
    match name {
        "PHONE" => Some(ContactPointKind::Phone),
        "EMAIL" => Some(ContactPointKind::Email),
        "WEB" => Some(ContactPointKind::Web),
        _ => None,
    }
}
