//! How long the portals' queues of offline events were when somebody last looked: the reader in passing, or a page that
//! tells it. A portal is asked for the sake of this only when it holds more than is taken at once.

use super::{Synchronizer, lock};
use domain::day::Millis;
use domain::ids::PortalId;
use std::collections::HashMap;
use std::sync::Mutex;

/// How often a reader that finds more than it takes at once looks how long the queue is, milliseconds.
const LOOK_EVERY: i64 = 60_000;

/// The queues that were seen, of portals this process reads.
#[derive(Debug, Default)]
pub(crate) struct SeenQueues(Mutex<HashMap<PortalId, Seen>>);

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    waiting: u64,
    /// When the portal told the length, rather than what was taken since.
    told: Option<Millis>,
}

impl SeenQueues {
    /// The portal told the length of its queue.
    pub(crate) fn told(&self, portal: PortalId, waiting: u64, now: Millis) {
        lock(&self.0).insert(portal, Seen { waiting, told: Some(now) });
    }

    /// So many events were taken and confirmed.
    pub(crate) fn taken(&self, portal: PortalId, events: u64) {
        let mut seen = lock(&self.0);
        let queue = seen.entry(portal).or_default();
        queue.waiting = queue.waiting.saturating_sub(events);
    }

    /// Nothing was left to take.
    pub(crate) fn emptied(&self, portal: PortalId) {
        lock(&self.0).entry(portal).or_default().waiting = 0;
    }

    /// Whether a queue that holds more than is taken at once should be asked for its length.
    pub(crate) fn is_doubtful(&self, portal: PortalId, now: Millis) -> bool {
        let told = lock(&self.0).get(&portal).and_then(|queue| queue.told);
        told.is_none_or(|told| now.0 - told.0 >= LOOK_EVERY)
    }
}

impl Synchronizer {
    /// A page was told how long the queue of a portal is.
    pub(crate) fn queue_told(&self, portal: PortalId, waiting: u64) {
        self.0.queues.told(portal, waiting, self.0.clock.now());
    }

    /// What waited in the queues of the portals that are read here, when each was last seen. Others are forgotten: they are
    /// somebody else's to tell.
    #[must_use]
    pub fn seen_queues(&self) -> Vec<u64> {
        let read_here = self.reading();
        let mut seen = lock(&self.0.queues.0);
        seen.retain(|portal, _| read_here.contains(portal));
        seen.values().map(|queue| queue.waiting).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_shrinks_as_it_is_taken_and_is_looked_at_again_when_it_stays_long() {
        let (queues, portal) = (SeenQueues::default(), PortalId(1));
        let waiting = || lock(&queues.0).get(&portal).map(|queue| queue.waiting);
        queues.taken(portal, 50);
        assert_eq!(waiting(), Some(0), "more was taken than was known of");
        assert!(queues.is_doubtful(portal, Millis(0)));
        queues.told(portal, 120, Millis(0));
        queues.taken(portal, 50);
        assert_eq!(waiting(), Some(70));
        assert!(!queues.is_doubtful(portal, Millis(LOOK_EVERY - 1)));
        assert!(queues.is_doubtful(portal, Millis(LOOK_EVERY)));
        queues.emptied(portal);
        assert_eq!(waiting(), Some(0));
    }
}
