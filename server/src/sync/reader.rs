//! The task that reads one portal: its first reading, then its changes, until it is stopped.

use super::{Pace, SyncError, Synchronizer, backfill, live, lock, rows};
use crate::keeper::LEASE;
use bitrix24::{ErrorKind, PortalClient};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::progress::Phase;
use std::sync::Arc;
use std::time::Duration;
use store::{Fence, Store, Title};
use tokio::sync::watch;

/// Pause after a failure that may pass; doubled with each further one, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// How often a portal's queue is looked at without being woken.
const TURN: Duration = Duration::from_secs(10);
/// Turns after which reservations that were never confirmed are looked for; also the first turn after a start or failure.
const RECOVER_EVERY: u32 = 60;

/// The task's side of its strings: what it reads, where it notes its speed, and when to stop.
pub(super) struct Reader {
    pub(super) sync: Synchronizer,
    pub(super) portal: PortalId,
    pub(super) pace: Arc<Pace>,
    pub(super) stopping: watch::Receiver<bool>,
}

impl Reader {
    /// Reads until stopped, until the lease is another process's, or until a person has to act.
    pub(super) async fn keep_reading(mut self) {
        let mut pause = FIRST_PAUSE;
        loop {
            let before = self.rows_read();
            let error = match self.read().await {
                Ok(()) | Err(SyncError::Stopping | SyncError::Gone) => return,
                Err(error) => error,
            };
            if let SyncError::Store(store::Error::LeaseLost(_)) = &error {
                tracing::warn!(portal = self.portal.0, "the portal is not this process's to read any more");
                self.sync.tell_of_reserved(self.portal);
                return;
            }
            if let SyncError::Portal(bitrix24::Error {
                kind: ErrorKind::Stopped(_) | ErrorKind::Unauthorized,
                code,
                ..
            }) = &error
            {
                tracing::warn!(portal = self.portal.0, %error, "the portal stopped us");
                return self.mark_stopped(code).await;
            }
            if self.rows_read() > before {
                pause = FIRST_PAUSE;
            }
            tracing::warn!(portal = self.portal.0, %error, ?pause, "reading failed, trying again");
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = self.stopping.wait_for(|stop| *stop) => return,
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// The store, for as long as the lease is held.
    fn store(&self) -> Store {
        let inner = &self.sync.0;
        let clock = inner.clock.clone();
        inner.store.fenced(Fence {
            portal: self.portal,
            owner: Arc::clone(&inner.process),
            title: Title::Reader,
            now: Arc::new(move || clock.now()),
        })
    }

    /// How to call the portal, and how its rows are read.
    async fn ways(&self) -> Result<(PortalClient, rows::Reading), SyncError> {
        let mut reader = self.sync.0.store.read().await?;
        let found = reader.portals().find(self.portal).await?.filter(|portal| !portal.uninstalled);
        let found = found.ok_or(SyncError::Gone)?;
        let settings = reader.portals().settings(self.portal).await?;
        drop(reader);
        let client = self.sync.client(&found).map_err(|_| SyncError::Gone)?.with_patience(LONGEST_PAUSE);
        Ok((client, rows::Reading::of(&found, &settings)))
    }

    /// The first reading if it is not finished, then changes as they come; again whenever the settings change.
    async fn read(&mut self) -> Result<(), SyncError> {
        loop {
            self.read_once().await?;
            self.follow().await?;
        }
    }

    /// Changes as they come, until the settings are others or something is to be read anew.
    async fn follow(&mut self) -> Result<(), SyncError> {
        let (inner, portal) = (Arc::clone(&self.sync.0), self.portal);
        let mut reader = inner.store.read().await?;
        let found = reader.portals().find(portal).await?.filter(|portal| !portal.uninstalled).ok_or(SyncError::Gone)?;
        let kept = reader.portals().kept_settings(portal).await?;
        drop(reader);
        if found.phase != Phase::Ready {
            return Ok(());
        }
        let client = self.sync.client(&found).map_err(|_| SyncError::Gone)?.with_patience(LONGEST_PAUSE);
        let live = live::Live {
            portal,
            client: &client,
            store: &self.store(),
            clock: &inner.clock,
            changes: &inner.changes,
            queues: &inner.queues,
            reading: &rows::Reading::of(&found, &kept.settings),
        };
        let wake = self.sync.wake_of(portal);
        let mut turn: u32 = 0;
        loop {
            // The queue is left between two steps only, so that stopping never loses a reservation.
            let in_doubt = lock(&inner.doubtful).remove(&portal);
            if in_doubt || turn.is_multiple_of(RECOVER_EVERY) {
                live.recover().await?;
            }
            turn = turn.wrapping_add(1);
            // What arrived by itself comes first: somebody may be looking at its cell.
            let soon = live.empty_inbox().await?;
            live.drain().await?;
            if inner.store.read().await?.portals().settings_version(portal).await? != kept.version {
                return Ok(());
            }
            tokio::select! {
                () = wake.notified() => {}
                () = tokio::time::sleep(soon.map_or(TURN, |soon| soon.min(TURN))) => {}
                _ = self.stopping.wait_for(|stop| *stop) => return Err(SyncError::Stopping),
            }
        }
    }

    /// The first reading if it is not finished, then the changes that wait; answers how many those were.
    pub(super) async fn read_to_the_end(&mut self) -> Result<usize, SyncError> {
        self.read_once().await?;
        let (inner, portal) = (Arc::clone(&self.sync.0), self.portal);
        let (client, reading) = self.ways().await?;
        let live = live::Live {
            portal,
            client: &client,
            store: &self.store(),
            clock: &inner.clock,
            changes: &inner.changes,
            queues: &inner.queues,
            reading: &reading,
        };
        let recovered = live.recover().await?;
        live.empty_inbox().await?;
        Ok(recovered + live.drain().await?)
    }

    pub(super) fn rows_read(&self) -> u64 {
        lock(&self.sync.0.throttles).get(&self.portal).map_or(0, |throttle| throttle.counters().rows)
    }

    async fn read_once(&self) -> Result<(), SyncError> {
        let (inner, portal) = (&self.sync.0, self.portal);
        let mut reader = inner.store.read().await?;
        let found = reader.portals().find(portal).await?.filter(|portal| !portal.uninstalled).ok_or(SyncError::Gone)?;
        drop(reader);
        if found.phase == Phase::Ready {
            return Ok(());
        }
        let client = self.sync.client(&found).map_err(|_| SyncError::Gone)?;
        let job = backfill::Backfill {
            portal,
            client,
            store: self.store(),
            clock: inner.clock.clone(),
            changes: inner.changes.clone(),
            stopping: self.stopping.clone(),
            pace: &self.pace,
            begun: inner.clock.now(),
        };
        job.run(&found).await?;
        tracing::info!(portal = portal.0, "first reading finished");
        Ok(())
    }

    async fn mark_stopped(&self, code: &str) {
        let marked = async {
            let mut tx = self.store().begin().await?;
            tx.portals().set_phase(self.portal, Phase::Stopped, Some(code)).await?;
            tx.commit().await
        };
        if let Err(error) = marked.await {
            tracing::error!(portal = self.portal.0, %error, "the portal's state could not be stored");
        }
        self.sync.0.changes.tell(self.portal);
    }
}

/// When a lease taken now ends.
pub(super) fn lease_until(now: Millis) -> Millis {
    Millis(now.0 + LEASE)
}
