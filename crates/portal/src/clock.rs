//! The portal's clock: the machine's, moved by an offset and run faster when tests want that.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A clock that can be moved, hurried and stopped.
#[derive(Debug)]
pub(crate) struct Clock(Mutex<Course>);

/// Where the clock stood when it was last touched, and how it has run since.
#[derive(Debug, Clone, Copy)]
struct Course {
    /// The machine's instant then, UTC microseconds.
    machine_us: i64,
    /// The portal's instant then, UTC microseconds.
    portal_us: i64,
    /// Seconds of the portal in one of the machine.
    speed: f64,
    /// Instant it stands still at, UTC ms, while it does.
    pinned_ms: Option<i64>,
}

impl Course {
    fn now_us(&self, machine_us: i64) -> i64 {
        #[expect(clippy::cast_precision_loss, reason = "microseconds of a run fit 53 bits")]
        let passed = (machine_us - self.machine_us) as f64 * self.speed;
        #[expect(clippy::cast_possible_truncation, reason = "a run lasts less than 2^63 microseconds")]
        let passed = passed as i64;
        self.portal_us.saturating_add(passed)
    }
}

impl Clock {
    /// A clock showing `now_ms` at this moment, or the machine's time.
    pub(crate) fn new(now_ms: Option<i64>) -> Self {
        let machine_us = machine_now_us();
        let portal_us = now_ms.map_or(machine_us, |now| now.saturating_mul(1000));
        Self(Mutex::new(Course { machine_us, portal_us, speed: 1.0, pinned_ms: None }))
    }

    fn course(&self) -> MutexGuard<'_, Course> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_us(&self) -> i64 {
        self.course().now_us(machine_now_us())
    }

    /// Present instant, UTC ms.
    pub(crate) fn now_ms(&self) -> i64 {
        let course = *self.course();
        course.pinned_ms.unwrap_or_else(|| course.now_us(machine_now_us()) / 1000)
    }

    /// How far it is ahead of the machine's, ms.
    pub(crate) fn offset(&self) -> i64 {
        let machine_us = machine_now_us();
        (self.course().now_us(machine_us) - machine_us) / 1000
    }

    /// Sets how far it is ahead of the machine's.
    pub(crate) fn set_offset(&self, offset_ms: i64) {
        let mut course = self.course();
        course.machine_us = machine_now_us();
        course.portal_us = course.machine_us.saturating_add(offset_ms.saturating_mul(1000));
    }

    /// Stands still at an instant, or runs again.
    pub(crate) fn pin(&self, at_ms: Option<i64>) {
        self.course().pinned_ms = at_ms;
    }

    /// Present instant, UTC seconds with a fraction.
    pub(crate) fn now_seconds(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "microseconds since the epoch fit 53 bits")]
        let micros = self.now_us() as f64;
        micros / 1e6
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, by_ms: i64) {
        let mut course = self.course();
        course.portal_us = course.portal_us.saturating_add(by_ms.saturating_mul(1000));
    }

    /// Seconds that pass in one of the machine's.
    pub(crate) fn speed(&self) -> f64 {
        self.course().speed
    }

    /// Lets `speed` seconds pass in one of the machine's from now on.
    pub(crate) fn hurry(&self, speed: f64) {
        let mut course = self.course();
        let machine_us = machine_now_us();
        course.portal_us = course.now_us(machine_us);
        course.machine_us = machine_us;
        course.speed = speed;
    }
}

fn machine_now_us() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hurried_clock_goes_on_from_where_it_is() {
        let course = Course { machine_us: 1_000, portal_us: 50_000, speed: 10.0, pinned_ms: None };
        assert_eq!(course.now_us(1_000), 50_000);
        assert_eq!(course.now_us(1_700), 57_000);
    }

    #[test]
    fn a_moved_clock_keeps_its_speed() {
        let clock = Clock::new(Some(0));
        clock.hurry(3_600_000.0);
        clock.advance(86_400_000);
        let first = clock.now_ms();
        assert!(first >= 86_400_000);
        std::thread::sleep(std::time::Duration::from_millis(2));
        assert!(clock.now_ms() - first >= 7_200_000, "two milliseconds are two hours");
    }
}
