//! Names an administrator gives in the portal's own settings: of people, departments, pipelines and stages. Tests make them
//! as long, as short or as odd as real ones are.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::wrong;
use crate::AppState;
use crate::model::Records;
use crate::php::Value;

/// What is called anew, and how.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Naming {
    /// A person of the portal.
    Person { id: u32, name: String, last_name: String },
    /// A department.
    Department { id: u32, name: String },
    /// A pipeline of deals.
    Pipeline { id: u32, name: String },
    /// A stage of deals by its portal-wide id, `C1:NEW`.
    Stage { id: String, name: String },
}

/// `POST /_control/name`: as in the portal's settings, so without events.
pub(super) async fn name(State(state): State<AppState>, axum::Json(naming): axum::Json<Naming>) -> Response {
    let turn = state.turn();
    let named = apply(&mut state.records_mut(), &naming);
    if named {
        let params = serde_json::to_value(&naming).expect("a naming that came as JSON is JSON");
        state.keep_call("control:name", &Value::from(params), 0, None);
    }
    drop(turn);
    if named { StatusCode::NO_CONTENT.into_response() } else { wrong("there is nothing with this id") }
}

/// Gives the name again to records that were generated again.
pub(super) fn repeat(state: &AppState, params: serde_json::Value) -> Result<(), String> {
    let naming = serde_json::from_value(params).map_err(|error| error.to_string())?;
    if apply(&mut state.records_mut(), &naming) { Ok(()) } else { Err("there is nothing with this id".to_owned()) }
}

/// Whether there is what was to be named.
fn apply(records: &mut Records, naming: &Naming) -> bool {
    match naming {
        Naming::Person { id, name, last_name } => records.users.get_mut(*id).map(|user| {
            user.name = name.as_str().into();
            user.last_name = last_name.as_str().into();
        }),
        Naming::Department { id, name } => {
            records.departments.get_mut(*id).map(|department| department.name = name.as_str().into())
        }
        Naming::Pipeline { id, name } => {
            records.categories.get_mut(*id).map(|pipeline| pipeline.name = name.as_str().into())
        }
        Naming::Stage { id, name } => {
            let is_meant = |entity: &str, own: &str| entity.starts_with("DEAL_STAGE") && own == id;
            let row = records.statuses.iter().find(|row| is_meant(&row.entity_id, &row.status_id)).map(|row| row.id);
            row.and_then(|row| records.statuses.get_mut(row)).map(|stage| stage.name = name.as_str().into())
        }
    }
    .is_some()
}
