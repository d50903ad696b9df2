//! `crm.stagehistory.list`.

use crate::change::{ensure_stage_history, has_stage_history};
use crate::model::{DEAL, LEAD, Records, StageMove, Table};
use crate::rest::call::{Call, Outcome};
use crate::rest::error::RestError;
use crate::rest::list::{Cell, Entity, Field, Filter, Kind, typed_list};

impl Entity for StageMove {
    fn table(records: &Records) -> &Table<Self> {
        &records.sales.history.moves
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}

/// Names are upper case though values are typed (documented).
static FIELDS: &[Field<StageMove>] = &[
    Field::fixed("ID", "ID", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::fixed("TYPE_ID", "TYPE_ID", Kind::Integer, |row, _| Cell::Int(i64::from(row.kind.number()))),
    Field::fixed("OWNER_ID", "OWNER_ID", Kind::Integer, |row, _| Cell::Int(i64::from(row.owner_id))),
    Field::fixed("CREATED_TIME", "CREATED_TIME", Kind::DateTime, |row, _| Cell::Instant(row.at)),
    Field::fixed("CATEGORY_ID", "CATEGORY_ID", Kind::Integer, |row, _| Cell::Int(i64::from(row.category_id))),
    Field::fixed("STAGE_SEMANTIC_ID", "STAGE_SEMANTIC_ID", Kind::String, |row, _| Cell::Text(row.semantics.letter())),
    Field::fixed("STAGE_ID", "STAGE_ID", Kind::String, |row, r| Cell::Text(r.text(row.stage_id))),
];

/// The kind of owner, which is not printed.
static OWNER_TYPE: Field<StageMove> =
    Field::fixed("", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.owner_type)));

/// `crm.stagehistory.list`: of leads, deals and smart processes. Deals a dataset brought get their rows now.
pub(super) fn list(call: &Call<'_>) -> Outcome {
    let entity_type = call.required_id("entityTypeId")?;
    let refused = |error: RestError| RestError::numbered(401, 0, error.text);
    let known = {
        let records = call.state.records();
        let own = [u32::from(LEAD), u32::from(DEAL), 5, 31].contains(&entity_type);
        own || records.smart.of_entity(entity_type).is_some()
    };
    if !known {
        return Err(refused(RestError::legacy("Entity type is not supported")));
    }
    let is_behind = entity_type == u32::from(DEAL) && !has_stage_history(&call.state.records());
    if is_behind {
        ensure_stage_history(&mut call.state.records_mut());
    }
    let records = call.state.records();
    let filter = call.params.param("filter");
    let within = Filter::number(&OWNER_TYPE, entity_type);
    typed_list(call, filter, Some(within), (&records.sales.history.moves, &records), "items").map_err(refused)
}
