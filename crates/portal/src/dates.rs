//! Dates as the platform writes and reads them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// `YYYY-MM-DDThh:mm:ss±hh:mm` in the portal's zone.
pub(crate) fn print_instant(ms: i64, zone: &TimeZone) -> String {
    let Ok(timestamp) = Timestamp::from_millisecond(ms) else { return String::new() };
    let offset = zone.to_offset(timestamp);
    let local = offset.to_datetime(timestamp);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
        local.second(),
        print_offset(offset.seconds())
    )
}

fn print_offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A day as CRM prints it: a datetime whose clock equals the zone's offset, e.g. `2024-08-30T03:00:00+03:00`.
pub(crate) fn print_day(day: i32, zone: &TimeZone) -> String {
    let Some(date) = day_to_date(day) else { return String::new() };
    let offset = date.to_zoned(zone.clone()).map_or(0, |midnight| midnight.offset().seconds());
    let clock = offset.max(0) / 60;
    format!("{date}T{:02}:{:02}:00{}", clock / 60, clock % 60, print_offset(offset))
}

/// `YYYY-MM-DD`.
pub(crate) fn print_plain_day(day: i32) -> String {
    day_to_date(day).map_or_else(String::new, |date| date.to_string())
}

fn day_to_date(day: i32) -> Option<Date> {
    let timestamp = Timestamp::from_second(i64::from(day) * 86_400).ok()?;
    Some(TimeZone::UTC.to_datetime(timestamp).date())
}

/// Day since 1970-01-01 of a date.
pub(crate) fn date_to_day(date: Date) -> Option<i32> {
    let seconds = date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second();
    i32::try_from(seconds.div_euclid(86_400)).ok()
}

/// The day of an instant in the portal's zone.
pub(crate) fn day_of(ms: i64, zone: &TimeZone) -> i32 {
    Timestamp::from_millisecond(ms).ok().and_then(|at| date_to_day(zone.to_datetime(at).date())).unwrap_or(0)
}

/// Reads `2024-01-31`, `31.01.2024`, either with a clock after `T` or a space, with or without an offset. A text without
/// an offset is the portal's time.
pub(crate) fn parse_instant(text: &str, zone: &TimeZone) -> Option<i64> {
    let text = text.trim();
    let date = parse_date(text.get(..10)?)?;
    let rest = text[10..].trim_start_matches(['T', ' ']);
    let (clock, offset) = split_offset(rest);
    let (hour, minute, second) = parse_clock(clock)?;
    let local = date.at(hour, minute, second, 0);
    match offset {
        Some(seconds) => {
            let offset = jiff::tz::Offset::from_seconds(seconds).ok()?;
            offset.to_timestamp(local).ok().map(Timestamp::as_millisecond)
        }
        None => zone.to_timestamp(local).ok().map(Timestamp::as_millisecond),
    }
}

/// Reads the day of a date or datetime text.
pub(crate) fn parse_day(text: &str) -> Option<i32> {
    parse_date(text.trim().get(..10)?).and_then(date_to_day)
}

fn parse_date(text: &str) -> Option<Date> {
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let mut parts = text.split('.');
    let day = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let year = parts.next()?.parse().ok()?;
    Date::new(year, month, day).ok()
}

fn split_offset(text: &str) -> (&str, Option<i32>) {
    if let Some(clock) = text.strip_suffix('Z') {
        return (clock, Some(0));
    }
    // A blank before the offset is a `+` that was not encoded in a query string.
    let Some(at) = text.rfind(['+', '-', ' ']) else { return (text, None) };
    let sign = if text.as_bytes()[at] == b'-' { -1 } else { 1 };
    let digits: String = text[at + 1..].chars().filter(char::is_ascii_digit).collect();
    let hours = digits.get(..2).and_then(|part| part.parse::<i32>().ok());
    let minutes = digits.get(2..4).and_then(|part| part.parse::<i32>().ok()).unwrap_or(0);
    (text[..at].trim_end(), hours.map(|hours| sign * (hours * 3600 + minutes * 60)))
}

fn parse_clock(text: &str) -> Option<(i8, i8, i8)> {
    if text.is_empty() {
        return Some((0, 0, 0));
    }
    let mut parts = text.split(':');
    let hour = parts.next()?.parse().ok().filter(|hour| (0..24).contains(hour))?;
    let minute = parts.next()?.parse().ok().filter(|minute| (0..60).contains(minute))?;
    let second = match parts.next() {
        Some(second) => second.split('.').next()?.parse().ok().filter(|second| (0..60).contains(second))?,
        None => 0,
    };
    Some((hour, minute, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moscow() -> TimeZone {
        TimeZone::fixed(jiff::tz::offset(3))
    }

    #[test]
    fn instants_print_in_the_portal_zone_and_read_back() {
        let ms = 1_725_020_945_000;
        let text = print_instant(ms, &moscow());
        assert_eq!(text, "2024-08-30T15:29:05+03:00");
        for written in
            ["2024-08-30T15:29:05+03:00", "2024-08-30T12:29:05Z", "2024-08-30 15:29:05", "30.08.2024 15:29:05"]
        {
            assert_eq!(parse_instant(written, &moscow()), Some(ms), "{written}");
        }
        assert_eq!(parse_instant("2024-08-30", &moscow()), Some(1_724_965_200_000));
    }

    #[test]
    fn days_print_with_the_clock_of_the_offset() {
        assert_eq!(print_day(19_965, &moscow()), "2024-08-30T03:00:00+03:00");
        assert_eq!(parse_day("2024-08-30T03:00:00+03:00"), Some(19_965));
        assert_eq!(parse_day("rubbish"), None);
    }
}
