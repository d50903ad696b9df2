//! Days, instants and sums as people read them.

use jiff::Timestamp;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::words::Lang;
use crate::model::{MONEY_SCALE, Records};

/// A day, given its number since 1970-01-01.
pub(super) fn day(number: i32, lang: Lang) -> String {
    written(date(1970, 1, 1).saturating_add(number.days()), lang)
}

/// The day of an instant in the portal's zone; empty for zero.
pub(super) fn instant_day(records: &Records, instant: i64, lang: Lang) -> String {
    if instant == 0 {
        return String::new();
    }
    let moment = Timestamp::from_millisecond(instant).unwrap_or_default().to_zoned(records.zone.clone());
    written(moment.date(), lang)
}

/// An instant to the minute in the portal's zone; empty for zero.
pub(super) fn instant(records: &Records, instant: i64, lang: Lang) -> String {
    if instant == 0 {
        return String::new();
    }
    let moment = Timestamp::from_millisecond(instant).unwrap_or_default().to_zoned(records.zone.clone());
    format!("{} {:02}:{:02}", written(moment.date(), lang), moment.hour(), moment.minute())
}

fn written(day: Date, lang: Lang) -> String {
    let pattern = match lang {
        Lang::Ru => "%d.%m.%Y",
        _ => "%b %-d, %Y",
    };
    day.strftime(pattern).to_string()
}

/// An amount in ten-thousandths with its currency, cents only when there are any.
pub(super) fn money(amount: i64, currency: &str, lang: Lang) -> String {
    let (space, point) = match lang {
        Lang::Ru => ('\u{202f}', ','),
        _ => (',', '.'),
    };
    let whole = grouped((amount / MONEY_SCALE).unsigned_abs(), space);
    let cents = (amount % MONEY_SCALE).unsigned_abs() / 100;
    let cents = if cents == 0 { String::new() } else { format!("{point}{cents:02}") };
    let sign = if amount < 0 { "\u{2212}" } else { "" };
    let currency = if currency == "RUB" { "₽" } else { currency };
    format!("{sign}{whole}{cents}\u{a0}{currency}").trim_end().to_owned()
}

/// A whole number with its thousands apart.
pub(super) fn grouped(number: u64, space: char) -> String {
    let digits = number.to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(space);
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_days_are_written_as_each_language_does() {
        assert_eq!(money(123_456_780_000, "RUB", Lang::Ru), "12\u{202f}345\u{202f}678\u{a0}₽");
        assert_eq!(money(-12_345_000, "USD", Lang::En), "\u{2212}1,234.50\u{a0}USD");
        assert_eq!(money(0, "", Lang::Ru), "0");
        assert_eq!(day(20_777, Lang::Ru), "20.11.2026");
        assert_eq!(day(20_777, Lang::En), "Nov 20, 2026");
    }
}
