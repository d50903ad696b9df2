//! Creating, changing and deleting records by REST. Unknown fields are ignored, as legacy methods do.

use crate::change::{self, Action, Change, ChangeError, EntityName, Traces};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;

pub(super) fn deal_add(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Deal, Action::Create)
}

pub(super) fn deal_update(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Deal, Action::Update)
}

pub(super) fn deal_delete(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Deal, Action::Delete)
}

pub(super) fn company_add(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Company, Action::Create)
}

pub(super) fn company_update(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Company, Action::Update)
}

pub(super) fn company_delete(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Company, Action::Delete)
}

pub(super) fn contact_add(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Contact, Action::Create)
}

pub(super) fn contact_update(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Contact, Action::Update)
}

pub(super) fn contact_delete(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Contact, Action::Delete)
}

pub(super) fn activity_add(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Activity, Action::Create)
}

pub(super) fn activity_update(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Activity, Action::Update)
}

pub(super) fn activity_delete(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Activity, Action::Delete)
}

/// A created record is answered with its id, everything else with `true`.
fn write(call: &Call<'_>, entity: EntityName, action: Action) -> Outcome {
    let nothing = Value::Map(Vec::new());
    let fields = call.params.param("fields").unwrap_or(&nothing);
    if !fields.is_array() {
        return Err(RestError::legacy("Parameter 'fields' must be array."));
    }
    let id = call.params.param_int("id").and_then(|id| u32::try_from(id).ok()).filter(|id| *id > 0);
    let id = match (action, id) {
        (Action::Create, _) => 0,
        (_, Some(id)) => id,
        (_, None) => return Err(RestError::legacy("ID is not defined or invalid.")),
    };
    let stays = entity == EntityName::Deal && action == Action::Update;
    let fields = if stays { without_category(fields) } else { fields.clone() };
    let actor = call.caller.user_id;
    let (now, traces) = (call.state.now_ms(), Traces::All);
    let change = Change { entity, action, id, fields: &fields, actor, now, lenient: true, traces };
    let changed = change::apply(&mut call.state.records_mut(), &change).map_err(|error| match error {
        ChangeError::NotFound(_) => RestError::legacy("Not found"),
        other => RestError::legacy(other.to_string()),
    })?;
    for event in changed.events(actor) {
        call.fire(event);
    }
    Ok(Answer::of(if action == Action::Create { Value::from(changed.id) } else { Value::Bool(true) }))
}

/// The pipeline of a deal is not changed by the older method; `crm.item.update` does that.
fn without_category(fields: &Value) -> Value {
    let kept = fields.entries().into_iter().filter(|(name, _)| name != "CATEGORY_ID");
    Value::Map(kept.map(|(name, value)| (name.into_owned().into(), value.clone())).collect())
}
