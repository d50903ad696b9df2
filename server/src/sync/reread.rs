//! Reading records again by their ids, and committing what was found with everything that follows from it.

use crate::sync::SyncError;
use crate::sync::apply::{self, Change};
use crate::sync::live::Live;
use crate::sync::plan::list_of;
use crate::sync::structure;
use bitrix24::listing::{IdRange, ListMethod, PAGE_ROWS};
use bitrix24::{Command, Error, ErrorKind};
use domain::progress::Entity;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{ChangeCursor, Named};

/// Commands of one batch.
const COMMANDS: usize = 50;
/// Calls asked for by one command: with room in its page for those that have several telephony records, as a full page is
/// followed by the question for the next one.
const CALLS: usize = PAGE_ROWS - 10;
/// How far the traces of a deletion are followed: company, contact, activity, and one more for good measure.
const DEPTH: usize = 4;

/// Records to be read again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// By their ids; those the portal does not have any more are gone.
    pub(crate) records: BTreeMap<Entity, BTreeSet<i64>>,
    /// Telephony records by the telephony's own id.
    pub(crate) calls: BTreeSet<String>,
    /// Telephony records of these activities: a call's length and outcome are there, and a record that came before its
    /// activity learns of it only so.
    pub(crate) calls_of: BTreeSet<i64>,
}

/// One list call.
struct Question {
    entity: Entity,
    list: ListMethod,
    /// The ids asked for; none where absence says nothing.
    asked: Vec<i64>,
    /// The field of telephony records and the values asked for.
    of: Option<(&'static str, BTreeSet<String>)>,
}

impl Wanted {
    /// Whether there is nothing to read.
    pub(crate) fn is_empty(&self) -> bool {
        self.records.values().all(BTreeSet::is_empty) && self.calls.is_empty() && self.calls_of.is_empty()
    }
}

impl Live<'_> {
    /// The present state of the records.
    ///
    /// # Errors
    /// When the portal fails, or answers with records that were not asked for.
    pub(crate) async fn read(&self, wanted: &Wanted) -> Result<Vec<Change>, SyncError> {
        let mut changes = Vec::new();
        for questions in self.questions(wanted).chunks(COMMANDS) {
            changes.extend(self.ask(questions).await?);
        }
        if wanted.records.contains_key(&Entity::People) {
            let sent = self.clock.now();
            let rows = self.client.all_rows(&ListMethod::users()).await?;
            changes.push(Change { entity: Entity::People, rows, asked: Vec::new(), sent });
        }
        Ok(changes)
    }

    fn questions(&self, wanted: &Wanted) -> Vec<Question> {
        let mut questions = Vec::new();
        for (entity, ids) in &wanted.records {
            let Some(list) = list_of(*entity, self.reading) else { continue };
            // Telephony documents a list of values under the field's own name, and no sign for it.
            let sign = if *entity == Entity::Calls { "" } else { "@" };
            let key = format!("{sign}{}", list.id_field());
            let ids: Vec<i64> = ids.iter().copied().collect();
            for part in ids.chunks(PAGE_ROWS) {
                let list = list.clone().filter(&key, json!(part));
                questions.push(Question { entity: *entity, list, asked: part.to_vec(), of: None });
            }
        }
        let calls_of: BTreeSet<String> = wanted.calls_of.iter().map(i64::to_string).collect();
        for (field, values) in [("CRM_ACTIVITY_ID", calls_of), ("CALL_ID", wanted.calls.clone())] {
            for part in values.iter().cloned().collect::<Vec<_>>().chunks(CALLS) {
                let list = ListMethod::calls().filter(field, json!(part));
                let of = Some((field, part.iter().cloned().collect()));
                questions.push(Question { entity: Entity::Calls, list, asked: Vec::new(), of });
            }
        }
        questions
    }

    async fn ask(&self, questions: &[Question]) -> Result<Vec<Change>, SyncError> {
        if questions.is_empty() {
            return Ok(Vec::new());
        }
        let command = |(at, question): (usize, &Question)| {
            Command::new(format!("c{at}"), question.list.method(), question.list.page_params(IdRange::ALL))
        };
        let commands: Vec<Command> = questions.iter().enumerate().map(command).collect();
        let sent = self.clock.now();
        let answer = self.client.batch(&commands, false).await?;
        let mut changes = Vec::with_capacity(questions.len());
        for (question, (_, outcome)) in questions.iter().zip(answer.results) {
            let mut rows = match outcome {
                Ok(answer) => question.list.rows(answer.result)?,
                Err(error) if error.kind(0) == ErrorKind::Denied => {
                    let entity = question.entity.code();
                    tracing::info!(portal = self.portal.0, entity, %error, "changes cannot be read");
                    continue;
                }
                Err(error) => return Err(error.into_error(question.list.method(), sent.0).into()),
            };
            question.check(&rows)?;
            let full = rows.len() >= PAGE_ROWS;
            let after = rows.iter().filter_map(apply::id_of).max().unwrap_or(0);
            rows.retain(|row| question.is_about(row));
            // Several telephony records of one call: the rest is on the next pages. A portal that does not know the
            // condition sends all it has, and is not asked for more.
            if question.of.is_some() && full && rows.len() >= PAGE_ROWS {
                let mut pages = self.client.pages(question.list.clone(), IdRange { after, up_to: None });
                while let Some(page) = pages.next_page().await? {
                    rows.extend(page.rows.into_iter().filter(|row| question.is_about(row)));
                }
            }
            changes.push(Change { entity: question.entity, rows, asked: question.asked.clone(), sent });
        }
        Ok(changes)
    }

    /// Commits what a reading found, then whatever follows from it: records that depended on deleted ones are read again,
    /// and names nobody knows have the portal's lists read again. Cursors are stored with the first rows.
    ///
    /// # Errors
    /// When the portal or the store fails. What was committed stays and may be committed again.
    pub(crate) async fn commit(
        &self,
        changes: Vec<Change>,
        cursors: &[ChangeCursor],
    ) -> Result<Option<i64>, SyncError> {
        self.commit_settling(changes, cursors, &[]).await
    }

    /// As [`Live::commit`], for changes that entries of the inbox have named: those go with the first rows.
    ///
    /// # Errors
    /// As [`Live::commit`].
    pub(crate) async fn commit_settling(
        &self,
        changes: Vec<Change>,
        cursors: &[ChangeCursor],
        inbox: &[i64],
    ) -> Result<Option<i64>, SyncError> {
        let (mut changes, mut cursors, mut inbox, mut latest) = (changes, cursors, inbox, None);
        let mut strangers: BTreeSet<Named> = BTreeSet::new();
        for _ in 0..DEPTH {
            let mut tx = self.store.begin().await?;
            let revision = apply::apply(&mut tx, self.portal, self.reading, &changes, self.clock.now()).await?;
            let records = apply::dependents(&mut tx, self.portal, &changes).await?;
            let unknown = tx.strangers(self.portal).unknown(&apply::named(&changes, self.reading)).await?;
            strangers.extend(tx.strangers(self.portal).unasked(unknown).await?);
            tx.change_cursors(self.portal).save(cursors).await?;
            tx.inbox(self.portal).remove(inbox).await?;
            tx.commit().await?;
            if revision.is_some() {
                latest = revision;
                self.changes.tell(self.portal);
            }
            let wanted = Wanted { records, ..Wanted::default() };
            if wanted.is_empty() {
                break;
            }
            (cursors, inbox) = (&[], &[]);
            changes = self.read(&wanted).await?;
        }
        self.meet(&strangers).await;
        Ok(latest)
    }

    /// Has the portal's lists read again because of names they did not know. A failure is no reason to hold changes up:
    /// the names stay unasked for and are met again with the next record, or by the daily reading.
    async fn meet(&self, strangers: &BTreeSet<Named>) {
        if strangers.is_empty() {
            return;
        }
        tracing::info!(portal = self.portal.0, count = strangers.len(), "records name what the lists do not know");
        let met = async {
            structure::refresh(self.client, self.store, self.portal, self.clock, self.changes).await?;
            let mut tx = self.store.begin().await?;
            let unknown = tx.strangers(self.portal).unknown(strangers).await?;
            tx.strangers(self.portal).remember(&unknown, self.clock.now()).await?;
            tx.commit().await?;
            Ok::<_, SyncError>(())
        };
        if let Err(error) = met.await {
            tracing::warn!(portal = self.portal.0, %error, "the portal's lists could not be read again");
        }
    }
}

impl Question {
    fn is_about(&self, row: &serde_json::Value) -> bool {
        let Some((field, values)) = &self.of else { return true };
        row.get(*field).and_then(bitrix24::lenient::text_of).is_some_and(|value| values.contains(&value))
    }

    /// A page that holds what was not asked for, or one record twice, may lack what was: nothing is believed to be gone
    /// on its word.
    fn check(&self, rows: &[serde_json::Value]) -> Result<(), Error> {
        let mut left: BTreeSet<i64> = self.asked.iter().copied().collect();
        let foreign = |row| apply::id_of(row).is_none_or(|id| !left.remove(&id));
        if self.asked.is_empty() || !rows.iter().any(foreign) {
            return Ok(());
        }
        Err(Error {
            kind: ErrorKind::Protocol,
            code: "FOREIGN_ROW".to_owned(),
            method: self.list.method().to_owned(),
            message: "a row was not asked for or came twice".to_owned(),
        })
    }
}
