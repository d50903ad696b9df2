//! The road of an event to its handler: what a fault makes of it, and the slow lane of handlers that answer late.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::AppState;
use crate::faults::{Fault, FaultKind};
use crate::journal::JournalEntry;

/// How long a handler may take before the delivery is given up.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a reordered event is held back, so that later ones overtake it.
const OVERTAKEN: Duration = Duration::from_millis(400);

/// When a handler is slow, and how much later its events come then (documented without figures: slow handlers are
/// demoted).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DeliveryPolicy {
    /// An answer that takes longer demotes the handler, ms; a quick one promotes it again.
    pub(crate) slow_ms: u64,
    /// Delay of the events of a demoted handler, ms.
    pub(crate) delay_ms: u64,
}

impl Default for DeliveryPolicy {
    fn default() -> Self {
        Self { slow_ms: 5_000, delay_ms: 10_000 }
    }
}

/// Handlers by how they have answered.
#[derive(Debug, Default)]
pub(crate) struct Roads {
    pub(crate) policy: DeliveryPolicy,
    demoted: HashSet<String>,
}

impl Roads {
    fn delay(&self, handler: &str) -> Duration {
        Duration::from_millis(if self.demoted.contains(handler) { self.policy.delay_ms } else { 0 })
    }

    fn answered(&mut self, handler: &str, after: Duration) {
        if after > Duration::from_millis(self.policy.slow_ms) {
            self.demoted.insert(handler.to_owned());
        } else {
            self.demoted.remove(handler);
        }
    }

    /// Handlers in the slow lane.
    pub(crate) fn demoted(&self) -> Vec<String> {
        let mut demoted: Vec<String> = self.demoted.iter().cloned().collect();
        demoted.sort();
        demoted
    }
}

/// An event ready to be sent.
#[derive(Debug, Clone)]
pub(super) struct Parcel {
    pub(super) name: &'static str,
    pub(super) user_id: u32,
    pub(super) handler: String,
    pub(super) body: String,
}

impl AppState {
    /// Sends a parcel once, or as a fault has it: late, twice, or not at all. It is never repeated.
    pub(super) async fn deliver(&self, parcel: Parcel, fault: Option<Fault>) {
        let late = match &fault {
            Some(fault) if fault.kind == FaultKind::Slow => Duration::from_millis(fault.slow_ms),
            Some(fault) if fault.kind == FaultKind::Reorder => OVERTAKEN.max(Duration::from_millis(fault.slow_ms)),
            _ => Duration::ZERO,
        };
        let delay = self.roads().delay(&parcel.handler);
        tokio::time::sleep(late + delay).await;
        match fault.map(|fault| fault.kind) {
            Some(FaultKind::Drop) => self.note_delivery(&parcel, 0, "lost".to_owned()),
            Some(FaultKind::Duplicate) => {
                self.post(&parcel).await;
                self.post(&parcel).await;
            }
            _ => self.post(&parcel).await,
        }
    }

    async fn post(&self, parcel: &Parcel) {
        let _courier = self.0.couriers.acquire().await;
        let request = self
            .0
            .courier
            .post(&parcel.handler)
            .header("content-type", "application/x-www-form-urlencoded")
            .timeout(DELIVERY_TIMEOUT)
            .body(parcel.body.clone());
        let began = Instant::now();
        let (status, error) = match request.send().await {
            Ok(answer) => (answer.status().as_u16(), String::new()),
            Err(error) => (0, error.to_string()),
        };
        self.roads().answered(&parcel.handler, began.elapsed());
        tracing::debug!(event = parcel.name, handler = %parcel.handler, status, error, "event sent");
        self.note_delivery(parcel, status, error);
    }

    fn note_delivery(&self, parcel: &Parcel, status: u16, error: String) {
        let at = self.now_ms();
        let method = format!("event:{}", parcel.name);
        self.journal().record(JournalEntry { at, method, in_batch: false, user_id: parcel.user_id, status, error });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_answer_demotes_a_handler_and_a_quick_one_promotes_it_again() {
        let mut roads = Roads::default();
        assert_eq!(roads.delay("http://a.b/"), Duration::ZERO);
        roads.answered("http://a.b/", Duration::from_secs(6));
        assert_eq!(roads.delay("http://a.b/"), Duration::from_secs(10));
        assert_eq!(roads.demoted(), ["http://a.b/"]);
        roads.answered("http://a.b/", Duration::from_millis(20));
        assert_eq!(roads.delay("http://a.b/"), Duration::ZERO);
    }
}
