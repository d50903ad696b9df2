//! Columns of contacts.

use crate::model::{Contact, ContactPointKind, Records, Table};
use crate::php::Value;
use crate::rest::list::{Cell, Entity, Field, Kind, Style};

use super::{has_point, item_points, legacy_points, point_kind, searched_points};

impl Entity for Contact {
    fn table(records: &Records) -> &Table<Self> {
        &records.contacts
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }

    fn searched() -> &'static [Field<Self>] {
        SEARCHED
    }

    fn extra(&self, name: &str, _records: &Records) -> Option<Value> {
        if name == "fm" {
            return Some(item_points(self.id, &self.points));
        }
        point_kind(name).and_then(|kind| legacy_points(self.id, &self.points, kind))
    }

    fn extras_of_all(style: Style) -> &'static [&'static str] {
        if style.is_legacy() { &[] } else { &["fm"] }
    }
}

/// Phones and addresses are found by their full text.
static SEARCHED: &[Field<Contact>] = &[
    Field::fixed("PHONE", "", Kind::String, |row, _| searched_points(&row.points, ContactPointKind::Phone)),
    Field::fixed("EMAIL", "", Kind::String, |row, _| searched_points(&row.points, ContactPointKind::Email)),
    Field::fixed("WEB", "", Kind::String, |row, _| searched_points(&row.points, ContactPointKind::Web)),
];

const TIME: Kind = Kind::DateTime;

static FIELDS: &[Field<Contact>] = &[
    Field::fixed("ID", "id", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("POST", "post", Kind::String, |row, r| Cell::text_or_none(r.text(row.post))),
    Field::new("COMMENTS", "comments", Kind::String, |_, _| Cell::None),
    Field::new("HONORIFIC", "honorific", Kind::Status("HONORIFIC"), |_, _| Cell::None),
    Field::new("NAME", "name", Kind::String, |row, _| Cell::Text(&row.name)),
    Field::new("SECOND_NAME", "secondName", Kind::String, |row, _| Cell::text_or_none(&row.second_name)),
    Field::new("LAST_NAME", "lastName", Kind::String, |row, _| Cell::text_or_none(&row.last_name)),
    Field::fixed("LEAD_ID", "leadId", Kind::Link("crm_lead"), |_, _| Cell::None),
    Field::new("TYPE_ID", "typeId", Kind::Status("CONTACT_TYPE"), |_, _| Cell::None),
    Field::new("SOURCE_ID", "sourceId", Kind::Status("SOURCE"), |_, _| Cell::None),
    Field::new("COMPANY_ID", "companyId", Kind::Link("crm_company"), |row, _| Cell::Ref(row.company_id)),
    Field::new("BIRTHDATE", "birthdate", Kind::Date, |_, _| Cell::None),
    Field::new("EXPORT", "export", Kind::Char, |_, _| Cell::Flag(true)),
    Field::fixed("HAS_PHONE", "hasPhone", Kind::Char, |row, _| {
        Cell::Flag(has_point(&row.points, ContactPointKind::Phone))
    }),
    Field::fixed("HAS_EMAIL", "hasEmail", Kind::Char, |row, _| {
        Cell::Flag(has_point(&row.points, ContactPointKind::Email))
    }),
    Field::fixed("DATE_CREATE", "createdTime", TIME, |row, _| Cell::Instant(row.created_at)),
    Field::fixed("DATE_MODIFY", "updatedTime", TIME, |row, _| Cell::Instant(row.modified_at)),
    Field::new("ASSIGNED_BY_ID", "assignedById", Kind::User, |row, _| Cell::Int(i64::from(row.assigned_by))),
    Field::fixed("CREATED_BY_ID", "createdBy", Kind::User, |row, _| Cell::Int(i64::from(row.created_by))),
    Field::fixed("MODIFY_BY_ID", "updatedBy", Kind::User, |row, _| Cell::Int(i64::from(row.created_by))),
    Field::new("OPENED", "opened", Kind::Char, |_, _| Cell::Flag(true)),
    Field::fixed("", "entityTypeId", Kind::Integer, |_, _| Cell::Int(3)),
];
