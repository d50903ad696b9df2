//! Pipelines, reference rows and currencies: short lists returned whole.

use crate::model::{Category, Currency, Records, Status, Table};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::rest::list::{Cell, Entity, Field, Kind, Style, legacy_datetime, parse_filter, parse_order};

use super::smart::print_category;

impl Entity for Status {
    fn table(records: &Records) -> &Table<Self> {
        &records.statuses
    }

    fn fields() -> &'static [Field<Self>] {
        STATUS_FIELDS
    }
}

static STATUS_FIELDS: &[Field<Status>] = &[
    Field::new("ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("ENTITY_ID", "", Kind::String, |row, _| Cell::Text(&row.entity_id)),
    Field::new("STATUS_ID", "", Kind::String, |row, _| Cell::Text(&row.status_id)),
    Field::new("NAME", "", Kind::String, |row, _| Cell::Text(&row.name)),
    Field::new("SORT", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.sort))),
    Field::new("SYSTEM", "", Kind::Char, |row, _| Cell::Flag(row.system)),
    Field::new("CATEGORY_ID", "", Kind::Integer, |row, _| {
        row.category_id.map_or(Cell::None, |id| Cell::Int(i64::from(id)))
    }),
];

/// `crm.category.list`.
pub(crate) fn category_list(call: &Call<'_>) -> Outcome {
    match call.params.param_int("entityTypeId") {
        Some(2) => {}
        Some(1 | 3 | 4 | 7) => {
            return Err(RestError::new(400, "ENTITY_TYPE_NOT_SUPPORTED", "Entity type is not supported"));
        }
        _ => return smart_categories(call),
    }
    let records = call.state.records();
    let mut categories: Vec<&Category> = records.categories.iter().collect();
    categories.sort_by_key(|category| (category.sort, category.id));
    let rows: Vec<Value> = categories
        .into_iter()
        .map(|category| {
            let mut row = Value::map([
                ("id", Value::from(category.id)),
                ("name", (&*category.name).into()),
                ("sort", Value::Int(i64::from(category.sort))),
                ("entityTypeId", Value::Int(2)),
                ("isDefault", Value::flag(category.is_default)),
            ]);
            if !category.is_default {
                row.set("originId", Value::word(""));
                row.set("originatorId", Value::word(""));
            }
            row
        })
        .collect();
    let total = rows.len();
    Ok(Answer { result: Value::map([("categories", Value::List(rows))]), total: Some(total), next: None })
}

/// A smart process has one pipeline.
fn smart_categories(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let kind = call.id("entityTypeId").and_then(|number| records.smart.of_entity(number));
    let kind = kind.ok_or_else(|| RestError::new(400, "NOT_FOUND", "Smart process not found"))?;
    let result = Value::map([("categories", Value::List(vec![print_category(kind)]))]);
    Ok(Answer { result, total: Some(1), next: None })
}

/// `crm.status.list`: every row at once.
pub(crate) fn status_list(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let refuse = |_| RestError::new(400, "Invalid parameters.", "Invalid parameters.");
    let filter = parse_filter::<Status>(call.params.param("filter"), Style::Legacy, &records).map_err(refuse)?;
    let order = parse_order::<Status>(call.params.param("order"), Style::Legacy, &records).map_err(refuse)?;
    let mut rows: Vec<&Status> = records.statuses.iter().filter(|row| filter.matches(row, &records)).collect();
    rows.sort_by(|a, b| {
        let keys = order.iter().map(|(column, descending)| {
            let by_key = column.read(a, &records).sort_cmp(&column.read(b, &records));
            if *descending { by_key.reverse() } else { by_key }
        });
        keys.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    });
    Ok(Answer::whole(rows.into_iter().map(print_status).collect()))
}

fn print_status(row: &Status) -> Value {
    let is_stage = row.semantics.is_some();
    let semantics = row.semantics.unwrap_or_default();
    let letter = match semantics.letter() {
        "P" => Value::Null,
        letter => Value::word(letter),
    };
    let color: Value = if row.color.is_empty() { Value::Null } else { (&*row.color).into() };
    let extra = if is_stage {
        Value::map([("SEMANTICS", Value::word(semantics.word())), ("COLOR", color.clone())])
    } else {
        Value::List(Vec::new())
    };
    Value::map([
        ("ID", Value::text(row.id)),
        ("ENTITY_ID", (&*row.entity_id).into()),
        ("STATUS_ID", (&*row.status_id).into()),
        ("NAME", (&*row.name).into()),
        ("NAME_INIT", if row.system { (&*row.name).into() } else { Value::word("") }),
        ("SORT", Value::text(row.sort)),
        ("SYSTEM", Value::flag(row.system)),
        ("CATEGORY_ID", row.category_id.map_or(Value::Null, Value::text)),
        ("COLOR", color),
        ("SEMANTICS", letter),
        ("EXTRA", extra),
    ])
}

/// `crm.currency.list`: the total is always 0 (documented).
pub(crate) fn currency_list(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let updated = legacy_datetime(1_706_517_600_000, &records);
    let rows = records.currencies.iter().map(|currency| print_currency(currency, &records, &updated)).collect();
    Ok(Answer { result: Value::List(rows), total: Some(0), next: None })
}

fn print_currency(currency: &Currency, records: &Records, updated: &Value) -> Value {
    Value::map([
        ("CURRENCY", (&*currency.code).into()),
        ("AMOUNT_CNT", Value::text(currency.nominal)),
        ("AMOUNT", format!("{}.{:04}", currency.rate / 10_000, currency.rate % 10_000).into()),
        ("SORT", Value::text(currency.sort)),
        ("BASE", Value::flag(currency.base)),
        ("FULL_NAME", (&*currency.name).into()),
        ("LID", (&*records.card.language).into()),
        ("FORMAT_STRING", format!("# {}", currency.code).into()),
        ("DEC_POINT", Value::word(",")),
        ("THOUSANDS_SEP", Value::word("&nbsp;")),
        ("DECIMALS", Value::word("2")),
        ("DATE_UPDATE", updated.clone()),
    ])
}
