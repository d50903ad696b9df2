//! Columns of requisites.

use crate::model::{Records, Requisite, Table};
use crate::rest::list::{Cell, Entity, Field, Kind};

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
