//! Bringing the copy to the portal's state, by the way on which changes come.

use super::settle::Candidate;
use super::{Run, difference};
use crate::sync::SyncError;
use crate::sync::apply::{Change, apply};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::progress::Entity;
use serde_json::Value;
use std::collections::BTreeMap;
use store::{Record, Tx};

/// Records of one transaction.
const AT_ONCE: usize = 200;

/// A record that differs for certain.
#[derive(Clone, Debug)]
pub(super) struct Certain {
    /// Both sides at the last look.
    pub(super) state: Candidate,
    /// The portal's row; `None` when it has none.
    pub(super) row: Option<Value>,
    /// When that was asked for.
    pub(super) sent: Millis,
}

type Key = (Entity, i64);

impl Run<'_> {
    /// Repairs what differs and lists it. What the copy has changed meanwhile is answered: it is to be looked at again.
    pub(super) async fn repair(&mut self, certain: Vec<(Key, Certain)>) -> Result<Vec<(Key, Candidate)>, SyncError> {
        let mut by_entity: BTreeMap<Entity, Vec<(i64, Certain)>> = BTreeMap::new();
        for ((entity, id), one) in certain {
            by_entity.entry(entity).or_default().push((id, one));
        }
        let mut again = Vec::new();
        for (entity, mut all) in by_entity {
            if self.brake(entity, &all).await?.is_some() {
                let (stays, gone): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, one)| one.row.is_some());
                gone.iter().for_each(|(id, one)| self.list(entity, *id, one, false));
                all = stays;
            }
            let repair = self.proof.terms.repair;
            for part in all.chunks(AT_ONCE) {
                let moved = if repair { self.apply(entity, part).await? } else { Vec::new() };
                for (id, one) in part {
                    if moved.contains(id) {
                        again.push(((entity, *id), one.state.clone()));
                        continue;
                    }
                    self.list(entity, *id, one, repair);
                }
            }
        }
        Ok(again)
    }

    fn list(&mut self, entity: Entity, id: i64, one: &Certain, repaired: bool) {
        let (here, there) = (one.state.here.as_ref(), one.state.there.as_ref());
        let Some(mut difference) = difference(entity, id, here, there) else { return };
        difference.repaired = repaired;
        self.differs(difference);
        if one.state.counts {
            self.note(entity, if repaired { there } else { here }, there);
        }
    }

    /// Applies the portal's state of records that the copy still holds as they were seen; answers those it does not.
    async fn apply(&self, entity: Entity, part: &[(i64, Certain)]) -> Result<Vec<i64>, SyncError> {
        let proof = self.proof;
        let ids: Vec<i64> = part.iter().map(|(id, _)| *id).collect();
        let mut tx = proof.store.begin().await?;
        let portal = tx.portals().find(proof.portal).await?;
        if portal.is_none_or(|portal| portal.uninstalled) {
            return Err(SyncError::Gone);
        }
        let present = tx.proofs(proof.portal).find(entity, &ids).await?;
        let present: BTreeMap<i64, Record> = present.into_iter().map(|record| (record.id(), record)).collect();
        let as_seen = |(id, one): &&(i64, Certain)| present.get(id) == one.state.here.as_ref();
        let (still, moved): (Vec<_>, Vec<_>) = part.iter().partition(as_seen);
        if still.is_empty() {
            return Ok(moved.into_iter().map(|(id, _)| *id).collect());
        }
        doubt(&mut tx, proof.portal, entity, &still).await?;
        let change = Change {
            entity,
            rows: still.iter().filter_map(|(_, one)| one.row.clone()).collect(),
            asked: still.iter().map(|(id, _)| *id).collect(),
            sent: still.iter().map(|(_, one)| one.sent).min().unwrap_or_default(),
        };
        let revision = apply(&mut tx, proof.portal, proof.reading, &[change], proof.clock.now()).await?;
        tx.commit().await?;
        if revision.is_some() {
            proof.changes.tell(proof.portal);
        }
        Ok(moved.into_iter().map(|(id, _)| *id).collect())
    }
}

/// A row of the copy may claim to be newer than the portal's, and would stay: its claim is taken back.
async fn doubt(tx: &mut Tx, portal: PortalId, entity: Entity, still: &[&(i64, Certain)]) -> Result<(), store::Error> {
    let claims = |one: &Certain| one.row.is_some() && one.state.here.is_some();
    let ids: Vec<i64> = still.iter().filter(|(_, one)| claims(one)).map(|(id, _)| *id).collect();
    tx.proofs(portal).doubt(entity, &ids).await
}
