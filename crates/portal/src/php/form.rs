//! `application/x-www-form-urlencoded` with PHP's nested keys: `filter[>=ID]=5&select[]=ID`.

use std::borrow::Cow;

use super::{Key, Value};

/// Parses a form or a query string. Later values replace earlier ones; `[]` appends.
#[must_use]
pub(crate) fn parse_form(text: &[u8]) -> Value {
    let mut root = Vec::new();
    for (name, value) in form_urlencoded::parse(text) {
        if name.is_empty() {
            continue;
        }
        insert_named(&mut root, &name, Value::from(value.into_owned()));
    }
    settle(root)
}

/// `a[b][]` → `a`, `b`, empty. Brackets that do not pair up belong to the name.
fn split_name(name: &str) -> Vec<&str> {
    let Some(open) = name.find('[').filter(|open| *open > 0) else { return vec![name] };
    let mut parts = vec![&name[..open]];
    let mut rest = &name[open..];
    while let Some(inner) = rest.strip_prefix('[') {
        let Some(close) = inner.find(']') else { break };
        parts.push(&inner[..close]);
        rest = &inner[close + 1..];
    }
    parts
}

/// Puts a value where a nested name says.
pub(super) fn insert_named(pairs: &mut Vec<(Key, Value)>, name: &str, value: Value) {
    insert(pairs, &split_name(name), value);
}

fn insert(pairs: &mut Vec<(Key, Value)>, path: &[&str], value: Value) {
    let Some((first, deeper)) = path.split_first() else { return };
    let key = if first.is_empty() { next_index(pairs) } else { (*first).to_owned() };
    if deeper.is_empty() {
        match pairs.iter_mut().find(|(name, _)| *name == key) {
            Some((_, old)) => *old = value,
            None => pairs.push((Cow::Owned(key), value)),
        }
        return;
    }
    let position = pairs.iter().position(|(name, _)| *name == key).unwrap_or_else(|| {
        pairs.push((Cow::Owned(key), Value::Map(Vec::new())));
        pairs.len() - 1
    });
    let child = &mut pairs[position].1;
    if !matches!(child, Value::Map(_)) {
        *child = Value::Map(Vec::new());
    }
    if let Value::Map(inner) = child {
        insert(inner, deeper, value);
    }
}

fn next_index(pairs: &[(Key, Value)]) -> String {
    // Appending is the common case: the last key is the highest index.
    let last = pairs.last().and_then(|(key, _)| key.parse::<usize>().ok());
    let highest = last.or_else(|| pairs.iter().filter_map(|(key, _)| key.parse::<usize>().ok()).max());
    highest.map_or(0, |index| index + 1).to_string()
}

/// Turns maps with keys `0, 1, 2, …` into lists, all the way down.
pub(super) fn settle(pairs: Vec<(Key, Value)>) -> Value {
    let settled: Vec<(Key, Value)> = pairs
        .into_iter()
        .map(|(key, value)| match value {
            Value::Map(inner) => (key, settle_inner(inner)),
            other => (key, other),
        })
        .collect();
    Value::Map(settled)
}

fn settle_inner(pairs: Vec<(Key, Value)>) -> Value {
    let sequential = pairs.iter().enumerate().all(|(index, (key, _))| key.parse() == Ok(index));
    match settle(pairs) {
        Value::Map(pairs) if sequential => Value::List(pairs.into_iter().map(|(_, value)| value).collect()),
        other => other,
    }
}

/// Writes a map as a form with nested keys: `auth[member_id]=…`. Empty arrays and `null` leave nothing behind.
#[must_use]
pub(crate) fn encode_form(value: &Value) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (key, member) in value.entries() {
        write(&mut out, &key, member);
    }
    out.finish()
}

fn write(out: &mut form_urlencoded::Serializer<'_, String>, name: &str, value: &Value) {
    if value.is_array() {
        for (key, member) in value.entries() {
            write(out, &format!("{name}[{key}]"), member);
        }
    } else if let Some(text) = value.as_text() {
        out.append_pair(name, &text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_keys_become_maps_and_lists() {
        let form = parse_form(b"filter%5B%3E%3DID%5D=5&select[]=ID&select[]=TITLE&order[ID]=ASC&start=-1");
        assert_eq!(form.get("filter").and_then(|f| f.get(">=ID")), Some(&Value::from("5")));
        assert_eq!(form.get("select"), Some(&Value::List(vec!["ID".into(), "TITLE".into()])));
        assert_eq!(form.get("start"), Some(&Value::from("-1")));
    }

    #[test]
    fn list_of_maps_keeps_its_levels() {
        let form = parse_form(b"b[0][T]=2&b[0][I]=7&b[1][T]=4");
        let items = form.get("b").unwrap().items();
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].get("I"), Some(&Value::from("7")));
    }

    #[test]
    fn encoding_writes_nested_names() {
        let value = Value::map([
            ("event", "ONAPPINSTALL".into()),
            ("data", Value::map([("FIELDS", Value::map([("ID", Value::Int(7))]))])),
            ("empty", Value::List(Vec::new())),
        ]);
        assert_eq!(encode_form(&value), "event=ONAPPINSTALL&data%5BFIELDS%5D%5BID%5D=7");
    }
}
