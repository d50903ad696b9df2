//! What tests and operators ask and do behind the portal's back: `/_control/…`, from loopback only.

mod actions;
mod apps;
mod naming;
mod truth;

pub(crate) use actions::repeat;

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Query, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::AppState;
use crate::config::{Limits, LimitsProfile};
use crate::faults::Fault;
use crate::journal::{JournalEntry, Totals};
use crate::model::{Message, MessageKind};
use crate::state::DeliveryPolicy;

/// Routes below `/_control`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/journal", get(journal).delete(reset_journal))
        .route("/truth", get(truth::totals))
        .route("/truth/companies", get(truth::companies))
        .route("/truth/days", get(truth::days))
        .route("/fault", get(list_faults).post(add_fault).delete(clear_faults))
        .route("/fault/seed", post(seed_dice))
        .route("/fault/struck", get(struck))
        .route("/expire-tokens", post(apps::expire_tokens))
        .route("/token", post(apps::issue_token))
        .route("/publish", post(apps::publish))
        .route("/payment", post(apps::payment))
        .route("/access", post(apps::access))
        .route("/confirm", post(apps::confirm))
        .route("/portal", post(change_portal))
        .route("/feature", get(features).post(set_features))
        .route("/delivery", get(delivery).post(set_delivery))
        .route("/rename", post(rename))
        .route("/advance", post(advance))
        .route("/speed", post(hurry))
        .route("/limits", post(set_limits))
        .route("/uninstall", post(apps::uninstall))
        .route("/install", post(apps::install))
        .route("/finish", post(apps::finish))
        .route("/call", post(actions::end_call))
        .route("/record", post(actions::change_record))
        .route("/act", post(actions::act))
        .route("/stage", post(actions::move_stage))
        .route("/reassign", post(actions::reassign))
        .route("/sequence", post(actions::sequence))
        .route("/notices", get(notices))
        .route("/storm", post(actions::storm))
        .route("/name", post(naming::name))
        .layer(from_fn(loopback_only))
}

async fn loopback_only(ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request, next: Next) -> Response {
    if peer.ip().is_loopback() { next.run(request).await } else { StatusCode::FORBIDDEN.into_response() }
}

/// A refused control request: what was wrong with it.
pub(crate) fn wrong(text: impl Into<String>) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": text.into()}))).into_response()
}

#[derive(Serialize)]
struct JournalView {
    totals: Totals,
    recent: Vec<JournalEntry>,
}

async fn journal(State(state): State<AppState>) -> Json<JournalView> {
    Json(JournalView { totals: state.totals(), recent: state.recent() })
}

async fn reset_journal(State(state): State<AppState>) -> StatusCode {
    state.journal().reset();
    StatusCode::NO_CONTENT
}

async fn list_faults(State(state): State<AppState>) -> Json<Vec<Fault>> {
    Json(state.faults().list().to_vec())
}

async fn add_fault(State(state): State<AppState>, Json(fault): Json<Fault>) -> StatusCode {
    let now = state.now_ms();
    state.faults().add(fault, now);
    StatusCode::NO_CONTENT
}

async fn struck(State(state): State<AppState>) -> Json<std::collections::BTreeMap<String, u64>> {
    Json(state.faults().struck().clone())
}

async fn clear_faults(State(state): State<AppState>) -> StatusCode {
    state.faults().clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Reader {
    /// Whose notices; everybody's when absent.
    user: Option<u32>,
}

/// A notice as it lies in the portal.
#[derive(Serialize)]
struct NoticeView {
    id: u32,
    to: u32,
    /// 0 for the portal itself: notices of apps come in its name.
    from: u32,
    text: String,
    text_out: String,
    tag: String,
    sub_tag: String,
    /// UTC milliseconds.
    sent_at: i64,
}

/// Notices people have, the oldest first; messages of chats are none.
async fn notices(State(state): State<AppState>, Query(reader): Query<Reader>) -> Json<Vec<NoticeView>> {
    let records = state.records();
    let own =
        records.office.messages.iter().filter(|message| {
            message.kind != MessageKind::Chat && reader.user.is_none_or(|user| user == message.to_user)
        });
    let view = |message: &Message| NoticeView {
        id: message.id,
        to: message.to_user,
        from: message.from_user,
        text: message.text.to_string(),
        text_out: message.text_out.to_string(),
        tag: message.tag.to_string(),
        sub_tag: message.sub_tag.to_string(),
        sent_at: message.sent_at,
    };
    Json(own.map(view).collect())
}

#[derive(Deserialize)]
struct Rename {
    /// New host and port; the old one answers 302 from now on.
    domain: String,
}

async fn rename(State(state): State<AppState>, Json(asked): Json<Rename>) -> StatusCode {
    state.rename(&asked.domain);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Advance {
    /// Seconds the portal's clock jumps forward.
    seconds: i64,
}

async fn advance(State(state): State<AppState>, Json(asked): Json<Advance>) -> StatusCode {
    state.advance_clock(asked.seconds.saturating_mul(1000));
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Speed {
    /// Seconds of the portal in one of the machine.
    factor: f64,
}

async fn hurry(State(state): State<AppState>, Json(asked): Json<Speed>) -> Response {
    if !(0.1..=3600.0).contains(&asked.factor) {
        return wrong("factor is between 0.1 and 3600");
    }
    state.hurry_clock(asked.factor);
    StatusCode::NO_CONTENT.into_response()
}

#[derive(Deserialize)]
struct Dice {
    seed: u64,
}

async fn seed_dice(State(state): State<AppState>, Json(asked): Json<Dice>) -> StatusCode {
    state.faults().seed(asked.seed);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct NewLimits {
    /// `off`, `cloud` or `enterprise`.
    profile: String,
    /// Operating seconds charged for one call.
    call_seconds: Option<f64>,
    /// Operating seconds of a method within ten minutes.
    operating_seconds: Option<f64>,
    /// Operating seconds per call of particular methods.
    #[serde(default)]
    method_seconds: std::collections::BTreeMap<String, f64>,
    /// Whether requests last as long as they cost.
    #[serde(default)]
    takes_time: bool,
}

async fn set_limits(State(state): State<AppState>, Json(asked): Json<NewLimits>) -> Response {
    let Ok(profile) = asked.profile.parse::<LimitsProfile>() else {
        return wrong("profile is off, cloud or enterprise");
    };
    let mut limits = Limits::new(profile);
    limits.call_seconds = asked.call_seconds.unwrap_or(limits.call_seconds);
    limits.operating_seconds = asked.operating_seconds.unwrap_or(limits.operating_seconds);
    limits.takes_time = asked.takes_time;
    limits.method_seconds = asked.method_seconds.into_iter().collect();
    state.gate().set(limits);
    StatusCode::NO_CONTENT.into_response()
}

/// Changes of the portal itself. Whatever is not named stays as it was.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Portal {
    /// Delete the portal, or bring it back.
    deleted: Option<bool>,
    /// HTTP status of `PORTAL_DELETED`: the documented sources name 500, 410 and 403.
    deleted_status: Option<u16>,
    /// Whether the plan has REST.
    rest: Option<bool>,
    /// REST is switched off because of overload.
    overloaded: Option<bool>,
    /// Plan, e.g. `ru_ent250`; its family is what `app.info` prints as `LICENSE_FAMILY`.
    license: Option<String>,
    /// Users whose rights show them only the records they are responsible for.
    own_records_only: Option<Vec<u32>>,
    /// Whether spent refresh tokens stay good.
    lenient_refresh: Option<bool>,
}

async fn change_portal(State(state): State<AppState>, Json(asked): Json<Portal>) -> StatusCode {
    let mut standing = state.standing();
    if let Some(deleted) = asked.deleted {
        standing.deleted = deleted.then_some(asked.deleted_status.unwrap_or(500));
    }
    standing.without_rest = asked.rest.map_or(standing.without_rest, |rest| !rest);
    standing.overloaded = asked.overloaded.unwrap_or(standing.overloaded);
    state.set_standing(standing);
    if let Some(lenient) = asked.lenient_refresh {
        state.tokens().lenient = lenient;
    }
    if let Some(users) = asked.own_records_only {
        state.confine(users);
    }
    if let Some(license) = asked.license {
        state.set_license(&license);
    }
    StatusCode::NO_CONTENT
}

/// Features of the plan. Whatever is not named stays as it was.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Features {
    /// Offline events at all. Handlers and records of the queue outlast their absence, what happens meanwhile is lost.
    offline_events: Option<bool>,
    /// Reading the offline queue with a reservation, `clear=0`.
    offline_reservation: Option<bool>,
}

async fn features(State(state): State<AppState>) -> Json<Features> {
    let standing = state.standing();
    Json(Features { offline_events: Some(!standing.without_offline), offline_reservation: Some(standing.reserves()) })
}

async fn set_features(State(state): State<AppState>, Json(asked): Json<Features>) -> StatusCode {
    let mut standing = state.standing();
    standing.without_offline = asked.offline_events.map_or(standing.without_offline, |on| !on);
    standing.without_reservation = asked.offline_reservation.map_or(standing.without_reservation, |on| !on);
    state.set_standing(standing);
    StatusCode::NO_CONTENT
}

#[derive(Serialize)]
struct DeliveryView {
    policy: DeliveryPolicy,
    /// Handlers whose events come late because they answered late.
    demoted: Vec<String>,
}

async fn delivery(State(state): State<AppState>) -> Json<DeliveryView> {
    let roads = state.roads();
    Json(DeliveryView { policy: roads.policy, demoted: roads.demoted() })
}

async fn set_delivery(State(state): State<AppState>, Json(policy): Json<DeliveryPolicy>) -> StatusCode {
    state.roads().policy = policy;
    StatusCode::NO_CONTENT
}
