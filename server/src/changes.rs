//! Word of committed changes, per portal, to whoever waits for them in this process.

use domain::ids::PortalId;
use domain::progress::Phase;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Dialect, Store};
use tokio::sync::watch;

/// How often the database is asked about portals that somebody waits for, where other processes on it cannot be heard.
const LOOK: Duration = Duration::from_millis(500);
/// How often where they can ([`crate::hearing`]): for the time in which the connection is lost.
const LOOK_RARELY: Duration = Duration::from_secs(2);
/// How long a waiter relies on being told before it looks for itself.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// Senders by portal.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    senders: Arc<Mutex<HashMap<PortalId, watch::Sender<u64>>>>,
    applied: Arc<AtomicU64>,
}

/// A waiter for changes of one portal.
#[derive(Debug)]
pub struct Waiter(watch::Receiver<u64>);

impl Changes {
    /// Tells every waiter of the portal that something was committed.
    pub fn tell(&self, portal: PortalId) {
        self.sender(portal).send_modify(|count| *count += 1);
    }

    /// Counts events of a portal that were applied and committed.
    pub fn note_applied(&self, events: usize) {
        self.applied.fetch_add(u64::try_from(events).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Events applied by this process.
    #[must_use]
    pub fn applied(&self) -> u64 {
        self.applied.load(Ordering::Relaxed)
    }

    /// Tells everybody: something may have been missed.
    pub fn tell_all(&self) {
        let senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        for sender in senders.values() {
            sender.send_modify(|count| *count += 1);
        }
    }

    /// How much has been told of a portal: whoever reads the database afterwards sees all of that.
    #[must_use]
    pub fn word(&self, portal: PortalId) -> u64 {
        *self.sender(portal).borrow()
    }

    /// Waits from now on.
    #[must_use]
    pub fn subscribe(&self, portal: PortalId) -> Waiter {
        Waiter(self.sender(portal).subscribe())
    }

    /// Tells of what other processes on the same database committed, until the server stops. Portals nobody waits for
    /// cost nothing, the others one question together.
    pub async fn watch(self, store: Store, mut stopping: watch::Receiver<bool>) {
        let mut known: HashMap<PortalId, (i64, Phase)> = HashMap::new();
        let pause = if store.dialect() == Dialect::Sqlite { LOOK } else { LOOK_RARELY };
        loop {
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            let awaited = self.awaited();
            known.retain(|portal, _| awaited.contains(portal));
            if awaited.is_empty() {
                continue;
            }
            // A database that is away is told of by whoever needs it.
            let Ok(found) = states(&store, &awaited).await else { continue };
            for (portal, revision, phase) in found {
                if known.insert(portal, (revision, phase)).is_some_and(|before| before != (revision, phase)) {
                    self.tell(portal);
                }
            }
        }
    }

    fn awaited(&self) -> Vec<PortalId> {
        let senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        senders.iter().filter(|(_, sender)| sender.receiver_count() > 0).map(|(portal, _)| *portal).collect()
    }

    fn sender(&self, portal: PortalId) -> watch::Sender<u64> {
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        senders.entry(portal).or_insert_with(|| watch::channel(0).0).clone()
    }
}

async fn states(store: &Store, portals: &[PortalId]) -> Result<Vec<(PortalId, i64, Phase)>, store::Error> {
    store.read().await?.portals().revisions(portals).await
}

impl Waiter {
    /// How much has been told by now; what comes later ends the next [`Waiter::changed`].
    pub fn word(&mut self) -> u64 {
        *self.0.borrow_and_update()
    }

    /// Ends after a change, or when it is time to look again.
    pub async fn changed(&mut self) {
        let _ = tokio::time::timeout(LOOK_AGAIN, self.0.changed()).await;
    }
}
