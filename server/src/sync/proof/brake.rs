//! The brake on deletions: a portal that suddenly shows far fewer records than the copy holds may have lost them, or may
//! only have stopped showing them because the rights behind the token shrank.
//!
//! Below a bound deletions are repaired like everything else. Above it a sample is asked for singly, where the portal
//! tells "there is none" from "you may not": only when every answer of the sample says that there is none are the
//! records deleted. Otherwise they stay, are listed as not repaired, and the certificate says why.

use super::Run;
use super::repair::Certain;
use crate::sync::SyncError;
use crate::sync::deletions::{free, judge, sample, single};
use domain::progress::Entity;
use domain::proof::HeldBack;
use serde_json::{Value, json};

/// What is known about the deletions of one entity in this proof.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Brake {
    /// Records of the copy when the first deletion was to be made.
    rows: Option<u64>,
    /// Deletions so far, those that wait now included.
    gone: u64,
    /// Why no more are made.
    held: Option<HeldBack>,
}

impl Run<'_> {
    /// Whether these deletions are to wait, and why. `all` are the certain differences of one entity.
    pub(super) async fn brake(
        &mut self,
        entity: Entity,
        all: &[(i64, Certain)],
    ) -> Result<Option<HeldBack>, SyncError> {
        let ids: Vec<i64> = all.iter().filter(|(_, one)| one.row.is_none()).map(|(id, _)| *id).collect();
        if ids.is_empty() || !self.proof.terms.repair {
            return Ok(None);
        }
        let mut brake = self.brakes.get(&entity).copied().unwrap_or_default();
        let rows = match brake.rows {
            Some(rows) => rows,
            None => self.proof.store.read().await?.proofs(self.proof.portal).count(entity).await?,
        };
        brake.rows = Some(rows);
        brake.gone += u64::try_from(ids.len()).unwrap_or(u64::MAX);
        // The counts tell beforehand how many are missing: the first of them are held back with the others.
        let proof = *self.entity(entity);
        let missing = proof.here.saturating_sub(proof.there.unwrap_or(proof.here));
        if brake.held.is_none() && brake.gone.max(missing) > free(rows) {
            brake.held = self.sampled(entity, &ids).await?;
            if let Some(why) = brake.held {
                let (portal, entity) = (self.proof.portal.0, entity.code());
                tracing::warn!(portal, entity, gone = brake.gone, why = why.code(), "deletions are held back");
            }
        }
        self.brakes.insert(entity, brake);
        self.entity(entity).held_back = brake.held;
        Ok(brake.held)
    }

    /// Asks for some of the records singly; answers why they are not to be deleted, if so.
    async fn sampled(&mut self, entity: Entity, ids: &[i64]) -> Result<Option<HeldBack>, SyncError> {
        let Some(method) = single(entity) else { return Ok(Some(HeldBack::Unsure)) };
        let command = |id: &i64| (method.to_owned(), json!({"id": id}));
        let commands: Vec<(String, Value)> = sample(ids).iter().map(command).collect();
        let outcomes = self.account.batch(self.proof.client, &commands).await?;
        Ok(outcomes.into_iter().filter_map(|outcome| judge(outcome.map(|_| ()))).max())
    }
}
