//! What the portal's records name by key: pipelines, stages, choices, fields, currencies, the calendar. Each list is
//! small and is replaced whole, so what the portal dropped disappears here too.

mod fields;

pub use fields::{ChoiceRow, FieldRow};

use crate::conn::{Conn, on};
use crate::error::{Error, Result};
use crate::records::{ROWS, key, latest, text};
use domain::day::Day;
use domain::ids::PortalId;
use domain::money::{Amount, Currency, CurrencyCode};
use sqlx::QueryBuilder;
use std::collections::BTreeMap;

/// Dictionaries of one portal.
pub struct Dictionaries<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

/// A deal pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineRow {
    /// Bitrix24 id; 0 is the default one.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Order among pipelines.
    pub sort: i32,
}

/// A stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageRow {
    /// Portal-wide id, as deals name it (`C2:NEW`).
    pub stage_id: String,
    /// Its pipeline.
    pub pipeline: i64,
    /// Name.
    pub name: String,
    /// Order in the pipeline.
    pub sort: i32,
    /// `P` in process, `S` success, `F` failure.
    pub semantics: String,
}

impl Dictionaries<'_> {
    /// Stores the deal pipelines in place of the former.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn replace_pipelines(&mut self, pipelines: &[PipelineRow]) -> Result<()> {
        let pipelines = latest(pipelines, |pipeline| (pipeline.id, 0));
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            sqlx::query("DELETE FROM pipeline WHERE portal_id = $1").bind(portal).execute(&mut *c).await?;
            for chunk in pipelines.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new("INSERT INTO pipeline (portal_id, id, name, sort) ");
                sql.push_values(chunk, |mut values, pipeline| {
                    values
                        .push_bind(portal)
                        .push_bind(pipeline.id)
                        .push_bind(text(&pipeline.name))
                        .push_bind(pipeline.sort);
                });
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// Deal pipelines in the portal's order.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn pipelines(&mut self) -> Result<Vec<PipelineRow>> {
        let portal = self.portal.0;
        let stored: Vec<(i64, String, i32)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT id, name, sort FROM pipeline WHERE portal_id = $1 ORDER BY sort, id")
                .bind(portal)
                .fetch_all(c)
                .await?
        });
        Ok(stored.into_iter().map(|(id, name, sort)| PipelineRow { id, name, sort }).collect())
    }

    /// Stores the stages of all deal pipelines in place of the former.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn replace_stages(&mut self, stages: &[StageRow]) -> Result<()> {
        let stages: BTreeMap<_, _> = stages.iter().map(|stage| (key(&stage.stage_id), stage)).collect();
        let stages: Vec<_> = stages.into_iter().collect();
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            sqlx::query("DELETE FROM stage WHERE portal_id = $1").bind(portal).execute(&mut *c).await?;
            for chunk in stages.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO stage (portal_id, stage_id, pipeline, name, sort, semantics) ",
                );
                sql.push_values(chunk, |mut values, (stage_id, stage)| {
                    values
                        .push_bind(portal)
                        .push_bind(stage_id.as_ref())
                        .push_bind(stage.pipeline)
                        .push_bind(text(&stage.name))
                        .push_bind(stage.sort)
                        .push_bind(text(&stage.semantics));
                });
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// Stages by pipeline, each in the portal's order.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn stages(&mut self) -> Result<Vec<StageRow>> {
        let portal = self.portal.0;
        let stored: Vec<(String, i64, String, i32, String)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT stage_id, pipeline, name, sort, semantics FROM stage WHERE portal_id = $1
                 ORDER BY pipeline, sort, stage_id",
            )
            .bind(portal)
            .fetch_all(c)
            .await?
        });
        Ok(stored
            .into_iter()
            .map(|(stage_id, pipeline, name, sort, semantics)| StageRow { stage_id, pipeline, name, sort, semantics })
            .collect())
    }

    /// Stores the currencies in place of the former.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn replace_currencies(&mut self, currencies: &[Currency]) -> Result<()> {
        let currencies: BTreeMap<_, _> = currencies.iter().map(|currency| (key(&currency.code.0), currency)).collect();
        let currencies: Vec<_> = currencies.into_iter().collect();
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            sqlx::query("DELETE FROM currency WHERE portal_id = $1").bind(portal).execute(&mut *c).await?;
            for chunk in currencies.chunks(ROWS) {
                let mut sql =
                    QueryBuilder::<Db>::new("INSERT INTO currency (portal_id, code, rate, rate_units, base, rated) ");
                sql.push_values(chunk, |mut values, (code, currency)| {
                    values
                        .push_bind(portal)
                        .push_bind(code.as_ref())
                        .push_bind(currency.rate.0)
                        .push_bind(currency.rate_units)
                        .push_bind(currency.base)
                        .push_bind(currency.rated.map(|day| day.0));
                });
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// Currencies of the portal: the base one first, then by code.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn currencies(&mut self) -> Result<Vec<Currency>> {
        let portal = self.portal.0;
        let stored: Vec<(String, i64, i64, bool, Option<i32>)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT code, rate, rate_units, base, rated FROM currency WHERE portal_id = $1 ORDER BY base DESC, code",
            )
            .bind(portal)
            .fetch_all(c)
            .await?
        });
        Ok(stored
            .into_iter()
            .map(|(code, rate, rate_units, base, rated)| Currency {
                code: CurrencyCode(code),
                rate: Amount(rate),
                rate_units,
                base,
                rated: rated.map(Day),
            })
            .collect())
    }

    /// Stores the portal's working calendar as it told it.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn save_calendar(&mut self, settings: &serde_json::Value) -> Result<()> {
        let portal = self.portal.0;
        let json = settings.to_string();
        on!(self.conn, |c| {
            sqlx::query(
                "INSERT INTO calendar (portal_id, settings) VALUES ($1, $2)
                 ON CONFLICT (portal_id) DO UPDATE SET settings = excluded.settings",
            )
            .bind(portal)
            .bind(&json)
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// The portal's working calendar; `None` until it was read.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn calendar(&mut self) -> Result<Option<serde_json::Value>> {
        let portal = self.portal.0;
        let stored: Option<String> = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT settings FROM calendar WHERE portal_id = $1")
                .bind(portal)
                .fetch_optional(c)
                .await?
        });
        stored
            .map(|json| {
                serde_json::from_str(&json).map_err(|_| Error::Unreadable {
                    column: "calendar.settings",
                    value: json.chars().take(200).collect(),
                })
            })
            .transpose()
    }
}
