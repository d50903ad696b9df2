//! Which portals this process reads: taken up with a lease, given up with it.

use super::reader::{Reader, lease_until};
use super::{Pace, Running, Synchronizer, lock};
use domain::ids::PortalId;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;
use store::Seat;
use tokio::sync::watch;

/// How long a reader that was asked to stop may finish its step.
const GRACE: Duration = Duration::from_secs(10);
/// Portals that are taken up between two signs of life.
const AT_ONCE: usize = 200;

impl Synchronizer {
    /// Portals that are read here.
    #[must_use]
    pub fn reading(&self) -> BTreeSet<PortalId> {
        let running = lock(&self.0.running);
        running.iter().filter(|(_, running)| !running.task.is_finished()).map(|(portal, _)| *portal).collect()
    }

    /// A portal may be free: its lease is looked at now rather than with the next sign of life.
    pub fn look_for_portals(&self) {
        self.0.look.notify_one();
    }

    pub(crate) async fn looked_for(&self) {
        self.0.look.notified().await;
    }

    /// Ends the reading of a portal whose lease is gone, at once: nothing it still does could be stored.
    pub(crate) fn lose(&self, portal: PortalId) {
        if let Some(running) = lock(&self.0.running).remove(&portal) {
            running.task.abort();
            self.tell_of_reserved(portal);
        }
    }

    /// Brings what is read here in line with the leases: `held` are this process's, `seats` all portals that are to be
    /// read, `share` how many of them fall to one process. Portals that are busy stay where they are. Answers whether
    /// anything was taken up.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn share(
        &self,
        held: &[PortalId],
        seats: &[Seat],
        share: usize,
        busy: impl Fn(PortalId) -> bool,
    ) -> Result<bool, store::Error> {
        let readable: BTreeSet<PortalId> = seats.iter().map(|seat| seat.portal).collect();
        let quiet = {
            let mut quiet = lock(&self.0.quiet);
            // A portal that is not to be read any more needs no reminder; it may come back.
            quiet.retain(|portal| readable.contains(portal));
            quiet.clone()
        };
        let mut kept = Vec::new();
        for portal in held.iter().copied() {
            let wanted = readable.contains(&portal) && !quiet.contains(&portal);
            if self.keep_or_leave(portal, wanted).await? {
                kept.push(portal);
            }
        }
        for portal in kept.iter().rev().filter(|portal| !busy(**portal)).take(kept.len().saturating_sub(share)) {
            tracing::info!(portal = portal.0, "the portal is left to another process");
            self.ask_to_stop(*portal);
        }
        let mut free: Vec<PortalId> =
            seats.iter().filter(|seat| seat.owner.is_none()).map(|seat| seat.portal).collect();
        free.retain(|portal| !quiet.contains(portal));
        if !free.is_empty() {
            // Processes that see the same free portals begin at different ones.
            let at = usize::try_from(RandomState::new().hash_one(&self.0.process) % 1_000).unwrap_or(0) % free.len();
            free.rotate_left(at);
        }
        let mut taken = false;
        let room = share.saturating_sub(kept.len());
        if room.min(free.len()) > AT_ONCE {
            // The next sign of life is not kept waiting; the rest follows it.
            self.look_for_portals();
        }
        for portal in free.into_iter().take(room.min(AT_ONCE)) {
            // Whoever read it may have stored newer tokens, or another address.
            self.forget(portal);
            taken |= self.take(portal).await?;
        }
        Ok(taken)
    }

    /// Goes on reading a portal whose lease is held, or releases it once its reader has ended. True when it is kept.
    async fn keep_or_leave(&self, portal: PortalId, wanted: bool) -> Result<bool, store::Error> {
        let (alive, leaving) = {
            let running = lock(&self.0.running);
            running.get(&portal).map_or((false, false), |one| (!one.task.is_finished(), *one.stop.borrow()))
        };
        match (alive, leaving || !wanted) {
            (true, false) => Ok(true),
            (true, true) => {
                self.ask_to_stop(portal);
                Ok(false)
            }
            (false, false) => {
                self.start(portal);
                Ok(true)
            }
            (false, true) => {
                lock(&self.0.running).remove(&portal);
                self.release(portal).await?;
                Ok(false)
            }
        }
    }

    /// Takes the lease of a portal, if it is free or ours, and reads it.
    pub(super) async fn take(&self, portal: PortalId) -> Result<bool, store::Error> {
        let inner = &self.0;
        let now = inner.clock.now();
        let mut tx = inner.store.begin().await?;
        let taken = tx.leases().take(portal, &inner.process, now, lease_until(now)).await?;
        tx.commit().await?;
        if taken {
            self.start(portal);
        }
        Ok(taken)
    }

    pub(super) async fn release(&self, portal: PortalId) -> Result<(), store::Error> {
        let mut tx = self.0.store.begin().await?;
        tx.leases().release(portal, &self.0.process).await?;
        tx.commit().await
    }

    /// Reads a portal whose lease is held; one that is being read already goes on.
    fn start(&self, portal: PortalId) {
        let mut running = lock(&self.0.running);
        if running.get(&portal).is_some_and(|running| !running.task.is_finished()) {
            return;
        }
        let pace = Arc::new(Pace::default());
        let (stop, stopping) = watch::channel(false);
        let reader = Reader { sync: self.clone(), portal, pace: Arc::clone(&pace), stopping };
        let sync = self.clone();
        let task = tokio::spawn(async move {
            reader.keep_reading().await;
            // Its lease is released, or its reading begun again, without waiting for the next sign of life.
            sync.look_for_portals();
        });
        running.insert(portal, Running { task, stop, pace });
    }

    fn ask_to_stop(&self, portal: PortalId) {
        if let Some(running) = lock(&self.0.running).get(&portal) {
            running.stop.send_replace(true);
        }
    }

    /// Ends every reading, each after its present step, and waits for that.
    pub async fn finish(&self) {
        let running: BTreeMap<PortalId, Running> = lock(&self.0.running).drain().collect();
        for one in running.values() {
            one.stop.send_replace(true);
        }
        let end = tokio::time::Instant::now() + GRACE;
        for (portal, mut one) in running {
            if tokio::time::timeout_at(end, &mut one.task).await.is_err() {
                tracing::warn!(portal = portal.0, "reading did not end in time and is broken off");
                one.task.abort();
                let _ = one.task.await;
            }
        }
    }
}
