//! Events that were stored when they arrived (`crate::http::events`), applied by the one who reads the portal.
//!
//! An entry is deleted in the transaction that stores what it named, so a death in between changes nothing: whoever reads
//! the portal next finds it. As with the queue, the event only names a record, which is read again.

use crate::sync::SyncError;
use crate::sync::apply::Change;
use crate::sync::live::Live;
use crate::sync::reread::Wanted;
use bitrix24::lenient::{i64_of, text_of};
use domain::day::Millis;
use domain::progress::Entity;
use std::collections::BTreeSet;
use std::time::Duration;
use store::InboxRow;

/// Entries that are applied at once: the pages of their records fit into one batch, so that a flood of them costs one
/// request and not one for each page.
const TAKEN: u32 = 400;
/// How long telephony may need to show a call that has ended, milliseconds. Then the queue or the proof has to bring it.
const LATEST: i64 = 3_600_000;
/// Pauses between looks at a call that is not shown yet: a second, doubled up to a minute.
const FIRST_LOOK: i64 = 1_000;
const DOUBLINGS: u32 = 6;
const RARELY: i64 = 60_000;

impl Live<'_> {
    /// Applies what has arrived; answers how long it is until something is to be looked at again.
    ///
    /// # Errors
    /// When the portal or the store fails; what is not applied stays.
    pub(crate) async fn empty_inbox(&self) -> Result<Option<Duration>, SyncError> {
        loop {
            let now = self.clock.now();
            let mut reader = self.store.read().await?;
            let rows = reader.inbox(self.portal).due(now, TAKEN).await?;
            let next = reader.inbox(self.portal).next_due().await?;
            drop(reader);
            if rows.is_empty() {
                let left = |due: Millis| Duration::from_millis(u64::try_from(due.0 - now.0).unwrap_or(0));
                return Ok(next.map(left));
            }
            let changes = self.read(&wanted(&rows)).await?;
            let (settled, early) = split(&rows, &changes, now);
            self.commit_settling(changes, &[], &settled).await?;
            self.changes.note_applied(settled.len());
            if !early.is_empty() {
                self.put_off(&early, now).await?;
            }
        }
    }

    async fn put_off(&self, early: &[&InboxRow], now: Millis) -> Result<(), SyncError> {
        let mut tx = self.store.begin().await?;
        for row in early {
            let pause = (FIRST_LOOK << row.attempts.min(DOUBLINGS)).min(RARELY);
            tx.inbox(self.portal).put_off(&[row.id], Millis(now.0 + pause)).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

fn call_of(row: &InboxRow) -> Option<String> {
    (row.name == "ONVOXIMPLANTCALLEND").then(|| row.data.get("CALL_ID").and_then(text_of)).flatten()
}

/// The records that the entries name: calls with their activities, by which companies learn of them. A call is asked for by
/// its own name and by its activity: a portal that does not know the one condition knows the other.
fn wanted(rows: &[InboxRow]) -> Wanted {
    let mut wanted = Wanted { calls: rows.iter().filter_map(call_of).collect(), ..Wanted::default() };
    let activities = rows.iter().filter_map(|row| row.data.get("CRM_ACTIVITY_ID").and_then(i64_of));
    let activities: BTreeSet<i64> = activities.filter(|id| *id > 0).collect();
    if !activities.is_empty() {
        wanted.calls_of.clone_from(&activities);
        wanted.records.insert(Entity::Activities, activities);
    }
    wanted
}

/// Entries that are done with, by number, and those whose call the portal does not show yet. An entry that names nothing
/// we know, or has waited too long, is done with.
fn split<'r>(rows: &'r [InboxRow], changes: &[Change], now: Millis) -> (Vec<i64>, Vec<&'r InboxRow>) {
    let calls = changes.iter().filter(|change| change.entity == Entity::Calls).flat_map(|change| &change.rows);
    let shown: BTreeSet<String> = calls.filter_map(|row| row.get("CALL_ID").and_then(text_of)).collect();
    let (mut settled, mut early) = (Vec::new(), Vec::new());
    for row in rows {
        match call_of(row) {
            Some(call) if !shown.contains(&call) && now.0 - row.received.0 < LATEST => early.push(row),
            Some(call) if !shown.contains(&call) => {
                tracing::warn!(call, "telephony never showed a call that has ended");
                settled.push(row.id);
            }
            _ => settled.push(row.id),
        }
    }
    (settled, early)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn row(id: i64, name: &str, data: Value) -> InboxRow {
        InboxRow { id, name: name.to_owned(), data, received: Millis(1_000), attempts: 0 }
    }

    #[test]
    fn an_entry_waits_for_its_call_and_nothing_else_waits() {
        let rows = [
            row(1, "ONVOXIMPLANTCALLEND", json!({"CALL_ID": "a", "CRM_ACTIVITY_ID": "5"})),
            row(2, "ONVOXIMPLANTCALLEND", json!({"CALL_ID": "b", "CRM_ACTIVITY_ID": "0"})),
            row(3, "ONVOXIMPLANTCALLEND", json!({})),
            row(4, "ONSOMETHINGELSE", json!({"CALL_ID": "c"})),
        ];
        let wanted = wanted(&rows);
        assert_eq!(wanted.calls, ["a".to_owned(), "b".to_owned()].into());
        assert_eq!(wanted.records, [(Entity::Activities, [5].into())].into());
        assert_eq!(wanted.calls_of, [5].into());
        let found = Change {
            entity: Entity::Calls,
            rows: vec![json!({"ID": "9", "CALL_ID": "a"})],
            asked: Vec::new(),
            sent: Millis(0),
        };
        let (settled, early) = split(&rows, std::slice::from_ref(&found), Millis(1_000 + LATEST - 1));
        assert_eq!((settled, early.iter().map(|row| row.id).collect::<Vec<_>>()), (vec![1, 3, 4], vec![2]));
        let (settled, early) = split(&rows, &[found], Millis(1_000 + LATEST));
        assert_eq!((settled, early.len()), (vec![1, 2, 3, 4], 0), "an hour is enough");
    }
}
