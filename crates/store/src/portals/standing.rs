//! What a portal offers and what is paid for, and the turn of its writers.

use super::{Portals, found};
use crate::conn::on;
use crate::error::{Error, Result};
use domain::day::Millis;
use domain::ids::PortalId;

/// Where changes of a portal come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeSource {
    /// Its queue of offline events, with reservation and confirmation.
    Queue,
    /// Records are searched by the time of their modification: the plan has no such queue.
    Sweep,
}

/// What the portal says about paying for the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// `F`, `D`, `T`, `P`, `S` or `L`.
    pub status: String,
    /// Whether the paid or trial time is over.
    pub expired: bool,
    /// Days left, negative in the grace after the end; `None` where nothing ends.
    pub days_left: Option<i64>,
}

impl Portals<'_> {
    /// Waits for this portal's turn to be written to: writers of one portal follow each other, so that each decides by
    /// what the former has committed. SQLite has one writer anyway.
    ///
    /// # Errors
    /// [`Error::NoPortal`] when it was erased; a database that refused.
    pub async fn take_turn(&mut self, portal: PortalId) -> Result<()> {
        const ROW: &str = "SELECT id FROM portal WHERE id = $1";
        const LOCKED: &str = "SELECT id FROM portal WHERE id = $1 FOR UPDATE";
        let statement = if matches!(self.conn, crate::conn::Conn::Postgres(_)) { LOCKED } else { ROW };
        let there: Option<i64> =
            on!(self.conn, |c| sqlx::query_scalar(statement).bind(portal.0).fetch_optional(c).await?);
        there.map(|_| ()).ok_or(Error::NoPortal(portal))
    }

    /// Where changes come from; `None` until the portal was asked.
    ///
    /// # Errors
    /// No such portal, a stored value that does not read, a database that refused.
    pub async fn change_source(&mut self, portal: PortalId) -> Result<Option<ChangeSource>> {
        let stored: Option<String> = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT source FROM portal WHERE id = $1").bind(portal.0).fetch_optional(c).await?
        });
        match stored.ok_or(Error::NoPortal(portal))?.as_str() {
            "" => Ok(None),
            "queue" => Ok(Some(ChangeSource::Queue)),
            "sweep" => Ok(Some(ChangeSource::Sweep)),
            other => Err(Error::Unreadable { column: "portal.source", value: other.to_owned() }),
        }
    }

    /// Stores where changes come from.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn set_change_source(&mut self, portal: PortalId, source: ChangeSource) -> Result<()> {
        let code = match source {
            ChangeSource::Queue => "queue",
            ChangeSource::Sweep => "sweep",
        };
        let changed = on!(self.conn, |c| {
            sqlx::query("UPDATE portal SET source = $2 WHERE id = $1")
                .bind(portal.0)
                .bind(code)
                .execute(c)
                .await?
                .rows_affected()
        });
        found(portal, changed)
    }

    /// What the portal last said about paying.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn payment(&mut self, portal: PortalId) -> Result<Payment> {
        let stored: Option<(String, bool, Option<i64>)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT status, payment_expired, days_left FROM portal WHERE id = $1")
                .bind(portal.0)
                .fetch_optional(c)
                .await?
        });
        let (status, expired, days_left) = stored.ok_or(Error::NoPortal(portal))?;
        Ok(Payment { status, expired, days_left })
    }

    /// Stores what the portal says about paying.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn save_payment(&mut self, portal: PortalId, payment: &Payment) -> Result<()> {
        let changed = on!(self.conn, |c| {
            sqlx::query("UPDATE portal SET status = $2, payment_expired = $3, days_left = $4 WHERE id = $1")
                .bind(portal.0)
                .bind(&payment.status)
                .bind(payment.expired)
                .bind(payment.days_left)
                .execute(c)
                .await?
                .rows_affected()
        });
        found(portal, changed)
    }

    /// Forgets what was seen to be gone before `before`; see [`crate::TENANT_TABLES`]' `tombstone`.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn forget_tombstones(&mut self, portal: PortalId, before: Millis) -> Result<u64> {
        crate::tombstones::forget(&mut self.conn, portal, before).await
    }
}
