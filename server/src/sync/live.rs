//! Changes after the first reading, from the portal's queue of offline events.
//!
//! An event only says that a record changed: the record is read again, and what is not there any more is deleted. So
//! the order, the number and the kind of events do not matter, and applying one twice changes nothing. Events are taken
//! with a reservation and confirmed after the commit. The portal hides reserved events for weeks, so what a process
//! reserved and did not confirm, because it died or failed, is looked for in the list of the queue and applied from there.
//!
//! Plans without such a queue are searched for what was modified instead, see `modified` and `vanished`.

use crate::changes::Changes;
use crate::clock::Clock;
use crate::sync::SyncError;
use crate::sync::queues::SeenQueues;
use crate::sync::reread::Wanted;
use crate::sync::rows::Reading;
use crate::sync::source;
use bitrix24::lenient::{flag_of, i64_of, text_of};
use bitrix24::{Answer, Idempotence, PortalClient};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::progress::Entity;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{ChangeSource, Store};

/// Records of the queue that are taken at once: their rows fit into one page of each list.
const TAKEN: usize = 50;
/// Pages of the queue that are looked through for lost reservations: ten thousand events.
const MOST_PAGES: usize = 200;
/// How long a call without an activity may still get one, milliseconds.
const LOOSE_MS: i64 = 86_400_000;
/// Calls without an activity that are looked at in one go, the latest first.
const MOST_LOOSE: u32 = 500;

/// Offline events the app listens to, with what they are about.
pub const OFFLINE_EVENTS: [(&str, Entity); 17] = [
    ("ONCRMCOMPANYADD", Entity::Companies),
    ("ONCRMCOMPANYUPDATE", Entity::Companies),
    ("ONCRMCOMPANYDELETE", Entity::Companies),
    ("ONCRMCONTACTADD", Entity::Contacts),
    ("ONCRMCONTACTUPDATE", Entity::Contacts),
    ("ONCRMCONTACTDELETE", Entity::Contacts),
    ("ONCRMDEALADD", Entity::Deals),
    ("ONCRMDEALUPDATE", Entity::Deals),
    ("ONCRMDEALDELETE", Entity::Deals),
    ("ONCRMACTIVITYADD", Entity::Activities),
    ("ONCRMACTIVITYUPDATE", Entity::Activities),
    ("ONCRMACTIVITYDELETE", Entity::Activities),
    ("ONCRMREQUISITEADD", Entity::Requisites),
    ("ONCRMREQUISITEUPDATE", Entity::Requisites),
    ("ONCRMREQUISITEDELETE", Entity::Requisites),
    ("ONVOXIMPLANTCALLEND", Entity::Calls),
    ("ONUSERADD", Entity::People),
];

/// Takes changes of one portal from its queue.
pub(crate) struct Live<'a> {
    pub(crate) portal: PortalId,
    pub(crate) client: &'a PortalClient,
    pub(crate) store: &'a Store,
    pub(crate) clock: &'a Clock,
    pub(crate) changes: &'a Changes,
    pub(crate) queues: &'a SeenQueues,
    pub(crate) reading: &'a Reading,
}

/// What one reservation of the queue named.
#[derive(Debug, Default, PartialEq, Eq)]
struct Batch {
    process: String,
    messages: Vec<String>,
    wanted: Wanted,
}

impl Live<'_> {
    /// Applies whatever has changed since the last time, from the queue or, where the plan has none, by searching what was
    /// modified; answers how many events or rows that were.
    ///
    /// # Errors
    /// When the portal or the store fails; events of the failed step are left for [`Live::recover`].
    pub(crate) async fn drain(&self) -> Result<usize, SyncError> {
        if self.source().await? == ChangeSource::Sweep {
            return self.search_modified().await;
        }
        match self.drain_queue().await {
            Err(SyncError::Portal(error)) if source::not_offered(&error) => {
                tracing::info!(portal = self.portal.0, %error, "the queue of events is not offered any more");
                self.leave_queue().await?;
                self.search_modified().await
            }
            drained => drained,
        }
    }

    /// What is to be done now and then: events that were reserved and never confirmed are applied, calls without their
    /// activity look for it; where there is no queue, deletions are looked for and the queue is asked for again.
    ///
    /// # Errors
    /// When the portal or the store fails.
    pub(crate) async fn recover(&self) -> Result<usize, SyncError> {
        let done = match self.source().await? {
            ChangeSource::Queue => match self.recover_reserved().await {
                Err(SyncError::Portal(error)) if source::not_offered(&error) => {
                    self.leave_queue().await?;
                    0
                }
                recovered => recovered?,
            },
            ChangeSource::Sweep => {
                if self.return_to_queue().await? {
                    0
                } else {
                    self.find_vanished().await?
                }
            }
        };
        self.join_calls().await?;
        Ok(done)
    }

    async fn drain_queue(&self) -> Result<usize, SyncError> {
        self.take(json!({"clear": 0, "limit": TAKEN, "order": {"ID": "ASC"}})).await
    }

    /// Takes and settles events until there are none.
    async fn take(&self, params: Value) -> Result<usize, SyncError> {
        let mut events = 0;
        loop {
            // A process that stood still would take from the queue what it may not apply any more.
            drop(self.store.begin().await?);
            let asked = self.clock.now();
            let answer = self.client.call_as("event.offline.get", params.clone(), Idempotence::Write).await?;
            let process = answer.result.get("process_id").and_then(text_of).unwrap_or_default();
            let batch = Batch::read(process, rows_of(answer.result.get("events")));
            if batch.messages.is_empty() {
                self.note_empty(asked).await?;
                self.queues.emptied(self.portal);
                return Ok(events);
            }
            events += batch.messages.len();
            if batch.messages.len() >= TAKEN {
                self.look_how_long(asked).await;
            }
            self.settle(&batch).await?;
            // A queue that is filled as quickly as it is read must not hold up what arrived by itself.
            self.empty_inbox().await?;
        }
    }

    /// A queue that holds more than is taken at once is asked now and then how long it is, for whoever watches the server.
    async fn look_how_long(&self, now: Millis) {
        if !self.queues.is_doubtful(self.portal, now) {
            return;
        }
        match self.client.call("event.offline.list", json!({"start": 0})).await {
            Ok(answer) => self.queues.told(self.portal, queue_length(&answer), now),
            Err(error) => tracing::debug!(portal = self.portal.0, %error, "the length of the queue stays unknown"),
        }
    }

    /// Only one reader of a portal's queue runs at a time, so nothing listed as reserved is in anybody's hands.
    async fn recover_reserved(&self) -> Result<usize, SyncError> {
        let mut left: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let (mut start, mut failed) = (0, false);
        for _ in 0..MOST_PAGES {
            let params = json!({"order": {"ID": "ASC"}, "start": start});
            let answer = self.client.call("event.offline.list", params).await?;
            if start == 0 {
                self.queues.told(self.portal, queue_length(&answer), self.clock.now());
            }
            for event in rows_of(Some(&answer.result)) {
                let process = event.get("PROCESS_ID").and_then(text_of).unwrap_or_default();
                if process.is_empty() {
                    failed |= event.get("ERROR").and_then(flag_of).unwrap_or(false);
                } else {
                    left.entry(process).or_default().push(event.clone());
                }
            }
            match answer.next {
                Some(next) if next > start => start = next,
                _ => break,
            }
        }
        let mut events = 0;
        if failed {
            // Released with the report of their failure (documented): they come only when asked for.
            events += self.take(json!({"clear": 0, "limit": TAKEN, "order": {"ID": "ASC"}, "error": 1})).await?;
        }
        for (process, reserved) in &left {
            for part in reserved.chunks(TAKEN) {
                let batch = Batch::read(process.clone(), part.iter());
                events += batch.messages.len();
                self.settle(&batch).await?;
            }
        }
        Ok(events)
    }

    /// Applies a batch, then confirms it; or tells the portal that it failed.
    async fn settle(&self, batch: &Batch) -> Result<(), SyncError> {
        let named = json!({"process_id": batch.process, "message_id": batch.messages});
        if let Err(error) = self.apply(batch).await {
            if let Err(unsaid) = self.client.call_as("event.offline.error", named, Idempotence::Read).await {
                tracing::warn!(portal = self.portal.0, error = %unsaid, "failed events could not be reported");
            }
            return Err(error);
        }
        self.changes.note_applied(batch.messages.len());
        self.client.call_as("event.offline.clear", named, Idempotence::Read).await?;
        self.queues.taken(self.portal, u64::try_from(batch.messages.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    async fn apply(&self, batch: &Batch) -> Result<(), SyncError> {
        let changes = self.read(&batch.wanted).await?;
        if let Some(revision) = self.commit(changes, &[]).await? {
            tracing::debug!(portal = self.portal.0, revision, events = batch.messages.len(), "changes applied");
        }
        Ok(())
    }

    /// Reads recent telephony records without an activity again: the portal makes the activity after the call and tells
    /// nobody that they belong together.
    async fn join_calls(&self) -> Result<(), SyncError> {
        let since = Millis(self.clock.now().0 - LOOSE_MS);
        let mut reader = self.store.read().await?;
        let loose = reader.calls(self.portal).loose(since, MOST_LOOSE).await?;
        drop(reader);
        let records = [(Entity::Calls, loose.into_iter().collect())].into();
        let wanted = Wanted { records, ..Wanted::default() };
        if !wanted.is_empty() {
            let changes = self.read(&wanted).await?;
            self.commit(changes, &[]).await?;
        }
        Ok(())
    }
}

/// How many events the portal says its queue holds; what it listed, when it does not say.
pub(crate) fn queue_length(answer: &Answer) -> u64 {
    answer.total.unwrap_or_else(|| u64::try_from(rows_of(Some(&answer.result)).count()).unwrap_or(u64::MAX))
}

fn rows_of(list: Option<&Value>) -> impl Iterator<Item = &Value> {
    list.and_then(Value::as_array).into_iter().flatten()
}

impl Batch {
    /// Events of the queue; those the app does not know are confirmed with the others.
    fn read<'e>(process: String, events: impl Iterator<Item = &'e Value>) -> Self {
        let text = |event: &Value, key: &str| event.get(key).and_then(text_of).unwrap_or_default();
        let mut batch = Self { process, ..Self::default() };
        for event in events {
            batch.messages.push(text(event, "MESSAGE_ID"));
            let name = text(event, "EVENT_NAME").to_ascii_uppercase();
            let Some((_, entity)) = OFFLINE_EVENTS.iter().find(|(known, _)| *known == name) else { continue };
            let data = event.get("EVENT_DATA").unwrap_or(&Value::Null);
            if *entity == Entity::Calls {
                batch.wanted.calls.extend(data.get("CALL_ID").and_then(text_of));
            } else {
                let id = data.get("FIELDS").and_then(|fields| fields.get("ID")).or_else(|| data.get("ID"));
                batch.wanted.records.entry(*entity).or_default().extend(id.and_then(i64_of));
            }
        }
        batch.wanted.calls_of = batch.wanted.records.get(&Entity::Activities).cloned().unwrap_or_default();
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_names_records_whatever_happened_to_them() {
        let event = |message: &str, name: &str, id: &str| json!({"ID": "1", "MESSAGE_ID": message, "EVENT_NAME": name, "EVENT_DATA": {"FIELDS": {"ID": id}}});
        let events = [
            event("a", "ONCRMDEALUPDATE", "7"),
            event("b", "onCrmDealDelete", "7"),
            event("c", "ONCRMCOMPANYADD", "3"),
            json!({"ID": "2", "MESSAGE_ID": "d", "EVENT_NAME": "ONVOXIMPLANTCALLEND", "EVENT_DATA": {"CALL_ID": "x.1"}}),
            json!({"ID": "3", "MESSAGE_ID": "e", "EVENT_NAME": "ONSOMETHINGELSE", "EVENT_DATA": false}),
        ];
        let batch = Batch::read("p1".to_owned(), events.iter());
        assert_eq!((batch.process.as_str(), batch.messages.join("")), ("p1", "abcde".to_owned()));
        assert_eq!(batch.wanted.records, [(Entity::Companies, [3].into()), (Entity::Deals, [7].into())].into());
        assert_eq!(batch.wanted.calls, ["x.1".to_owned()].into());
    }
}
