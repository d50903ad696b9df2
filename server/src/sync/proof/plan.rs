//! What is compared in which order: everything by counts, and as many rows as the budget allows.

use super::Run;
use super::counting::Segment;
use super::questions::field_of;
use super::walk::{Piece, Walked, id_of};
use crate::sync::SyncError;
use crate::sync::plan::LARGE;
use bitrix24::listing::{IdRange, ListMethod, PAGE_ROWS};
use domain::day::{Day, Millis};
use domain::progress::Entity;
use domain::proof::{Month, Period};
use std::collections::BTreeMap;
use store::{Axis, Selection};

/// Requests that are kept back for looking again at what differs.
pub(super) const RESERVE: u64 = 16;
/// Days that are always compared row by row, if they fit.
const RECENT_DAYS: i32 = 7;
/// Parts into which ids beyond the copy's last one are cut.
const MOST_PARTS: u64 = 64;
/// How many pages hold so many rows.
pub(super) fn pages(rows: u64) -> u64 {
    rows.div_ceil(u64::try_from(PAGE_ROWS).unwrap_or(1))
}

impl Run<'_> {
    /// Everything by counts, then rows: all of them when they fit or `whole` says so.
    pub(super) async fn everything(&mut self, whole: bool) -> Result<(), SyncError> {
        self.small_lists().await?;
        let mut segments = self.count().await?;
        let highest = self.highest().await?;
        let created: BTreeMap<(Entity, Month), u64> = segments
            .iter()
            .filter(|segment| segment.selection.axis == Axis::Created)
            .filter_map(|segment| Some(((segment.entity, self.month_at(segment.selection.from?)), segment.there)))
            .collect();
        if whole || self.fits() {
            self.rotate(true, &highest).await?;
        } else {
            self.total = self.affordable();
            self.look_twice(&mut segments).await?;
            self.unequal(&segments, &highest).await?;
            self.recent(&segments, &highest).await?;
            self.rotate(false, &highest).await?;
        }
        self.settle().await?;
        if !self.whole {
            // A month that was read in part proves nothing.
            self.months.retain(|(entity, month), sides| {
                month.and_then(|month| created.get(&(*entity, month))) == Some(&sides.there.count)
            });
        }
        Ok(())
    }

    /// Every row of a period, of whichever date, and optionally of some people.
    pub(super) async fn period(&mut self, period: &Period) -> Result<(), SyncError> {
        let (from, before) = (self.proof.start(period.from), self.proof.start(Day(period.to.0 + 1)));
        let select = |axis| Selection { axis, from: Some(from), before: Some(before), people: period.people.clone() };
        let mut lists = Vec::new();
        for entity in LARGE {
            let (axes, field): (&[Axis], _) = match entity {
                Entity::Calls => (&[Axis::Happened], None),
                // A meeting is dated by its end.
                Entity::Activities => (&[Axis::Happened], Some("END_TIME")),
                // Contacts and requisites have no responsible person the copy knows of.
                Entity::Contacts | Entity::Requisites if !period.people.is_empty() => continue,
                _ => (&[Axis::Created, Axis::Modified], None),
            };
            let mut earlier = Vec::new();
            for axis in axes {
                let selection = select(*axis);
                lists.extend(self.walked(entity, None, &selection, &earlier));
                earlier.push(selection);
            }
            if field.is_some() {
                let also = self.walked(entity, field, &select(Axis::Happened), &earlier);
                lists.extend(also.map(|also| Walked { both_ways: false, ..also }));
            }
        }
        let slim: Vec<ListMethod> = lists.iter().map(|walked| walked.list.clone()).collect();
        let totals = self.account.totals(self.proof.client, &slim).await?;
        self.total = totals.iter().map(|total| total.unwrap_or(0)).sum();
        let highest = self.highest().await?;
        for (walked, total) in lists.iter().zip(totals) {
            let Some(total) = total else {
                self.close(walked.entity);
                continue;
            };
            let Some(selection) = &walked.selection else { continue };
            let (marks, here) = self.marks(walked.entity, Some(selection), 0, u64::MAX).await?;
            let entity = self.entity(walked.entity);
            (entity.here, entity.there) = (entity.here + here, Some(entity.there.unwrap_or(0) + total));
            let highest = highest.get(&walked.entity).copied();
            let pieces = pieces(0, 0, &marks, highest, total.saturating_sub(here));
            self.walk(std::slice::from_ref(walked), pieces).await?;
        }
        Ok(())
    }

    fn walked(
        &self,
        entity: Entity,
        field: Option<&str>,
        selection: &Selection,
        earlier: &[Selection],
    ) -> Option<Walked> {
        let field = field.or_else(|| field_of(entity, selection.axis))?;
        let list = self.proof.narrowed(self.proof.list(entity)?, entity, field, selection);
        let (selection, earlier) = (Some(selection.clone()), earlier.to_vec());
        Some(Walked { entity, list, selection, both_ways: true, counts: true, earlier })
    }

    pub(super) fn month_at(&self, at: Millis) -> Month {
        Month::of(crate::clock::day_in(&self.proof.reading.zone, at))
    }

    /// The highest id of each entity.
    async fn highest(&mut self) -> Result<BTreeMap<Entity, i64>, SyncError> {
        let open: Vec<Entity> = LARGE.into_iter().filter(|entity| !self.refused.contains(entity)).collect();
        let lists: Vec<(Entity, ListMethod)> =
            open.into_iter().filter_map(|entity| Some((entity, self.proof.slim(entity)?))).collect();
        let commands: Vec<_> = lists.iter().map(|(_, list)| (list.method().to_owned(), list.last_params())).collect();
        let outcomes = self.account.batch(self.proof.client, &commands).await?;
        let mut highest = BTreeMap::new();
        for ((entity, list), outcome) in lists.into_iter().zip(outcomes) {
            // Not knowing it costs requests, nothing more.
            let Ok(answer) = outcome else { continue };
            let id = list.rows(answer.result)?.iter().filter_map(id_of).max();
            highest.extend(id.map(|id| (entity, id)));
        }
        Ok(highest)
    }

    /// Whether all rows fit into the budget.
    fn fits(&self) -> bool {
        let width = u64::try_from(self.account.width()).unwrap_or(1);
        let mut all = 0;
        for entity in LARGE {
            let pages = pages(self.entities.get(&entity).and_then(|entity| entity.there).unwrap_or(0)) + 2;
            let method = self.proof.list(entity).map(|list| list.method().to_owned()).unwrap_or_default();
            if self.account.room(&method) < pages {
                return false;
            }
            all += pages;
        }
        all.div_ceil(width) + RESERVE <= self.account.left()
    }

    /// How many rows the rest of the budget can read.
    fn affordable(&self) -> u64 {
        let all: u64 = self.entities.values().filter_map(|entity| entity.there).sum();
        let row = u64::try_from(self.account.width() * PAGE_ROWS).unwrap_or(1);
        all.min(self.account.left().saturating_sub(RESERVE).saturating_mul(row))
    }

    /// Every fiftieth id of the copy above one, the last, and how many rows that are.
    pub(super) async fn marks(
        &self,
        entity: Entity,
        selection: Option<&Selection>,
        after: i64,
        most: u64,
    ) -> Result<(Vec<i64>, u64), SyncError> {
        let mut reader = self.proof.store.read().await?;
        Ok(reader.proofs(self.proof.portal).marks(entity, selection, after, most, PAGE_ROWS).await?)
    }

    /// Rows of spans whose counts still do not agree, the smallest first, for half of what is left.
    async fn unequal(&mut self, segments: &[Segment], highest: &BTreeMap<Entity, i64>) -> Result<(), SyncError> {
        let mut doubtful: Vec<&Segment> = segments.iter().filter(|segment| segment.here != segment.there).collect();
        doubtful.sort_by_key(|segment| segment.rows());
        let mut room = self.room() / 2;
        let mut spans = Vec::new();
        for segment in doubtful {
            let Some(left) = room.checked_sub(pages(segment.rows()) + 2) else { break };
            room = left;
            spans.push((segment.entity, segment.selection.clone(), segment.there));
        }
        self.read_spans(spans, highest).await
    }

    /// Pages that the rest of the budget can read.
    fn room(&self) -> u64 {
        let width = u64::try_from(self.account.width()).unwrap_or(1);
        self.account.left().saturating_sub(RESERVE).saturating_mul(width)
    }

    /// Rows modified in the last days, calls of the last days: as many days as fit into a third of what is left.
    async fn recent(&mut self, segments: &[Segment], highest: &BTreeMap<Entity, i64>) -> Result<(), SyncError> {
        let room = self.room() / 3;
        let today = self.proof.today();
        for days in (1..=RECENT_DAYS).rev() {
            let from = self.proof.start(Day(today.0 - days + 1));
            let is_recent = |segment: &&Segment| {
                segment.selection.axis == Axis::Modified && segment.selection.from.is_some_and(|at| at >= from)
            };
            let counted: u64 = segments.iter().filter(is_recent).map(|segment| pages(segment.there) + 1).sum();
            if counted > room {
                continue;
            }
            let spans = LARGE.into_iter().map(|entity| {
                let axis = if entity == Entity::Calls { Axis::Happened } else { Axis::Modified };
                (entity, Selection { axis, from: Some(from), before: None, people: Vec::new() }, 0)
            });
            return self.read_spans(spans.collect(), highest).await;
        }
        Ok(())
    }

    /// Reads the rows of spans side by side; each comes with the portal's count, if that is known.
    async fn read_spans(
        &mut self,
        spans: Vec<(Entity, Selection, u64)>,
        highest: &BTreeMap<Entity, i64>,
    ) -> Result<(), SyncError> {
        let (mut lists, mut ranges) = (Vec::new(), Vec::new());
        for (entity, selection, there) in spans {
            if self.refused.contains(&entity) {
                continue;
            }
            let Some(walked) = self.walked(entity, None, &selection, &[]) else { continue };
            let (marks, here) = self.marks(entity, Some(&selection), 0, u64::MAX).await?;
            let missing = there.saturating_sub(here);
            ranges.extend(pieces(lists.len(), 0, &marks, highest.get(&entity).copied(), missing));
            lists.push(Walked { counts: false, ..walked });
        }
        self.walk(&lists, ranges).await?;
        Ok(())
    }
}

/// The ranges between marks.
pub(super) fn between(list: usize, after: i64, marks: &[i64]) -> Vec<Piece> {
    let starts = [after].into_iter().chain(marks.iter().copied());
    starts.zip(marks).map(|(after, up_to)| Piece::new(list, after, Some(*up_to))).collect()
}

/// The ranges between marks and those beyond the last one. When the portal has more rows than the copy, the ids beyond
/// are cut, so that many missing rows are read side by side.
pub(super) fn pieces(list: usize, after: i64, marks: &[i64], highest: Option<i64>, missing: u64) -> Vec<Piece> {
    let mut pieces = between(list, after, marks);
    let last = marks.last().copied().unwrap_or(after);
    let end = highest.unwrap_or(last).max(last);
    let parts = usize::try_from(pages(missing).clamp(1, MOST_PARTS)).unwrap_or(1);
    let cut = if missing > 0 { IdRange::split(last, end, parts) } else { Vec::new() };
    let open = if cut.is_empty() { last } else { end };
    pieces.extend(cut.into_iter().map(|range| Piece::new(list, range.after, range.up_to)));
    pieces.push(Piece::new(list, open, None));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(pieces: &[Piece]) -> Vec<(i64, Option<i64>)> {
        pieces.iter().map(|piece| (piece.range.after, piece.range.up_to)).collect()
    }

    #[test]
    fn ranges_leave_no_gap() {
        assert_eq!(spans(&between(0, 5, &[9, 20])), [(5, Some(9)), (9, Some(20))]);
        assert_eq!(spans(&pieces(0, 0, &[9], Some(9), 0)), [(0, Some(9)), (9, None)]);
        assert_eq!(spans(&pieces(0, 0, &[], None, 70)), [(0, None)]);
        assert_eq!(
            spans(&pieces(0, 0, &[9], Some(109), 70)),
            [(0, Some(9)), (9, Some(59)), (59, Some(109)), (109, None)]
        );
    }
}
