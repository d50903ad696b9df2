//! The portal's limits, kept on this side so that the portal never has to refuse.
//!
//! One [`Throttle`] belongs to one portal and is shared by everything that calls it. It holds a token bucket
//! (requests per second) and, for each method, the account of `operating` time that every answer carries.
//! The bucket is a generic cell rate algorithm of thirty lines on the injected clock: a governor crate would
//! bring its own clock and could not be re-tuned when the portal's plan becomes known or a refusal proves
//! that somebody else drinks from the same bucket.

mod bucket;
mod operating;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use crate::answer::Time;
use crate::clock::Clock;
use crate::error::Limit;
use bucket::Bucket;
use operating::{Decision, OperatingBook};

/// How often a wait for somebody else's probe of an exhausted method is looked at again.
const PROBE_POLL: Duration = Duration::from_millis(200);
/// How long to stay away when the portal says it is overloaded and does not say until when.
const OVERLOAD_PAUSE: Duration = Duration::from_secs(30);

/// What a portal allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests that may be sent at once after a silence.
    pub burst: u32,
    /// Requests per second after that; zero switches the bucket off.
    pub per_second: u32,
    /// Requests of the burst left unused, for arrivals that the network bunches together and for the calls of people who
    /// are not kept waiting.
    pub headroom: u32,
    /// Execution time one method may use in ten minutes; zero switches the account off.
    pub operating: Duration,
    /// Which part of that time the client uses before it pauses the method, in percent. What is in flight is counted
    /// by what it will cost, so the rest is only for requests that cost more than those before them.
    pub operating_percent: u32,
}

impl Limits {
    /// The documented limits of a cloud portal: 50 at once, 2 a second, 480 s per method and ten minutes.
    #[must_use]
    pub const fn cloud() -> Self {
        Self { burst: 50, per_second: 2, headroom: 4, operating: Duration::from_secs(480), operating_percent: 98 }
    }

    /// The documented limits of the Enterprise plan: 250 at once, 5 a second.
    #[must_use]
    pub const fn enterprise() -> Self {
        Self { burst: 250, per_second: 5, ..Self::cloud() }
    }

    /// No limits, for an installation that has them switched off.
    #[must_use]
    pub const fn off() -> Self {
        Self { per_second: 0, operating: Duration::ZERO, ..Self::cloud() }
    }

    /// The limits that go with `LICENSE_FAMILY` of the portal's `app.info`.
    #[must_use]
    pub fn of_license_family(family: &str) -> Self {
        if family.eq_ignore_ascii_case("ent") { Self::enterprise() } else { Self::cloud() }
    }
}

/// How often one method occurs in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) method: String,
    pub(crate) times: u32,
}

/// Everything counted for one portal since the throttle was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// HTTP requests sent to the portal, repetitions included.
    pub calls: u64,
    /// Methods run: a plain call is one, a batch as many as it has commands.
    pub commands: u64,
    /// Answers by which the portal refused because of a limit.
    pub refused: u64,
    /// Rows delivered by the pagers.
    pub rows: u64,
    /// Time spent waiting for limits, summed over all callers, milliseconds.
    pub waited_ms: u64,
    /// Requests repeated because the network or the portal failed.
    pub repeated: u64,
    /// Access tokens renewed.
    pub refreshed: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) calls: AtomicU64,
    pub(crate) commands: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) rows: AtomicU64,
    pub(crate) waited_ms: AtomicU64,
    pub(crate) repeated: AtomicU64,
    pub(crate) refreshed: AtomicU64,
}

impl Tally {
    pub(crate) fn add(counter: &AtomicU64, amount: u64) {
        counter.fetch_add(amount, Ordering::Relaxed);
    }
}

/// The limits of one portal, shared by all its clients; cloning shares.
#[derive(Clone)]
pub struct Throttle {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Arc<dyn Clock>,
    books: Mutex<Books>,
    tally: Tally,
}

struct Books {
    limits: Limits,
    bucket: Bucket,
    operating: OperatingBook,
}

impl Throttle {
    /// A throttle whose bucket is full and whose methods are fresh.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, limits: Limits) -> Self {
        let books = Books { limits, bucket: Bucket::new(&limits), operating: OperatingBook::new(&limits) };
        Self { inner: Arc::new(Inner { clock, books: Mutex::new(books), tally: Tally::default() }) }
    }

    /// Takes other limits from now on, once the portal's plan is known; debts stay.
    pub fn set_limits(&self, limits: Limits) {
        let now = self.inner.clock.monotonic();
        let mut books = self.books();
        books.bucket.retune(&limits, now);
        books.operating.retune(&limits);
        books.limits = limits;
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.books().limits
    }

    /// What was counted so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let tally = &self.inner.tally;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counters {
            calls: read(&tally.calls),
            commands: read(&tally.commands),
            refused: read(&tally.refused),
            rows: read(&tally.rows),
            waited_ms: read(&tally.waited_ms),
            repeated: read(&tally.repeated),
            refreshed: read(&tally.refreshed),
        }
    }

    /// How long `method` still has to pause because of its operating time; zero when it may run.
    #[must_use]
    pub fn pause_of(&self, method: &str) -> Duration {
        let now = self.inner.clock.monotonic();
        match self.books().operating.decide(method, 1, now) {
            Decision::Run => Duration::ZERO,
            Decision::WaitUntil(moment) => moment.saturating_sub(now),
            Decision::Probing => PROBE_POLL,
        }
    }

    /// What a run of `method` has cost of its operating time so far; zero when that is not known.
    #[must_use]
    pub fn cost_of(&self, method: &str) -> Duration {
        self.books().operating.cost(method)
    }

    /// How many runs of `method` fit into its operating time now, judged by what a run has cost so far.
    #[must_use]
    pub fn room_of(&self, method: &str) -> u32 {
        let now = self.inner.clock.monotonic();
        self.books().operating.room(method, now)
    }

    /// Counts a request that somebody else sends to the same portal without waiting: those to come wait for it.
    pub(crate) fn count_beside(&self) {
        let now = self.inner.clock.monotonic();
        self.books().bucket.take(now);
    }

    /// The same throttle for as long as anybody uses it.
    pub(crate) fn downgrade(&self) -> WeakThrottle {
        WeakThrottle(Arc::downgrade(&self.inner))
    }

    /// Waits until the request may be sent.
    ///
    /// # Errors
    /// The wait that would be needed when it ends after `deadline` (monotonic); nothing is reserved then.
    pub(crate) async fn admit(&self, uses: &[Use], deadline: Duration) -> Result<Pass, Duration> {
        loop {
            let now = self.inner.clock.monotonic();
            let step = self.step(uses, now, deadline);
            match step {
                Step::Go { wait, pass } => {
                    self.wait(wait).await;
                    return Ok(pass);
                }
                Step::Wait(wait) if now + wait > deadline => return Err(wait),
                Step::Wait(wait) => self.wait(wait).await,
            }
        }
    }

    fn step(&self, uses: &[Use], now: Duration, deadline: Duration) -> Step {
        let mut books = self.books();
        let mut longest = Duration::ZERO;
        for one in uses {
            longest = longest.max(match books.operating.decide(&one.method, one.times, now) {
                Decision::Run => Duration::ZERO,
                Decision::WaitUntil(moment) => moment.saturating_sub(now).max(Duration::from_millis(1)),
                Decision::Probing => PROBE_POLL,
            });
        }
        if !longest.is_zero() {
            return Step::Wait(longest);
        }
        let wait = books.bucket.wait(now);
        if now + wait > deadline {
            return Step::Wait(wait);
        }
        books.bucket.take(now);
        for one in uses {
            books.operating.begin(&one.method, one.times);
        }
        Step::Go { wait, pass: Pass { throttle: self.clone(), uses: uses.to_vec() } }
    }

    /// Waits and counts the waiting.
    pub(crate) async fn wait(&self, wait: Duration) {
        if wait.is_zero() {
            return;
        }
        let waited = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        Tally::add(&self.inner.tally.waited_ms, waited);
        self.inner.clock.sleep(wait).await;
    }

    /// Notes what the portal says about the time a method has used.
    pub(crate) fn note(&self, method: &str, time: &Time) {
        let (now, utc_ms) = (self.inner.clock.monotonic(), self.inner.clock.utc_ms());
        self.books().operating.note(method, time, now, utc_ms);
    }

    /// Notes a refusal and says how long to stay away; `streak` counts refusals in a row from one.
    pub(crate) fn refused(&self, limit: Limit, method: &str, streak: u32) -> Duration {
        Tally::add(&self.inner.tally.refused, 1);
        let now = self.inner.clock.monotonic();
        let mut books = self.books();
        let doubling = 1_u32 << streak.saturating_sub(1).min(5);
        match limit {
            Limit::Rate => {
                // Somebody else uses the bucket too, or it was not full when we began.
                books.bucket.empty(now);
                Duration::from_millis(500) * doubling
            }
            Limit::Operating => {
                books.operating.block(method, now, Duration::from_secs(30) * doubling).saturating_sub(now)
            }
            Limit::Overload => OVERLOAD_PAUSE * doubling,
        }
    }

    pub(crate) fn tally(&self) -> &Tally {
        &self.inner.tally
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.inner.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A throttle that may be gone.
#[derive(Clone)]
pub(crate) struct WeakThrottle(Weak<Inner>);

impl WeakThrottle {
    pub(crate) fn upgrade(&self) -> Option<Throttle> {
        self.0.upgrade().map(|inner| Throttle { inner })
    }
}

enum Step {
    Go { wait: Duration, pass: Pass },
    Wait(Duration),
}

/// The right to send one request; dropping it says that the answer is there.
pub(crate) struct Pass {
    throttle: Throttle,
    uses: Vec<Use>,
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut books = self.throttle.books();
        for one in &self.uses {
            books.operating.end(&one.method, one.times);
        }
    }
}

#[cfg(test)]
mod tests;
