//! Reading portals: one task per portal, in the one process that holds the portal's lease, taken up again after a restart
//! or by another process where the stored cursors say.

mod apply;
pub mod backfill;
pub(crate) mod day_counts;
mod deletions;
mod held;
mod inbox;
pub mod live;
mod modified;
mod once;
mod pace;
pub mod plan;
pub mod proof;
mod queues;
mod reader;
mod reread;
pub mod rows;
pub mod source;
pub mod structure;
mod tokens;
mod vanished;
mod zones;

pub use once::ReadThrough;
pub use pace::Pace;
use pace::Watched;
use queues::SeenQueues;

use crate::changes::Changes;
use crate::clock::Clock;
use crate::http::error::Error;
use crate::journal::Journal;
use crate::seal::Sealer;
use bitrix24::{Connector, Endpoint, KeptTokens, Limits, PortalClient, Throttle, TokenSource};
use domain::ids::PortalId;
use domain::progress::{EntityProgress, Phase};
use domain::proof::ProofReport;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Portal, Signal, Store};
use tokens::SealedTokens;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// Why reading a portal ended early.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The portal or the network.
    #[error(transparent)]
    Portal(#[from] bitrix24::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The portal is not installed any more.
    #[error("the portal is not installed")]
    Gone,
    /// The server is being stopped.
    #[error("stopped")]
    Stopping,
}

/// Reads portals into the store; cheap to clone.
#[derive(Clone)]
pub struct Synchronizer(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    sealer: Arc<Sealer>,
    oauth: bitrix24::oauth::Client,
    connector: Connector,
    journal: Journal,
    changes: Changes,
    /// What this process is called in leases.
    process: Arc<str>,
    clients: Mutex<HashMap<PortalId, PortalClient>>,
    /// What is known of each portal's limits; outlives its client, since requests once sent still count.
    throttles: Mutex<HashMap<PortalId, Throttle>>,
    running: Mutex<HashMap<PortalId, Running>>,
    wakes: Mutex<HashMap<PortalId, Arc<Notify>>>,
    /// Portals whose reader, in another process, is about to be woken.
    calling: Mutex<HashSet<PortalId>>,
    /// Portals whose queue is to be looked through for reservations of somebody else.
    doubtful: Mutex<HashSet<PortalId>>,
    /// Portals that were cancelled here and are left alone.
    quiet: Mutex<HashSet<PortalId>>,
    /// Leases are to be looked at.
    look: Notify,
    /// Readings that another process does, by their progress.
    watched: Watched,
    /// How long the portals' own queues were.
    queues: SeenQueues,
}

/// How portals are reached, and where that is written down.
pub struct Reach {
    /// To renew tokens.
    pub oauth: bitrix24::oauth::Client,
    /// To call portals.
    pub connector: Connector,
    /// The log of the calls.
    pub journal: Journal,
}

struct Running {
    task: JoinHandle<()>,
    stop: watch::Sender<bool>,
    pace: Arc<Pace>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Synchronizer {
    /// Nothing runs yet.
    #[must_use]
    pub fn new(
        store: Store,
        clock: Clock,
        sealer: Arc<Sealer>,
        reach: Reach,
        changes: Changes,
        process: Arc<str>,
    ) -> Self {
        let Reach { oauth, connector, journal } = reach;
        let (clients, throttles, running) = (Mutex::default(), Mutex::default(), Mutex::default());
        let (wakes, calling, doubtful) = (Mutex::default(), Mutex::default(), Mutex::default());
        let (quiet, look) = (Mutex::default(), Notify::new());
        Self(Arc::new(Inner {
            store,
            clock,
            sealer,
            oauth,
            connector,
            journal,
            changes,
            process,
            clients,
            throttles,
            running,
            wakes,
            calling,
            doubtful,
            quiet,
            look,
            watched: Watched::default(),
            queues: SeenQueues::default(),
        }))
    }

    /// Begins the first reading of a portal, or takes up one that stands still; a finished one is left alone.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin(&self, portal: PortalId) -> Result<(), Error> {
        lock(&self.0.quiet).remove(&portal);
        let mut tx = self.0.store.begin().await?;
        let found = tx.portals().find(portal).await?.ok_or(Error::NotFound)?;
        if found.phase == Phase::Ready {
            // Tokens or handlers may be new: the task looks again.
            drop(tx);
            self.take(portal).await?;
            self.wake(portal);
            return Ok(());
        }
        if found.phase == Phase::Waiting {
            // A portal that comes back after uninstalling is read anew: nothing was heard of it meanwhile.
            tx.cursors(portal).clear().await?;
        }
        tx.portals().set_phase(portal, Phase::Backfill, None).await?;
        tx.commit().await?;
        self.0.changes.tell(portal);
        if !self.take(portal).await? {
            // Another process has it, and whoever it is looks at the portal's new state.
            self.wake(portal);
        }
        Ok(())
    }

    /// The portal's client, with its tokens from the store and one account of its limits.
    ///
    /// # Errors
    /// When the stored addresses do not read.
    pub fn client(&self, portal: &Portal) -> Result<PortalClient, crate::cli::Fatal> {
        let inner = &self.0;
        let mut clients = lock(&inner.clients);
        if let Some(client) = clients.get(&portal.id) {
            return Ok(client.clone());
        }
        let store = SealedTokens {
            store: inner.store.clone(),
            sealer: Arc::clone(&inner.sealer),
            clock: inner.clock.clone(),
            portal: portal.id,
            member_id: portal.member_id.clone(),
        };
        let log = inner.journal.of_portal(portal.id);
        let connector = inner.connector.clone().with_log(Arc::clone(&log));
        let origin = inner.oauth.app().origins.resolve(Some(&portal.oauth_origin))?.clone();
        let clock = inner.connector.clock();
        let tokens = KeptTokens::new(inner.oauth.with_log(log), origin, Arc::new(store), Arc::clone(&clock));
        let endpoint = Endpoint::parse(&portal.client_endpoint)?;
        let fresh = || Throttle::new(clock, Limits::cloud());
        let throttle = lock(&inner.throttles).entry(portal.id).or_insert_with(fresh).clone();
        let client = PortalClient::new(&connector, endpoint, TokenSource::Kept(tokens), throttle);
        clients.insert(portal.id, client.clone());
        Ok(client)
    }

    /// Drops the portal's client, so that the next one reads newly stored tokens; the account of its limits stays.
    pub fn forget(&self, portal: PortalId) {
        lock(&self.0.clients).remove(&portal);
    }

    /// The portal says that something changed: its queue is read now rather than at the next turn, by whichever process
    /// reads it.
    pub fn wake(&self, portal: PortalId) {
        if lock(&self.0.running).get(&portal).is_some_and(|running| !running.task.is_finished()) {
            return self.wake_here(portal);
        }
        // One word is enough for however many events; a flood of them is not passed on.
        if lock(&self.0.calling).insert(portal) {
            let this = self.clone();
            tokio::spawn(async move {
                lock(&this.0.calling).remove(&portal);
                if let Err(error) = this.0.store.signal(Signal::Wake(portal)).await {
                    tracing::debug!(portal = portal.0, %error, "the portal's reader was not woken; it looks by itself");
                }
            });
        }
    }

    /// As [`Synchronizer::wake`], when another process has said so.
    pub(crate) fn wake_here(&self, portal: PortalId) {
        if let Some(wake) = lock(&self.0.wakes).get(&portal) {
            wake.notify_one();
        }
    }

    /// This process lost the portal and may have reserved events before it noticed: whoever reads it now is told.
    fn tell_of_reserved(&self, portal: PortalId) {
        let store = self.0.store.clone();
        tokio::spawn(async move {
            if let Err(error) = store.signal(Signal::Reserved(portal)).await {
                tracing::debug!(portal = portal.0, %error, "the new reader was not told; it looks by itself, later");
            }
        });
    }

    /// As [`Synchronizer::tell_of_reserved`], when another process has said so.
    pub(crate) fn recover_here(&self, portal: PortalId) {
        if lock(&self.0.running).contains_key(&portal) {
            lock(&self.0.doubtful).insert(portal);
            self.wake_here(portal);
        }
    }

    /// Everybody looks at their portal: something may have been missed.
    pub(crate) fn wake_all_here(&self) {
        for wake in lock(&self.0.wakes).values() {
            wake.notify_one();
        }
    }

    fn wake_of(&self, portal: PortalId) -> Arc<Notify> {
        Arc::clone(lock(&self.0.wakes).entry(portal).or_default())
    }

    /// Compares a portal's copy with the portal, repairs what differs if the terms say so, and stores the certificate.
    ///
    /// # Errors
    /// When the portal is gone or was not read to its end yet ([`SyncError::Gone`]), when it or the store fails, or when
    /// `watch` says to stop.
    pub async fn prove(
        &self,
        portal: PortalId,
        terms: &proof::Terms<'_>,
        watch: &dyn proof::Watch,
    ) -> Result<ProofReport, SyncError> {
        let mut reader = self.0.store.read().await?;
        let found = reader.portals().find(portal).await?.filter(|portal| !portal.uninstalled).ok_or(SyncError::Gone)?;
        let settings = reader.portals().settings(portal).await?;
        drop(reader);
        if found.phase != Phase::Ready {
            return Err(SyncError::Gone);
        }
        let client = self.client(&found).map_err(|_| SyncError::Gone)?;
        let proof = proof::Proof {
            portal,
            client: &client,
            store: &self.0.store,
            clock: &self.0.clock,
            changes: &self.0.changes,
            reading: &rows::Reading::of(&found, &settings),
            watch,
            terms: *terms,
        };
        proof.run().await
    }

    /// Ends the reading of a portal here, waits until nothing is written any more, and leaves the portal alone until
    /// [`Synchronizer::begin`] is called or it is installed again.
    pub async fn cancel(&self, portal: PortalId) {
        lock(&self.0.quiet).insert(portal);
        self.forget(portal);
        let running = lock(&self.0.running).remove(&portal);
        if let Some(running) = running {
            running.task.abort();
            // Aborted or done: either way it no longer writes.
            let _ = running.task.await;
        }
        if let Err(error) = self.release(portal).await {
            tracing::warn!(portal = portal.0, %error, "the lease could not be released; it ends by itself");
        }
    }

    /// Seconds until the first reading is done, by the present speed.
    #[must_use]
    pub fn seconds_left(&self, portal: PortalId, entities: &[EntityProgress]) -> Option<u32> {
        let here = lock(&self.0.running).get(&portal).and_then(|running| running.pace.rows_per_second());
        let speed = match here {
            Some(speed) => speed,
            None => self.0.watched.rows_per_second(portal, self.0.clock.now().0, entities)?,
        };
        let left: u64 = entities.iter().filter_map(|one| Some(one.total?.saturating_sub(one.done))).sum();
        let seconds = f64::from(u32::try_from(left).unwrap_or(u32::MAX)) / speed;
        // Bounded before the conversion, so nothing is cut off.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a million seconds")]
        let seconds = seconds.clamp(0.0, 1_000_000.0).ceil() as u32;
        (left > 0).then_some(seconds)
    }

    /// Rows per second of a first reading that runs in this process.
    #[must_use]
    pub fn rows_per_second(&self, portal: PortalId) -> Option<u32> {
        let speed = lock(&self.0.running).get(&portal)?.pace.rows_per_second()?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a million rows")]
        let speed = speed.clamp(0.0, 1_000_000.0).round() as u32;
        Some(speed)
    }
}
