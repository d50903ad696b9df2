//! The disk: storages and files put into them.
//!
//! Every portal has the common disk and each user one of their own. A storage has its root folder and no others.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::dates::print_instant;
use crate::model::{Records, StoredFile};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome, id_of};
use crate::rest::error::RestError;
use crate::rest::feed::pair_of;
use crate::rest::methods::Method;

const DISK: &[&str] = &["disk"];

/// Methods of this family.
pub(super) static METHODS: &[Method] = &[
    Method::new("disk.file.get", DISK, file_get),
    Method::new("disk.folder.getchildren", DISK, folder_children),
    Method::new("disk.folder.uploadfile", DISK, folder_upload).alone(),
    Method::new("disk.storage.get", DISK, storage_get),
    Method::new("disk.storage.getchildren", DISK, storage_children),
    Method::new("disk.storage.getlist", DISK, storage_list),
    Method::new("disk.storage.uploadfile", DISK, storage_upload).alone(),
];

/// The common disk.
const COMMON: u32 = 1;
/// Storages of users follow this number.
const USERS: u32 = 1_000;
/// A storage's root folder is this far above it.
const ROOTS: u32 = 100_000;

/// Bytes of a text in base64; padding may be missing.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text.trim()).ok().filter(|content| !content.is_empty())
}

/// Keeps a file in a storage and folder, 0 for those of chats and posts. Returns its id.
pub(super) fn store(call: &Call<'_>, place: (u32, u32), name: &str, content: Vec<u8>) -> u32 {
    let mut records = call.state.records_mut();
    let id = records.office.files.next_id();
    records.office.files.insert(StoredFile {
        id,
        storage_id: place.0,
        folder_id: place.1,
        name: name.into(),
        content: content.into(),
        created_by: call.caller.user_id,
        created_at: call.state.now_ms(),
    });
    id
}

fn missing(id: u32) -> RestError {
    RestError::new(400, "ERROR_NOT_FOUND", format!("Could not find entity with id `{id}`."))
}

/// Whether the storage is on the portal: the common disk, or that of an employee.
fn exists(storage: u32, records: &Records) -> bool {
    storage == COMMON || storage.checked_sub(USERS).is_some_and(|user| records.users.get(user).is_some())
}

/// People read and write the common disk and their own; administrators all of them.
fn check_access(call: &Call<'_>, storage: u32) -> Result<(), RestError> {
    if !exists(storage, &call.state.records()) {
        return Err(missing(storage));
    }
    let own = storage == COMMON || storage == USERS + call.caller.user_id;
    if own || call.caller.is_admin() { Ok(()) } else { Err(RestError::access_denied()) }
}

fn print_storage(storage: u32, records: &Records) -> Value {
    let user = storage.checked_sub(USERS).and_then(|user| records.users.get(user));
    let (name, kind, owner) = match user {
        Some(user) => (user.full_name(), "user", user.id.to_string()),
        None => ("Общий диск".to_owned(), "common", "shared_files_s1".to_owned()),
    };
    Value::map([
        ("ID", Value::text(storage)),
        ("NAME", name.into()),
        ("CODE", if user.is_some() { Value::Null } else { Value::word("shared_files_s1") }),
        ("MODULE_ID", Value::word("disk")),
        ("ENTITY_TYPE", Value::word(kind)),
        ("ENTITY_ID", owner.into()),
        ("ROOT_OBJECT_ID", Value::text(storage + ROOTS)),
    ])
}

/// `disk.storage.getlist`: filtered by equality of the printed columns.
fn storage_list(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let users = records.users.iter().filter(|user| user.active).map(|user| user.id);
    let users = users.filter(|user| *user == call.caller.user_id || call.caller.is_admin());
    let storages = std::iter::once(COMMON).chain(users.map(|user| USERS + user));
    let filter = call.params.param("filter").map(Value::entries).unwrap_or_default();
    let fits = |row: &Value| {
        filter.iter().all(|(name, wanted)| {
            let own = row.param(name.trim_start_matches('=')).and_then(Value::as_text);
            wanted.items().into_iter().any(|wanted| wanted.as_text() == own)
        })
    };
    Ok(Answer::whole(storages.map(|storage| print_storage(storage, &records)).filter(fits).collect()))
}

/// `disk.storage.get`.
fn storage_get(call: &Call<'_>) -> Outcome {
    let storage = call.required_id("id")?;
    check_access(call, storage)?;
    Ok(Answer::of(print_storage(storage, &call.state.records())))
}

fn storage_children(call: &Call<'_>) -> Outcome {
    children(call, call.required_id("id")?)
}

fn folder_children(call: &Call<'_>) -> Outcome {
    let folder = call.required_id("id")?;
    children(call, folder.checked_sub(ROOTS).ok_or_else(|| missing(folder))?)
}

fn children(call: &Call<'_>, storage: u32) -> Outcome {
    check_access(call, storage)?;
    let records = call.state.records();
    let files = records.office.files.iter().filter(|file| file.storage_id == storage);
    Ok(Answer::whole(files.map(|file| print_file(call, file, &records)).collect()))
}

/// `disk.file.get`.
fn file_get(call: &Call<'_>) -> Outcome {
    let id = call.required_id("id")?;
    let storage = call.state.records().office.files.get(id).map(|file| file.storage_id);
    check_access(call, storage.filter(|storage| *storage != 0).ok_or_else(|| missing(id))?)?;
    let records = call.state.records();
    let file = records.office.files.get(id).ok_or_else(|| missing(id))?;
    Ok(Answer::of(print_file(call, file, &records)))
}

fn token(call: &Call<'_>) -> String {
    let token = call.params.param_text("auth").unwrap_or_default();
    form_urlencoded::byte_serialize(token.as_bytes()).collect()
}

/// `FILE_ID` is a number among texts (documented).
fn print_file(call: &Call<'_>, file: &StoredFile, records: &Records) -> Value {
    let at: Value = print_instant(file.created_at, &records.zone).into();
    let (url, auth) = (call.state.client_endpoint(), token(call));
    Value::map([
        ("ID", Value::from(file.id)),
        ("NAME", (&*file.name).into()),
        ("CODE", Value::Null),
        ("STORAGE_ID", Value::text(file.storage_id)),
        ("TYPE", Value::word("file")),
        ("PARENT_ID", Value::text(file.folder_id)),
        ("DELETED_TYPE", Value::word("0")),
        ("GLOBAL_CONTENT_VERSION", Value::word("1")),
        ("FILE_ID", Value::from(file.id)),
        ("SIZE", Value::text(file.content.len())),
        ("CREATE_TIME", at.clone()),
        ("UPDATE_TIME", at),
        ("DELETE_TIME", Value::Null),
        ("CREATED_BY", Value::text(file.created_by)),
        ("UPDATED_BY", Value::text(file.created_by)),
        ("DELETED_BY", Value::Null),
        ("DOWNLOAD_URL", format!("{url}download.json?auth={auth}&token=disk%7C{}", file.id).into()),
        ("DETAIL_URL", format!("{}/docs/file/{}", call.state.portal_url(), file.id).into()),
    ])
}

fn storage_upload(call: &Call<'_>) -> Outcome {
    upload(call, call.required_id("id")?)
}

fn folder_upload(call: &Call<'_>) -> Outcome {
    let folder = call.required_id("id")?;
    upload(call, folder.checked_sub(ROOTS).ok_or_else(|| missing(folder))?)
}

/// With content the file is kept at once; without it the answer is an address to post it to.
fn upload(call: &Call<'_>, storage: u32) -> Outcome {
    check_access(call, storage)?;
    let unique = call.params.param("generateUniqueName").is_some_and(Value::is_yes);
    let Some(content) = call.params.param("fileContent").filter(|value| **value != Value::Null) else {
        let flag = if unique { "u" } else { "n" };
        let target =
            format!("{}upload.json?auth={}&token=disk%7C{storage}%7C{flag}", call.state.client_endpoint(), token(call));
        return Ok(Answer::of(Value::map([("field", Value::word("file")), ("uploadUrl", target.into())])));
    };
    let name = call.params.param("data").and_then(|data| data.param_text("NAME"));
    let name = name.filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| RestError::new(400, "DISK_BASE_SERVICE_22001", "Error: NAME is required"))?;
    let could_not = || RestError::new(400, "ERROR_COULD_NOT_SAVE_FILE", "Could not save file");
    let content = match content {
        Value::Text(text) => decode(text),
        pair => pair_of(pair).map(|(_, content)| content),
    };
    keep(call, storage, &name, content.ok_or_else(could_not)?, unique)
}

fn keep(call: &Call<'_>, storage: u32, name: &str, content: Vec<u8>, unique: bool) -> Outcome {
    let name = free_name(&call.state.records(), storage, name, unique)?;
    let id = store(call, (storage, storage + ROOTS), &name, content);
    let records = call.state.records();
    let file = records.office.files.get(id).ok_or_else(|| missing(id))?;
    Ok(Answer::of(print_file(call, file, &records)))
}

/// The name, or with `generateUniqueName` the next free one: `plan (1).png`.
fn free_name(records: &Records, storage: u32, name: &str, unique: bool) -> Result<String, RestError> {
    let taken = |name: &str| {
        records.office.files.iter().any(|file| file.storage_id == storage && file.name.eq_ignore_ascii_case(name))
    };
    if !taken(name) {
        return Ok(name.to_owned());
    }
    if !unique {
        return Err(RestError::new(400, "DISK_OBJ_22000", "A file with this name already exists"));
    }
    let (stem, ending) = name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    let names = (1_u32..).map(|number| format!("{stem} ({number}){ending}"));
    Ok(names.into_iter().find(|name| !taken(name)).unwrap_or_default())
}

/// The second step of an upload: the posted file goes where the token says.
pub(super) fn upload_posted(call: &Call<'_>) -> Outcome {
    let target = call.params.param_text("token").unwrap_or_default().into_owned();
    let parts: Vec<&str> = target.split('|').collect();
    let storage = id_of(parts.get(1).map(|part| Value::from(*part)).as_ref());
    let storage = storage.ok_or_else(|| missing(0))?;
    check_access(call, storage)?;
    let file = call.params.param("file").and_then(pair_of);
    let could_not = || RestError::new(400, "ERROR_COULD_NOT_SAVE_FILE", "Could not save file");
    let (name, content) = file.ok_or_else(could_not)?;
    keep(call, storage, &name, content, parts.get(2) == Some(&"u"))
}

/// The content of a file for its `DOWNLOAD_URL`; the answer is turned into bytes outside.
pub(super) fn download(call: &Call<'_>) -> Outcome {
    let target = call.params.param_text("token").unwrap_or_default().into_owned();
    let id = id_of(target.split('|').nth(1).map(Value::from).as_ref()).ok_or_else(|| missing(0))?;
    let storage = call.state.records().office.files.get(id).map(|file| file.storage_id);
    check_access(call, storage.filter(|storage| *storage != 0).ok_or_else(|| missing(id))?)?;
    let records = call.state.records();
    let file = records.office.files.get(id).ok_or_else(|| missing(id))?;
    Ok(Answer::of(STANDARD.encode(&file.content)))
}
