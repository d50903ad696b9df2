//! The log of calls to a portal: appended in batches, read page by page from the newest, pruned by age.

use crate::conn::{Conn, Dialect, on};
use crate::error::Result;
use crate::records::{ROWS, text};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::requests::{Mark, RequestFilter, RequestLine, RequestPage};
use sqlx::QueryBuilder;

/// The log of one portal.
pub struct RequestLog<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

#[derive(sqlx::FromRow)]
struct Stored {
    at: i64,
    serial: i64,
    host: String,
    method: String,
    methods: String,
    status: Option<i64>,
    error: Option<String>,
    duration_ms: i64,
    operating_ms: Option<i64>,
    row_count: i64,
    params: String,
}

impl RequestLog<'_> {
    /// Adds lines; one that is there already is left as it is. Answers false, and adds nothing, when the portal was
    /// erased: a line that was waiting to be written must not outlive it.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn append(&mut self, lines: &[RequestLine]) -> Result<bool> {
        if !self.hold_portal().await? {
            return Ok(false);
        }
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            for chunk in lines.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO request_log (portal_id, at, serial, host, method, methods, status, error, duration_ms,
                       operating_ms, row_count, params) ",
                );
                sql.push_values(chunk, |mut values, line| {
                    values
                        .push_bind(portal)
                        .push_bind(line.at.0)
                        .push_bind(line.serial)
                        .push_bind(text(&line.host))
                        .push_bind(text(&line.method))
                        .push_bind(text(&line.methods))
                        .push_bind(line.status.map(i64::from))
                        .push_bind(line.error.as_deref().map(text))
                        .push_bind(i64::from(line.duration_ms))
                        .push_bind(line.operating_ms.map(i64::from))
                        .push_bind(i64::from(line.rows))
                        .push_bind(text(&line.params));
                });
                sql.push(" ON CONFLICT DO NOTHING");
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(true)
    }

    /// Keeps the portal from being erased until this transaction ends; false when it is gone.
    async fn hold_portal(&mut self) -> Result<bool> {
        let portal = self.portal.0;
        // On SQLite a writer is alone anyway; the weakest lock there is does not wait for writers of the portal's rows.
        let found: Option<i64> = match self.conn.dialect() {
            Dialect::Sqlite => on!(self.conn, |c| {
                sqlx::query_scalar("SELECT id FROM portal WHERE id = $1").bind(portal).fetch_optional(c).await?
            }),
            Dialect::Postgres => on!(self.conn, |c| {
                sqlx::query_scalar("SELECT id FROM portal WHERE id = $1 FOR KEY SHARE")
                    .bind(portal)
                    .fetch_optional(c)
                    .await?
            }),
        };
        Ok(found.is_some())
    }

    /// A page of lines, the newest first.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn page(&mut self, filter: &RequestFilter) -> Result<RequestPage> {
        let portal = self.portal.0;
        // One more than asked for tells whether there is another page.
        let limit = i64::from(filter.limit) + 1;
        let like = format!("%{}%", filter.method.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"));
        let stored: Vec<Stored> = on!(self.conn, |c: Db| {
            let mut sql = QueryBuilder::<Db>::new(
                "SELECT at, serial, host, method, methods, status, error, duration_ms, operating_ms, row_count, params
                 FROM request_log WHERE portal_id = ",
            );
            sql.push_bind(portal);
            if filter.failed {
                sql.push(" AND (error IS NOT NULL OR status >= 400)");
            }
            if !filter.method.is_empty() {
                // Names of methods are ASCII, which both engines fold.
                sql.push(" AND LOWER(method || ' ' || methods) LIKE ").push_bind(&like).push(r" ESCAPE '\'");
            }
            if let Some(Mark { at, serial }) = filter.after {
                sql.push(" AND (at, serial) < (").push_bind(at.0).push(", ").push_bind(serial).push(")");
            }
            sql.push(" ORDER BY at DESC, serial DESC LIMIT ").push_bind(limit);
            sql.build_query_as().fetch_all(c).await?
        });
        let (kept, failed) = self.counts().await?;
        let mut lines: Vec<RequestLine> = stored.into_iter().map(RequestLine::from).collect();
        let more = lines.len() > usize::from(filter.limit);
        lines.truncate(usize::from(filter.limit));
        let next = lines.last().filter(|_| more).map(|line| Mark { at: line.at, serial: line.serial });
        Ok(RequestPage { lines, next, kept, failed })
    }

    /// Lines kept, and those of them that failed.
    async fn counts(&mut self) -> Result<(u64, u64)> {
        let portal = self.portal.0;
        let (kept, failed): (i64, i64) = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT COUNT(*), COUNT(CASE WHEN error IS NOT NULL OR status >= 400 THEN 1 END)
                 FROM request_log WHERE portal_id = $1",
            )
            .bind(portal)
            .fetch_one(c)
            .await?
        });
        Ok((kept.unsigned_abs(), failed.unsigned_abs()))
    }

    /// Forgets lines older than `before`; answers how many.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn prune(&mut self, before: Millis) -> Result<u64> {
        let portal = self.portal.0;
        Ok(on!(self.conn, |c| {
            sqlx::query("DELETE FROM request_log WHERE portal_id = $1 AND at < $2")
                .bind(portal)
                .bind(before.0)
                .execute(c)
                .await?
                .rows_affected()
        }))
    }
}

impl From<Stored> for RequestLine {
    fn from(stored: Stored) -> Self {
        let bounded = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            at: Millis(stored.at),
            serial: stored.serial,
            host: stored.host,
            method: stored.method,
            methods: stored.methods,
            status: stored.status.and_then(|status| u16::try_from(status).ok()),
            error: stored.error,
            duration_ms: bounded(stored.duration_ms),
            operating_ms: stored.operating_ms.map(bounded),
            rows: bounded(stored.row_count),
            params: stored.params,
        }
    }
}
