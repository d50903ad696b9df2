//! Values as the platform's PHP sees them: ordered arrays that serve as lists and as maps.
//!
//! Two documented traps come from this type and are reproduced by it: an empty map is printed as `[]`, and a map whose
//! keys happen to be `0, 1, 2, …` is printed as a list. Maps keep their order, which a sort order and a batch depend on.

mod form;
mod json;
mod multipart;
mod xml;

pub(crate) use form::{encode_form, parse_form};
pub(crate) use multipart::parse_multipart;
pub(crate) use xml::encode_xml;

use std::borrow::Cow;

/// A key of a map.
pub(crate) type Key = Cow<'static, str>;

/// A PHP value.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Value {
    /// `null`.
    #[default]
    Null,
    /// Boolean.
    Bool(bool),
    /// Whole number.
    Int(i64),
    /// Fraction; printed without the point when it is whole.
    Float(f64),
    /// Text.
    Text(Cow<'static, str>),
    /// Array with keys `0..n`.
    List(Vec<Value>),
    /// Array with other keys.
    Map(Vec<(Key, Value)>),
    /// An object without members, the one thing that prints as `{}`.
    EmptyObject,
}

impl Value {
    /// Text from anything printable.
    #[expect(clippy::needless_pass_by_value, reason = "callers print temporaries")]
    pub(crate) fn text(text: impl ToString) -> Self {
        Self::Text(Cow::Owned(text.to_string()))
    }

    /// Text known at compile time.
    #[must_use]
    pub(crate) const fn word(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// `Y` or `N`.
    #[must_use]
    pub(crate) const fn flag(yes: bool) -> Self {
        Self::word(if yes { "Y" } else { "N" })
    }

    /// A map from pairs with constant keys.
    pub(crate) fn map<const N: usize>(pairs: [(&'static str, Value); N]) -> Self {
        Self::Map(pairs.into_iter().map(|(key, value)| (Cow::Borrowed(key), value)).collect())
    }

    /// The member with exactly this key; list items answer to their index.
    #[must_use]
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Map(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            Self::List(items) => key.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => None,
        }
    }

    /// The member with this key, letter case ignored: top-level parameters are documented in both cases.
    #[must_use]
    pub(crate) fn param(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Map(pairs) => pairs.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value),
            _ => None,
        }
    }

    /// A top-level parameter as text, if it is a scalar that is not `null`.
    #[must_use]
    pub(crate) fn param_text(&self, key: &str) -> Option<Cow<'_, str>> {
        self.param(key).and_then(Value::as_text)
    }

    /// A top-level parameter as a whole number.
    #[must_use]
    pub(crate) fn param_int(&self, key: &str) -> Option<i64> {
        self.param(key).and_then(Value::as_int)
    }

    /// The scalar as text: `true` is `1`, `false` is empty, as PHP converts them. `None` for arrays and `null`.
    #[must_use]
    pub(crate) fn as_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Int(number) => Some(Cow::Owned(number.to_string())),
            Self::Float(number) => Some(Cow::Owned(number.to_string())),
            Self::Bool(yes) => Some(Cow::Borrowed(if *yes { "1" } else { "" })),
            Self::Null | Self::List(_) | Self::Map(_) | Self::EmptyObject => None,
        }
    }

    /// The scalar as a whole number, if it is one.
    #[must_use]
    pub(crate) fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Bool(yes) => Some(i64::from(*yes)),
            Self::Text(text) => text.trim().parse().ok(),
            #[expect(clippy::cast_possible_truncation, reason = "PHP truncates a float used as a number the same way")]
            Self::Float(number) => Some(*number as i64),
            _ => None,
        }
    }

    /// Whether PHP would take the value for true; `N` counts as false because flags are written so.
    #[must_use]
    pub(crate) fn is_yes(&self) -> bool {
        match self {
            Self::Bool(yes) => *yes,
            Self::Int(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Text(text) => !matches!(&**text, "" | "0" | "N" | "n" | "false"),
            _ => false,
        }
    }

    /// Whether it is an array (list or map).
    #[must_use]
    pub(crate) fn is_array(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_) | Self::EmptyObject)
    }

    /// The items of an array without their keys; a scalar is its own only item.
    #[must_use]
    pub(crate) fn items(&self) -> Vec<&Value> {
        match self {
            Self::List(items) => items.iter().collect(),
            Self::Map(pairs) => pairs.iter().map(|(_, value)| value).collect(),
            Self::EmptyObject => Vec::new(),
            scalar => vec![scalar],
        }
    }

    /// The members of an array with their keys; nothing for a scalar.
    #[must_use]
    pub(crate) fn entries(&self) -> Vec<(Cow<'_, str>, &Value)> {
        match self {
            Self::List(items) => {
                items.iter().enumerate().map(|(index, item)| (Cow::Owned(index.to_string()), item)).collect()
            }
            Self::Map(pairs) => pairs.iter().map(|(key, value)| (Cow::Borrowed(&**key), value)).collect(),
            _ => Vec::new(),
        }
    }

    /// Adds or replaces a member of a map.
    pub(crate) fn set(&mut self, key: impl Into<Key>, value: Value) {
        let key = key.into();
        if !matches!(self, Self::Map(_)) {
            *self = Self::Map(Vec::new());
        }
        if let Self::Map(pairs) = self {
            match pairs.iter_mut().find(|(name, _)| *name == key) {
                Some((_, old)) => *old = value,
                None => pairs.push((key, value)),
            }
        }
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(yes) => Self::Bool(yes),
            serde_json::Value::Number(number) => {
                number.as_i64().map_or_else(|| Self::Float(number.as_f64().unwrap_or(0.0)), Self::Int)
            }
            serde_json::Value::String(text) => Self::Text(Cow::Owned(text)),
            serde_json::Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            serde_json::Value::Object(members) => {
                Self::Map(members.into_iter().map(|(key, value)| (Cow::Owned(key), Self::from(value))).collect())
            }
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Cow::Owned(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}
