//! Options an app keeps on the portal: common ones and those of each user.

use crate::frame::Options;
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::rest::methods::Method;

/// Methods of this family.
pub(super) static METHODS: &[Method] = &[
    Method::new("app.option.get", &[], app_get),
    Method::new("app.option.set", &[], app_set),
    Method::new("user.option.get", &[], user_get),
    Method::new("user.option.set", &[], user_set),
];

fn refused(text: &'static str) -> RestError {
    RestError::new(400, "AccessException", text)
}

fn app_index(call: &Call<'_>) -> Result<usize, RestError> {
    call.caller.app_index().map_err(|_| refused("Application context required"))
}

/// All options, or the value of the asked one; `null` when it was never set.
fn read(options: Option<&Options>, call: &Call<'_>) -> Outcome {
    let value = |value: &serde_json::Value| Value::from(value.clone());
    let asked = call.params.param_text("option").filter(|name| !name.is_empty());
    Ok(Answer::of(match (options, asked) {
        (options, Some(name)) => options.and_then(|options| options.get(&*name)).map_or(Value::Null, value),
        (Some(options), None) => Value::from(serde_json::Value::Object(options.clone())),
        (None, None) => Value::Map(Vec::new()),
    }))
}

/// The options to set.
fn written(call: &Call<'_>) -> Result<Options, RestError> {
    let empty = || RestError::new(400, "ArgumentNullException", "options is empty");
    let options = call.params.param("options").filter(|options| options.is_array()).ok_or_else(empty)?;
    let written: Options = options
        .entries()
        .into_iter()
        .map(|(key, value)| (key.into_owned(), serde_json::to_value(value).unwrap_or_default()))
        .collect();
    if written.is_empty() { Err(empty()) } else { Ok(written) }
}

fn app_get(call: &Call<'_>) -> Outcome {
    let index = app_index(call)?;
    read(Some(&call.state.apps()[index].app_options), call)
}

/// Only an administrator changes what all users share.
fn app_set(call: &Call<'_>) -> Outcome {
    let index = app_index(call)?;
    if !call.caller.is_admin() {
        return Err(refused("Administrator authorization required"));
    }
    let options = written(call)?;
    call.state.apps()[index].app_options.extend(options);
    Ok(Answer::of(true))
}

fn user_get(call: &Call<'_>) -> Outcome {
    let index = app_index(call)?;
    read(call.state.apps()[index].user_options.get(&call.caller.user_id), call)
}

fn user_set(call: &Call<'_>) -> Outcome {
    let index = app_index(call)?;
    let options = written(call)?;
    call.state.apps()[index].user_options.entry(call.caller.user_id).or_default().extend(options);
    Ok(Answer::of(true))
}
