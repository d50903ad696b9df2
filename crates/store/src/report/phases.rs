//! Phases of stages: the portal's semantics and the settings' mapping.

use super::Report;
use crate::conn::on;
use crate::error::Result;
use domain::deals::Phase;
use domain::settings::Settings;
use std::collections::HashMap;

/// The phase of every known stage.
pub(super) struct Phases(HashMap<String, Phase>);

impl Phases {
    /// The phase of a deal on this stage; a stage nobody told us about counts as work.
    pub(super) fn of(&self, stage_id: &str) -> Phase {
        self.0.get(stage_id).copied().unwrap_or(Phase::Work)
    }
}

impl Report<'_> {
    pub(super) async fn phases(&mut self, settings: &Settings) -> Result<Phases> {
        let portal = self.portal.0;
        let stages: Vec<(String, String)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT stage_id, semantics FROM stage WHERE portal_id = $1")
                .bind(portal)
                .fetch_all(c)
                .await?
        });
        let known = stages.into_iter().map(|(stage_id, semantics)| {
            let phase = settings.phase(&stage_id, &semantics);
            (stage_id, phase)
        });
        let mut phases: HashMap<_, _> = known.collect();
        // A mapped stage that is not known yet means what it was mapped to all the same.
        for (stage_id, phase) in &settings.stages {
            phases.entry(stage_id.clone()).or_insert(*phase);
        }
        Ok(Phases(phases))
    }
}
