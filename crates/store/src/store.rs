//! Pools, transactions and the repositories they lend.

use crate::conn::{Conn, Dialect};
use crate::error::{Error, Result};
use crate::{
    Activities, ActivitySetup, Audit, Calls, ChangeCursors, Comments, Companies, Contacts, CreatedDeals, Cursors,
    Deals, Departments, Dictionaries, Fence, Inbox, JobQueue, Jobs, Leases, People, PersonDays, Portal, Portals,
    Proofs, Remapped, Report, ReportViews, RequestLog, Requisites, Rights, SpentCodes, Strangers, TouchedLog,
};
use domain::ids::PortalId;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

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

/// A database. Cheap to clone; clones share the pools.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    fence: Option<Arc<Fence>>,
}

#[derive(Clone, Debug)]
enum Pools {
    /// SQLite has one writer: a pool of one connection makes writers queue here instead of failing as busy.
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
    },
    Postgres(PgPool),
}

enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Open {
    fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(tx) => Conn::Sqlite(tx),
            Self::Postgres(tx) => Conn::Postgres(tx),
        }
    }
}

/// A writing transaction; dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx(Open);

/// A reading transaction: everything read through one `Reader` is of one moment, the portal's revision included.
/// Writing through it is refused by the database.
pub struct Reader(Open);

impl Store {
    /// Opens `sqlite://path` (the file and its folder are made) or `postgres://…` (with `pool=N` for the number of
    /// connections, 16 otherwise). Brings no schema: see [`Store::migrate`].
    ///
    /// # Errors
    /// An address that does not read, a folder that cannot be made, a database out of reach.
    pub async fn connect(url: &str) -> Result<Self> {
        let pools = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => open_sqlite(url).await?,
            Some("postgres" | "postgresql") => open_postgres(url).await?,
            _ => return Err(Error::Address("expected sqlite://path or postgres://…")),
        };
        Ok(Self { pools, fence: None })
    }

    /// The same database for one who may write only while a title is held: every transaction makes sure of that first.
    #[must_use]
    pub fn fenced(&self, fence: Fence) -> Self {
        Self { pools: self.pools.clone(), fence: Some(Arc::new(fence)) }
    }

    /// Which engine this is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.pools {
            Pools::Sqlite { .. } => Dialect::Sqlite,
            Pools::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Brings the schema up to date; servers that start together wait for each other.
    ///
    /// # Errors
    /// A migration that fails, or a schema newer than this program.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { write, .. } => SQLITE.run(write).await?,
            Pools::Postgres(pool) => POSTGRES.run(pool).await?,
        }
        Ok(())
    }

    /// Begins to write. On SQLite this takes the only writer's turn at once, so reading before writing is safe.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] for a fenced store whose title is not held any more; a database out of reach.
    pub async fn begin(&self) -> Result<Tx> {
        let mut tx = Tx(match &self.pools {
            Pools::Sqlite { write, .. } => Open::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Open::Postgres(pool.begin().await?),
        });
        if let Some(fence) = &self.fence {
            fence.hold(tx.0.conn()).await?;
        }
        Ok(tx)
    }

    /// The pool of PostgreSQL.
    pub(crate) fn postgres(&self) -> Option<&PgPool> {
        match &self.pools {
            Pools::Sqlite { .. } => None,
            Pools::Postgres(pool) => Some(pool),
        }
    }

    /// Begins to read one moment of the database, beside any writer.
    ///
    /// # Errors
    /// A database out of reach.
    pub async fn read(&self) -> Result<Reader> {
        Ok(Reader(match &self.pools {
            Pools::Sqlite { read, .. } => Open::Sqlite(read.begin().await?),
            Pools::Postgres(pool) => {
                Open::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?)
            }
        }))
    }

    /// One portal, by the quickest way there is: every request of a page asks for it.
    ///
    /// # Errors
    /// A database out of reach.
    pub async fn find_portal(&self, portal: PortalId) -> Result<Option<Portal>> {
        match &self.pools {
            Pools::Sqlite { read, .. } => {
                let mut conn = read.acquire().await?;
                Portals { conn: Conn::Sqlite(&mut conn) }.find(portal).await
            }
            Pools::Postgres(pool) => {
                let mut conn = pool.acquire().await?;
                Portals { conn: Conn::Postgres(&mut conn) }.find(portal).await
            }
        }
    }

    /// Asks the database for an answer.
    ///
    /// # Errors
    /// A database out of reach.
    pub async fn ping(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { read, .. } => sqlx::query("SELECT 1").execute(read).await.map(drop)?,
            Pools::Postgres(pool) => sqlx::query("SELECT 1").execute(pool).await.map(drop)?,
        }
        Ok(())
    }

    /// Refreshes the engine's statistics of its tables, so that it plans well; worth it after a backfill.
    ///
    /// # Errors
    /// A database out of reach.
    pub async fn refresh_statistics(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                let mut conn = write.acquire().await?;
                sqlx::query("PRAGMA analysis_limit = 1000").execute(&mut *conn).await?;
                sqlx::query("ANALYZE").execute(&mut *conn).await?;
            }
            // VACUUM marks pages all-visible, without which index-only scans visit the table all the same.
            Pools::Postgres(pool) => {
                for table in crate::tenant::LARGE_TABLES {
                    let mut statement = sqlx::QueryBuilder::<Postgres>::new("VACUUM (ANALYZE) ");
                    statement.push(table);
                    sqlx::raw_sql(sqlx::AssertSqlSafe(statement.into_string())).execute(pool).await?;
                }
            }
        }
        Ok(())
    }

    /// Waits for open transactions and closes the pools.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Makes everything written durable and visible, at once.
    ///
    /// # Errors
    /// A database that could not; then nothing was written.
    pub async fn commit(self) -> Result<()> {
        match self.0 {
            Open::Sqlite(tx) => tx.commit().await?,
            Open::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Gives up everything written.
    ///
    /// # Errors
    /// A connection that was lost; nothing is written then either.
    pub async fn rollback(self) -> Result<()> {
        match self.0 {
            Open::Sqlite(tx) => tx.rollback().await?,
            Open::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

/// Both kinds of transaction lend the same repositories.
macro_rules! lend {
    ($($(#[$doc:meta])* $name:ident -> $repository:ident),* $(,)?) => {
        lend!(@for Tx, $($(#[$doc])* $name -> $repository),*);
        lend!(@for Reader, $($(#[$doc])* $name -> $repository),*);
    };
    (@for $lender:ident, $($(#[$doc:meta])* $name:ident -> $repository:ident),*) => {
        impl $lender {
            /// Portals themselves.
            pub fn portals(&mut self) -> Portals<'_> {
                Portals { conn: self.0.conn() }
            }
            /// Jobs of all portals, as processes take them.
            pub fn job_queue(&mut self) -> JobQueue<'_> {
                JobQueue { conn: self.0.conn() }
            }
            /// Which process reads which portal.
            pub fn leases(&mut self) -> Leases<'_> {
                Leases { conn: self.0.conn() }
            }
            /// Launch codes that were redeemed.
            pub fn spent_codes(&mut self) -> SpentCodes<'_> {
                SpentCodes { conn: self.0.conn() }
            }
            $(
                $(#[$doc])*
                pub fn $name(&mut self, portal: PortalId) -> $repository<'_> {
                    $repository { conn: self.0.conn(), portal }
                }
            )*
        }
    };
}

lend! {
    /// People of the portal.
    people -> People,
    /// Its departments.
    departments -> Departments,
    /// Pipelines, stages, choices, currencies, fields, the calendar.
    dictionaries -> Dictionaries,
    /// Companies.
    companies -> Companies,
    /// Requisites of companies.
    requisites -> Requisites,
    /// Contacts.
    contacts -> Contacts,
    /// Deals.
    deals -> Deals,
    /// Activities.
    activities -> Activities,
    /// Telephony records.
    calls -> Calls,
    /// Background jobs.
    jobs -> Jobs,
    /// What has arrived and is not applied yet.
    inbox -> Inbox,
    /// How far reading has come.
    cursors -> Cursors,
    /// Which companies each revision touched.
    touched -> TouchedLog,
    /// Names that the portal's lists do not know.
    strangers -> Strangers,
    /// How far the search for modified records has come.
    change_cursors -> ChangeCursors,
    /// What the proof compares, and its reports.
    proofs -> Proofs,
    /// Calls to the portal.
    request_log -> RequestLog,
    /// Counted days of people.
    person_days -> PersonDays,
    /// What people set for calls and meetings.
    activity_setup -> ActivitySetup,
    /// Comments.
    comments -> Comments,
    /// Given rights.
    rights -> Rights,
    /// The audit log.
    audit -> Audit,
    /// Columns that settings map to fields.
    remapped -> Remapped,
    /// Saved views of the report.
    views -> ReportViews,
    /// Deals created from the report.
    created_deals -> CreatedDeals,
    /// What reports are made of.
    report -> Report,
}

static SQLITE: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/postgres");

async fn open_sqlite(url: &str) -> Result<Pools> {
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
        .pragma("cache_size", "-65536");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(writer)
        .await?;
    // The driver's thread hands rows over in batches of this many: whole reports are read, not single rows.
    let reader = options.read_only(true).pragma("cache_size", "-16384").row_buffer_size(1_000);
    let read =
        SqlitePoolOptions::new().max_connections(SQLITE_READERS).acquire_timeout(PATIENCE).connect_lazy_with(reader);
    Ok(Pools::Sqlite { write, read })
}

async fn open_postgres(url: &str) -> Result<Pools> {
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
    Ok(Pools::Postgres(pool))
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
