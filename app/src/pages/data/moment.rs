//! Moments in words: how long ago, when, in the zone of whoever looks.

use crate::i18n::data::DataMessages;
use crate::i18n::messages;
use domain::day::{Day, Millis};
use js_sys::Date;
use wasm_bindgen::JsValue;

/// How moments are told.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    /// Their zone, as minutes to add to UTC at a moment.
    zone: fn(Millis) -> i64,
    /// Between day and month.
    mark: char,
}

impl Clock {
    /// In the zone of the browser and the language of the reader.
    pub(crate) fn here() -> Self {
        let zone = |at: Millis| {
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of our age fit a float")]
            let date = Date::new(&JsValue::from_f64(at.0 as f64));
            #[expect(clippy::cast_possible_truncation, reason = "less than a day of minutes")]
            let offset = date.get_timezone_offset() as i64;
            -offset
        };
        Self { zone, mark: messages().date_mark }
    }

    fn parts(self, at: Millis) -> (Day, i64) {
        let local = at.0 + (self.zone)(at) * 60_000;
        let day = i32::try_from(local.div_euclid(86_400_000)).unwrap_or_default();
        (Day(day), local.rem_euclid(86_400_000))
    }

    /// The day of a moment.
    pub(crate) fn day(self, at: Millis) -> Day {
        self.parts(at).0
    }

    /// `20.11 04:10`.
    pub(crate) fn short(self, at: Millis) -> String {
        let (day, time) = self.parts(at);
        let (_, month, of_month) = day.civil();
        let mark = self.mark;
        format!("{of_month:02}{mark}{month:02}\u{a0}{}", minutes(time))
    }

    /// `20.11 04:10:07`.
    pub(crate) fn exact(self, at: Millis) -> String {
        let seconds = self.parts(at).1 / 1_000 % 60;
        format!("{}:{seconds:02}", self.short(at))
    }

    /// `04:10`, `вчера 18:02`, `18.11 09:02`.
    pub(crate) fn near(self, at: Millis, now: Millis, t: &DataMessages) -> String {
        let (day, time) = self.parts(at);
        match day.days_until(self.day(now)) {
            0 => minutes(time),
            1 => format!("{} {}", t.yesterday, minutes(time)),
            _ => self.short(at),
        }
    }
}

fn minutes(time: i64) -> String {
    format!("{:02}:{:02}", time / 3_600_000, time / 60_000 % 60)
}

/// `12 с назад`, `2 мин назад`.
pub(crate) fn ago(at: Millis, now: Millis, t: &DataMessages) -> String {
    let seconds = u64::try_from((now.0 - at.0) / 1_000).unwrap_or_default();
    match seconds {
        0..=59 => (t.seconds_ago)(seconds),
        60..=3_599 => (t.minutes_ago)(seconds / 60),
        3_600..=86_399 => (t.hours_ago)(seconds / 3_600),
        _ => (t.days_ago)(seconds / 86_400),
    }
}

/// `через 4 мин`.
pub(crate) fn ahead(at: Millis, now: Millis, t: &DataMessages) -> String {
    let seconds = u64::try_from((at.0 - now.0) / 1_000).unwrap_or_default().max(1);
    match seconds {
        0..=59 => (t.in_seconds)(seconds),
        60..=3_599 => (t.in_minutes)(seconds.div_ceil(60)),
        _ => (t.in_hours)(seconds.div_ceil(3_600)),
    }
}

/// `2,4 с`, `3 мин 20 с`: how long something took.
pub(crate) fn lasted(millis: i64, t: &DataMessages) -> String {
    let millis = millis.max(0);
    let (minutes, seconds) = (millis / 60_000, millis / 1_000 % 60);
    if minutes > 0 {
        return format!("{minutes}\u{a0}{} {seconds}\u{a0}{}", t.minutes_short, t.seconds);
    }
    format!("{}{}{}\u{a0}{}", millis / 1_000, t.decimal, millis / 100 % 10, t.seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::data::RUSSIAN;

    /// 20 November 2026, 04:10:07 in Moscow.
    const AT: Millis = Millis(1_795_137_007_000);

    fn moscow() -> Clock {
        Clock { zone: |_| 180, mark: '.' }
    }

    #[test]
    fn a_moment_is_told_in_the_zone_of_the_reader() {
        assert_eq!(moscow().short(AT), "20.11\u{a0}04:10");
        assert_eq!(Clock { zone: |_| -300, mark: '/' }.short(AT), "19/11\u{a0}20:10");
        assert_eq!(moscow().exact(AT), "20.11\u{a0}04:10:07");
        assert_eq!(moscow().day(AT).dotted(), "20.11.2026");
    }

    #[test]
    fn near_moments_leave_out_what_is_known() {
        let t = RUSSIAN;
        let later = |hours: i64| Millis(AT.0 + hours * 3_600_000);
        assert_eq!(moscow().near(AT, later(2), t), "04:10");
        assert_eq!(moscow().near(AT, later(24), t), "вчера 04:10");
        assert_eq!(moscow().near(AT, later(48), t), "20.11\u{a0}04:10");
    }

    #[test]
    fn ages_grow_in_units() {
        let t = RUSSIAN;
        let ages = [0, 59, 60, 3_599, 3_600, 86_400, 400_000].map(|s| ago(AT, Millis(AT.0 + s * 1_000), t));
        assert_eq!(
            ages,
            ["0 с назад", "59 с назад", "1 мин назад", "59 мин назад", "1 ч назад", "1 день назад", "4 дня назад"]
        );
        assert_eq!(ago(AT, Millis(AT.0 - 5_000), t), "0 с назад", "clocks that differ do not make the past future");
        assert_eq!(ahead(Millis(AT.0 + 61_000), AT, t), "через 2 мин");
        assert_eq!(ahead(AT, Millis(AT.0 + 5), t), "через 1 с");
        assert_eq!(lasted(2_449, t), "2,4\u{a0}с");
        assert_eq!(lasted(200_000, t), "3\u{a0}мин 20\u{a0}с");
    }
}
