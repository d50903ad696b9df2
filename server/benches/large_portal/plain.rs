//! What is usually done instead: the same rows asked of the database anew for every request.
//!
//! One statement each, written as well as the tables and their indexes allow, over a connection that stays open.

use domain::activity::period::Month;
use domain::ids::PortalId;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use tokio::sync::Mutex;

/// The first window by title, with the totals of everything: id, companies, sum won.
const WINDOW: &str = "WITH w AS (
     SELECT d.company, CAST(SUM(CASE WHEN s.semantics = 'S' THEN d.amount ELSE 0 END) AS BIGINT) AS won,
       CAST(SUM(CASE WHEN s.semantics = 'P' THEN d.amount ELSE 0 END) AS BIGINT) AS work
     FROM deal d JOIN stage s ON s.portal_id = d.portal_id AND s.stage_id = d.stage_id
     WHERE d.portal_id = $1 GROUP BY d.company),
   t AS (
     SELECT owner_id AS company, MAX(day) AS last FROM activity
     WHERE portal_id = $1 AND owner_type = 4 AND kind IN (1, 2) AND completed GROUP BY owner_id)
   SELECT c.id, COUNT(*) OVER (), CAST(SUM(COALESCE(w.won, 0)) OVER () AS BIGINT), c.title, w.work, t.last
   FROM company c LEFT JOIN w ON w.company = c.id LEFT JOIN t ON t.company = c.id
   WHERE c.portal_id = $1 ORDER BY c.title_fold COLLATE BYTES, c.id LIMIT 100";

/// Calls and companies of each person and day of a month: person, day, calls, companies.
const MONTH: &str = "SELECT c.person, c.day, COUNT(*), COUNT(DISTINCT COALESCE(p.company, c.entity_id)) FROM call c
     LEFT JOIN contact p ON p.portal_id = c.portal_id AND p.id = c.entity_id AND c.entity_type = 3
   WHERE c.portal_id = $1 AND c.day BETWEEN $2 AND $3 AND c.kind IN (1, 4) AND c.failed_code = '200'
     AND c.duration_s >= 20 GROUP BY c.person, c.day";

type WindowRow = (i64, i64, i64, String, Option<i64>, Option<i32>);

/// An open connection to the database.
pub(crate) enum Plain {
    Sqlite(Mutex<SqliteConnection>),
    Postgres(Mutex<PgConnection>),
}

/// What a window says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FirstWindow {
    /// Its companies in order.
    pub(crate) ids: Vec<i64>,
    /// Companies in all.
    pub(crate) companies: i64,
    /// Sum of won deals in all.
    pub(crate) won: i64,
}

impl Plain {
    /// Connects.
    pub(crate) async fn connect(url: &str) -> Self {
        if url.starts_with("sqlite") {
            Self::Sqlite(Mutex::new(SqliteConnection::connect(url).await.unwrap()))
        } else {
            Self::Postgres(Mutex::new(PgConnection::connect(url).await.unwrap()))
        }
    }

    /// The report's first window.
    pub(crate) async fn first_window(&self, portal: PortalId) -> FirstWindow {
        let statement = |bytes: &str| AssertSqlSafe(WINDOW.replace("BYTES", bytes));
        let rows: Vec<WindowRow> = match self {
            Self::Sqlite(conn) => {
                let query = sqlx::query_as(statement("BINARY")).bind(portal.0);
                query.fetch_all(&mut *conn.lock().await).await.unwrap()
            }
            Self::Postgres(conn) => {
                let query = sqlx::query_as(statement("\"C\"")).bind(portal.0);
                query.fetch_all(&mut *conn.lock().await).await.unwrap()
            }
        };
        let (_, companies, won, ..) = rows[0];
        FirstWindow { ids: rows.iter().map(|row| row.0).collect(), companies, won }
    }

    /// How many days of people a month has calls on.
    pub(crate) async fn month(&self, portal: PortalId, month: Month) -> usize {
        let (first, last) = (month.first().0, month.last().0);
        let rows: Vec<(i64, i32, i64, i64)> = match self {
            Self::Sqlite(conn) => {
                let query = sqlx::query_as(MONTH).bind(portal.0).bind(first).bind(last);
                query.fetch_all(&mut *conn.lock().await).await.unwrap()
            }
            Self::Postgres(conn) => {
                let query = sqlx::query_as(MONTH).bind(portal.0).bind(first).bind(last);
                query.fetch_all(&mut *conn.lock().await).await.unwrap()
            }
        };
        rows.len()
    }
}
