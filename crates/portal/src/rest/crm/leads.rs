//! Columns of leads. A portal may work without them; the methods answer all the same.

use crate::model::{Lead, Records, StageSemantics, Table};
use crate::rest::list::{Cell, Entity, Field, Kind};

impl Entity for Lead {
    fn table(records: &Records) -> &Table<Self> {
        &records.leads
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}

const TIME: Kind = Kind::DateTime;

static FIELDS: &[Field<Lead>] = &[
    Field::fixed("ID", "id", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("TITLE", "title", Kind::String, |row, _| Cell::Text(&row.title)),
    Field::new("HONORIFIC", "honorific", Kind::Status("HONORIFIC"), |_, _| Cell::None),
    Field::new("NAME", "name", Kind::String, |row, _| Cell::text_or_none(&row.name)),
    Field::new("SECOND_NAME", "secondName", Kind::String, |_, _| Cell::None),
    Field::new("LAST_NAME", "lastName", Kind::String, |row, _| Cell::text_or_none(&row.last_name)),
    Field::new("COMPANY_TITLE", "companyTitle", Kind::String, |_, _| Cell::None),
    Field::new("COMPANY_ID", "companyId", Kind::Link("crm_company"), |row, _| Cell::Ref(row.company_id)),
    Field::new("CONTACT_ID", "contactId", Kind::Link("crm_contact"), |_, _| Cell::Ref(0)),
    Field::fixed("IS_RETURN_CUSTOMER", "isReturnCustomer", Kind::Char, |_, _| Cell::Flag(false)),
    Field::new("SOURCE_ID", "sourceId", Kind::Status("SOURCE"), |row, r| Cell::text_or_none(r.text(row.source_id))),
    Field::new("SOURCE_DESCRIPTION", "sourceDescription", Kind::String, |_, _| Cell::None),
    Field::new("STATUS_ID", "stageId", Kind::Status("STATUS"), |row, r| Cell::Text(r.text(row.status_id))),
    Field::new("STATUS_DESCRIPTION", "statusDescription", Kind::String, |_, _| Cell::None),
    Field::fixed("STATUS_SEMANTIC_ID", "stageSemanticId", Kind::String, |row, _| Cell::Text(row.semantics.letter())),
    Field::new("CURRENCY_ID", "currencyId", Kind::Currency, |row, r| Cell::text_or_none(r.text(row.currency))),
    Field::new("OPPORTUNITY", "opportunity", Kind::Double, |row, _| Cell::Money(row.amount)),
    Field::new("IS_MANUAL_OPPORTUNITY", "isManualOpportunity", Kind::Char, |_, _| Cell::Flag(true)),
    Field::new("ASSIGNED_BY_ID", "assignedById", Kind::User, |row, _| Cell::Int(i64::from(row.assigned_by))),
    Field::fixed("CREATED_BY_ID", "createdBy", Kind::User, |row, _| Cell::Int(i64::from(row.created_by))),
    Field::fixed("MODIFY_BY_ID", "updatedBy", Kind::User, |row, _| Cell::Int(i64::from(row.created_by))),
    Field::fixed("DATE_CREATE", "createdTime", TIME, |row, _| Cell::Instant(row.created_at)),
    Field::fixed("DATE_MODIFY", "updatedTime", TIME, |row, _| Cell::Instant(row.modified_at)),
    Field::fixed("DATE_CLOSED", "dateClosed", TIME, |row, _| match row.semantics {
        StageSemantics::Process => Cell::None,
        _ => Cell::Instant(row.modified_at),
    }),
    Field::new("OPENED", "opened", Kind::Char, |_, _| Cell::Flag(true)),
    Field::new("COMMENTS", "comments", Kind::String, |_, _| Cell::None),
    Field::fixed("", "entityTypeId", Kind::Integer, |_, _| Cell::Int(1)),
];
