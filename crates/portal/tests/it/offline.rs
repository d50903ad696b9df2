//! The offline queue (documented: offline events).

use serde_json::{Value, json};

use crate::harness::{ADMIN, EMPLOYEE, Inbox, Portal, field};

async fn listening() -> Portal {
    let portal = Portal::start().await;
    for event in ["ONCRMDEALUPDATE", "ONCRMCOMPANYUPDATE"] {
        portal.call("event.bind", json!({"event": event, "event_type": "offline"})).await;
    }
    portal.install();
    portal
}

async fn touch(portal: &Portal, entity: &str, id: u32) {
    let change = json!({"entity": entity, "action": "update", "id": id, "fields": {"TITLE": "Новое имя"}});
    portal.control("record", &change).await;
}

async fn read(portal: &Portal, params: Value) -> (Value, Vec<String>) {
    let body = portal.call("event.offline.get", params).await;
    let events = body["result"]["events"].as_array().unwrap();
    let ids = events.iter().map(|event| event["EVENT_DATA"]["FIELDS"]["ID"].as_str().unwrap().to_owned());
    (body["result"]["process_id"].clone(), ids.collect())
}

/// Facts 4.4: repeated changes of one object are one record.
#[tokio::test]
async fn many_changes_of_one_object_are_one_record() {
    let portal = listening().await;
    for id in [7, 8, 7, 7] {
        touch(&portal, "deal", id).await;
    }
    touch(&portal, "company", 7).await;
    let listed = portal.call("event.offline.list", json!({})).await;
    assert_eq!(listed["total"], 3);
    let record = &listed["result"][0];
    assert_eq!((&record["EVENT_NAME"], &record["PROCESS_ID"]), (&json!("ONCRMDEALUPDATE"), &json!("")));
    assert_eq!((&record["ERROR"], &record["EVENT_ADDITIONAL"]["user_id"]), (&json!("0"), &json!("1")));
}

/// Facts 4.4: reading clears the queue unless told otherwise, and `process_id` is null.
#[tokio::test]
async fn reading_takes_the_records_off_the_queue() {
    let portal = listening().await;
    touch(&portal, "deal", 7).await;
    assert_eq!(read(&portal, json!({})).await, (json!(null), vec!["7".to_owned()]));
    assert_eq!(read(&portal, json!({})).await.1, Vec::<String>::new());
}

/// Facts 4.4: with `clear=0` records stay reserved for their process until they are confirmed.
#[tokio::test]
async fn reserved_records_stay_until_confirmed_and_are_not_read_twice() {
    let portal = listening().await;
    for id in [7, 8, 9] {
        touch(&portal, "deal", id).await;
    }
    let (first, ids) = read(&portal, json!({"clear": 0, "limit": 2})).await;
    assert_eq!(ids, ["7", "8"]);
    let (second, ids) = read(&portal, json!({"clear": 0})).await;
    assert_eq!(ids, ["9"]);
    assert_ne!(first, second);
    touch(&portal, "deal", 7).await;
    assert_eq!(
        portal.call("event.offline.list", json!({})).await["total"],
        4,
        "a change after reading is a new record"
    );
    portal.call("event.offline.clear", json!({"process_id": second})).await;
    let rest = portal.call("event.offline.list", json!({"filter": {"PROCESS_ID": first}})).await;
    assert_eq!(rest["total"], 2);
    let id = rest["result"][0]["ID"].clone();
    portal.call("event.offline.clear", json!({"process_id": first, "id": [id]})).await;
    assert_eq!(portal.call("event.offline.list", json!({})).await["total"], 2);
}

/// Facts 4.4: reserved records wait thirty days for their confirmation.
#[tokio::test]
async fn a_reservation_lapses_after_thirty_days() {
    let portal = listening().await;
    for id in [7, 8] {
        touch(&portal, "deal", id).await;
    }
    let (process, ids) = read(&portal, json!({"clear": 0})).await;
    assert_eq!(ids, ["7", "8"]);
    touch(&portal, "deal", 7).await;
    portal.control("advance", &json!({"seconds": 30 * 86_400 - 60})).await;
    // The clock has left the token behind.
    let token = portal.token_of(ADMIN).await;
    let total = async || portal.call("event.offline.list", json!({"auth": token})).await["total"].clone();
    assert_eq!(total().await, 3, "a minute before it is reserved still");
    portal.control("advance", &json!({"seconds": 61})).await;
    assert_eq!(total().await, 2, "of deal 7 the newer record is enough");
    portal.call("event.offline.clear", json!({"auth": token, "process_id": process})).await;
    let (_, mut ids) = read(&portal, json!({"auth": token})).await;
    ids.sort();
    assert_eq!(ids, ["7", "8"], "a late confirmation takes nothing, another reader gets them");
}

/// Facts 4.4: records marked by `event.offline.error` are read by asking for `error`.
#[tokio::test]
async fn failed_records_are_read_only_when_asked_for() {
    let portal = listening().await;
    touch(&portal, "deal", 7).await;
    let (process, _) = read(&portal, json!({"clear": 0})).await;
    portal.call("event.offline.error", json!({"process_id": process})).await;
    assert!(read(&portal, json!({})).await.1.is_empty());
    assert_eq!(read(&portal, json!({"error": 1})).await.1, ["7"]);
}

/// Facts 4.4: `event.offline.get` takes a filter.
#[tokio::test]
async fn filters_limit_what_is_read() {
    let portal = listening().await;
    touch(&portal, "deal", 7).await;
    touch(&portal, "company", 8).await;
    let params = json!({"filter": {"=EVENT_NAME": "onCrmCompanyUpdate", ">=ID": 1}});
    assert_eq!(read(&portal, params).await.1, ["8"]);
}

/// Facts 4.4: the queue is for administrators; others get 403 `ACCESS_DENIED`.
#[tokio::test]
async fn only_administrators_read_the_queue() {
    let portal = listening().await;
    let token = portal.token_of(EMPLOYEE).await;
    let refused = portal.refusal("event.offline.get", json!({"auth": token})).await;
    assert_eq!(refused, (403, json!("ACCESS_DENIED")));
}

/// Facts 4.4: `ONOFFLINEEVENT` wakes at most once in `minTimeout` and brings a refresh token.
#[tokio::test]
async fn a_wake_up_call_tells_that_records_are_waiting() {
    let portal = listening().await;
    let (inbox, handler) = Inbox::open(200).await;
    let bind = json!({"event": "onOfflineEvent", "handler": handler, "options": {"minTimeout": 2}});
    portal.call("event.bind", bind).await;
    for id in [7, 8, 9] {
        touch(&portal, "deal", id).await;
    }
    let events = inbox.wait_for(1).await;
    assert_eq!(field(&events[0], "event"), Some("ONOFFLINEEVENT"));
    assert!(field(&events[0], "auth[refresh_token]").is_some());
    assert!(inbox.received().len() <= 2, "changes within the interval share one call");
}

/// Facts 4.4: `auth_connector` keeps own writes out of the connector's queue.
#[tokio::test]
async fn own_writes_do_not_echo_into_the_queue_of_their_connector() {
    let portal = Portal::start().await;
    for connector in ["svodka", ""] {
        let bind = json!({"event": "ONCRMDEALUPDATE", "event_type": "offline", "auth_connector": connector});
        portal.call("event.bind", bind).await;
    }
    portal.install();
    let write = json!({"id": 7, "fields": {"TITLE": "Своё", "NO_SUCH": 1}, "auth_connector": "svodka"});
    assert_eq!(portal.call("crm.deal.update", write).await["result"], true);
    assert!(read(&portal, json!({"auth_connector": "svodka"})).await.1.is_empty());
    assert_eq!(read(&portal, json!({})).await.1, ["7"]);
}
