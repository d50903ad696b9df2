//! Tasks, as far as a report needs them: made and looked at.

use crate::dates::{parse_instant, print_instant};
use crate::model::{Records, Task};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome, id_of};
use crate::rest::error::RestError;
use crate::rest::methods::Method;
use crate::state::PortalEvent;

const TASK: &[&str] = &["task"];

/// Methods of this family.
pub(super) static METHODS: &[Method] =
    &[Method::new("tasks.task.add", TASK, add), Method::new("tasks.task.get", TASK, get)];

/// Texts of these refusals end with a line break tag (documented).
fn refused(text: &str) -> RestError {
    RestError::new(400, "ERROR_CORE", format!("{text}<br>"))
}

/// `tasks.task.add`.
fn add(call: &Call<'_>) -> Outcome {
    let fields = call.required("fields")?;
    let text = |name: &str| fields.param_text(name).unwrap_or_default().into_owned();
    if text("TITLE").trim().is_empty() {
        return Err(refused("The task name is not specified."));
    }
    let responsible_id = id_of(fields.param("RESPONSIBLE_ID"));
    let responsible_id = responsible_id.filter(|id| call.state.user_role(*id).is_some());
    let responsible_id = responsible_id.ok_or_else(|| refused("The responsible person is not specified."))?;
    let mut records = call.state.records_mut();
    let deadline = match text("DEADLINE") {
        empty if empty.is_empty() => 0,
        written => parse_instant(&written, &records.zone).ok_or_else(|| refused("The deadline is not a date."))?,
    };
    let crm = fields.param("UF_CRM_TASK").map(Value::items).unwrap_or_default();
    let task = Task {
        id: records.office.tasks.next_id(),
        title: text("TITLE").into(),
        description: text("DESCRIPTION").into(),
        responsible_id,
        created_by: id_of(fields.param("CREATED_BY")).unwrap_or(call.caller.user_id),
        deadline,
        crm: crm.into_iter().filter_map(Value::as_text).map(Into::into).collect(),
        created_at: call.state.now_ms(),
    };
    let printed = print(&task, &records);
    let id = task.id;
    records.office.tasks.insert(task);
    drop(records);
    let data = Value::map([
        ("FIELDS_BEFORE", Value::word("undefined")),
        ("FIELDS_AFTER", Value::map([("ID", Value::text(id))])),
        ("IS_ACCESSIBLE_BEFORE", Value::word("undefined")),
        ("IS_ACCESSIBLE_AFTER", Value::word("undefined")),
    ]);
    call.fire(PortalEvent::of_portal("ONTASKADD", data, call.caller.user_id));
    Ok(Answer::of(Value::map([("task", printed)])))
}

/// `tasks.task.get`.
fn get(call: &Call<'_>) -> Outcome {
    let id = call.required_id("taskId")?;
    let records = call.state.records();
    let task = records.office.tasks.get(id).ok_or_else(|| refused("Task not found or access denied."))?;
    Ok(Answer::of(Value::map([("task", print(task, &records))])))
}

fn print(task: &Task, records: &Records) -> Value {
    let instant = |ms: i64| if ms == 0 { Value::Null } else { print_instant(ms, &records.zone).into() };
    Value::map([
        ("id", Value::text(task.id)),
        ("title", (&*task.title).into()),
        ("description", (&*task.description).into()),
        ("status", Value::word("2")),
        ("priority", Value::word("1")),
        ("responsibleId", Value::text(task.responsible_id)),
        ("createdBy", Value::text(task.created_by)),
        ("createdDate", instant(task.created_at)),
        ("deadline", instant(task.deadline)),
        ("ufCrmTask", Value::List(task.crm.iter().map(|code| (&**code).into()).collect())),
    ])
}
