//! Acting as a user: ending a call, changing a record. The same events are sent as the portal would send.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::AppState;
use crate::change::{self, Action, Change, EntityName, Traces};
use crate::dates::print_instant;
use crate::model::{Activity, ActivityKind, COMPANY, CONTACT, Call, CallKind, DEAL, Direction, Provider, Records};
use crate::php::Value;
use crate::rest::{self, call_id, failed_reason};
use crate::state::PortalEvent;

use super::{naming, wrong};

/// A call that has just ended.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EndedCall {
    user_id: u32,
    #[serde(default)]
    company_id: u32,
    #[serde(default)]
    contact_id: u32,
    #[serde(default)]
    deal_id: u32,
    #[serde(default)]
    phone: String,
    /// Talk time, seconds; 0 is a missed call.
    duration: u32,
    /// `out` or `in`.
    #[serde(default = "outgoing")]
    direction: String,
    failed_code: Option<String>,
    #[serde(default)]
    traces: Traces,
}

fn outgoing() -> String {
    "out".to_owned()
}

/// `POST /_control/call`.
pub(super) async fn end_call(State(state): State<AppState>, axum::Json(ended): axum::Json<EndedCall>) -> Response {
    told(finish_call(&state, &ended))
}

fn told(done: Result<Json, String>) -> Response {
    done.map_or_else(wrong, |answer| axum::Json(answer).into_response())
}

fn finish_call(state: &AppState, ended: &EndedCall) -> Result<Json, String> {
    if state.user_role(ended.user_id).is_none() {
        return Err("user_id is not an active user".to_owned());
    }
    let now = state.now_ms();
    let turn = state.turn();
    let (call, data) = {
        let mut records = state.records_mut();
        let call = store_call(&mut records, ended, now);
        let data = event_data(&call, &records);
        (call, data)
    };
    keep(state, "control:call", ended, ended.user_id);
    drop(turn);
    if ended.traces == Traces::All {
        state.fire(&PortalEvent::of_portal("ONVOXIMPLANTCALLEND", data, ended.user_id));
        state.fire(&PortalEvent::of_record("ONCRMACTIVITYADD", call.activity_id, ended.user_id));
    }
    Ok(json!({"call_id": call_id(&call), "id": call.id, "activity_id": call.activity_id}))
}

fn store_call(records: &mut Records, ended: &EndedCall, now: i64) -> Call {
    let started_at = now - i64::from(ended.duration) * 1000;
    let incoming = ended.direction == "in";
    let code = ended.failed_code.clone().unwrap_or_else(|| if ended.duration > 0 { "200" } else { "304" }.to_owned());
    let subject = records.words.intern(if incoming {
        "Входящий звонок"
    } else {
        "Исходящий звонок"
    });
    let owners = [(DEAL, ended.deal_id), (CONTACT, ended.contact_id), (COMPANY, ended.company_id)];
    let mut bound = owners.into_iter().filter(|(_, id)| *id != 0);
    let (owner_type, owner_id) = bound.next().unwrap_or((0, 0));
    let activity = Activity {
        id: records.activities.next_id(),
        owner_type,
        owner_id,
        bindings: bound.collect(),
        kind: ActivityKind::Call,
        provider: Provider::Telephony,
        direction: if incoming { Direction::Incoming } else { Direction::Outgoing },
        completed: ended.duration > 0,
        subject,
        responsible_id: ended.user_id,
        author_id: ended.user_id,
        editor_id: ended.user_id,
        created_at: now,
        modified_at: now,
        start_at: started_at,
        end_at: now,
        deadline: started_at,
        ..Activity::default()
    };
    let (entity_type, entity_id) =
        if ended.contact_id != 0 { (CONTACT, ended.contact_id) } else { (COMPANY, ended.company_id) };
    let call = Call {
        id: records.calls.next_id(),
        user_id: ended.user_id,
        kind: if incoming { CallKind::Incoming } else { CallKind::Outgoing },
        duration: ended.duration,
        started_at,
        phone: records.words.intern(&ended.phone),
        portal_number: records.words.intern("reg100001"),
        failed_code: records.words.intern(&code),
        entity_type: if entity_id == 0 { 0 } else { entity_type },
        entity_id,
        activity_id: activity.id,
        record_duration: ended.duration,
    };
    if let Some(company) = records.companies.get_mut(ended.company_id) {
        company.last_activity_at = now;
    }
    if let Some(deal) = records.deals.get_mut(ended.deal_id) {
        deal.last_activity_at = now;
    }
    records.activities.insert(activity);
    records.calls.insert(call.clone());
    call
}

/// `data` of `ONVOXIMPLANTCALLEND`.
fn event_data(call: &Call, records: &Records) -> Value {
    let code = records.text(call.failed_code);
    Value::map([
        ("CALL_ID", call_id(call).into()),
        ("CALL_TYPE", Value::text(call.kind.number())),
        ("PHONE_NUMBER", records.text(call.phone).into()),
        ("PORTAL_NUMBER", records.text(call.portal_number).into()),
        ("PORTAL_USER_ID", Value::text(call.user_id)),
        ("CALL_DURATION", Value::text(call.duration)),
        ("CALL_START_DATE", print_instant(call.started_at, &records.zone).into()),
        ("COST", Value::word("0.0000")),
        ("COST_CURRENCY", Value::word("RUR")),
        ("CALL_FAILED_CODE", code.into()),
        ("CALL_FAILED_REASON", Value::word(failed_reason(code))),
        ("CRM_ACTIVITY_ID", Value::text(call.activity_id)),
    ])
}

/// Remembers an action, if the portal is kept.
fn keep(state: &AppState, call: &str, action: &impl Serialize, by: u32) {
    let params = serde_json::to_value(action).expect("an action that came as JSON is JSON");
    state.keep_call(call, &Value::from(params), by, None);
}

/// Makes a kept action again.
pub(crate) fn repeat(state: &AppState, action: &str, params: &Value) -> Result<(), String> {
    let text = serde_json::to_value(params).map_err(|error| error.to_string())?;
    let damaged = |error: serde_json::Error| error.to_string();
    match action {
        "call" => finish_call(state, &serde_json::from_value(text).map_err(damaged)?).map(|_| ()),
        "record" => make_change(state, &serde_json::from_value(text).map_err(damaged)?).map(|_| ()),
        "name" => naming::repeat(state, text),
        _ => Err("there is no such action".to_owned()),
    }
}

/// A change of one record.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RecordChange {
    entity: EntityName,
    action: Action,
    #[serde(default)]
    id: u32,
    /// Who makes the change; 0 for a robot.
    #[serde(default = "first_user")]
    user_id: u32,
    /// Columns by their legacy names.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    fields: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    traces: Traces,
}

const fn first_user() -> u32 {
    1
}

/// `POST /_control/record`.
pub(super) async fn change_record(
    State(state): State<AppState>,
    axum::Json(asked): axum::Json<RecordChange>,
) -> Response {
    told(make_change(&state, &asked))
}

fn make_change(state: &AppState, asked: &RecordChange) -> Result<Json, String> {
    let fields = Value::from(Json::Object(asked.fields.clone()));
    let change = Change {
        entity: asked.entity,
        action: asked.action,
        id: asked.id,
        fields: &fields,
        actor: asked.user_id,
        now: state.now_ms(),
        lenient: false,
        traces: asked.traces,
    };
    let turn = state.turn();
    let changed = change::apply(&mut state.records_mut(), &change).map_err(|error| error.to_string())?;
    keep(state, "control:record", asked, asked.user_id);
    drop(turn);
    if asked.traces == Traces::All {
        for event in changed.events(asked.user_id) {
            state.fire(&event);
        }
    }
    Ok(json!({"id": changed.id}))
}

/// A method run for a user, as the portal's own pages would.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Act {
    method: String,
    #[serde(default)]
    params: Json,
    #[serde(default = "first_user")]
    user_id: u32,
}

/// `POST /_control/act`: neither limits nor faults stand in its way, and it needs no token.
pub(super) async fn act(State(state): State<AppState>, axum::Json(asked): axum::Json<Act>) -> Response {
    told(run_method(&state, asked))
}

fn run_method(state: &AppState, asked: Act) -> Result<Json, String> {
    let result = rest::act(state, &asked.method.to_lowercase(), &Value::from(asked.params), asked.user_id)?;
    Ok(json!({"result": result}))
}

/// A deal moved to another stage.
#[derive(Debug, Deserialize)]
pub(super) struct Move {
    deal_id: u32,
    /// `NEW`, `C1:WON`, …
    stage_id: String,
    /// Pipeline to move it to; the present one when not given.
    category_id: Option<u32>,
    #[serde(default = "first_user")]
    user_id: u32,
}

/// `POST /_control/stage`.
pub(super) async fn move_stage(State(state): State<AppState>, axum::Json(asked): axum::Json<Move>) -> Response {
    told(move_deal(&state, &asked))
}

fn move_deal(state: &AppState, asked: &Move) -> Result<Json, String> {
    let mut fields = serde_json::Map::new();
    if let Some(category) = asked.category_id {
        fields.insert("CATEGORY_ID".to_owned(), category.into());
    }
    fields.insert("STAGE_ID".to_owned(), asked.stage_id.as_str().into());
    let change = RecordChange {
        entity: EntityName::Deal,
        action: Action::Update,
        id: asked.deal_id,
        user_id: asked.user_id,
        fields,
        traces: Traces::All,
    };
    make_change(state, &change)
}

/// A record given to another person.
#[derive(Debug, Deserialize)]
pub(super) struct Reassignment {
    entity: EntityName,
    id: u32,
    /// The new responsible user.
    to: u32,
    #[serde(default = "first_user")]
    user_id: u32,
}

/// `POST /_control/reassign`.
pub(super) async fn reassign(State(state): State<AppState>, axum::Json(asked): axum::Json<Reassignment>) -> Response {
    told(give(&state, &asked))
}

fn give(state: &AppState, asked: &Reassignment) -> Result<Json, String> {
    let column = if asked.entity == EntityName::Activity { "RESPONSIBLE_ID" } else { "ASSIGNED_BY_ID" };
    let mut fields = serde_json::Map::new();
    fields.insert(column.to_owned(), asked.to.into());
    let (entity, action, id, user_id) = (asked.entity, Action::Update, asked.id, asked.user_id);
    make_change(state, &RecordChange { entity, action, id, user_id, fields, traces: Traces::All })
}

/// Many changes at once.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Storm {
    entity: EntityName,
    /// Changes; with fewer records than that each is changed several times.
    count: usize,
    #[serde(default = "first_user")]
    user_id: u32,
}

/// `POST /_control/storm`: one record after another is saved without a change of its columns, as a mass update does.
pub(super) async fn storm(State(state): State<AppState>, axum::Json(asked): axum::Json<Storm>) -> Response {
    let ids = ids_of(&state.records(), asked.entity);
    if ids.is_empty() {
        return wrong("there are no such records");
    }
    for (done, id) in ids.into_iter().cycle().take(asked.count).enumerate() {
        let (entity, action, user_id) = (asked.entity, Action::Update, asked.user_id);
        let fields = serde_json::Map::new();
        let change = RecordChange { entity, action, id, user_id, fields, traces: Traces::All };
        if let Err(why) = make_change(&state, &change) {
            return wrong(why);
        }
        if done % 100 == 99 {
            // The events of those before are on their way meanwhile.
            tokio::task::yield_now().await;
        }
    }
    axum::Json(json!({"changed": asked.count})).into_response()
}

fn ids_of(records: &Records, entity: EntityName) -> Vec<u32> {
    match entity {
        EntityName::Company => records.companies.iter().map(|row| row.id).collect(),
        EntityName::Contact => records.contacts.iter().map(|row| row.id).collect(),
        EntityName::Deal => records.deals.iter().map(|row| row.id).collect(),
        EntityName::Activity => records.activities.iter().map(|row| row.id).collect(),
    }
}

/// One step of a sequence.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum Step {
    /// As `/_control/record`.
    Record(RecordChange),
    /// As `/_control/stage`.
    Stage(Move),
    /// As `/_control/reassign`.
    Reassign(Reassignment),
    /// As `/_control/call`.
    Call(EndedCall),
    /// As `/_control/act`.
    Act(Act),
    /// The portal's clock jumps forward.
    Advance {
        /// By so many seconds.
        seconds: i64,
    },
}

/// `POST /_control/sequence`: a list of steps in order. The first one that is refused ends it; those before it stay done.
pub(super) async fn sequence(State(state): State<AppState>, axum::Json(steps): axum::Json<Vec<Step>>) -> Response {
    let mut done = Vec::new();
    for (place, step) in steps.into_iter().enumerate() {
        let outcome = match step {
            Step::Record(change) => make_change(&state, &change),
            Step::Stage(asked) => move_deal(&state, &asked),
            Step::Reassign(asked) => give(&state, &asked),
            Step::Call(ended) => finish_call(&state, &ended),
            Step::Act(asked) => run_method(&state, asked),
            Step::Advance { seconds } => {
                state.advance_clock(seconds.saturating_mul(1000));
                Ok(Json::Null)
            }
        };
        match outcome {
            Ok(answer) => done.push(answer),
            Err(why) => return wrong(format!("step {place}: {why}")),
        }
    }
    axum::Json(done).into_response()
}
