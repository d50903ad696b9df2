//! Pools, transactions and the repositories they lend.

use crate::conn::{Conn, Dialect};
use crate::error::{Error, Result};
use crate::pools::{Pools, SqlitePools, open_postgres};
use crate::statistics;
use crate::{
    Activities, ActivitySetup, Audit, Calls, ChangeCursors, CommentNotices, Comments, Companies, Contacts,
    CreatedDeals, Cursors, Deals, Departments, Dictionaries, Fence, Inbox, JobQueue, Jobs, Leases, People, PersonDays,
    Portal, Portals, Proofs, Remapped, Report, ReportViews, RequestLog, Requisites, Rights, SpentCodes, Strangers,
    TouchedLog,
};
use domain::ids::PortalId;
use sqlx::{PgPool, Postgres, Sqlite, Transaction};
use std::sync::Arc;

/// A database. Cheap to clone; clones share the pools.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    fence: Option<Arc<Fence>>,
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
            Some("sqlite") => Pools::Sqlite(SqlitePools::open(url).await?),
            Some("postgres" | "postgresql") => Pools::Postgres(open_postgres(url).await?),
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
            Pools::Sqlite(pools) => {
                SQLITE.run(&pools.write).await?;
                pools.assume_statistics().await?;
            }
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
            Pools::Sqlite(pools) => Open::Sqlite(pools.write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Open::Postgres(begun(pool, "BEGIN").await?),
        });
        if let Some(fence) = &self.fence {
            fence.hold(tx.0.conn()).await?;
        }
        Ok(tx)
    }

    /// The pool of PostgreSQL.
    pub(crate) fn postgres(&self) -> Option<&PgPool> {
        match &self.pools {
            Pools::Sqlite(_) => None,
            Pools::Postgres(pool) => Some(pool),
        }
    }

    /// Begins to read one moment of the database, beside any writer.
    ///
    /// # Errors
    /// A database out of reach.
    pub async fn read(&self) -> Result<Reader> {
        Ok(Reader(match &self.pools {
            Pools::Sqlite(pools) => Open::Sqlite(pools.read.begin().await?),
            Pools::Postgres(pool) => {
                Open::Postgres(begun(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?)
            }
        }))
    }

    /// One portal, by the quickest way there is: every request of a page asks for it.
    ///
    /// # Errors
    /// A database out of reach.
    pub async fn find_portal(&self, portal: PortalId) -> Result<Option<Portal>> {
        match &self.pools {
            Pools::Sqlite(pools) => {
                let mut conn = pools.read.acquire().await?;
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
            Pools::Sqlite(pools) => sqlx::query("SELECT 1").execute(&pools.read).await.map(drop)?,
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
            Pools::Sqlite(pools) => pools.refresh_statistics().await,
            Pools::Postgres(pool) => statistics::refresh_postgres(pool).await,
        }
    }

    /// Waits for open transactions and closes the pools.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite(pools) => {
                pools.read.close().await;
                pools.write.close().await;
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
    /// Notices that comments ask for.
    comment_notices -> CommentNotices,
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

/// Begins a transaction to its end, whoever stops waiting for it: dropped between the order and its answer, the driver would
/// put the connection back into the pool inside a transaction that nobody ends, and the next writer would find it read-only.
async fn begun(pool: &PgPool, order: &'static str) -> Result<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    match tokio::spawn(async move { pool.begin_with(order).await }).await {
        Ok(begun) => Ok(begun?),
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // Only a runtime that ends takes a task away.
            Err(_) => Err(sqlx::Error::PoolClosed.into()),
        },
    }
}
