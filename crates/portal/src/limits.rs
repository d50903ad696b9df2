//! The two request limits: a leaky bucket per source address and operating time per method and app (documented).

use std::collections::{HashMap, VecDeque};

use crate::config::{Limits, LimitsProfile};

/// How long a basket of operating time counts.
const WINDOW_SECONDS: f64 = 600.0;
const BASKET_SECONDS: f64 = 60.0;

/// Who pays for operating time: an app by its number, or a webhook of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Payer {
    /// App by index.
    App(usize),
    /// Webhook by the user it acts for.
    Webhook(u32),
}

/// State of both limits.
#[derive(Debug)]
pub(crate) struct Gate {
    limits: Limits,
    buckets: HashMap<String, Bucket>,
    operating: HashMap<(String, Payer), VecDeque<Basket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    level: f64,
    at: f64,
}

#[derive(Debug, Clone, Copy)]
struct Basket {
    first_call: f64,
    spent: f64,
}

/// What `time` tells about operating.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operating {
    /// Seconds spent by the method within the window.
    pub(crate) spent: f64,
    /// Unix second at which part of it is given back.
    pub(crate) reset_at: i64,
    /// What this call cost, virtual seconds.
    pub(crate) cost: f64,
}

impl Gate {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, buckets: HashMap::new(), operating: HashMap::new() }
    }

    /// Replaces the limits and forgets what was spent.
    pub(crate) fn set(&mut self, limits: Limits) {
        *self = Self::new(limits);
    }

    /// Whether requests last as long as they cost.
    pub(crate) fn takes_time(&self) -> bool {
        self.limits.takes_time
    }

    fn bucket_size(&self) -> Option<(f64, f64)> {
        match self.limits.profile {
            LimitsProfile::Off => None,
            LimitsProfile::Cloud => Some((50.0, 2.0)),
            LimitsProfile::Enterprise => Some((250.0, 5.0)),
        }
    }

    /// Lets one request from this address in, or refuses it (`QUERY_LIMIT_EXCEEDED`).
    pub(crate) fn admit(&mut self, source: &str, now: f64) -> bool {
        let Some((size, drain)) = self.bucket_size() else { return true };
        let bucket = self.buckets.entry(source.to_owned()).or_insert(Bucket { level: 0.0, at: now });
        bucket.level = (bucket.level - (now - bucket.at).max(0.0) * drain).max(0.0);
        bucket.at = now;
        if bucket.level + 1.0 > size {
            return false;
        }
        bucket.level += 1.0;
        true
    }

    /// Whether requests that took this long in virtual seconds are given up.
    pub(crate) fn is_too_long(&self, seconds: f64, most: f64) -> bool {
        self.limits.profile != LimitsProfile::Off && seconds > most
    }

    /// Whether the method has used up its operating time. Checked before a call, so the call that crosses the limit
    /// still succeeds.
    pub(crate) fn is_blocked(&mut self, method: &str, payer: Payer, now: f64) -> bool {
        if self.limits.profile == LimitsProfile::Off {
            return false;
        }
        let limit = self.limits.operating_seconds;
        let baskets = self.operating.entry((method.to_owned(), payer)).or_default();
        forget_old(baskets, now);
        baskets.iter().map(|basket| basket.spent).sum::<f64>() >= limit
    }

    /// Charges one call of the method: its simulated cost, or the real one when no limits are set.
    pub(crate) fn charge(&mut self, method: &str, payer: Payer, now: f64) -> Operating {
        let listed = self.limits.method_seconds.iter().find(|(name, _)| name == method);
        let cost = listed.map_or(self.limits.call_seconds, |(_, seconds)| *seconds);
        let baskets = self.operating.entry((method.to_owned(), payer)).or_default();
        forget_old(baskets, now);
        match baskets.back_mut() {
            Some(basket) if now - basket.first_call < BASKET_SECONDS => basket.spent += cost,
            _ => baskets.push_back(Basket { first_call: now, spent: cost }),
        }
        let spent = baskets.iter().map(|basket| basket.spent).sum();
        let oldest = baskets.front().map_or(now, |basket| basket.first_call);
        #[expect(clippy::cast_possible_truncation, reason = "unix seconds fit")]
        let reset_at = (oldest + WINDOW_SECONDS).ceil() as i64;
        Operating { spent, reset_at, cost }
    }
}

fn forget_old(baskets: &mut VecDeque<Basket>, now: f64) {
    while baskets.front().is_some_and(|basket| now >= basket.first_call + WINDOW_SECONDS) {
        baskets.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_takes_fifty_at_once_and_then_two_a_second() {
        let mut gate = Gate::new(Limits::new(LimitsProfile::Cloud));
        let admitted = (0..60).filter(|_| gate.admit("127.0.0.1", 1000.0)).count();
        assert_eq!(admitted, 50);
        let later = (0..60).filter(|_| gate.admit("127.0.0.1", 1003.0)).count();
        assert_eq!(later, 6);
        assert!(gate.admit("127.0.0.2", 1003.0), "another address has its own bucket");
    }

    #[test]
    fn enterprise_bucket_is_250_with_five_a_second() {
        let mut gate = Gate::new(Limits::new(LimitsProfile::Enterprise));
        assert_eq!((0..300).filter(|_| gate.admit("a", 0.0)).count(), 250);
        assert_eq!((0..300).filter(|_| gate.admit("a", 2.0)).count(), 10);
    }

    #[test]
    fn the_call_that_crosses_the_operating_limit_still_succeeds() {
        let mut limits = Limits::new(LimitsProfile::Cloud);
        limits.method_seconds.push(("crm.deal.list".to_owned(), 200.0));
        let mut gate = Gate::new(limits);
        let payer = Payer::App(0);
        for (call, spent) in [(0.0, 200.0), (61.0, 400.0), (122.0, 600.0)] {
            assert!(!gate.is_blocked("crm.deal.list", payer, call));
            let operating = gate.charge("crm.deal.list", payer, call);
            assert_eq!((operating.spent, operating.reset_at), (spent, 600));
        }
        assert!(gate.is_blocked("crm.deal.list", payer, 599.0));
        assert!(!gate.is_blocked("crm.company.list", payer, 599.0), "methods have separate budgets");
        assert!(!gate.is_blocked("crm.deal.list", payer, 600.0), "the oldest basket has left");
    }
}
