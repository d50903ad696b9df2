//! How far reading each entity has come. A cursor is saved in the transaction that stores its rows, so a killed process
//! resumes exactly behind what it stored.

use crate::conn::{Conn, on};
use crate::error::{Error, Result};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::progress::Entity;

/// Where reading an entity stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What is read.
    pub entity: Entity,
    /// Ranges of ids that are still to be read: above the first number, up to and including the second; `None` for the
    /// open end.
    pub pieces: Vec<(i64, Option<i64>)>,
    /// Whether it has been read to its end.
    pub finished: bool,
    /// Rows stored.
    pub done: u64,
    /// Rows the portal reported; `None` until it has.
    pub total: Option<u64>,
}

impl Cursor {
    /// An entity that was read whole.
    #[must_use]
    pub fn finished(entity: Entity, rows: u64) -> Self {
        Self { entity, pieces: Vec::new(), finished: true, done: rows, total: Some(rows) }
    }
}

/// Cursors of one portal.
pub struct Cursors<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

#[derive(sqlx::FromRow)]
struct Stored {
    entity: String,
    pieces: String,
    finished: bool,
    done: i64,
    total: Option<i64>,
}

impl Cursors<'_> {
    /// All cursors, by entity.
    ///
    /// # Errors
    /// A database that refused, an entity of another version.
    pub async fn load(&mut self) -> Result<Vec<Cursor>> {
        let portal = self.portal.0;
        let stored: Vec<Stored> = on!(self.conn, |c| {
            sqlx::query_as("SELECT entity, pieces, finished, done, total FROM sync_cursor WHERE portal_id = $1")
                .bind(portal)
                .fetch_all(c)
                .await?
        });
        let mut cursors = stored.into_iter().map(Cursor::try_from).collect::<Result<Vec<_>>>()?;
        cursors.sort_by_key(|cursor| cursor.entity);
        Ok(cursors)
    }

    /// Stores cursors, new and known.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn save(&mut self, cursors: &[Cursor]) -> Result<()> {
        let portal = self.portal.0;
        for cursor in cursors {
            let pieces = serde_json::to_string(&cursor.pieces).expect("pairs of numbers serialise");
            on!(self.conn, |c| {
                sqlx::query(
                    "INSERT INTO sync_cursor (portal_id, entity, pieces, finished, done, total)
                     VALUES ($1, $2, $3, $4, $5, $6)
                     ON CONFLICT (portal_id, entity) DO UPDATE SET pieces = excluded.pieces,
                       finished = excluded.finished, done = excluded.done, total = excluded.total",
                )
                .bind(portal)
                .bind(cursor.entity.code())
                .bind(&pieces)
                .bind(cursor.finished)
                .bind(stored_count(cursor.done))
                .bind(cursor.total.map(stored_count))
                .execute(c)
                .await?;
            });
        }
        Ok(())
    }

    /// Notes that changes of these entities were applied at `at`; those without a cursor have nothing to note it at.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn note_changes(&mut self, entities: &[Entity], at: Millis) -> Result<()> {
        let portal = self.portal.0;
        for entity in entities {
            on!(self.conn, |c| {
                sqlx::query("UPDATE sync_cursor SET changed = $3 WHERE portal_id = $1 AND entity = $2")
                    .bind(portal)
                    .bind(entity.code())
                    .bind(at.0)
                    .execute(c)
                    .await?;
            });
        }
        Ok(())
    }

    /// When changes of each entity were last applied; those that never changed are left out.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn changes(&mut self) -> Result<Vec<(Entity, Millis)>> {
        let portal = self.portal.0;
        let rows: Vec<(String, i64)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT entity, changed FROM sync_cursor WHERE portal_id = $1 AND changed IS NOT NULL")
                .bind(portal)
                .fetch_all(c)
                .await?
        });
        Ok(rows.into_iter().filter_map(|(code, at)| Some((Entity::from_code(&code)?, Millis(at)))).collect())
    }

    /// Forgets the cursors of these entities: the next reading reads them from the beginning.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn forget(&mut self, entities: &[Entity]) -> Result<()> {
        let portal = self.portal.0;
        for entity in entities {
            on!(self.conn, |c| {
                sqlx::query("DELETE FROM sync_cursor WHERE portal_id = $1 AND entity = $2")
                    .bind(portal)
                    .bind(entity.code())
                    .execute(c)
                    .await?;
            });
        }
        Ok(())
    }

    /// Forgets all cursors: the next reading starts from the beginning.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn clear(&mut self) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM sync_cursor WHERE portal_id = $1").bind(portal).execute(c).await?;
        });
        Ok(())
    }
}

impl TryFrom<Stored> for Cursor {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let unreadable = |column, value| Error::Unreadable { column, value };
        let pieces = serde_json::from_str(&stored.pieces)
            .map_err(|_| unreadable("sync_cursor.pieces", stored.pieces.chars().take(80).collect()))?;
        let entity =
            Entity::from_code(&stored.entity).ok_or_else(|| unreadable("sync_cursor.entity", stored.entity))?;
        Ok(Self {
            entity,
            pieces,
            finished: stored.finished,
            done: stored.done.unsigned_abs(),
            total: stored.total.map(i64::unsigned_abs),
        })
    }
}

/// A count as its column holds it.
fn stored_count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
