//! Requisites: their columns and their changes.

use crate::model::{COMPANY, CONTACT, Records, Requisite, Table};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome, id_of};
use crate::rest::error::RestError;
use crate::rest::list::{Cell, Entity, Field, Kind};

use super::owners::is_there;
use super::{legacy_id, required_fields};

impl Entity for Requisite {
    fn table(records: &Records) -> &Table<Self> {
        &records.requisites
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}

const TIME: Kind = Kind::DateTime;

static FIELDS: &[Field<Requisite>] = &[
    Field::fixed("ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("ENTITY_TYPE_ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.entity_type))),
    Field::new("ENTITY_ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.entity_id))),
    Field::new("PRESET_ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.preset_id))),
    Field::fixed("DATE_CREATE", "", TIME, |row, _| Cell::Instant(row.created_at)),
    Field::fixed("DATE_MODIFY", "", TIME, |row, _| Cell::instant_or_none(row.modified_at)),
    Field::fixed("CREATED_BY_ID", "", Kind::User, |_, _| Cell::Int(1)),
    Field::fixed("MODIFY_BY_ID", "", Kind::User, |_, _| Cell::Int(1)),
    Field::new("NAME", "", Kind::String, |row, r| Cell::Text(r.text(row.name))),
    Field::new("CODE", "", Kind::String, |_, _| Cell::None),
    Field::new("XML_ID", "", Kind::String, |_, _| Cell::None),
    Field::new("ORIGINATOR_ID", "", Kind::String, |_, _| Cell::None),
    Field::new("ACTIVE", "", Kind::Char, |_, _| Cell::Flag(true)),
    Field::new("ADDRESS_ONLY", "", Kind::Char, |_, _| Cell::Flag(false)),
    Field::new("SORT", "", Kind::Integer, |_, _| Cell::Int(500)),
    Field::new("RQ_COMPANY_NAME", "", Kind::String, |row, _| Cell::text_or_none(&row.company_name)),
    Field::new("RQ_COMPANY_FULL_NAME", "", Kind::String, |row, _| Cell::text_or_none(&row.company_name)),
    Field::new("RQ_INN", "", Kind::String, |row, _| Cell::text_or_none(&row.inn)),
    Field::new("RQ_KPP", "", Kind::String, |row, _| Cell::text_or_none(&row.kpp)),
    Field::new("RQ_OGRN", "", Kind::String, |row, _| Cell::text_or_none(&row.ogrn)),
];

/// `crm.requisite.add`.
pub(super) fn add(call: &Call<'_>) -> Outcome {
    let fields = required_fields(call)?;
    let owner_type = fields.param_int("ENTITY_TYPE_ID").and_then(|kind| u8::try_from(kind).ok()).unwrap_or(0);
    let owner = id_of(fields.param("ENTITY_ID")).unwrap_or(0);
    if !matches!(owner_type, COMPANY | CONTACT) || !is_there(&call.state.records(), u32::from(owner_type), owner) {
        return Err(RestError::legacy("ENTITY_TYPE_ID and ENTITY_ID must name a company or contact"));
    }
    if fields.param_text("NAME").is_none_or(|name| name.is_empty()) {
        return Err(RestError::legacy("NAME is not defined"));
    }
    let now = call.state.now_ms();
    let mut records = call.state.records_mut();
    let mut requisite = Requisite {
        id: records.requisites.next_id(),
        entity_type: owner_type,
        entity_id: owner,
        preset_id: 1,
        created_at: now,
        ..Requisite::default()
    };
    set(&mut records, &mut requisite, fields, now);
    let id = requisite.id;
    records.requisites.insert(requisite);
    drop(records);
    call.fire_record("ONCRMREQUISITEADD", id);
    Ok(Answer::of(id))
}

fn set(records: &mut Records, requisite: &mut Requisite, fields: &Value, now: i64) {
    for (name, value) in fields.entries() {
        let text = value.as_text().unwrap_or_default();
        match &*name {
            "NAME" => requisite.name = records.words.intern(&text),
            "PRESET_ID" => requisite.preset_id = id_of(Some(value)).unwrap_or(1),
            "RQ_INN" => requisite.inn = text.into(),
            "RQ_KPP" => requisite.kpp = text.into(),
            "RQ_OGRN" => requisite.ogrn = text.into(),
            "RQ_COMPANY_NAME" | "RQ_COMPANY_FULL_NAME" => requisite.company_name = text.into(),
            _ => {}
        }
    }
    requisite.modified_at = now;
}

fn found(call: &Call<'_>) -> Result<Requisite, RestError> {
    let id = legacy_id(call)?;
    let missing = || RestError::legacy(format!("The Requisite with ID '{id}' is not found"));
    call.state.records().requisites.get(id).cloned().ok_or_else(missing)
}

/// `crm.requisite.update`.
pub(super) fn update(call: &Call<'_>) -> Outcome {
    let fields = required_fields(call)?;
    let mut requisite = found(call)?;
    let id = requisite.id;
    let mut records = call.state.records_mut();
    set(&mut records, &mut requisite, fields, call.state.now_ms());
    records.requisites.insert(requisite);
    drop(records);
    call.fire_record("ONCRMREQUISITEUPDATE", id);
    Ok(Answer::of(true))
}

/// `crm.requisite.delete`.
pub(super) fn delete(call: &Call<'_>) -> Outcome {
    let id = found(call)?.id;
    call.state.records_mut().requisites.remove(id);
    call.fire_record("ONCRMREQUISITEDELETE", id);
    Ok(Answer::of(true))
}
