//! Changes after the first reading, from the portal's queue of offline events.
//!
//! An event only says that a record changed: the record is read again, and what is not there any more is deleted. So
//! the order, the number and the kind of events do not matter, and applying one twice changes nothing. Events are taken
//! with a reservation and confirmed after the commit. The portal hides reserved events for weeks, so what a process
//! reserved and did not confirm, because it died or failed, is looked for in the list of the queue and applied from there.

use crate::changes::Changes;
use crate::clock::Clock;
use crate::sync::SyncError;
use crate::sync::apply::{Change, apply};
use crate::sync::plan::list_of;
use crate::sync::rows::Reading;
use bitrix24::lenient::{i64_of, text_of};
use bitrix24::listing::{IdRange, ListMethod};
use bitrix24::{Command, ErrorKind, Idempotence, PortalClient};
use domain::ids::PortalId;
use domain::progress::Entity;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::Store;

/// Records of the queue that are taken at once: their rows fit into one page of each list.
const TAKEN: usize = 50;
/// Pages of the queue that are looked through for lost reservations: ten thousand events.
const MOST_PAGES: usize = 200;

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
    pub(crate) reading: &'a Reading,
}

/// What one reservation of the queue named.
#[derive(Debug, Default, PartialEq, Eq)]
struct Batch {
    process: String,
    messages: Vec<String>,
    records: BTreeMap<Entity, BTreeSet<i64>>,
    /// Calls are named by the telephony's own id.
    calls: BTreeSet<String>,
}

impl Live<'_> {
    /// Applies whatever is waiting in the queue; answers how many events that were.
    ///
    /// # Errors
    /// When the portal or the store fails; events of the failed step are left for [`Live::recover`].
    pub(crate) async fn drain(&self) -> Result<usize, SyncError> {
        let params = json!({"clear": 0, "limit": TAKEN, "order": {"ID": "ASC"}});
        let mut events = 0;
        loop {
            let answer = self.client.call_as("event.offline.get", params.clone(), Idempotence::Write).await?;
            let process = answer.result.get("process_id").and_then(text_of).unwrap_or_default();
            let batch = Batch::read(process, rows_of(answer.result.get("events")));
            if batch.messages.is_empty() {
                return Ok(events);
            }
            events += batch.messages.len();
            self.settle(&batch).await?;
        }
    }

    /// Applies what was reserved and never confirmed. Only one reader of a portal's queue runs at a time, so nothing
    /// listed as reserved is in anybody's hands.
    ///
    /// # Errors
    /// When the portal or the store fails.
    pub(crate) async fn recover(&self) -> Result<usize, SyncError> {
        let mut left: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut start = 0;
        for _ in 0..MOST_PAGES {
            let params = json!({"order": {"ID": "ASC"}, "start": start});
            let answer = self.client.call("event.offline.list", params).await?;
            for event in rows_of(Some(&answer.result)) {
                let process = event.get("PROCESS_ID").and_then(text_of).unwrap_or_default();
                if !process.is_empty() {
                    left.entry(process).or_default().push(event.clone());
                }
            }
            match answer.next {
                Some(next) if next > start => start = next,
                _ => break,
            }
        }
        let mut events = 0;
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
        self.client.call_as("event.offline.clear", named, Idempotence::Read).await?;
        Ok(())
    }

    async fn apply(&self, batch: &Batch) -> Result<(), SyncError> {
        let changes = self.read_records(batch).await?;
        let mut tx = self.store.begin().await?;
        let now = self.clock.now();
        let revision = apply(&mut tx, self.portal, self.reading, &changes, now).await?;
        tx.commit().await?;
        if let Some(revision) = revision {
            tracing::debug!(portal = self.portal.0, revision, events = batch.messages.len(), "changes applied");
            self.changes.tell(self.portal);
        }
        Ok(())
    }

    /// The present state of every record the batch names.
    async fn read_records(&self, batch: &Batch) -> Result<Vec<Change>, SyncError> {
        let mut wanted: Vec<(Entity, ListMethod, Vec<i64>)> = Vec::new();
        for (entity, ids) in &batch.records {
            let Some(list) = list_of(*entity, self.reading) else { continue };
            let ids: Vec<i64> = ids.iter().copied().collect();
            let key = format!("@{}", list.id_field());
            wanted.push((*entity, list.filter(&key, json!(ids)), ids));
            if *entity == Entity::Activities {
                // A call's length and outcome are in its telephony record.
                let ids = wanted.last().map(|(_, _, ids)| ids.clone()).unwrap_or_default();
                wanted.push((Entity::Calls, ListMethod::calls().filter("@CRM_ACTIVITY_ID", json!(ids)), Vec::new()));
            }
        }
        if !batch.calls.is_empty() {
            let list = ListMethod::calls().filter("@CALL_ID", json!(batch.calls));
            wanted.push((Entity::Calls, list, Vec::new()));
        }
        let commands: Vec<Command> = wanted
            .iter()
            .enumerate()
            .map(|(at, (_, list, _))| Command::new(format!("c{at}"), list.method(), list.page_params(IdRange::ALL)))
            .collect();
        let answer = self.client.batch(&commands, false).await?;
        let mut changes = Vec::with_capacity(wanted.len());
        for ((entity, list, ids), (_, outcome)) in wanted.into_iter().zip(answer.results) {
            match outcome {
                Ok(answer) => changes.push(Change { entity, rows: list.rows(answer.result)?, asked: ids }),
                Err(error) if error.kind(0) == ErrorKind::Denied => {
                    tracing::info!(portal = self.portal.0, entity = entity.code(), %error, "changes cannot be read");
                }
                Err(error) => return Err(error.into_error(list.method(), self.clock.now().0).into()),
            }
        }
        if batch.records.contains_key(&Entity::People) {
            let rows = self.client.all_rows(&ListMethod::users()).await?;
            changes.push(Change { entity: Entity::People, rows, asked: Vec::new() });
        }
        Ok(changes)
    }
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
                batch.calls.extend(data.get("CALL_ID").and_then(text_of));
            } else {
                let id = data.get("FIELDS").and_then(|fields| fields.get("ID")).or_else(|| data.get("ID"));
                batch.records.entry(*entity).or_default().extend(id.and_then(i64_of));
            }
        }
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
        assert_eq!(batch.records, [(Entity::Companies, [3].into()), (Entity::Deals, [7].into())].into());
        assert_eq!(batch.calls, ["x.1".to_owned()].into());
    }
}
