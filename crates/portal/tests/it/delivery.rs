//! What may happen to events on their way (documented: trap 11, safe handling of events, offline events).

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Inbox, Portal, field};

async fn listening(events: &[&str]) -> (Portal, Inbox) {
    let portal = Portal::start().await;
    let (inbox, handler) = Inbox::open(200).await;
    for event in events {
        portal.call("event.bind", json!({"event": event, "handler": handler})).await;
    }
    portal.install();
    (portal, inbox)
}

async fn touch(portal: &Portal, id: u32) {
    let change = json!({"entity": "deal", "action": "update", "id": id, "fields": {"TITLE": "Другая"}});
    portal.control("record", &change).await;
}

fn touched(events: &[Vec<(String, String)>]) -> Vec<&str> {
    events.iter().filter_map(|event| field(event, "data[FIELDS][ID]")).collect()
}

/// Facts 10: events can be dropped on purpose.
#[tokio::test]
async fn an_event_may_be_lost() {
    let (portal, inbox) = listening(&["ONCRMDEALUPDATE"]).await;
    portal.control("fault", &json!({"kind": "drop", "method": "event:ONCRMDEALUPDATE", "times": 1})).await;
    touch(&portal, 7).await;
    touch(&portal, 8).await;
    let events = inbox.wait_for(1).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(touched(&events), ["8"]);
    assert_eq!(portal.state().totals().events["ONCRMDEALUPDATE"], 2, "the journal knows of both");
}

/// Own choice: events can be doubled, so that handlers prove they bear it.
#[tokio::test]
async fn an_event_may_come_twice() {
    let (portal, inbox) = listening(&["ONCRMDEALUPDATE"]).await;
    portal.control("fault", &json!({"kind": "duplicate", "method": "event:*", "times": 1})).await;
    touch(&portal, 7).await;
    assert_eq!(touched(&inbox.wait_for(2).await), ["7", "7"]);
}

/// Facts 10: the order of events is not guaranteed.
#[tokio::test]
async fn events_may_overtake_each_other() {
    let (portal, inbox) = listening(&["ONCRMDEALUPDATE"]).await;
    portal.control("fault", &json!({"kind": "reorder", "method": "event:*", "times": 1})).await;
    touch(&portal, 7).await;
    touch(&portal, 8).await;
    assert_eq!(touched(&inbox.wait_for(2).await), ["8", "7"]);
}

/// Facts 10: events can be delayed.
#[tokio::test]
async fn an_event_may_come_late() {
    let (portal, inbox) = listening(&["ONCRMDEALUPDATE"]).await;
    portal.control("fault", &json!({"kind": "slow", "slow_ms": 300, "method": "event:*", "times": 1})).await;
    let began = std::time::Instant::now();
    touch(&portal, 7).await;
    assert_eq!(touched(&inbox.wait_for(1).await), ["7"]);
    assert!(began.elapsed() >= Duration::from_millis(300));
}

/// Own choice: a fault of events strikes no method and ends by the portal's clock.
#[tokio::test]
async fn faults_of_events_leave_methods_alone_and_end_with_their_time() {
    let (portal, inbox) = listening(&["ONCRMDEALUPDATE"]).await;
    portal.control("fault", &json!({"kind": "drop", "method": "event:*", "seconds": 60})).await;
    portal.call("profile", json!({})).await;
    portal.control("advance", &json!({"seconds": 61})).await;
    touch(&portal, 7).await;
    assert_eq!(touched(&inbox.wait_for(1).await), ["7"]);
    assert_eq!(portal.look("fault").await, json!([]));
}

/// Facts 10 and 4.4: a mass update tells each change online and keeps each record once offline.
#[tokio::test]
async fn a_storm_of_changes_is_delivered_whole_and_waits_once_per_record_offline() {
    let (portal, inbox) = listening(&["ONCRMDEALUPDATE"]).await;
    portal.call("event.bind", json!({"event": "ONCRMDEALUPDATE", "event_type": "offline"})).await;
    portal.control("storm", &json!({"entity": "deal", "count": 1000})).await;
    let events = inbox.wait_for(1000).await;
    let of_first = touched(&events).into_iter().filter(|id| *id == "1").count();
    assert_eq!((events.len(), of_first), (1000, 8), "130 deals take turns: seven times, and the first 90 once more");
    assert_eq!(portal.call("event.offline.list", json!({})).await["total"], 130);
}

/// Facts 0 trap 11: slow handlers are demoted; how late and until when is ours.
#[tokio::test]
async fn a_handler_that_answers_late_is_demoted_until_it_is_quick_again() {
    let (portal, inbox) = listening(&["ONCRMDEALUPDATE"]).await;
    portal.control("delivery", &json!({"slow_ms": 0, "delay_ms": 600})).await;
    touch(&portal, 7).await;
    inbox.wait_for(1).await;
    for _ in 0..100 {
        if portal.look("delivery").await["demoted"] != json!([]) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let began = std::time::Instant::now();
    portal.control("delivery", &json!({"slow_ms": 5000, "delay_ms": 600})).await;
    touch(&portal, 8).await;
    inbox.wait_for(2).await;
    assert!(began.elapsed() >= Duration::from_millis(600), "its next event waits");
    for _ in 0..100 {
        if portal.look("delivery").await["demoted"] == json!([]) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a quick answer promotes it again");
}

/// Facts 4.4: `ONOFFLINEEVENT` is not repeated within its `minTimeout`.
#[tokio::test]
async fn a_waker_rests_for_its_interval_on_the_portals_clock() {
    let portal = Portal::start().await;
    let (inbox, handler) = Inbox::open(200).await;
    portal.call("event.bind", json!({"event": "ONCRMDEALUPDATE", "event_type": "offline"})).await;
    let bind = json!({"event": "ONOFFLINEEVENT", "handler": handler, "options": {"minTimeout": 3600}});
    portal.call("event.bind", bind).await;
    portal.install();
    touch(&portal, 7).await;
    assert_eq!(inbox.wait_for(1).await.len(), 1, "the first change wakes at once");
    touch(&portal, 8).await;
    touch(&portal, 9).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(inbox.received().len(), 1, "later ones wait for the hour");
    portal.control("advance", &json!({"seconds": 3600})).await;
    assert_eq!(inbox.wait_for(2).await.len(), 2);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(inbox.received().len(), 2, "both changes share one call");
}

/// Facts 4.4: parallel readers of the queue receive disjoint sets.
#[tokio::test]
async fn parallel_readers_of_the_queue_get_disjoint_sets_that_make_up_the_whole() {
    let portal = Portal::start().await;
    portal.call("event.bind", json!({"event": "ONCRMDEALUPDATE", "event_type": "offline"})).await;
    portal.install();
    for id in 1..=40 {
        touch(&portal, id).await;
    }
    let read = || portal.call("event.offline.get", json!({"clear": 0, "limit": 10}));
    let answers = tokio::join!(read(), read(), read(), read());
    let mut seen = Vec::new();
    let mut processes = std::collections::BTreeSet::new();
    for answer in <[Value; 4]>::from(answers) {
        processes.insert(answer["result"]["process_id"].to_string());
        let events = answer["result"]["events"].as_array().unwrap().clone();
        assert_eq!(events.len(), 10);
        let id = |event: &Value| event["EVENT_DATA"]["FIELDS"]["ID"].as_str().unwrap().parse::<u32>().unwrap();
        seen.extend(events.iter().map(id));
    }
    seen.sort_unstable();
    assert_eq!(seen, (1..=40).collect::<Vec<u32>>());
    assert_eq!(processes.len(), 4);
}

/// Own choice: control steps in a sequence act in order and end at the first refusal.
#[tokio::test]
async fn a_sequence_acts_in_order_and_stops_at_the_first_refusal() {
    let (portal, inbox) = listening(&["ONCRMDEALUPDATE", "ONVOXIMPLANTCALLEND"]).await;
    let steps = json!([
        {"do": "stage", "deal_id": 7, "stage_id": "WON", "user_id": 2},
        {"do": "advance", "seconds": 60},
        {"do": "reassign", "entity": "deal", "id": 7, "to": 2},
        {"do": "call", "user_id": 2, "company_id": 8, "duration": 45},
    ]);
    let done = portal.control("sequence", &steps).await;
    assert_eq!((&done[0], &done[1], &done[2]), (&json!({"id": 7}), &Value::Null, &json!({"id": 7})));
    assert_eq!(inbox.wait_for(3).await.len(), 3);
    let deal = portal.call("crm.deal.get", json!({"id": 7})).await["result"].clone();
    assert_eq!((&deal["STAGE_ID"], &deal["ASSIGNED_BY_ID"]), (&json!("WON"), &json!("2")));
    let steps = json!([
        {"do": "reassign", "entity": "deal", "id": 8, "to": 2},
        {"do": "stage", "deal_id": 9999, "stage_id": "WON"},
        {"do": "reassign", "entity": "deal", "id": 10, "to": 2},
    ]);
    let answer = portal.client.post(portal.url("/_control/sequence")).json(&steps).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 400);
    let why: Value = answer.json().await.unwrap();
    assert!(why["error"].as_str().unwrap().starts_with("step 1:"), "{why}");
    let records = portal.state().records();
    assert_eq!(records.deals.get(8).map(|deal| deal.assigned_by), Some(2));
    assert_eq!(records.deals.get(10).map(|deal| deal.assigned_by), Some(1));
}
