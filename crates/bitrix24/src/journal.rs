//! The request log: every call with its parameters and outcome, and never a secret.
//!
//! Moderation asks for such a log to be kept; keeping it is the owner's business, what may be in it is
//! decided here. Secrets are removed three times: by the names of parameters that hold one, by searching
//! every text for the very tokens in use, and by the look of a token, for those that are old or not ours.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

/// What stands in the place of a secret.
const MASK: &str = "***";
/// Names whose values are never written, in lower case.
const SECRET_NAMES: [&str; 14] = [
    "auth",
    "access_token",
    "refresh_token",
    "client_secret",
    "auth_id",
    "refresh_id",
    "application_token",
    "code",
    "token",
    "password",
    "secret",
    "authorization",
    "sessid",
    "api_key",
];
/// Tokens have 70 hexadecimal digits, the portal's key and other harmless ids 32: a longer run is a secret.
const TOKEN_DIGITS: usize = 40;
/// Longest text kept, in characters.
const MAX_TEXT: usize = 200;
/// Most entries of a list or map kept.
const MAX_ENTRIES: usize = 60;
/// Deepest nesting kept.
const MAX_DEPTH: usize = 6;

/// One request and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestEntry {
    /// When it was sent, UTC milliseconds.
    pub at_ms: i64,
    /// Host of the portal or OAuth server, with the port if unusual.
    pub host: String,
    /// The method; `batch` for a batch, whose commands are in `params`.
    pub method: String,
    /// Methods that were run and how often: those of a batch's commands, or the one called.
    pub uses: Vec<(String, u32)>,
    /// Parameters, masked and shortened.
    pub params: Value,
    /// HTTP status; none when there was no answer.
    pub status: Option<u16>,
    /// The portal's error code, or this crate's for a failure of the transport.
    pub error_code: Option<String>,
    /// From sending to the end of the answer, milliseconds.
    pub duration_ms: u64,
    /// Seconds of operating time the method had used after this call, as the portal reports it; of a batch, those of
    /// its dearest method.
    pub operating: Option<f64>,
    /// Records in the answer, over all commands of a batch.
    pub rows: u64,
}

/// How many records a result holds: the length of a list, or of the lists directly inside a map (`items`, `events`).
pub(crate) fn rows_in(result: &Value) -> u64 {
    let length = |value: &Value| value.as_array().map_or(0, |list| u64::try_from(list.len()).unwrap_or(u64::MAX));
    match result {
        Value::Array(_) => length(result),
        Value::Object(map) => map.values().map(length).sum(),
        _ => 0,
    }
}

/// Receives every request after it has ended. Must not block: write to a queue.
pub trait RequestLog: Send + Sync + 'static {
    /// Takes one entry.
    fn record(&self, entry: RequestEntry);
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLog;

impl RequestLog for NoLog {
    fn record(&self, _entry: RequestEntry) {}
}

/// The parameters as they may be written down: named secrets masked, known secrets cut out of every text,
/// long values shortened.
#[must_use]
pub fn masked(params: &Value, secrets: &[&SecretString]) -> Value {
    mask_value(params, secrets, 0)
}

/// `text` with every known secret and everything that looks like a token replaced.
#[must_use]
pub fn scrubbed(text: &str, secrets: &[&SecretString]) -> String {
    let mut clean = text.to_owned();
    for secret in secrets {
        let secret = secret.expose_secret();
        if !secret.is_empty() && clean.contains(secret) {
            clean = clean.replace(secret, MASK);
        }
    }
    without_token_shapes(clean)
}

fn without_token_shapes(text: String) -> String {
    if text.len() < TOKEN_DIGITS {
        return text;
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|character: char| character.is_ascii_hexdigit()) {
        let (before, run_and_more) = rest.split_at(start);
        let end = run_and_more.find(|character: char| !character.is_ascii_hexdigit()).unwrap_or(run_and_more.len());
        let (run, more) = run_and_more.split_at(end);
        clean.push_str(before);
        clean.push_str(if run.len() >= TOKEN_DIGITS { MASK } else { run });
        rest = more;
    }
    clean.push_str(rest);
    clean
}

fn mask_value(value: &Value, secrets: &[&SecretString], depth: usize) -> Value {
    match value {
        Value::String(text) => Value::String(shortened(scrubbed(text, secrets))),
        Value::Array(_) | Value::Object(_) if depth >= MAX_DEPTH => Value::String("…".to_owned()),
        Value::Array(list) => {
            let mut kept: Vec<Value> =
                list.iter().take(MAX_ENTRIES).map(|entry| mask_value(entry, secrets, depth + 1)).collect();
            if list.len() > MAX_ENTRIES {
                kept.push(Value::String(format!("… {} more", list.len() - MAX_ENTRIES)));
            }
            Value::Array(kept)
        }
        Value::Object(map) => mask_map(map, secrets, depth),
        Value::Number(number) => {
            let text = number.to_string();
            if scrubbed(&text, secrets) == text { value.clone() } else { Value::String(MASK.to_owned()) }
        }
        Value::Null | Value::Bool(_) => value.clone(),
    }
}

fn mask_map(map: &Map<String, Value>, secrets: &[&SecretString], depth: usize) -> Value {
    let mut kept = Map::new();
    for (key, entry) in map.iter().take(MAX_ENTRIES) {
        let secret_name = SECRET_NAMES.contains(&key.to_ascii_lowercase().as_str());
        // A structure under such a name (auth of an event) is masked inside, so its harmless parts stay.
        let entry = if secret_name && !entry.is_object() {
            Value::String(MASK.to_owned())
        } else {
            mask_value(entry, secrets, depth + 1)
        };
        kept.insert(shortened(scrubbed(key, secrets)), entry);
    }
    if map.len() > MAX_ENTRIES {
        kept.insert("…".to_owned(), Value::from(map.len() - MAX_ENTRIES));
    }
    Value::Object(kept)
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[test]
    fn named_secrets_are_masked_at_any_depth_and_in_any_case() {
        let params = json!({"AUTH_ID": "abc", "filter": {"Refresh_Token": "def", "TITLE": "x"}, "auth": {"access_token": "g", "domain": "d"}});
        let expected = json!({"AUTH_ID": "***", "filter": {"Refresh_Token": "***", "TITLE": "x"}, "auth": {"access_token": "***", "domain": "d"}});
        assert_eq!(masked(&params, &[]), expected);
    }

    #[test]
    fn a_known_token_is_cut_out_of_texts_and_keys() {
        let token = secret("9d4c7166007e9c94");
        let params = json!({"cmd": {"a": "profile?auth=9d4c7166007e9c94&x=1"}, "9d4c7166007e9c94": 1});
        assert_eq!(masked(&params, &[&token]), json!({"cmd": {"a": "profile?auth=***&x=1"}, "***": 1}));
    }

    #[test]
    fn what_looks_like_a_token_is_cut_out_too() {
        let token = "9d4c7166007e9c94001e30ba00000001f0f107".repeat(2);
        let member_id = "d897063e1ce7c5eb9f04b9751eef5915";
        let text = format!("portal {member_id}, token {token}; ещё deadbeef");
        assert_eq!(scrubbed(&text, &[]), format!("portal {member_id}, token ***; ещё deadbeef"));
    }

    #[test]
    fn records_of_an_answer_are_counted_where_lists_keep_them() {
        assert_eq!(rows_in(&json!([1, 2, 3])), 3);
        assert_eq!(rows_in(&json!({"items": [1, 2], "total": 9})), 2);
        assert_eq!(rows_in(&json!({"ID": "7"})), 0);
        assert_eq!(rows_in(&json!(true)), 0);
    }

    #[test]
    fn long_and_deep_values_are_shortened() {
        let long = "я".repeat(500);
        let masked_text = masked(&json!({"text": long}), &[]);
        assert_eq!(masked_text["text"].as_str().unwrap().chars().count(), 201);
        let list: Vec<u32> = (0..100).collect();
        let masked_list = masked(&json!({"list": list}), &[]);
        assert_eq!(masked_list["list"][60], json!("… 40 more"));
        let deep = json!([[[[[[[1]]]]]]]);
        assert_eq!(masked(&deep, &[]), json!([[[[[["…"]]]]]]));
    }

    fn any_json(token: &'static str) -> impl Strategy<Value = Value> {
        let text = prop_oneof![
            "[a-z ]{0,12}".prop_map(String::from),
            Just(token.to_owned()),
            ("[a-z=&]{0,250}", "[a-z]{0,5}").prop_map(move |(before, after)| format!("{before}{token}{after}")),
        ];
        let key = prop_oneof!["[a-zA-Z_]{1,8}".prop_map(String::from), Just("auth".to_owned()), Just(token.to_owned())];
        let leaf = prop_oneof![text.prop_map(Value::String), any::<i64>().prop_map(Value::from), Just(Value::Null)];
        leaf.prop_recursive(5, 64, 8, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
                proptest::collection::btree_map(key.clone(), inner, 0..8)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_known_token_survives_anywhere(params in any_json("8c3b9966007e9c94001e30ba")) {
            let token = secret("8c3b9966007e9c94001e30ba");
            let written = masked(&params, &[&token]).to_string();
            prop_assert!(!written.contains("8c3b9966007e9c94001e30ba"));
        }
    }
}
