//! Values as XML, for addresses ending with `.xml`: members by their keys, list items as `item`.

use super::Value;

/// The whole answer under `response`.
#[must_use]
pub(crate) fn encode_xml(value: &Value) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    write(&mut out, "response", value);
    out
}

fn write(out: &mut String, name: &str, value: &Value) {
    out.push_str(&format!("<{name}>"));
    if value.is_array() {
        for (key, member) in value.entries() {
            // A key that cannot name an element is written as an item.
            let starts = key.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_');
            let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
            write(out, if starts && plain { &key } else { "item" }, member);
        }
    } else if let Some(text) = value.as_text() {
        for letter in text.chars() {
            match letter {
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '&' => out.push_str("&amp;"),
                other => out.push(other),
            }
        }
    }
    out.push_str(&format!("</{name}>"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_become_items_and_texts_are_escaped() {
        let value = Value::map([("result", Value::List(vec![Value::map([("TITLE", Value::word("A&<B"))])]))]);
        let text = encode_xml(&value);
        assert!(text.ends_with("<response><result><item><TITLE>A&amp;&lt;B</TITLE></item></result></response>"));
    }
}
