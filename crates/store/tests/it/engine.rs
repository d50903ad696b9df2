//! A fresh database of either engine for each test.

use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use store::Store;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A name no other test of this or a concurrent run has.
fn name() -> String {
    format!("store_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays in the temporary folder and harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The database behind a store, asked without it.
#[derive(Clone)]
pub(crate) enum Sql {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

impl Sql {
    /// Numbers a statement answers.
    pub(crate) async fn ids(&self, statement: &str) -> Vec<i64> {
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(statement).fetch_all(pool).await.expect("plain SQL"),
            Self::Postgres(pool) => sqlx::query_scalar(statement).fetch_all(pool).await.expect("plain SQL"),
        }
    }
}

/// Runs a story on a new SQLite file.
pub(crate) async fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(Store) -> F) {
    on_sqlite_with_sql(|store, _| story(store)).await;
}

/// Runs a story that also asks the file itself.
pub(crate) async fn on_sqlite_with_sql<F: Future<Output = ()>>(story: impl FnOnce(Store, Sql) -> F) {
    let folder = Folder(std::env::temp_dir().join(name()));
    let url = format!("sqlite://{}/deeper/test.db", folder.0.display());
    let store = Store::connect(&url).await.expect("SQLite opens");
    store.migrate().await.expect("SQLite migrates");
    let pool = sqlx::SqlitePool::connect(&url).await.expect("SQLite opens twice");
    story(store.clone(), Sql::Sqlite(pool.clone())).await;
    pool.close().await;
    store.close().await;
}

/// Runs a story in a new PostgreSQL schema, or says why it does not.
pub(crate) async fn on_postgres<F: Future<Output = ()>>(story: impl FnOnce(Store) -> F) {
    on_postgres_with_sql(|store, _| story(store)).await;
}

/// Runs a story that also asks the schema itself.
pub(crate) async fn on_postgres_with_sql<F: Future<Output = ()>>(story: impl FnOnce(Store, Sql) -> F) {
    let Ok(url) = std::env::var("TEST_DATABASE_URL") else {
        eprintln!("skipped: TEST_DATABASE_URL is not set");
        return;
    };
    let schema = name();
    statement(&url, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await;
    statement(&url, &format!("CREATE SCHEMA {schema}")).await;
    let mark = if url.contains('?') { '&' } else { '?' };
    let own = format!("{url}{mark}options[search_path]={schema}&pool=6");
    let store = Store::connect(&own).await.expect("PostgreSQL answers");
    store.migrate().await.expect("PostgreSQL migrates");
    let plain = format!("{url}{mark}options[search_path]={schema}");
    let pool = sqlx::PgPool::connect(&plain).await.expect("PostgreSQL answers twice");
    story(store.clone(), Sql::Postgres(pool.clone())).await;
    pool.close().await;
    store.close().await;
    statement(&url, &format!("DROP SCHEMA {schema} CASCADE")).await;
}

async fn statement(url: &str, sql: &str) {
    use sqlx::Connection;
    let mut conn = sqlx::PgConnection::connect(url).await.expect("PostgreSQL answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut conn).await.expect("schema statement runs");
    conn.close().await.expect("connection closes");
}

/// Expands each story to one test per engine.
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident) $body:block)*) => {
        $(
            mod $name {
                use super::*;

                $(#[$meta])*
                async fn story($store: store::Store) $body

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    crate::engine::on_sqlite(story).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    crate::engine::on_postgres(story).await;
                }
            }
        )*
    };
}
pub(crate) use on_both_engines;
