//! Creating, changing and deleting definitions of user fields: administrators only.

use std::collections::BTreeSet;

use crate::model::{EnumerationItem, Records, UserField, UserFieldKind, UserValues};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome, id_of};
use crate::rest::error::RestError;

use super::user_fields::Owner;
use super::{legacy_id, required_fields};

/// Longest name of a field.
const NAME_LIMIT: usize = 50;

fn kind_of(name: &str) -> Option<UserFieldKind> {
    use UserFieldKind::{Boolean, Date, DateTime, Double, Enumeration, Integer, Money, String};
    [String, Integer, Double, Boolean, Enumeration, Date, DateTime, Money]
        .into_iter()
        .find(|kind| kind.type_id() == name)
}

/// Ids of fields and of items are unique over all kinds of records.
fn next_ids(records: &Records) -> (u32, u32) {
    let fields = || records.deal_fields.iter().chain(&records.company_fields);
    let field = fields().map(|field| field.id).max().unwrap_or(0);
    let item = fields().flat_map(|field| &field.items).map(|item| item.id).max().unwrap_or(0);
    (field + 1, item + 1)
}

fn check_admin(call: &Call<'_>) -> Result<(), RestError> {
    if call.caller.is_admin() { Ok(()) } else { Err(RestError::legacy("Access denied.")) }
}

pub(super) fn deal_add(call: &Call<'_>) -> Outcome {
    add(call, Owner::Deal)
}

pub(super) fn company_add(call: &Call<'_>) -> Outcome {
    add(call, Owner::Company)
}

pub(super) fn deal_update(call: &Call<'_>) -> Outcome {
    update(call, Owner::Deal)
}

pub(super) fn company_update(call: &Call<'_>) -> Outcome {
    update(call, Owner::Company)
}

pub(super) fn deal_delete(call: &Call<'_>) -> Outcome {
    delete(call, Owner::Deal)
}

pub(super) fn company_delete(call: &Call<'_>) -> Outcome {
    delete(call, Owner::Company)
}

/// The name gets its prefix where the client left it out.
fn full_name(written: &str) -> Option<String> {
    let name = written.trim().to_uppercase();
    let name = if name.starts_with("UF_") { name } else { format!("UF_CRM_{name}") };
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (plain && name.len() > "UF_CRM_".len() && name.len() <= NAME_LIMIT).then_some(name)
}

fn add(call: &Call<'_>, owner: Owner) -> Outcome {
    check_admin(call)?;
    let fields = required_fields(call)?;
    let name = full_name(&fields.param_text("FIELD_NAME").unwrap_or_default());
    let name = name.ok_or_else(|| RestError::legacy("The 'FIELD_NAME' field is not found or invalid."))?;
    let kind = kind_of(&fields.param_text("USER_TYPE_ID").unwrap_or_default());
    let kind = kind.ok_or_else(|| RestError::legacy("The 'USER_TYPE_ID' field is not found or not supported."))?;
    let mut records = call.state.records_mut();
    if owner.fields(&records).iter().any(|field| *field.field_name == *name) {
        return Err(RestError::legacy(format!("The field {name} already exists.")));
    }
    let (id, first_item) = next_ids(&records);
    let mut field = UserField {
        id,
        field_name: name.as_str().into(),
        kind,
        multiple: fields.param("MULTIPLE").is_some_and(Value::is_yes),
        mandatory: false,
        sort: 100,
        label_ru: name.as_str().into(),
        label_en: name.as_str().into(),
        items: Vec::new(),
    };
    set(&mut field, fields, first_item);
    owner.fields_mut(&mut records).push(field);
    Ok(Answer::of(id))
}

/// Name, type and multiplicity of a field stay as they were made.
fn set(field: &mut UserField, fields: &Value, mut next_item: u32) {
    if let Some(flag) = fields.param("MANDATORY") {
        field.mandatory = flag.is_yes();
    }
    if let Some(sort) = fields.param_int("SORT").and_then(|sort| i32::try_from(sort).ok()) {
        field.sort = sort;
    }
    let labels = ["LABEL", "EDIT_FORM_LABEL"].into_iter().filter_map(|name| fields.param(name));
    for label in labels {
        let of = |language: &str| {
            let own = if label.is_array() { label.get(language).and_then(Value::as_text) } else { label.as_text() };
            own.map(Box::<str>::from)
        };
        field.label_ru = of("ru").unwrap_or_else(|| field.label_ru.clone());
        field.label_en = of("en").unwrap_or_else(|| field.label_en.clone());
    }
    if field.kind != UserFieldKind::Enumeration {
        return;
    }
    for item in fields.param("LIST").map(Value::items).unwrap_or_default() {
        let id = id_of(item.param("ID")).filter(|id| field.items.iter().any(|own| own.id == *id));
        if let Some(id) = id.filter(|_| item.param("DEL").is_some_and(Value::is_yes)) {
            field.items.retain(|own| own.id != id);
            continue;
        }
        let place = id.and_then(|id| field.items.iter().position(|own| own.id == id)).unwrap_or_else(|| {
            let sort = i32::try_from(field.items.len() + 1).unwrap_or(1) * 10;
            let made = EnumerationItem { id: next_item, value: "".into(), sort, default: false, xml_id: "".into() };
            next_item += 1;
            field.items.push(made);
            field.items.len() - 1
        });
        let own = &mut field.items[place];
        if let Some(value) = item.param_text("VALUE") {
            own.value = value.into();
        }
        if let Some(sort) = item.param_int("SORT").and_then(|sort| i32::try_from(sort).ok()) {
            own.sort = sort;
        }
        if let Some(flag) = item.param("DEF") {
            own.default = flag.is_yes();
        }
        if let Some(key) = item.param_text("XML_ID") {
            own.xml_id = key.into();
        }
    }
}

fn missing(id: u32) -> RestError {
    RestError::legacy(format!("The entity with ID '{id}' is not found."))
}

fn update(call: &Call<'_>, owner: Owner) -> Outcome {
    check_admin(call)?;
    let id = legacy_id(call)?;
    let fields = required_fields(call)?;
    let mut records = call.state.records_mut();
    let (_, next_item) = next_ids(&records);
    let own = owner.fields_mut(&mut records);
    let field = own.iter_mut().find(|field| field.id == id).ok_or_else(|| missing(id))?;
    set(field, fields, next_item);
    Ok(Answer::of(true))
}

/// The values go with the field.
fn delete(call: &Call<'_>, owner: Owner) -> Outcome {
    check_admin(call)?;
    let id = legacy_id(call)?;
    let mut records = call.state.records_mut();
    let own = owner.fields_mut(&mut records);
    let place = own.iter().position(|field| field.id == id).ok_or_else(|| missing(id))?;
    own.remove(place);
    let gone = BTreeSet::from([id]);
    match owner {
        Owner::Deal => records.deals.for_each_mut(|deal| drop_values(&mut deal.user_values, &gone)),
        Owner::Company => records.companies.for_each_mut(|company| drop_values(&mut company.user_values, &gone)),
    }
    Ok(Answer::of(true))
}

fn drop_values(values: &mut UserValues, gone: &BTreeSet<u32>) {
    if values.iter().any(|(id, _)| gone.contains(id)) {
        *values = values.iter().filter(|(id, _)| !gone.contains(id)).cloned().collect();
    }
}
