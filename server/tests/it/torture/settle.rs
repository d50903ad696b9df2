//! The quiet after the torture: how long the copy takes to become what the portal holds.

use super::Rack;
use super::copy::{self, Copy, Difference};
use serde_json::json;
use std::time::{Duration, Instant};

/// Machine's time after which a copy that does not change any more will not do so by itself: several looks at the queue.
const STILL: Duration = Duration::from_secs(35);
/// The same when all that differs is what changes never tell of.
const STILL_BUT_FOR_LETTERS: Duration = Duration::from_secs(5);
/// The same while a proof is at work.
const PATIENCE: Duration = Duration::from_secs(90);
/// Longest wait of each kind.
const MOST_PATIENCE: Duration = Duration::from_secs(1500);
/// How often the administrator looks in while the copy is not equal yet; a portal without tokens waits for that.
const BETWEEN_OPENINGS: Duration = Duration::from_secs(15);

/// How it ended.
pub(super) struct Settled {
    /// When the copy stopped to change by itself.
    pub(super) live: Duration,
    /// The whole time.
    pub(super) waited: Duration,
    /// What the changes alone left different.
    pub(super) by_changes: Vec<Difference>,
    /// Whether a proof was asked for then.
    pub(super) asked: bool,
    /// What differs in the end.
    pub(super) left: Vec<Difference>,
}

impl Rack<'_> {
    /// Waits until the copy is the portal: by the changes alone first, then by a proof for what they could not tell.
    pub(super) async fn settle(&mut self) -> Settled {
        let copy = Copy::open(&self.database).await;
        let began = Instant::now();
        let (left, live) = self.wait_until_equal(&copy, STILL, STILL_BUT_FOR_LETTERS).await;
        let mut settled = Settled { live, waited: began.elapsed(), asked: false, by_changes: left.clone(), left };
        if !settled.left.is_empty() {
            settled.asked = self.ask_for_proof().await;
            if settled.asked {
                (settled.left, _) = self.wait_until_equal(&copy, PATIENCE, PATIENCE).await;
            } else {
                settled.left.retain(|difference| !difference.is_left_to_the_proof());
            }
            settled.waited = began.elapsed();
        }
        copy.close().await;
        settled
    }

    /// Waits until nothing differs, or the same has differed for so long (`for_letters` when changes never tell of it);
    /// tells what differs, and when it last changed.
    async fn wait_until_equal(
        &mut self,
        copy: &Copy,
        patience: Duration,
        for_letters: Duration,
    ) -> (Vec<Difference>, Duration) {
        let (began, mut opened, mut changed) = (Instant::now(), Instant::now(), Instant::now());
        let mut before = Vec::new();
        loop {
            if opened.elapsed() > BETWEEN_OPENINGS {
                self.open_as_admin().await;
                opened = Instant::now();
            }
            let mut differences = copy.compare(&self.portal).await;
            if differences.is_empty()
                && let Some(server) = &self.server
            {
                differences = copy::compare_reports(server, &self.portal).await;
            }
            if differences != before {
                changed = Instant::now();
            }
            let only_letters = differences.iter().all(Difference::is_left_to_the_proof);
            let patience = if only_letters { for_letters } else { patience };
            if differences.is_empty() || changed.elapsed() > patience || began.elapsed() > MOST_PATIENCE {
                return (differences, changed - began);
            }
            before = differences;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// Asks for a proof as the administrator; tells whether this server has one.
    async fn ask_for_proof(&self) -> bool {
        let Some(server) = &self.server else { return false };
        let Ok(session) = server.open(&self.portal).await else { return false };
        let answer = server.post("/api/proof", &session.token).json(&json!({})).send().await.unwrap();
        answer.status().is_success()
    }
}
