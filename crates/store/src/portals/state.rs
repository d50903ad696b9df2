//! Settings of a portal and the state of its data.

use super::{Portals, found};
use crate::conn::on;
use crate::depth::QueueDepth;
use crate::error::{Error, Result};
use crate::records::IDS;
use crate::signals::{self, Signal};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::progress::Phase;
use domain::settings::{KeptSettings, Settings};
use sqlx::QueryBuilder;

/// Where one portal stands, without its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The phase of its synchronisation.
    pub phase: Phase,
    /// When it was last asked what changed.
    pub updated: Option<Millis>,
}

impl Portals<'_> {
    /// What an admin chose, or the guess that was stored; `None` until then.
    ///
    /// # Errors
    /// No such portal, settings that do not read, a database that refused.
    pub async fn chosen_settings(&mut self, portal: PortalId) -> Result<Option<Settings>> {
        let stored: Option<(Option<String>,)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT settings FROM portal WHERE id = $1").bind(portal.0).fetch_optional(c).await?
        });
        let (settings,) = stored.ok_or(Error::NoPortal(portal))?;
        settings
            .map(|json| {
                serde_json::from_str(&json).map_err(|_| Error::Unreadable {
                    column: "portal.settings",
                    value: json.chars().take(200).collect(),
                })
            })
            .transpose()
    }

    /// The settings in force: [`Portals::chosen_settings`] or the defaults.
    ///
    /// # Errors
    /// As [`Portals::chosen_settings`].
    pub async fn settings(&mut self, portal: PortalId) -> Result<Settings> {
        Ok(self.chosen_settings(portal).await?.unwrap_or_default())
    }

    /// The settings in force, with what a change of them needs to know. Whether fields are being read is not known here.
    ///
    /// # Errors
    /// As [`Portals::chosen_settings`].
    pub async fn kept_settings(&mut self, portal: PortalId) -> Result<KeptSettings> {
        let stored: Option<(i64, bool)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT settings_version, settings_guessed FROM portal WHERE id = $1")
                .bind(portal.0)
                .fetch_optional(c)
                .await?
        });
        let (version, guessed) = stored.ok_or(Error::NoPortal(portal))?;
        Ok(KeptSettings { version, settings: self.settings(portal).await?, guessed, reading: false })
    }

    /// Stores a guess, unless somebody has chosen meanwhile.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn guess_settings(&mut self, portal: PortalId, guess: &Settings) -> Result<()> {
        let json = written(guess);
        on!(self.conn, |c| {
            sqlx::query("UPDATE portal SET settings = $2 WHERE id = $1 AND settings_guessed")
                .bind(portal.0)
                .bind(&json)
                .execute(c)
                .await?;
        });
        Ok(())
    }

    /// Stores what somebody chose while looking at `version`. Answers the new version, or `None` when another choice came
    /// first; nothing is stored then.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn change_settings(
        &mut self,
        portal: PortalId,
        version: i64,
        settings: &Settings,
    ) -> Result<Option<i64>> {
        let json = written(settings);
        Ok(on!(self.conn, |c| {
            sqlx::query_scalar(
                "UPDATE portal SET settings = $3, settings_version = settings_version + 1, settings_guessed = FALSE
                 WHERE id = $1 AND settings_version = $2 RETURNING settings_version",
            )
            .bind(portal.0)
            .bind(version)
            .bind(&json)
            .fetch_optional(c)
            .await?
        }))
    }

    /// The version of the settings; see [`KeptSettings::version`].
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn settings_version(&mut self, portal: PortalId) -> Result<i64> {
        let version: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT settings_version FROM portal WHERE id = $1")
                .bind(portal.0)
                .fetch_optional(c)
                .await?
        });
        version.ok_or(Error::NoPortal(portal))
    }

    /// How the app stands in the portal: `F` free, `S` subscription, `T` trial, …
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn set_status(&mut self, portal: PortalId, status: &str) -> Result<()> {
        let changed = on!(self.conn, |c| {
            sqlx::query("UPDATE portal SET status = $2 WHERE id = $1")
                .bind(portal.0)
                .bind(status)
                .execute(c)
                .await?
                .rows_affected()
        });
        found(portal, changed)
    }

    /// The portal's time zone became known or changed. Days already stored keep the former zone until read again.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn set_zone(&mut self, portal: PortalId, zone: &str) -> Result<()> {
        let changed = on!(self.conn, |c| {
            sqlx::query("UPDATE portal SET zone = $2 WHERE id = $1")
                .bind(portal.0)
                .bind(zone)
                .execute(c)
                .await?
                .rows_affected()
        });
        found(portal, changed)
    }

    /// Where the synchronisation stands now, and why it stands still if it does.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn set_phase(&mut self, portal: PortalId, phase: Phase, problem: Option<&str>) -> Result<()> {
        let changed = on!(self.conn, |c| {
            sqlx::query("UPDATE portal SET phase = $2, problem = $3 WHERE id = $1")
                .bind(portal.0)
                .bind(code_of(phase))
                .bind(problem)
                .execute(c)
                .await?
                .rows_affected()
        });
        signals::send(&mut self.conn, Signal::Changed(portal)).await?;
        found(portal, changed)
    }

    /// The revision of the portal's rows.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn revision(&mut self, portal: PortalId) -> Result<i64> {
        let revision: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT revision FROM portal WHERE id = $1").bind(portal.0).fetch_optional(c).await?
        });
        revision.ok_or(Error::NoPortal(portal))
    }

    /// Revision and phase of these portals; those that are gone are left out.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn revisions(&mut self, portals: &[PortalId]) -> Result<Vec<(PortalId, i64, Phase)>> {
        let mut found = Vec::with_capacity(portals.len());
        for chunk in portals.chunks(IDS) {
            let rows: Vec<(i64, i64, String)> = on!(self.conn, |c: Db| {
                let mut sql = QueryBuilder::<Db>::new("SELECT id, revision, phase FROM portal WHERE id IN (");
                let mut ids = sql.separated(", ");
                for portal in chunk {
                    ids.push_bind(portal.0);
                }
                sql.push(")");
                sql.build_query_as().persistent(false).fetch_all(&mut *c).await?
            });
            for (id, revision, phase) in rows {
                found.push((PortalId(id), revision, phase_of(phase)?));
            }
        }
        Ok(found)
    }

    /// Events of all portals that have arrived and wait to be applied, and when the oldest of them came.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn waiting_events(&mut self) -> Result<(QueueDepth, Option<Millis>)> {
        let (entries, deepest, portals, oldest): (i64, i64, i64, Option<i64>) = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT CAST(COALESCE(SUM(waiting), 0) AS BIGINT), COALESCE(MAX(waiting), 0), COUNT(*), MIN(oldest)
                 FROM (SELECT COUNT(*) AS waiting, MIN(received) AS oldest FROM inbox GROUP BY portal_id) AS queue",
            )
            .fetch_one(c)
            .await?
        });
        Ok((QueueDepth::of((entries, deepest, portals)), oldest.map(Millis)))
    }

    /// Where every portal that has the app stands.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn standings(&mut self) -> Result<Vec<Standing>> {
        let rows: Vec<(String, Option<i64>)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT phase, updated FROM portal WHERE uninstalled = FALSE").fetch_all(c).await?
        });
        let standing = |(phase, updated): (String, Option<i64>)| {
            Ok(Standing { phase: phase_of(phase)?, updated: updated.map(Millis) })
        };
        rows.into_iter().map(standing).collect()
    }

    /// Marks the rows as changed at `at`; called in the transaction that changes them, last. Answers the new revision,
    /// which every process is told of when the transaction commits.
    ///
    /// # Errors
    /// [`Error::NoPortal`] when the portal was erased meanwhile: the transaction must not be committed.
    pub async fn bump_revision(&mut self, portal: PortalId, at: Millis) -> Result<i64> {
        let revision: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar(
                "UPDATE portal SET revision = revision + 1, updated = $2 WHERE id = $1 RETURNING revision",
            )
            .bind(portal.0)
            .bind(at.0)
            .fetch_optional(c)
            .await?
        });
        let revision = revision.ok_or(Error::NoPortal(portal))?;
        signals::send(&mut self.conn, Signal::Changed(portal)).await?;
        Ok(revision)
    }

    /// Notes that the portal was asked and nothing had changed.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn mark_read(&mut self, portal: PortalId, at: Millis) -> Result<()> {
        on!(self.conn, |c| {
            sqlx::query("UPDATE portal SET updated = $2 WHERE id = $1").bind(portal.0).bind(at.0).execute(c).await?;
        });
        Ok(())
    }
}

fn code_of(phase: Phase) -> &'static str {
    match phase {
        Phase::Waiting => "waiting",
        Phase::Backfill => "backfill",
        Phase::Ready => "ready",
        Phase::Stopped => "stopped",
    }
}

pub(super) fn phase_of(code: String) -> Result<Phase> {
    match code.as_str() {
        "waiting" => Ok(Phase::Waiting),
        "backfill" => Ok(Phase::Backfill),
        "ready" => Ok(Phase::Ready),
        "stopped" => Ok(Phase::Stopped),
        _ => Err(Error::Unreadable { column: "portal.phase", value: code }),
    }
}

fn written(settings: &Settings) -> String {
    serde_json::to_string(settings).expect("settings are plain structs with text keys, which always serialise")
}
