//! Keeps the log of calls to portals: entries are queued as they happen and written in batches by one task.
//!
//! Nothing here may hold a call up: a full queue drops the entry, counts it, and the log itself says how many are
//! missing. What may be in an entry is decided where it is made, by [`bitrix24::journal`]; here it is only shortened.

mod line;

use crate::clock::Clock;
use crate::metrics::Metrics;
use bitrix24::{RequestEntry, RequestLog};
use domain::ids::PortalId;
use domain::requests::{KEPT_MILLIS, RequestLine};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Dialect, Store};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// Entries that may wait to be written.
const QUEUE: usize = 2_048;
/// As many are written at once without waiting for [`PERIOD`].
const BATCH: usize = 500;
/// Longest an entry waits to be written.
const PERIOD: Duration = Duration::from_secs(3);
/// How often lines that are too old are removed.
const PRUNED_EVERY: Duration = Duration::from_secs(3_600);
/// Entries of one unproven opening that are held back.
const HELD: usize = 16;

/// The log; cheap to clone.
#[derive(Clone)]
pub struct Journal(Arc<Inner>);

struct Inner {
    queue: mpsc::Sender<Order>,
    metrics: Metrics,
    /// Entries that found the queue full and were not told of yet.
    dropped: Mutex<HashMap<PortalId, u32>>,
}

enum Order {
    Keep(Owner, Box<RequestEntry>),
    Flush(oneshot::Sender<()>),
}

/// Whose log an entry belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Portal(PortalId),
    /// A portal that may have been recorded only a moment ago, by its permanent name.
    Member(String),
}

/// The log of one portal, as its client tells it.
struct OfPortal {
    journal: Journal,
    portal: PortalId,
}

impl RequestLog for OfPortal {
    fn record(&self, entry: RequestEntry) {
        self.journal.0.metrics.portal_request(&entry);
        self.journal.keep(Owner::Portal(self.portal), entry);
    }
}

/// Entries of an opening that is not proven yet: told to the portal's log only once it is, so that nobody can write into
/// the log of a portal by naming it.
#[derive(Clone)]
pub struct Unproven {
    journal: Journal,
    held: Arc<Mutex<Vec<RequestEntry>>>,
}

impl RequestLog for Unproven {
    fn record(&self, entry: RequestEntry) {
        self.journal.0.metrics.portal_request(&entry);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() < HELD {
            held.push(entry);
        }
    }
}

impl Unproven {
    /// The opening is of this portal.
    pub fn proven(&self, member_id: &str) {
        let held = std::mem::take(&mut *self.held.lock().unwrap_or_else(PoisonError::into_inner));
        for entry in held {
            self.journal.keep(Owner::Member(member_id.to_owned()), entry);
        }
    }
}

impl Journal {
    /// Starts the task that writes. It ends when the last clone is gone.
    #[must_use]
    pub fn start(store: Store, clock: Clock, metrics: Metrics) -> Self {
        let (queue, orders) = mpsc::channel(QUEUE);
        let journal = Self(Arc::new(Inner { queue, metrics: metrics.clone(), dropped: Mutex::default() }));
        let writer = Writer {
            store,
            clock,
            metrics,
            waiting: Vec::new(),
            // Not a secret, only unlikely to be another process's.
            serial: AtomicI64::new(i64::from(rand_start())),
            dropped: Arc::downgrade(&journal.0),
        };
        tokio::spawn(writer.run(orders));
        journal
    }

    /// The log of one portal, for its client.
    #[must_use]
    pub fn of_portal(&self, portal: PortalId) -> Arc<dyn RequestLog> {
        Arc::new(OfPortal { journal: self.clone(), portal })
    }

    /// The log of an opening that is still to be proven.
    #[must_use]
    pub fn unproven(&self) -> Unproven {
        Unproven { journal: self.clone(), held: Arc::default() }
    }

    /// Waits until everything recorded so far is written, or could not be.
    pub async fn flush(&self) {
        let (done, written) = oneshot::channel();
        // A writer that is gone has nothing left to write.
        if self.0.queue.send(Order::Flush(done)).await.is_ok() {
            let _ = written.await;
        }
    }

    fn keep(&self, owner: Owner, entry: RequestEntry) {
        let Err(full) = self.0.queue.try_send(Order::Keep(owner, Box::new(entry))) else { return };
        self.0.metrics.lines_dropped(1);
        if let Order::Keep(Owner::Portal(portal), _) = full.into_inner() {
            *self.0.dropped.lock().unwrap_or_else(PoisonError::into_inner).entry(portal).or_default() += 1;
        }
    }
}

/// Where the serials of this process begin.
fn rand_start() -> u32 {
    use std::hash::BuildHasher as _;
    let random = std::hash::RandomState::new().hash_one(std::process::id());
    u32::try_from(random & u64::from(u32::MAX)).expect("masked to 32 bits")
}

/// The task that writes.
struct Writer {
    store: Store,
    clock: Clock,
    metrics: Metrics,
    waiting: Vec<(Owner, RequestLine)>,
    serial: AtomicI64,
    dropped: std::sync::Weak<Inner>,
}

impl Writer {
    async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut period = interval_at(Instant::now() + PERIOD, PERIOD);
        period.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut pruning = interval_at(Instant::now(), PRUNED_EVERY);
        pruning.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                // While the database is away, entries wait in the queue, and those that find it full are dropped.
                order = orders.recv(), if self.waiting.len() < QUEUE => match order {
                    Some(Order::Keep(owner, entry)) => self.take(owner, &entry).await,
                    Some(Order::Flush(done)) => {
                        self.write().await;
                        // Whoever asked may have stopped waiting.
                        let _ = done.send(());
                    }
                    None => return self.write().await,
                },
                _ = period.tick() => self.write().await,
                _ = pruning.tick() => self.prune().await,
            }
        }
    }

    async fn take(&mut self, owner: Owner, entry: &RequestEntry) {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        self.waiting.push((owner, line::of_entry(entry, serial)));
        if self.waiting.len().is_multiple_of(BATCH) {
            self.write().await;
        }
    }

    /// Writes what waits; what the database refuses waits on.
    async fn write(&mut self) {
        self.tell_dropped();
        if self.waiting.is_empty() {
            return;
        }
        match self.try_write().await {
            Ok(()) => self.waiting.clear(),
            Err(error) => {
                tracing::warn!(%error, lines = self.waiting.len(), "calls to portals could not be logged yet");
            }
        }
    }

    async fn try_write(&self) -> Result<(), store::Error> {
        let mut by_owner: BTreeMap<&Owner, Vec<RequestLine>> = BTreeMap::new();
        for (owner, line) in &self.waiting {
            by_owner.entry(owner).or_default().push(line.clone());
        }
        let mut tx = self.store.begin().await?;
        for (owner, lines) in by_owner {
            let portal = match owner {
                Owner::Portal(portal) => Some(*portal),
                // Proven, yet not installed through us: there is no log to keep it in.
                Owner::Member(member_id) => tx.portals().id_of(member_id).await?,
            };
            if let Some(portal) = portal {
                tx.request_log(portal).append(&lines).await?;
            }
            // One portal, one transaction; on SQLite each would be a write to the disk of its own for nothing.
            if self.store.dialect() == Dialect::Postgres {
                tx.commit().await?;
                tx = self.store.begin().await?;
            }
        }
        tx.commit().await
    }

    /// Entries that were dropped leave a line that says how many.
    fn tell_dropped(&mut self) {
        let Some(inner) = self.dropped.upgrade() else { return };
        let dropped = std::mem::take(&mut *inner.dropped.lock().unwrap_or_else(PoisonError::into_inner));
        for (portal, count) in dropped {
            tracing::warn!(portal = portal.0, count, "calls were not logged: the queue was full");
            let serial = self.serial.fetch_add(1, Ordering::Relaxed);
            self.waiting.push((Owner::Portal(portal), line::of_dropped(self.clock.now(), count, serial)));
        }
    }

    async fn prune(&self) {
        match self.try_prune().await {
            Ok(0) => {}
            Ok(lines) => tracing::debug!(lines, "old calls to portals forgotten"),
            Err(error) => tracing::warn!(%error, "old calls to portals could not be forgotten"),
        }
        self.metrics.log_pruned(self.clock.now());
    }

    async fn try_prune(&self) -> Result<u64, store::Error> {
        let before = domain::day::Millis(self.clock.now().0 - KEPT_MILLIS);
        let portals = self.store.read().await?.portals().ids().await?;
        let mut lines = 0;
        for portal in portals {
            let mut tx = self.store.begin().await?;
            lines += tx.request_log(portal).prune(before).await?;
            tx.commit().await?;
        }
        Ok(lines)
    }
}
