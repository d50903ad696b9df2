//! Word of committed changes, per portal, to whoever waits for them in this process.

use domain::ids::PortalId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// How long a waiter relies on word of mouth before it looks for itself: another process on the same database may
/// have committed.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Senders by portal.
#[derive(Clone, Debug, Default)]
pub struct Changes(Arc<Mutex<HashMap<PortalId, watch::Sender<u64>>>>);

/// A waiter for changes of one portal.
#[derive(Debug)]
pub struct Waiter(watch::Receiver<u64>);

impl Changes {
    /// Tells every waiter of the portal that something was committed.
    pub fn tell(&self, portal: PortalId) {
        self.sender(portal).send_modify(|count| *count += 1);
    }

    /// Waits from now on.
    #[must_use]
    pub fn subscribe(&self, portal: PortalId) -> Waiter {
        Waiter(self.sender(portal).subscribe())
    }

    fn sender(&self, portal: PortalId) -> watch::Sender<u64> {
        let mut senders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        senders.entry(portal).or_insert_with(|| watch::channel(0).0).clone()
    }
}

impl Waiter {
    /// Ends after a change, or when it is time to look again.
    pub async fn changed(&mut self) {
        let _ = tokio::time::timeout(LOOK_AGAIN, self.0.changed()).await;
    }
}
