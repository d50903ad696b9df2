//! Columns of companies.

use crate::model::{Company, ContactPointKind, Records, Table, UserField, UserValues};
use crate::php::Value;
use crate::rest::list::{Cell, Entity, Field, Kind, Style};

use super::{has_point, item_points, legacy_points, point_kind, searched_points};

impl Entity for Company {
    fn table(records: &Records) -> &Table<Self> {
        &records.companies
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }

    fn user_values(&self) -> Option<&UserValues> {
        Some(&self.user_values)
    }

    fn user_fields(records: &Records) -> &[UserField] {
        &records.company_fields
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
static SEARCHED: &[Field<Company>] = &[
    Field::fixed("PHONE", "", Kind::String, |row, _| searched_points(&row.points, ContactPointKind::Phone)),
    Field::fixed("EMAIL", "", Kind::String, |row, _| searched_points(&row.points, ContactPointKind::Email)),
    Field::fixed("WEB", "", Kind::String, |row, _| searched_points(&row.points, ContactPointKind::Web)),
];

const TIME: Kind = Kind::DateTime;

static FIELDS: &[Field<Company>] = &[
    Field::fixed("ID", "id", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("COMPANY_TYPE", "typeId", Kind::Status("COMPANY_TYPE"), |row, r| {
        Cell::text_or_none(r.text(row.type_id))
    }),
    Field::new("TITLE", "title", Kind::String, |row, _| Cell::Text(&row.title)),
    Field::new("LOGO", "", Kind::Link("file"), |_, _| Cell::None),
    Field::fixed("LEAD_ID", "leadId", Kind::Link("crm_lead"), |_, _| Cell::None),
    Field::fixed("HAS_PHONE", "hasPhone", Kind::Char, |row, _| {
        Cell::Flag(has_point(&row.points, ContactPointKind::Phone))
    }),
    Field::fixed("HAS_EMAIL", "hasEmail", Kind::Char, |row, _| {
        Cell::Flag(has_point(&row.points, ContactPointKind::Email))
    }),
    Field::fixed("HAS_IMOL", "hasImol", Kind::Char, |_, _| Cell::Flag(false)),
    Field::new("ASSIGNED_BY_ID", "assignedById", Kind::User, |row, _| Cell::Int(i64::from(row.assigned_by))),
    Field::fixed("CREATED_BY_ID", "createdBy", Kind::User, |row, _| Cell::Int(i64::from(row.created_by))),
    Field::fixed("MODIFY_BY_ID", "updatedBy", Kind::User, |row, _| Cell::Int(i64::from(row.modified_by))),
    Field::new("BANKING_DETAILS", "bankingDetails", Kind::String, |_, _| Cell::None),
    Field::new("INDUSTRY", "industry", Kind::Status("INDUSTRY"), |row, r| Cell::text_or_none(r.text(row.industry))),
    Field::new("REVENUE", "revenue", Kind::Double, |row, _| {
        if row.revenue == 0 { Cell::None } else { Cell::Money(row.revenue) }
    }),
    Field::new("CURRENCY_ID", "currencyId", Kind::Currency, |row, r| Cell::text_or_none(r.text(row.currency))),
    Field::new("EMPLOYEES", "employees", Kind::Status("EMPLOYEES"), |row, r| Cell::text_or_none(r.text(row.employees))),
    Field::new("COMMENTS", "comments", Kind::String, |row, _| Cell::text_or_none(&row.comments)),
    Field::fixed("DATE_CREATE", "createdTime", TIME, |row, _| Cell::Instant(row.created_at)),
    Field::fixed("DATE_MODIFY", "updatedTime", TIME, |row, _| Cell::Instant(row.modified_at)),
    Field::new("OPENED", "opened", Kind::Char, |row, _| Cell::Flag(row.opened)),
    Field::new("IS_MY_COMPANY", "isMyCompany", Kind::Char, |row, _| Cell::Flag(row.is_my_company)),
    Field::new("ORIGINATOR_ID", "originatorId", Kind::String, |_, _| Cell::None),
    Field::new("ORIGIN_ID", "originId", Kind::String, |_, _| Cell::None),
    Field::new("ORIGIN_VERSION", "", Kind::String, |_, _| Cell::None),
    Field::new("", "categoryId", Kind::Link("crm_category"), |_, _| Cell::Int(0)),
    Field::new("ADDRESS", "address", Kind::String, |row, r| Cell::text_or_none(r.text(row.address))),
    Field::new("ADDRESS_2", "", Kind::String, |_, _| Cell::None),
    Field::new("ADDRESS_CITY", "", Kind::String, |_, _| Cell::None),
    Field::new("ADDRESS_POSTAL_CODE", "", Kind::String, |_, _| Cell::None),
    Field::new("ADDRESS_REGION", "", Kind::String, |_, _| Cell::None),
    Field::new("ADDRESS_PROVINCE", "", Kind::String, |_, _| Cell::None),
    Field::new("ADDRESS_COUNTRY", "", Kind::String, |_, _| Cell::None),
    Field::new("ADDRESS_LEGAL", "", Kind::String, |_, _| Cell::None),
    Field::new("LAST_ACTIVITY_BY", "lastActivityBy", Kind::User, |row, _| Cell::Int(i64::from(row.modified_by))),
    Field::fixed("LAST_ACTIVITY_TIME", "lastActivityTime", TIME, |row, _| {
        Cell::Instant(if row.last_activity_at == 0 { row.created_at } else { row.last_activity_at })
    }),
    Field::new("UTM_SOURCE", "utmSource", Kind::String, |_, _| Cell::None),
    Field::new("UTM_MEDIUM", "utmMedium", Kind::String, |_, _| Cell::None),
    Field::new("UTM_CAMPAIGN", "utmCampaign", Kind::String, |_, _| Cell::None),
    Field::new("UTM_CONTENT", "utmContent", Kind::String, |_, _| Cell::None),
    Field::new("UTM_TERM", "utmTerm", Kind::String, |_, _| Cell::None),
    Field::fixed("", "entityTypeId", Kind::Integer, |_, _| Cell::Int(4)),
];
