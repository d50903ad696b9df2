//! `crm.item.*`: typed values, camelCase, exact offsets.

use crate::model::{COMPANY, CONTACT, Company, Contact, DEAL, Deal};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::rest::list::{
    Entity, Style, describe, page_of, parse_filter, parse_order, parse_select, parse_start, print_row,
};

fn style_of(call: &Call<'_>) -> Style {
    let original = call.params.param("useOriginalUfNames").is_some_and(Value::is_yes);
    if original { Style::ItemOriginalNames } else { Style::Item }
}

/// The kind of record asked for.
fn entity_type(call: &Call<'_>) -> Result<u8, RestError> {
    let number = call
        .params
        .param_int("entityTypeId")
        .ok_or_else(|| RestError::new(400, "100", "Could not find value for parameter {entityTypeId}"))?;
    u8::try_from(number).map_err(|_| not_found())
}

fn not_found() -> RestError {
    RestError::new(400, "NOT_FOUND", "SPA not found")
}

/// `crm.item.list`.
pub(crate) fn item_list(call: &Call<'_>) -> Outcome {
    match entity_type(call)? {
        DEAL => list::<Deal>(call),
        COMPANY => list::<Company>(call),
        CONTACT => list::<Contact>(call),
        _ => Err(not_found()),
    }
}

/// `crm.item.get`.
pub(crate) fn item_get(call: &Call<'_>) -> Outcome {
    match entity_type(call)? {
        DEAL => get::<Deal>(call),
        COMPANY => get::<Company>(call),
        CONTACT => get::<Contact>(call),
        _ => Err(not_found()),
    }
}

fn get<T: Entity>(call: &Call<'_>) -> Outcome {
    let style = style_of(call);
    let id = call.params.param_int("id").and_then(|id| u32::try_from(id).ok()).unwrap_or(0);
    let records = call.state.records();
    let row = T::table(&records).get(id);
    let row = row.ok_or_else(|| RestError::new(400, "NOT_FOUND", "Element not found"))?;
    let select = parse_select::<T>(Some(&Value::word("*")), style, &records);
    Ok(Answer::of(Value::map([("item", print_row(row, &select, style, &records))])))
}

/// `crm.item.fields`.
pub(crate) fn item_fields(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let style = style_of(call);
    let fields = match entity_type(call)? {
        DEAL => describe::<Deal>(style, &records),
        COMPANY => describe::<Company>(style, &records),
        CONTACT => describe::<Contact>(style, &records),
        _ => return Err(not_found()),
    };
    Ok(Answer::of(Value::map([("fields", fields)])))
}

fn list<T: Entity>(call: &Call<'_>) -> Outcome {
    let style = style_of(call);
    let records = call.state.records();
    let filter = parse_filter::<T>(call.params.param("filter"), style, &records)?;
    let order = parse_order::<T>(call.params.param("order"), style, &records)?;
    let select = parse_select::<T>(call.params.param("select"), style, &records);
    let page = page_of(T::table(&records), filter, &order, parse_start(call.params, style), &records);
    let rows = page.rows.iter().map(|row| print_row(*row, &select, style, &records)).collect();
    let result = Value::map([("items", Value::List(rows))]);
    Ok(Answer { result, total: Some(page.total), next: page.next })
}
