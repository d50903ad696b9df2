//! When the word of a list is enough to delete records of the copy.
//!
//! A list that shows far fewer records than before may have lost them, or may only have stopped showing them because the
//! rights behind the token shrank. Of many records a sample is asked for singly, where the portal tells "there is none"
//! from "you may not".

use crate::sync::SyncError;
use crate::sync::apply::{Change, id_of};
use crate::sync::live::Live;
use bitrix24::{ApiError, Command, ErrorKind};
use domain::progress::Entity;
use domain::proof::HeldBack;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Records of an entity that are deleted at once on the word of a list.
const FREELY: u64 = 50;
/// The same as a share of the copy's records, in percent; the larger of the two counts.
const FREE_SHARE: u64 = 5;
/// Records of a sample.
const SAMPLE: usize = 20;

impl Live<'_> {
    /// Takes back deletions that are many and that the portal's answers to a sample do not confirm: these records stay.
    ///
    /// # Errors
    /// When the portal or the store fails.
    pub(super) async fn withhold(&self, changes: &mut [Change]) -> Result<(), SyncError> {
        let mut there: BTreeMap<Entity, BTreeSet<i64>> = BTreeMap::new();
        for change in changes.iter() {
            there.entry(change.entity).or_default().extend(change.rows.iter().filter_map(id_of));
        }
        for (entity, there) in there {
            let asked = changes.iter().filter(|change| change.entity == entity).flat_map(|change| &change.asked);
            let gone: BTreeSet<i64> = asked.copied().filter(|id| !there.contains(id)).collect();
            let gone: Vec<i64> = gone.into_iter().collect();
            let rows = self.store.read().await?.proofs(self.portal).count(entity).await?;
            if u64::try_from(gone.len()).unwrap_or(u64::MAX) <= free(rows) {
                continue;
            }
            let Some(why) = self.unconfirmed(entity, &gone).await? else { continue };
            let (portal, entity_code) = (self.portal.0, entity.code());
            tracing::warn!(
                portal,
                entity = entity_code,
                gone = gone.len(),
                why = why.code(),
                "deletions are held back"
            );
            for change in changes.iter_mut().filter(|change| change.entity == entity) {
                change.asked.retain(|id| there.contains(id));
            }
        }
        Ok(())
    }

    /// Asks for some of the records singly; answers why they are not to be deleted, if so.
    async fn unconfirmed(&self, entity: Entity, gone: &[i64]) -> Result<Option<HeldBack>, SyncError> {
        let Some(method) = single(entity) else { return Ok(Some(HeldBack::Unsure)) };
        let command = |(at, id): (usize, i64)| Command::new(format!("d{at}"), method, json!({"id": id}));
        let commands: Vec<Command> = sample(gone).into_iter().enumerate().map(command).collect();
        let answer = self.client.batch(&commands, false).await?;
        Ok(answer.results.into_iter().filter_map(|(_, outcome)| judge(outcome.map(|_| ()))).max())
    }
}

/// How many records may be deleted without a sample.
pub(super) fn free(rows: u64) -> u64 {
    FREELY.max(rows * FREE_SHARE / 100)
}

/// The method that tells a record that does not exist from one that is not shown. Telephony has none.
pub(super) fn single(entity: Entity) -> Option<&'static str> {
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
pub(super) fn sample(ids: &[i64]) -> Vec<i64> {
    let last = ids.len().saturating_sub(1);
    let wanted = SAMPLE.min(ids.len());
    let mut chosen: Vec<i64> = (0..wanted).map(|at| ids[at * last / wanted.saturating_sub(1).max(1)]).collect();
    chosen.dedup();
    chosen
}

/// Why a record that was asked for singly is not to be deleted; `None` when the portal says that there is none.
pub(super) fn judge(outcome: Result<(), ApiError>) -> Option<HeldBack> {
    let Err(error) = outcome else { return Some(HeldBack::Shown) };
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
