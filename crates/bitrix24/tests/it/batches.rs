//! Batches on the wire.

use std::time::Duration;

use bitrix24::{Command, ErrorKind};
use serde_json::{Value, json};

use crate::fake::{Bench, START_MS, Server, html, json_reply, ok};

#[tokio::test]
async fn commands_travel_as_queries_and_answers_come_back_by_key() {
    let server = Server::start(|_| {
        ok(&json!({"result": {"u": {"ID": "1"}, "d": [{"ID": "15"}]}, "result_error": [], "result_total": {"d": 1},
            "result_next": [], "result_time": {"u": {"duration": 0.1}, "d": {"duration": 0.2}}}))
    })
    .await;
    let bench = Bench::new();
    let commands = [
        Command::new("u", "user.current", Value::Null),
        Command::new("d", "department.get", json!({"ID": "$result[u][UF_DEPARTMENT][0]"})),
    ];
    let portal = bench.portal(&server);
    let answer = portal.batch(&commands, true).await.unwrap();
    assert_eq!(answer.get("d").unwrap().as_ref().unwrap().total, Some(1));
    let expected = json!({"halt": 1, "auth": "access-0",
        "cmd": {"u": "user.current", "d": "department.get?ID=%24result%5Bu%5D%5BUF_DEPARTMENT%5D%5B0%5D"}});
    assert_eq!(server.seen()[0].body, expected);
    assert_eq!((portal.counters().calls, portal.counters().commands), (1, 2));
}

#[tokio::test]
async fn each_command_pays_into_the_account_of_its_method() {
    let reset = START_MS / 1000 + 300;
    let server = Server::start(move |_| {
        let time = |used: f64| json!({"finish": START_MS / 1000, "duration": 1.0, "operating": used, "operating_reset_at": reset});
        ok(&json!({"result": {"a": [], "b": [], "c": []}, "result_error": [], "result_total": [], "result_next": [],
            "result_time": {"a": time(469.0), "b": time(469.9), "c": time(10.0)}}))
    })
    .await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    let list = |key: &str, method: &str| Command::new(key, method, Value::Null);
    let commands = [list("a", "crm.deal.list"), list("b", "crm.deal.list"), list("c", "crm.company.list")];
    portal.batch(&commands, false).await.unwrap();
    assert_eq!(portal.throttle().pause_of("crm.deal.list"), Duration::from_secs(301));
    assert_eq!(portal.throttle().pause_of("crm.company.list"), Duration::ZERO);
}

#[tokio::test]
async fn a_blocked_command_fails_alone_and_pauses_its_method() {
    let server = Server::start(|_| {
        ok(&json!({"result": {"b": [1]}, "result_error": {"a": {"error": "OPERATION_TIME_LIMIT", "error_description": "Method is blocked"}},
            "result_total": [], "result_next": [], "result_time": []}))
    })
    .await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    let commands = [Command::new("a", "crm.deal.list", Value::Null), Command::new("b", "user.get", Value::Null)];
    let answer = portal.batch(&commands, false).await.unwrap();
    let error = answer.get("a").unwrap().as_ref().unwrap_err();
    assert_eq!(error.kind(5), ErrorKind::RetryLater { until_ms: 5 });
    assert_eq!(answer.get("b").unwrap().as_ref().unwrap().result, json!([1]));
    assert_eq!(portal.throttle().pause_of("crm.deal.list"), Duration::from_secs(30));
    assert_eq!(portal.counters().refused, 1);
}

#[tokio::test]
async fn a_batch_is_repeated_only_when_all_its_commands_are_reads() {
    let server = Server::start(|_| html(502)).await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    let read = Command::new("a", "crm.deal.list", Value::Null);
    let write = Command::new("b", "crm.deal.update", json!({"id": 1}));
    portal.batch(&[read.clone(), write], false).await.unwrap_err();
    assert_eq!(server.seen().len(), 1);
    portal.batch(&[read], false).await.unwrap_err();
    assert_eq!(server.seen().len(), 6);
}

#[tokio::test]
async fn an_error_of_the_whole_batch_is_an_error() {
    let server = Server::start(|_| {
        json_reply(401, &json!({"error": "NO_AUTH_FOUND", "error_description": "Wrong authorization data"}))
    })
    .await;
    let error =
        Bench::new().portal(&server).batch(&[Command::new("a", "profile", Value::Null)], false).await.unwrap_err();
    assert_eq!((error.kind, error.method.as_str()), (ErrorKind::Unauthorized, "batch"));
}

#[tokio::test]
async fn no_commands_need_no_request() {
    let server = Server::start(|_| html(500)).await;
    assert_eq!(Bench::new().portal(&server).batch(&[], false).await.unwrap().results, []);
    assert!(server.seen().is_empty());
}
