//! What the operator measures: counters kept in memory here, states asked for when they are read, written in
//! Prometheus' text format. No portal, person or address is named, and every set of labels is bounded.

mod calls;
mod histogram;
mod process;
mod requests;
mod state;
mod text;

pub use state::render;

use bitrix24::RequestEntry;
use calls::Calls;
use domain::day::Millis;
use requests::Requests;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// The counters; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    calls: Calls,
    requests: Requests,
    open_pages: AtomicI64,
    live_events: AtomicU64,
    lines_dropped: AtomicU64,
    log_pruned: AtomicI64,
}

/// Counts an open page for as long as it lives.
#[derive(Debug)]
pub struct OpenPage(Metrics);

impl OpenPage {
    /// The page was told something.
    pub fn told(&self) {
        self.0.0.live_events.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for OpenPage {
    fn drop(&mut self) {
        self.0.0.open_pages.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// A request to a portal or its OAuth server has ended.
    pub fn portal_request(&self, entry: &RequestEntry) {
        self.0.calls.count(entry);
    }

    /// A request to this server has been answered. `route` is the route's own text, never the address.
    pub fn request(&self, route: &str, method: &http::Method, status: u16, took: Duration) {
        self.0.requests.count(route, method, status, took);
    }

    /// A page listens for what is new.
    #[must_use]
    pub fn page_opened(&self) -> OpenPage {
        self.0.open_pages.fetch_add(1, Ordering::Relaxed);
        OpenPage(self.clone())
    }

    /// Lines of the log of calls found no room.
    pub fn lines_dropped(&self, lines: u64) {
        self.0.lines_dropped.fetch_add(lines, Ordering::Relaxed);
    }

    /// The log of calls was looked through for lines that are too old.
    pub fn log_pruned(&self, at: Millis) {
        self.0.log_pruned.store(at.0, Ordering::Relaxed);
    }
}
