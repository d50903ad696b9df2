//! The stage history: rows written when a record changes its stage, and rows made up for deals a dataset brought.

use crate::model::{DEAL, Deal, Records, Row, StageMove, StageMoveKind, StageSemantics, Word};

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
    moves.insert(StageMove {
        id: moves.next_id(),
        owner_type: owner.0,
        owner_id: owner.1,
        kind,
        at,
        category_id: state.category_id,
        stage_id: state.stage_id,
        semantics: state.semantics,
    });
}

/// Makes up the history of the deals that have none: each is taken to have passed the stages of its pipeline in their
/// order, evenly between its creation and its arrival at the present stage.
pub(crate) fn ensure(records: &mut Records) {
    let Some(last) = records.deals.rows().last().map(Row::id) else { return };
    let covered = records.sales.history.covered;
    if covered >= last {
        return;
    }
    let pipelines = pipelines(records);
    let first = records.deals.lower_bound(covered + 1);
    let mut made: Vec<(i64, u32, State, StageMoveKind)> = Vec::new();
    for deal in &records.deals.rows()[first..] {
        let stages = pipelines.iter().find(|(category, _)| *category == deal.category_id);
        passage(deal, stages.map_or(&[], |(_, stages)| stages), &mut made);
    }
    // Stable: the stages of one deal stay in their order.
    made.sort_by_key(|(at, deal, ..)| (*at, *deal));
    records.sales.history.moves.reserve(made.len());
    for (at, deal, state, kind) in made {
        record(records, (u32::from(DEAL), deal), state, kind, at);
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

fn passage(deal: &Deal, stages: &[Word], made: &mut Vec<(i64, u32, State, StageMoveKind)>) {
    let reached = match deal.semantics {
        StageSemantics::Process => stages.iter().position(|stage| *stage == deal.stage_id).unwrap_or(0),
        StageSemantics::Success => stages.len(),
        // A lost deal got as far as its id says, at least to the first stage.
        StageSemantics::Failure | StageSemantics::Apology => {
            let spread = (deal.id.wrapping_mul(2_654_435_761) >> 16) as usize;
            spread % stages.len().max(1) + usize::from(!stages.is_empty())
        }
    };
    let before = &stages[..reached.min(stages.len())];
    let steps = i64::try_from(before.len()).unwrap_or(i64::MAX).max(1);
    let arrived = deal.moved_at.max(deal.created_at);
    for (place, stage) in (0_i64..).zip(before) {
        let state = State { category_id: deal.category_id, stage_id: *stage, semantics: StageSemantics::Process };
        let kind = if place == 0 { StageMoveKind::Created } else { StageMoveKind::Intermediate };
        made.push((deal.created_at + (arrived - deal.created_at) / steps * place, deal.id, state, kind));
    }
    let kind = match deal.semantics {
        _ if before.is_empty() => StageMoveKind::Created,
        StageSemantics::Process => StageMoveKind::Intermediate,
        _ => StageMoveKind::Final,
    };
    let at = if before.is_empty() { deal.created_at } else { arrived };
    made.push((at, deal.id, State::of(deal), kind));
}
