//! Rows in order of id, as many as the budget allows; the next proof goes on where this one stopped.

use super::Run;
use super::plan::{RESERVE, between, pieces};
use super::walk::{Piece, Walked};
use crate::sync::SyncError;
use crate::sync::plan::LARGE;
use bitrix24::listing::PAGE_ROWS;
use domain::progress::Entity;
use std::collections::BTreeMap;
use store::Position;

/// Pages between two moments at which the position is stored.
const PAGES_AT_ONCE: u64 = 1_000;

/// The turn of one entity in the comparison row by row.
struct Turn {
    entity: Entity,
    there: u64,
    position: Position,
    /// Rows compared in this proof.
    compared: u64,
    done: bool,
}

/// The next part of the comparison: ranges, and for each entity by its place where they end (`None` for the end of
/// the list) and how many rows of the copy they hold.
struct Chunk {
    pieces: Vec<Piece>,
    reached: Vec<(usize, Option<i64>, u64)>,
}

impl Run<'_> {
    /// All rows in order of id, from where the last proof stopped, each entity in proportion to its rows; from the
    /// beginning to the end when `whole`.
    pub(super) async fn rotate(&mut self, whole: bool, highest: &BTreeMap<Entity, i64>) -> Result<(), SyncError> {
        let mut turns = self.turns(whole).await?;
        let from_start = turns.iter().all(|turn| turn.position.after == 0);
        if whole {
            self.total = turns.iter().map(|turn| turn.there).sum();
        }
        let lists: Vec<Walked> = turns.iter().filter_map(|turn| self.all_of(turn.entity)).collect();
        loop {
            let width = u64::try_from(self.account.width()).unwrap_or(1);
            let reserve = if whole { 0 } else { RESERVE };
            let affordable = self.account.left().saturating_sub(reserve).saturating_mul(width);
            let chunk = self.chunk(&turns, affordable.min(PAGES_AT_ONCE), highest).await?;
            if chunk.pieces.is_empty() || !self.walk(&lists, chunk.pieces).await? {
                break;
            }
            self.move_on(&mut turns, &chunk.reached).await?;
        }
        self.whole = from_start && turns.iter().all(|turn| turn.done);
        let proofs = |turn: &Turn| turn.there.checked_div(turn.compared).map(|_| turn.there.div_ceil(turn.compared));
        let waiting = turns.iter().filter(|turn| turn.there > 0);
        // An entity whose turn did not come leaves the pace unknown.
        let most = waiting.map(proofs).collect::<Option<Vec<u64>>>().and_then(|proofs| proofs.into_iter().max());
        self.proofs_per_pass =
            if self.whole { Some(1) } else { most.map(|most| u32::try_from(most).unwrap_or(u32::MAX)) };
        for turn in turns {
            self.entity(turn.entity).whole_at = turn.position.whole_at;
        }
        Ok(())
    }

    fn all_of(&self, entity: Entity) -> Option<Walked> {
        let list = self.proof.list(entity)?;
        Some(Walked { entity, list, selection: None, both_ways: true, counts: true, earlier: Vec::new() })
    }

    async fn turns(&self, whole: bool) -> Result<Vec<Turn>, SyncError> {
        let mut reader = self.proof.store.read().await?;
        let positions: BTreeMap<Entity, Position> =
            reader.proofs(self.proof.portal).positions().await?.into_iter().collect();
        let open = LARGE.into_iter().filter(|entity| !self.refused.contains(entity));
        let turn = |entity: Entity| {
            let start = Position { after: 0, began: self.started, whole_at: None };
            let mut position = positions.get(&entity).copied().unwrap_or(start);
            if whole {
                position = Position { whole_at: position.whole_at, ..start };
            }
            let there = self.entities.get(&entity).and_then(|entity| entity.there).unwrap_or(0);
            Turn { entity, there, position, compared: 0, done: false }
        };
        Ok(open.map(turn).collect())
    }

    /// The next ranges of every entity, about `most` pages together.
    async fn chunk(&self, turns: &[Turn], most: u64, highest: &BTreeMap<Entity, i64>) -> Result<Chunk, SyncError> {
        let mut chunk = Chunk { pieces: Vec::new(), reached: Vec::new() };
        let all: u64 = turns.iter().filter(|turn| !turn.done).map(|turn| turn.there.max(1)).sum();
        for (at, turn) in turns.iter().enumerate().filter(|(_, turn)| !turn.done) {
            let share = (u128::from(most) * u128::from(turn.there.max(1))).div_ceil(u128::from(all.max(1)));
            let method = self.proof.list(turn.entity).map(|list| list.method().to_owned()).unwrap_or_default();
            let pages = u64::try_from(share).unwrap_or(most).min(self.account.room(&method));
            if pages == 0 || most == 0 || self.refused.contains(&turn.entity) {
                continue;
            }
            let rows = pages * u64::try_from(PAGE_ROWS).unwrap_or(1);
            let (marks, here) = self.marks(turn.entity, None, turn.position.after, rows).await?;
            let last = marks.last().copied().unwrap_or(turn.position.after);
            if here < rows {
                let known = self.entities.get(&turn.entity).map_or(0, |entity| entity.here);
                let missing = turn.there.saturating_sub(known);
                chunk.pieces.extend(pieces(
                    at,
                    turn.position.after,
                    &marks,
                    highest.get(&turn.entity).copied(),
                    missing,
                ));
                chunk.reached.push((at, None, here));
            } else {
                chunk.pieces.extend(between(at, turn.position.after, &marks));
                chunk.reached.push((at, Some(last), here));
            }
        }
        Ok(chunk)
    }

    /// Stores how far the comparison has come.
    async fn move_on(&mut self, turns: &mut [Turn], reached: &[(usize, Option<i64>, u64)]) -> Result<(), SyncError> {
        let now = self.proof.clock.now();
        let mut tx = self.proof.store.begin().await?;
        for (at, last, rows) in reached {
            let turn = &mut turns[*at];
            turn.compared += rows;
            turn.done = last.is_none();
            turn.position = match last {
                Some(last) => Position { after: *last, ..turn.position },
                None => Position { after: 0, began: now, whole_at: Some(now) },
            };
            tx.proofs(self.proof.portal).save_position(turn.entity, turn.position).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
