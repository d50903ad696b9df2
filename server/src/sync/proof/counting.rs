//! Everything by counts: each entity as a whole, by month of creation, by month and recent day of modification.

use super::Run;
use super::questions::field_of;
use crate::sync::SyncError;
use crate::sync::plan::LARGE;
use bitrix24::listing::ListMethod;
use domain::day::Millis;
use domain::progress::Entity;
use std::time::Duration;
use store::{Axis, Selection};

/// Pause before counts that do not agree are asked for again.
const SECOND_LOOK: Duration = Duration::from_secs(2);

/// A span of time counted on both sides.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) entity: Entity,
    pub(super) selection: Selection,
    pub(super) here: u64,
    pub(super) there: u64,
}

impl Segment {
    /// The larger side.
    pub(super) fn rows(&self) -> u64 {
        self.here.max(self.there)
    }
}

impl Run<'_> {
    /// Counts every entity as a whole, by month of creation, and by month and recent day of modification.
    pub(super) async fn count(&mut self) -> Result<Vec<Segment>, SyncError> {
        let mut segments = Vec::new();
        let mut reader = self.proof.store.read().await?;
        for entity in LARGE {
            let here = reader.proofs(self.proof.portal).count(entity).await?;
            self.entity(entity).here = here;
            for axis in [Axis::Created, Axis::Modified] {
                if field_of(entity, axis).is_none() {
                    continue;
                }
                let mut proofs = reader.proofs(self.proof.portal);
                let earliest = proofs.earliest(entity, axis).await?;
                let bounds = match axis {
                    Axis::Created => self.proof.months_since(earliest),
                    _ => self.proof.months_and_days_since(earliest),
                };
                // Rows without a date are in no span of the portal's.
                let with_start: Vec<Millis> = [Millis(1)].into_iter().chain(bounds.iter().copied()).collect();
                let counts = proofs.counts(entity, axis, &with_start).await?;
                for (at, here) in counts.into_iter().skip(1).enumerate() {
                    let from = at.checked_sub(1).map(|at| bounds[at]);
                    let selection = Selection { axis, from, before: bounds.get(at).copied(), people: Vec::new() };
                    segments.push(Segment { entity, selection, here, there: 0 });
                }
            }
        }
        drop(reader);
        self.ask(&mut segments).await?;
        for segment in &segments {
            let entity = self.entity(segment.entity);
            entity.counted += 1;
            entity.unequal += u32::from(segment.here != segment.there);
        }
        let closed = self.refused.clone();
        segments.retain(|segment| !closed.contains(&segment.entity));
        Ok(segments)
    }

    /// Asks the portal for the counts of segments, and of the entities as a whole.
    async fn ask(&mut self, segments: &mut [Segment]) -> Result<(), SyncError> {
        let mut lists: Vec<ListMethod> = LARGE.iter().filter_map(|entity| self.proof.slim(*entity)).collect();
        for segment in segments.iter() {
            let (entity, selection) = (segment.entity, &segment.selection);
            let field = field_of(entity, selection.axis).unwrap_or_default();
            lists.extend(self.proof.slim(entity).map(|list| self.proof.narrowed(list, entity, field, selection)));
        }
        let totals = self.account.totals(self.proof.client, &lists).await?;
        let (whole, parts) = totals.split_at(LARGE.len());
        for (entity, total) in LARGE.into_iter().zip(whole) {
            match total {
                Some(total) => self.entity(entity).there = Some(*total),
                None => self.close(entity),
            }
        }
        for (segment, total) in segments.iter_mut().zip(parts) {
            segment.there = total.unwrap_or(segment.here);
        }
        Ok(())
    }

    /// Counts that do not agree are asked for once more: records may have changed between the two sides' counts.
    pub(super) async fn look_twice(&mut self, segments: &mut [Segment]) -> Result<(), SyncError> {
        if segments.iter().all(|segment| segment.here == segment.there) {
            return Ok(());
        }
        self.proof.watch.hasten();
        tokio::time::sleep(SECOND_LOOK).await;
        let mut doubtful: Vec<Segment> =
            segments.iter().filter(|segment| segment.here != segment.there).cloned().collect();
        self.ask(&mut doubtful).await?;
        let mut reader = self.proof.store.read().await?;
        for segment in &mut doubtful {
            let bounds: Vec<Millis> =
                [segment.selection.from.or(Some(Millis(1))), segment.selection.before].into_iter().flatten().collect();
            let counts =
                reader.proofs(self.proof.portal).counts(segment.entity, segment.selection.axis, &bounds).await?;
            segment.here = counts.get(1).copied().unwrap_or(0);
        }
        let mut anew = doubtful.into_iter();
        for segment in segments.iter_mut().filter(|segment| segment.here != segment.there) {
            if let Some(looked) = anew.next() {
                *segment = looked;
            }
        }
        Ok(())
    }
}
