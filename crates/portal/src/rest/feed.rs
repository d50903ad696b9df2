//! The news feed.

use crate::model::Post;
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::disk::{decode, store};
use crate::rest::error::RestError;
use crate::rest::methods::Method;

/// Methods of this family.
pub(super) static METHODS: &[Method] = &[Method::new("log.blogpost.add", &["log"], add)];

fn refused(text: &'static str) -> RestError {
    RestError::new(400, "SONET_CONTROLLER_LIVEFEED_BLOGPOST_ADD_ERROR", text)
}

/// `log.blogpost.add`: to everyone unless readers are named; files as pairs of name and base64.
fn add(call: &Call<'_>) -> Outcome {
    let text = |name: &str| call.params.param_text(name).unwrap_or_default().into_owned();
    let body = text("POST_MESSAGE");
    if body.trim().is_empty() {
        return Err(refused("The post is empty"));
    }
    let named = call.params.param("DEST").map(Value::items).unwrap_or_default();
    let mut destinations: Vec<Box<str>> = named.into_iter().filter_map(Value::as_text).map(Into::into).collect();
    if destinations.is_empty() {
        destinations.push("UA".into());
    }
    let mut files = Vec::new();
    for pair in call.params.param("FILES").map(Value::items).unwrap_or_default() {
        let (name, content) = pair_of(pair).ok_or_else(|| refused("A file has no content"))?;
        files.push(store(call, (0, 0), &name, content));
    }
    let mut records = call.state.records_mut();
    let id = records.office.posts.next_id();
    records.office.posts.insert(Post {
        id,
        author: call.caller.user_id,
        title: text("POST_TITLE").into(),
        text: body.into(),
        destinations: destinations.into(),
        files: files.into(),
        important: call.params.param("IMPORTANT").is_some_and(Value::is_yes),
        published_at: call.state.now_ms(),
    });
    Ok(Answer::of(id))
}

/// A file as the platform takes it: `[name, base64]`.
pub(super) fn pair_of(value: &Value) -> Option<(String, Vec<u8>)> {
    let [name, content] = value.items()[..] else { return None };
    Some((name.as_text()?.into_owned(), decode(&content.as_text()?)?))
}
