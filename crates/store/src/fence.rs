//! Who may write a portal's rows, asked inside the transaction that writes them. A process that was paused, or cut off
//! from the database, does not know that its work went to another one; its transactions then fail instead of mixing with
//! the new owner's.

use crate::conn::{Conn, Dialect, on};
use crate::error::{Error, Result};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::jobs::JobId;
use std::fmt;
use std::sync::Arc;

/// What entitles to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Title {
    /// Reading the portal.
    Reader,
    /// Doing this job of it.
    Job(JobId),
}

/// A condition of every transaction of a [`crate::Store::fenced`] store: the title is still held.
#[derive(Clone)]
pub struct Fence {
    /// The portal.
    pub portal: PortalId,
    /// The process.
    pub owner: Arc<str>,
    /// What it holds.
    pub title: Title,
    /// Tells the time; the store has no clock.
    pub now: Arc<dyn Fn() -> Millis + Send + Sync>,
}

impl fmt::Debug for Fence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fence").field("portal", &self.portal).field("title", &self.title).finish_non_exhaustive()
    }
}

impl Fence {
    /// Makes sure of the title until the end of the transaction. On PostgreSQL the lock lets the holder extend its time,
    /// and makes everybody else wait or pass over.
    pub(crate) async fn hold(&self, mut conn: Conn<'_>) -> Result<()> {
        let postgres = conn.dialect() == Dialect::Postgres;
        let statement = match (self.title, postgres) {
            (Title::Reader, false) => "SELECT 1 FROM portal_lease WHERE portal_id = $1 AND owner = $2 AND until > $3",
            (Title::Reader, true) => {
                "SELECT 1::BIGINT FROM portal_lease WHERE portal_id = $1 AND owner = $2 AND until > $3 FOR KEY SHARE"
            }
            (Title::Job(_), false) => {
                "SELECT 1 FROM job
                 WHERE portal_id = $1 AND owner = $2 AND lease_until > $3 AND id = $4 AND state = 'running'"
            }
            (Title::Job(_), true) => {
                "SELECT 1::BIGINT FROM job
                 WHERE portal_id = $1 AND owner = $2 AND lease_until > $3 AND id = $4 AND state = 'running'
                 FOR KEY SHARE"
            }
        };
        let now = (self.now)();
        let held: Option<i64> = on!(conn, |c| {
            let query = sqlx::query_scalar(statement).bind(self.portal.0).bind(&*self.owner).bind(now.0);
            match self.title {
                Title::Reader => query.fetch_optional(c).await?,
                Title::Job(job) => query.bind(job.0).fetch_optional(c).await?,
            }
        });
        if held.is_some() { Ok(()) } else { Err(Error::LeaseLost(self.portal)) }
    }
}
