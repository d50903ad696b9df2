//! Reading values whose JSON type depends on the method, the age of the module or the mood of PHP.
//!
//! Legacy lists write every scalar as text, the item methods write numbers; flags are `"Y"`/`"N"`, booleans
//! or `1`/`0`; an empty map arrives as `[]`. The `…_of` functions read a [`Value`]; the others are meant
//! for `#[serde(deserialize_with = "bitrix24::lenient::int")]`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::Value;

/// How many decimal places money keeps: amounts are integers ×10⁻⁴.
const MONEY_PLACES: usize = 4;

/// An integer sent as a number, as an integral float or as text.
#[must_use]
pub fn i64_of(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| integral(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn integral(value: f64) -> Option<i64> {
    // Beyond 2^53 a float no longer names one integer.
    (value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0).then(|| format!("{value:.0}").parse().ok())?
}

/// A number sent as a number or as text.
#[must_use]
pub fn f64_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// A flag: `"Y"`/`"N"` in any case, a boolean, `1`/`0`, `"1"`/`"0"`, `"true"`/`"false"`.
#[must_use]
pub fn flag_of(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => match number.as_i64()? {
            1 => Some(true),
            0 => Some(false),
            _ => None,
        },
        Value::String(text) => match text.trim() {
            "Y" | "y" | "1" | "true" => Some(true),
            "N" | "n" | "0" | "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Text, or a number written out.
#[must_use]
pub fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Money ×10⁻⁴ from decimal text, exactly: `"19999.99"` is `199_999_900`.
///
/// Further decimals are rounded half away from zero. `None` for anything but an optional sign, digits and
/// one point, and for amounts that do not fit.
#[must_use]
pub fn money_from_text(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let kept = &fraction[..fraction.len().min(MONEY_PLACES)];
    let round_up = fraction.as_bytes().get(MONEY_PLACES).is_some_and(|digit| *digit >= b'5');
    let mut amount: i64 = 0;
    let padding = std::iter::repeat_n(b'0', MONEY_PLACES - kept.len());
    for digit in whole.bytes().chain(kept.bytes()).chain(padding) {
        amount = amount.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
    }
    amount = amount.checked_add(i64::from(round_up))?;
    Some(if negative { -amount } else { amount })
}

/// Money ×10⁻⁴ from text or a number.
///
/// A JSON float is taken by its shortest decimal text, so what the portal wrote comes back exactly up to
/// 15 significant digits: amounts below 10¹¹ with four decimals.
#[must_use]
pub fn money_of(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => money_from_text(text),
        Value::Number(number) => {
            let text = number.to_string();
            if text.contains(['e', 'E']) {
                money_from_text(&format!("{:.6}", number.as_f64()?))
            } else {
                money_from_text(&text)
            }
        }
        _ => None,
    }
}

/// Deserializes an integer by [`i64_of`].
///
/// # Errors
/// When the value is not an integer in any of its spellings.
pub fn int<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    required(deserializer, "an integer", i64_of)
}

/// Deserializes an optional integer: `null`, `""` and `false` are none.
///
/// # Errors
/// When a value is there and is not an integer.
pub fn optional_int<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    optional(deserializer, "an integer", i64_of)
}

/// Deserializes a flag by [`flag_of`].
///
/// # Errors
/// When the value is not a flag in any of its spellings.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    required(deserializer, "a flag", flag_of)
}

/// Deserializes text by [`text_of`]; `null` and `false` are empty.
///
/// # Errors
/// When the value is neither text nor a number.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    optional(deserializer, "text", text_of).map(Option::unwrap_or_default)
}

/// Deserializes money by [`money_of`]; an empty value is zero.
///
/// # Errors
/// When the value is not a decimal amount.
pub fn money<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    optional(deserializer, "an amount", money_of).map(Option::unwrap_or_default)
}

/// Deserializes a map that PHP may have written as a list: `[]` is empty, a list gets its indexes as keys.
///
/// # Errors
/// When the value is no map or list, or its entries are not of type `T`.
pub fn map<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error> {
    let entries: Vec<(String, Value)> = match Value::deserialize(deserializer)? {
        Value::Object(map) => map.into_iter().collect(),
        Value::Array(list) => list.into_iter().enumerate().map(|(index, entry)| (index.to_string(), entry)).collect(),
        Value::Null => Vec::new(),
        _ => return Err(D::Error::custom("expected a map")),
    };
    let typed = |(key, entry)| Ok((key, serde_json::from_value(entry).map_err(D::Error::custom)?));
    entries.into_iter().map(typed).collect()
}

/// The entry of a map that PHP may have written as a list.
pub(crate) fn entry<'a>(map_or_list: &'a Value, key: &str) -> Option<&'a Value> {
    match map_or_list {
        Value::Object(map) => map.get(key),
        Value::Array(list) => list.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}

fn required<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    what: &str,
    read: fn(&Value) -> Option<T>,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    read(&value).ok_or_else(|| D::Error::custom(format!("expected {what}")))
}

fn optional<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    what: &str,
    read: fn(&Value) -> Option<T>,
) -> Result<Option<T>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null | Value::Bool(false) => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        value => read(&value).map(Some).ok_or_else(|| D::Error::custom(format!("expected {what}"))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case("19999.99", Some(199_999_900))]
    #[case("19999", Some(199_990_000))]
    #[case("0.0001", Some(1))]
    #[case("-0.5", Some(-5_000))]
    #[case("+7", Some(70_000))]
    #[case(".5", Some(5_000))]
    #[case("5.", Some(50_000))]
    #[case("1.00004", Some(10_000))]
    #[case("1.00005", Some(10_001))]
    #[case("-1.00005", Some(-10_001))]
    #[case("922337203685477.5807", Some(i64::MAX))]
    #[case("922337203685477.5808", None)]
    #[case("922337203685477.58075", None)]
    #[case("", None)]
    #[case(".", None)]
    #[case("-", None)]
    #[case("1 000", None)]
    #[case("1e3", None)]
    #[case("1.2.3", None)]
    #[case("١", None)]
    fn money_is_read_digit_by_digit(#[case] text: &str, #[case] expected: Option<i64>) {
        assert_eq!(money_from_text(text), expected);
    }

    #[rstest]
    #[case(json!(899.1), Some(8_991_000))]
    #[case(json!("899.10"), Some(8_991_000))]
    #[case(json!(19000), Some(190_000_000))]
    #[case(json!(0.1), Some(1_000))]
    #[case(json!(1e-7), Some(0))]
    #[case(json!(99_999_999_999.99), Some(999_999_999_999_900))]
    #[case(json!(null), None)]
    fn money_is_read_from_either_type(#[case] value: Value, #[case] expected: Option<i64>) {
        assert_eq!(money_of(&value), expected);
    }

    #[rstest]
    #[case(json!(37), Some(37))]
    #[case(json!("37"), Some(37))]
    #[case(json!(37.0), Some(37))]
    #[case(json!(37.5), None)]
    #[case(json!("37x"), None)]
    #[case(json!(""), None)]
    #[case(json!(1e300), None)]
    fn integers_come_in_three_spellings(#[case] value: Value, #[case] expected: Option<i64>) {
        assert_eq!(i64_of(&value), expected);
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        #[serde(deserialize_with = "int")]
        id: i64,
        #[serde(default, deserialize_with = "optional_int")]
        company: Option<i64>,
        #[serde(deserialize_with = "flag")]
        completed: bool,
        #[serde(deserialize_with = "map")]
        settings: BTreeMap<String, i64>,
        #[serde(deserialize_with = "money")]
        sum: i64,
        #[serde(deserialize_with = "text")]
        title: String,
    }

    #[test]
    fn one_row_in_the_spellings_of_both_ages() {
        let legacy = json!({"id": "5", "company": "", "completed": "Y", "settings": [], "sum": "10.5", "title": null});
        let modern = json!({"id": 5, "company": null, "completed": true, "settings": {}, "sum": 10.5, "title": ""});
        let expected = Row {
            id: 5,
            company: None,
            completed: true,
            settings: BTreeMap::new(),
            sum: 105_000,
            title: String::new(),
        };
        assert_eq!(serde_json::from_value::<Row>(legacy).unwrap(), expected);
        assert_eq!(serde_json::from_value::<Row>(modern).unwrap(), expected);
    }

    #[test]
    fn a_list_becomes_a_map_of_its_indexes() {
        let row = json!({"id": 1, "completed": 0, "settings": [7, 8], "sum": 0, "title": 3});
        let row: Row = serde_json::from_value(row).unwrap();
        assert_eq!(row.settings, BTreeMap::from([("0".to_owned(), 7), ("1".to_owned(), 8)]));
        assert_eq!(row.title, "3");
    }

    proptest! {
        #[test]
        fn any_amount_written_with_four_decimals_comes_back(amount in any::<i64>()) {
            let magnitude = amount.unsigned_abs();
            let sign = if amount < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:04}", magnitude / 10_000, magnitude % 10_000);
            let expected = (amount != i64::MIN).then_some(amount);
            prop_assert_eq!(money_from_text(&text), expected);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = money_from_text(&text);
        }
    }
}
