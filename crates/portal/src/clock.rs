//! The portal's clock: the machine's, moved by an offset that tests change.

use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that can be moved.
#[derive(Debug)]
pub(crate) struct Clock {
    offset_ms: AtomicI64,
    /// Instant it stands still at, UTC ms; [`RUNS`] while it runs.
    pinned_ms: AtomicI64,
}

/// No instant: the clock runs.
const RUNS: i64 = i64::MIN;

impl Clock {
    /// A clock showing `now_ms` at this moment, or the machine's time.
    pub(crate) fn new(now_ms: Option<i64>) -> Self {
        let offset = now_ms.map_or(0, |now| now - machine_now_ms());
        Self { offset_ms: AtomicI64::new(offset), pinned_ms: AtomicI64::new(RUNS) }
    }

    /// Present instant, UTC ms.
    pub(crate) fn now_ms(&self) -> i64 {
        match self.pinned_ms.load(Ordering::Relaxed) {
            RUNS => machine_now_ms() + self.offset_ms.load(Ordering::Relaxed),
            pinned => pinned,
        }
    }

    /// How far it is ahead of the machine's, ms.
    pub(crate) fn offset(&self) -> i64 {
        self.offset_ms.load(Ordering::Relaxed)
    }

    /// Sets how far it is ahead of the machine's.
    pub(crate) fn set_offset(&self, offset_ms: i64) {
        self.offset_ms.store(offset_ms, Ordering::Relaxed);
    }

    /// Stands still at an instant, or runs again.
    pub(crate) fn pin(&self, at_ms: Option<i64>) {
        self.pinned_ms.store(at_ms.unwrap_or(RUNS), Ordering::Relaxed);
    }

    /// Present instant, UTC seconds with a fraction.
    pub(crate) fn now_seconds(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "microseconds since the epoch fit 53 bits")]
        let micros = (machine_now_us() + self.offset_ms.load(Ordering::Relaxed) * 1000) as f64;
        micros / 1e6
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, by_ms: i64) {
        self.offset_ms.fetch_add(by_ms, Ordering::Relaxed);
    }
}

fn machine_now_ms() -> i64 {
    machine_now_us() / 1000
}

fn machine_now_us() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}
