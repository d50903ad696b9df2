//! One typed value of one row, and how it compares.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::model::FieldValue;
use crate::model::Records;

/// A value read from a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    None,
    /// Whole number.
    Int(i64),
    /// Id of another record; 0 when there is none: `null` in legacy lists, `0` in item lists.
    Ref(u32),
    /// Money, ten-thousandths.
    Money(i64),
    /// Fraction.
    Double(f64),
    /// Text; compared without regard to case, as the platform's database does.
    Text(&'a str),
    /// Text that no row keeps: made of its other values when asked for.
    Made(String),
    /// Yes or no, printed `Y` / `N`.
    Flag(bool),
    /// Instant, UTC ms.
    Instant(i64),
    /// Day since 1970-01-01.
    Day(i32),
    /// Several ids.
    Ids(Cow<'a, [u32]>),
    /// Money with currency, as the user field of that kind.
    Amount(i64, &'a str),
    /// Yes or no of a user field, printed `1` / `0` in legacy lists.
    UserFlag(bool),
    /// Item of an enumeration user field.
    Item(u32),
    /// Values of a multiple user field; a condition holds when it holds for one of them.
    Many(Vec<Cell<'a>>),
}

impl<'a> Cell<'a> {
    /// The text, or nothing when it is empty.
    pub(crate) fn text_or_none(text: &'a str) -> Self {
        if text.is_empty() { Self::None } else { Self::Text(text) }
    }

    /// The text of a text.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Made(text) => Some(text),
            _ => None,
        }
    }

    /// The instant, or nothing for 0.
    pub(crate) fn instant_or_none(ms: i64) -> Self {
        if ms == 0 { Self::None } else { Self::Instant(ms) }
    }

    /// The day, or nothing.
    pub(crate) fn day_or_none(day: Option<i32>) -> Self {
        day.map_or(Self::None, Self::Day)
    }

    /// The value of a user field.
    pub(crate) fn of_user_value(value: &'a FieldValue, records: &'a Records) -> Self {
        match value {
            FieldValue::Item(id) => Self::Item(*id),
            FieldValue::Items(ids) => Self::Ids(Cow::Borrowed(ids)),
            FieldValue::Text(text) => Self::Text(text),
            FieldValue::Word(word) => Self::Text(records.text(*word)),
            FieldValue::Integer(number) => Self::Int(*number),
            FieldValue::Double(number) => Self::Double(*number),
            FieldValue::Flag(yes) => Self::UserFlag(*yes),
            FieldValue::Day(day) => Self::Day(*day),
            FieldValue::Instant(ms) => Self::Instant(*ms),
            FieldValue::Money(amount, currency) => Self::Amount(*amount, records.text(*currency)),
            FieldValue::Many(values) => {
                Self::Many(values.iter().map(|value| Self::of_user_value(value, records)).collect())
            }
        }
    }

    /// Whether a filter for "empty" finds it.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::None | Self::Ref(0) => true,
            Self::Text(_) | Self::Made(_) => self.text() == Some(""),
            Self::Ids(ids) => ids.is_empty(),
            Self::Many(cells) => cells.is_empty(),
            _ => false,
        }
    }

    /// Order of two cells of one column: nothing comes first, as in the platform's database.
    pub(crate) fn sort_cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(_) | Self::Made(_), Self::Text(_) | Self::Made(_)) => {
                compare_text(self.text().unwrap_or_default(), other.text().unwrap_or_default())
            }
            (Self::Many(a), Self::Many(b)) => match (a.first(), b.first()) {
                (Some(a), Some(b)) => a.sort_cmp(b),
                (a, b) => a.is_some().cmp(&b.is_some()),
            },
            _ => self.number().partial_cmp(&other.number()).unwrap_or(Ordering::Equal),
        }
    }

    /// The cell on one numeric axis, for sorting; nothing is below everything.
    #[expect(clippy::cast_precision_loss, reason = "sort keys: instants and ids stay below 2^53")]
    fn number(&self) -> f64 {
        match self {
            Self::None => f64::NEG_INFINITY,
            Self::Int(number) | Self::Money(number) | Self::Instant(number) | Self::Amount(number, _) => *number as f64,
            Self::Ref(id) | Self::Item(id) => f64::from(*id),
            Self::Double(number) => *number,
            Self::Flag(yes) | Self::UserFlag(yes) => f64::from(u8::from(*yes)),
            Self::Day(day) => f64::from(*day),
            Self::Ids(ids) => ids.first().map_or(f64::NEG_INFINITY, |id| f64::from(*id)),
            Self::Many(cells) => cells.first().map_or(f64::NEG_INFINITY, |_| 0.0),
            Self::Text(_) | Self::Made(_) => {
                if self.is_empty() {
                    f64::MIN
                } else {
                    0.0
                }
            }
        }
    }
}

/// Compares texts without regard to case.
pub(crate) fn compare_text(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        let lower = |text: &'_ str| text.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>();
        return lower(a).cmp(&lower(b));
    }
    a.chars().flat_map(char::to_lowercase).cmp(b.chars().flat_map(char::to_lowercase))
}
