//! Faults switched on from outside: what a portal does on a bad day.

use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;

use crate::secret::random_hex;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// 503 `QUERY_LIMIT_EXCEEDED`.
    #[serde(rename = "503")]
    TooManyRequests,
    /// 429 `OPERATION_TIME_LIMIT`.
    #[serde(rename = "429")]
    OperationTimeLimit,
    /// 503 `OVERLOAD_LIMIT`.
    Overload,
    /// 401 `expired_token`.
    ExpiredToken,
    /// 500 `INTERNAL_SERVER_ERROR`.
    #[serde(rename = "500")]
    Internal,
    /// 401 `invalid_token`.
    InvalidToken,
    /// 502 with an HTML page instead of JSON.
    Html502,
    /// 504 with an HTML page: the request took longer than its sixty seconds.
    Html504,
    /// The right answer, but late.
    Slow,
    /// The connection is closed without an answer; an event is lost.
    Drop,
    /// Half of the answer, then the connection is closed.
    Truncate,
    /// An event is sent twice.
    Duplicate,
    /// An event is held back until later ones have overtaken it.
    Reorder,
    /// Half of the answer at once, the other half late.
    SlowBody,
    /// A page begins with rows of the page before: records were added while the list was being read.
    RepeatRows,
    /// A page is the page before once more.
    StuckPage,
    /// `total` is not the number of rows.
    WrongTotal,
}

impl FaultKind {
    /// Whether it damages a page of a list, not a request.
    const fn is_of_pages(self) -> bool {
        matches!(self, Self::RepeatRows | Self::StuckPage | Self::WrongTotal)
    }
}

/// A fault and when it strikes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fault {
    /// Method it strikes, or `*`; `event:NAME` or `event:*` strikes deliveries of events.
    #[serde(default = "any_method")]
    pub method: String,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How many times it strikes before it is gone; without it, until removed.
    #[serde(default)]
    pub times: Option<u32>,
    /// Chance of striking, 0 to 1.
    #[serde(default = "always")]
    pub probability: f64,
    /// Calls let through before it starts striking.
    #[serde(default)]
    pub after: u32,
    /// Delay of [`FaultKind::Slow`], [`FaultKind::SlowBody`] and [`FaultKind::Reorder`], ms.
    #[serde(default)]
    pub slow_ms: u64,
    /// Rows that [`FaultKind::RepeatRows`] repeats, 1 to 50; what [`FaultKind::WrongTotal`] adds, below zero too.
    #[serde(default = "one")]
    pub rows: i64,
    /// How long it is in force, seconds of the portal's clock; without it, until removed.
    #[serde(default)]
    pub seconds: Option<f64>,
    /// Instant at which it ends, UTC ms; worked out when it is added.
    #[serde(default, skip_deserializing)]
    pub until: Option<i64>,
}

fn any_method() -> String {
    "*".to_owned()
}

const fn one() -> i64 {
    1
}

const fn always() -> f64 {
    1.0
}

impl Fault {
    /// Its kind as it is written, with a word for those of events.
    fn called(&self) -> String {
        let kind = serde_json::to_value(self.kind).ok();
        let kind = kind.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
        if self.method.starts_with("event:") { format!("event {kind}") } else { kind.to_owned() }
    }

    fn is_aimed_at(&self, method: &str) -> bool {
        self.method == "*" || self.method.eq_ignore_ascii_case(method)
    }
}

/// The faults in force.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    /// State of the dice, when they were given a seed.
    dice: Option<u64>,
    /// How often each kind has struck; those of events as `event drop`.
    struck: BTreeMap<String, u64>,
}

impl Faults {
    pub(crate) fn add(&mut self, mut fault: Fault, now: i64) {
        #[expect(clippy::cast_possible_truncation, reason = "a fault lasts less than 2^53 ms")]
        let length = |seconds: f64| (seconds * 1000.0) as i64;
        fault.until = fault.seconds.map(|seconds| now + length(seconds));
        self.list.push(fault);
    }

    /// Drops faults whose time is over.
    pub(crate) fn forget_ended(&mut self, now: i64) {
        self.list.retain(|fault| fault.until.is_none_or(|until| now < until));
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
    }

    pub(crate) fn list(&self) -> &[Fault] {
        &self.list
    }

    /// From now on chances fall as this seed has them.
    pub(crate) fn seed(&mut self, seed: u64) {
        self.dice = Some(seed);
    }

    /// How often each kind has struck so far.
    pub(crate) fn struck(&self) -> &BTreeMap<String, u64> {
        &self.struck
    }

    /// The fault that strikes this request, if any.
    pub(crate) fn strike(&mut self, method: &str) -> Option<Fault> {
        self.strike_if(|fault| !fault.kind.is_of_pages() && fault.is_aimed_at(method))
    }

    /// The fault that strikes this method by its name, inside a batch.
    pub(crate) fn strike_named(&mut self, method: &str) -> Option<Fault> {
        self.strike_if(|fault| !fault.kind.is_of_pages() && fault.method.eq_ignore_ascii_case(method))
    }

    /// The fault that strikes a page of this method, of those that can.
    pub(crate) fn strike_page(&mut self, method: &str, applies: impl Fn(FaultKind) -> bool) -> Option<Fault> {
        self.strike_if(|fault| fault.kind.is_of_pages() && applies(fault.kind) && fault.is_aimed_at(method))
    }

    /// The fault that strikes the delivery of this event.
    pub(crate) fn strike_event(&mut self, name: &str) -> Option<Fault> {
        self.strike_if(|fault| {
            let aim = fault.method.strip_prefix("event:");
            aim.is_some_and(|aim| aim == "*" || aim.eq_ignore_ascii_case(name))
        })
    }

    fn strike_if(&mut self, fits: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let mut struck = None;
        for found in self.list.iter_mut().filter(|fault| fits(fault)) {
            if found.after > 0 {
                found.after -= 1;
                continue;
            }
            if found.probability < 1.0 && roll(&mut self.dice) >= found.probability {
                continue;
            }
            if let Some(times) = &mut found.times {
                *times = times.saturating_sub(1);
            }
            struck = Some(found.clone());
            break;
        }
        self.list.retain(|fault| fault.times != Some(0));
        let struck = struck?;
        *self.struck.entry(struck.called()).or_default() += 1;
        Some(struck)
    }
}

/// A number from 0 to below 1, from the seeded dice (`SplitMix64`) or from the machine's.
fn roll(dice: &mut Option<u64>) -> f64 {
    let digits = match dice {
        Some(state) => {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0)
        }
        None => u32::from_str_radix(&random_hex(8), 16).unwrap_or(0),
    };
    f64::from(digits) / 4_294_967_296.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_fault_strikes_its_method_after_the_grace_and_then_is_gone() {
        let mut faults = Faults::default();
        let text = r#"{"method":"crm.deal.list","kind":"503","times":2,"after":1}"#;
        faults.add(serde_json::from_str(text).unwrap(), 0);
        assert!(faults.strike("crm.company.list").is_none());
        assert!(faults.strike("crm.deal.list").is_none(), "the first call is let through");
        assert_eq!(faults.strike("CRM.deal.list").map(|f| f.kind), Some(FaultKind::TooManyRequests));
        assert!(faults.strike("crm.deal.list").is_some());
        assert!(faults.strike("crm.deal.list").is_none());
    }

    #[test]
    fn a_fault_of_pages_leaves_requests_alone_and_waits_for_a_page_it_applies_to() {
        let mut faults = Faults::default();
        faults.add(serde_json::from_str(r#"{"kind":"repeat_rows","times":1,"rows":3}"#).unwrap(), 0);
        assert!(faults.strike("crm.deal.list").is_none());
        assert!(faults.strike_page("crm.deal.list", |kind| kind == FaultKind::WrongTotal).is_none());
        assert_eq!(faults.strike_page("crm.deal.list", |_| true).map(|fault| fault.rows), Some(3));
        assert!(faults.list().is_empty());
    }

    #[test]
    fn several_faults_get_their_chances_one_after_another_and_are_counted() {
        let mut faults = Faults::default();
        for text in [r#"{"kind":"503","probability":0.5}"#, r#"{"kind":"drop","probability":0.5}"#] {
            faults.add(serde_json::from_str(text).unwrap(), 0);
        }
        faults.seed(7);
        let first: Vec<_> = (0..1000).map(|_| faults.strike("profile").map(|fault| fault.kind)).collect();
        let count = |kind| first.iter().filter(|struck| **struck == kind).count();
        // A half, a quarter and a quarter of a thousand, give or take four deviations.
        assert!(count(Some(FaultKind::TooManyRequests)).abs_diff(500) < 64);
        assert!(count(Some(FaultKind::Drop)).abs_diff(250) < 55);
        assert!(count(None).abs_diff(250) < 55);
        assert_eq!(faults.struck()["drop"], u64::try_from(count(Some(FaultKind::Drop))).unwrap());
        faults.seed(7);
        let again: Vec<_> = (0..1000).map(|_| faults.strike("profile").map(|fault| fault.kind)).collect();
        assert_eq!(first, again, "a seed has one course");
    }

    #[test]
    fn a_fault_ends_with_its_time_and_one_of_events_leaves_methods_alone() {
        let mut faults = Faults::default();
        faults.add(serde_json::from_str(r#"{"kind":"drop","method":"event:*","seconds":2}"#).unwrap(), 1000);
        assert!(faults.strike("profile").is_none());
        faults.forget_ended(2999);
        assert_eq!(faults.strike_event("ONCRMDEALADD").map(|fault| fault.kind), Some(FaultKind::Drop));
        faults.forget_ended(3000);
        assert!(faults.strike_event("ONCRMDEALADD").is_none());
    }
}
