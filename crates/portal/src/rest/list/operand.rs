//! Values a client compares with, read according to the type of their column.

use std::borrow::Cow;

use crate::dates::{parse_day, parse_instant};
use crate::model::{Records, UserFieldKind};
use crate::php::Value;

use super::field::Kind;
use super::filter::Op;

/// A value to compare with, read according to the column's type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    /// `""` or `null`: asks for emptiness.
    Empty,
    /// Whole number.
    Int(i64),
    /// Money, ten-thousandths.
    Money(i64),
    /// Fraction.
    Double(f64),
    /// Text as given.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Instant, UTC ms.
    Instant(i64),
    /// Day.
    Day(i32),
}

/// Reads one value for a column; `None` when it does not fit the type.
pub(super) fn operand(kind: Kind, op: Op, value: &Value, records: &Records) -> Option<Operand> {
    let text = match value {
        Value::Null | Value::Bool(false) if !matches!(kind, Kind::Char | Kind::UserField(UserFieldKind::Boolean)) => {
            return Some(Operand::Empty);
        }
        Value::Bool(yes) => Cow::Borrowed(if *yes { "1" } else { "0" }),
        Value::Null => Cow::Borrowed(""),
        other => other.as_text()?,
    };
    if matches!(op, Op::Contains | Op::NotContains | Op::Like | Op::NotLike) {
        return Some(Operand::Text(text.into_owned()));
    }
    if text.is_empty() {
        return Some(Operand::Empty);
    }
    match kind {
        Kind::Integer | Kind::User | Kind::Link(_) => whole(&text).map(Operand::Int),
        Kind::UserField(UserFieldKind::Integer | UserFieldKind::Enumeration) => whole(&text).map(Operand::Int),
        Kind::Double => money(&text).map(Operand::Money),
        Kind::UserField(UserFieldKind::Money) => money(text.split('|').next()?).map(Operand::Money),
        Kind::UserField(UserFieldKind::Double) => text.trim().parse().ok().map(Operand::Double),
        Kind::String | Kind::Status(_) | Kind::Currency => Some(Operand::Text(text.into_owned())),
        Kind::UserField(UserFieldKind::String) => Some(Operand::Text(text.into_owned())),
        Kind::Char | Kind::UserField(UserFieldKind::Boolean) => Some(Operand::Flag(matches!(&*text, "Y" | "y" | "1"))),
        Kind::Date | Kind::UserField(UserFieldKind::Date) => parse_day(&text).map(Operand::Day),
        Kind::DateTime | Kind::UserField(UserFieldKind::DateTime) => {
            parse_instant(&text, &records.zone).map(Operand::Instant)
        }
    }
}

fn whole(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

/// Reads a decimal into ten-thousandths; further digits are cut.
pub(crate) fn money(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    let (negative, digits) = text.strip_prefix('-').map_or((false, &*text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let padded = format!("{fraction:0<4}");
    let fraction: i64 = padded.get(..4)?.parse().ok()?;
    let amount = whole.checked_mul(10_000)?.checked_add(fraction)?;
    Some(if negative { -amount } else { amount })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_ten_thousandths() {
        assert_eq!(money("19999.99"), Some(199_999_900));
        assert_eq!(money("-0.5"), Some(-5_000));
        assert_eq!(money("7"), Some(70_000));
        assert_eq!(money("x"), None);
    }
}
