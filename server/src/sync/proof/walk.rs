//! Reading rows of the portal and comparing them with those of the copy, fifty ranges of ids to a request.

use super::account::{MOST_STRIKES, is_closed, passes};
use super::settle::{Candidate, MOST_CANDIDATES};
use super::{Run, difference};
use crate::sync::SyncError;
use bitrix24::lenient::i64_of;
use bitrix24::listing::{IdRange, ListMethod, PAGE_ROWS};
use bitrix24::{Answer, ApiError, ErrorKind, Page};
use domain::progress::Entity;
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use store::{Reader, Record, Selection};

/// Rows of the copy that are looked at for one page: far more than there can be between two marks.
const MOST_HERE: u32 = 20_000;
/// Parts into which a range turns that proves to hold more than a page.
const MOST_PARTS: i64 = 64;
/// Pause after a batch in which nothing succeeded.
const HICCUP: Duration = Duration::from_millis(500);

/// A list to be walked, and what of the copy it is to equal.
#[derive(Clone, Debug)]
pub(super) struct Walked {
    pub(super) entity: Entity,
    /// The portal's list, narrowed to the selection.
    pub(super) list: ListMethod,
    /// The same of the copy; `None` for all rows.
    pub(super) selection: Option<Selection>,
    /// Whether rows of the copy that the list does not hold are looked into.
    pub(super) both_ways: bool,
    /// Whether its rows count for the certificate's months: each row may do so once.
    pub(super) counts: bool,
    /// Selections walked before: their rows were counted then.
    pub(super) earlier: Vec<Selection>,
}

impl Walked {
    /// Whether a record counts for the months when it is met here.
    fn counts(&self, record: &Record) -> bool {
        self.counts && !self.earlier.iter().any(|selection| covers(selection, record))
    }
}

fn covers(selection: &Selection, record: &Record) -> bool {
    record.date(selection.axis).is_some_and(|at| {
        selection.from.is_none_or(|from| from <= at) && selection.before.is_none_or(|before| at < before)
    })
}

/// A range of ids that is to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Which list, by its place.
    pub(super) list: usize,
    pub(super) range: IdRange,
    strikes: u32,
}

impl Piece {
    pub(super) fn new(list: usize, after: i64, up_to: Option<i64>) -> Self {
        Self { list, range: IdRange { after, up_to }, strikes: 0 }
    }
}

impl Run<'_> {
    /// Reads and compares; rows that differ become candidates. Answers whether everything was read: not when the
    /// budget has run out.
    pub(super) async fn walk(&mut self, lists: &[Walked], pieces: Vec<Piece>) -> Result<bool, SyncError> {
        let mut queue: VecDeque<Piece> = pieces.into();
        while !queue.is_empty() {
            self.alive()?;
            if self.account.left() == 0 {
                return Ok(false);
            }
            let width = self.account.width().min(queue.len());
            let tasks: Vec<Piece> = queue.drain(..width).collect();
            let command = |task: &Piece| {
                let list = &lists[task.list].list;
                (list.method().to_owned(), list.page_params(task.range))
            };
            let commands: Vec<(String, Value)> = tasks.iter().map(command).collect();
            let outcomes = self.account.batch(self.proof.client, &commands).await?;
            let good = outcomes.iter().any(Result::is_ok);
            self.take(lists, &mut queue, tasks, outcomes).await?;
            if !good {
                tokio::time::sleep(HICCUP).await;
            }
            if self.candidates.len() >= MOST_CANDIDATES {
                self.settle().await?;
            }
        }
        Ok(true)
    }

    /// Takes the answers of one batch; what is left of their ranges goes back to the queue.
    async fn take(
        &mut self,
        lists: &[Walked],
        queue: &mut VecDeque<Piece>,
        tasks: Vec<Piece>,
        outcomes: Vec<Result<Answer, ApiError>>,
    ) -> Result<(), SyncError> {
        // After the answers, so that the copy is at least as new as they are, apart from what waits in the queue.
        let mut reader = self.proof.store.read().await?;
        for (task, outcome) in tasks.into_iter().zip(outcomes) {
            let walked = &lists[task.list];
            let page = match outcome {
                Ok(answer) => Page::check(&walked.list, task.range, answer.result, answer.next),
                Err(error) if is_closed(&error) => {
                    self.close(walked.entity);
                    queue.retain(|piece| lists[piece.list].entity != walked.entity);
                    continue;
                }
                Err(error) => Err(error.clone().into_error(walked.list.method(), self.proof.clock.now().0))
                    .map_err(|failed| if passes(&error) { retried(failed) } else { failed }),
            };
            match page {
                Ok(page) => {
                    self.compare(&mut reader, walked, task.range, &page).await?;
                    if !page.last {
                        queue.extend(parts(task, &page));
                    }
                }
                Err(error) if may_pass(&error) && task.strikes < MOST_STRIKES => {
                    queue.push_back(Piece { strikes: task.strikes + 1, ..task });
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The portal does not offer this list: nothing of it is compared.
    pub(super) fn close(&mut self, entity: Entity) {
        if !self.refused.contains(&entity) {
            tracing::info!(portal = self.proof.portal.0, entity = entity.code(), "the portal does not offer this list");
            self.refused.push(entity);
        }
        self.entity(entity).there = None;
    }

    /// Compares one page with the copy's rows of the same ids.
    async fn compare(
        &mut self,
        reader: &mut Reader,
        walked: &Walked,
        range: IdRange,
        page: &Page,
    ) -> Result<(), SyncError> {
        let up_to = if page.last { range.up_to } else { Some(page.rest.after) };
        let there = page.rows.iter().filter_map(|row| self.proof.record(walked.entity, row));
        let mut there: BTreeMap<i64, Record> = there.map(|record| (record.id(), record)).collect();
        let mut proofs = reader.proofs(self.proof.portal);
        let here = match &walked.selection {
            None => proofs.span(walked.entity, range.after, up_to, MOST_HERE).await?,
            Some(selection) => {
                let mut ids: Vec<i64> = there.keys().copied().collect();
                if walked.both_ways {
                    let most = u64::from(MOST_HERE);
                    ids.extend(proofs.ids(walked.entity, Some(selection), range.after, up_to, most).await?);
                    ids.sort_unstable();
                    ids.dedup();
                }
                proofs.find(walked.entity, &ids).await?
            }
        };
        let rows = page.rows.len();
        for here in here {
            let there = there.remove(&here.id());
            self.meet(walked, Some(here), there);
        }
        for (_, there) in there {
            self.meet(walked, None, Some(there));
        }
        self.account.note_rows(rows);
        let rows = u64::try_from(rows).unwrap_or(0);
        self.entity(walked.entity).compared += rows;
        self.advance(rows);
        Ok(())
    }

    /// One record of either side or both.
    fn meet(&mut self, walked: &Walked, here: Option<Record>, there: Option<Record>) {
        let Some(record) = there.as_ref().or(here.as_ref()) else { return };
        let (id, counts) = (record.id(), walked.counts(record));
        if difference(walked.entity, id, here.as_ref(), there.as_ref()).is_some() {
            let known = self.candidates.get(&(walked.entity, id));
            let counts = counts || known.is_some_and(|known| known.counts);
            self.candidates.insert((walked.entity, id), Candidate { here, there, counts });
        } else if counts {
            self.note(walked.entity, here.as_ref(), there.as_ref());
        }
    }
}

/// A failed command that may be sent again is marked as the transport's.
fn retried(error: bitrix24::Error) -> bitrix24::Error {
    bitrix24::Error { kind: ErrorKind::Transport, ..error }
}

/// Failures that a second try may mend: those of the transport, and pages that do not follow the protocol.
fn may_pass(error: &bitrix24::Error) -> bool {
    matches!(error.kind, ErrorKind::Transport | ErrorKind::Protocol)
}

/// What is left of a range after a page: where it proves to be dense it is cut, so that the rest is read side by side.
fn parts(task: Piece, page: &Page) -> Vec<Piece> {
    let rest = page.rest;
    let stride = rest.after - task.range.after;
    let pages = rest.up_to.map_or(1, |up_to| (up_to - rest.after) / stride.max(1));
    let whole = Piece { range: rest, strikes: 0, ..task };
    match rest.up_to {
        Some(up_to) if page.rows.len() >= PAGE_ROWS && pages >= 2 => {
            let parts = usize::try_from(pages.min(MOST_PARTS)).unwrap_or(1);
            let cut = IdRange::split(rest.after, up_to, parts);
            cut.into_iter().map(|range| Piece { range, ..whole }).collect()
        }
        _ => vec![whole],
    }
}

/// The id of a row as the portal spells it.
pub(super) fn id_of(row: &Value) -> Option<i64> {
    row.get("ID").or_else(|| row.get("id")).and_then(i64_of)
}
