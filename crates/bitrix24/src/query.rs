//! PHP-style query text: `filter[>ID]=5&select[0]=ID`, the only form in which a batch takes parameters.

use form_urlencoded::Serializer;
use serde_json::Value;

/// Writes parameters the way PHP builds a query: nested keys in brackets, booleans as `1`/`0`, nulls and
/// empty maps left out.
///
/// Text that contains `$result[` is a reference to an earlier command when it is used in a batch.
#[must_use]
pub fn encode(params: &Value) -> String {
    let mut out = Serializer::new(String::new());
    if let Value::Object(map) = params {
        for (key, value) in map {
            append(&mut out, key, value);
        }
    }
    out.finish()
}

fn append(out: &mut Serializer<'_, String>, key: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => {
            out.append_pair(key, if *flag { "1" } else { "0" });
        }
        Value::Number(number) => {
            out.append_pair(key, &number.to_string());
        }
        Value::String(text) => {
            out.append_pair(key, text);
        }
        Value::Array(list) => {
            for (index, entry) in list.iter().enumerate() {
                append(out, &format!("{key}[{index}]"), entry);
            }
        }
        Value::Object(map) => {
            for (inner, entry) in map {
                append(out, &format!("{key}[{inner}]"), entry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nested_parameters_are_written_in_brackets() {
        let params = json!({"filter": {">ID": 5}, "select": ["ID", "TITLE"], "start": -1, "full": true, "none": null, "empty": []});
        let pairs: Vec<(String, String)> = form_urlencoded::parse(encode(&params).as_bytes()).into_owned().collect();
        let expected =
            [("filter[>ID]", "5"), ("full", "1"), ("select[0]", "ID"), ("select[1]", "TITLE"), ("start", "-1")];
        assert_eq!(pairs, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn reserved_characters_are_escaped() {
        assert_eq!(encode(&json!({"a": "x&y=z ?", "%b": "ы"})), "%25b=%D1%8B&a=x%26y%3Dz+%3F");
        assert_eq!(encode(&Value::Null), "");
    }
}
