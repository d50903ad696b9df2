//! Notices, chat messages and files sent to chats.

use crate::model::{Message, MessageKind};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome, id_of};
use crate::rest::disk::{decode, store};
use crate::rest::error::RestError;
use crate::rest::methods::Method;

const IM: &[&str] = &["im"];

/// Methods of this family.
pub(super) static METHODS: &[Method] = &[
    Method::new("im.message.add", IM, message_add),
    Method::new("im.notify.delete", IM, notify_delete),
    Method::new("im.notify.personal.add", IM, personal_add),
    Method::new("im.notify.system.add", IM, system_add),
    Method::new("im.v2.file.upload", IM, file_upload).alone(),
    Method::new("imbot.v2.file.upload", &["imbot"], file_upload).alone(),
];

/// Longest attachment, characters of its JSON (documented).
const ATTACH_LIMIT: usize = 60_000;

fn text(call: &Call<'_>, name: &str) -> String {
    call.params.param_text(name).unwrap_or_default().into_owned()
}

/// A notice in the name of the portal: only an app may send one.
fn system_add(call: &Call<'_>) -> Outcome {
    call.caller.app_index()?;
    notify(call, MessageKind::SystemNotice)
}

/// A notice in the name of the caller.
fn personal_add(call: &Call<'_>) -> Outcome {
    notify(call, MessageKind::PersonalNotice)
}

/// The answer is the id, or `false` when the notice went to nobody.
fn notify(call: &Call<'_>, kind: MessageKind) -> Outcome {
    let to_user = call.id("USER_ID").ok_or_else(|| RestError::new(400, "USER_ID_EMPTY", "User ID isn't specified"))?;
    let message = Message {
        kind,
        from_user: if kind == MessageKind::SystemNotice { 0 } else { call.caller.user_id },
        to_user,
        text: message_text(call)?,
        text_out: text(call, "MESSAGE_OUT").into(),
        tag: text(call, "TAG").into(),
        sub_tag: text(call, "SUB_TAG").into(),
        attach: attachment(call)?,
        ..Message::default()
    };
    if call.state.user_role(to_user).is_none() {
        return Ok(Answer::of(false));
    }
    if !message.tag.is_empty() {
        // The former notice with this tag makes room for the new one (documented).
        let is_former =
            |row: &Message| row.kind != MessageKind::Chat && row.to_user == to_user && row.tag == message.tag;
        call.state.records_mut().office.messages.retain(|row| !is_former(row));
    }
    Ok(Answer::of(keep(call, message)))
}

fn message_text(call: &Call<'_>) -> Result<Box<str>, RestError> {
    let message = text(call, "MESSAGE");
    if message.trim().is_empty() {
        return Err(RestError::new(400, "MESSAGE_EMPTY", "Message can't be empty"));
    }
    Ok(message.into())
}

/// `ATTACH` as JSON: a list of blocks, or an object with `BLOCKS`; a text is taken for JSON.
fn attachment(call: &Call<'_>) -> Result<Box<str>, RestError> {
    let wrong = || RestError::new(400, "ATTACH_ERROR", "Incorrect attach params");
    let Some(attach) = call.params.param("ATTACH").filter(|value| !matches!(value, Value::Null)) else {
        return Ok("".into());
    };
    let json = match attach {
        Value::Text(text) if text.is_empty() => return Ok("".into()),
        Value::Text(text) => {
            let parsed: Value = serde_json::from_str(text).map_err(|_| wrong())?;
            if !parsed.is_array() {
                return Err(wrong());
            }
            text.clone().into_owned()
        }
        array if array.is_array() => serde_json::to_string(array).map_err(|_| wrong())?,
        _ => return Err(wrong()),
    };
    if json.chars().count() > ATTACH_LIMIT {
        let text = "You have exceeded the maximum allowable size of attach";
        return Err(RestError::new(400, "ATTACH_OVERSIZE", text));
    }
    Ok(json.into())
}

fn keep(call: &Call<'_>, mut message: Message) -> u32 {
    let mut records = call.state.records_mut();
    let id = records.office.messages.next_id();
    message.id = id;
    message.app = call.caller.app.as_ref().map(|(index, _)| *index);
    message.sent_at = call.state.now_ms();
    records.office.messages.insert(message);
    id
}

/// Deletes by id, or by tag those the caller's app has sent.
fn notify_delete(call: &Call<'_>) -> Outcome {
    let (id, tag, sub_tag) = (call.id("ID"), text(call, "TAG"), text(call, "SUB_TAG"));
    if id.is_none() && tag.is_empty() && sub_tag.is_empty() {
        return Err(RestError::new(400, "PARAMS_ERROR", "Incorrect params"));
    }
    let app = call.caller.app.as_ref().map(|(index, _)| *index);
    let goes = |row: &Message| {
        let named = id == Some(row.id)
            || (!tag.is_empty() && *row.tag == *tag)
            || (!sub_tag.is_empty() && *row.sub_tag == *sub_tag);
        row.kind != MessageKind::Chat && row.app == app && named
    };
    let mut records = call.state.records_mut();
    let before = records.office.messages.len();
    records.office.messages.retain(|row| !goes(row));
    Ok(Answer::of(records.office.messages.len() < before))
}

/// The dialogue of a message: a user who is there, or any group chat.
fn dialogue(call: &Call<'_>, written: &str) -> Result<(Box<str>, u32), RestError> {
    if written.is_empty() {
        return Err(RestError::new(400, "DIALOG_ID_EMPTY", "Dialog ID can't be empty"));
    }
    if written.starts_with("chat") {
        return Ok((written.into(), 0));
    }
    let user = written.parse().ok().filter(|user| call.state.user_role(*user).is_some());
    let user =
        user.ok_or_else(|| RestError::new(400, "ACCESS_ERROR", "You do not have access to the specified dialog"))?;
    Ok((written.into(), user))
}

/// `im.message.add`.
fn message_add(call: &Call<'_>) -> Outcome {
    let (dialog_id, to_user) = dialogue(call, &text(call, "DIALOG_ID"))?;
    let message = Message {
        kind: MessageKind::Chat,
        from_user: call.caller.user_id,
        to_user,
        dialog_id,
        text: message_text(call)?,
        attach: attachment(call)?,
        ..Message::default()
    };
    Ok(Answer::of(keep(call, message)))
}

/// `im.v2.File.upload` and its twin for bots: a file into a dialogue, its content in base64.
fn file_upload(call: &Call<'_>) -> Outcome {
    let (dialog_id, to_user) = dialogue(call, &text(call, "dialogId"))?;
    let fields = call.required("fields")?;
    let name = fields.param_text("name").filter(|name| !name.is_empty());
    let content = fields.param_text("content").and_then(|content| decode(&content));
    let (Some(name), Some(content)) = (name, content) else {
        return Err(RestError::new(400, "FILE_UPLOAD_FAILED", "Name and base64 content of the file are required"));
    };
    let size = content.len();
    let file = store(call, (0, 0), &name, content);
    let message = Message {
        kind: MessageKind::Chat,
        from_user: call.caller.user_id,
        to_user,
        dialog_id,
        text: fields.param_text("message").unwrap_or_default().into(),
        file_id: file,
        ..Message::default()
    };
    let message = keep(call, message);
    let file = Value::map([
        ("id", Value::from(file)),
        ("name", name.as_ref().into()),
        ("size", Value::Int(i64::try_from(size).unwrap_or(i64::MAX))),
        ("authorId", Value::from(call.caller.user_id)),
    ]);
    let chat = id_of(Some(&Value::text(text(call, "dialogId").trim_start_matches("chat")))).unwrap_or(0);
    let rest = [("messageId", Value::from(message)), ("chatId", Value::from(chat))];
    let mut answer = Value::map([("file", file)]);
    for (key, value) in rest {
        answer.set(key, value);
    }
    Ok(Answer::of(answer))
}
