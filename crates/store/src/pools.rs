//! How the databases are opened: with one writer and several readers on SQLite, one pool on PostgreSQL.

use crate::error::{Error, Result};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgPool, SqlitePool};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Connections to PostgreSQL unless the address says `pool=…`.
const POSTGRES_CONNECTIONS: u32 = 16;
/// Readers of the SQLite file.
const SQLITE_READERS: u32 = 4;
/// A connection that was idle for longer is asked whether its server is still there.
const RESTED: Duration = Duration::from_secs(2);
/// A transaction that does nothing for this long is ended by PostgreSQL: a process that was paused in the middle of one must
/// not keep others from the rows it has locked. Shorter than a portal may stand still when its process dies.
const LONGEST_PAUSE_SQL: &str = "SET idle_in_transaction_session_timeout = '15s'";
/// How long a writer waits for its turn before [`Error::is_transient`] is reported.
const PATIENCE: Duration = Duration::from_secs(60);

/// The connections of one database.
#[derive(Clone, Debug)]
pub(crate) enum Pools {
    Sqlite(SqlitePools),
    Postgres(PgPool),
}

/// SQLite has one writer: a pool of one connection makes writers queue here instead of failing as busy.
#[derive(Clone, Debug)]
pub(crate) struct SqlitePools {
    pub(crate) write: SqlitePool,
    pub(crate) read: SqlitePool,
    /// Readers opened before this moment plan by statistics that are no longer true: a connection of SQLite reads them once.
    stale_before: Arc<Mutex<Option<Instant>>>,
}

impl SqlitePools {
    pub(crate) async fn open(url: &str) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|_| Error::Address("the SQLite path does not read"))?
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true);
        let file = options.get_filename().to_owned();
        if url.contains(":memory:") || file.as_os_str().is_empty() {
            return Err(Error::Address("SQLite needs a file: readers and the writer are separate connections"));
        }
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(Error::Folder)?;
        }
        let writer = options
            .clone()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A confirmed event must outlive a power cut, so every commit reaches the disk.
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", "-65536")
            // Pages of indexes are written again by every page of a first reading: the fewer of them go into the file in
            // between, the better. 64 MB of log, where the engine's own 4 MB are less than one such commit.
            .pragma("wal_autocheckpoint", "16384");
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(writer)
            .await?;
        let stale_before = Arc::<Mutex<Option<Instant>>>::default();
        // The driver's thread hands rows over in batches of this many: whole reports are read, not single rows.
        let reader = options.read_only(true).pragma("cache_size", "-16384").row_buffer_size(1_000);
        let read = readers(&stale_before).connect_lazy_with(reader);
        Ok(Self { write, read, stale_before })
    }

    /// Readers are opened anew before they are lent again, and so plan by what the statistics are now.
    pub(crate) fn renew_readers(&self) {
        *self.stale_before.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

fn readers(stale_before: &Arc<Mutex<Option<Instant>>>) -> SqlitePoolOptions {
    let stale_before = Arc::clone(stale_before);
    SqlitePoolOptions::new().max_connections(SQLITE_READERS).acquire_timeout(PATIENCE).before_acquire(move |_, meta| {
        let stale = *stale_before.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = stale.is_none_or(|moment| meta.age < moment.elapsed());
        Box::pin(async move { Ok(fresh) })
    })
}

pub(crate) async fn open_postgres(url: &str) -> Result<PgPool> {
    let (url, connections) = pool_size(url)?;
    let options = PgConnectOptions::from_str(&url)
        .map_err(|_| Error::Address("the PostgreSQL address does not read"))?
        .application_name("svodka");
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        // Asking each time whether the server is still there doubles the cost of a small read; one that has rested
        // is asked, so that a restart of the database is noticed here and not by a query.
        .test_before_acquire(false)
        .after_connect(|conn, _| Box::pin(async move { sqlx::query(LONGEST_PAUSE_SQL).execute(conn).await.map(drop) }))
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                if meta.idle_for > RESTED {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// Takes our own `pool=N` out of the address; the driver would not know it.
fn pool_size(url: &str) -> Result<(String, u32)> {
    let Some((base, query)) = url.split_once('?') else {
        return Ok((url.to_owned(), POSTGRES_CONNECTIONS));
    };
    let mut connections = POSTGRES_CONNECTIONS;
    let mut kept = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.strip_prefix("pool=") {
            Some(count) => {
                connections = count
                    .parse()
                    .ok()
                    .filter(|count| (1..=1_000).contains(count))
                    .ok_or(Error::Address("pool: expected a number from 1 to 1000"))?;
            }
            None => kept.push(pair),
        }
    }
    let query = kept.join("&");
    Ok((format!("{base}?{query}"), connections))
}
