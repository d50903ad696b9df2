//! Creating, changing and deleting records by REST. Unknown fields are ignored, as legacy methods do.

use crate::change::{self, Action, Change, ChangeError, EntityName};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::state::PortalEvent;

pub(crate) fn deal_add(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Deal, Action::Create)
}

pub(crate) fn deal_update(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Deal, Action::Update)
}

pub(crate) fn deal_delete(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Deal, Action::Delete)
}

pub(crate) fn company_add(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Company, Action::Create)
}

pub(crate) fn company_update(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Company, Action::Update)
}

pub(crate) fn company_delete(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Company, Action::Delete)
}

pub(crate) fn activity_add(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Activity, Action::Create)
}

pub(crate) fn activity_update(call: &Call<'_>) -> Outcome {
    write(call, EntityName::Activity, Action::Update)
}

pub(crate) fn activity_delete(call: &Call<'_>) -> Outcome {
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
    let actor = call.caller.user_id;
    let change = Change { entity, action, id, fields, actor, now: call.state.now_ms(), lenient: true };
    let changed = change::apply(&mut call.state.records_mut(), &change).map_err(|error| match error {
        ChangeError::NotFound(_) => RestError::legacy("Not found"),
        other => RestError::legacy(other.to_string()),
    })?;
    let connector = call.params.param_text("auth_connector").map(std::borrow::Cow::into_owned);
    call.state.fire(&PortalEvent::of_record(changed.event, changed.id, actor).hidden_from(connector));
    Ok(Answer::of(if action == Action::Create { Value::from(changed.id) } else { Value::Bool(true) }))
}
