//! `crm.item.*`: typed values, camelCase, exact offsets; one set of methods for every kind of record.

use crate::change::{self, Action, Change, ChangeError, EntityName, Traces};
use crate::model::{
    COMPANY, CONTACT, Company, Contact, DEAL, Deal, FIRST_SMART_TYPE, LEAD, Lead, Records, SmartItem, Table,
};
use crate::php::{Key, Value};
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::rest::list::{
    Column, Entity, Filter, Style, column_by_name, describe, page_of, parse_filter, parse_order, parse_select,
    parse_start, print_row,
};
use crate::state::PortalEvent;

use super::smart;

/// The kind of record asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Lead,
    Deal,
    Contact,
    Company,
    Smart(u32),
}

fn style_of(call: &Call<'_>) -> Style {
    let original = call.params.param("useOriginalUfNames").is_some_and(Value::is_yes);
    if original { Style::ItemOriginalNames } else { Style::Item }
}

/// Parameters that must be arrays are refused otherwise, as methods with typed parameters do.
fn check_arrays(call: &Call<'_>) -> Result<(), RestError> {
    for name in ["filter", "order", "select", "fields"] {
        let wrong = call.params.param(name).and_then(Value::as_text).filter(|text| !text.is_empty());
        if let Some(text) = wrong {
            let text =
                format!("Invalid value {{{text}}} to match with parameter {{{name}}}. Should be value of type array.");
            return Err(RestError::new(400, "100", text));
        }
    }
    Ok(())
}

fn asked(call: &Call<'_>) -> Result<Asked, RestError> {
    call.required("entityTypeId")?;
    check_arrays(call)?;
    let number = call.id("entityTypeId").ok_or_else(smart::not_found)?;
    if number >= FIRST_SMART_TYPE && call.state.records().smart.of_entity(number).is_some() {
        return Ok(Asked::Smart(number));
    }
    match u8::try_from(number) {
        Ok(LEAD) => Ok(Asked::Lead),
        Ok(DEAL) => Ok(Asked::Deal),
        Ok(CONTACT) => Ok(Asked::Contact),
        Ok(COMPANY) => Ok(Asked::Company),
        _ => Err(smart::not_found()),
    }
}

/// Items of a process.
fn items(records: &Records, number: u32) -> &Table<SmartItem> {
    records.smart.items.get(&number).unwrap_or_else(|| SmartItem::table(records))
}

/// `crm.item.list`.
pub(super) fn list(call: &Call<'_>) -> Outcome {
    let kind = asked(call)?;
    let records = call.state.records();
    match kind {
        Asked::Lead => list_of::<Lead>(call, &records.leads, &records),
        Asked::Deal => list_of::<Deal>(call, &records.deals, &records),
        Asked::Contact => list_of::<Contact>(call, &records.contacts, &records),
        Asked::Company => list_of::<Company>(call, &records.companies, &records),
        Asked::Smart(number) => list_of::<SmartItem>(call, items(&records, number), &records),
    }
}

fn list_of<T: Entity>(call: &Call<'_>, table: &Table<T>, records: &Records) -> Outcome {
    let style = style_of(call);
    let filter = parse_filter::<T>(call.params.param("filter"), style, records)?;
    let filter = super::visible(call, records).into_iter().fold(filter, Filter::and);
    let order = parse_order::<T>(call.params.param("order"), style, records)?;
    let select = parse_select::<T>(call.params.param("select"), style, records);
    let page = page_of(table, filter, &order, parse_start(call.params, style), records);
    let rows = page.rows.iter().map(|row| print_row(*row, &select, style, records)).collect();
    let result = Value::map([("items", Value::List(rows))]);
    Ok(Answer { result, total: Some(page.total), next: page.next })
}

/// `crm.item.get`.
pub(super) fn get(call: &Call<'_>) -> Outcome {
    let kind = asked(call)?;
    show(call, kind, call.id("id").unwrap_or(0))
}

/// One record with all its columns.
fn show(call: &Call<'_>, kind: Asked, id: u32) -> Outcome {
    let records = call.state.records();
    match kind {
        Asked::Lead => show_row(call, records.leads.get(id), &records),
        Asked::Deal => show_row(call, records.deals.get(id), &records),
        Asked::Contact => show_row(call, records.contacts.get(id), &records),
        Asked::Company => show_row(call, records.companies.get(id), &records),
        Asked::Smart(number) => show_row(call, items(&records, number).get(id), &records),
    }
}

fn show_row<T: Entity>(call: &Call<'_>, row: Option<&T>, records: &Records) -> Outcome {
    let style = style_of(call);
    let row = row.ok_or_else(RestError::element_not_found)?;
    if !super::is_visible(call, row, records) {
        return Err(RestError::access_denied());
    }
    let select = parse_select::<T>(Some(&Value::word("*")), style, records);
    Ok(Answer::of(Value::map([("item", print_row(row, &select, style, records))])))
}

/// `crm.item.fields`.
pub(super) fn fields(call: &Call<'_>) -> Outcome {
    let kind = asked(call)?;
    let records = call.state.records();
    let style = style_of(call);
    let fields = match kind {
        Asked::Lead => describe::<Lead>(style, &records),
        Asked::Deal => describe::<Deal>(style, &records),
        Asked::Contact => describe::<Contact>(style, &records),
        Asked::Company => describe::<Company>(style, &records),
        Asked::Smart(_) => describe::<SmartItem>(style, &records),
    };
    Ok(Answer::of(Value::map([("fields", fields)])))
}

/// Written columns under their legacy names. Unknown and read-only ones are left out.
fn legacy_names<T: Entity>(written: &Value, records: &Records) -> Value {
    let mut pairs: Vec<(Key, Value)> = Vec::new();
    for (name, value) in written.entries() {
        let name: Key = match &*name {
            "contactIds" => "CONTACT_IDS".into(),
            "fm" => "FM".into(),
            name => match column_by_name::<T>(name, Style::Item, records) {
                Some(Column::Standard(field)) if !field.read_only && !field.upper.is_empty() => field.upper.into(),
                Some(Column::User(field)) => field.field_name.to_string().into(),
                Some(Column::Standard(_)) | None => continue,
            },
        };
        pairs.push((name, value.clone()));
    }
    Value::Map(pairs)
}

fn written<'c>(call: &'c Call<'_>) -> Result<&'c Value, RestError> {
    call.required("fields")
}

/// Makes a change of a record that is no item of a smart process.
fn change_record(call: &Call<'_>, kind: Asked, action: Action, id: u32, written: &Value) -> Result<u32, RestError> {
    let records = call.state.records();
    let (entity, fields) = match kind {
        Asked::Deal => (EntityName::Deal, legacy_names::<Deal>(written, &records)),
        Asked::Company => (EntityName::Company, legacy_names::<Company>(written, &records)),
        Asked::Contact => (EntityName::Contact, legacy_names::<Contact>(written, &records)),
        Asked::Lead | Asked::Smart(_) => {
            return Err(RestError::new(400, "ENTITY_TYPE_NOT_SUPPORTED", "Entity type is not supported"));
        }
    };
    drop(records);
    let actor = call.caller.user_id;
    let (now, traces) = (call.state.now_ms(), Traces::All);
    let change = Change { entity, action, id, fields: &fields, actor, now, lenient: true, traces };
    let changed = change::apply(&mut call.state.records_mut(), &change).map_err(|error| match error {
        ChangeError::NotFound(_) => RestError::element_not_found(),
        other => RestError::new(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", other.to_string()),
    })?;
    for event in changed.events(actor) {
        call.fire(event);
    }
    Ok(changed.id)
}

/// Tells about a change of an item of a smart process.
fn fire_smart(call: &Call<'_>, name: &'static str, number: u32, id: u32) {
    let fields = Value::map([("ID", Value::text(id)), ("ENTITY_TYPE_ID", Value::text(number))]);
    let data = Value::map([("FIELDS", fields)]);
    call.fire(PortalEvent::of_portal(name, data, call.caller.user_id));
}

/// `crm.item.add`: answers the whole record.
pub(super) fn add(call: &Call<'_>) -> Outcome {
    let kind = asked(call)?;
    let written = written(call)?;
    let id = match kind {
        Asked::Smart(number) => {
            let id = smart::item_add(call, number, written)?.id;
            fire_smart(call, "ONCRMDYNAMICITEMADD", number, id);
            id
        }
        kind => change_record(call, kind, Action::Create, 0, written)?,
    };
    show(call, kind, id)
}

/// `crm.item.update`: answers the whole record.
pub(super) fn update(call: &Call<'_>) -> Outcome {
    let kind = asked(call)?;
    let id = call.required_id("id")?;
    let written = written(call)?;
    match kind {
        Asked::Smart(number) => {
            smart::item_update(call, number, id, written)?;
            fire_smart(call, "ONCRMDYNAMICITEMUPDATE", number, id);
        }
        kind => {
            change_record(call, kind, Action::Update, id, written)?;
        }
    }
    show(call, kind, id)
}

/// `crm.item.delete`: answers an empty list.
pub(super) fn delete(call: &Call<'_>) -> Outcome {
    let kind = asked(call)?;
    let id = call.required_id("id")?;
    match kind {
        Asked::Smart(number) => {
            smart::item_delete(call, number, id)?;
            fire_smart(call, "ONCRMDYNAMICITEMDELETE", number, id);
        }
        kind => {
            change_record(call, kind, Action::Delete, id, &Value::Map(Vec::new()))?;
        }
    }
    Ok(Answer::of(Value::List(Vec::new())))
}
