//! The stage history: rows written when a record changes its stage, and rows made up for deals a dataset brought.

use crate::model::{DEAL, Deal, Records, Row, StageMove, StageMoveKind, StageOrigin, StageSemantics, Word};

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    pub(crate) category_id: u32,
    pub(crate) stage_id: Word,
    pub(crate) semantics: StageSemantics,
}

impl State {
    /// Where a deal stands.
    pub(crate) fn of(deal: &Deal) -> Self {
        Self { category_id: deal.category_id, stage_id: deal.stage_id, semantics: deal.semantics }
    }
}

/// Writes one row about the owner (type and id).
pub(crate) fn record(records: &mut Records, owner: (u32, u32), state: State, kind: StageMoveKind, at: i64) {
    let moves = &mut records.sales.history.moves;
    let id = moves.next_id();
    moves.insert(StageMove { id, ..row(owner, state, kind, at) });
}

fn row(owner: (u32, u32), state: State, kind: StageMoveKind, at: i64) -> StageMove {
    StageMove {
        id: 0,
        owner_type: owner.0,
        owner_id: owner.1,
        kind,
        at,
        category_id: state.category_id,
        stage_id: state.stage_id,
        semantics: state.semantics,
    }
}

/// Writes that a deal was created, before it is stored.
pub(super) fn record_created(records: &mut Records, deal: &Deal, at: i64) {
    let owner = (u32::from(DEAL), deal.id);
    let state = State::of(deal);
    if is_complete(records) {
        record(records, owner, state, StageMoveKind::Created, at);
        records.sales.history.covered = deal.id;
        return;
    }
    let history = &mut records.sales.history;
    history.waiting.push(row(owner, state, StageMoveKind::Created, at));
    history.origins.insert(deal.id, None);
}

/// Writes that a deal came to another stage; `before` is the deal as it is stored still.
pub(super) fn record_moved(records: &mut Records, before: &Deal, after: State, at: i64) {
    let kind = match after.semantics {
        _ if before.category_id != after.category_id => StageMoveKind::Pipeline,
        StageSemantics::Process => StageMoveKind::Intermediate,
        _ => StageMoveKind::Final,
    };
    let owner = (u32::from(DEAL), before.id);
    if is_complete(records) {
        record(records, owner, after, kind, at);
        return;
    }
    let history = &mut records.sales.history;
    history.waiting.push(row(owner, after, kind, at));
    if before.id > history.covered {
        history.origins.entry(before.id).or_insert_with(|| Some(origin(before)));
    }
}

fn origin(deal: &Deal) -> StageOrigin {
    StageOrigin {
        created_at: deal.created_at,
        moved_at: deal.moved_at,
        category_id: deal.category_id,
        stage_id: deal.stage_id,
        semantics: deal.semantics,
    }
}

/// Whether every deal has its rows.
pub(crate) fn is_complete(records: &Records) -> bool {
    records.deals.rows().last().is_none_or(|last| last.id() <= records.sales.history.covered)
}

/// Makes up the history of the deals that have none: each is taken to have passed the stages of its pipeline in their
/// order, evenly between its creation and its arrival at the stage it had. The moves that waited come after.
pub(crate) fn ensure(records: &mut Records) {
    let Some(last) = records.deals.rows().last().map(Row::id).filter(|_| !is_complete(records)) else { return };
    let pipelines = pipelines(records);
    let origins = std::mem::take(&mut records.sales.history.origins);
    let waiting = std::mem::take(&mut records.sales.history.waiting);
    let first = records.deals.lower_bound(records.sales.history.covered + 1);
    let mut made: Vec<(i64, u32, State, StageMoveKind)> = Vec::new();
    for deal in &records.deals.rows()[first..] {
        let Some(origin) = origins.get(&deal.id).copied().unwrap_or_else(|| Some(origin(deal))) else { continue };
        let stages = pipelines.iter().find(|(category, _)| *category == origin.category_id);
        passage(deal.id, origin, stages.map_or(&[], |(_, stages)| stages), &mut made);
    }
    // Stable: the stages of one deal stay in their order.
    made.sort_by_key(|(at, deal, ..)| (*at, *deal));
    records.sales.history.moves.reserve(made.len() + waiting.len());
    for (at, deal, state, kind) in made {
        record(records, (u32::from(DEAL), deal), state, kind, at);
    }
    let moves = &mut records.sales.history.moves;
    for row in waiting {
        moves.insert(StageMove { id: moves.next_id(), ..row });
    }
    records.sales.history.covered = last;
}

/// Stages in work of every pipeline in their order.
fn pipelines(records: &mut Records) -> Vec<(u32, Vec<Word>)> {
    let (statuses, words) = (&records.statuses, &mut records.words);
    let mut of_category = |category: u32| {
        let entity = if category == 0 { "DEAL_STAGE".to_owned() } else { format!("DEAL_STAGE_{category}") };
        let in_work =
            statuses.iter().filter(|row| *row.entity_id == *entity && row.semantics == Some(StageSemantics::Process));
        let mut stages: Vec<_> = in_work.collect();
        stages.sort_by_key(|row| (row.sort, row.id));
        stages.iter().map(|row| words.intern(&row.status_id)).collect()
    };
    records.categories.iter().map(|category| (category.id, of_category(category.id))).collect()
}

fn passage(deal: u32, origin: StageOrigin, stages: &[Word], made: &mut Vec<(i64, u32, State, StageMoveKind)>) {
    let reached = match origin.semantics {
        StageSemantics::Process => stages.iter().position(|stage| *stage == origin.stage_id).unwrap_or(0),
        StageSemantics::Success => stages.len(),
        // A lost deal got as far as its id says, at least to the first stage.
        StageSemantics::Failure | StageSemantics::Apology => {
            let spread = (deal.wrapping_mul(2_654_435_761) >> 16) as usize;
            spread % stages.len().max(1) + usize::from(!stages.is_empty())
        }
    };
    let before = &stages[..reached.min(stages.len())];
    let steps = i64::try_from(before.len()).unwrap_or(i64::MAX).max(1);
    let arrived = origin.moved_at.max(origin.created_at);
    let category_id = origin.category_id;
    for (place, stage) in (0_i64..).zip(before) {
        let state = State { category_id, stage_id: *stage, semantics: StageSemantics::Process };
        let kind = if place == 0 { StageMoveKind::Created } else { StageMoveKind::Intermediate };
        made.push((origin.created_at + (arrived - origin.created_at) / steps * place, deal, state, kind));
    }
    let kind = match origin.semantics {
        _ if before.is_empty() => StageMoveKind::Created,
        StageSemantics::Process => StageMoveKind::Intermediate,
        _ => StageMoveKind::Final,
    };
    let at = if before.is_empty() { origin.created_at } else { arrived };
    made.push((at, deal, State { category_id, stage_id: origin.stage_id, semantics: origin.semantics }, kind));
}
