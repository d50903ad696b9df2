//! The token bucket, as a generic cell rate algorithm: one moment in time instead of a level and a date.

use std::time::Duration;

use super::Limits;

/// A bucket that knows when it will be full again.
#[derive(Debug)]
pub(super) struct Bucket {
    /// Time one request costs; zero means no limit.
    interval: Duration,
    /// How far ahead of now `full_at` may lie for a request to go at once.
    tolerance: Duration,
    /// When all that was taken will have flowed back.
    full_at: Duration,
}

impl Bucket {
    pub(super) fn new(limits: &Limits) -> Self {
        let interval = Duration::from_secs(1).checked_div(limits.per_second).unwrap_or_default();
        let usable = limits.burst.saturating_sub(limits.headroom).max(1);
        Self { interval, tolerance: interval * (usable - 1), full_at: Duration::ZERO }
    }

    /// Takes other limits; requests already owed are owed at the new price.
    pub(super) fn retune(&mut self, limits: &Limits, now: Duration) {
        let debt = self.full_at.saturating_sub(now);
        let mut other = Self::new(limits);
        if !self.interval.is_zero() {
            let owed = u32::try_from(debt.as_nanos().div_ceil(self.interval.as_nanos())).unwrap_or(u32::MAX);
            other.full_at = now + other.interval.saturating_mul(owed);
        }
        *self = other;
    }

    /// How long the next request has to wait.
    pub(super) fn wait(&self, now: Duration) -> Duration {
        self.full_at.saturating_sub(now).saturating_sub(self.tolerance)
    }

    /// Takes one request out, for the moment `now + wait(now)`.
    pub(super) fn take(&mut self, now: Duration) {
        self.full_at = self.full_at.max(now) + self.interval;
    }

    /// Believes that nothing is left.
    pub(super) fn empty(&mut self, now: Duration) {
        self.full_at = self.full_at.max(now + self.tolerance + self.interval);
    }
}
