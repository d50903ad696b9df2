//! What the engines know of the tables' sizes when they choose a plan.
//!
//! SQLite without statistics takes a portal's number for a condition that leaves a handful of rows, and would read every
//! call for every activity: minutes instead of milliseconds, with a reader held all the while. So until its tables were
//! measured it is told to assume those of a large portal.

use crate::error::Result;
use crate::pools::SqlitePools;
use sqlx::{PgPool, Postgres, QueryBuilder};

/// Rows looked at in each index.
const LOOKED_AT_SQL: &str = "PRAGMA analysis_limit = 1000";

/// What is assumed of a table nobody has measured, by index: rows, then rows alike in the first column, in the first two,
/// and so on (`sqlite_stat1.stat`). The first column is the portal, of which there is one.
const ASSUMED: [(&str, &str, &str); 17] = [
    ("company", "company", "60000 60000 1"),
    ("requisite", "requisite", "60000 60000 1"),
    ("requisite", "requisite_company", "60000 60000 1 1 1"),
    ("contact", "contact", "100000 100000 1"),
    ("contact", "contact_company", "100000 100000 2 1"),
    ("deal", "deal", "600000 600000 1"),
    ("deal", "deal_report", "600000 600000 10 6 6 3 3 2 2 1"),
    ("deal", "deal_direction", "600000 600000 60000 60000 60000"),
    ("activity", "activity", "1000000 1000000 1"),
    ("activity", "activity_owner", "1000000 1000000 300000 5 3 3 2 1"),
    ("activity", "activity_letter", "200000 200000 70000 4 3 2"),
    ("activity", "activity_meeting", "300000 300000 2000 4"),
    ("call", "call", "500000 500000 1"),
    ("call", "call_activity", "500000 500000 1 1"),
    ("call", "call_entity", "50000 50000 20000 3 2 1"),
    ("call", "call_person", "500000 500000 3000 30"),
    ("call", "call_through", "100000 100000 50000 3"),
];

impl SqlitePools {
    /// Measures the tables, assumes what is known of the empty ones, and lets readers see both.
    pub(crate) async fn refresh_statistics(&self) -> Result<()> {
        {
            let mut conn = self.write.acquire().await?;
            sqlx::query(LOOKED_AT_SQL).execute(&mut *conn).await?;
            sqlx::query("ANALYZE").execute(&mut *conn).await?;
        }
        self.assume_statistics().await
    }

    /// Statistics for the large tables that have none.
    pub(crate) async fn assume_statistics(&self) -> Result<()> {
        {
            let mut tx = self.write.begin_with("BEGIN IMMEDIATE").await?;
            // Makes the table of statistics when there is none yet; a table of the schema itself is not measured.
            sqlx::query("ANALYZE sqlite_schema").execute(&mut *tx).await?;
            for (table, index, assumed) in ASSUMED {
                sqlx::query(
                    "INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT ?, ?, ?
                     WHERE NOT EXISTS (SELECT 1 FROM sqlite_stat1 s WHERE s.tbl = ? AND s.idx = ?)",
                )
                .bind(table)
                .bind(index)
                .bind(assumed)
                .bind(table)
                .bind(index)
                .execute(&mut *tx)
                .await?;
            }
            // The writer takes them over at once.
            sqlx::query("ANALYZE sqlite_schema").execute(&mut *tx).await?;
            tx.commit().await?;
        }
        self.renew_readers();
        Ok(())
    }
}

/// VACUUM marks pages all-visible, without which index-only scans visit the table all the same.
pub(crate) async fn refresh_postgres(pool: &PgPool) -> Result<()> {
    for table in crate::tenant::LARGE_TABLES {
        let mut statement = QueryBuilder::<Postgres>::new("VACUUM (ANALYZE) ");
        statement.push(table);
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement.into_string())).execute(pool).await?;
    }
    Ok(())
}
