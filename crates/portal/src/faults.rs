//! Faults switched on from outside: what a portal does on a bad day.

use serde::{Deserialize, Serialize};

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
    fn is_aimed_at(&self, method: &str) -> bool {
        self.method == "*" || self.method.eq_ignore_ascii_case(method)
    }
}

/// The faults in force.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, mut fault: Fault, now: i64) {
        #[expect(clippy::cast_possible_truncation, reason = "a fault lasts less than 2^53 ms")]
        let length = |seconds: f64| (seconds * 1000.0) as i64;
        fault.until = fault.seconds.map(|seconds| now + length(seconds));
        self.0.push(fault);
    }

    /// Drops faults whose time is over.
    pub(crate) fn forget_ended(&mut self, now: i64) {
        self.0.retain(|fault| fault.until.is_none_or(|until| now < until));
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn list(&self) -> &[Fault] {
        &self.0
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
        let found = self.0.iter_mut().find(|fault| fits(fault))?;
        if found.after > 0 {
            found.after -= 1;
            return None;
        }
        if found.probability < 1.0 && roll() >= found.probability {
            return None;
        }
        let struck = found.clone();
        if let Some(times) = &mut found.times {
            *times = times.saturating_sub(1);
        }
        self.0.retain(|fault| fault.times != Some(0));
        Some(struck)
    }
}

/// A number from 0 to 1.
fn roll() -> f64 {
    let digits = u32::from_str_radix(&random_hex(8), 16).unwrap_or(0);
    f64::from(digits) / f64::from(u32::MAX)
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
