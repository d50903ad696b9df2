//! CRM methods: records, reference data and item lists.

mod activities;
mod companies;
mod contacts;
mod deals;
mod items;
mod reference;
mod requisites;
mod user_fields;
mod writes;

pub(crate) use items::{item_fields, item_get, item_list};
pub(crate) use reference::{category_list, currency_list, status_list};
pub(crate) use user_fields::{company_user_fields, deal_user_fields};
pub(crate) use writes::{
    activity_add, activity_delete, activity_update, company_add, company_delete, company_update, deal_add, deal_delete,
    deal_update,
};

use crate::model::{Activity, Company, Contact, ContactPoint, ContactPointKind, Deal, Requisite};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::rest::list::{
    Entity, Style, describe, page_of, parse_filter, parse_order, parse_select, parse_start, print_row,
};

/// A legacy list of any kind of record.
fn legacy_list<T: Entity>(call: &Call<'_>, default_order: Option<&'static str>) -> Outcome {
    let style = Style::Legacy;
    let records = call.state.records();
    let filter = parse_filter::<T>(call.params.param("filter"), style, &records)?;
    let mut order = parse_order::<T>(call.params.param("order"), style, &records)?;
    if order.is_empty() {
        order.extend(
            default_order.and_then(|name| crate::rest::list::column_by_name(name, style, &records)).map(|c| (c, false)),
        );
    }
    let select = parse_select::<T>(call.params.param("select"), style, &records);
    let page = page_of(T::table(&records), filter, &order, parse_start(call.params, style), &records);
    let rows = page.rows.iter().map(|row| print_row(*row, &select, style, &records)).collect();
    Ok(Answer { result: Value::List(rows), total: Some(page.total), next: page.next })
}

/// A legacy record by its id, with its user fields and phones.
fn legacy_get<T: Entity>(call: &Call<'_>) -> Outcome {
    let style = Style::Legacy;
    let id = call.params.param_int("id").and_then(|id| u32::try_from(id).ok()).filter(|id| *id > 0);
    let id = id.ok_or_else(|| RestError::legacy("ID is not defined or invalid."))?;
    let records = call.state.records();
    let row = T::table(&records).get(id).ok_or_else(|| RestError::legacy("Not found"))?;
    let all = ["*", "UF_*", "PHONE", "EMAIL", "WEB"].map(Value::word).to_vec();
    let select = parse_select::<T>(Some(&Value::List(all)), style, &records);
    Ok(Answer::of(print_row(row, &select, style, &records)))
}

pub(crate) fn deal_get(call: &Call<'_>) -> Outcome {
    legacy_get::<Deal>(call)
}

pub(crate) fn company_get(call: &Call<'_>) -> Outcome {
    legacy_get::<Company>(call)
}

pub(crate) fn contact_get(call: &Call<'_>) -> Outcome {
    legacy_get::<Contact>(call)
}

pub(crate) fn activity_get(call: &Call<'_>) -> Outcome {
    legacy_get::<Activity>(call)
}

pub(crate) fn contact_fields(call: &Call<'_>) -> Outcome {
    Ok(Answer::of(describe::<Contact>(Style::Legacy, &call.state.records())))
}

pub(crate) fn activity_fields(call: &Call<'_>) -> Outcome {
    Ok(Answer::of(describe::<Activity>(Style::Legacy, &call.state.records())))
}

pub(crate) fn deal_list(call: &Call<'_>) -> Outcome {
    legacy_list::<Deal>(call, None)
}

pub(crate) fn company_list(call: &Call<'_>) -> Outcome {
    legacy_list::<Company>(call, None)
}

pub(crate) fn contact_list(call: &Call<'_>) -> Outcome {
    legacy_list::<Contact>(call, None)
}

pub(crate) fn requisite_list(call: &Call<'_>) -> Outcome {
    legacy_list::<Requisite>(call, None)
}

/// Activities are ordered by their start unless asked otherwise: a pager by id has to say so.
pub(crate) fn activity_list(call: &Call<'_>) -> Outcome {
    if call.params.param("filter").is_some_and(|filter| filter.param("BINDINGS").is_some()) {
        return activities::list_by_bindings(call);
    }
    legacy_list::<Activity>(call, Some("START_TIME"))
}

pub(crate) fn deal_fields(call: &Call<'_>) -> Outcome {
    Ok(Answer::of(describe::<Deal>(Style::Legacy, &call.state.records())))
}

pub(crate) fn company_fields(call: &Call<'_>) -> Outcome {
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
