//! A database for one test, on either engine, gone with it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A database of a test's own.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    pub(crate) url: String,
    folder: Option<PathBuf>,
    schema: Option<Schema>,
}

/// A schema of a test's own.
#[derive(Clone, Debug)]
struct Schema {
    name: String,
    /// The database it is in.
    base: String,
}

impl Database {
    /// A file in a folder of its own.
    pub(crate) fn sqlite() -> Self {
        let name = format!("svodka-it-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self { url: format!("sqlite://{}", folder.join("svodka.db").display()), folder: Some(folder), schema: None }
    }

    /// A schema of its own, if there is a PostgreSQL to use.
    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(base) = std::env::var("TEST_DATABASE_URL") else {
            eprintln!("skipped: TEST_DATABASE_URL is not set");
            return None;
        };
        let schema = format!("it_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let pool = sqlx::PgPool::connect(&base).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&pool).await.unwrap();
        pool.close().await;
        let joint = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{joint}options=-c%20search_path%3D{schema}");
        Some(Self { url, folder: None, schema: Some(Schema { name: schema, base }) })
    }

    /// Gives back the room of a schema: hundreds of tests would fill the disk.
    pub(crate) async fn forget(self) {
        let Some(Schema { name, base }) = &self.schema else { return };
        let pool = sqlx::PgPool::connect(base).await.unwrap();
        // A server that is still ending may hold a table; what stays of it then harms nobody.
        let orders = format!("SET lock_timeout = '5s'; DROP SCHEMA {name} CASCADE");
        let _ = sqlx::raw_sql(sqlx::AssertSqlSafe(orders)).execute(&pool).await;
        pool.close().await;
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            // Left-overs in the temporary folder harm nobody.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
