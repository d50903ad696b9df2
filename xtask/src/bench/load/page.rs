//! An open page: it loads what a page loads, then hears what is new for as long as it is open.

use super::client::Connection;
use crate::failure::{Doing, Failure, Outcome};
use crate::http::Peer;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};

/// What all pages know together.
#[derive(Default)]
pub(super) struct Known {
    /// The latest revision any of them was told.
    pub(super) revision: AtomicI64,
    /// Events they were told.
    pub(super) told: AtomicU64,
    /// Pages whose events ended before they were closed.
    pub(super) broken: AtomicU64,
    closing: AtomicBool,
}

impl Known {
    /// Pages may end from now on.
    pub(super) fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }
}

/// A page somebody looks at.
pub(super) struct Page {
    /// Whose session it is.
    pub(super) peer: Peer,
    /// What its table stands on.
    pub(super) basis: String,
}

/// Opens a page: first window, whole table, month. The second value hears its events until everything is closed.
///
/// # Errors
/// Something of it was not answered.
pub(super) fn open(peer: Peer, month: &str, known: &Arc<Known>) -> Outcome<(Page, JoinHandle<()>)> {
    let mut connection = Connection::open(&peer)?;
    for path in ["/api/report?limit=100&directory=1", &format!("/api/activity/month?month={month}")] {
        expect_answer(&mut connection, &peer, path)?;
    }
    let table = connection.get(&peer, "/api/report/table")?;
    let basis = table.header("x-basis").doing("the table does not say what it stands on")?.to_owned();
    let revision = table.header("x-revision").and_then(|text| text.parse().ok()).unwrap_or(0);
    known.revision.fetch_max(revision, Ordering::Relaxed);
    let mut stream = Connection::open(&peer)?;
    stream.follow(&peer, "/api/live")?;
    let known = Arc::clone(known);
    let hearing = thread::spawn(move || hear(&mut stream, &known));
    Ok((Page { peer, basis }, hearing))
}

/// Asks and makes sure that it was answered.
///
/// # Errors
/// It was not, or refused.
pub(super) fn expect_answer(connection: &mut Connection, peer: &Peer, path: &str) -> Outcome {
    let answer = connection.get(peer, path)?;
    if answer.status == 200 && !answer.body.is_empty() {
        return Ok(());
    }
    let told: String = String::from_utf8_lossy(&answer.body).chars().take(200).collect();
    Err(Failure::new(format!("{path} answered {}: {told}", answer.status)))
}

fn hear(stream: &mut Connection, known: &Known) {
    // Comments come every quarter of a minute, so the end of everything is noticed.
    while let Ok(Some(line)) = stream.line() {
        if known.closing.load(Ordering::Relaxed) {
            return;
        }
        let Some(data) = line.strip_prefix("data:") else { continue };
        known.told.fetch_add(1, Ordering::Relaxed);
        let revision = serde_json::from_str::<Value>(data).ok().and_then(|data| data["revision"].as_i64());
        known.revision.fetch_max(revision.unwrap_or(0), Ordering::Relaxed);
    }
    if !known.closing.load(Ordering::Relaxed) {
        known.broken.fetch_add(1, Ordering::Relaxed);
    }
}
