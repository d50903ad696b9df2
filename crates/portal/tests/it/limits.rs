//! Limits (documented: traps 8 and 10, limits).

use std::time::{Duration, Instant};

use portal::config::{Limits, LimitsProfile};
use serde_json::json;

use crate::harness::Portal;

/// Facts 3.5: the bucket holds fifty; what overflows is 503 `QUERY_LIMIT_EXCEEDED`.
#[tokio::test]
async fn the_fifty_first_request_of_a_burst_is_refused_with_503() {
    let portal = Portal::limited(Limits::new(LimitsProfile::Cloud)).await;
    let mut refused = Vec::new();
    for number in 1..=60 {
        let (status, body) = portal.ask("server.time", json!({})).await;
        if status.as_u16() == 503 {
            assert_eq!(body["error"], "QUERY_LIMIT_EXCEEDED");
            assert_eq!(body["error_description"], "Too many requests");
            refused.push(number);
        }
    }
    assert!(refused.first().is_some_and(|first| *first > 50), "{refused:?}");
    assert_eq!(portal.look("journal").await["totals"]["refused"], refused.len());
    portal.control("advance", &json!({"seconds": 30})).await;
    portal.call("server.time", json!({})).await;
}

/// Facts 0 trap 8: a batch pays no operating time, each command pays for its own method.
#[tokio::test]
async fn a_batch_costs_one_request_and_each_command_its_own_operating_time() {
    let mut limits = Limits::new(LimitsProfile::Cloud);
    limits.call_seconds = 1.0;
    let portal = Portal::limited(limits).await;
    let cmd = json!({"a": "crm.deal.list", "b": "crm.deal.list", "c": "crm.company.list"});
    let (_, body) = portal.ask("batch", json!({"cmd": cmd})).await;
    assert!(body["time"].get("operating").is_none(), "the outer call pays nothing");
    let times = &body["result"]["result_time"];
    assert_eq!((&times["a"]["operating"], &times["b"]["operating"]), (&json!(1), &json!(2)));
    assert_eq!(times["c"]["operating"], 1);
}

/// Facts 3.5: a method out of operating time is 429 until `operating_reset_at`.
#[tokio::test]
async fn a_method_is_blocked_after_its_operating_time_until_the_named_moment() {
    let mut limits = Limits::new(LimitsProfile::Cloud);
    limits.method_seconds.push(("crm.deal.list".to_owned(), 60.0));
    let portal = Portal::limited(limits).await;
    let mut reset_at = 0;
    for _ in 0..8 {
        reset_at = portal.call("crm.deal.list", json!({})).await["time"]["operating_reset_at"].as_i64().unwrap();
    }
    let (status, body) = portal.ask("crm.deal.list", json!({})).await;
    assert_eq!((status.as_u16(), &body["error"]), (429, &json!("OPERATION_TIME_LIMIT")));
    assert_eq!(body["error_description"], "Method is blocked due to operation time limit.");
    let inner = portal.call("batch", json!({"cmd": {"a": "crm.deal.list"}})).await;
    assert_eq!(inner["result"]["result_error"]["a"]["error"], "OPERATION_TIME_LIMIT");
    portal.call("crm.company.list", json!({})).await;
    let wait = reset_at - portal.state().now_ms() / 1000;
    portal.control("advance", &json!({"seconds": wait})).await;
    // The access token is an hour old at most: the wait is ten minutes.
    portal.call("crm.deal.list", json!({})).await;
}

/// Own choice: limits can be changed while the portal runs.
#[tokio::test]
async fn limits_can_be_changed_while_running() {
    let portal = Portal::start().await;
    portal.control("limits", &json!({"profile": "enterprise", "call_seconds": 0.5})).await;
    let body = portal.call("server.time", json!({})).await;
    assert_eq!(body["time"]["operating"], 0.5);
}

/// Own choice: a call that is charged for tells that it took as long, and takes as long when asked to.
#[tokio::test]
async fn calls_last_as_long_as_they_cost_when_asked() {
    let mut limits = Limits::new(LimitsProfile::Cloud);
    limits.call_seconds = 20.0;
    limits.takes_time = true;
    let portal = Portal::limited(limits).await;
    portal.control("speed", &json!({"factor": 100})).await;
    let began = Instant::now();
    let body = portal.call("profile", json!({})).await;
    assert!(began.elapsed() >= Duration::from_millis(200), "twenty seconds at a hundred times the speed");
    assert!(body["time"]["duration"].as_f64().unwrap() >= 20.0);
    let batch = portal.call("batch", json!({"cmd": {"a": "profile", "b": "server.time"}})).await;
    assert!(batch["time"]["duration"].as_f64().unwrap() >= 40.0);
}

/// Own choice: the limits follow the portal's clock when it runs faster.
#[tokio::test]
async fn the_bucket_drains_with_the_clock_of_the_portal() {
    let portal = Portal::limited(Limits::new(LimitsProfile::Cloud)).await;
    for _ in 0..60 {
        portal.ask("profile", json!({})).await;
    }
    assert_eq!(portal.refusal("profile", json!({})).await.0, 503);
    portal.control("speed", &json!({"factor": 1000})).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    portal.call("profile", json!({})).await;
    let refused = portal.client.post(portal.url("/_control/speed")).json(&json!({"factor": 0})).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 400);
}
