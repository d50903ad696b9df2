//! One portal read through once, from the command line: what is left of its first reading, then its changes to the end.

use super::reader::{Reader, lease_until};
use super::{Pace, SyncError, Synchronizer};
use domain::ids::PortalId;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often the lease is extended meanwhile.
const EXTEND: Duration = Duration::from_secs(3);

/// What a reading through came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadThrough {
    /// Rows read and events applied.
    Done {
        /// Rows the portal answered.
        rows: u64,
        /// Events of its queue.
        events: usize,
    },
    /// A running server reads the portal; nothing was done.
    Taken,
}

impl Synchronizer {
    /// Reads a portal through once, unless another process reads it. The lease is held meanwhile and free afterwards.
    ///
    /// # Errors
    /// When the portal or the store fails, or `stopping` becomes true: what was stored until then stays.
    pub async fn read_through(
        &self,
        portal: PortalId,
        stopping: watch::Receiver<bool>,
    ) -> Result<ReadThrough, SyncError> {
        if !self.hold(portal).await? {
            return Ok(ReadThrough::Taken);
        }
        // Whoever read it last may have stored newer tokens, or another address.
        self.forget(portal);
        let mut reader = Reader { sync: self.clone(), portal, pace: Arc::new(Pace::default()), stopping };
        let before = reader.rows_read();
        let work = async {
            let events = reader.read_to_the_end().await?;
            Ok(ReadThrough::Done { rows: reader.rows_read() - before, events })
        };
        tokio::pin!(work);
        let outcome = loop {
            tokio::select! {
                outcome = &mut work => break outcome,
                () = tokio::time::sleep(EXTEND) => {
                    // While a row is being stored the lease cannot be extended; the next attempt will. Whether it is
                    // lost is decided with every transaction.
                    self.hold(portal).await?;
                }
            }
        };
        self.release(portal).await?;
        outcome
    }

    async fn hold(&self, portal: PortalId) -> Result<bool, store::Error> {
        let inner = &self.0;
        let now = inner.clock.now();
        let mut tx = inner.store.begin().await?;
        let held = tx.leases().take(portal, &inner.process, now, lease_until(now)).await?;
        tx.commit().await?;
        Ok(held)
    }
}
