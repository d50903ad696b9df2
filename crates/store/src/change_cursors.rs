//! How far the search for modified records has come, for portals that keep no queue of events.

use crate::conn::{Conn, on};
use crate::error::Result;
use domain::day::Millis;
use domain::ids::PortalId;

/// Where one way of searching stands. A pass reads, in order of id, what was modified from `since` on.
///
/// Records may be modified behind the pass while it runs. They are at least as late as what was known when it began, so
/// the next pass begins there, at `next`, and no clock is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeCursor {
    /// What is read and by which order; the caller's own name.
    pub way: String,
    /// Modifications from here on are read in this pass.
    pub since: Millis,
    /// Where the next pass begins.
    pub next: Millis,
    /// The latest modification seen.
    pub high: Millis,
    /// Ids up to this one are read.
    pub after: i64,
}

/// Change cursors of one portal.
pub struct ChangeCursors<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

impl ChangeCursors<'_> {
    /// All of them.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn load(&mut self) -> Result<Vec<ChangeCursor>> {
        let portal = self.portal.0;
        let stored: Vec<(String, i64, i64, i64, i64)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT way, since, next, high, after FROM change_cursor WHERE portal_id = $1 ORDER BY way")
                .bind(portal)
                .fetch_all(c)
                .await?
        });
        let read = |(way, since, next, high, after)| ChangeCursor {
            way,
            since: Millis(since),
            next: Millis(next),
            high: Millis(high),
            after,
        };
        Ok(stored.into_iter().map(read).collect())
    }

    /// Stores cursors, new and known, in the transaction that stores their rows.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn save(&mut self, cursors: &[ChangeCursor]) -> Result<()> {
        let portal = self.portal.0;
        for cursor in cursors {
            on!(self.conn, |c| {
                sqlx::query(
                    "INSERT INTO change_cursor (portal_id, way, since, next, high, after) VALUES ($1, $2, $3, $4, $5, $6)
                     ON CONFLICT (portal_id, way) DO UPDATE SET since = excluded.since, next = excluded.next,
                       high = excluded.high, after = excluded.after",
                )
                .bind(portal)
                .bind(&cursor.way)
                .bind(cursor.since.0)
                .bind(cursor.next.0)
                .bind(cursor.high.0)
                .bind(cursor.after)
                .execute(c)
                .await?;
            });
        }
        Ok(())
    }

    /// Forgets them: the search begins anew.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn clear(&mut self) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM change_cursor WHERE portal_id = $1").bind(portal).execute(c).await?;
        });
        Ok(())
    }
}
