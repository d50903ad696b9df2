//! What was requested: tests ask it instead of trusting the client under test.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

/// One call of a method, on its own or inside a batch, or one event sent.
#[derive(Debug, Clone, Serialize)]
pub struct JournalEntry {
    /// Instant, UTC ms of the portal's clock.
    pub at: i64,
    /// Method, lower case; events appear as `event:ONAPPINSTALL`.
    pub method: String,
    /// Came as a command of a batch.
    pub in_batch: bool,
    /// User it acted for; 0 when not known.
    pub user_id: u32,
    /// HTTP status of a call or of the handler's answer; 0 when the handler did not answer.
    pub status: u16,
    /// Error code; empty on success.
    pub error: String,
}

/// Recent requests and counts of all of them.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    recent: VecDeque<JournalEntry>,
    length: usize,
    totals: Totals,
}

/// Counts since the start or the last reset.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Totals {
    /// HTTP requests to REST.
    pub requests: u64,
    /// Calls per method, batch commands included.
    pub methods: BTreeMap<String, u64>,
    /// Refused calls per error code.
    pub errors: BTreeMap<String, u64>,
    /// Requests refused by a limit.
    pub refused: u64,
    /// Exchanges of a code or refresh token.
    pub token_requests: u64,
    /// Of them refreshes that were granted.
    pub token_refreshes: u64,
    /// Events sent, per name.
    pub events: BTreeMap<String, u64>,
}

impl Journal {
    pub(crate) fn new(length: usize) -> Self {
        Self { length, ..Self::default() }
    }

    pub(crate) fn request(&mut self) {
        self.totals.requests += 1;
    }

    pub(crate) fn token_request(&mut self) {
        self.totals.token_requests += 1;
    }

    pub(crate) fn token_refresh(&mut self) {
        self.totals.token_refreshes += 1;
    }

    pub(crate) fn record(&mut self, entry: JournalEntry) {
        if let Some(event) = entry.method.strip_prefix("event:") {
            *self.totals.events.entry(event.to_owned()).or_default() += 1;
        } else {
            *self.totals.methods.entry(entry.method.clone()).or_default() += 1;
            if !entry.error.is_empty() || entry.status >= 400 {
                *self.totals.errors.entry(entry.error.clone()).or_default() += 1;
            }
            if matches!(entry.error.as_str(), "QUERY_LIMIT_EXCEEDED" | "OPERATION_TIME_LIMIT") {
                self.totals.refused += 1;
            }
        }
        self.recent.push_back(entry);
        if self.recent.len() > self.length {
            self.recent.pop_front();
        }
    }

    pub(crate) fn totals(&self) -> Totals {
        self.totals.clone()
    }

    pub(crate) fn recent(&self) -> Vec<JournalEntry> {
        self.recent.iter().cloned().collect()
    }

    pub(crate) fn reset(&mut self) {
        *self = Self::new(self.length);
    }
}
