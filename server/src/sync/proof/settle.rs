//! Candidates are looked at again by id until they agree or are certain to differ.

use super::account::{MOST_STRIKES, is_closed, passes};
use super::queue::Queue;
use super::repair::Certain;
use super::{Run, difference};
use crate::sync::SyncError;
use bitrix24::ErrorKind;
use bitrix24::listing::{IdRange, PAGE_ROWS};
use domain::day::Millis;
use domain::progress::Entity;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use store::{Axis, Record};

/// Candidates that are held before they are looked into.
pub(super) const MOST_CANDIDATES: usize = 2_000;
/// Looks at a candidate before it is given up as moving.
const ROUNDS: u32 = 14;
/// Pause before the first look; a portal writes an event into its queue a moment after the change.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(6);
/// On a portal without a queue, records changed so shortly before the proof may not have been found yet.
const UNFOUND: i64 = 15 * 60 * 1000;

/// A record that differed when it was last looked at.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) here: Option<Record>,
    pub(super) there: Option<Record>,
    /// Whether it counts for the certificate's months.
    pub(super) counts: bool,
}

/// The portal's present row of a record.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) record: Record,
    pub(super) row: Value,
}

type Key = (Entity, i64);

impl Run<'_> {
    /// Judges all candidates; certain differences are repaired and listed.
    pub(super) async fn settle(&mut self) -> Result<(), SyncError> {
        let mut open = std::mem::take(&mut self.candidates);
        let mut pause = FIRST_PAUSE;
        for _ in 0..ROUNDS {
            open.retain(|(entity, _), _| !self.refused.contains(entity));
            if open.is_empty() {
                return Ok(());
            }
            self.proof.watch.hasten();
            tokio::time::sleep(pause).await;
            self.alive()?;
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
            let certain = self.look(&mut open).await?;
            for (key, candidate) in self.repair(certain).await? {
                open.insert(key, candidate);
            }
        }
        for (entity, _) in open.into_keys() {
            self.entity(entity).moving += 1;
        }
        Ok(())
    }

    /// One look at every open candidate. Those that agree leave; those that stood still and are not on their way are
    /// answered.
    async fn look(&mut self, open: &mut BTreeMap<Key, Candidate>) -> Result<Vec<(Key, Certain)>, SyncError> {
        let sent = self.proof.clock.now();
        let there = self.read_there(open.keys().copied()).await?;
        let queue = self.queue().await?;
        let mut here = self.read_here(open.keys().copied()).await?;
        let (mut certain, mut gone) = (Vec::new(), Vec::new());
        for (key, candidate) in open.iter_mut() {
            let found = there.get(key);
            let now = Candidate {
                here: here.remove(key),
                there: found.map(|found| found.record.clone()),
                counts: candidate.counts,
            };
            let states = [now.here.as_ref(), now.there.as_ref()];
            if difference(key.0, key.1, states[0], states[1]).is_none() {
                if candidate.counts {
                    self.note(key.0, states[0], states[1]);
                }
                gone.push(*key);
                continue;
            }
            let on_its_way = match &queue {
                Queue::Holds(waiting) => waiting.names(key.0, key.1, states),
                Queue::Missing => is_fresh(now.there.as_ref(), self.started),
            };
            if !on_its_way && same(&now, candidate) {
                let row = found.map(|found| found.row.clone());
                certain.push((*key, Certain { state: now, row, sent }));
                gone.push(*key);
            } else {
                *candidate = now;
            }
        }
        for key in gone {
            open.remove(&key);
        }
        Ok(certain)
    }

    async fn read_here(&self, keys: impl Iterator<Item = Key>) -> Result<BTreeMap<Key, Record>, SyncError> {
        let mut reader = self.proof.store.read().await?;
        let mut here = BTreeMap::new();
        for (entity, ids) in by_entity(keys) {
            let found = reader.proofs(self.proof.portal).find(entity, &ids).await?;
            here.extend(found.into_iter().map(|record| ((entity, record.id()), record)));
        }
        Ok(here)
    }

    /// The portal's present rows of these records.
    async fn read_there(&mut self, keys: impl Iterator<Item = Key>) -> Result<BTreeMap<Key, Found>, SyncError> {
        let mut open: VecDeque<(Entity, Vec<i64>, u32)> = VecDeque::new();
        for (entity, ids) in by_entity(keys) {
            open.extend(ids.chunks(PAGE_ROWS).map(|part| (entity, part.to_vec(), 0)));
        }
        let mut there = BTreeMap::new();
        while !open.is_empty() {
            self.alive()?;
            let asked: Vec<_> = open.drain(..self.account.width().min(open.len())).collect();
            let lists: Vec<_> = asked
                .iter()
                .filter_map(|(entity, ids, _)| {
                    let list = self.proof.list(*entity)?;
                    // Telephony documents a list of values under the field's own name, and no sign for it.
                    let sign = if *entity == Entity::Calls { "" } else { "@" };
                    let key = format!("{sign}{}", list.id_field());
                    Some(list.filter(&key, json!(ids)))
                })
                .collect();
            let command = |list: &bitrix24::ListMethod| (list.method().to_owned(), list.page_params(IdRange::ALL));
            let commands: Vec<(String, Value)> = lists.iter().map(command).collect();
            let outcomes = self.account.batch(self.proof.client, &commands).await?;
            for (((entity, ids, strikes), list), outcome) in asked.into_iter().zip(lists).zip(outcomes) {
                match outcome {
                    Ok(answer) => {
                        let rows = list.rows(answer.result)?;
                        // A page that holds what was not asked for may lack what was: nothing is gone on its word.
                        if rows.iter().any(|row| !list.row_id(row).is_some_and(|id| ids.contains(&id))) {
                            if strikes >= MOST_STRIKES {
                                return Err(SyncError::Portal(foreign_rows(&list)));
                            }
                            open.push_back((entity, ids, strikes + 1));
                            continue;
                        }
                        for row in rows {
                            if let Some(record) = self.proof.record(entity, &row) {
                                there.insert((entity, record.id()), Found { record, row });
                            }
                        }
                    }
                    Err(error) if is_closed(&error) => self.close(entity),
                    Err(error) if passes(&error) && strikes < MOST_STRIKES => {
                        open.push_back((entity, ids, strikes + 1));
                    }
                    Err(error) => return Err(error.into_error(list.method(), self.proof.clock.now().0).into()),
                }
            }
        }
        self.account.note_rows(there.len());
        Ok(there)
    }
}

fn foreign_rows(list: &bitrix24::ListMethod) -> bitrix24::Error {
    bitrix24::Error {
        kind: ErrorKind::Protocol,
        code: "FOREIGN_ROWS".to_owned(),
        method: list.method().to_owned(),
        message: "the portal answers with records that were not asked for".to_owned(),
    }
}

/// Whether nothing has moved between two looks.
fn same(now: &Candidate, before: &Candidate) -> bool {
    let digest = |record: &Option<Record>| record.as_ref().map(Record::digest);
    digest(&now.here) == digest(&before.here) && digest(&now.there) == digest(&before.there)
}

/// Whether the portal's record changed so lately that a search for changes may not have come to it.
fn is_fresh(there: Option<&Record>, started: Millis) -> bool {
    let changed = there.and_then(|record| record.date(Axis::Modified).or_else(|| record.date(Axis::Happened)));
    changed.is_some_and(|at| at.0 > started.0 - UNFOUND)
}

fn by_entity(keys: impl Iterator<Item = Key>) -> BTreeMap<Entity, Vec<i64>> {
    let mut ids: BTreeMap<Entity, Vec<i64>> = BTreeMap::new();
    for (entity, id) in keys {
        ids.entry(entity).or_default().push(id);
    }
    ids
}
