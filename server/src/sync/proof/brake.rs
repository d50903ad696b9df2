//! The brake on deletions: a portal that suddenly shows far fewer records than the copy holds may have lost them, or may
//! only have stopped showing them because the rights behind the token shrank.
//!
//! Below a bound deletions are repaired like everything else. Above it a sample is asked for singly, where the portal
//! tells "there is none" from "you may not": only when every answer of the sample says that there is none are the
//! records deleted. Otherwise they stay, are listed as not repaired, and the certificate says why.

use super::Run;
use super::account::passes;
use super::repair::Certain;
use crate::sync::SyncError;
use bitrix24::{ApiError, ErrorKind};
use domain::progress::Entity;
use domain::proof::HeldBack;
use serde_json::{Value, json};

/// Records of an entity that one proof deletes on the word of a list.
const FREELY: u64 = 50;
/// The same as a share of the copy's records, in percent; the larger of the two counts.
const FREE_SHARE: u64 = 5;
/// Records of a sample.
const SAMPLE: usize = 20;

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

/// How many records may be deleted without a sample.
fn free(rows: u64) -> u64 {
    FREELY.max(rows * FREE_SHARE / 100)
}

/// The method that tells a record that does not exist from one that is not shown. Telephony has none.
fn single(entity: Entity) -> Option<&'static str> {
    match entity {
        Entity::Companies => Some("crm.company.get"),
        Entity::Requisites => Some("crm.requisite.get"),
        Entity::Contacts => Some("crm.contact.get"),
        Entity::Deals => Some("crm.deal.get"),
        Entity::Activities => Some("crm.activity.get"),
        Entity::Calls | Entity::People | Entity::Departments | Entity::Dictionaries => None,
    }
}

/// Up to [`SAMPLE`] of the ids, spread over all of them, the first and the last included.
fn sample(ids: &[i64]) -> Vec<i64> {
    let last = ids.len().saturating_sub(1);
    let wanted = SAMPLE.min(ids.len());
    let mut chosen: Vec<i64> = (0..wanted).map(|at| ids[at * last / wanted.saturating_sub(1).max(1)]).collect();
    chosen.dedup();
    chosen
}

/// Why a record that was asked for singly is not to be deleted; `None` when the portal says that there is none.
fn judge(outcome: Result<(), ApiError>) -> Option<HeldBack> {
    let Err(error) = outcome else { return Some(HeldBack::Shown) };
    if passes(&error) {
        return Some(HeldBack::Unsure);
    }
    match error.kind(0) {
        ErrorKind::NotFound => None,
        // The legacy methods say so in words only.
        ErrorKind::BadRequest if error.message.to_ascii_lowercase().contains("not found") => None,
        ErrorKind::Denied => Some(HeldBack::Denied),
        _ => Some(HeldBack::Unsure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(code: &str, message: &str) -> Option<HeldBack> {
        judge(Err(ApiError { code: code.to_owned(), message: message.to_owned(), argument: None }))
    }

    #[test]
    fn only_the_word_that_there_is_none_lets_a_record_go() {
        assert_eq!(answer("", "Not found"), None);
        assert_eq!(answer("NOT_FOUND", "Element not found"), None);
        assert_eq!(answer("ACCESS_DENIED", "Access denied!"), Some(HeldBack::Denied));
        assert_eq!(answer("", "Access denied."), Some(HeldBack::Denied));
        assert_eq!(answer("QUERY_LIMIT_EXCEEDED", "Too many requests"), Some(HeldBack::Unsure));
        assert_eq!(answer("", "ID is not defined or invalid."), Some(HeldBack::Unsure));
        assert_eq!(judge(Ok(())), Some(HeldBack::Shown));
    }

    #[test]
    fn a_sample_spreads_over_all_ids() {
        assert_eq!(sample(&[]), [0_i64; 0]);
        assert_eq!(sample(&[7]), [7]);
        assert_eq!(sample(&[7, 9]), [7, 9]);
        let ids: Vec<i64> = (1..=1_000).collect();
        let chosen = sample(&ids);
        assert_eq!((chosen.len(), chosen[0], chosen[19]), (SAMPLE, 1, 1_000));
        assert!(chosen.is_sorted());
    }

    #[test]
    fn few_deletions_are_free_and_of_many_records_a_twentieth() {
        assert_eq!((free(0), free(1_000), free(2_000), free(600_000)), (50, 50, 100, 30_000));
    }
}
