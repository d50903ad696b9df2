//! JSON in and out, with PHP's habits.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Key, Value};

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(yes) => serializer.serialize_bool(*yes),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serialize_float(*number, serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(pairs) if is_sequential(pairs) => serializer.collect_seq(pairs.iter().map(|(_, value)| value)),
            Self::Map(pairs) => serializer.collect_map(pairs.iter().map(|(key, value)| (key, value))),
            Self::EmptyObject => serializer.serialize_map(Some(0))?.end(),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "only whole numbers below 2^53 are cast")]
fn serialize_float<S: Serializer>(number: f64, serializer: S) -> Result<S::Ok, S::Error> {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return serializer.serialize_i64(number as i64);
    }
    serializer.serialize_f64(number)
}

/// Whether the keys are exactly `0, 1, 2, …`; an empty map is, which is why it prints as `[]`.
fn is_sequential(pairs: &[(Key, Value)]) -> bool {
    pairs.iter().enumerate().all(|(index, (key, _))| {
        key.bytes().next().is_some_and(|first| first.is_ascii_digit()) && key.parse() == Ok(index)
    })
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Int(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        #[expect(clippy::cast_precision_loss, reason = "PHP turns numbers beyond 64 bits into floats")]
        Ok(i64::try_from(number).map_or(Value::Float(number as f64), Value::Int))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some((key, value)) = members.next_entry::<String, Value>()? {
            pairs.push((Cow::Owned(key), value));
        }
        Ok(Value::Map(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(value: &Value) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[test]
    fn empty_map_prints_as_a_list_and_sequential_keys_do_too() {
        assert_eq!(print(&Value::Map(Vec::new())), "[]");
        let numbered = Value::Map(vec![("0".into(), Value::Int(7)), ("1".into(), Value::Null)]);
        assert_eq!(print(&numbered), "[7,null]");
        let gap = Value::Map(vec![("0".into(), Value::Int(7)), ("2".into(), Value::Null)]);
        assert_eq!(print(&gap), r#"{"0":7,"2":null}"#);
        assert_eq!(print(&Value::EmptyObject), "{}");
    }

    #[test]
    fn whole_floats_print_without_a_point() {
        assert_eq!(print(&Value::Float(19000.0)), "19000");
        assert_eq!(print(&Value::Float(81818.18)), "81818.18");
    }

    #[test]
    fn member_order_survives_a_round_trip() {
        let text = r#"{"z":1,"a":{"y":"Y","b":[1.5,true,null]},"m":-3}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(print(&value), text);
    }
}
