//! From the portal's rows to ours: lenient about types, strict about meaning. A row that lacks its id is skipped and
//! counted by the caller; any other oddity becomes "unknown", because a client may not vanish from a report over it.

use crate::clock::{day_in, parse_instant, zone};
use bitrix24::lenient::{flag_of, i64_of, money_from_text, money_of, text_of};
use domain::activity::period::parse_day;
use domain::day::{Day, Millis};
use domain::directory::{Department, Person};
use domain::ids::{CompanyId, DealId, DepartmentId, PersonId};
use domain::money::{Amount, CurrencyCode};
use domain::progress::Entity;
use domain::report::query::Bound as _;
use domain::settings::{CompanyFields, DirectionSource, InnSource, Settings};
use jiff::tz::TimeZone;
use serde_json::Value;
use store::{ActivityRow, CallRow, CompanyRow, ContactRow, DealRow, Owner, OwnerType, Portal, RequisiteRow};

/// `PROVIDER_ID` of meetings, whatever type the portal gives them.
const MEETING_PROVIDER: &str = "CRM_MEETING";

/// What reading rows of one portal depends on.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The portal's zone: days are local.
    pub zone: TimeZone,
    /// Field of the deal that holds the direction, when directions are a field.
    pub direction_field: Option<String>,
    /// Fields of the company behind the report's columns.
    pub fields: CompanyFields,
}

impl Reading {
    /// Of a portal with these settings.
    #[must_use]
    pub fn of(portal: &Portal, settings: &Settings) -> Self {
        let direction_field = match &settings.directions {
            DirectionSource::Pipelines => None,
            DirectionSource::Field(name) => Some(name.clone()),
        };
        Self { zone: zone(&portal.zone), direction_field, fields: settings.fields.clone() }
    }

    /// Entities whose stored rows another reading made of other fields.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<Entity> {
        let companies = self.fields != other.fields;
        let deals = self.direction_field != other.direction_field;
        [(companies, Entity::Companies), (deals, Entity::Deals)]
            .into_iter()
            .filter_map(|(differs, entity)| differs.then_some(entity))
            .collect()
    }
}

/// A company of `crm.company.list`.
#[must_use]
pub fn company(row: &Value, reading: &Reading) -> Option<CompanyRow> {
    let fields = &reading.fields;
    let chosen = |field: &Option<String>| key(row, field.as_deref()?);
    let (revenue, currency) = turnover(row, fields.turnover.as_deref());
    let created = instant(row, "DATE_CREATE").unwrap_or_default();
    Some(CompanyRow {
        id: CompanyId(i64_of(row.get("ID")?)?),
        title: text(row, "TITLE"),
        responsible: reference(row, "ASSIGNED_BY_ID").map(PersonId),
        sector_key: chosen(&fields.sector),
        revenue,
        currency,
        employees: chosen(&fields.employees),
        region: chosen(&fields.region),
        source: chosen(&fields.source),
        inn: match &fields.inn {
            InnSource::Requisite => String::new(),
            InnSource::Field(name) => key(row, name).unwrap_or_default(),
        },
        created,
        created_day: day_in(&reading.zone, created),
        modified: instant(row, "DATE_MODIFY").unwrap_or_default(),
    })
}

/// A company's requisite of `crm.requisite.list`.
#[must_use]
pub fn requisite(row: &Value) -> Option<RequisiteRow> {
    Some(RequisiteRow {
        id: i64_of(row.get("ID")?)?,
        company: reference(row, "ENTITY_ID").map(CompanyId),
        inn: text(row, "RQ_INN").trim().to_owned(),
        created: instant(row, "DATE_CREATE").unwrap_or_default(),
        modified: instant(row, "DATE_MODIFY").or_else(|| instant(row, "DATE_CREATE")).unwrap_or_default(),
    })
}

/// A contact of `crm.contact.list`.
#[must_use]
pub fn contact(row: &Value) -> Option<ContactRow> {
    let name = format!("{} {}", text(row, "LAST_NAME"), text(row, "NAME"));
    Some(ContactRow {
        id: i64_of(row.get("ID")?)?,
        company: reference(row, "COMPANY_ID").map(CompanyId),
        name: name.trim().to_owned(),
        created: instant(row, "DATE_CREATE").unwrap_or_default(),
        modified: instant(row, "DATE_MODIFY").unwrap_or_default(),
    })
}

/// A deal of `crm.item.list`.
#[must_use]
pub fn deal(row: &Value, reading: &Reading) -> Option<DealRow> {
    let modified = instant(row, "updatedTime").or_else(|| instant(row, "createdTime")).unwrap_or_default();
    let item =
        reading.direction_field.as_deref().and_then(|field| row.get(field)).and_then(i64_of).filter(|item| *item > 0);
    Some(DealRow {
        id: DealId(i64_of(row.get("id")?)?),
        title: text(row, "title"),
        company: reference(row, "companyId").map(CompanyId),
        responsible: reference(row, "assignedById").map(PersonId),
        pipeline: row.get("categoryId").and_then(i64_of).unwrap_or(0),
        stage_id: text(row, "stageId"),
        direction_item: item,
        amount: Amount(row.get("opportunity").and_then(money_of).unwrap_or(0)),
        currency: CurrencyCode(text(row, "currencyId")),
        created: instant(row, "createdTime").unwrap_or_default(),
        modified,
        modified_day: day_in(&reading.zone, modified),
        closed: row.get("closed").and_then(flag_of).unwrap_or(false),
        closes: date(row, "closedate"),
    })
}

/// An activity of `crm.activity.list`. A meeting, of the classical type or a provider's, is dated by its end, anything
/// else by its start.
#[must_use]
pub fn activity(row: &Value, reading: &Reading) -> Option<ActivityRow> {
    const MEETING: i64 = 1;
    let kind = row.get("TYPE_ID").and_then(i64_of).unwrap_or(0);
    let meeting = kind == MEETING || text(row, "PROVIDER_ID") == MEETING_PROVIDER;
    let order = if meeting { ["END_TIME", "START_TIME", "CREATED"] } else { ["START_TIME", "END_TIME", "CREATED"] };
    let (at, day) = moment(row, &order, reading);
    Some(ActivityRow {
        id: i64_of(row.get("ID")?)?,
        kind,
        provider: text(row, "PROVIDER_ID"),
        direction: row.get("DIRECTION").and_then(i64_of).unwrap_or(0),
        completed: row.get("COMPLETED").and_then(flag_of).unwrap_or(false),
        responsible: reference(row, "RESPONSIBLE_ID").map(PersonId),
        owner: owner(row.get("OWNER_TYPE_ID").and_then(i64_of).map(OwnerType), row, "OWNER_ID"),
        at,
        day,
        subject: text(row, "SUBJECT"),
        created: instant(row, "CREATED").unwrap_or_default(),
        modified: instant(row, "LAST_UPDATED").unwrap_or_default(),
    })
}

/// A telephony record of `voximplant.statistic.get`.
#[must_use]
pub fn call(row: &Value, reading: &Reading) -> Option<CallRow> {
    let (started, day) = moment(row, &["CALL_START_DATE"], reading);
    Some(CallRow {
        id: i64_of(row.get("ID")?)?,
        call_id: text(row, "CALL_ID"),
        person: reference(row, "PORTAL_USER_ID").map(PersonId),
        kind: row.get("CALL_TYPE").and_then(i64_of).unwrap_or(0),
        phone: text(row, "PHONE_NUMBER"),
        duration_s: row.get("CALL_DURATION").and_then(i64_of).and_then(|s| i32::try_from(s).ok()).unwrap_or(0),
        started,
        day,
        failed_code: text(row, "CALL_FAILED_CODE"),
        entity: owner(OwnerType::from_name(&text(row, "CRM_ENTITY_TYPE")), row, "CRM_ENTITY_ID"),
        activity_id: reference(row, "CRM_ACTIVITY_ID"),
    })
}

/// A person of `user.get`.
#[must_use]
pub fn person(row: &Value) -> Option<Person> {
    let departments = row.get("UF_DEPARTMENT").and_then(Value::as_array);
    Some(Person {
        id: PersonId(i64_of(row.get("ID")?)?),
        name: text(row, "NAME"),
        last_name: text(row, "LAST_NAME"),
        position: text(row, "WORK_POSITION"),
        active: row.get("ACTIVE").and_then(flag_of).unwrap_or(true),
        departments: departments.into_iter().flatten().filter_map(i64_of).map(DepartmentId).collect(),
    })
}

/// A department of `department.get`.
#[must_use]
pub fn department(row: &Value) -> Option<Department> {
    Some(Department {
        id: DepartmentId(i64_of(row.get("ID")?)?),
        name: text(row, "NAME"),
        parent: reference(row, "PARENT").map(DepartmentId),
        head: reference(row, "UF_HEAD").map(PersonId),
        sort: row.get("SORT").and_then(i64_of).and_then(|sort| i32::try_from(sort).ok()).unwrap_or(0),
    })
}

fn text(row: &Value, field: &str) -> String {
    row.get(field).and_then(text_of).unwrap_or_default()
}

/// A key of a dictionary or an enumeration, or a text; several values keep the first, "nothing" is written in several ways.
fn key(row: &Value, field: &str) -> Option<String> {
    let key = text_of(first(row, field)?)?.trim().to_owned();
    Some(key).filter(|key| !key.is_empty() && key != "0" && key != "false")
}

/// The value of a field, or the first of several.
fn first<'v>(row: &'v Value, field: &str) -> Option<&'v Value> {
    let value = row.get(field)?;
    value.as_array().map_or(Some(value), |values| values.first())
}

/// Turnover and its currency: the company's own, or that of a field of the type "money" (`1000.50|EUR`).
fn turnover(row: &Value, field: Option<&str>) -> (Option<Amount>, CurrencyCode) {
    let own = || CurrencyCode(text(row, "CURRENCY_ID"));
    let Some(value) = field.and_then(|field| first(row, field)) else {
        return (None, own());
    };
    match value.as_str().and_then(|text| text.split_once('|')) {
        Some((sum, code)) => {
            let code = Some(code.trim()).filter(|code| !code.is_empty());
            let currency = code.map_or_else(own, |code| CurrencyCode(code.to_owned()));
            (money_from_text(sum).map(Amount), currency)
        }
        None => (money_of(value).map(Amount), own()),
    }
}

/// A date as the portal wrote it, whatever the time and offset behind it.
fn date(row: &Value, field: &str) -> Option<Day> {
    row.get(field).and_then(Value::as_str).and_then(|text| Day::read(text.get(..10)?))
}

/// An id of another record; 0 and empty mean none.
fn reference(row: &Value, field: &str) -> Option<i64> {
    row.get(field).and_then(i64_of).filter(|id| *id > 0)
}

fn instant(row: &Value, field: &str) -> Option<Millis> {
    row.get(field).and_then(Value::as_str).and_then(parse_instant)
}

/// The first of these fields that reads, as an instant and the portal's day. Where only the present offset of the
/// portal's zone is known, the day is the printed one: the portal prints every instant with the offset of its own moment,
/// so days before and after a change of the clocks are right as well.
fn moment(row: &Value, fields: &[&str], reading: &Reading) -> (Millis, Day) {
    let found = fields.iter().find_map(|field| {
        let text = row.get(*field).and_then(Value::as_str)?;
        Some((parse_instant(text)?, text))
    });
    let Some((at, text)) = found else { return (Millis::default(), day_in(&reading.zone, Millis::default())) };
    let printed = || text.get(..10).and_then(parse_day);
    let day = if reading.zone.to_fixed_offset().is_ok() { printed() } else { None };
    (at, day.unwrap_or_else(|| day_in(&reading.zone, at)))
}

fn owner(kind: Option<OwnerType>, row: &Value, id: &str) -> Option<Owner> {
    Some(Owner { kind: kind?, id: reference(row, id)? })
}
