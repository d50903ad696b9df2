//! REST of the portal, version 2: addresses, encodings, authorization, envelopes.

mod access;
mod batch;
mod bindings;
mod call;
mod catalog;
mod crm;
mod disk;
mod error;
mod feed;
mod list;
mod messages;
mod methods;
mod offline;
mod options;
mod paging;
mod people;
mod run;
mod system;
mod tasks;
mod telephony;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use axum::routing::any;
use http::{HeaderMap, Method, StatusCode, Uri, header};

use crate::AppState;
use crate::faults::{Fault, FaultKind};
use crate::journal::JournalEntry;
use crate::php::{Value, encode_xml, parse_form};
use crate::state::TokenRefusal;
use crate::wire;

use call::{Answer, Caller};
use error::RestError;
pub(crate) use list::money as parse_money;
use run::Session;
pub(crate) use run::{act, repeat};
pub(crate) use system::time_block;
pub(crate) use telephony::{call_id, failed_reason};

/// Largest request body, bytes.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// Routes of the portal's REST.
pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/rest", any(entry)).route("/rest/", any(entry)).route("/rest/{*path}", any(entry))
}

/// A request taken apart.
struct Asked {
    method: String,
    webhook: Option<(u32, String)>,
    params: Value,
    token: Option<String>,
    /// The address ended with `.xml`.
    xml: bool,
}

/// Serves one REST request. Also called for addresses with doubled slashes, which SDKs produce.
pub(crate) async fn entry(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    if let Some(moved) = redirect(&state, &parts.headers, &parts.uri) {
        return moved;
    }
    if parts.method == Method::OPTIONS {
        return wire::preflight();
    }
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return wire::html(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
    };
    state.journal().request();
    let asked = take_apart(&parts.uri, &parts.headers, &body);
    let fault = state.faults().strike(&asked.method);
    match fault {
        Some(fault) => faulty(&state, asked, peer, fault).await,
        None => answer(&state, asked, peer).await.0,
    }
}

/// A renamed portal answers 302 on its old name.
pub(crate) fn redirect(state: &AppState, headers: &HeaderMap, uri: &Uri) -> Option<Response> {
    let former = state.former_domain()?;
    let host = headers.get(header::HOST)?.to_str().ok()?;
    if !host.eq_ignore_ascii_case(&former) {
        return None;
    }
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    Some(wire::found(&format!("{}{path}", state.portal_url())))
}

fn take_apart(uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Asked {
    let mut params = parse_form(uri.query().unwrap_or_default().as_bytes());
    for (key, value) in wire::parse_body(headers, body).entries() {
        params.set(key.into_owned(), value.clone());
    }
    let segments: Vec<&str> = uri.path().split('/').filter(|part| !part.is_empty()).skip(1).collect();
    let (webhook, method) = match segments[..] {
        [user, code, method] => (user.parse().ok().map(|user| (user, code.to_owned())), method),
        [method] => (None, method),
        _ => (None, ""),
    };
    let method = method.to_lowercase();
    let xml = method.ends_with(".xml");
    let method = method.strip_suffix(".json").or_else(|| method.strip_suffix(".xml")).unwrap_or(&method).to_owned();
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let token = params.param_text("auth").map(std::borrow::Cow::into_owned).or(bearer);
    Asked { method, webhook, params, token, xml }
}

/// The answer without faults, with its body for those who damage it. Among many records it is worked out on a thread of
/// its own: a scan of all of them would hold up every other request.
async fn answer(state: &AppState, asked: Asked, peer: SocketAddr) -> (Response, Vec<u8>) {
    let spent = Arc::new(Spent::default());
    let answered = if state.is_large() {
        let (shared, account) = (state.clone(), Arc::clone(&spent));
        let answered = tokio::task::spawn_blocking(move || answer_here(&shared, &asked, &peer, &account)).await;
        answered.unwrap_or_else(|error| {
            tracing::error!(%error, "answering a call failed");
            (wire::html(StatusCode::INTERNAL_SERVER_ERROR, "500 Internal Server Error"), Vec::new())
        })
    } else {
        answer_here(state, &asked, &peer, &spent)
    };
    if let Some(wait) = state.time_taken(spent.seconds()) {
        tokio::time::sleep(wait).await;
    }
    answered
}

/// Virtual seconds the calls of one request have cost, as the bits of a float.
#[derive(Debug, Default)]
struct Spent(AtomicU64);

impl Spent {
    fn note(&self, seconds: f64) {
        self.0.store(seconds.to_bits(), Ordering::Relaxed);
    }

    fn seconds(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed))
    }
}

fn answer_here(state: &AppState, asked: &Asked, peer: &SocketAddr, spent: &Spent) -> (Response, Vec<u8>) {
    let started = state.now_seconds();
    let (status, body) = match serve(state, asked, peer, started, spent) {
        Ok(body) => (200, body),
        Err(error) if error.status == 504 => return (timed_out(), Vec::new()),
        Err(error) => (error.status, error.body()),
    };
    if asked.method == "download"
        && let Some(content) = body.get("result").and_then(Value::as_text).and_then(|text| disk::decode(&text))
    {
        return (wire::file(content.clone()), content);
    }
    if asked.xml {
        let bytes = encode_xml(&body).into_bytes();
        return (wire::xml_bytes(status, bytes.clone()), bytes);
    }
    let bytes = wire::encode(&body);
    (wire::json_bytes(status, bytes.clone()), bytes)
}

/// What the web server in front answers for a request that took too long. Its body is not documented.
fn timed_out() -> Response {
    wire::html(StatusCode::GATEWAY_TIMEOUT, "504 Gateway Time-out")
}

fn serve(state: &AppState, asked: &Asked, peer: &SocketAddr, started: f64, spent: &Spent) -> Result<Value, RestError> {
    let journal_refusal = |error: RestError| {
        refused(state, asked, &error);
        error
    };
    if !state.gate().admit(&peer.ip().to_string(), started) {
        return Err(journal_refusal(RestError::query_limit()));
    }
    access::check_portal(state).map_err(journal_refusal)?;
    let caller = authorize(state, asked).map_err(journal_refusal)?;
    access::check_app(state, &caller).map_err(journal_refusal)?;
    let session = Session::new(state, caller);
    if asked.method == "batch" {
        let answer = batch::run(&session, &asked.params)?;
        spent.note(session.spent());
        record_batch(state, &session.caller);
        session.check_length()?;
        let finished = state.now_seconds().max(started + session.spent());
        let time = system::time_block(started, finished, None, &state.records());
        return Ok(envelope(answer, time));
    }
    let (answer, time) = session.call(&asked.method, &asked.params, false)?;
    spent.note(session.spent());
    session.check_length()?;
    Ok(envelope(answer, time))
}

fn envelope(answer: Answer, time: Value) -> Value {
    let number = |count: usize| Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
    let mut body = Value::map([("result", answer.result)]);
    if let Some(next) = answer.next {
        body.set("next", number(next));
    }
    if let Some(total) = answer.total {
        body.set("total", number(total));
    }
    body.set("time", time);
    body
}

/// Finds out who calls.
fn authorize(state: &AppState, asked: &Asked) -> Result<Caller, RestError> {
    if let Some((user_id, code)) = &asked.webhook {
        let known = state.webhooks().iter().any(|hook| hook.user_id == *user_id && hook.code == *code);
        let wrong = || RestError::new(403, "INVALID_CREDENTIALS", "Invalid request credentials");
        let role = state.user_role(*user_id).filter(|_| known).ok_or_else(wrong)?;
        return Ok(Caller { user_id: *user_id, role, app: None });
    }
    let Some(token) = asked.token.as_deref().filter(|token| !token.is_empty()) else {
        return Err(RestError::new(401, "NO_AUTH_FOUND", "Wrong authorization data"));
    };
    let now = state.now_ms();
    let checked = state.tokens().check(token, now);
    let (grant, _) = checked.map_err(|refusal| match refusal {
        TokenRefusal::Expired => RestError::expired_token(),
        TokenRefusal::Unknown => RestError::new(401, "invalid_token", "Unable to get application by token"),
    })?;
    let unauthorized = || RestError::new(401, "authorization_error", "Unable to authorize user");
    let role = state.user_role(grant.user_id).ok_or_else(unauthorized)?;
    let scopes = {
        let apps = state.apps();
        let app = apps.get(grant.app).filter(|app| app.present);
        let app = app.ok_or_else(|| RestError::new(401, "APPLICATION_NOT_FOUND", "Application not found"))?;
        app.registration.scope.clone()
    };
    Ok(Caller { user_id: grant.user_id, role, app: Some((grant.app, scopes)) })
}

fn refused(state: &AppState, asked: &Asked, error: &RestError) {
    let entry = JournalEntry {
        at: state.now_ms(),
        method: asked.method.clone(),
        in_batch: false,
        user_id: 0,
        status: error.status,
        error: error.code_text(),
    };
    state.journal().record(entry);
}

fn record_batch(state: &AppState, caller: &Caller) {
    let entry = JournalEntry {
        at: state.now_ms(),
        method: "batch".to_owned(),
        in_batch: false,
        user_id: caller.user_id,
        status: 200,
        error: String::new(),
    };
    state.journal().record(entry);
}

async fn faulty(state: &AppState, asked: Asked, peer: SocketAddr, fault: Fault) -> Response {
    if let Some(error) = run::error_of(fault.kind) {
        refused(state, &asked, &error);
        return wire::json(error.status, &error.body());
    }
    match fault.kind {
        FaultKind::Html502 => wire::html(StatusCode::BAD_GATEWAY, "502 Bad Gateway"),
        FaultKind::Html504 => timed_out(),
        FaultKind::Drop => wire::broken(Vec::new(), 1),
        FaultKind::Truncate => {
            let (_, mut body) = answer(state, asked, peer).await;
            let length = body.len();
            body.truncate(length / 2);
            wire::broken(body, length)
        }
        FaultKind::SlowBody => {
            let (response, body) = answer(state, asked, peer).await;
            wire::trickle(response, body, Duration::from_millis(fault.slow_ms))
        }
        _ => {
            tokio::time::sleep(Duration::from_millis(fault.slow_ms)).await;
            answer(state, asked, peer).await.0
        }
    }
}
