//! What the repositories of synchronised records share: bulk upsert, deletion, counting, reading by id.

mod values;

pub(crate) use values::{Plain, key, person, some, text};

/// Rows of one statement. Full statements share one text, which the driver keeps prepared; longer ones gain nothing
/// and come near the engines' bounds on parameters (SQLite: 32,766).
pub(crate) const ROWS: usize = 500;
/// Ids of one `IN` list.
pub(crate) const IDS: usize = 5_000;

/// The rows to store of a batch that may repeat an id: the newest of each, the last among equals. In order of id, so
/// that concurrent writers lock rows in the same order and new rows are appended.
pub(crate) fn latest<R>(rows: &[R], id_and_age: impl Fn(&R) -> (i64, i64)) -> Vec<&R> {
    let mut sorted: Vec<&R> = rows.iter().collect();
    sorted.sort_by_key(|row| std::cmp::Reverse(id_and_age(row)));
    // Stable and descending: among equals the first in the batch comes first, so the last one is found by looking back.
    let mut kept: Vec<&R> = Vec::with_capacity(sorted.len());
    for row in sorted {
        match kept.last_mut() {
            Some(last) if id_and_age(last).0 == id_and_age(row).0 => {
                if id_and_age(last) == id_and_age(row) {
                    *last = row;
                }
            }
            _ => kept.push(row),
        }
    }
    kept.reverse();
    kept
}

/// Which of two rows of one record stays: the one modified later, and of those modified together (the portal counts
/// seconds) the one whose reading was sent later.
macro_rules! newer {
    ($table:literal) => {
        concat!(
            " WHERE excluded.modified > ",
            $table,
            ".modified
                OR (excluded.modified = ",
            $table,
            ".modified AND excluded.seen >= ",
            $table,
            ".seen)"
        )
    };
}
pub(crate) use newer;

/// Which of two rows stays where the portal tells no modification: the one whose reading was sent later. It is enough:
/// a change is followed by its event, and the reading which that causes is sent after the change.
macro_rules! seen_later {
    ($table:literal) => {
        concat!(" WHERE excluded.seen >= ", $table, ".seen")
    };
}
pub(crate) use seen_later;

/// A repository of records with an integer id.
///
/// `age` orders rows of one id within a batch; `guard` keeps an old row from overwriting a newer stored one, see
/// [`newer`] and [`seen_later`].
macro_rules! record_repository {
    (
        $(#[$doc:meta])*
        $repository:ident of $row:ident by $id:ty, in $table:literal;
        id |$of:ident| $id_of:expr, age $age:expr;
        guard $guard:expr;
        write |$r:ident| { $first:ident = $first_value:expr, $($column:ident = $value:expr),* $(,)? }
        read |$stored:ident| $read:expr;
    ) => {
        $(#[$doc])*
        pub struct $repository<'c> {
            pub(crate) conn: crate::conn::Conn<'c>,
            pub(crate) portal: domain::ids::PortalId,
        }

        impl $repository<'_> {
            /// Stores rows whose reading has no moment: as [`Self::upsert_seen`] with the earliest there is.
            ///
            /// # Errors
            /// A database that refused; the transaction is then of no more use.
            pub async fn upsert(&mut self, rows: &[$row]) -> crate::Result<u64> {
                self.upsert_seen(rows, domain::day::Millis(0)).await
            }

            /// Stores rows, new and known, of a reading that was sent at `seen`; of rows with the same id the newest
            /// wins, the last among equals, and a stored row that is newer stays, as does the absence of a record that a
            /// later reading did not find. Answers how many rows were written.
            ///
            /// # Errors
            /// A database that refused; the transaction is then of no more use.
            pub async fn upsert_seen(&mut self, rows: &[$row], seen: domain::day::Millis) -> crate::Result<u64> {
                const INSERT: &str = concat!(
                    "INSERT INTO ", $table, " (portal_id, id, seen, ", stringify!($first),
                    $(", ", stringify!($column),)* ") "
                );
                const ON_CONFLICT: &str = concat!(
                    " ON CONFLICT (portal_id, id) DO UPDATE SET seen = CASE WHEN excluded.seen > ", $table,
                    ".seen THEN excluded.seen ELSE ", $table, ".seen END, ",
                    stringify!($first), " = excluded.", stringify!($first),
                    $(", ", stringify!($column), " = excluded.", stringify!($column),)*
                    $guard
                );
                let mut rows = crate::records::latest(rows, |$of: &$row| ($id_of, $age));
                let portal = self.portal.0;
                let ids: Vec<i64> = rows.iter().map(|$of| $id_of).collect();
                let gone = self.graves().revive(&ids, seen).await?;
                rows.retain(|$of| !gone.contains(&$id_of));
                let mut written = 0;
                crate::conn::on!(self.conn, |c: Db| {
                    for chunk in rows.chunks(crate::records::ROWS) {
                        let mut sql = sqlx::QueryBuilder::<Db>::new(INSERT);
                        sql.push_values(chunk, |mut values, row| {
                            let $of: &$row = row;
                            values.push_bind(portal).push_bind($id_of).push_bind(seen.0);
                            let $r: &$row = row;
                            values.push_bind($first_value);
                            $(values.push_bind($value);)*
                        });
                        sql.push(ON_CONFLICT);
                        written += sql
                            .build()
                            .persistent(chunk.len() == crate::records::ROWS)
                            .execute(&mut *c)
                            .await?
                            .rows_affected();
                    }
                });
                Ok(written)
            }

            /// Removes rows; ids that are not there are no error. Answers how many were.
            ///
            /// # Errors
            /// A database that refused.
            pub async fn delete(&mut self, ids: &[$id]) -> crate::Result<u64> {
                self.remove(ids, i64::MAX).await
            }

            /// Removes what a reading that was sent at `seen` did not find, and remembers it: an earlier reading cannot
            /// bring it back. A row that a later reading has brought stays. Answers how many rows went.
            ///
            /// # Errors
            /// A database that refused.
            pub async fn delete_seen(&mut self, ids: &[$id], seen: domain::day::Millis) -> crate::Result<u64> {
                if ids.is_empty() {
                    return Ok(0);
                }
                let removed = self.remove(ids, seen.0).await?;
                let left: std::collections::HashSet<i64> =
                    self.find(ids).await?.iter().map(|$of: &$row| $id_of).collect();
                let gone = ids.iter().map(|id| i64::from(crate::records::Plain(*id)));
                let gone: Vec<i64> = gone.filter(|id| !left.contains(id)).collect();
                self.graves().bury(&gone, seen).await?;
                Ok(removed)
            }

            /// Which of these rows differ from what is stored, by id; rows of unknown records do.
            ///
            /// # Errors
            /// A database that refused.
            pub async fn differing(&mut self, rows: &[$row]) -> crate::Result<Vec<$id>> {
                let stored = self.find(&rows.iter().map(|$of| $of.id).collect::<Vec<$id>>()).await?;
                let stored: std::collections::HashMap<i64, &$row> =
                    stored.iter().map(|$of| ($id_of, $of)).collect();
                Ok(rows.iter().filter(|$of| stored.get(&$id_of) != Some($of)).map(|$of| $of.id).collect())
            }

            /// Ids of the stored rows above `after` and up to `up_to`, ascending; at most `most`.
            ///
            /// # Errors
            /// A database that refused.
            pub async fn ids_within(&mut self, after: i64, up_to: i64, most: u32) -> crate::Result<Vec<i64>> {
                let portal = self.portal.0;
                Ok(crate::conn::on!(self.conn, |c| {
                    sqlx::query_scalar(concat!(
                        "SELECT id FROM ", $table,
                        " WHERE portal_id = $1 AND id > $2 AND id <= $3 ORDER BY id LIMIT $4"
                    ))
                    .bind(portal)
                    .bind(after)
                    .bind(up_to)
                    .bind(i64::from(most))
                    .fetch_all(c)
                    .await?
                }))
            }

            /// How many rows are stored with ids above `after` and up to `up_to`.
            ///
            /// # Errors
            /// A database that refused.
            pub async fn count_within(&mut self, after: i64, up_to: i64) -> crate::Result<u64> {
                let portal = self.portal.0;
                let count: i64 = crate::conn::on!(self.conn, |c| {
                    sqlx::query_scalar(concat!(
                        "SELECT COUNT(*) FROM ", $table, " WHERE portal_id = $1 AND id > $2 AND id <= $3"
                    ))
                    .bind(portal)
                    .bind(after)
                    .bind(up_to)
                    .fetch_one(c)
                    .await?
                });
                Ok(count.unsigned_abs())
            }

            /// The highest stored id; 0 without rows.
            ///
            /// # Errors
            /// A database that refused.
            pub async fn highest_id(&mut self) -> crate::Result<i64> {
                let portal = self.portal.0;
                let highest: Option<i64> = crate::conn::on!(self.conn, |c| {
                    sqlx::query_scalar(concat!("SELECT MAX(id) FROM ", $table, " WHERE portal_id = $1"))
                        .bind(portal)
                        .fetch_one(c)
                        .await?
                });
                Ok(highest.unwrap_or(0))
            }

            fn graves(&mut self) -> crate::tombstones::Tombstones<'_> {
                crate::tombstones::Tombstones { conn: self.conn.lend(), portal: self.portal, table: $table }
            }

            async fn remove(&mut self, ids: &[$id], seen: i64) -> crate::Result<u64> {
                let portal = self.portal.0;
                let mut removed = 0;
                crate::conn::on!(self.conn, |c: Db| {
                    for chunk in ids.chunks(crate::records::IDS) {
                        let mut sql = sqlx::QueryBuilder::<Db>::new(
                            concat!("DELETE FROM ", $table, " WHERE portal_id = ")
                        );
                        sql.push_bind(portal).push(" AND seen <= ").push_bind(seen).push(" AND id IN (");
                        let mut list = sql.separated(", ");
                        for id in chunk {
                            list.push_bind(i64::from(crate::records::Plain(*id)));
                        }
                        sql.push(")");
                        removed += sql
                            .build()
                            .persistent(false)
                            .execute(&mut *c)
                            .await?
                            .rows_affected();
                    }
                });
                Ok(removed)
            }

            /// How many rows are stored.
            ///
            /// # Errors
            /// A database that refused.
            pub async fn count(&mut self) -> crate::Result<u64> {
                let portal = self.portal.0;
                let count: i64 = crate::conn::on!(self.conn, |c| {
                    sqlx::query_scalar(concat!("SELECT COUNT(*) FROM ", $table, " WHERE portal_id = $1"))
                        .bind(portal)
                        .fetch_one(c)
                        .await?
                });
                Ok(count.unsigned_abs())
            }

            /// The stored rows with these ids, in order of id.
            ///
            /// # Errors
            /// A database that refused.
            pub async fn find(&mut self, ids: &[$id]) -> crate::Result<Vec<$row>> {
                use sqlx::Row as _;
                let portal = self.portal.0;
                let mut found: Vec<$row> = Vec::with_capacity(ids.len());
                crate::conn::on!(self.conn, |c: Db| {
                    for chunk in ids.chunks(crate::records::IDS) {
                        let mut sql = sqlx::QueryBuilder::<Db>::new(
                            concat!("SELECT * FROM ", $table, " WHERE portal_id = ")
                        );
                        sql.push_bind(portal).push(" AND id IN (");
                        let mut list = sql.separated(", ");
                        for id in chunk {
                            list.push_bind(i64::from(crate::records::Plain(*id)));
                        }
                        sql.push(")");
                        for $stored in sql.build().persistent(false).fetch_all(&mut *c).await? {
                            found.push($read);
                        }
                    }
                });
                found.sort_by_key(|$of: &$row| $id_of);
                found.dedup_by_key(|$of: &mut $row| $id_of);
                Ok(found)
            }

            /// The stored rows above `after`, up to and including `up_to` (`None` for the open end), in order of id;
            /// at most `most`.
            ///
            /// # Errors
            /// A database that refused.
            pub async fn span(&mut self, after: i64, up_to: Option<i64>, most: u32) -> crate::Result<Vec<$row>> {
                use sqlx::Row as _;
                let portal = self.portal.0;
                let mut found: Vec<$row> = Vec::new();
                crate::conn::on!(self.conn, |c: Db| {
                    let stored = sqlx::query::<Db>(concat!(
                        "SELECT * FROM ", $table, " WHERE portal_id = $1 AND id > $2 AND id <= $3 ORDER BY id LIMIT $4"
                    ))
                    .bind(portal)
                    .bind(after)
                    .bind(up_to.unwrap_or(i64::MAX))
                    .bind(i64::from(most))
                    .fetch_all(&mut *c)
                    .await?;
                    for $stored in stored {
                        found.push($read);
                    }
                });
                Ok(found)
            }
        }

        impl crate::proof::Canonical for $row {
            fn columns(&self) -> Vec<(&'static str, u64)> {
                let $of: &$row = self;
                let id = crate::proof::column(&$id_of);
                let $r: &$row = self;
                vec![
                    ("id", id),
                    (stringify!($first), crate::proof::column(&$first_value)),
                    $((stringify!($column), crate::proof::column(&$value)),)*
                ]
            }
        }
    };
}
pub(crate) use record_repository;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_repeated_id_the_newest_stays_and_the_last_among_equals() {
        let rows = [(2, 5, 'a'), (1, 1, 'b'), (2, 4, 'c'), (1, 1, 'd'), (2, 5, 'e')];
        let kept = latest(&rows, |row| (row.0, row.1));
        assert_eq!(kept, [&(1, 1, 'd'), &(2, 5, 'e')]);
    }
}
