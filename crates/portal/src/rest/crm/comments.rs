//! Comments in the timelines of records.

use crate::dates::print_instant;
use crate::model::{Comment, Records, StoredFile, Table};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome, id_of};
use crate::rest::disk::store;
use crate::rest::error::RestError;
use crate::rest::feed::pair_of;
use crate::rest::list::{Cell, Entity, Field, Filter, Kind, Style, parse_select, print_row};

use super::owners::{entity_name, entity_number, is_there};
use super::{legacy_list_of, required_fields};

impl Entity for Comment {
    fn table(records: &Records) -> &Table<Self> {
        &records.comments
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }

    fn extra(&self, name: &str, records: &Records) -> Option<Value> {
        match name {
            "ENTITY_TYPE" => Some(entity_name(self.entity_type).into()),
            "FILES" if !self.files.is_empty() => Some(self.print_files(records)),
            _ => None,
        }
    }

    fn extras_of_all(_style: Style) -> &'static [&'static str] {
        &["ENTITY_TYPE", "FILES"]
    }
}

static FIELDS: &[Field<Comment>] = &[
    Field::fixed("ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("ENTITY_ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.entity_id))),
    Field::fixed("CREATED", "", Kind::DateTime, |row, _| Cell::Instant(row.created_at)),
    Field::new("COMMENT", "", Kind::String, |row, _| Cell::Text(&row.text)),
    Field::new("AUTHOR_ID", "", Kind::User, |row, _| Cell::Int(i64::from(row.author_id))),
];

/// The kind of record, told apart by its number inside and by its name outside.
static OWNER_TYPE: Field<Comment> = Field::fixed("", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.entity_type)));

impl Comment {
    fn print_files(&self, records: &Records) -> Value {
        let files = self.files.iter().filter_map(|id| records.office.files.get(*id));
        let print = |file: &StoredFile| {
            Value::map([
                ("id", Value::from(file.id)),
                ("date", print_instant(file.created_at, &records.zone).into()),
                ("type", Value::word("file")),
                ("authorId", Value::from(file.created_by)),
                ("name", (&*file.name).into()),
                ("size", Value::Int(i64::try_from(file.content.len()).unwrap_or(i64::MAX))),
            ])
        };
        Value::Map(files.map(|file| (file.id.to_string().into(), print(file))).collect())
    }
}

/// `crm.timeline.comment.add`.
pub(super) fn add(call: &Call<'_>) -> Outcome {
    let fields = required_fields(call)?;
    let kind = fields.param_text("ENTITY_TYPE").unwrap_or_default();
    let entity_type = entity_number(&kind).ok_or_else(|| RestError::invalid_value("Invalid value of ENTITY_TYPE"))?;
    let entity_id = id_of(fields.param("ENTITY_ID")).unwrap_or(0);
    if !is_there(&call.state.records(), entity_type, entity_id) {
        return Err(RestError::new(400, "OWNER_NOT_FOUND", "Owner was not found"));
    }
    let text = comment_text(fields)?;
    let files = attached(call, fields)?;
    let author = id_of(fields.param("AUTHOR_ID")).filter(|_| call.caller.is_admin());
    let mut records = call.state.records_mut();
    let id = records.comments.next_id();
    records.comments.insert(Comment {
        id,
        entity_type,
        entity_id,
        text,
        author_id: author.unwrap_or(call.caller.user_id),
        created_at: call.state.now_ms(),
        files,
    });
    drop(records);
    call.fire_record("ONCRMTIMELINECOMMENTADD", id);
    Ok(Answer::of(id))
}

fn comment_text(fields: &Value) -> Result<Box<str>, RestError> {
    let text = fields.param_text("COMMENT").unwrap_or_default();
    if text.trim().is_empty() {
        return Err(RestError::invalid_value("Field COMMENT is required"));
    }
    Ok(text.into())
}

/// Files as pairs of name and base64.
fn attached(call: &Call<'_>, fields: &Value) -> Result<Box<[u32]>, RestError> {
    let mut files = Vec::new();
    for pair in fields.param("FILES").map(Value::items).unwrap_or_default() {
        let (name, content) = pair_of(pair).ok_or_else(|| RestError::invalid_value("Invalid value of FILES"))?;
        files.push(store(call, (0, 0), &name, content));
    }
    Ok(files.into())
}

fn found(call: &Call<'_>) -> Result<Comment, RestError> {
    let id = call.required_id("id")?;
    let records = call.state.records();
    records.comments.get(id).cloned().ok_or_else(|| RestError::new(400, "NOT_FOUND", "Not found"))
}

/// `crm.timeline.comment.get`.
pub(super) fn get(call: &Call<'_>) -> Outcome {
    let comment = found(call)?;
    let records = call.state.records();
    let select = parse_select::<Comment>(None, Style::Legacy, &records);
    Ok(Answer::of(print_row(&comment, &select, Style::Legacy, &records)))
}

/// `crm.timeline.comment.list`: the record must be named in the filter.
pub(super) fn list(call: &Call<'_>) -> Outcome {
    let filter = call.required("filter")?;
    let asked = |name: &str| filter.entries().into_iter().find(|(key, _)| key.trim_start_matches('=') == name);
    let (Some((_, kind)), Some(_)) = (asked("ENTITY_TYPE"), asked("ENTITY_ID")) else {
        return Err(RestError::invalid_value("Filter fields ENTITY_ID and ENTITY_TYPE are required"));
    };
    let kind = kind.as_text().unwrap_or_default();
    let entity_type = entity_number(&kind).ok_or_else(|| RestError::invalid_value("Invalid value of ENTITY_TYPE"))?;
    let records = call.state.records();
    let within = Filter::number(&OWNER_TYPE, entity_type);
    legacy_list_of(call, None, Some(within), (&records.comments, &records))
}

/// `crm.timeline.comment.update`: by its author or an administrator.
pub(super) fn update(call: &Call<'_>) -> Outcome {
    let mut comment = found(call)?;
    check_author(call, &comment)?;
    let fields = required_fields(call)?;
    if fields.param("COMMENT").is_some() {
        comment.text = comment_text(fields)?;
    }
    if fields.param("FILES").is_some() {
        comment.files = attached(call, fields)?;
    }
    let id = comment.id;
    call.state.records_mut().comments.insert(comment);
    call.fire_record("ONCRMTIMELINECOMMENTUPDATE", id);
    Ok(Answer::of(true))
}

/// `crm.timeline.comment.delete`: likewise.
pub(super) fn delete(call: &Call<'_>) -> Outcome {
    let comment = found(call)?;
    check_author(call, &comment)?;
    call.state.records_mut().comments.remove(comment.id);
    call.fire_record("ONCRMTIMELINECOMMENTDELETE", comment.id);
    Ok(Answer::of(true))
}

fn check_author(call: &Call<'_>, comment: &Comment) -> Result<(), RestError> {
    if comment.author_id == call.caller.user_id { Ok(()) } else { call.caller.require_admin() }
}
