//! Time as the client sees it: received, never read from a global.
//!
//! Three readings are enough: a monotonic clock for limits and back-off, UTC for logs and for "come back
//! at", and a way to wait. A test passes [`FakeClock`], whose waits cost nothing, so that ten minutes of
//! operating budget can be lived through over a real socket in a millisecond.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A boxed future, the shape of the async methods of this crate's object-safe traits.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where the client gets its time from.
pub trait Clock: Send + Sync + 'static {
    /// Time since an arbitrary but fixed origin; never goes back.
    fn monotonic(&self) -> Duration;

    /// Milliseconds since the Unix epoch, UTC.
    fn utc_ms(&self) -> i64;

    /// Waits for `duration` of this clock's time.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The machine's own clocks, for the binary that composes the program.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    origin: Instant,
    origin_utc_ms: i64,
    speed: f64,
}

impl SystemClock {
    /// A clock whose monotonic reading starts at zero now.
    #[must_use]
    pub fn new() -> Self {
        Self::with_speed(1.0)
    }

    /// A clock that starts at the machine's time and lets `speed` seconds pass in one of the machine's, for rehearsals
    /// with a portal whose clock runs as fast. Not below a hundredth.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock that the composition root hands to everyone else")]
    pub fn with_speed(speed: f64) -> Self {
        // Before 1970 or after the year 292 million the machine's clock is broken; zero is as good as any.
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let origin_utc_ms = i64::try_from(since_epoch.as_millis()).unwrap_or_default();
        Self { origin: Instant::now(), origin_utc_ms, speed: speed.max(0.01) }
    }

    fn is_real(&self) -> bool {
        (self.speed - 1.0).abs() < f64::EPSILON
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn monotonic(&self) -> Duration {
        let elapsed = self.origin.elapsed();
        if self.is_real() { elapsed } else { elapsed.mul_f64(self.speed) }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock that the composition root hands to everyone else")]
    fn utc_ms(&self) -> i64 {
        if !self.is_real() {
            let passed = i64::try_from(self.monotonic().as_millis()).unwrap_or(i64::MAX);
            return self.origin_utc_ms.saturating_add(passed);
        }
        // Before 1970 or after the year 292 million the machine's clock is broken; zero is as good as any.
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_epoch.as_millis()).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let duration = if self.is_real() { duration } else { duration.div_f64(self.speed) };
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A clock for tests: it stands still, and a wait moves it to the moment that was waited for.
#[derive(Debug, Clone)]
pub struct FakeClock {
    state: std::sync::Arc<Mutex<FakeState>>,
    utc_origin_ms: i64,
}

#[derive(Debug, Default)]
struct FakeState {
    now: Duration,
    sleeps: Vec<Duration>,
}

impl FakeClock {
    /// A clock that shows `utc_ms` and a monotonic zero.
    #[must_use]
    pub fn at(utc_ms: i64) -> Self {
        Self { state: std::sync::Arc::default(), utc_origin_ms: utc_ms }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.lock().now += by;
    }

    /// Every wait asked of this clock so far, in order.
    #[must_use]
    pub fn sleeps(&self) -> Vec<Duration> {
        self.lock().sleeps.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, FakeState> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for FakeClock {
    fn monotonic(&self) -> Duration {
        self.lock().now
    }

    fn utc_ms(&self) -> i64 {
        let passed = i64::try_from(self.lock().now.as_millis()).unwrap_or(i64::MAX);
        self.utc_origin_ms.saturating_add(passed)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        let wake_at = {
            let mut state = clock.lock();
            state.sleeps.push(duration);
            state.now + duration
        };
        Box::pin(async move {
            // Give other tasks their turn, as a real wait would.
            tokio::task::yield_now().await;
            let mut state = clock.lock();
            state.now = state.now.max(wake_at);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fake_wait_moves_both_readings_and_is_remembered() {
        let clock = FakeClock::at(1_700_000_000_000);
        clock.sleep(Duration::from_secs(90)).await;
        assert_eq!(clock.monotonic(), Duration::from_secs(90));
        assert_eq!(clock.utc_ms(), 1_700_000_090_000);
        assert_eq!(clock.sleeps(), [Duration::from_secs(90)]);
    }

    #[tokio::test]
    async fn a_hurried_clock_waits_less_and_shows_as_much() {
        let (clock, machine) = (SystemClock::with_speed(1_000.0), Instant::now());
        let began = clock.utc_ms();
        clock.sleep(Duration::from_secs(20)).await;
        assert!(machine.elapsed() < Duration::from_secs(10));
        assert!(clock.monotonic() >= Duration::from_secs(20));
        assert!(clock.utc_ms() - began >= 20_000);
    }

    #[tokio::test]
    async fn two_waits_at_once_pass_in_the_time_of_the_longer() {
        let clock = FakeClock::at(0);
        tokio::join!(clock.sleep(Duration::from_secs(3)), clock.sleep(Duration::from_secs(5)));
        assert_eq!(clock.monotonic(), Duration::from_secs(5));
    }
}
