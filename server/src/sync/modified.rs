//! Changes of portals without a queue of events: records are searched by the time they were modified.
//!
//! Each pass reads, in order of id, whatever was modified since a moment that lies before the former pass: what is
//! modified behind a running pass is found by the next one (see `store::ChangeCursor`), whatever the portal's clock shows.
//! Where the portal tells no modification, new records are found by their ids. Deletions leave no trace in such lists:
//! see `vanished`.

use crate::clock::parse_instant;
use crate::sync::SyncError;
use crate::sync::apply::{Change, id_of};
use crate::sync::live::Live;
use crate::sync::plan::list_of;
use crate::sync::reread::Wanted;
use crate::sync::{rows, source};
use bitrix24::listing::{IdRange, ListMethod, PAGE_ROWS};
use bitrix24::{Answer, Command, Error, ErrorKind};
use domain::day::Millis;
use domain::progress::Entity;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use store::{ChangeCursor, KIND_CALL};

/// Modifications this much earlier are read again: the portal's servers do not share a clock to the second.
const OVERLAP_MS: i64 = 30_000;
/// Ids this far back are read again: a record may become visible after one with a higher id.
const OVERLAP_IDS: i64 = 20;
/// Rest after a search, so that a storm of wakes does not take all the portal's limits.
const REST: Duration = Duration::from_millis(1_500);

/// One way of searching.
pub(crate) struct Way {
    /// Its name in the database.
    pub(crate) name: &'static str,
    entity: Entity,
    /// The field that tells the modification; none for searching new ids.
    field: Option<&'static str>,
}

impl Way {
    /// Whether the time of modification is searched, or else ids.
    pub(crate) fn is_by_time(&self) -> bool {
        self.field.is_some()
    }
}

const fn by_time(name: &'static str, entity: Entity, field: &'static str) -> Way {
    Way { name, entity, field: Some(field) }
}

const fn by_id(name: &'static str, entity: Entity) -> Way {
    Way { name, entity, field: None }
}

/// All ways. A requisite that was never changed tells no modification, and telephony records never do.
pub(crate) const WAYS: [Way; 7] = [
    by_time("companies", Entity::Companies, "DATE_MODIFY"),
    by_time("contacts", Entity::Contacts, "DATE_MODIFY"),
    by_time("deals", Entity::Deals, "updatedTime"),
    by_time("activities", Entity::Activities, "LAST_UPDATED"),
    by_time("requisites", Entity::Requisites, "DATE_MODIFY"),
    by_id("new_requisites", Entity::Requisites),
    by_id("new_calls", Entity::Calls),
];

impl Live<'_> {
    /// Searches whatever was modified since the last time and applies it; answers how many rows were looked at.
    pub(crate) async fn search_modified(&self) -> Result<usize, SyncError> {
        let mut cursors = self.search_cursors().await?;
        let mut open: Vec<usize> = (0..WAYS.len()).collect();
        let mut looked_at = 0;
        while !open.is_empty() {
            let lists: Vec<(usize, ListMethod)> =
                open.iter().filter_map(|at| Some((*at, self.search(&WAYS[*at], &cursors[*at])?))).collect();
            let command = |(at, list): &(usize, ListMethod)| {
                Command::new(WAYS[*at].name, list.method(), list.page_params(range(&cursors[*at])))
            };
            let commands: Vec<Command> = lists.iter().map(command).collect();
            let sent = self.clock.now();
            let answer = self.client.batch(&commands, false).await?;
            let (mut changes, mut moved) = (Vec::new(), Vec::new());
            open.clear();
            for ((at, list), (_, outcome)) in lists.into_iter().zip(answer.results) {
                let rows = match outcome {
                    Ok(answer) => page(&list, range(&cursors[at]), answer)?,
                    Err(error) if source::not_offered(&error.clone().into_error(list.method(), 0)) => continue,
                    Err(error) => return Err(error.into_error(list.method(), sent.0).into()),
                };
                looked_at += rows.len();
                if rows.len() >= PAGE_ROWS {
                    open.push(at);
                }
                advance(&WAYS[at], &mut cursors[at], &rows);
                moved.push(cursors[at].clone());
                changes.push(Change { entity: WAYS[at].entity, rows, asked: Vec::new(), sent });
            }
            changes.extend(self.calls_of_changed(&changes).await?);
            self.commit(changes, &moved).await?;
        }
        tokio::time::sleep(REST).await;
        Ok(looked_at)
    }

    /// One cursor for each way, in their order.
    async fn search_cursors(&self) -> Result<Vec<ChangeCursor>, SyncError> {
        let mut reader = self.store.read().await?;
        let stored = reader.change_cursors(self.portal).load().await?;
        let mut highest = Vec::with_capacity(WAYS.len());
        for way in &WAYS {
            highest.push(match (way.field, way.entity) {
                (None, Entity::Requisites) => reader.requisites(self.portal).highest_id().await?,
                (None, _) => reader.calls(self.portal).highest_id().await?,
                (Some(_), _) => 0,
            });
        }
        drop(reader);
        let fresh = source::cursors(Millis(0));
        let cursors = fresh.into_iter().zip(highest).map(|(fresh, highest)| {
            let mut cursor = stored.iter().find(|cursor| cursor.way == fresh.way).cloned().unwrap_or(fresh);
            if highest > 0 && cursor.after == 0 {
                // Everything up to here came with the first reading.
                cursor.after = highest;
            }
            cursor
        });
        Ok(cursors.collect())
    }

    fn search(&self, way: &Way, cursor: &ChangeCursor) -> Option<ListMethod> {
        let list = list_of(way.entity, self.reading)?;
        let Some(field) = way.field else { return Some(list) };
        let since = jiff::Timestamp::from_millisecond((cursor.since.0 - OVERLAP_MS).max(0)).ok()?;
        // Whole seconds and a numeric offset, as the portal itself writes instants.
        Some(list.filter(&format!(">={field}"), since.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()))
    }

    /// Telephony records of the calls that are new or changed among the activities.
    async fn calls_of_changed(&self, changes: &[Change]) -> Result<Vec<Change>, SyncError> {
        let activities = changes.iter().filter(|change| change.entity == Entity::Activities);
        let rows: Vec<_> = activities
            .flat_map(|change| change.rows.iter())
            .filter_map(|row| rows::activity(row, self.reading))
            .filter(|row| row.kind == KIND_CALL)
            .collect();
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.store.read().await?;
        let calls_of: BTreeSet<i64> = tx.activities(self.portal).differing(&rows).await?.into_iter().collect();
        drop(tx);
        self.read(&Wanted { calls_of, ..Wanted::default() }).await
    }
}

fn range(cursor: &ChangeCursor) -> IdRange {
    IdRange { after: cursor.after, up_to: None }
}

/// The rows of a page, if they are in order and behind the cursor: a page that stands still must not be taken for the end.
fn page(list: &ListMethod, range: IdRange, answer: Answer) -> Result<Vec<Value>, Error> {
    let rows = list.rows(answer.result)?;
    let mut after = range.after;
    for row in &rows {
        match list.row_id(row) {
            Some(id) if id > after => after = id,
            _ => {
                return Err(Error {
                    kind: ErrorKind::Protocol,
                    code: "PAGE_DID_NOT_ADVANCE".to_owned(),
                    method: list.method().to_owned(),
                    message: "ids do not ascend from the cursor".to_owned(),
                });
            }
        }
    }
    Ok(rows)
}

/// Moves a cursor behind a page; behind the last one, to the beginning of the next pass.
fn advance(way: &Way, cursor: &mut ChangeCursor, rows: &[Value]) {
    let last = rows.len() < PAGE_ROWS;
    let highest = rows.iter().filter_map(id_of).max();
    let Some(field) = way.field else {
        let highest = highest.unwrap_or(cursor.after);
        cursor.after = if last { highest.max(cursor.high.0) - OVERLAP_IDS } else { highest };
        cursor.high = Millis(cursor.high.0.max(highest));
        return;
    };
    let modified = |row: &Value| row.get(field).and_then(Value::as_str).and_then(parse_instant);
    cursor.high = rows.iter().filter_map(modified).fold(cursor.high, Millis::max);
    if last {
        (cursor.since, cursor.next, cursor.after) = (cursor.next, cursor.high, 0);
    } else {
        cursor.after = highest.unwrap_or(cursor.after);
    }
}
