//! Plans without offline events, and changes that leave fewer traces than they should.

use portal::Config;
use serde_json::{Value, json};

use crate::harness::{NOW, Portal, config, ids};

const EVENT: &str = "ONCRMDEALUPDATE";

async fn bound() -> Portal {
    let portal = Portal::start().await;
    portal.call("event.bind", json!({"event": EVENT, "event_type": "offline"})).await;
    portal.install();
    portal
}

async fn retitle(portal: &Portal, id: u32, traces: &str) {
    let change =
        json!({"entity": "deal", "action": "update", "id": id, "fields": {"TITLE": "Иначе"}, "traces": traces});
    portal.control("record", &change).await;
}

async fn feature(portal: &Portal, code: &str) -> Value {
    portal.call("feature.get", json!({"CODE": code})).await["result"]["value"].clone()
}

/// Documented (event.offline.get): a plan without reservations refuses `clear=0` with `WRONG_LICENSE` and reads on
/// without it; feature.get tells beforehand.
#[tokio::test]
async fn a_plan_without_reservations_still_hands_out_events() {
    let portal = bound().await;
    portal.control("feature", &json!({"offline_reservation": false})).await;
    retitle(&portal, 7, "all").await;
    assert_eq!(feature(&portal, "rest_offline_extended").await, "N");
    assert_eq!(feature(&portal, "rest_auth_connector").await, "Y");
    let (status, body) = portal.ask("event.offline.get", json!({"clear": 0})).await;
    assert_eq!((status.as_u16(), &body["error"]), (403, &json!("WRONG_LICENSE")));
    let why = "This feature is not enabled for the current license: extended offline events handling";
    assert_eq!(body["error_description"], why);
    let read = portal.call("event.offline.get", json!({})).await;
    assert_eq!(read["result"]["events"][0]["EVENT_DATA"]["FIELDS"]["ID"], "7");
}

/// Own choice: on a plan without offline events nothing of them works, and what happens meanwhile is not noted.
#[tokio::test]
async fn a_plan_without_offline_events_refuses_all_of_them() {
    let portal = bound().await;
    retitle(&portal, 7, "all").await;
    portal.control("feature", &json!({"offline_events": false})).await;
    assert_eq!(feature(&portal, "rest_offline_extended").await, "N");
    assert_eq!(portal.look("feature").await, json!({"offline_events": false, "offline_reservation": false}));
    let bind = json!({"event": "ONCRMDEALADD", "event_type": "offline"});
    for (method, params) in [
        ("event.bind", bind),
        ("event.offline.get", json!({})),
        ("event.offline.list", json!({})),
        ("event.offline.clear", json!({"process_id": "p"})),
        ("event.offline.error", json!({"process_id": "p"})),
    ] {
        assert_eq!(portal.refusal(method, params).await, (403, json!("WRONG_LICENSE")), "{method}");
    }
    retitle(&portal, 8, "all").await;
    portal.control("feature", &json!({"offline_events": true})).await;
    let listed = portal.call("event.offline.list", json!({})).await;
    assert_eq!((&listed["total"], &listed["result"][0]["EVENT_DATA"]["FIELDS"]["ID"]), (&json!(1), &json!("7")));
}

/// Own choice: a portal can be started without offline events; online ones work.
#[tokio::test]
async fn a_portal_may_start_without_offline_events() {
    let portal = Portal::with(Config { offline_events: false, ..config() }).await;
    assert_eq!(feature(&portal, "rest_offline_extended").await, "N");
    let online = json!({"event": EVENT, "handler": "http://127.0.0.1:9/events"});
    assert_eq!(portal.call("event.bind", online).await["result"], true);
}

/// Documented (feature.get): a code nobody knows is answered with `Y`.
#[tokio::test]
async fn an_unknown_feature_is_answered_with_yes() {
    assert_eq!(feature(&Portal::start().await, "no_such_feature").await, "Y");
}

/// Own choice: a change can lose its events, and its date with them.
#[tokio::test]
async fn a_change_may_leave_fewer_traces() {
    let portal = bound().await;
    portal.control("advance", &json!({"seconds": 60})).await;
    retitle(&portal, 7, "date").await;
    retitle(&portal, 8, "none").await;
    let call = json!({"user_id": 1, "company_id": 5, "duration": 60, "traces": "date"});
    portal.control("call", &call).await;
    assert_eq!(portal.call("event.offline.list", json!({})).await["total"], 0);
    assert_eq!(portal.state().totals().events.get("ONVOXIMPLANTCALLEND"), None);
    let records = portal.state().records();
    let (dated, silent) = (records.deals.get(7).unwrap(), records.deals.get(8).unwrap());
    assert_eq!((&*dated.title, &*silent.title), ("Иначе", "Иначе"));
    assert!(dated.modified_at >= NOW + 60_000);
    assert_eq!(silent.modified_at, NOW);
}

/// Own choice: whoever acts by `act` is a user of the portal, whom limits and faults of REST do not concern.
#[tokio::test]
async fn a_user_of_the_portal_is_not_stopped_by_faults() {
    let portal = Portal::start().await;
    portal.call("event.bind", json!({"event": "ONCRMREQUISITEADD", "event_type": "offline"})).await;
    portal.install();
    portal.control("fault", &json!({"kind": "503"})).await;
    let fields = json!({"ENTITY_TYPE_ID": 4, "ENTITY_ID": 8, "NAME": "Основной", "RQ_INN": "1111111111"});
    let made = portal.control("act", &json!({"method": "crm.requisite.add", "params": {"fields": fields}})).await;
    assert_eq!(made["result"], 2);
    portal.client.delete(portal.url("/_control/fault")).send().await.unwrap();
    assert_eq!(portal.call("event.offline.list", json!({})).await["total"], 1);
    let rows = portal.call("crm.requisite.list", json!({"filter": {"ENTITY_ID": 8}, "select": ["ID"]})).await;
    assert_eq!(ids(&rows["result"]), [2]);
}
