//! Records that went, or came, without a trace: the ids of both sides are compared.
//!
//! Counting is enough where nothing is wrong: one question per list. Where counts differ the range of ids is cut into
//! parts and counted again, and only in the smallest parts ids are compared one by one. What differs is read again by id,
//! which decides.

use crate::sync::SyncError;
use crate::sync::apply::id_of;
use crate::sync::live::Live;
use crate::sync::plan::{LARGE, list_of};
use crate::sync::reread::Wanted;
use crate::sync::source::not_offered;
use bitrix24::Command;
use bitrix24::listing::{IdRange, ListMethod, PAGE_ROWS};
use domain::progress::Entity;
use std::collections::BTreeSet;

/// Parts a differing range is cut into.
const PARTS: usize = 16;
/// Counting questions of one batch.
const COMMANDS: usize = 50;

/// A span of ids whose counts are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    entity: Entity,
    after: i64,
    up_to: i64,
}

impl Live<'_> {
    /// Finds records that are here and not in the portal, or there and not here, and reads them again; answers how many.
    ///
    /// # Errors
    /// When the portal or the store fails.
    pub(crate) async fn find_vanished(&self) -> Result<usize, SyncError> {
        let mut spans = Vec::new();
        for entity in LARGE {
            // The portal's highest id may be higher; what is above ours is found as new records are.
            let up_to = self.highest(entity).await?;
            if up_to > 0 {
                spans.push(Span { entity, after: 0, up_to });
            }
        }
        let mut wanted = Wanted::default();
        while !spans.is_empty() {
            let mut differing = Vec::new();
            for part in spans.chunks(COMMANDS) {
                differing.extend(self.differing(part).await?);
            }
            spans.clear();
            for (span, largest) in differing {
                if largest <= u64::try_from(PAGE_ROWS).unwrap_or(u64::MAX) || span.up_to - span.after == 1 {
                    let ids = self.compare(span).await?;
                    wanted.records.entry(span.entity).or_default().extend(ids);
                } else {
                    let parts = IdRange::split(span.after, span.up_to, PARTS);
                    spans.extend(
                        parts.into_iter().filter_map(|part| {
                            Some(Span { entity: span.entity, after: part.after, up_to: part.up_to? })
                        }),
                    );
                }
            }
        }
        let found = wanted.records.values().map(BTreeSet::len).sum();
        if found > 0 {
            tracing::info!(portal = self.portal.0, found, "records went or came without a trace");
            let mut changes = self.read(&wanted).await?;
            self.withhold(&mut changes).await?;
            self.commit(changes, &[]).await?;
        }
        Ok(found)
    }

    /// The spans whose counts differ, each with the larger of the two.
    async fn differing(&self, spans: &[Span]) -> Result<Vec<(Span, u64)>, SyncError> {
        let lists: Vec<(Span, ListMethod)> =
            spans.iter().filter_map(|span| Some((*span, self.ids_of(span.entity)?.counted()))).collect();
        let command = |(at, (span, list)): (usize, &(Span, ListMethod))| {
            Command::new(format!("n{at}"), list.method(), list.page_params(span.range()))
        };
        let commands: Vec<Command> = lists.iter().enumerate().map(command).collect();
        let answer = self.client.batch(&commands, false).await?;
        let mut differing = Vec::new();
        for ((span, list), (_, outcome)) in lists.into_iter().zip(answer.results) {
            let total = match outcome {
                Ok(answer) => answer.total,
                Err(error) if not_offered(&error.clone().into_error(list.method(), 0)) => continue,
                Err(error) => return Err(error.into_error(list.method(), self.clock.now().0).into()),
            };
            let stored = self.stored(span).await?;
            if let Some(total) = total.filter(|total| *total != stored) {
                differing.push((span, total.max(stored)));
            }
        }
        Ok(differing)
    }

    /// The ids of a small span that only one side has.
    async fn compare(&self, span: Span) -> Result<Vec<i64>, SyncError> {
        let Some(list) = self.ids_of(span.entity) else { return Ok(Vec::new()) };
        let mut there = BTreeSet::new();
        let mut pages = self.client.pages(list, span.range());
        while let Some(page) = pages.next_page().await? {
            there.extend(page.rows.iter().filter_map(id_of));
        }
        let mut reader = self.store.read().await?;
        let (after, up_to) = (span.after, span.up_to);
        macro_rules! ids {
            ($repository:ident) => {
                reader.$repository(self.portal).ids_within(after, up_to, u32::MAX).await?
            };
        }
        let here: BTreeSet<i64> = match span.entity {
            Entity::Companies => ids!(companies),
            Entity::Deals => ids!(deals),
            Entity::Requisites => ids!(requisites),
            Entity::Contacts => ids!(contacts),
            Entity::Activities => ids!(activities),
            Entity::Calls => ids!(calls),
            Entity::People | Entity::Departments | Entity::Dictionaries => Vec::new(),
        }
        .into_iter()
        .collect();
        Ok(here.symmetric_difference(&there).copied().collect())
    }

    /// The list of an entity with nothing but ids.
    fn ids_of(&self, entity: Entity) -> Option<ListMethod> {
        let list = list_of(entity, self.reading)?;
        let id = list.id_field();
        // Telephony knows no choice of fields.
        Some(if entity == Entity::Calls { list } else { list.select(&[id]) })
    }

    async fn highest(&self, entity: Entity) -> Result<i64, SyncError> {
        let mut reader = self.store.read().await?;
        macro_rules! highest {
            ($repository:ident) => {
                reader.$repository(self.portal).highest_id().await?
            };
        }
        Ok(match entity {
            Entity::Companies => highest!(companies),
            Entity::Deals => highest!(deals),
            Entity::Requisites => highest!(requisites),
            Entity::Contacts => highest!(contacts),
            Entity::Activities => highest!(activities),
            Entity::Calls => highest!(calls),
            Entity::People | Entity::Departments | Entity::Dictionaries => 0,
        })
    }

    async fn stored(&self, span: Span) -> Result<u64, SyncError> {
        let mut reader = self.store.read().await?;
        macro_rules! count {
            ($repository:ident) => {
                reader.$repository(self.portal).count_within(span.after, span.up_to).await?
            };
        }
        Ok(match span.entity {
            Entity::Companies => count!(companies),
            Entity::Deals => count!(deals),
            Entity::Requisites => count!(requisites),
            Entity::Contacts => count!(contacts),
            Entity::Activities => count!(activities),
            Entity::Calls => count!(calls),
            Entity::People | Entity::Departments | Entity::Dictionaries => 0,
        })
    }
}

impl Span {
    fn range(self) -> IdRange {
        IdRange { after: self.after, up_to: Some(self.up_to) }
    }
}
