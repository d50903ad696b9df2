//! The request log tells everything but secrets.

use std::sync::Arc;

use bitrix24::{Command, KeptTokens, Limits, PortalClient, TokenSource};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fake::{Bench, CLIENT_SECRET, START_MS, Server, Store, json_reply, ok, refusal, token_reply};

const OLD: &str = "9d4c7166007e9c94001e30ba00000001f0f1070000000000000000000000000000000a";
const NEW: &str = "77aa7166007e9c94001e30ba00000001f0f1090000000000000000000000000000000b";
const REFRESH: &str = "8c3b9966007e9c94001e30ba00000001f0f1070000000000000000000000000000000c";
const NEXT_REFRESH: &str = "1b2b9966007e9c94001e30ba00000001f0f1110000000000000000000000000000000d";

#[tokio::test]
async fn an_entry_tells_what_happened() {
    let start = START_MS / 1000;
    let server = Server::start(move |seen| match seen.method() {
        "crm.deal.list" => json_reply(200, &json!({"result": [], "time": {"finish": start, "duration": 0.1, "operating": 1.5, "operating_reset_at": start + 600}})),
        _ => refusal(403, "insufficient_scope", ""),
    })
    .await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    portal.call("crm.deal.list", json!({"filter": {">ID": 5}})).await.unwrap();
    portal.call("user.get", Value::Null).await.unwrap_err();
    let entries = bench.log.entries();
    assert_eq!(entries.len(), 2);
    assert_eq!((entries[0].at_ms, entries[0].host.clone()), (START_MS, server.endpoint().host()));
    assert_eq!((entries[0].method.as_str(), &entries[0].params), ("crm.deal.list", &json!({"filter": {">ID": 5}})));
    assert_eq!(
        (entries[0].status, entries[0].error_code.as_deref(), entries[0].operating),
        (Some(200), None, Some(1.5))
    );
    assert_eq!((entries[1].status, entries[1].error_code.as_deref()), (Some(403), Some("insufficient_scope")));
}

#[tokio::test]
async fn a_batch_is_told_with_its_methods_records_and_first_failure() {
    let server = Server::start(|_| {
        ok(&json!({
            "result": {"a": [1, 2, 3], "b": {"items": [4]}},
            "result_error": {"c": {"error": "ACCESS_DENIED", "error_description": "no"}},
            "result_time": {"a": {"operating": 2.5}, "b": {"operating": 0.5}},
        }))
    })
    .await;
    let bench = Bench::new();
    let command = |key: &str, method: &str| Command::new(key, method, Value::Null);
    let commands = [command("a", "crm.deal.list"), command("b", "crm.item.list"), command("c", "crm.deal.list")];
    bench.portal(&server).batch(&commands, false).await.unwrap();
    let entry = &bench.log.entries()[0];
    let mut uses = entry.uses.clone();
    uses.sort();
    assert_eq!(uses, [("crm.deal.list".to_owned(), 2), ("crm.item.list".to_owned(), 1)]);
    assert_eq!((entry.rows, entry.operating, entry.status), (4, Some(2.5), Some(200)));
    assert_eq!(entry.error_code.as_deref(), Some("ACCESS_DENIED"));
}

/// Runs calls that carry and provoke secrets in every place and returns all that was logged.
async fn log_of(title: String, key: String) -> String {
    let portal_server = Server::start(|seen| match seen.auth() {
        NEW => refusal(400, "ERROR_CORE", &format!("cannot parse {OLD} or {}", seen.auth())),
        other => refusal(401, "expired_token", &format!("expired: {other}")),
    })
    .await;
    let endpoint = portal_server.endpoint().to_string();
    let oauth_server = Server::start(move |_| json_reply(200, &token_reply(NEW, NEXT_REFRESH, &endpoint))).await;
    let (bench, store) = (Bench::new(), Store::with(OLD, REFRESH, portal_server.endpoint()));
    let oauth = bench.oauth(&oauth_server);
    let origin = oauth.app().origins.default_origin().clone();
    let tokens = KeptTokens::new(oauth.clone(), origin, Arc::new(store), Arc::new(bench.clock.clone()));
    let portal = PortalClient::new(
        &bench.connector,
        portal_server.endpoint(),
        TokenSource::Kept(tokens),
        bench.throttle(Limits::off()),
    );
    let params = json!({"fields": {"TITLE": title, key.clone(): {"refresh_token": REFRESH, key: [format!("x{NEW}y")]}}, "AUTH_ID": OLD});
    let error = portal.call("crm.deal.update", params.clone()).await.unwrap_err();
    let batch = portal.batch(&[Command::new("a", "crm.deal.update", params)], false).await.unwrap_err();
    format!(
        "{:?} {error} {error:?} {batch:?} {oauth_debug}",
        bench.log.entries(),
        oauth_debug = format_args!("{:?}", oauth.app())
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_token_is_ever_written_down(title in ".{0,30}", key in "[A-Za-z_]{1,12}") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let title = format!("{title}{NEW}{title}");
        let log = runtime.block_on(log_of(title, key));
        for secret in [OLD, NEW, REFRESH, NEXT_REFRESH].map(|token| &token[..20]).into_iter().chain([CLIENT_SECRET]) {
            prop_assert!(!log.contains(secret), "{secret} in {log}");
        }
    }
}

#[tokio::test]
async fn a_call_that_succeeds_logs_no_token_either() {
    let server = Server::start(|_| ok(&json!(true))).await;
    let bench = Bench::new();
    bench
        .portal(&server)
        .call("im.notify.system.add", json!({"MESSAGE": "say access-0", "auth": "access-0"}))
        .await
        .unwrap();
    assert_eq!(bench.log.entries()[0].params, json!({"MESSAGE": "say ***", "auth": "***"}));
}
