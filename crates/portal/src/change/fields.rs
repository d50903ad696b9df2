//! Setting columns by their legacy names.

use crate::dates::{parse_day, parse_instant};
use crate::model::{
    Activity, ActivityKind, COMPANY, Company, Contact, ContactLink, DEAL, Deal, Direction, FieldValue, Provider,
    Records, StageSemantics, UserFieldKind, UserValues, Word,
};
use crate::php::Value;
use crate::rest::parse_money;

use super::points::{point_kind, set_points};
use super::{Change, ChangeError};

fn text(value: &Value) -> String {
    value.as_text().unwrap_or_default().into_owned()
}

fn id(name: &str, value: &Value) -> Result<u32, ChangeError> {
    if text(value).is_empty() {
        return Ok(0);
    }
    value.as_int().and_then(|id| u32::try_from(id).ok()).ok_or_else(|| ChangeError::InvalidValue(name.to_owned()))
}

fn money(name: &str, value: &Value) -> Result<i64, ChangeError> {
    parse_money(&text(value)).ok_or_else(|| ChangeError::InvalidValue(name.to_owned()))
}

fn day(name: &str, value: &Value) -> Result<Option<i32>, ChangeError> {
    let text = text(value);
    if text.is_empty() {
        return Ok(None);
    }
    parse_day(&text).map(Some).ok_or_else(|| ChangeError::InvalidValue(name.to_owned()))
}

fn instant(records: &Records, name: &str, value: &Value) -> Result<i64, ChangeError> {
    parse_instant(&text(value), &records.zone).ok_or_else(|| ChangeError::InvalidValue(name.to_owned()))
}

/// Forgives an unknown column to those who are lenient.
fn known(change: &Change<'_>) -> impl Fn(ChangeError) -> Result<(), ChangeError> {
    let lenient = change.lenient;
    move |error| match error {
        ChangeError::UnknownField(_) if lenient => Ok(()),
        other => Err(other),
    }
}

/// The base currency of the portal; nothing when it has none.
pub(crate) fn base_currency(records: &mut Records) -> Word {
    let code = records.currencies.iter().find(|currency| currency.base).map(|currency| currency.code.clone());
    code.map_or(Word::EMPTY, |code| records.words.intern(&code))
}

/// Sets the given columns of a company.
pub(super) fn set_company(
    records: &mut Records,
    company: &mut Company,
    change: &Change<'_>,
) -> Result<(), ChangeError> {
    for (name, value) in change.fields.entries() {
        match &*name {
            "TITLE" => company.title = text(value).into(),
            "COMPANY_TYPE" => company.type_id = records.words.intern(&text(value)),
            "INDUSTRY" => company.industry = records.words.intern(&text(value)),
            "EMPLOYEES" => company.employees = records.words.intern(&text(value)),
            "CURRENCY_ID" => company.currency = records.words.intern(&text(value)),
            "ADDRESS" => company.address = records.words.intern(&text(value)),
            "COMMENTS" => company.comments = text(value).into(),
            "REVENUE" => company.revenue = money(&name, value)?,
            "ASSIGNED_BY_ID" => company.assigned_by = id(&name, value)?,
            "OPENED" => company.opened = value.is_yes(),
            "IS_MY_COMPANY" => company.is_my_company = value.is_yes(),
            "FM" => set_points(company.id, &mut company.points, None, value),
            points if point_kind(points).is_some() => {
                set_points(company.id, &mut company.points, point_kind(points), value);
            }
            other => set_user_value(records, COMPANY, &mut company.user_values, other, value).or_else(known(change))?,
        }
    }
    if change.is_dated() {
        company.modified_by = change.actor;
        company.modified_at = change.now;
    }
    Ok(())
}

/// Sets the given columns of a contact.
pub(super) fn set_contact(
    records: &mut Records,
    contact: &mut Contact,
    change: &Change<'_>,
) -> Result<(), ChangeError> {
    for (name, value) in change.fields.entries() {
        match &*name {
            "NAME" => contact.name = text(value).into(),
            "LAST_NAME" => contact.last_name = text(value).into(),
            "SECOND_NAME" => contact.second_name = text(value).into(),
            "POST" => contact.post = records.words.intern(&text(value)),
            "COMPANY_ID" => contact.company_id = id(&name, value)?,
            "ASSIGNED_BY_ID" => contact.assigned_by = id(&name, value)?,
            "FM" => set_points(contact.id, &mut contact.points, None, value),
            points if point_kind(points).is_some() => {
                set_points(contact.id, &mut contact.points, point_kind(points), value);
            }
            other => known(change)(ChangeError::UnknownField(other.to_owned()))?,
        }
    }
    if change.is_dated() {
        contact.modified_at = change.now;
    }
    Ok(())
}

/// The contacts of a deal in their order; the first is the main one.
fn set_deal_contacts(records: &mut Records, deal: &mut Deal, ids: &[u32]) {
    deal.contact_id = ids.first().copied().unwrap_or(0);
    if ids.len() < 2 {
        records.sales.deal_contacts.remove(&deal.id);
        return;
    }
    let links =
        ids.iter().zip(1..).map(|(id, place)| ContactLink { contact_id: *id, sort: place * 10, primary: place == 1 });
    records.sales.deal_contacts.insert(deal.id, links.collect());
}

/// The first stage of a pipeline.
fn first_stage(records: &Records, category: u32) -> Option<&str> {
    let entity = if category == 0 { "DEAL_STAGE".to_owned() } else { format!("DEAL_STAGE_{category}") };
    let stages = records.statuses.iter().filter(|row| *row.entity_id == *entity);
    stages.min_by_key(|row| row.sort).map(|row| &*row.status_id)
}

/// Moves a deal to a pipeline; without a stage named beside it, to the first one there.
fn set_category(records: &mut Records, deal: &mut Deal, value: &Value, change: &Change<'_>) -> Result<(), ChangeError> {
    let category = id("CATEGORY_ID", value)?;
    if category == deal.category_id || change.fields.get("STAGE_ID").is_some() {
        return Ok(());
    }
    let invalid = || ChangeError::InvalidValue("CATEGORY_ID".to_owned());
    let stage = first_stage(records, category).ok_or_else(invalid)?.to_owned();
    move_deal(records, deal, &stage, change)
}

/// Lets the amount of a deal follow its product rows, or not.
fn set_manual_amount(records: &mut Records, deal: &mut Deal, manual: bool) {
    if manual {
        records.sales.computed_amounts.remove(&deal.id);
        return;
    }
    records.sales.computed_amounts.insert(deal.id);
    if let Some(sum) = records.sales.sum_of_rows(u32::from(DEAL), deal.id) {
        deal.amount = sum;
    }
}

/// Sets the given columns of a deal. A new stage also moves its semantics, pipeline and time of arrival.
pub(super) fn set_deal(records: &mut Records, deal: &mut Deal, change: &Change<'_>) -> Result<(), ChangeError> {
    for (name, value) in change.fields.entries() {
        match &*name {
            "TITLE" => deal.title = text(value).into(),
            "TYPE_ID" => deal.type_id = records.words.intern(&text(value)),
            "SOURCE_ID" => deal.source_id = records.words.intern(&text(value)),
            "CURRENCY_ID" => deal.currency = records.words.intern(&text(value)),
            "COMMENTS" => deal.comments = text(value).into(),
            "OPPORTUNITY" => deal.amount = money(&name, value)?,
            "PROBABILITY" => deal.probability = u8::try_from(id(&name, value)?).ok(),
            "COMPANY_ID" => deal.company_id = id(&name, value)?,
            "CONTACT_ID" => {
                let contact = id(&name, value)?;
                set_deal_contacts(records, deal, if contact == 0 { &[] } else { std::slice::from_ref(&contact) });
            }
            "CONTACT_IDS" => {
                let ids: Result<Vec<u32>, _> = value.items().into_iter().map(|item| id(&name, item)).collect();
                set_deal_contacts(records, deal, &ids?);
            }
            "ASSIGNED_BY_ID" => deal.assigned_by = id(&name, value)?,
            "IS_MANUAL_OPPORTUNITY" => set_manual_amount(records, deal, value.is_yes()),
            "BEGINDATE" => deal.begin_day = day(&name, value)?,
            "CLOSEDATE" => deal.close_day = day(&name, value)?,
            "OPENED" => deal.opened = value.is_yes(),
            "CATEGORY_ID" => set_category(records, deal, value, change)?,
            "STAGE_ID" => move_deal(records, deal, &text(value), change)?,
            other => set_user_value(records, DEAL, &mut deal.user_values, other, value).or_else(known(change))?,
        }
    }
    if change.is_dated() {
        deal.modified_by = change.actor;
        deal.modified_at = change.now;
    }
    Ok(())
}

fn move_deal(records: &mut Records, deal: &mut Deal, stage: &str, change: &Change<'_>) -> Result<(), ChangeError> {
    let found = records.deal_stage(stage).map(|row| (row.semantics, row.category_id));
    let Some((semantics, category)) = found else {
        return Err(ChangeError::InvalidValue("STAGE_ID".to_owned()));
    };
    let stage = records.words.intern(stage);
    if stage != deal.stage_id && change.is_dated() {
        deal.moved_at = change.now;
        deal.moved_by = change.actor;
    }
    deal.stage_id = stage;
    deal.semantics = semantics.unwrap_or(StageSemantics::Process);
    deal.category_id = category.unwrap_or(0);
    Ok(())
}

/// Sets the given columns of an activity.
pub(super) fn set_activity(
    records: &mut Records,
    activity: &mut Activity,
    change: &Change<'_>,
) -> Result<(), ChangeError> {
    for (name, value) in change.fields.entries() {
        let invalid = || ChangeError::InvalidValue(name.to_string());
        match &*name {
            "SUBJECT" => activity.subject = records.words.intern(&text(value)),
            "DESCRIPTION" => activity.description = records.words.intern(&text(value)),
            "OWNER_ID" => activity.owner_id = id(&name, value)?,
            "OWNER_TYPE_ID" => activity.owner_type = u8::try_from(id(&name, value)?).map_err(|_| invalid())?,
            "RESPONSIBLE_ID" => activity.responsible_id = id(&name, value)?,
            "COMPLETED" => activity.completed = value.is_yes(),
            "START_TIME" => activity.start_at = instant(records, &name, value)?,
            "END_TIME" => activity.end_at = instant(records, &name, value)?,
            "DEADLINE" => activity.deadline = instant(records, &name, value)?,
            "PRIORITY" => activity.important = id(&name, value)? == 3,
            "BINDINGS" => {
                let owner = (activity.owner_type, activity.owner_id);
                let pairs = value.items().into_iter().filter_map(|pair| {
                    let kind = u8::try_from(pair.param_int("OWNER_TYPE_ID")?).ok()?;
                    Some((kind, u32::try_from(pair.param_int("OWNER_ID")?).ok()?))
                });
                activity.bindings = pairs.filter(|pair| *pair != owner).collect();
            }
            "TYPE_ID" => {
                (activity.kind, activity.provider) = match id(&name, value)? {
                    1 => (ActivityKind::Meeting, Provider::Meeting),
                    2 => (ActivityKind::Call, Provider::Telephony),
                    3 => (ActivityKind::Task, Provider::Task),
                    4 => (ActivityKind::Email, Provider::Email),
                    6 => (ActivityKind::ByProvider, Provider::Todo),
                    _ => return Err(invalid()),
                };
            }
            "DIRECTION" => {
                activity.direction = match id(&name, value)? {
                    0 => Direction::None,
                    1 => Direction::Incoming,
                    2 => Direction::Outgoing,
                    _ => return Err(invalid()),
                };
            }
            other => known(change)(ChangeError::UnknownField(other.to_owned()))?,
        }
    }
    if change.is_dated() {
        activity.editor_id = change.actor;
        activity.modified_at = change.now;
    }
    Ok(())
}

fn set_user_value(
    records: &mut Records,
    entity_type: u8,
    values: &mut UserValues,
    name: &str,
    value: &Value,
) -> Result<(), ChangeError> {
    let found = records.user_field(entity_type, name).map(|field| (field.id, field.kind, field.multiple));
    let (field_id, kind, multiple) = found.ok_or_else(|| ChangeError::UnknownField(name.to_owned()))?;
    let mut kept: Vec<(u32, FieldValue)> = values.iter().filter(|(id, _)| *id != field_id).cloned().collect();
    if let Some(value) = user_value(records, name, kind, multiple, value)? {
        kept.push((field_id, value));
    }
    *values = kept.into();
    Ok(())
}

fn user_value(
    records: &mut Records,
    name: &str,
    kind: UserFieldKind,
    multiple: bool,
    value: &Value,
) -> Result<Option<FieldValue>, ChangeError> {
    let invalid = || ChangeError::InvalidValue(name.to_owned());
    if multiple && kind == UserFieldKind::Enumeration {
        let given = value.items().into_iter().filter(|item| !text(item).is_empty() && **item != Value::Bool(false));
        let items: Result<Vec<u32>, ChangeError> = given.map(|item| id(name, item)).collect();
        let items = items?;
        return Ok((!items.is_empty()).then(|| FieldValue::Items(items.into())));
    }
    if multiple {
        let mut values = Vec::new();
        for item in value.items() {
            values.extend(user_value(records, name, kind, false, item)?);
        }
        return Ok((!values.is_empty()).then(|| FieldValue::Many(values.into())));
    }
    let text = text(value);
    if text.is_empty() {
        return Ok(None);
    }
    Ok(Some(match kind {
        UserFieldKind::String => FieldValue::Text(text.into()),
        UserFieldKind::Integer => FieldValue::Integer(text.parse().map_err(|_| invalid())?),
        UserFieldKind::Double => FieldValue::Double(text.parse().map_err(|_| invalid())?),
        UserFieldKind::Boolean => FieldValue::Flag(value.is_yes()),
        UserFieldKind::Enumeration => FieldValue::Item(text.parse().map_err(|_| invalid())?),
        UserFieldKind::Date => FieldValue::Day(parse_day(&text).ok_or_else(invalid)?),
        UserFieldKind::DateTime => FieldValue::Instant(instant(records, name, value)?),
        UserFieldKind::Money => {
            let (amount, currency) = text.split_once('|').unwrap_or((&text, ""));
            FieldValue::Money(parse_money(amount).ok_or_else(invalid)?, records.words.intern(currency))
        }
    }))
}
