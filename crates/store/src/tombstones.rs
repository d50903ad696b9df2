//! Records that a reading of the portal did not find any more. While one is remembered, a reading that was sent earlier
//! and arrives later, from another process or after a retry, cannot bring the record back.

use crate::conn::{Conn, on};
use crate::error::Result;
use crate::records::{IDS, ROWS};
use domain::day::Millis;
use domain::ids::PortalId;
use sqlx::QueryBuilder;
use std::collections::HashSet;

/// Tombstones of one table of one portal.
pub(crate) struct Tombstones<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
    pub(crate) table: &'static str,
}

impl Tombstones<'_> {
    /// Which of these records stay gone for a reading that was sent at `seen`; the others are forgotten here, because
    /// the reading has found them again.
    pub(crate) async fn revive(&mut self, ids: &[i64], seen: Millis) -> Result<HashSet<i64>> {
        let (portal, table) = (self.portal.0, self.table);
        let mut gone = HashSet::new();
        on!(self.conn, |c: Db| {
            // Hardly ever is there any, and a first reading stores millions of rows.
            let any: Option<i64> =
                sqlx::query_scalar("SELECT id FROM tombstone WHERE portal_id = $1 AND entity = $2 LIMIT 1")
                    .bind(portal)
                    .bind(table)
                    .fetch_optional(&mut *c)
                    .await?;
            if any.is_none() {
                return Ok(gone);
            }
            for chunk in ids.chunks(IDS) {
                let mut back = QueryBuilder::<Db>::new("DELETE FROM tombstone WHERE portal_id = ");
                back.push_bind(portal).push(" AND entity = ").push_bind(table);
                back.push(" AND seen < ").push_bind(seen.0).push(" AND id IN (");
                let mut left = QueryBuilder::<Db>::new("SELECT id FROM tombstone WHERE portal_id = ");
                left.push_bind(portal).push(" AND entity = ").push_bind(table).push(" AND id IN (");
                for sql in [&mut back, &mut left] {
                    let mut list = sql.separated(", ");
                    for id in chunk {
                        list.push_bind(*id);
                    }
                    sql.push(")");
                }
                back.build().persistent(false).execute(&mut *c).await?;
                let found: Vec<i64> = left.build_query_scalar().persistent(false).fetch_all(&mut *c).await?;
                gone.extend(found);
            }
        });
        Ok(gone)
    }

    /// Remembers that a reading that was sent at `seen` did not find these; the latest such reading counts.
    pub(crate) async fn bury(&mut self, ids: &[i64], seen: Millis) -> Result<()> {
        let (portal, table) = (self.portal.0, self.table);
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        on!(self.conn, |c: Db| {
            for chunk in ids.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new("INSERT INTO tombstone (portal_id, entity, id, seen) ");
                sql.push_values(chunk, |mut values, id| {
                    values.push_bind(portal).push_bind(table).push_bind(*id).push_bind(seen.0);
                });
                sql.push(
                    " ON CONFLICT (portal_id, entity, id) DO UPDATE SET seen = excluded.seen
                      WHERE excluded.seen > tombstone.seen",
                );
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }
}

/// Forgets the tombstones of a portal that are older than `before`: no reading that was sent then is on its way now.
pub(crate) async fn forget(conn: &mut Conn<'_>, portal: PortalId, before: Millis) -> Result<u64> {
    Ok(on!(*conn, |c| {
        sqlx::query("DELETE FROM tombstone WHERE portal_id = $1 AND seen < $2")
            .bind(portal.0)
            .bind(before.0)
            .execute(c)
            .await?
            .rows_affected()
    }))
}
