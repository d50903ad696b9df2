//! Which process reads which portal. A lease is short and extended by whoever holds it; when its process dies, another
//! one takes it. Only the holder writes the portal's rows: [`crate::Fence`] asks inside each writing transaction.

use crate::conn::{Conn, Dialect, on};
use crate::error::Result;
use crate::signals::{self, Signal};
use domain::day::Millis;
use domain::ids::PortalId;

/// Leases of all portals.
pub struct Leases<'c> {
    pub(crate) conn: Conn<'c>,
}

/// A portal that is to be read, and who reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The portal.
    pub portal: PortalId,
    /// The process whose lease has not ended; `None` for a portal that is free.
    pub owner: Option<String>,
}

impl Leases<'_> {
    /// The process `owner` is alive until `until`, and so are the leases it holds. Answers the portals that are still its
    /// own: a lease that ended is kept if nobody else took it.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn beat(&mut self, owner: &str, until: Millis) -> Result<Vec<PortalId>> {
        let held: Vec<i64> = on!(self.conn, |c| {
            sqlx::query(
                "INSERT INTO process (owner, until) VALUES ($1, $2)
                 ON CONFLICT (owner) DO UPDATE SET until = excluded.until",
            )
            .bind(owner)
            .bind(until.0)
            .execute(&mut *c)
            .await?;
            sqlx::query_scalar("UPDATE portal_lease SET until = $2 WHERE owner = $1 RETURNING portal_id")
                .bind(owner)
                .bind(until.0)
                .fetch_all(c)
                .await?
        });
        Ok(held.into_iter().map(PortalId).collect())
    }

    /// The processes whose last sign of life still counts, by name.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn processes(&mut self, now: Millis) -> Result<Vec<String>> {
        Ok(on!(self.conn, |c| {
            sqlx::query_scalar("SELECT owner FROM process WHERE until > $1 ORDER BY owner")
                .bind(now.0)
                .fetch_all(c)
                .await?
        }))
    }

    /// Every portal that is to be read, by id, with its reader.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn seats(&mut self, now: Millis) -> Result<Vec<Seat>> {
        let rows: Vec<(i64, Option<String>)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT p.id, l.owner FROM portal p
                 LEFT JOIN portal_lease l ON l.portal_id = p.id AND l.until > $1
                 WHERE p.installed AND NOT p.uninstalled AND p.phase IN ('backfill', 'ready') ORDER BY p.id",
            )
            .bind(now.0)
            .fetch_all(c)
            .await?
        });
        Ok(rows.into_iter().map(|(portal, owner)| Seat { portal: PortalId(portal), owner }).collect())
    }

    /// Takes a portal that is free, or keeps one that is `owner`'s. False when another process has it, or still writes
    /// under a lease that has ended.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn take(&mut self, portal: PortalId, owner: &str, now: Millis, until: Millis) -> Result<bool> {
        // The lock waits for nobody, but excludes every transaction that relies on the former lease.
        let statement = match self.conn.dialect() {
            Dialect::Sqlite => "SELECT owner, until FROM portal_lease WHERE portal_id = $1",
            Dialect::Postgres => "SELECT owner, until FROM portal_lease WHERE portal_id = $1 FOR UPDATE SKIP LOCKED",
        };
        let taken = on!(self.conn, |c| {
            let found: Option<(String, i64)> = sqlx::query_as(statement).bind(portal.0).fetch_optional(&mut *c).await?;
            let statement = match found {
                Some((holder, ends)) if holder != owner && ends > now.0 => return Ok(false),
                Some(_) => "UPDATE portal_lease SET owner = $2, until = $3 WHERE portal_id = $1",
                None => "INSERT INTO portal_lease (portal_id, owner, until) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            };
            sqlx::query(statement).bind(portal.0).bind(owner).bind(until.0).execute(c).await?.rows_affected()
        });
        Ok(taken > 0)
    }

    /// Gives a portal up: any process may take it at once. Waits for transactions that rely on the lease.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn release(&mut self, portal: PortalId, owner: &str) -> Result<()> {
        let released = on!(self.conn, |c| {
            sqlx::query("DELETE FROM portal_lease WHERE portal_id = $1 AND owner = $2")
                .bind(portal.0)
                .bind(owner)
                .execute(c)
                .await?
                .rows_affected()
        });
        if released > 0 {
            signals::send(&mut self.conn, Signal::Leases).await?;
        }
        Ok(())
    }

    /// The process leaves, or is known to be dead: the portals it read and the jobs it did are free.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn leave(&mut self, owner: &str) -> Result<()> {
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM portal_lease WHERE owner = $1").bind(owner).execute(&mut *c).await?;
            sqlx::query("UPDATE job SET lease_until = 0 WHERE state = 'running' AND owner = $1")
                .bind(owner)
                .execute(&mut *c)
                .await?;
            sqlx::query("DELETE FROM process WHERE owner = $1").bind(owner).execute(c).await?;
        });
        signals::send(&mut self.conn, Signal::Jobs).await?;
        signals::send(&mut self.conn, Signal::Leases).await
    }

    /// Forgets processes and leases that ended before `before`.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn prune(&mut self, before: Millis) -> Result<()> {
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM process WHERE until < $1").bind(before.0).execute(c).await?;
        });
        Ok(())
    }
}
