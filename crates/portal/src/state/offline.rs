//! The offline queue of an app: what changed since it last asked, one record per object and event (documented).

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::{AppState, EventHandler, PortalEvent, event_names};
use crate::php::{Value, encode_form};
use crate::secret::random_hex;

/// Name of the event that wakes a reader of the queue.
const WAKE: &str = "ONOFFLINEEVENT";

/// Longest sleep while waiting for the portal's clock, ms.
const WAKE_STEP_MS: u64 = 100;

/// How long a reader keeps records reserved without confirming them, ms (documented: 30 days).
const RESERVATION_MS: i64 = 30 * 24 * 3_600 * 1000;

/// One of the portal's names of events. An alias, because a plain reference would be borrowed from what is read.
type KnownName = &'static str;

/// One record of the queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OfflineEvent {
    pub(crate) id: u32,
    #[serde(deserialize_with = "known_name")]
    pub(crate) event: KnownName,
    pub(crate) data: Value,
    pub(crate) user_id: u32,
    /// Latest change of the object, UTC ms.
    pub(crate) at: i64,
    /// The same for every change of one object by one event.
    pub(crate) message_id: String,
    /// Reader that has reserved the record; empty when nobody has.
    pub(crate) process_id: String,
    /// Since when, UTC ms.
    #[serde(default)]
    reserved_at: i64,
    pub(crate) error: bool,
    pub(crate) connector: String,
}

/// The queue of one app.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct OfflineQueue {
    records: Vec<OfflineEvent>,
    last_id: u32,
}

/// What a reader asks for.
pub(crate) struct Reading<'a> {
    pub(crate) connector: &'a str,
    pub(crate) errors: bool,
    pub(crate) limit: usize,
    /// Reserve instead of deleting; under this process when it is given.
    pub(crate) keep: bool,
    pub(crate) process_id: Option<String>,
    /// Present instant, UTC ms.
    pub(crate) now: i64,
}

impl OfflineQueue {
    pub(crate) fn records(&self) -> &[OfflineEvent] {
        &self.records
    }

    pub(crate) fn clear(&mut self) {
        self.records.clear();
    }

    /// Frees records whose reservation has lapsed. One whose object has a newer waiting record is not needed any more.
    pub(crate) fn release_lapsed(&mut self, now: i64) {
        let is_lapsed = |record: &OfflineEvent| {
            !record.process_id.is_empty() && !record.error && record.reserved_at + RESERVATION_MS <= now
        };
        let subject = |record: &OfflineEvent| (record.message_id.clone(), record.connector.clone());
        if !self.records.iter().any(is_lapsed) {
            return;
        }
        // From the newest on, so that of several lapsed records of one object the last one stays.
        let waiting = self.records.iter().filter(|record| record.process_id.is_empty() && !record.error);
        let mut told: HashSet<(String, String)> = waiting.map(subject).collect();
        self.records.reverse();
        self.records.retain_mut(|record| {
            if !is_lapsed(record) {
                return true;
            }
            record.process_id.clear();
            told.insert(subject(record))
        });
        self.records.reverse();
    }

    /// Adds a change, or renews the waiting record of the same object.
    fn push(&mut self, event: &PortalEvent, connector: &str, at: i64) {
        self.release_lapsed(at);
        let message_id = message_id(event);
        let waiting = self.records.iter_mut().find(|record| {
            record.message_id == message_id
                && record.connector == connector
                && record.process_id.is_empty()
                && !record.error
        });
        if let Some(record) = waiting {
            record.at = at;
            record.user_id = event.user_id();
            return;
        }
        self.last_id += 1;
        self.records.push(OfflineEvent {
            id: self.last_id,
            event: event.name(),
            data: event.data().clone(),
            user_id: event.user_id(),
            at,
            message_id,
            process_id: String::new(),
            reserved_at: 0,
            error: false,
            connector: connector.to_owned(),
        });
    }

    /// Takes records off the queue or reserves them. Readers never get the same record twice.
    pub(crate) fn read(
        &mut self,
        reading: &Reading<'_>,
        fits: impl Fn(&OfflineEvent) -> bool,
        order: impl Fn(&OfflineEvent, &OfflineEvent) -> std::cmp::Ordering,
    ) -> (Option<String>, Vec<OfflineEvent>) {
        self.release_lapsed(reading.now);
        let free = |record: &OfflineEvent| {
            record.connector == reading.connector
                && record.error == reading.errors
                && (reading.errors || record.process_id.is_empty())
                && fits(record)
        };
        let mut chosen: Vec<OfflineEvent> = self.records.iter().filter(|record| free(record)).cloned().collect();
        chosen.sort_by(order);
        chosen.truncate(reading.limit);
        let is_chosen = |id: u32| chosen.iter().any(|record| record.id == id);
        if !reading.keep {
            self.records.retain(|record| !is_chosen(record.id));
            return (None, chosen);
        }
        let process_id = reading.process_id.clone().unwrap_or_else(|| random_hex(32));
        for record in self.records.iter_mut().filter(|record| is_chosen(record.id)) {
            record.process_id.clone_from(&process_id);
            record.reserved_at = reading.now;
        }
        (Some(process_id), chosen)
    }

    /// Deletes reserved records that pass.
    pub(crate) fn confirm(&mut self, process_id: &str, chosen: impl Fn(&OfflineEvent) -> bool) {
        self.records.retain(|record| record.process_id != process_id || !chosen(record));
    }

    /// Marks reserved records that pass as failed.
    pub(crate) fn fail(&mut self, process_id: &str, chosen: impl Fn(&OfflineEvent) -> bool) {
        for record in self.records.iter_mut().filter(|record| record.process_id == process_id) {
            if chosen(record) {
                record.error = true;
            }
        }
    }
}

/// Names of events are kept as text and are the portal's own again when read.
fn known_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<KnownName, D::Error> {
    let written = String::deserialize(deserializer)?;
    let known = event_names().iter().find(|name| **name == written);
    known.copied().ok_or_else(|| D::Error::custom(format!("no event is called {written}")))
}

fn message_id(event: &PortalEvent) -> String {
    let mut hasher = DefaultHasher::new();
    event.name().hash(&mut hasher);
    encode_form(event.data()).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

impl AppState {
    /// Puts an event into the queues of the apps that bound it offline, and wakes their readers.
    pub(super) fn enqueue(&self, event: &PortalEvent) {
        if self.standing().without_offline {
            return;
        }
        let now = self.now_ms();
        let mut wakers: Vec<(usize, EventHandler)> = Vec::new();
        for (index, app) in self.apps().iter_mut().enumerate() {
            if !(app.present && app.installed) {
                continue;
            }
            let connectors: Vec<String> = app
                .handlers
                .iter()
                .filter(|bound| bound.offline && bound.event == event.name())
                .filter(|bound| !event.is_hidden_from(&bound.auth_connector))
                .map(|bound| bound.auth_connector.clone())
                .collect();
            for connector in &connectors {
                app.offline.push(event, connector, now);
            }
            if !connectors.is_empty() {
                let bound = app.handlers.iter_mut().filter(|bound| bound.event == WAKE && !bound.wake_scheduled);
                wakers.extend(bound.map(|bound| {
                    bound.wake_scheduled = true;
                    (index, bound.clone())
                }));
            }
        }
        for (app, handler) in wakers {
            let state = self.clone();
            self.runtime().spawn(async move { state.wake(app, handler).await });
        }
    }

    /// Wakes one reader, not sooner after the last time than its `minTimeout`.
    async fn wake(&self, app: usize, handler: EventHandler) {
        let earliest = handler.woken_at + i64::from(handler.min_timeout) * 1000;
        // In short steps, because the portal's clock may be moved forward meanwhile.
        while self.now_ms() < earliest {
            let left = u64::try_from(earliest - self.now_ms()).unwrap_or(0);
            tokio::time::sleep(Duration::from_millis(left.clamp(1, WAKE_STEP_MS))).await;
        }
        let still_bound = {
            let mut apps = self.apps();
            let bound = apps[app].handlers.iter_mut().find(|bound| bound.id == handler.id);
            bound.map(|bound| {
                bound.wake_scheduled = false;
                bound.woken_at = self.now_ms();
            })
        };
        if still_bound.is_some() {
            let event = PortalEvent::of_app(WAKE, app, Value::List(Vec::new()), self.first_admin());
            self.send(&event, app, handler);
        }
    }
}
