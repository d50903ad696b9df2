//! Faults switched on from outside.

use serde_json::json;

use crate::harness::Portal;

/// Facts 3.6: refusals made on purpose have the documented statuses and codes.
#[tokio::test]
async fn json_refusals_strike_as_often_as_asked() {
    let portal = Portal::start().await;
    for (kind, status, code) in [
        ("503", 503, "QUERY_LIMIT_EXCEEDED"),
        ("429", 429, "OPERATION_TIME_LIMIT"),
        ("overload", 503, "OVERLOAD_LIMIT"),
        ("expired_token", 401, "expired_token"),
        ("500", 500, "INTERNAL_SERVER_ERROR"),
    ] {
        portal.control("fault", &json!({"kind": kind, "times": 1})).await;
        assert_eq!(portal.refusal("profile", json!({})).await, (status, json!(code)));
        portal.call("profile", json!({})).await;
    }
}

/// Facts 3.6: a gateway answers with a page where JSON is expected.
#[tokio::test]
async fn a_gateway_page_is_html() {
    let portal = Portal::start().await;
    portal.control("fault", &json!({"kind": "html502", "method": "profile", "times": 1})).await;
    portal.call("server.time", json!({})).await;
    let answer = portal.client.get(portal.url("/rest/profile")).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 502);
    assert!(answer.text().await.unwrap().starts_with("<html>"));
}

/// Facts 10: an answer can break off in the middle or, our addition, not come at all.
#[tokio::test]
async fn dropped_and_truncated_answers_break_the_connection() {
    let portal = Portal::start().await;
    for kind in ["drop", "truncate"] {
        portal.control("fault", &json!({"kind": kind, "times": 1})).await;
        let url = portal.url(&format!("/rest/crm.deal.list?auth={}", portal.token));
        let answer = match portal.client.get(&url).send().await {
            Ok(answer) => answer.bytes().await.map(|body| body.len()),
            Err(error) => Err(error),
        };
        assert!(answer.is_err(), "{kind}");
        portal.call("profile", json!({})).await;
    }
}

/// Own choice: an answer can be held back for as long as asked.
#[tokio::test]
async fn a_slow_answer_is_right_but_late() {
    let portal = Portal::start().await;
    portal.control("fault", &json!({"kind": "slow", "slow_ms": 300, "times": 1})).await;
    let before = std::time::Instant::now();
    portal.call("profile", json!({})).await;
    assert!(before.elapsed().as_millis() >= 300);
}

/// Facts 10: a body can be slow after its headers.
#[tokio::test]
async fn a_slow_body_begins_at_once_and_ends_late() {
    let portal = Portal::start().await;
    portal.control("fault", &json!({"kind": "slow_body", "slow_ms": 400, "times": 1})).await;
    let url = portal.url(&format!("/rest/crm.deal.list?auth={}", portal.token));
    let before = std::time::Instant::now();
    let answer = portal.client.get(&url).send().await.unwrap();
    assert!(before.elapsed().as_millis() < 400, "status and headers are not late");
    let body: serde_json::Value = answer.json().await.unwrap();
    assert!(before.elapsed().as_millis() >= 400);
    assert_eq!(body["total"], 130);
}

/// Own choice: a fault of a method strikes it inside a batch too, that command alone.
#[tokio::test]
async fn a_fault_of_a_method_strikes_it_inside_a_batch() {
    let portal = Portal::start().await;
    portal.control("fault", &json!({"kind": "503", "method": "crm.deal.list", "times": 1, "after": 1})).await;
    let cmd = json!({"a": "crm.deal.list", "b": "crm.deal.list", "c": "crm.deal.list"});
    let body = portal.call("batch", json!({"cmd": cmd})).await;
    assert_eq!(body["result"]["result_error"]["b"]["error"], "QUERY_LIMIT_EXCEEDED");
    assert_eq!(body["result"]["result_error"].as_object().unwrap().len(), 1);
}

/// Own choice: faults are listed and cleared from outside.
#[tokio::test]
async fn faults_are_listed_and_cleared() {
    let portal = Portal::start().await;
    portal.control("fault", &json!({"kind": "503", "probability": 1.0})).await;
    assert_eq!(portal.look("fault").await[0]["kind"], "503");
    portal.client.delete(portal.url("/_control/fault")).send().await.unwrap();
    portal.call("profile", json!({})).await;
}

/// Own choice: chances fall the same way for the same seed, and strikes are counted by kind.
#[tokio::test]
async fn faults_of_a_seed_strike_the_same_calls() {
    let mut courses = Vec::new();
    for _ in 0..2 {
        let portal = Portal::start().await;
        portal.control("fault", &json!({"kind": "503", "method": "profile", "probability": 0.4})).await;
        portal.control("fault/seed", &json!({"seed": 11})).await;
        let mut course = Vec::new();
        for _ in 0..40 {
            course.push(portal.ask("profile", json!({})).await.0.as_u16());
        }
        let struck = course.iter().filter(|status| **status == 503).count();
        assert!((5..=30).contains(&struck), "{struck} of 40 at a chance of 40 %");
        assert_eq!(portal.look("fault/struck").await, json!({"503": struck}));
        courses.push(course);
    }
    assert_eq!(courses[0], courses[1]);
}
