//! Certificates with their differences, and where comparing row by row stands.

use super::Proofs;
use crate::conn::on;
use crate::error::{Error, Result};
use crate::records::{ROWS, text};
use domain::day::Millis;
use domain::progress::Entity;
use domain::proof::{Difference, LastProof, MOST_DIFFERENCES, ProofReport, Verdict, What};
use sqlx::QueryBuilder;

/// Reports that are kept.
const KEPT: i64 = 30;

/// Where comparing an entity row by row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Rows up to this id were compared in the present pass.
    pub after: i64,
    /// When the present pass began.
    pub began: Millis,
    /// When the last whole pass ended; `None` before the first one has.
    pub whole_at: Option<Millis>,
}

impl Proofs<'_> {
    /// Stores a report under the next number, with at most [`MOST_DIFFERENCES`] of its differences, and forgets the
    /// oldest ones. Answers the number.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn save_report(&mut self, report: &ProofReport, differences: &[Difference]) -> Result<i64> {
        let portal = self.portal.0;
        let json = serde_json::to_string(report).expect("reports are plain structs with text keys");
        let id: i64 = on!(self.conn, |c| {
            sqlx::query_scalar(
                "INSERT INTO proof (portal_id, id, finished, verdict, report)
                 SELECT $1, COALESCE(MAX(id), 0) + 1, $2, $3, $4 FROM proof WHERE portal_id = $1
                 RETURNING id",
            )
            .bind(portal)
            .bind(report.finished.0)
            .bind(report.verdict.code())
            .bind(text(&json))
            .fetch_one(c)
            .await?
        });
        let kept = usize::try_from(MOST_DIFFERENCES).unwrap_or(usize::MAX);
        let rows: Vec<(i64, &Difference)> = (0..).zip(differences.iter().take(kept)).collect();
        on!(self.conn, |c: Db| {
            for chunk in rows.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO proof_difference (portal_id, proof, place, entity, record, what, fields, repaired) ",
                );
                sql.push_values(chunk, |mut values, (place, difference)| {
                    values
                        .push_bind(portal)
                        .push_bind(id)
                        .push_bind(*place)
                        .push_bind(difference.entity.code())
                        .push_bind(text(&difference.id))
                        .push_bind(difference.what.code())
                        .push_bind(difference.fields.join(","))
                        .push_bind(difference.repaired);
                });
                sql.build().persistent(false).execute(&mut *c).await?;
            }
            for table in ["proof_difference WHERE proof <= ", "proof WHERE id <= "] {
                let mut sql = QueryBuilder::<Db>::new("DELETE FROM ");
                sql.push(table).push_bind(id - KEPT).push(" AND portal_id = ").push_bind(portal);
                sql.build().execute(&mut *c).await?;
            }
        });
        Ok(id)
    }

    /// The last reports, newest first, without their months.
    ///
    /// # Errors
    /// A stored report that does not read, a database that refused.
    pub async fn reports(&mut self, most: u32) -> Result<Vec<ProofReport>> {
        let portal = self.portal.0;
        let stored: Vec<(i64, String)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT id, report FROM proof WHERE portal_id = $1 ORDER BY id DESC LIMIT $2")
                .bind(portal)
                .bind(i64::from(most))
                .fetch_all(c)
                .await?
        });
        let reports = stored.into_iter().map(|(id, json)| Ok(ProofReport { months: Vec::new(), ..read(id, &json)? }));
        reports.collect()
    }

    /// One report, or the newest, whole.
    ///
    /// # Errors
    /// A stored report that does not read, a database that refused.
    pub async fn report(&mut self, id: Option<i64>) -> Result<Option<ProofReport>> {
        let portal = self.portal.0;
        let stored: Option<(i64, String)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT id, report FROM proof WHERE portal_id = $1 AND id = COALESCE($2, id)
                 ORDER BY id DESC LIMIT 1",
            )
            .bind(portal)
            .bind(id)
            .fetch_optional(c)
            .await?
        });
        stored.map(|(id, json)| read(id, &json)).transpose()
    }

    /// When the newest proof ended and what it says.
    ///
    /// # Errors
    /// A stored verdict that does not read, a database that refused.
    pub async fn last(&mut self) -> Result<Option<LastProof>> {
        let portal = self.portal.0;
        let stored: Option<(i64, String)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT finished, verdict FROM proof WHERE portal_id = $1 ORDER BY id DESC LIMIT 1")
                .bind(portal)
                .fetch_optional(c)
                .await?
        });
        let last = stored.map(|(finished, verdict)| {
            let unreadable = Error::Unreadable { column: "proof.verdict", value: verdict.clone() };
            Ok(LastProof { finished: Millis(finished), verdict: Verdict::from_code(&verdict).ok_or(unreadable)? })
        });
        last.transpose()
    }

    /// A page of a report's differences in the order they were found, and how many are kept.
    ///
    /// # Errors
    /// A stored difference that does not read, a database that refused.
    pub async fn differences(&mut self, report: i64, offset: u64, limit: u32) -> Result<(Vec<Difference>, u64)> {
        type Columns = (String, String, String, String, bool);
        let portal = self.portal.0;
        let (stored, kept): (Vec<Columns>, i64) = on!(self.conn, |c| {
            let stored = sqlx::query_as(
                "SELECT entity, record, what, fields, repaired FROM proof_difference
                 WHERE portal_id = $1 AND proof = $2 AND place >= $3 ORDER BY place LIMIT $4",
            )
            .bind(portal)
            .bind(report)
            .bind(i64::try_from(offset).unwrap_or(i64::MAX))
            .bind(i64::from(limit))
            .fetch_all(&mut *c)
            .await?;
            let kept = sqlx::query_scalar("SELECT COUNT(*) FROM proof_difference WHERE portal_id = $1 AND proof = $2")
                .bind(portal)
                .bind(report)
                .fetch_one(&mut *c)
                .await?;
            (stored, kept)
        });
        let page = stored.into_iter().map(|(entity, id, what, fields, repaired)| {
            let unreadable = |column, value: &str| Error::Unreadable { column, value: value.to_owned() };
            Ok(Difference {
                entity: Entity::from_code(&entity).ok_or_else(|| unreadable("proof_difference.entity", &entity))?,
                id,
                what: What::from_code(&what).ok_or_else(|| unreadable("proof_difference.what", &what))?,
                fields: fields.split(',').filter(|field| !field.is_empty()).map(str::to_owned).collect(),
                repaired,
            })
        });
        Ok((page.collect::<Result<_>>()?, kept.unsigned_abs()))
    }

    /// Where comparing row by row stands; entities that were never begun are left out.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn positions(&mut self) -> Result<Vec<(Entity, Position)>> {
        let portal = self.portal.0;
        let stored: Vec<(String, i64, i64, Option<i64>)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT entity, after, began, whole_at FROM proof_position WHERE portal_id = $1")
                .bind(portal)
                .fetch_all(c)
                .await?
        });
        let positions = stored.into_iter().filter_map(|(entity, after, began, whole_at)| {
            let position = Position { after, began: Millis(began), whole_at: whole_at.map(Millis) };
            Some((Entity::from_code(&entity)?, position))
        });
        Ok(positions.collect())
    }

    /// Stores where comparing an entity stands.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn save_position(&mut self, entity: Entity, position: Position) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query(
                "INSERT INTO proof_position (portal_id, entity, after, began, whole_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (portal_id, entity) DO UPDATE SET
                   after = excluded.after, began = excluded.began, whole_at = excluded.whole_at",
            )
            .bind(portal)
            .bind(entity.code())
            .bind(position.after)
            .bind(position.began.0)
            .bind(position.whole_at.map(|at| at.0))
            .execute(c)
            .await?;
        });
        Ok(())
    }
}

fn read(id: i64, json: &str) -> Result<ProofReport> {
    let report: ProofReport = serde_json::from_str(json)
        .map_err(|_| Error::Unreadable { column: "proof.report", value: json.chars().take(80).collect() })?;
    Ok(ProofReport { id, ..report })
}
