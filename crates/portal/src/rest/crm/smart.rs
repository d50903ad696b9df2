//! Smart processes: their definitions, the columns of their items, creating and changing items.

use std::borrow::Cow;

use crate::change::{StageState, base_currency, record_stage};
use crate::dates::{parse_day, print_instant};
use crate::model::{FIRST_SMART_TYPE, Records, SmartItem, SmartType, StageMoveKind, StageSemantics, Status, Table};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome, id_of};
use crate::rest::error::RestError;
use crate::rest::list::{Cell, Entity, Field, Kind, Style, column_by_name, money};

use super::required_fields;

impl Entity for SmartItem {
    /// Items live in a table per process; this one is for processes without items.
    fn table(_records: &Records) -> &Table<Self> {
        static NONE: std::sync::LazyLock<Table<SmartItem>> = std::sync::LazyLock::new(Table::default);
        &NONE
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}

const DATE: Kind = Kind::Date;
const TIME: Kind = Kind::DateTime;

static FIELDS: &[Field<SmartItem>] = &[
    Field::fixed("ID", "id", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("XML_ID", "xmlId", Kind::String, |row, _| Cell::text_or_none(&row.xml_id)),
    Field::new("TITLE", "title", Kind::String, |row, _| Cell::Text(&row.title)),
    Field::fixed("CREATED_BY", "createdBy", Kind::User, |row, _| Cell::Int(i64::from(row.created_by))),
    Field::fixed("UPDATED_BY", "updatedBy", Kind::User, |row, _| Cell::Int(i64::from(row.modified_by))),
    Field::fixed("MOVED_BY", "movedBy", Kind::User, |row, _| Cell::Int(i64::from(row.moved_by))),
    Field::fixed("CREATED_TIME", "createdTime", TIME, |row, _| Cell::Instant(row.created_at)),
    Field::fixed("UPDATED_TIME", "updatedTime", TIME, |row, _| Cell::Instant(row.modified_at)),
    Field::fixed("MOVED_TIME", "movedTime", TIME, |row, _| Cell::instant_or_none(row.moved_at)),
    Field::new("CATEGORY_ID", "categoryId", Kind::Link("crm_category"), |row, _| Cell::Int(i64::from(row.category_id))),
    Field::new("OPENED", "opened", Kind::Char, |row, _| Cell::Flag(row.opened)),
    Field::new("STAGE_ID", "stageId", Kind::Status("DYNAMIC_STAGE"), |row, r| Cell::Text(r.text(row.stage_id))),
    Field::fixed("PREVIOUS_STAGE_ID", "previousStageId", Kind::String, |row, r| {
        Cell::text_or_none(r.text(row.previous_stage_id))
    }),
    Field::new("BEGINDATE", "begindate", DATE, |row, _| Cell::day_or_none(row.begin_day)),
    Field::new("CLOSEDATE", "closedate", DATE, |row, _| Cell::day_or_none(row.close_day)),
    Field::new("COMPANY_ID", "companyId", Kind::Link("crm_company"), |row, _| Cell::Ref(row.company_id)),
    Field::new("CONTACT_ID", "contactId", Kind::Link("crm_contact"), |row, _| Cell::Ref(row.contact_id)),
    Field::new("CONTACT_IDS", "contactIds", Kind::Link("crm_contact"), |row, _| {
        let ids: &[u32] = if row.contact_id == 0 { &[] } else { std::slice::from_ref(&row.contact_id) };
        Cell::Ids(Cow::Borrowed(ids))
    }),
    Field::new("OPPORTUNITY", "opportunity", Kind::Double, |row, _| Cell::Money(row.amount)),
    Field::new("IS_MANUAL_OPPORTUNITY", "isManualOpportunity", Kind::Char, |_, _| Cell::Flag(true)),
    Field::new("TAX_VALUE", "taxValue", Kind::Double, |_, _| Cell::Money(0)),
    Field::new("CURRENCY_ID", "currencyId", Kind::Currency, |row, r| Cell::text_or_none(r.text(row.currency))),
    Field::new("SOURCE_ID", "sourceId", Kind::Status("SOURCE"), |row, r| Cell::text_or_none(r.text(row.source_id))),
    Field::new("SOURCE_DESCRIPTION", "sourceDescription", Kind::String, |_, _| Cell::None),
    Field::new("ASSIGNED_BY_ID", "assignedById", Kind::User, |row, _| Cell::Int(i64::from(row.assigned_by))),
    Field::fixed("LAST_ACTIVITY_BY", "lastActivityBy", Kind::User, |row, _| Cell::Int(i64::from(row.modified_by))),
    Field::fixed("LAST_ACTIVITY_TIME", "lastActivityTime", TIME, |row, _| Cell::Instant(row.created_at)),
    Field::new("PARENT_ID_2", "parentId2", Kind::Link("crm_deal"), |row, _| Cell::Ref(row.deal_id)),
    Field::fixed("ENTITY_TYPE_ID", "entityTypeId", Kind::Integer, |row, _| Cell::Int(i64::from(row.entity_type))),
];

/// The stages a new process starts with: key, name, meaning.
const STAGES: [(&str, &str, StageSemantics); 5] = [
    ("NEW", "Начало", StageSemantics::Process),
    ("PREPARATION", "Подготовка", StageSemantics::Process),
    ("CLIENT", "Согласование", StageSemantics::Process),
    ("SUCCESS", "Успех", StageSemantics::Success),
    ("FAIL", "Провал", StageSemantics::Failure),
];

/// `crm.type.add`: by an administrator. Without a number the next even one from 1030 is taken.
pub(super) fn type_add(call: &Call<'_>) -> Outcome {
    call.caller.require_admin()?;
    let fields = required_fields(call)?;
    let title = fields.param_text("title").unwrap_or_default();
    if title.trim().is_empty() {
        return Err(RestError::new(400, "BX_EMPTY_REQUIRED", "Field title is required"));
    }
    let mut records = call.state.records_mut();
    let taken = |number: u32| records.smart.of_entity(number).is_some();
    let free = (1_030..).step_by(2).find(|number| !taken(*number)).unwrap_or(1_030);
    let entity_type = id_of(fields.param("entityTypeId")).unwrap_or(free);
    let allowed =
        (FIRST_SMART_TYPE..192).contains(&entity_type) || (entity_type >= 1_030 && entity_type.is_multiple_of(2));
    if !allowed || taken(entity_type) {
        return Err(RestError::invalid_value("entityTypeId should be unique and within the allowed range"));
    }
    let now = call.state.now_ms();
    let kind = SmartType {
        id: records.smart.types.next_id(),
        entity_type,
        title: title.into(),
        code: fields.param_text("code").unwrap_or_default().into(),
        // Pipelines of processes are numbered apart from those of deals.
        category_id: records.smart.types.next_id() * 2,
        stages: fields.param("isStagesEnabled").is_none_or(Value::is_yes),
        created_by: call.caller.user_id,
        created_at: now,
        modified_at: now,
    };
    add_stages(&mut records, &kind);
    let printed = print_type(&kind, &records);
    records.smart.types.insert(kind);
    records.smart.items.entry(entity_type).or_default();
    Ok(Answer::of(Value::map([("type", printed)])))
}

fn add_stages(records: &mut Records, kind: &SmartType) {
    for ((key, name, semantics), place) in STAGES.into_iter().zip(1..) {
        let status = Status {
            id: records.statuses.next_id(),
            entity_id: format!("DYNAMIC_{}_STAGE_{}", kind.entity_type, kind.category_id).into(),
            status_id: format!("DT{}_{}:{key}", kind.entity_type, kind.category_id).into(),
            name: name.into(),
            sort: place * 10,
            system: matches!(key, "NEW" | "SUCCESS" | "FAIL"),
            category_id: Some(kind.category_id),
            color: "#39A8EF".into(),
            semantics: Some(semantics),
        };
        records.statuses.insert(status);
    }
}

fn print_type(kind: &SmartType, records: &Records) -> Value {
    Value::map([
        ("id", Value::from(kind.id)),
        ("title", (&*kind.title).into()),
        ("code", (&*kind.code).into()),
        ("createdBy", Value::from(kind.created_by)),
        ("entityTypeId", Value::from(kind.entity_type)),
        ("createdTime", print_instant(kind.created_at, &records.zone).into()),
        ("updatedTime", print_instant(kind.modified_at, &records.zone).into()),
        ("isCategoriesEnabled", Value::word("N")),
        ("isStagesEnabled", Value::flag(kind.stages)),
        ("isBeginCloseDatesEnabled", Value::word("Y")),
        ("isClientEnabled", Value::word("Y")),
        ("isLinkWithProductsEnabled", Value::word("Y")),
        ("isMycompanyEnabled", Value::word("N")),
        ("isObserversEnabled", Value::word("N")),
        ("isSourceEnabled", Value::word("Y")),
    ])
}

/// `crm.type.list`: filtered by equality of the printed columns.
pub(super) fn type_list(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let filter = call.params.param("filter").map(Value::entries).unwrap_or_default();
    let fits = |row: &Value| {
        filter.iter().all(|(name, wanted)| {
            let own = row.get(name.trim_start_matches('=')).and_then(Value::as_text);
            wanted.items().into_iter().any(|wanted| wanted.as_text() == own)
        })
    };
    let rows: Vec<Value> = records.smart.types.iter().map(|kind| print_type(kind, &records)).filter(fits).collect();
    let total = rows.len();
    Ok(Answer { result: Value::map([("types", Value::List(rows))]), total: Some(total), next: None })
}

/// `crm.type.get`.
pub(super) fn type_get(call: &Call<'_>) -> Outcome {
    let id = call.required_id("id")?;
    let records = call.state.records();
    let kind = records.smart.types.get(id).ok_or_else(not_found)?;
    Ok(Answer::of(Value::map([("type", print_type(kind, &records))])))
}

/// `crm.type.getByEntityTypeId`.
pub(super) fn type_by_entity(call: &Call<'_>) -> Outcome {
    let number = call.required_id("entityTypeId")?;
    let records = call.state.records();
    let kind = records.smart.of_entity(number).ok_or_else(not_found)?;
    Ok(Answer::of(Value::map([("type", print_type(kind, &records))])))
}

/// `crm.type.delete`: not while it has items.
pub(super) fn type_delete(call: &Call<'_>) -> Outcome {
    call.caller.require_admin()?;
    let id = call.required_id("id")?;
    let mut records = call.state.records_mut();
    let number = records.smart.types.get(id).ok_or_else(not_found)?.entity_type;
    if records.smart.items.get(&number).is_some_and(|items| !items.is_empty()) {
        return Err(RestError::new(400, "CRM_TYPE_HAS_ITEMS", "The smart process has items"));
    }
    records.smart.types.remove(id);
    records.smart.items.remove(&number);
    let entity = format!("DYNAMIC_{number}_STAGE_");
    records.statuses.retain(|row| !row.entity_id.starts_with(&entity));
    Ok(Answer::of(Value::Null))
}

/// How a process that is not there is refused.
pub(super) fn not_found() -> RestError {
    RestError::new(400, "NOT_FOUND", "SPA not found")
}

/// The pipeline of a process, as `crm.category.list` prints it.
pub(super) fn print_category(kind: &SmartType) -> Value {
    Value::map([
        ("id", Value::from(kind.category_id)),
        ("name", Value::word("Общая")),
        ("sort", Value::Int(500)),
        ("entityTypeId", Value::from(kind.entity_type)),
        ("isDefault", Value::word("Y")),
    ])
}

fn invalid(field: &str) -> RestError {
    RestError::new(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", format!("Invalid value of field \"{field}\""))
}

fn set(records: &mut Records, item: &mut SmartItem, fields: &Value, now: i64, actor: u32) -> Result<(), RestError> {
    for (name, value) in fields.entries() {
        let text = value.as_text().unwrap_or_default();
        let known = column_by_name::<SmartItem>(&name, Style::Item, records).and_then(|column| column.camel());
        let link = || id_of(Some(value)).unwrap_or(0);
        let day = || if text.is_empty() { Ok(None) } else { parse_day(&text).map(Some).ok_or_else(|| invalid(&name)) };
        match known.unwrap_or_default() {
            "title" => item.title = text.into(),
            "xmlId" => item.xml_id = text.into(),
            "assignedById" => item.assigned_by = link(),
            "companyId" => item.company_id = link(),
            "contactId" => item.contact_id = link(),
            "contactIds" => item.contact_id = id_of(value.items().first().copied()).unwrap_or(0),
            "parentId2" => item.deal_id = link(),
            "opened" => item.opened = value.is_yes(),
            "opportunity" => item.amount = money(&text).ok_or_else(|| invalid(&name))?,
            "currencyId" => item.currency = records.words.intern(&text),
            "sourceId" => item.source_id = records.words.intern(&text),
            "begindate" => item.begin_day = day()?,
            "closedate" => item.close_day = day()?,
            "stageId" => move_to(records, item, &text, now, actor)?,
            _ => {}
        }
    }
    item.modified_by = actor;
    item.modified_at = now;
    Ok(())
}

fn move_to(records: &mut Records, item: &mut SmartItem, stage: &str, now: i64, actor: u32) -> Result<(), RestError> {
    let entity = format!("DYNAMIC_{}_STAGE_{}", item.entity_type, item.category_id);
    let found = records.statuses.iter().find(|row| *row.entity_id == *entity && &*row.status_id == stage);
    let semantics = found.ok_or_else(|| invalid("stageId"))?.semantics.unwrap_or_default();
    let stage = records.words.intern(stage);
    if stage != item.stage_id {
        item.previous_stage_id = item.stage_id;
        item.moved_at = now;
        item.moved_by = actor;
    }
    item.stage_id = stage;
    item.semantics = semantics;
    Ok(())
}

fn state_of(item: &SmartItem) -> StageState {
    StageState { category_id: item.category_id, stage_id: item.stage_id, semantics: item.semantics }
}

/// Creates an item and returns it.
pub(super) fn item_add(call: &Call<'_>, entity_type: u32, fields: &Value) -> Result<SmartItem, RestError> {
    let (actor, now) = (call.caller.user_id, call.state.now_ms());
    let mut records = call.state.records_mut();
    let kind = records.smart.of_entity(entity_type).cloned().ok_or_else(not_found)?;
    let stage = format!("DT{}_{}:NEW", kind.entity_type, kind.category_id);
    let mut item = SmartItem {
        id: records.smart.items.entry(entity_type).or_default().next_id(),
        entity_type,
        category_id: kind.category_id,
        stage_id: records.words.intern(&stage),
        currency: base_currency(&mut records),
        opened: true,
        assigned_by: actor,
        created_by: actor,
        moved_by: actor,
        created_at: now,
        moved_at: now,
        ..SmartItem::default()
    };
    set(&mut records, &mut item, fields, now, actor)?;
    item.previous_stage_id = crate::model::Word::EMPTY;
    if item.title.is_empty() {
        item.title = format!("{} #{}", kind.title, item.id).into();
    }
    record_stage(&mut records, (entity_type, item.id), state_of(&item), StageMoveKind::Created, now);
    records.smart.items.entry(entity_type).or_default().insert(item.clone());
    Ok(item)
}

/// Changes an item and returns it.
pub(super) fn item_update(call: &Call<'_>, entity_type: u32, id: u32, fields: &Value) -> Result<SmartItem, RestError> {
    let (actor, now) = (call.caller.user_id, call.state.now_ms());
    let mut records = call.state.records_mut();
    let found = records.smart.items.get(&entity_type).ok_or_else(not_found)?.get(id).cloned();
    let mut item = found.ok_or_else(RestError::element_not_found)?;
    let before = item.stage_id;
    set(&mut records, &mut item, fields, now, actor)?;
    if item.stage_id != before {
        let is_open = item.semantics == StageSemantics::Process;
        let kind = if is_open { StageMoveKind::Intermediate } else { StageMoveKind::Final };
        record_stage(&mut records, (entity_type, id), state_of(&item), kind, now);
    }
    records.smart.items.entry(entity_type).or_default().insert(item.clone());
    Ok(item)
}

/// Deletes an item with its history, goods and comments.
pub(super) fn item_delete(call: &Call<'_>, entity_type: u32, id: u32) -> Result<(), RestError> {
    let mut records = call.state.records_mut();
    let gone = records.smart.items.get_mut(&entity_type).ok_or_else(not_found)?.remove(id);
    gone.ok_or_else(RestError::element_not_found)?;
    let sales = &mut records.sales;
    sales.history.moves.retain(|row| (row.owner_type, row.owner_id) != (entity_type, id));
    sales.product_rows.retain(|row| (row.owner_type, row.owner_id) != (entity_type, id));
    records.comments.retain(|row| (row.entity_type, row.entity_id) != (entity_type, id));
    Ok(())
}
