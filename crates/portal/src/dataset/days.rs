//! Days and working hours of a generated portal: which days are worked, how busy they are, when their instants begin.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::random::{Random, Weights};
use crate::model::CalendarSettings;

/// Milliseconds of a minute.
pub(super) const MINUTE: i64 = 60_000;
/// Milliseconds of a day without a clock change.
pub(super) const DAY: i64 = 1_440 * MINUTE;

/// Number of a date: days since 1970-01-01.
pub(super) fn day_number(day: Date) -> i32 {
    let span = day.since(date(1970, 1, 1)).expect("two dates of the supported range have a difference");
    span.get_days()
}

/// The date with this number.
pub(super) fn date_of(day: i32) -> Date {
    date(1970, 1, 1).saturating_add(day.days())
}

/// The first instant of a day in a zone, UTC ms.
pub(super) fn start_of(day: Date, zone: &TimeZone) -> i64 {
    zone.to_zoned(day.at(0, 0, 0, 0))
        .map_or(i64::from(day_number(day)) * DAY, |start| start.timestamp().as_millisecond())
}

/// The days a dataset spans, the last of them today.
#[derive(Debug)]
pub(super) struct Days {
    first: i32,
    starts: Vec<i64>,
    working: Vec<bool>,
    busy: Weights,
    hours: Weights,
    now: i64,
}

impl Days {
    /// The `count` days that end with the day of `now`. Later days are busier: work doubles over the span.
    pub(super) fn until(now: i64, count: usize, zone: &TimeZone, calendar: &CalendarSettings) -> Self {
        let today = Timestamp::from_millisecond(now).unwrap_or_default().to_zoned(zone.clone()).date();
        let span = i32::try_from(count).expect("a dataset spans a few years");
        let first = day_number(today) - span + 1;
        let dates: Vec<Date> = (0..span).map(|offset| date_of(first + offset)).collect();
        let working: Vec<bool> = dates.iter().map(|day| is_working(*day, calendar)).collect();
        let busy = working.iter().enumerate().map(|(index, worked)| {
            let position = u32::try_from(index).expect("a dataset spans a few years");
            let growth = 1.0 + f64::from(position) / f64::from(span);
            if *worked { growth } else { growth * 0.02 }
        });
        Self {
            first,
            starts: dates.iter().map(|day| start_of(*day, zone)).collect(),
            busy: Weights::new(busy),
            working,
            // Half-hours from 8:00 to 20:00: two humps around lunch, a thin edge on both sides.
            hours: Weights::new([
                0.3, 0.8, 3.0, 4.5, 6.0, 6.5, 6.5, 6.0, 4.5, 3.0, 2.5, 4.0, 5.5, 6.0, 6.0, 5.5, 5.0, 4.0, 3.0, 1.5,
                0.6, 0.4, 0.3, 0.2,
            ]),
            now,
        }
    }

    /// Number of days.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Index of the day an instant falls on, within the span.
    pub(super) fn index_of(&self, instant: i64) -> usize {
        self.starts.partition_point(|start| *start <= instant).saturating_sub(1)
    }

    /// Number (since 1970-01-01) of the day with this index, which may lie after today.
    pub(super) fn number(&self, index: usize) -> i32 {
        self.first + i32::try_from(index).expect("a dataset spans a few years")
    }

    /// Number of the day of an instant of the span or shortly after it.
    pub(super) fn number_at(&self, instant: i64) -> i32 {
        let index = self.index_of(instant);
        let beyond = (instant - self.starts[index]).div_euclid(DAY);
        self.number(index) + i32::try_from(beyond).expect("a dataset spans a few years")
    }

    /// Draws a working moment from the day `from` to the day `until` (indices, both included), never after now.
    pub(super) fn moment(&self, random: &mut Random, from: usize, until: usize) -> i64 {
        let random = &mut random.fork();
        let until = until.min(self.len() - 1);
        let mut day = self.busy.draw_within(random, from.min(until), until);
        let mut moment = self.at_work(random, day);
        while moment > self.now && day > 0 {
            day -= 1;
            moment = if self.working[day] { self.at_work(random, day) } else { i64::MAX };
        }
        moment
    }

    /// Draws a moment within working hours of a day.
    fn at_work(&self, random: &mut Random, day: usize) -> i64 {
        let half_hour = i64::try_from(self.hours.draw(random)).expect("a day has 48 half-hours");
        let second = i64::from(random.below(1_800));
        self.starts[day] + 8 * 60 * MINUTE + half_hour * 30 * MINUTE + second * 1_000
    }

    /// A moment on the hour, `days` after today, within working hours: when something is planned.
    pub(super) fn planned(&self, random: &mut Random, days: u32) -> i64 {
        let today = self.starts[self.len() - 1];
        let mut ahead = i64::from(days.max(1));
        // 1970-01-01 was a Thursday, so days 2 and 3 of a week counted from it are Saturday and Sunday.
        while matches!((i64::from(self.number(self.len() - 1)) + ahead).rem_euclid(7), 2 | 3) {
            ahead += 1;
        }
        today + ahead * DAY + i64::from(random.between(9, 17)) * 60 * MINUTE
    }
}

fn is_working(day: Date, calendar: &CalendarSettings) -> bool {
    let day_month = (day.day().unsigned_abs(), day.month().unsigned_abs());
    if calendar.year_workdays.contains(&day_month) {
        return true;
    }
    let weekend = day.weekday().to_monday_zero_offset() >= 5;
    !weekend && !calendar.year_holidays.contains(&day_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days() -> (Days, i64) {
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        // Friday 2026-11-20, 15:00 in the zone.
        let now = start_of(date(2026, 11, 20), &zone) + 15 * 60 * MINUTE;
        (Days::until(now, 400, &zone, &CalendarSettings::default()), now)
    }

    #[test]
    fn moments_keep_to_working_hours_and_never_lie_ahead() {
        let (days, now) = days();
        let mut random = Random::new(1, "test");
        let mut off = 0;
        for _ in 0..4_000 {
            let moment = days.moment(&mut random, 0, 399);
            assert!(moment <= now);
            let index = days.index_of(moment);
            let hour = (moment - days.starts[index]) / (60 * MINUTE);
            assert!((8..20).contains(&hour), "hour {hour}");
            off += usize::from(!days.working[index]);
        }
        assert!((1..100).contains(&off), "a little work happens on days off: {off}");
    }

    #[test]
    fn day_numbers_survive_the_way_there_and_back() {
        assert_eq!(day_number(date(2026, 11, 20)), 20_777);
        assert_eq!(date_of(20_777), date(2026, 11, 20));
        let (days, now) = days();
        assert_eq!(days.number_at(now), 20_777);
        assert_eq!(days.number_at(now + 3 * DAY), 20_780);
    }

    #[test]
    fn plans_fall_on_weekdays_after_today() {
        let (days, now) = days();
        let mut random = Random::new(1, "plans");
        let planned = days.planned(&mut random, 1);
        assert_eq!(days.number_at(planned), day_number(date(2026, 11, 23)), "Saturday and Sunday are skipped");
        assert!(planned > now);
    }
}
