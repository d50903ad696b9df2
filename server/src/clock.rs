//! The one place that reads the time. Everything else is handed a [`Clock`], so that tests choose the moment.

use domain::day::{Day, Millis};
use jiff::tz::TimeZone;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the present instant.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is moved.
    #[must_use]
    pub fn fixed(at: Millis) -> Self {
        Self(Source::Fixed(Arc::new(AtomicI64::new(at.0))))
    }

    /// Moves a fixed clock; the system clock cannot be moved.
    pub fn advance(&self, millis: i64) {
        if let Source::Fixed(at) = &self.0 {
            at.fetch_add(millis, Ordering::SeqCst);
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Millis {
        match &self.0 {
            Source::System => Millis(jiff::Timestamp::now().as_millisecond()),
            Source::Fixed(at) => Millis(at.load(Ordering::SeqCst)),
        }
    }
}

/// A portal's zone: an IANA name (`Europe/Moscow`) or a fixed offset (`+03:00`), as stored.
///
/// A name this machine does not know falls back to UTC: a wrong day is visible and correctable, a refused portal is not.
#[must_use]
pub fn zone(name: &str) -> TimeZone {
    if let Some(offset) = fixed_offset(name) {
        return TimeZone::fixed(offset);
    }
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

fn fixed_offset(text: &str) -> Option<jiff::tz::Offset> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()?.checked_mul(3600)? + minutes.parse::<i32>().ok()? * 60;
    jiff::tz::Offset::from_seconds(sign * seconds).ok()
}

/// The calendar day of an instant in a zone.
#[must_use]
pub fn day_in(zone: &TimeZone, at: Millis) -> Day {
    let Ok(timestamp) = jiff::Timestamp::from_millisecond(at.0) else {
        return Day(0);
    };
    let date = zone.to_datetime(timestamp).date();
    let month = u8::try_from(date.month()).expect("jiff months are 1 to 12");
    let day = u8::try_from(date.day()).expect("jiff days are 1 to 31");
    Day::from_civil(i32::from(date.year()), month, day)
}

/// The hour of the day of an instant in a zone, 0–23.
#[must_use]
pub fn hour_in(zone: &TimeZone, at: Millis) -> u8 {
    let timestamp = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    u8::try_from(zone.to_datetime(timestamp).hour()).expect("jiff hours are 0 to 23")
}

/// The instant at which a day begins in a zone; where midnight is skipped, the first one there is.
#[must_use]
pub fn start_of_day(zone: &TimeZone, day: Day) -> Millis {
    let (year, month, of_month) = day.civil();
    let small = |n: u8| i8::try_from(n).expect("months and days of the month are below 32");
    let date =
        i16::try_from(year).ok().and_then(|year| jiff::civil::Date::new(year, small(month), small(of_month)).ok());
    let start = date.and_then(|date| zone.to_timestamp(date.at(0, 0, 0, 0)).ok());
    // Outside of jiff's years there are no records; any bound in the right order will do.
    start.map_or(Millis(i64::from(day.0) * 86_400_000), |start| Millis(start.as_millisecond()))
}

/// Writes an instant as the portal does, in a zone and with its offset: `2026-11-20T09:00:00+03:00`.
#[must_use]
pub fn print_instant(zone: &TimeZone, at: Millis) -> String {
    let Ok(timestamp) = jiff::Timestamp::from_millisecond(at.0) else { return String::new() };
    timestamp.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Reads an ISO 8601 instant with its offset, as the portal writes it; empty or odd text is `None`.
#[must_use]
pub fn parse_instant(text: &str) -> Option<Millis> {
    text.parse::<jiff::Timestamp>().ok().map(|timestamp| Millis(timestamp.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_evening_in_utc_is_already_the_next_day_in_moscow() {
        let at = parse_instant("2026-11-19T22:30:00+00:00").expect("valid");
        assert_eq!(day_in(&zone("Europe/Moscow"), at).dotted(), "20.11.2026");
        assert_eq!(day_in(&zone("+03:00"), at).dotted(), "20.11.2026");
        assert_eq!(day_in(&zone("-05:00"), at).dotted(), "19.11.2026");
        assert_eq!(day_in(&zone("No/Such"), at).dotted(), "19.11.2026");
    }

    #[test]
    fn a_day_of_the_hour_change_is_one_day() {
        let berlin = zone("Europe/Berlin");
        for text in ["2026-10-25T00:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T23:30:00+01:00"] {
            assert_eq!(day_in(&berlin, parse_instant(text).expect("valid")).dotted(), "25.10.2026", "{text}");
        }
    }

    #[test]
    fn the_hour_is_the_portals() {
        let hour = |zone_name: &str, text: &str| hour_in(&zone(zone_name), parse_instant(text).expect("valid"));
        assert_eq!(hour("Europe/Moscow", "2026-11-19T22:30:00+00:00"), 1);
        assert_eq!(hour("-05:00", "2026-11-19T22:30:00+00:00"), 17);
        assert_eq!(hour("Europe/Berlin", "2026-07-01T10:00:00Z"), 12);
        assert_eq!(hour("Europe/Berlin", "2026-12-01T10:00:00Z"), 11);
    }

    #[test]
    fn days_begin_at_the_zone_s_midnight() {
        let start = |name: &str, day: Day| print_instant(&zone(name), start_of_day(&zone(name), day));
        let day = Day::from_civil(2026, 11, 20);
        assert_eq!(start("Europe/Moscow", day), "2026-11-20T00:00:00+03:00");
        assert_eq!(start("+05:45", day), "2026-11-20T00:00:00+05:45");
        assert_eq!(start("UTC", Day(0)), "1970-01-01T00:00:00+00:00");
        // In Cairo the clocks of 24.04.2026 go from 00:00 to 01:00.
        assert_eq!(start("Africa/Cairo", Day::from_civil(2026, 4, 24)), "2026-04-24T01:00:00+03:00");
    }

    #[test]
    fn odd_instants_are_none() {
        for text in ["", "0000-00-00", "24.08.2023 13:19:39", "2026-13-01T00:00:00Z"] {
            assert_eq!(parse_instant(text), None, "{text}");
        }
    }
}
