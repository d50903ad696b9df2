//! Columns of activities and the filter by bindings.

use crate::model::{Activity, COMPANY, CONTACT, Provider, Records, Table};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::rest::list::{
    Cell, Entity, Field, Filter, Kind, PAGE, Start, Style, parse_filter, parse_select, parse_start, print_row,
};

use super::owners::is_there;

impl Entity for Activity {
    fn table(records: &Records) -> &Table<Self> {
        &records.activities
    }

    fn fields() -> &'static [Field<Self>] {
        ACTIVITY_FIELDS
    }

    fn extra(&self, name: &str, records: &Records) -> Option<Value> {
        match name {
            "SETTINGS" | "PROVIDER_PARAMS" | "FILES" => Some(Value::List(Vec::new())),
            "COMMUNICATIONS" => Some(communications(self, records)),
            _ => None,
        }
    }

    fn extras_of_all(_style: Style) -> &'static [&'static str] {
        &["SETTINGS", "PROVIDER_PARAMS"]
    }
}

const TIME: Kind = Kind::DateTime;

static ACTIVITY_FIELDS: &[Field<Activity>] = &[
    Field::fixed("ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("OWNER_ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.owner_id))),
    Field::new("OWNER_TYPE_ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.owner_type))),
    Field::new("TYPE_ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.kind.number()))),
    Field::new("PROVIDER_ID", "", Kind::String, |row, _| Cell::Text(row.provider.id())),
    Field::new("PROVIDER_TYPE_ID", "", Kind::String, |row, _| Cell::Text(row.provider.type_id())),
    Field::new("PROVIDER_GROUP_ID", "", Kind::String, |_, _| Cell::None),
    Field::new("ASSOCIATED_ENTITY_ID", "", Kind::Integer, |_, _| Cell::Int(0)),
    Field::new("SUBJECT", "", Kind::String, |row, r| Cell::Text(r.text(row.subject))),
    Field::fixed("CREATED", "", TIME, |row, _| Cell::Instant(row.created_at)),
    Field::fixed("LAST_UPDATED", "", TIME, |row, _| Cell::Instant(row.modified_at)),
    Field::new("START_TIME", "", TIME, |row, _| Cell::instant_or_none(row.start_at)),
    Field::new("END_TIME", "", TIME, |row, _| Cell::instant_or_none(row.end_at)),
    Field::new("DEADLINE", "", TIME, |row, _| Cell::instant_or_none(row.deadline)),
    Field::new("COMPLETED", "", Kind::Char, |row, _| Cell::Flag(row.completed)),
    Field::new("STATUS", "", Kind::Integer, |row, _| Cell::Int(if row.completed { 2 } else { 1 })),
    Field::new("RESPONSIBLE_ID", "", Kind::User, |row, _| Cell::Int(i64::from(row.responsible_id))),
    Field::new("PRIORITY", "", Kind::Integer, |row, _| Cell::Int(if row.important { 3 } else { 2 })),
    Field::new("NOTIFY_TYPE", "", Kind::Integer, |_, _| Cell::Int(0)),
    Field::new("NOTIFY_VALUE", "", Kind::Integer, |_, _| Cell::Int(0)),
    Field::new("DESCRIPTION", "", Kind::String, |row, r| Cell::Text(r.text(row.description))),
    Field::new("DESCRIPTION_TYPE", "", Kind::Integer, |_, _| Cell::Int(1)),
    Field::new("DIRECTION", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.direction.number()))),
    Field::new("LOCATION", "", Kind::String, |_, _| Cell::Text("")),
    Field::new("ORIGINATOR_ID", "", Kind::String, |_, _| Cell::None),
    Field::new("ORIGIN_ID", "", Kind::String, |_, _| Cell::None),
    Field::new("AUTHOR_ID", "", Kind::User, |row, _| Cell::Int(i64::from(row.author_id))),
    Field::new("EDITOR_ID", "", Kind::User, |row, _| Cell::Int(i64::from(row.editor_id))),
    Field::new("PROVIDER_DATA", "", Kind::String, |_, _| Cell::None),
    Field::new("RESULT_MARK", "", Kind::Integer, |_, _| Cell::Int(0)),
    Field::new("RESULT_VALUE", "", Kind::String, |_, _| Cell::None),
    Field::new("RESULT_SUM", "", Kind::String, |_, _| Cell::None),
    Field::new("RESULT_CURRENCY_ID", "", Kind::String, |_, _| Cell::None),
    Field::new("RESULT_STATUS", "", Kind::Integer, |_, _| Cell::Int(0)),
    Field::new("RESULT_STREAM", "", Kind::Integer, |_, _| Cell::Int(0)),
    Field::new("RESULT_SOURCE_ID", "", Kind::String, |_, _| Cell::None),
    Field::new("AUTOCOMPLETE_RULE", "", Kind::Integer, |_, _| Cell::Int(0)),
];

/// Whether the activity belongs to this record, as its owner or by a further binding.
fn is_bound(activity: &Activity, entity_type: i64, entity_id: Option<i64>) -> bool {
    let fits =
        |kind: u8, id: u32| i64::from(kind) == entity_type && entity_id.is_none_or(|wanted| i64::from(id) == wanted);
    fits(activity.owner_type, activity.owner_id) || activity.bindings.iter().any(|(kind, id)| fits(*kind, *id))
}

/// A filter by bindings joins activities with them, so an activity bound to two of the asked records comes twice
/// (documented).
pub(super) fn list_by_bindings(call: &Call<'_>) -> Outcome {
    let style = Style::Legacy;
    let records = call.state.records();
    let filter_value = call.params.param("filter");
    let filter = parse_filter::<Activity>(filter_value, style, &records)?;
    let filter = super::visible(call, &records).into_iter().fold(filter, Filter::and);
    let select = parse_select::<Activity>(call.params.param("select"), style, &records);
    let bindings = filter_value.and_then(|value| value.param("BINDINGS"));
    let asked: Vec<(i64, Option<i64>)> = bindings
        .map(Value::items)
        .unwrap_or_default()
        .into_iter()
        .map(|pair| (pair.param_int("OWNER_TYPE_ID").unwrap_or(0), pair.param_int("OWNER_ID")))
        .collect();
    let found: Vec<&Activity> = records
        .activities
        .iter()
        .filter(|row| filter.matches(row, &records))
        .flat_map(|row| asked.iter().filter(|(kind, id)| is_bound(row, *kind, *id)).map(move |_| row))
        .collect();
    let (at, counted) = match parse_start(call.params, style) {
        Start::At(at) => (at, true),
        Start::Uncounted => (0, false),
    };
    let rows: Vec<Value> =
        found.iter().skip(at).take(PAGE).map(|row| print_row(*row, &select, style, &records)).collect();
    let end = at + rows.len();
    let next = (counted && !rows.is_empty() && end < found.len()).then_some(end);
    Ok(Answer { result: Value::List(rows), total: Some(if counted { found.len() } else { 0 }), next })
}

/// Who was talked to: the first phone or e-mail of each client the activity is bound to.
fn communications(activity: &Activity, records: &Records) -> Value {
    let kind = if activity.provider == Provider::Email { "EMAIL" } else { "PHONE" };
    let owner = (activity.owner_type, activity.owner_id);
    let clients = std::iter::once(owner).chain(activity.bindings.iter().copied());
    let rows = clients.filter_map(|(entity_type, entity_id)| {
        let points = match entity_type {
            COMPANY => &records.companies.get(entity_id)?.points,
            CONTACT => &records.contacts.get(entity_id)?.points,
            _ => return None,
        };
        let point = points.iter().find(|point| super::point_type(point.kind) == kind)?;
        Some(Value::map([
            ("ID", Value::text(i64::from(activity.id) * 10 + i64::from(entity_type))),
            ("TYPE", Value::word(kind)),
            ("VALUE", (&*point.value).into()),
            ("ENTITY_ID", Value::text(entity_id)),
            ("ENTITY_TYPE_ID", Value::text(entity_type)),
        ]))
    });
    Value::List(rows.collect())
}

/// An activity by its `activityId`.
fn found(call: &Call<'_>) -> Result<Activity, RestError> {
    let id = call.required_id("activityId")?;
    call.state.records().activities.get(id).cloned().ok_or_else(|| RestError::new(400, "NOT_FOUND", "Not found"))
}

/// `crm.activity.binding.list`: the owner first.
pub(super) fn binding_list(call: &Call<'_>) -> Outcome {
    let activity = found(call)?;
    let owner = (activity.owner_type, activity.owner_id);
    let all = std::iter::once(owner).chain(activity.bindings.iter().copied()).filter(|(kind, _)| *kind != 0);
    let print = |(kind, id): (u8, u32)| {
        Value::map([("entityTypeId", Value::Int(i64::from(kind))), ("entityId", Value::from(id))])
    };
    Ok(Answer::of(Value::List(all.map(print).collect())))
}

/// `crm.activity.binding.add`.
pub(super) fn binding_add(call: &Call<'_>) -> Outcome {
    let mut activity = found(call)?;
    let (kind, id) = (call.required_id("entityTypeId")?, call.required_id("entityId")?);
    let wrong = || RestError::new(400, "OWNER_NOT_FOUND", "Owner was not found");
    let binding = (u8::try_from(kind).map_err(|_| wrong())?, id);
    if !is_there(&call.state.records(), kind, id) {
        return Err(wrong());
    }
    if binding == (activity.owner_type, activity.owner_id) || activity.bindings.contains(&binding) {
        return Err(RestError::new(400, "BINDING_ALREADY_EXISTS", "The binding already exists"));
    }
    activity.bindings = activity.bindings.iter().copied().chain([binding]).collect();
    keep(call, activity);
    Ok(Answer::of(true))
}

/// `crm.activity.binding.delete`: a further binding, never that of the owner.
pub(super) fn binding_delete(call: &Call<'_>) -> Outcome {
    let mut activity = found(call)?;
    let (kind, id) = (call.required_id("entityTypeId")?, call.required_id("entityId")?);
    let before = activity.bindings.len();
    let is_other = |binding: &(u8, u32)| (u32::from(binding.0), binding.1) != (kind, id);
    activity.bindings = activity.bindings.iter().copied().filter(is_other).collect();
    if activity.bindings.len() == before {
        return Err(RestError::new(400, "BINDING_NOT_FOUND", "The binding is not found"));
    }
    keep(call, activity);
    Ok(Answer::of(true))
}

fn keep(call: &Call<'_>, mut activity: Activity) {
    let id = activity.id;
    activity.modified_at = call.state.now_ms();
    activity.editor_id = call.caller.user_id;
    call.state.records_mut().activities.insert(activity);
    call.fire_record("ONCRMACTIVITYUPDATE", id);
}
