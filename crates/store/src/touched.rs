//! Which companies each revision touched. A report in memory that is a few revisions behind, in this process or another
//! one, reads only these companies again.

use crate::conn::{Conn, on};
use crate::error::Result;
use crate::records::ROWS;
use domain::ids::{CompanyId, PortalId};
use std::collections::BTreeSet;

/// Stands for "anything may have changed": names, settings, a first reading.
const EVERYTHING: i64 = -1;
/// Stands for "no company": a letter of a lead, a call nobody is bound to. Without it such a revision would look like a
/// gap, and the commonest changes would have the whole report read anew.
const NOTHING: i64 = -2;
/// Revisions that are remembered.
const REMEMBERED: i64 = 2_000;
/// Most companies that are worth reading one by one.
const MOST: usize = 5_000;

/// What changed since a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    /// These companies; 0 stands for deals without a company.
    Companies(Vec<CompanyId>),
    /// More than is remembered: read everything anew.
    Everything,
}

/// The record of touched companies of one portal.
pub struct TouchedLog<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

impl TouchedLog<'_> {
    /// Notes what `revision` touched and forgets what is too old to matter. A revision that was never noted counts as
    /// [`Touched::Everything`] later: a gap is never taken for "nothing changed".
    ///
    /// # Errors
    /// A database that refused.
    pub async fn note(&mut self, revision: i64, touched: &Touched) -> Result<()> {
        let mut companies: Vec<i64> = match touched {
            Touched::Companies(companies) => companies.iter().map(|company| company.0).collect(),
            Touched::Everything => vec![EVERYTHING],
        };
        if companies.len() > MOST {
            companies = vec![EVERYTHING];
        }
        if companies.is_empty() {
            companies = vec![NOTHING];
        }
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            for chunk in companies.chunks(ROWS) {
                let mut sql = sqlx::QueryBuilder::<Db>::new("INSERT INTO touched (portal_id, revision, company) ");
                sql.push_values(chunk, |mut values, company| {
                    values.push_bind(portal).push_bind(revision).push_bind(*company);
                });
                sql.push(" ON CONFLICT DO NOTHING");
                sql.build().persistent(false).execute(&mut *c).await?;
            }
            sqlx::query("DELETE FROM touched WHERE portal_id = $1 AND revision <= $2")
                .bind(portal)
                .bind(revision - REMEMBERED)
                .execute(&mut *c)
                .await?;
        });
        Ok(())
    }

    /// What the revisions after `since` up to `until` touched. Fewer noted revisions than the difference mean that some
    /// are forgotten.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn between(&mut self, since: i64, until: i64) -> Result<Touched> {
        let portal = self.portal.0;
        let most = i64::try_from(MOST).unwrap_or(i64::MAX) + 1;
        let rows: Vec<(i64, i64)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT revision, company FROM touched WHERE portal_id = $1 AND revision > $2 AND revision <= $3
                 ORDER BY revision, company LIMIT $4",
            )
            .bind(portal)
            .bind(since)
            .bind(until)
            .bind(most)
            .fetch_all(c)
            .await?
        });
        let revisions: BTreeSet<i64> = rows.iter().map(|(revision, _)| *revision).collect();
        let complete = i64::try_from(revisions.len()).unwrap_or(0) == until - since && rows.len() <= MOST;
        if !complete || rows.iter().any(|(_, company)| *company == EVERYTHING) {
            return Ok(Touched::Everything);
        }
        let companies: BTreeSet<i64> =
            rows.into_iter().map(|(_, company)| company).filter(|company| *company != NOTHING).collect();
        Ok(Touched::Companies(companies.into_iter().map(CompanyId).collect()))
    }
}
