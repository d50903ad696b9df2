//! The account of `operating`: how much execution time each method has used in its running ten minutes.
//!
//! The portal adds up ten one-minute baskets per method and app and tells in each answer the sum and the
//! moment the oldest basket is forgotten. A method is paused *before* the next request could take it past
//! the chosen share. After the moment has passed the new sum is unknown, so one request goes first and
//! the others wait for what it reports.

use std::collections::HashMap;
use std::time::Duration;

use super::Limits;
use crate::answer::Time;

/// The window is ten minutes; no reset can be further away than that and a little.
const LONGEST_PAUSE: Duration = Duration::from_secs(660);
/// The reset moment has whole seconds, so the basket may live on for the rest of one.
const RESET_SLACK: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct OperatingBook {
    budget: Duration,
    methods: HashMap<String, Method>,
}

#[derive(Debug, Default)]
struct Method {
    used: Duration,
    /// The portal's own figure, to tell an older answer from a newer one.
    reset_at: i64,
    /// The same moment on our clock.
    reset: Duration,
    /// What one run costs, averaged with weight on the past.
    cost: Duration,
    running: u32,
    /// Set by a refusal: nothing runs before.
    blocked_until: Duration,
}

/// Whether a method may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Run,
    WaitUntil(Duration),
    /// Another request is finding out how much is left.
    Probing,
}

impl OperatingBook {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { budget: budget(limits), methods: HashMap::new() }
    }

    pub(super) fn retune(&mut self, limits: &Limits) {
        self.budget = budget(limits);
    }

    pub(super) fn decide(&self, name: &str, times: u32, now: Duration) -> Decision {
        let Some(method) = self.methods.get(&name.to_ascii_lowercase()) else {
            return Decision::Run;
        };
        if method.blocked_until > now {
            return Decision::WaitUntil(method.blocked_until);
        }
        let expected = method.used + method.cost.saturating_mul(method.running.saturating_add(times));
        if self.budget.is_zero() || expected <= self.budget {
            Decision::Run
        } else if method.reset > now {
            Decision::WaitUntil(method.reset)
        } else if method.running == 0 {
            Decision::Run
        } else {
            Decision::Probing
        }
    }

    /// What a run costs, as far as is known.
    pub(super) fn cost(&self, name: &str) -> Duration {
        self.methods.get(&name.to_ascii_lowercase()).map_or(Duration::ZERO, |method| method.cost)
    }

    /// How many runs would be let through now.
    pub(super) fn room(&self, name: &str, now: Duration) -> u32 {
        let Some(method) = self.methods.get(&name.to_ascii_lowercase()) else { return u32::MAX };
        if method.blocked_until > now {
            return 0;
        }
        let expected = method.used + method.cost.saturating_mul(method.running);
        let left = self.budget.saturating_sub(expected).as_nanos();
        let fits = left.checked_div(method.cost.as_nanos());
        match fits {
            _ if self.budget.is_zero() => u32::MAX,
            Some(0) if method.reset <= now && method.running == 0 => 1,
            Some(fits) => u32::try_from(fits).unwrap_or(u32::MAX),
            None if left > 0 => u32::MAX,
            None => u32::from(method.reset <= now && method.running == 0),
        }
    }

    pub(super) fn begin(&mut self, name: &str, times: u32) {
        let method = self.method(name);
        method.running = method.running.saturating_add(times);
    }

    pub(super) fn end(&mut self, name: &str, times: u32) {
        let method = self.method(name);
        method.running = method.running.saturating_sub(times);
    }

    /// Takes the figures of an answer; an answer that was overtaken by a newer one changes nothing.
    pub(super) fn note(&mut self, name: &str, time: &Time, now: Duration, utc_ms: i64) {
        let seconds = |number: f64| Duration::try_from_secs_f64(number).ok();
        let Some(used) = time.operating.and_then(seconds) else {
            return;
        };
        let method = self.method(name);
        let took = seconds(time.duration.max(time.processing)).unwrap_or_default();
        method.cost = if method.cost.is_zero() { took } else { (method.cost * 3 + took) / 4 };
        let reset_at = time.operating_reset_at.unwrap_or_default();
        if reset_at < method.reset_at {
            return;
        }
        if reset_at == method.reset_at {
            method.used = method.used.max(used);
            return;
        }
        method.used = used;
        method.reset_at = reset_at;
        // The portal's clock and ours may differ: count from the portal's own finish when it tells it.
        let portal_now_ms = time.finish.and_then(seconds).and_then(|finish| i64::try_from(finish.as_millis()).ok());
        let ahead_ms = reset_at.saturating_mul(1000).saturating_sub(portal_now_ms.unwrap_or(utc_ms));
        let ahead = Duration::from_millis(u64::try_from(ahead_ms).unwrap_or_default());
        method.reset = now + (ahead + RESET_SLACK).min(LONGEST_PAUSE);
    }

    /// Blocks a refused method until the reset it last announced, or for `otherwise` when that is unknown
    /// or past. Returns the moment.
    pub(super) fn block(&mut self, name: &str, now: Duration, otherwise: Duration) -> Duration {
        let method = self.method(name);
        let moment = if method.reset > now { method.reset } else { now + otherwise.min(LONGEST_PAUSE) };
        method.blocked_until = moment;
        moment
    }

    fn method(&mut self, name: &str) -> &mut Method {
        self.methods.entry(name.to_ascii_lowercase()).or_default()
    }
}

fn budget(limits: &Limits) -> Duration {
    limits.operating * limits.operating_percent / 100
}
