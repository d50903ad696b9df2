//! The OAuth server's documented answers, the odd ones included.

use axum::http::Method;
use bitrix24::{ErrorKind, StopReason};
use rstest::rstest;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::fake::{Bench, CLIENT_SECRET, MEMBER_ID, Reply, Server, html, json_reply, refusal, secret, token_reply};

const ENDPOINT: &str = "https://portal.bitrix24.com/rest/";

#[tokio::test]
async fn a_renewal_is_a_get_with_everything_in_the_query() {
    let server = Server::start(|_| json_reply(200, &token_reply("new-access", "new-refresh", ENDPOINT))).await;
    let bench = Bench::new();
    let oauth = bench.oauth(&server);
    let tokens = oauth.refresh(oauth.app().origins.default_origin(), &secret("old-refresh")).await.unwrap();

    assert_eq!(tokens.access_token.expose_secret(), "new-access");
    assert_eq!(tokens.refresh_token.expose_secret(), "new-refresh");
    assert_eq!(tokens.client_endpoint.host(), "portal.bitrix24.com");
    assert_eq!((tokens.expires_in, tokens.user_id, tokens.member_id.as_str()), (3600, Some(67), MEMBER_ID));
    assert_eq!(tokens.scope, ["crm", "entity", "im", "task"]);
    let seen = &server.seen()[0];
    assert_eq!((&seen.http_method, seen.path.as_str(), &seen.body), (&Method::GET, "/oauth/token/", &Value::Null));
    let expected = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "old-refresh"),
        ("client_id", "app.573ad8a0346747.09223434"),
        ("client_secret", CLIENT_SECRET),
    ];
    assert_eq!(seen.query, expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
}

#[tokio::test]
async fn a_code_is_exchanged_even_when_the_reply_lacks_user_and_expiry() {
    let reply = json!({"access_token": "a", "refresh_token": "r", "client_endpoint": ENDPOINT, "member_id": MEMBER_ID,
        "domain": "oauth.bitrix.info", "expires_in": "3600", "scope": "crm", "status": "L"});
    let server = Server::start(move |_| json_reply(200, &reply)).await;
    let bench = Bench::new();
    let oauth = bench.oauth(&server);
    let tokens = oauth.exchange_code(oauth.app().origins.default_origin(), &secret("c0de")).await.unwrap();

    assert_eq!((tokens.user_id, tokens.expires_in), (None, 3600));
    let query = &server.seen()[0].query;
    assert_eq!((query["grant_type"].as_str(), query["code"].as_str()), ("authorization_code", "c0de"));
}

#[rstest]
#[case(refusal(200, "wrong_client", "Wrong client"), ErrorKind::AppRefused, "wrong_client")]
#[case(refusal(401, "invalid_client", "Bad secret"), ErrorKind::AppRefused, "invalid_client")]
#[case(refusal(400, "invalid_grant", "Expired"), ErrorKind::Stopped(StopReason::InvalidGrant), "invalid_grant")]
#[case(
    refusal(401, "PAYMENT_REQUIRED", "Payment required"),
    ErrorKind::Stopped(StopReason::PaymentRequired),
    "PAYMENT_REQUIRED"
)]
#[case(
    refusal(401, "NOT_INSTALLED", "Application not installed"),
    ErrorKind::Stopped(StopReason::NotInstalled),
    "NOT_INSTALLED"
)]
#[case(
    refusal(400, "invalid_request", "No \"refresh_token\" parameter found"),
    ErrorKind::BadRequest,
    "invalid_request"
)]
#[case(refusal(401, "authorization_error", "Unable to authorize user"), ErrorKind::Unauthorized, "authorization_error")]
#[case(json_reply(200, &json!({"access_token": "a"})), ErrorKind::Protocol, "TOKEN_REPLY_INCOMPLETE")]
#[tokio::test]
async fn a_refusal_is_told_by_its_code(#[case] reply: Reply, #[case] kind: ErrorKind, #[case] code: &str) {
    let reply = std::sync::Mutex::new(Some(reply));
    let server = Server::start(move |_| reply.lock().unwrap().take().expect("one request only")).await;
    let bench = Bench::new();
    let oauth = bench.oauth(&server);
    let error = oauth.refresh(oauth.app().origins.default_origin(), &secret("r")).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (kind, code));
}

#[tokio::test]
async fn a_stumbling_server_is_asked_again_with_pauses() {
    let count = std::sync::atomic::AtomicU32::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 => html(502),
        1 => html(200),
        _ => json_reply(200, &token_reply("a", "r", ENDPOINT)),
    })
    .await;
    let bench = Bench::new();
    let oauth = bench.oauth(&server);
    oauth.refresh(oauth.app().origins.default_origin(), &secret("old")).await.unwrap();
    assert_eq!(server.seen().len(), 3);
    assert_eq!(bench.clock.sleeps().iter().map(std::time::Duration::as_millis).collect::<Vec<_>>(), [250, 500]);
}

#[tokio::test]
async fn the_server_tells_whose_token_it_is() {
    let result = json!({"client_id": "app.573a", "scope": "crm,user", "expires": "2026-08-21T10:00:00+03:00",
        "install": {"installed": true, "version": 4, "status": "F", "scope": "crm,user", "domain": "portal.bitrix24.com",
            "uri": "https://portal.bitrix24.com", "client_endpoint": ENDPOINT, "member_id": MEMBER_ID, "member_type": "x"},
        "user_id": 67});
    let server = Server::start(move |_| json_reply(200, &json!({"result": result, "time": {}}))).await;
    let bench = Bench::new();
    let oauth = bench.oauth(&server);
    let info = oauth.app_info(oauth.app().origins.default_origin(), &secret("token-of-the-user")).await.unwrap();

    assert_eq!((info.client_id.as_str(), info.user_id, info.member_id.as_str()), ("app.573a", 67, MEMBER_ID));
    assert_eq!((info.domain.as_str(), info.client_endpoint.as_str()), ("portal.bitrix24.com", ENDPOINT));
    assert_eq!((info.installed, info.version, info.status.as_deref()), (true, Some(4), Some("F")));
    assert_eq!(info.scope, ["crm", "user"]);
    let seen = &server.seen()[0];
    assert_eq!((seen.path.as_str(), seen.query["auth"].as_str()), ("/rest/app.info", "token-of-the-user"));
}

#[tokio::test]
async fn a_token_the_server_does_not_know_is_unauthorized() {
    let server = Server::start(|_| refusal(401, "expired_token", "The access token provided has expired.")).await;
    let bench = Bench::new();
    let oauth = bench.oauth(&server);
    let error = oauth.app_info(oauth.app().origins.default_origin(), &secret("forged")).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Unauthorized, "expired_token"));
    assert_eq!(server.seen().len(), 1);
}
