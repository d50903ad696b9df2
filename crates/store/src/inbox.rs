//! What has arrived for a portal and is not applied yet. Whoever receives an event stores it here and is done; the reader
//! of the portal applies it and deletes it in the same transaction, so that a death in between loses nothing.

use crate::conn::{Conn, Dialect, on};
use crate::error::{Error, Result};
use crate::signals::{self, Signal};
use domain::day::Millis;
use domain::ids::PortalId;
use serde_json::Value;

/// Longest data of one entry, bytes.
const LONGEST: usize = 256 * 1024;

/// An entry.
#[derive(Clone, Debug, PartialEq)]
pub struct InboxRow {
    /// Its number; deleting goes by it.
    pub id: i64,
    /// What it is about: the name of the event, in capitals.
    pub name: String,
    /// What it said.
    pub data: Value,
    /// When it arrived.
    pub received: Millis,
    /// How often it was looked at in vain.
    pub attempts: u32,
}

/// What waits, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InboxDepth {
    /// Entries.
    pub rows: u64,
    /// When the oldest of them arrived.
    pub oldest: Option<Millis>,
}

/// The inbox of one portal.
pub struct Inbox<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

impl Inbox<'_> {
    /// Stores an event that arrived at `now`, and wakes the reader of the portal once that is committed.
    ///
    /// # Errors
    /// Data of more than 256 KiB, a database that refused.
    pub async fn put(&mut self, name: &str, data: &Value, now: Millis) -> Result<()> {
        const INTO: &str = "INSERT INTO inbox (portal_id, id, name, data, received, due, attempts) ";
        let number = match self.conn.dialect() {
            Dialect::Sqlite => "VALUES ($1, (SELECT COALESCE(MAX(id), 0) + 1 FROM inbox WHERE portal_id = $1)",
            Dialect::Postgres => "VALUES ($1, nextval('inbox_number')",
        };
        let text = data.to_string();
        if text.len() > LONGEST {
            return Err(Error::TooLarge("inbox.data"));
        }
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            let mut sql = sqlx::QueryBuilder::<Db>::new(INTO);
            sql.push(number).push(", $2, $3, $4, $4, 0)");
            sqlx::query(sqlx::AssertSqlSafe(sql.into_string()))
                .bind(portal)
                .bind(name)
                .bind(&text)
                .bind(now.0)
                .execute(c)
                .await?;
        });
        signals::send(&mut self.conn, Signal::Wake(self.portal)).await
    }

    /// Entries whose time has come, oldest first.
    ///
    /// # Errors
    /// A database that refused, data that does not read.
    pub async fn due(&mut self, now: Millis, limit: u32) -> Result<Vec<InboxRow>> {
        let portal = self.portal.0;
        let rows: Vec<(i64, String, String, i64, i32)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT id, name, data, received, attempts FROM inbox WHERE portal_id = $1 AND due <= $2
                 ORDER BY id LIMIT $3",
            )
            .bind(portal)
            .bind(now.0)
            .bind(i64::from(limit))
            .fetch_all(c)
            .await?
        });
        rows.into_iter()
            .map(|(id, name, data, received, attempts)| {
                let data = serde_json::from_str(&data)
                    .map_err(|_| Error::Unreadable { column: "inbox.data", value: data.chars().take(80).collect() })?;
                Ok(InboxRow { id, name, data, received: Millis(received), attempts: attempts.unsigned_abs() })
            })
            .collect()
    }

    /// Deletes entries; called in the transaction that applies them.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn remove(&mut self, ids: &[i64]) -> Result<()> {
        let portal = self.portal.0;
        for id in ids {
            on!(self.conn, |c| {
                sqlx::query("DELETE FROM inbox WHERE portal_id = $1 AND id = $2")
                    .bind(portal)
                    .bind(id)
                    .execute(c)
                    .await?;
            });
        }
        Ok(())
    }

    /// Puts entries off that could not be applied yet: looked at again from `due` on.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn put_off(&mut self, ids: &[i64], due: Millis) -> Result<()> {
        let portal = self.portal.0;
        for id in ids {
            on!(self.conn, |c| {
                sqlx::query("UPDATE inbox SET attempts = attempts + 1, due = $3 WHERE portal_id = $1 AND id = $2")
                    .bind(portal)
                    .bind(id)
                    .bind(due.0)
                    .execute(c)
                    .await?;
            });
        }
        Ok(())
    }

    /// When the next entry is to be looked at.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn next_due(&mut self) -> Result<Option<Millis>> {
        let portal = self.portal.0;
        let due: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT MIN(due) FROM inbox WHERE portal_id = $1").bind(portal).fetch_one(c).await?
        });
        Ok(due.map(Millis))
    }

    /// How much waits.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn depth(&mut self) -> Result<InboxDepth> {
        let portal = self.portal.0;
        let (rows, oldest): (i64, Option<i64>) = on!(self.conn, |c| {
            sqlx::query_as("SELECT COUNT(*), MIN(received) FROM inbox WHERE portal_id = $1")
                .bind(portal)
                .fetch_one(c)
                .await?
        });
        Ok(InboxDepth { rows: rows.unsigned_abs(), oldest: oldest.map(Millis) })
    }
}
