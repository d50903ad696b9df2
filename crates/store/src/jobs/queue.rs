//! Which process does which job. A job is claimed for a short time that its process keeps extending; when that ends, the
//! process is taken for dead and another one begins the job again.
//!
//! Work on a portal goes to the process that reads it ([`crate::Leases`]): one process at a time calls a portal, so that
//! its limits are kept in one place. A portal nobody reads, because it waits or stands still, is open to all.

use crate::conn::{Conn, Dialect, on};
use crate::depth::QueueDepth;
use crate::error::Result;
use crate::signals::{self, Signal};
use domain::day::Millis;
use domain::ids::{PersonId, PortalId};
use domain::jobs::{JobId, JobKind, JobState, JobWork};

/// Jobs of all portals, as processes take them.
pub struct JobQueue<'c> {
    pub(crate) conn: Conn<'c>,
}

/// A job that was claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedJob {
    /// Whose.
    pub portal: PortalId,
    /// Its number.
    pub id: JobId,
    /// What to do.
    pub work: JobWork,
    /// Which attempt this is, from 1.
    pub attempts: u32,
    /// Who asked; `None` for the schedule.
    pub asked_by: Option<PersonId>,
}

/// How many jobs there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Wait for a later moment.
    pub waiting: u64,
    /// Could be begun now.
    pub due: u64,
    /// Are being done.
    pub running: u64,
    /// Were given up and are still kept.
    pub failed: u64,
}

type Row = (i64, i64, String, i32, i64);

/// Jobs that may be begun: of a kind this release knows, due or left behind, of a portal that is this process's or
/// nobody's, and not while one of the same kind runs for the portal.
const CLAIMABLE: &str = "SELECT j.portal_id, j.id, j.arguments, j.attempts, j.asked_by
     FROM job j JOIN portal p ON p.id = j.portal_id
     WHERE ((j.state = 'queued' AND j.due <= $2) OR (j.state = 'running' AND j.lease_until <= $2))
       AND (NOT p.installed OR p.uninstalled OR p.phase NOT IN ('backfill', 'ready')
         OR EXISTS (SELECT 1 FROM portal_lease l WHERE l.portal_id = j.portal_id AND l.owner = $1 AND l.until > $2))
       AND NOT EXISTS (SELECT 1 FROM job r WHERE r.portal_id = j.portal_id AND r.kind = j.kind AND r.id <> j.id
         AND r.state = 'running' AND r.lease_until > $2)
       AND j.kind IN (";

impl JobQueue<'_> {
    /// Takes the job that has been due longest, for `owner` until `until`; `None` when there is none for this process.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn claim(&mut self, owner: &str, now: Millis, until: Millis) -> Result<Option<ClaimedJob>> {
        while let Some((portal, id, arguments, attempts, asked_by)) = self.next(owner, now).await? {
            let Ok(work) = serde_json::from_str::<JobWork>(&arguments) else {
                self.refuse(portal, id, now).await?;
                continue;
            };
            on!(self.conn, |c| {
                sqlx::query(
                    "UPDATE job SET state = 'running', attempts = attempts + 1, owner = $3, lease_until = $4,
                       started = COALESCE(started, $5)
                     WHERE portal_id = $1 AND id = $2",
                )
                .bind(portal)
                .bind(id)
                .bind(owner)
                .bind(until.0)
                .bind(now.0)
                .execute(c)
                .await?;
            });
            signals::send(&mut self.conn, Signal::Changed(PortalId(portal))).await?;
            return Ok(Some(ClaimedJob {
                portal: PortalId(portal),
                id: JobId(id),
                work,
                attempts: attempts.unsigned_abs() + 1,
                asked_by: (asked_by != 0).then_some(PersonId(asked_by)),
            }));
        }
        Ok(None)
    }

    async fn next(&mut self, owner: &str, now: Millis) -> Result<Option<Row>> {
        // A row somebody else is just taking, or still writes under, is passed over.
        let locked = match self.conn.dialect() {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE OF j SKIP LOCKED",
        };
        Ok(on!(self.conn, |c: Db| {
            let mut sql = sqlx::QueryBuilder::<Db>::new(CLAIMABLE);
            for (at, kind) in JobKind::ALL.into_iter().enumerate() {
                sql.push(if at == 0 { "'" } else { ", '" }).push(kind.code()).push("'");
            }
            sql.push(") ORDER BY j.due, j.portal_id, j.id LIMIT 1").push(locked);
            sqlx::query_as(sqlx::AssertSqlSafe(sql.into_string())).bind(owner).bind(now.0).fetch_optional(c).await?
        }))
    }

    /// A job whose arguments do not read is given up, or it would be looked at for ever.
    async fn refuse(&mut self, portal: i64, id: i64, now: Millis) -> Result<()> {
        on!(self.conn, |c| {
            sqlx::query(
                "UPDATE job SET state = 'failed', problem = 'the arguments do not read', finished = $3, owner = '',
                   lease_until = 0
                 WHERE portal_id = $1 AND id = $2",
            )
            .bind(portal)
            .bind(id)
            .bind(now.0)
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// Extends the time of every job `owner` runs; answers those that are still its own. What is missing was taken by
    /// another process, or went with its portal.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn renew(&mut self, owner: &str, until: Millis) -> Result<Vec<(PortalId, JobId)>> {
        let held: Vec<(i64, i64)> = on!(self.conn, |c| {
            sqlx::query_as(
                "UPDATE job SET lease_until = $2 WHERE state = 'running' AND owner = $1 RETURNING portal_id, id",
            )
            .bind(owner)
            .bind(until.0)
            .fetch_all(c)
            .await?
        });
        Ok(held.into_iter().map(|(portal, id)| (PortalId(portal), JobId(id))).collect())
    }

    /// Forgets jobs that ended before `before`; answers how many.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn prune(&mut self, before: Millis) -> Result<u64> {
        Ok(on!(self.conn, |c| {
            sqlx::query("DELETE FROM job WHERE state IN ('done', 'failed') AND finished < $1")
                .bind(before.0)
                .execute(c)
                .await?
                .rows_affected()
        }))
    }

    /// How many jobs of all portals there are of each kind in each state; those of a newer release are left out.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn by_kind(&mut self) -> Result<Vec<(JobKind, JobState, u64)>> {
        let rows: Vec<(String, String, i64)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT kind, state, COUNT(*) FROM job GROUP BY kind, state ORDER BY kind, state")
                .fetch_all(c)
                .await?
        });
        let known = |(kind, state, count): (String, String, i64)| {
            Some((JobKind::from_code(&kind)?, JobState::from_code(&state)?, count.unsigned_abs()))
        };
        Ok(rows.into_iter().filter_map(known).collect())
    }

    /// Jobs of all portals that could be begun now and are not.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn due(&mut self, now: Millis) -> Result<QueueDepth> {
        let counts = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT CAST(COALESCE(SUM(waiting), 0) AS BIGINT), COALESCE(MAX(waiting), 0), COUNT(*)
                 FROM (SELECT COUNT(*) AS waiting FROM job WHERE state = 'queued' AND due <= $1 GROUP BY portal_id)
                   AS queue",
            )
            .bind(now.0)
            .fetch_one(c)
            .await?
        });
        Ok(QueueDepth::of(counts))
    }

    /// How many jobs of all portals wait, run and failed.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn counts(&mut self, now: Millis) -> Result<JobCounts> {
        let rows: Vec<(String, bool, i64)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT state, due <= $1 AS ripe, COUNT(*) FROM job GROUP BY state, due <= $1")
                .bind(now.0)
                .fetch_all(c)
                .await?
        });
        let mut counts = JobCounts::default();
        for (state, ripe, count) in rows {
            let place = match (JobState::from_code(&state), ripe) {
                (Some(JobState::Queued), false) => &mut counts.waiting,
                (Some(JobState::Queued), true) => &mut counts.due,
                (Some(JobState::Running), _) => &mut counts.running,
                (Some(JobState::Failed), _) => &mut counts.failed,
                (Some(JobState::Done) | None, _) => continue,
            };
            *place += count.unsigned_abs();
        }
        Ok(counts)
    }
}
