//! Telephony statistics.

use crate::dates::print_instant;
use crate::model::{COMPANY, CONTACT, Call as PhoneCall, Records, Table};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::list::{
    Cell, Column, Entity, Field, Kind, Op, Start, Style, page_of, parse_filter, parse_start, split_prefix,
};

use super::people::scalar_order;

const CALL_ID: &str = "CALL_ID";
const CATEGORY: &str = "external";

impl Entity for PhoneCall {
    fn table(records: &Records) -> &Table<Self> {
        &records.calls
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}

/// Documented columns to filter and sort by; those this portal keeps nothing in are empty in every row.
static FIELDS: &[Field<PhoneCall>] = &[
    Field::new("ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new(CALL_ID, "", Kind::String, |row, _| Cell::Made(call_id(row))),
    Field::new("EXTERNAL_CALL_ID", "", Kind::String, |_, _| Cell::None),
    Field::new("CALL_CATEGORY", "", Kind::String, |_, _| Cell::Text(CATEGORY)),
    Field::new("PORTAL_USER_ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.user_id))),
    Field::new("PORTAL_NUMBER", "", Kind::String, |row, r| Cell::Text(r.text(row.portal_number))),
    Field::new("PHONE_NUMBER", "", Kind::String, |row, r| Cell::Text(r.text(row.phone))),
    Field::new("CALL_TYPE", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.kind.number()))),
    Field::new("CALL_DURATION", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.duration))),
    Field::new("CALL_START_DATE", "", Kind::DateTime, |row, _| Cell::Instant(row.started_at)),
    Field::new("CALL_FAILED_CODE", "", Kind::String, |row, r| Cell::Text(r.text(row.failed_code))),
    Field::new("CALL_FAILED_REASON", "", Kind::String, |row, r| Cell::Text(failed_reason(r.text(row.failed_code)))),
    Field::new("CRM_ENTITY_TYPE", "", Kind::String, |row, _| Cell::text_or_none(entity_name(row.entity_type))),
    Field::new("CRM_ENTITY_ID", "", Kind::Integer, |row, _| Cell::Ref(row.entity_id)),
    Field::new("CRM_ACTIVITY_ID", "", Kind::Integer, |row, _| Cell::Ref(row.activity_id)),
    Field::new("RECORD_DURATION", "", Kind::Integer, |row, _| match row.record_duration {
        0 => Cell::None,
        seconds => Cell::Int(i64::from(seconds)),
    }),
    Field::new("SESSION_ID", "", Kind::Integer, |_, _| Cell::None),
    Field::new("COMMENT", "", Kind::String, |_, _| Cell::None),
];

fn entity_name(entity_type: u8) -> &'static str {
    match entity_type {
        CONTACT => "CONTACT",
        COMPANY => "COMPANY",
        _ => "",
    }
}

/// `CALL_ID` of a statistics row.
pub(crate) fn call_id(row: &PhoneCall) -> String {
    format!("{:016X}.{}.{}", u64::from(row.id).wrapping_mul(0x9E37_79B9_7F4A_7C15), row.started_at / 1000, row.id)
}

/// Records that a filter names by `CALL_ID`, when it asks for equality (documented: the default). The name ends with the
/// record's number, so a busy portal is not searched for it.
fn named(filter: Option<&Value>, records: &Records) -> Option<Vec<u32>> {
    let entries = filter?.entries();
    let asks = |key: &str| {
        let (op, name) = split_prefix(key);
        op == Op::Equal && name.eq_ignore_ascii_case(CALL_ID)
    };
    let names = &entries.iter().find(|(key, _)| asks(key))?.1;
    let id_of = |name: &Value| name.as_text()?.rsplit('.').next()?.parse::<u32>().ok();
    let known = |id: &u32| records.calls.get(*id).is_some();
    Some(names.items().into_iter().filter_map(id_of).filter(known).collect())
}

/// `CALL_FAILED_REASON` of a result code.
pub(crate) fn failed_reason(code: &str) -> &'static str {
    match code {
        "200" => "Success call",
        "304" => "Skipped call",
        "603" => "Decline",
        "603-S" => "Decline self",
        "486" => "Busy",
        "480" => "Unavailable",
        _ => "",
    }
}

/// `voximplant.statistic.get`. Its documentation does not promise `start=-1`: a negative start is the first page, with a
/// total.
pub(super) fn statistic_get(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let filter = parse_filter::<PhoneCall>(call.params.param("filter"), Style::Legacy, &records)?;
    let filter = match named(call.params.param("filter"), &records) {
        Some(ids) => filter.among(&FIELDS[0], ids),
        None => filter,
    };
    let mut order = scalar_order::<PhoneCall>(call.params, &records);
    // Documented: the one column they are not sorted by.
    order.retain(|(column, _)| !matches!(column, Column::Standard(field) if field.upper == "CALL_TYPE"));
    let start = match parse_start(call.params, Style::Legacy) {
        Start::Uncounted => Start::At(0),
        counted => counted,
    };
    let page = page_of(&records.calls, filter, &order, start, &records);
    let rows = page.rows.iter().map(|row| print(row, &records)).collect();
    Ok(Answer { result: Value::List(rows), total: Some(page.total), next: page.next })
}

fn print(row: &PhoneCall, records: &Records) -> Value {
    let code = records.text(row.failed_code);
    let id_or_null = |id: u32| if id == 0 { Value::Null } else { Value::text(id) };
    let has_record = row.record_duration > 0;
    Value::map([
        ("ID", Value::text(row.id)),
        ("PORTAL_USER_ID", Value::text(row.user_id)),
        ("PORTAL_NUMBER", records.text(row.portal_number).into()),
        ("PHONE_NUMBER", records.text(row.phone).into()),
        (CALL_ID, call_id(row).into()),
        ("EXTERNAL_CALL_ID", Value::Null),
        ("CALL_CATEGORY", Value::word(CATEGORY)),
        ("CALL_LOG", Value::Null),
        ("CALL_DURATION", Value::text(row.duration)),
        ("CALL_START_DATE", print_instant(row.started_at, &records.zone).into()),
        ("CALL_RECORD_URL", Value::word("")),
        ("CALL_VOTE", Value::Null),
        ("COST", Value::word("0.0000")),
        ("COST_CURRENCY", Value::word("RUR")),
        ("CALL_FAILED_CODE", code.into()),
        ("CALL_FAILED_REASON", Value::word(failed_reason(code))),
        ("CRM_ENTITY_TYPE", Value::word(entity_name(row.entity_type))),
        ("CRM_ENTITY_ID", id_or_null(row.entity_id)),
        ("CRM_ACTIVITY_ID", id_or_null(row.activity_id)),
        ("REST_APP_ID", Value::Null),
        ("REST_APP_NAME", Value::Null),
        ("TRANSCRIPT_ID", Value::Null),
        ("TRANSCRIPT_PENDING", Value::word("N")),
        ("SESSION_ID", Value::Null),
        ("REDIAL_ATTEMPT", Value::Null),
        ("COMMENT", Value::Null),
        ("RECORD_DURATION", if has_record { Value::text(row.record_duration) } else { Value::Null }),
        // The one column of these rows that is a number.
        ("RECORD_FILE_ID", if has_record { Value::from(row.id) } else { Value::Null }),
        ("CALL_TYPE", Value::text(row.kind.number())),
    ])
}
