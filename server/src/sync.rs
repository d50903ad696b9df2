//! Reading portals: one task per portal, taken up again after a restart where the stored cursors say.

mod apply;
pub mod backfill;
pub mod live;
pub mod plan;
pub mod rows;
pub mod structure;
mod tokens;

use crate::changes::Changes;
use crate::clock::Clock;
use crate::http::error::Error;
use crate::journal::Journal;
use crate::seal::Sealer;
use bitrix24::{Connector, Endpoint, ErrorKind, KeptTokens, Limits, PortalClient, Throttle, TokenSource};
use domain::ids::PortalId;
use domain::progress::{EntityProgress, Phase};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::{Portal, Store};
use tokens::SealedTokens;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// Pause after a failure that may pass; doubled with each further one, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// How often a portal's queue is looked at without being woken.
const TURN: Duration = Duration::from_secs(10);
/// Turns after which reservations that were never confirmed are looked for; also the first turn after a start or failure.
const RECOVER_EVERY: u32 = 60;

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
    stopping: watch::Receiver<bool>,
    clients: Mutex<HashMap<PortalId, PortalClient>>,
    running: Mutex<HashMap<PortalId, Running>>,
    wakes: Mutex<HashMap<PortalId, Arc<Notify>>>,
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
    pace: Arc<Pace>,
}

/// Rows per second of a running backfill, for the time left.
#[derive(Debug, Default)]
pub struct Pace(Mutex<Vec<(i64, u64)>>);

impl Pace {
    /// Notes that `rows` were stored at `now` (UTC milliseconds).
    pub fn note(&self, now: i64, rows: u64) {
        let mut recent = lock(&self.0);
        recent.push((now, rows));
        // The last half minute tells the present speed; the very first batches are fast and would promise too much.
        recent.retain(|(at, _)| now - at <= 30_000);
    }

    fn rows_per_second(&self) -> Option<f64> {
        let recent = lock(&self.0);
        let (first, last) = (recent.first()?, recent.last()?);
        let seconds = f64::from(u32::try_from(last.0 - first.0).ok()?) / 1000.0;
        let rows: u64 = recent.iter().skip(1).map(|(_, rows)| rows).sum();
        (seconds > 0.5 && rows > 0).then(|| f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) / seconds)
    }
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
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let Reach { oauth, connector, journal } = reach;
        let (clients, running, wakes) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self(Arc::new(Inner {
            store,
            clock,
            sealer,
            oauth,
            connector,
            journal,
            changes,
            stopping,
            clients,
            running,
            wakes,
        }))
    }

    /// Takes up every portal: its first reading where it stood, or its changes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn resume(&self) -> Result<(), store::Error> {
        let mut reader = self.0.store.read().await?;
        let portals = reader.portals().list_live().await?;
        drop(reader);
        let reads = |portal: &Portal| portal.installed && matches!(portal.phase, Phase::Backfill | Phase::Ready);
        for portal in portals.iter().filter(|portal| reads(portal)) {
            self.spawn(portal.id);
        }
        Ok(())
    }

    /// Begins the first reading of a portal, or takes up one that stands still; a finished one is left alone.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin(&self, portal: PortalId) -> Result<(), Error> {
        let mut tx = self.0.store.begin().await?;
        let found = tx.portals().find(portal).await?.ok_or(Error::NotFound)?;
        if found.phase == Phase::Ready {
            // Tokens or handlers may be new: the task looks again.
            self.spawn(portal);
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
        self.spawn(portal);
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
        let throttle = Throttle::new(clock, Limits::cloud());
        let client = PortalClient::new(&connector, endpoint, TokenSource::Kept(tokens), throttle);
        clients.insert(portal.id, client.clone());
        Ok(client)
    }

    /// Drops the portal's client, so that the next one reads newly stored tokens.
    pub fn forget(&self, portal: PortalId) {
        lock(&self.0.clients).remove(&portal);
    }

    /// The portal says that something changed: its queue is read now rather than at the next turn.
    pub fn wake(&self, portal: PortalId) {
        self.wake_of(portal).notify_one();
    }

    fn wake_of(&self, portal: PortalId) -> Arc<Notify> {
        Arc::clone(lock(&self.0.wakes).entry(portal).or_default())
    }

    /// Ends the reading of a portal and waits until nothing is written any more.
    pub async fn cancel(&self, portal: PortalId) {
        self.forget(portal);
        let running = lock(&self.0.running).remove(&portal);
        if let Some(running) = running {
            running.task.abort();
            // Aborted or done: either way it no longer writes.
            let _ = running.task.await;
        }
    }

    /// Waits for every running task; they end by themselves once the server is asked to stop.
    pub async fn finish(&self) {
        let tasks: Vec<Running> = lock(&self.0.running).drain().map(|(_, running)| running).collect();
        for running in tasks {
            let _ = running.task.await;
        }
    }

    /// Seconds until the first reading is done, by the present speed.
    #[must_use]
    pub fn seconds_left(&self, portal: PortalId, entities: &[EntityProgress]) -> Option<u32> {
        let speed = lock(&self.0.running).get(&portal)?.pace.rows_per_second()?;
        let left: u64 = entities.iter().filter_map(|one| Some(one.total?.saturating_sub(one.done))).sum();
        let seconds = f64::from(u32::try_from(left).unwrap_or(u32::MAX)) / speed;
        // Bounded before the conversion, so nothing is cut off.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a million seconds")]
        let seconds = seconds.clamp(0.0, 1_000_000.0).ceil() as u32;
        (left > 0).then_some(seconds)
    }

    fn spawn(&self, portal: PortalId) {
        let mut running = lock(&self.0.running);
        if running.get(&portal).is_some_and(|running| !running.task.is_finished()) {
            return;
        }
        let pace = Arc::new(Pace::default());
        let (this, noted) = (self.clone(), Arc::clone(&pace));
        let task = tokio::spawn(async move { this.keep_reading(portal, &noted).await });
        running.insert(portal, Running { task, pace });
    }

    /// Reads until stopped, or told by the portal that a person has to act.
    async fn keep_reading(&self, portal: PortalId, pace: &Pace) {
        let mut pause = FIRST_PAUSE;
        loop {
            let before = self.rows_read(portal);
            let error = match self.read(portal, pace).await {
                Ok(()) | Err(SyncError::Stopping | SyncError::Gone) => return,
                Err(error) => error,
            };
            if let SyncError::Portal(bitrix24::Error {
                kind: ErrorKind::Stopped(_) | ErrorKind::Unauthorized,
                code,
                ..
            }) = &error
            {
                tracing::warn!(portal = portal.0, %error, "the portal stopped us");
                return self.mark_stopped(portal, code).await;
            }
            if self.rows_read(portal) > before {
                pause = FIRST_PAUSE;
            }
            tracing::warn!(portal = portal.0, %error, ?pause, "reading failed, trying again");
            let mut stopping = self.0.stopping.clone();
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// The first reading if it is not finished, then changes as they come.
    async fn read(&self, portal: PortalId, pace: &Pace) -> Result<(), SyncError> {
        self.read_once(portal, pace).await?;
        let mut reader = self.0.store.read().await?;
        let found = reader.portals().find(portal).await?.filter(|portal| !portal.uninstalled).ok_or(SyncError::Gone)?;
        let settings = reader.portals().settings(portal).await?;
        drop(reader);
        let client = self.client(&found).map_err(|_| SyncError::Gone)?.with_patience(LONGEST_PAUSE);
        let live = live::Live {
            portal,
            client: &client,
            store: &self.0.store,
            clock: &self.0.clock,
            changes: &self.0.changes,
            reading: &rows::Reading::of(&found, &settings),
        };
        let wake = self.wake_of(portal);
        let mut stopping = self.0.stopping.clone();
        let mut turn: u32 = 0;
        loop {
            // The queue is left between two steps only, so that stopping never loses a reservation.
            if turn.is_multiple_of(RECOVER_EVERY) {
                live.recover().await?;
            }
            turn = turn.wrapping_add(1);
            live.drain().await?;
            tokio::select! {
                () = wake.notified() => {}
                () = tokio::time::sleep(TURN) => {}
                _ = stopping.wait_for(|stop| *stop) => return Err(SyncError::Stopping),
            }
        }
    }

    fn rows_read(&self, portal: PortalId) -> u64 {
        lock(&self.0.clients).get(&portal).map_or(0, |client| client.counters().rows)
    }

    async fn read_once(&self, portal: PortalId, pace: &Pace) -> Result<(), SyncError> {
        let mut reader = self.0.store.read().await?;
        let found = reader.portals().find(portal).await?.filter(|portal| !portal.uninstalled).ok_or(SyncError::Gone)?;
        drop(reader);
        if found.phase == Phase::Ready {
            return Ok(());
        }
        let client = self.client(&found).map_err(|_| SyncError::Gone)?;
        let job = backfill::Backfill {
            portal,
            client,
            store: self.0.store.clone(),
            clock: self.0.clock.clone(),
            changes: self.0.changes.clone(),
            stopping: self.0.stopping.clone(),
            pace,
        };
        job.run(&found).await?;
        tracing::info!(portal = portal.0, "first reading finished");
        Ok(())
    }

    async fn mark_stopped(&self, portal: PortalId, code: &str) {
        let marked = async {
            let mut tx = self.0.store.begin().await?;
            tx.portals().set_phase(portal, Phase::Stopped, Some(code)).await?;
            tx.commit().await
        };
        if let Err(error) = marked.await {
            tracing::error!(portal = portal.0, %error, "the portal's state could not be stored");
        }
        self.0.changes.tell(portal);
    }
}
