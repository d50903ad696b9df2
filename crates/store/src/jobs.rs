//! Background jobs of one portal: asked for, followed, ended. [`crate::JobQueue`] hands them out to processes.

mod queue;

pub use queue::{ClaimedJob, JobCounts, JobQueue};

use crate::conn::{Conn, Dialect, on};
use crate::error::{Error, Result};
use crate::signals::{self, Signal};
use domain::day::Millis;
use domain::ids::{PersonId, PortalId};
use domain::jobs::{JobId, JobKind, JobState, JobView, JobWork};

/// How often asking is repeated when the same work ends just while it is asked for.
const ATTEMPTS: usize = 5;
/// Longest text of a problem that is kept, characters.
const LONGEST_PROBLEM: usize = 500;

/// Work that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// What to do.
    pub work: JobWork,
    /// What counts as the same work; usually [`JobWork::key`].
    pub key: String,
    /// Who asks; `None` for the schedule.
    pub asked_by: Option<PersonId>,
    /// When to begin at the earliest.
    pub due: Millis,
    /// Now.
    pub created: Millis,
}

impl NewJob {
    /// Work to begin at once.
    #[must_use]
    pub fn now(work: JobWork, asked_by: Option<PersonId>, now: Millis) -> Self {
        Self { key: work.key(), work, asked_by, due: now, created: now }
    }
}

/// The job that does the work asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enqueued {
    /// Its number.
    pub id: JobId,
    /// Whether it was made now, rather than waiting or running already.
    pub new: bool,
}

/// Jobs of one portal.
pub struct Jobs<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: i64,
    arguments: String,
    state: String,
    attempts: i32,
    due: i64,
    done: i64,
    total: Option<i64>,
    problem: Option<String>,
    asked_by: i64,
    created: i64,
    started: Option<i64>,
    finished: Option<i64>,
}

macro_rules! columns {
    () => {
        "id, arguments, state, attempts, due, done, total, problem, asked_by, created, started, finished"
    };
}

impl Jobs<'_> {
    /// Asks for work. When the same work waits or runs already, that job is answered; one that waits for a later moment is
    /// moved forward to this one's.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn enqueue(&mut self, new: &NewJob) -> Result<Enqueued> {
        for _ in 0..ATTEMPTS {
            if let Some(id) = self.insert(new).await? {
                signals::send(&mut self.conn, Signal::Jobs).await?;
                return Ok(Enqueued { id, new: true });
            }
            if let Some(id) = self.hasten(new).await? {
                return Ok(Enqueued { id, new: false });
            }
        }
        Err(Error::Contended("job"))
    }

    /// Asks for work that is done once per key for good: a job of this kind and key that has ended counts too, as long as
    /// it is kept. `None` when there is one.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn enqueue_once(&mut self, new: &NewJob) -> Result<Option<Enqueued>> {
        let portal = self.portal.0;
        let known: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT id FROM job WHERE portal_id = $1 AND kind = $2 AND dedup_key = $3 LIMIT 1")
                .bind(portal)
                .bind(new.work.kind().code())
                .bind(&new.key)
                .fetch_optional(c)
                .await?
        });
        if known.is_some() { Ok(None) } else { self.enqueue(new).await.map(Some) }
    }

    /// `None` when the same work waits or runs.
    async fn insert(&mut self, new: &NewJob) -> Result<Option<JobId>> {
        const INTO: &str = "INSERT INTO job (portal_id, id, kind, dedup_key, arguments, state, attempts, due, owner, \
             lease_until, done, total, problem, asked_by, created, started, finished) ";
        const VALUES: &str = ", $2, $3, $4, 'queued', 0, $5, '', 0, 0, NULL, NULL, $6, $7, NULL, NULL) \
             ON CONFLICT DO NOTHING RETURNING id";
        let number = match self.conn.dialect() {
            Dialect::Sqlite => "VALUES ($1, (SELECT COALESCE(MAX(id), 0) + 1 FROM job WHERE portal_id = $1)",
            Dialect::Postgres => "VALUES ($1, nextval('job_number')",
        };
        let arguments = serde_json::to_string(&new.work).expect("plain enums serialise");
        let portal = self.portal.0;
        let id: Option<i64> = on!(self.conn, |c: Db| {
            let mut sql = sqlx::QueryBuilder::<Db>::new(INTO);
            sql.push(number).push(VALUES);
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql.into_string()))
                .bind(portal)
                .bind(new.work.kind().code())
                .bind(&new.key)
                .bind(&arguments)
                .bind(new.due.0)
                .bind(new.asked_by.map_or(0, |person| person.0))
                .bind(new.created.0)
                .fetch_optional(c)
                .await?
        });
        Ok(id.map(JobId))
    }

    /// The job that does the same work, not later than asked; `None` when it has just ended.
    async fn hasten(&mut self, new: &NewJob) -> Result<Option<JobId>> {
        let portal = self.portal.0;
        let moved: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar(
                "UPDATE job SET due = $4 WHERE portal_id = $1 AND kind = $2 AND dedup_key = $3 AND state = 'queued'
                   AND due > $4 RETURNING id",
            )
            .bind(portal)
            .bind(new.work.kind().code())
            .bind(&new.key)
            .bind(new.due.0)
            .fetch_optional(c)
            .await?
        });
        if let Some(id) = moved {
            signals::send(&mut self.conn, Signal::Jobs).await?;
            return Ok(Some(JobId(id)));
        }
        let active: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar(
                "SELECT id FROM job WHERE portal_id = $1 AND kind = $2 AND dedup_key = $3
                   AND state IN ('queued', 'running')",
            )
            .bind(portal)
            .bind(new.work.kind().code())
            .bind(&new.key)
            .fetch_optional(c)
            .await?
        });
        Ok(active.map(JobId))
    }

    /// The latest jobs, those that wait or run first, then the newest. Jobs of a newer release are left out, and so are
    /// notices that were sent: a lively conversation would leave room for nothing else.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn recent(&mut self, limit: u32) -> Result<Vec<JobView>> {
        let portal = self.portal.0;
        let stored: Vec<Stored> = on!(self.conn, |c| {
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM job WHERE portal_id = $1 AND NOT (kind = 'notices' AND state = 'done')
                 ORDER BY CASE state WHEN 'running' THEN 0 WHEN 'queued' THEN 1 ELSE 2 END, id DESC LIMIT $2"
            ))
            .bind(portal)
            .bind(i64::from(limit))
            .fetch_all(c)
            .await?
        });
        Ok(stored.into_iter().filter_map(view).collect())
    }

    /// The latest jobs of some kinds, the newest first.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn latest(&mut self, kinds: &[JobKind], limit: u32) -> Result<Vec<JobView>> {
        let portal = self.portal.0;
        let stored: Vec<Stored> = on!(self.conn, |c: Db| {
            let mut sql = sqlx::QueryBuilder::<Db>::new(concat!("SELECT ", columns!(), " FROM job WHERE portal_id = "));
            sql.push_bind(portal).push(" AND kind IN (");
            let mut list = sql.separated(", ");
            for kind in kinds {
                list.push_bind(kind.code());
            }
            sql.push(") ORDER BY id DESC LIMIT ").push_bind(i64::from(limit));
            sql.build_query_as().fetch_all(&mut *c).await?
        });
        Ok(stored.into_iter().filter_map(view).collect())
    }

    /// One job; `None` also for one of a newer release.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn find(&mut self, job: JobId) -> Result<Option<JobView>> {
        let portal = self.portal.0;
        let stored: Option<Stored> = on!(self.conn, |c| {
            sqlx::query_as(concat!("SELECT ", columns!(), " FROM job WHERE portal_id = $1 AND id = $2"))
                .bind(portal)
                .bind(job.0)
                .fetch_optional(c)
                .await?
        });
        Ok(stored.and_then(view))
    }

    /// When a job of this kind was last done.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn last_done(&mut self, kind: JobKind) -> Result<Option<Millis>> {
        let portal = self.portal.0;
        let last: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT MAX(finished) FROM job WHERE portal_id = $1 AND kind = $2 AND state = 'done'")
                .bind(portal)
                .bind(kind.code())
                .fetch_one(c)
                .await?
        });
        Ok(last.map(Millis))
    }

    /// Notes how far a running job is. False when it is not this process's any more: it has to stop.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn progress(&mut self, job: JobId, owner: &str, done: u64, total: Option<u64>) -> Result<bool> {
        let portal = self.portal.0;
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let changed = on!(self.conn, |c| {
            sqlx::query(
                "UPDATE job SET done = $4, total = $5
                 WHERE portal_id = $1 AND id = $2 AND owner = $3 AND state = 'running'",
            )
            .bind(portal)
            .bind(job.0)
            .bind(owner)
            .bind(count(done))
            .bind(total.map(count))
            .execute(c)
            .await?
            .rows_affected()
        });
        self.told(changed).await
    }

    /// The job is done. False when it is not this process's any more.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn finish(&mut self, job: JobId, owner: &str, now: Millis) -> Result<bool> {
        self.end(job, owner, JobState::Done, None, now).await
    }

    /// The job is given up. False when it is not this process's any more.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn fail(&mut self, job: JobId, owner: &str, problem: &str, now: Millis) -> Result<bool> {
        self.end(job, owner, JobState::Failed, Some(problem), now).await
    }

    async fn end(
        &mut self,
        job: JobId,
        owner: &str,
        state: JobState,
        problem: Option<&str>,
        now: Millis,
    ) -> Result<bool> {
        let portal = self.portal.0;
        let changed = on!(self.conn, |c| {
            sqlx::query(
                "UPDATE job SET state = $4, problem = $5, finished = $6, owner = '', lease_until = 0
                 WHERE portal_id = $1 AND id = $2 AND owner = $3 AND state = 'running'",
            )
            .bind(portal)
            .bind(job.0)
            .bind(owner)
            .bind(state.code())
            .bind(problem.map(shortened))
            .bind(now.0)
            .execute(c)
            .await?
            .rows_affected()
        });
        self.told(changed).await
    }

    /// The attempt failed; the next one is to begin at `due`. False when the job is not this process's any more.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn retry(&mut self, job: JobId, owner: &str, problem: &str, due: Millis) -> Result<bool> {
        let portal = self.portal.0;
        let changed = on!(self.conn, |c| {
            sqlx::query(
                "UPDATE job SET state = 'queued', problem = $4, due = $5, owner = '', lease_until = 0
                 WHERE portal_id = $1 AND id = $2 AND owner = $3 AND state = 'running'",
            )
            .bind(portal)
            .bind(job.0)
            .bind(owner)
            .bind(shortened(problem))
            .bind(due.0)
            .execute(c)
            .await?
            .rows_affected()
        });
        self.told(changed).await
    }

    /// Gives a running job back untried, for any process to begin at once. False when it is not this process's any more.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn give_back(&mut self, job: JobId, owner: &str) -> Result<bool> {
        let portal = self.portal.0;
        let changed = on!(self.conn, |c| {
            sqlx::query(
                "UPDATE job SET state = 'queued', attempts = attempts - 1, owner = '', lease_until = 0
                 WHERE portal_id = $1 AND id = $2 AND owner = $3 AND state = 'running'",
            )
            .bind(portal)
            .bind(job.0)
            .bind(owner)
            .execute(c)
            .await?
            .rows_affected()
        });
        if changed > 0 {
            signals::send(&mut self.conn, Signal::Jobs).await?;
        }
        self.told(changed).await
    }

    /// Open pages show jobs, so they are told of each step.
    async fn told(&mut self, changed: u64) -> Result<bool> {
        if changed > 0 {
            signals::send(&mut self.conn, Signal::Changed(self.portal)).await?;
        }
        Ok(changed > 0)
    }
}

fn shortened(problem: &str) -> String {
    problem.chars().take(LONGEST_PROBLEM).collect()
}

fn view(stored: Stored) -> Option<JobView> {
    Some(JobView {
        id: JobId(stored.id),
        work: serde_json::from_str(&stored.arguments).ok()?,
        state: JobState::from_code(&stored.state)?,
        attempts: stored.attempts.unsigned_abs(),
        due: Millis(stored.due),
        done: stored.done.unsigned_abs(),
        total: stored.total.map(i64::unsigned_abs),
        problem: stored.problem,
        asked_by: (stored.asked_by != 0).then_some(PersonId(stored.asked_by)),
        created: Millis(stored.created),
        started: stored.started.map(Millis),
        finished: stored.finished.map(Millis),
    })
}
