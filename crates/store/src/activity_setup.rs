//! What people set for calls and meetings themselves: plans, days counted as met, the moved calendar, absences. Nothing
//! here is copied from the portal.

mod days;
mod loading;
mod plans;

pub(crate) use loading::span_of;

pub use days::{AbsenceRow, ForcedRow};
pub use plans::{PlanCell, PlanChange, PlanKind};

use crate::conn::{Conn, on};
use crate::error::{Error, Result};
use domain::activity::settings::ActivitySettings;
use domain::ids::PortalId;

/// What people set in one portal.
pub struct ActivitySetup<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

/// How recent what a grid is made of is, as revisions of the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActivityState {
    /// Counted days older than this were counted by another rule: a grid in memory from before is of no more use.
    pub facts_since: i64,
    /// The latest change of what people set.
    pub setup: i64,
}

impl ActivitySetup<'_> {
    /// How recent everything is.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn state(&mut self) -> Result<ActivityState> {
        let portal = self.portal.0;
        let state: Option<(i64, i64)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT facts_since, setup FROM activity_state WHERE portal_id = $1")
                .bind(portal)
                .fetch_optional(c)
                .await?
        });
        Ok(state.map_or_else(ActivityState::default, |(facts_since, setup)| ActivityState { facts_since, setup }))
    }

    /// The settings in force: the stored ones, or the defaults.
    ///
    /// # Errors
    /// Settings that do not read, a database that refused.
    pub async fn settings(&mut self) -> Result<ActivitySettings> {
        let portal = self.portal.0;
        let stored: Option<(Option<String>,)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT settings FROM activity_state WHERE portal_id = $1")
                .bind(portal)
                .fetch_optional(c)
                .await?
        });
        let Some(json) = stored.and_then(|(settings,)| settings) else { return Ok(ActivitySettings::default()) };
        serde_json::from_str(&json).map_err(|_| Error::Unreadable {
            column: "activity_state.settings",
            value: json.chars().take(200).collect(),
        })
    }

    /// How often the settings were changed.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn settings_version(&mut self) -> Result<i64> {
        let portal = self.portal.0;
        let version: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT settings_version FROM activity_state WHERE portal_id = $1")
                .bind(portal)
                .fetch_optional(c)
                .await?
        });
        Ok(version.unwrap_or(0))
    }

    /// Stores the settings; answers their new version.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn save_settings(&mut self, settings: &ActivitySettings) -> Result<i64> {
        let portal = self.portal.0;
        let json = serde_json::to_string(settings).expect("settings are plain structs, which always serialise");
        Ok(on!(self.conn, |c| {
            sqlx::query_scalar(
                "INSERT INTO activity_state (portal_id, facts_since, setup, settings, settings_version)
                 VALUES ($1, 0, 0, $2, 1)
                 ON CONFLICT (portal_id) DO UPDATE SET settings = excluded.settings,
                   settings_version = activity_state.settings_version + 1 RETURNING settings_version",
            )
            .bind(portal)
            .bind(&json)
            .fetch_one(c)
            .await?
        }))
    }

    /// Notes that this revision changed what people set.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn note_setup(&mut self, revision: i64) -> Result<()> {
        self.note(
            "INSERT INTO activity_state (portal_id, facts_since, setup) VALUES ($1, 0, $2)
                   ON CONFLICT (portal_id) DO UPDATE SET setup = excluded.setup",
            revision,
        )
        .await
    }

    /// Notes that from this revision on days are counted by another rule.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn note_facts(&mut self, revision: i64) -> Result<()> {
        self.note(
            "INSERT INTO activity_state (portal_id, facts_since, setup) VALUES ($1, $2, $2)
                   ON CONFLICT (portal_id) DO UPDATE SET facts_since = excluded.facts_since, setup = excluded.setup",
            revision,
        )
        .await
    }

    async fn note(&mut self, statement: &'static str, revision: i64) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query(statement).bind(portal).bind(revision).execute(c).await?;
        });
        Ok(())
    }
}
