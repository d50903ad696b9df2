//! The OAuth server: tokens, codes and the trusted `app.info`. It listens apart from the portal, as the real one does.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::{any, get};
use http::{HeaderMap, StatusCode, Uri};

use crate::AppState;
use crate::dates::print_instant;
use crate::php::{Value, parse_form};
use crate::rest::time_block;
use crate::state::{Grant, TokenRefusal};
use crate::wire;

/// The portals of one OAuth server. Codes and tokens are kept by the portal they were issued for.
#[derive(Debug, Clone)]
pub(crate) struct Realm(Arc<[AppState]>);

impl Realm {
    /// The portals; there is at least one.
    pub(crate) fn new(portals: Vec<AppState>) -> Self {
        Self(portals.into())
    }

    /// The portal that issued a code or token; the first one for a text nobody issued.
    fn issuer(&self, text: &str) -> &AppState {
        self.0.iter().find(|state| state.tokens().knows(text)).unwrap_or(&self.0[0])
    }
}

/// Routes of the OAuth server's own address.
pub(crate) fn server_router() -> Router<Realm> {
    Router::new()
        .route("/oauth/token", any(token))
        .route("/oauth/token/", any(token))
        .route("/rest/app.info", any(app_info))
        .route("/rest/app.info.json", any(app_info))
        .fallback(server_fallback)
}

/// Routes of OAuth on the portal's address.
pub(crate) fn portal_router() -> Router<AppState> {
    Router::new().route("/oauth/authorize", get(authorize)).route("/oauth/authorize/", get(authorize))
}

/// SDKs join `…/rest/` and `/app.info`: doubled slashes are merged.
async fn server_fallback(State(realm): State<Realm>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let path: String = uri.path().split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    let query = uri.query().map(str::to_owned);
    match path.as_str() {
        "oauth/token" => token(State(realm), RawQuery(query), headers, body).await,
        "rest/app.info" | "rest/app.info.json" => app_info(State(realm), RawQuery(query), headers, body).await,
        _ => refuse(404, "ERROR_METHOD_NOT_FOUND", "Method not found!"),
    }
}

fn refuse(status: u16, code: &'static str, text: &str) -> Response {
    wire::json(status, &Value::map([("error", Value::word(code)), ("error_description", text.into())]))
}

fn params_of(query: Option<&str>, headers: &HeaderMap, body: &[u8]) -> Value {
    let mut params = parse_form(query.unwrap_or_default().as_bytes());
    for (key, value) in wire::parse_body(headers, body).entries() {
        params.set(key.into_owned(), value.clone());
    }
    params
}

async fn token(State(realm): State<Realm>, RawQuery(query): RawQuery, headers: HeaderMap, body: Bytes) -> Response {
    let params = params_of(query.as_deref(), &headers, &body);
    let spent = ["refresh_token", "code"].into_iter().find_map(|name| params.param_text(name)).unwrap_or_default();
    let state = realm.issuer(&spent);
    state.journal().token_request();
    if state.standing().deleted.is_some() {
        return wire::html(StatusCode::NOT_FOUND, "404 Not Found");
    }
    match exchange(state, &params) {
        Ok(tokens) => wire::json(200, &tokens),
        Err((status, code, text)) => refuse(status, code, &text),
    }
}

type Refusal = (u16, &'static str, String);

/// Exchanges a code or a refresh token for a new pair.
fn exchange(state: &AppState, params: &Value) -> Result<Value, Refusal> {
    let text = |name: &str| params.param_text(name).unwrap_or_default().into_owned();
    let missing = |name: &str| (400, "invalid_request", format!("No \"{name}\" parameter found"));
    let grant_type = text("grant_type");
    let field = match grant_type.as_str() {
        "authorization_code" => "code",
        "refresh_token" => "refresh_token",
        "" => return Err(missing("grant_type")),
        _ => return Err((400, "invalid_request", "Unsupported grant type".to_owned())),
    };
    for name in ["client_id", "client_secret", field] {
        if text(name).is_empty() {
            return Err(missing(name));
        }
    }
    let app = client(state, &text("client_id"), &text("client_secret"))?;
    let now = state.now_ms();
    let spent = match field {
        "code" => state.tokens().take_code(&text(field), app, now),
        _ => state.tokens().take_refresh(&text(field), app, now),
    };
    let grant = spent.ok_or_else(|| (400, "invalid_grant", "Invalid grant".to_owned()))?;
    if state.user_role(grant.user_id).is_none() {
        return Err((401, "authorization_error", "Unable to authorize user".to_owned()));
    }
    if field == "refresh_token" {
        state.journal().token_refresh();
    }
    Ok(tokens(state, grant))
}

/// The app with these keys; an unknown client is told with HTTP 200 (documented by the official SDK).
fn client(state: &AppState, client_id: &str, secret: &str) -> Result<usize, Refusal> {
    let now = state.now_ms();
    let apps = state.apps();
    let found = apps.iter().position(|app| app.registration.client_id == client_id);
    let index = found.ok_or_else(|| (200, "wrong_client", "Wrong client".to_owned()))?;
    if apps[index].registration.client_secret != secret {
        return Err((400, "invalid_client", "Invalid client".to_owned()));
    }
    if !apps[index].present {
        return Err((401, "NOT_INSTALLED", "Application not installed".to_owned()));
    }
    if apps[index].payment.is_blocked(apps[index].registration.status, now) {
        return Err((401, "PAYMENT_REQUIRED", "Payment required".to_owned()));
    }
    Ok(index)
}

/// There is no `token_type`; `domain` is the OAuth server's. The documented sample of a code's exchange has neither
/// `expires` nor `user_id`, the official clients refuse an answer without them.
fn tokens(state: &AppState, grant: Grant) -> Value {
    let pair = state.issue(grant);
    let (scope, status) = {
        let apps = state.apps();
        (apps[grant.app].scope_text(), apps[grant.app].registration.status)
    };
    let domain = state.oauth_domain().to_owned();
    Value::map([
        ("access_token", pair.access.into()),
        ("client_endpoint", state.client_endpoint().into()),
        ("domain", domain.into()),
        ("expires", Value::Int(pair.expires_at / 1000)),
        ("expires_in", Value::Int(3600)),
        ("member_id", state.member_id().into()),
        ("refresh_token", pair.refresh.into()),
        ("scope", scope.into()),
        ("server_endpoint", state.server_endpoint().into()),
        ("status", Value::text(status)),
        ("user_id", Value::from(grant.user_id)),
    ])
}

/// `app.info` of the OAuth server: the answer an app can trust about a posted token.
async fn app_info(State(realm): State<Realm>, RawQuery(query): RawQuery, headers: HeaderMap, body: Bytes) -> Response {
    let params = params_of(query.as_deref(), &headers, &body);
    let token = params.param_text("auth").unwrap_or_default();
    if token.is_empty() {
        return refuse(401, "NO_AUTH_FOUND", "Wrong authorization data");
    }
    let state = realm.issuer(&token);
    let (now, started) = (state.now_ms(), state.now_seconds());
    let checked = state.tokens().check(&token, now);
    match checked {
        Ok((grant, expires_at)) => wire::json(200, &about(state, grant, expires_at, started)),
        Err(TokenRefusal::Expired) => refuse(401, "expired_token", "The access token provided has expired."),
        Err(TokenRefusal::Unknown) => refuse(401, "invalid_token", "Unable to get application by token"),
    }
}

fn about(state: &AppState, grant: Grant, expires_at: i64, started: f64) -> Value {
    let expires = print_instant(expires_at, &state.records().zone);
    let time = time_block(started, state.now_seconds(), None, &state.records());
    let apps = state.apps();
    let app = &apps[grant.app];
    let install = Value::map([
        ("installed", Value::Bool(app.installed)),
        ("version", Value::from(app.registration.version)),
        ("status", Value::text(app.registration.status)),
        ("scope", app.scope_text().into()),
        ("domain", state.domain().into()),
        ("uri", state.portal_url().into()),
        ("client_endpoint", state.client_endpoint().into()),
        ("member_id", state.member_id().into()),
        ("member_type", Value::word("CP")),
    ]);
    let result = Value::map([
        ("client_id", app.registration.client_id.as_str().into()),
        ("scope", app.scope_text().into()),
        ("expires", expires.into()),
        ("install", install),
        ("user_id", Value::from(grant.user_id)),
    ]);
    Value::map([("result", result), ("time", time)])
}

/// Authorization of an app outside the frame. The redirect address is the app's own; the user is the one named by the
/// `as` parameter, or the first administrator, because loopback has no login.
async fn authorize(State(state): State<AppState>, RawQuery(query): RawQuery) -> Response {
    let params = parse_form(query.unwrap_or_default().as_bytes());
    let client_id = params.param_text("client_id").unwrap_or_default();
    let found = {
        let apps = state.apps();
        let index = apps.iter().position(|app| app.registration.client_id == *client_id && app.present);
        index.map(|index| (index, apps[index].registration.app_url.clone(), apps[index].scope_text()))
    };
    let Some((app, redirect, scope)) = found else {
        return wire::html(StatusCode::NOT_FOUND, "Application not found");
    };
    let asked = params.param_int("as").and_then(|id| u32::try_from(id).ok());
    let user_id = asked.unwrap_or_else(|| state.first_admin());
    if state.user_role(user_id).is_none() {
        return wire::html(StatusCode::FORBIDDEN, "Unable to authorize user");
    };
    let now = state.now_ms();
    let code = state.tokens().issue_code(Grant { app, user_id }, now);
    let answer = form_urlencoded::Serializer::new(String::new())
        .append_pair("code", &code)
        .append_pair("state", &params.param_text("state").unwrap_or_default())
        .append_pair("domain", &state.domain())
        .append_pair("member_id", state.member_id())
        .append_pair("scope", &scope)
        .append_pair("server_domain", state.oauth_domain())
        .finish();
    let joint = if redirect.contains('?') { '&' } else { '?' };
    wire::found(&format!("{redirect}{joint}{answer}"))
}
