//! PHP's reading of a form: `a[b][]=1` builds maps and lists.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{FormError, MAX_BYTES, MAX_DEPTH, MAX_FIELDS};

/// A value under construction. Keys of lists are kept as text until all are known.
enum Node {
    Leaf(String),
    Branch { entries: BTreeMap<String, Node>, next_index: u64 },
}

impl Node {
    fn branch() -> Self {
        Self::Branch { entries: BTreeMap::new(), next_index: 0 }
    }

    /// The node under `key`; an empty key appends. A text in the way gives way, as in PHP.
    fn child(&mut self, key: &str) -> &mut Self {
        if matches!(self, Self::Leaf(_)) {
            *self = Self::branch();
        }
        match self {
            Self::Leaf(_) => self,
            Self::Branch { entries, next_index } => {
                let key = if key.is_empty() { next_index.to_string() } else { key.to_owned() };
                if let Ok(index) = key.parse::<u64>() {
                    *next_index = (*next_index).max(index.saturating_add(1));
                }
                entries.entry(key).or_insert_with(Self::branch)
            }
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::Leaf(text) => Value::String(text),
            Self::Branch { mut entries, .. } => {
                let indexes: Vec<String> = (0..entries.len()).map(|index| index.to_string()).collect();
                if !indexes.is_empty() && indexes.iter().all(|index| entries.contains_key(index)) {
                    return indexes.iter().filter_map(|index| entries.remove(index)).map(Node::into_value).collect();
                }
                Value::Object(entries.into_iter().map(|(key, node)| (key, node.into_value())).collect())
            }
        }
    }
}

/// Reads a form with nested keys: maps become objects, keys that count from zero become arrays, all values
/// are text. The outermost value is always an object.
///
/// # Errors
/// When the form is longer, wider or deeper than the limits of [`form`](crate::form).
pub fn parse_nested(body: &str) -> Result<Value, FormError> {
    if body.len() > MAX_BYTES {
        return Err(FormError::TooLong);
    }
    let mut root = BTreeMap::<String, Node>::new();
    for (number, (key, value)) in form_urlencoded::parse(body.as_bytes()).enumerate() {
        if number >= MAX_FIELDS {
            return Err(FormError::TooManyFields);
        }
        let (name, path) = segments(&key);
        if path.len() >= MAX_DEPTH {
            return Err(FormError::TooDeep);
        }
        if name.is_empty() {
            continue;
        }
        let mut node = root.entry(name.to_owned()).or_insert_with(Node::branch);
        for segment in path {
            node = node.child(segment);
        }
        *node = Node::Leaf(value.into_owned());
    }
    Ok(Value::Object(root.into_iter().map(|(key, node)| (key, node.into_value())).collect()))
}

/// `a[b][c]` is `a` and `b`, `c`. Brackets that do not match belong to the name.
fn segments(key: &str) -> (&str, Vec<&str>) {
    let Some((name, mut rest)) = key.split_once('[') else { return (key, Vec::new()) };
    let mut path = Vec::new();
    loop {
        let Some((segment, behind)) = rest.split_once(']') else {
            return if path.is_empty() { (key, path) } else { (name, path) };
        };
        path.push(segment);
        match behind.strip_prefix('[') {
            Some(next) => rest = next,
            None => return (name, path),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case("a=1&b=x+y%21", json!({"a": "1", "b": "x y!"}))]
    #[case("auth[application_token]=t&auth[domain]=d", json!({"auth": {"application_token": "t", "domain": "d"}}))]
    #[case("data%5BFIELDS%5D%5BID%5D=6641", json!({"data": {"FIELDS": {"ID": "6641"}}}))]
    #[case("d[]=5&d[]=6", json!({"d": ["5", "6"]}))]
    #[case("d[0]=5&d[1]=6&d[2]=7", json!({"d": ["5", "6", "7"]}))]
    #[case("d[1]=5&d[2]=6", json!({"d": {"1": "5", "2": "6"}}))]
    #[case("d[5]=5&d[]=6", json!({"d": {"5": "5", "6": "6"}}))]
    #[case("d[][x]=1&d[][x]=2", json!({"d": [{"x": "1"}, {"x": "2"}]}))]
    #[case("a=1&a[b]=2", json!({"a": {"b": "2"}}))]
    #[case("a[b]=2&a=1", json!({"a": "1"}))]
    #[case("a=1&a=2", json!({"a": "2"}))]
    #[case("a[b=1", json!({"a[b": "1"}))]
    #[case("a[b]c=1", json!({"a": {"b": "1"}}))]
    #[case("[x]=1&=2", json!({}))]
    #[case("data=", json!({"data": ""}))]
    #[case("", json!({}))]
    fn forms_are_read_as_php_reads_them(#[case] body: &str, #[case] expected: Value) {
        assert_eq!(parse_nested(body).unwrap(), expected);
    }

    #[test]
    fn eleven_entries_keep_their_order() {
        let body: Vec<String> = (0..11).map(|index| format!("d[]={index}")).collect();
        let expected: Vec<String> = (0..11).map(|index| index.to_string()).collect();
        assert_eq!(parse_nested(&body.join("&")).unwrap(), json!({"d": expected}));
    }

    #[test]
    fn the_limits_hold() {
        assert_eq!(parse_nested(&"a".repeat(MAX_BYTES + 1)), Err(FormError::TooLong));
        assert_eq!(parse_nested(&"a=1&".repeat(MAX_FIELDS + 1)), Err(FormError::TooManyFields));
        assert_eq!(parse_nested(&format!("a{}=1", "[b]".repeat(MAX_DEPTH))), Err(FormError::TooDeep));
        assert!(parse_nested(&format!("a{}=1", "[b]".repeat(MAX_DEPTH - 1))).is_ok());
    }

    proptest! {
        #[test]
        fn no_body_panics(body in ".{0,400}") {
            let _ = parse_nested(&body);
        }

        #[test]
        fn no_brackets_panic(body in r"([a-c\[\]=&0-2%]){0,200}") {
            if let Ok(value) = parse_nested(&body) {
                prop_assert!(value.is_object());
            }
        }

        #[test]
        fn what_the_query_writer_writes_is_read_back(
            fields in proptest::collection::btree_map("[a-z]{1,5}", proptest::collection::btree_map("[a-z<>=%!]{1,5}", ".{0,9}", 1..4), 0..5),
        ) {
            let params = json!(fields);
            prop_assert_eq!(parse_nested(&crate::query::encode(&params)).unwrap(), params);
        }
    }
}
