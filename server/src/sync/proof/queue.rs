//! What waits in the portal's queue of changes: records it names are on their way and no differences.

use super::Run;
use crate::sync::SyncError;
use crate::sync::live::OFFLINE_EVENTS;
use bitrix24::ErrorKind;
use bitrix24::lenient::{i64_of, text_of};
use domain::progress::Entity;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::Record;

/// Pages of the queue that are read: a longer one means that nothing can be judged yet.
const MOST_PAGES: usize = 60;

/// Records that wait in the queue, reserved ones included.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    records: BTreeSet<(Entity, i64)>,
    /// Calls are named by the telephony's own id.
    calls: BTreeSet<String>,
    /// There was more than is read.
    more: bool,
}

/// Whether the portal keeps a queue, and what is in it.
#[derive(Debug)]
pub(super) enum Queue {
    /// These wait.
    Holds(Waiting),
    /// The plan has no queue: changes are searched for.
    Missing,
}

impl Waiting {
    /// Whether a change of this record is still to come.
    pub(super) fn names(&self, entity: Entity, id: i64, states: [Option<&Record>; 2]) -> bool {
        if self.more || self.records.contains(&(entity, id)) {
            return true;
        }
        states.into_iter().flatten().any(|record| match record {
            // A call is read again with its activity, too.
            Record::Call(call) => {
                let activity = call.activity_id.is_some_and(|id| self.records.contains(&(Entity::Activities, id)));
                activity || self.calls.contains(&call.call_id)
            }
            _ => false,
        })
    }

    fn take(&mut self, event: &Value) {
        let name = event.get("EVENT_NAME").and_then(text_of).unwrap_or_default().to_ascii_uppercase();
        let Some((_, entity)) = OFFLINE_EVENTS.iter().find(|(known, _)| *known == name) else { return };
        let data = event.get("EVENT_DATA").unwrap_or(&Value::Null);
        if *entity == Entity::Calls {
            self.calls.extend(data.get("CALL_ID").and_then(text_of));
            return;
        }
        let id = data.get("FIELDS").and_then(|fields| fields.get("ID")).or_else(|| data.get("ID"));
        self.records.extend(id.and_then(i64_of).map(|id| (*entity, id)));
    }
}

impl Run<'_> {
    /// Reads the queue without touching it, by id: pages by offset would shift while it is emptied.
    pub(super) async fn queue(&mut self) -> Result<Queue, SyncError> {
        let mut waiting = Waiting::default();
        let mut after = 0;
        for _ in 0..MOST_PAGES {
            let params = json!({"filter": {">ID": after}, "order": {"ID": "ASC"}});
            let answer = match self.account.call(self.proof.client, "event.offline.list", params).await {
                Ok(answer) => answer,
                Err(error) if matches!(error.kind, ErrorKind::Denied | ErrorKind::MethodNotFound) => {
                    return Ok(Queue::Missing);
                }
                Err(error) => return Err(error.into()),
            };
            let events = answer.result.as_array().map(Vec::as_slice).unwrap_or_default();
            events.iter().for_each(|event| waiting.take(event));
            let last = events.iter().filter_map(super::walk::id_of).max();
            match (last, answer.next) {
                (Some(last), Some(_)) if last > after => after = last,
                _ => return Ok(Queue::Holds(waiting)),
            }
        }
        waiting.more = true;
        Ok(Queue::Holds(waiting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::CallRow;

    #[test]
    fn the_queue_names_records_and_calls() {
        let mut waiting = Waiting::default();
        for event in [
            json!({"ID": "1", "EVENT_NAME": "ONCRMDEALUPDATE", "EVENT_DATA": {"FIELDS": {"ID": "7"}}}),
            json!({"ID": "2", "EVENT_NAME": "onCrmActivityAdd", "EVENT_DATA": {"FIELDS": {"ID": 9}}}),
            json!({"ID": "3", "EVENT_NAME": "ONVOXIMPLANTCALLEND", "EVENT_DATA": {"CALL_ID": "x.1"}}),
            json!({"ID": "4", "EVENT_NAME": "ONSOMETHINGELSE", "EVENT_DATA": false}),
        ] {
            waiting.take(&event);
        }
        let none = [None, None];
        assert!(waiting.names(Entity::Deals, 7, none) && !waiting.names(Entity::Deals, 9, none));
        let call = |call_id: &str, activity_id| {
            let call = CallRow { call_id: call_id.to_owned(), activity_id, ..crate::sync::proof::tests::call() };
            Record::Call(call)
        };
        assert!(waiting.names(Entity::Calls, 1, [Some(&call("x.1", None)), None]));
        assert!(waiting.names(Entity::Calls, 1, [None, Some(&call("x.2", Some(9)))]));
        assert!(!waiting.names(Entity::Calls, 1, [None, Some(&call("x.2", Some(7)))]));
    }
}
