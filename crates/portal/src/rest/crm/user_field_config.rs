//! `userfieldconfig.*`: the same definitions in the newer shape, for any module's records.

use crate::model::{EnumerationItem, UserField, UserFieldKind};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::rest::list::PAGE;

use super::user_fields::Owner;

/// The scope of the module is needed beside the method's own (documented).
fn check(call: &Call<'_>) -> Result<(), RestError> {
    let module = call.required("moduleId")?.as_text().unwrap_or_default();
    if module != "crm" {
        return Err(RestError::invalid_value("Module is not supported"));
    }
    if call.caller.has_scope("crm") { Ok(()) } else { Err(RestError::insufficient_scope()) }
}

fn print(field: &UserField, entity: &'static str, whole: bool) -> Value {
    let mut row = Value::map([
        ("id", Value::text(field.id)),
        ("entityId", Value::word(entity)),
        ("fieldName", (&*field.field_name).into()),
        ("userTypeId", Value::word(field.kind.type_id())),
        ("xmlId", Value::Null),
        ("sort", Value::text(field.sort)),
        ("multiple", Value::flag(field.multiple)),
        ("mandatory", Value::flag(field.mandatory)),
        ("showFilter", Value::word("E")),
        ("showInList", Value::word("Y")),
        ("editInList", Value::word("Y")),
        ("isSearchable", Value::word("N")),
        ("settings", Value::List(Vec::new())),
    ]);
    if whole {
        let labels = || Value::map([("ru", (&*field.label_ru).into()), ("en", (&*field.label_en).into())]);
        for key in ["editFormLabel", "listColumnLabel", "listFilterLabel"] {
            row.set(key, labels());
        }
        if field.kind == UserFieldKind::Enumeration {
            row.set("enum", Value::List(field.items.iter().map(print_item).collect()));
        }
    }
    row
}

fn print_item(item: &EnumerationItem) -> Value {
    Value::map([
        ("id", Value::text(item.id)),
        ("value", (&*item.value).into()),
        ("def", Value::flag(item.default)),
        ("sort", Value::text(item.sort)),
        ("xmlId", (&*item.xml_id).into()),
    ])
}

/// `userfieldconfig.list`: filtered by equality of the printed columns, by id unless ordered otherwise.
pub(super) fn list(call: &Call<'_>) -> Outcome {
    check(call)?;
    let records = call.state.records();
    let owners = [Owner::Deal, Owner::Company];
    let all = owners.iter().flat_map(|owner| {
        let print = |field| print(field, owner.entity_id(), false);
        owner.fields(&records).iter().map(print).collect::<Vec<_>>()
    });
    let filter = call.params.param("filter").map(Value::entries).unwrap_or_default();
    let fits = |row: &Value| {
        filter.iter().all(|(name, wanted)| {
            let own = row.get(name.trim_start_matches(['=', '@'])).and_then(Value::as_text);
            wanted.items().into_iter().any(|wanted| wanted.as_text() == own)
        })
    };
    let mut rows: Vec<Value> = all.filter(fits).collect();
    rows.sort_by_key(|row| row.get("id").and_then(Value::as_int));
    let order = call.params.param("order").and_then(|order| order.param_text("id"));
    if order.is_some_and(|direction| direction.eq_ignore_ascii_case("DESC")) {
        rows.reverse();
    }
    let start = usize::try_from(call.params.param_int("start").unwrap_or(0)).unwrap_or(0);
    let total = rows.len();
    let page: Vec<Value> = rows.into_iter().skip(start).take(PAGE).collect();
    let end = start + page.len();
    let next = (!page.is_empty() && end < total).then_some(end);
    Ok(Answer { result: Value::map([("fields", Value::List(page))]), total: Some(total), next })
}

/// `userfieldconfig.get`: with labels and items.
pub(super) fn get(call: &Call<'_>) -> Outcome {
    check(call)?;
    let id = call.required_id("id")?;
    let records = call.state.records();
    let found = [Owner::Deal, Owner::Company].into_iter().find_map(|owner| {
        owner.fields(&records).iter().find(|field| field.id == id).map(|field| print(field, owner.entity_id(), true))
    });
    let field = found.ok_or_else(|| RestError::new(400, "NOT_FOUND", "Field not found"))?;
    Ok(Answer::of(Value::map([("field", field)])))
}
