//! Delivery of events (documented: traps 11 to 15, app life cycle).

use std::time::Duration;

use serde_json::json;

use crate::harness::{ADMIN, EMPLOYEE, Inbox, MEMBER_ID, Portal, field};

async fn bound(portal: &Portal, events: &[&str], status: u16) -> Inbox {
    let (inbox, handler) = Inbox::open(status).await;
    for event in events {
        portal.call("event.bind", json!({"event": event, "handler": handler})).await;
    }
    inbox
}

/// Facts 0 trap 15: no event leaves the portal before the installation is finished.
#[tokio::test]
async fn nothing_is_sent_before_the_installation_is_finished() {
    let portal = Portal::start().await;
    let inbox = bound(&portal, &["ONCRMCOMPANYUPDATE", "ONAPPINSTALL"], 200).await;
    let change = json!({"entity": "company", "action": "update", "id": 7, "fields": {"TITLE": "Другая"}});
    portal.control("record", &change).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(inbox.received().is_empty());
    portal.install();
    let events = inbox.wait_for(1).await;
    assert_eq!(events.len(), 1);
    assert_eq!(field(&events[0], "event"), Some("ONAPPINSTALL"));
}

/// Facts 1.4: `ONAPPINSTALL` brings version, tokens and application token as a nested form.
#[tokio::test]
async fn the_install_event_brings_tokens_and_the_application_token_as_a_nested_form() {
    let portal = Portal::start().await;
    let inbox = bound(&portal, &["ONAPPINSTALL"], 200).await;
    let launch = portal.state().open_app(ADMIN, "DEFAULT", &json!({})).unwrap();
    portal.install();
    let event = inbox.wait_for(1).await.remove(0);
    assert_eq!(field(&event, "data[VERSION]"), Some("1"));
    assert_eq!(field(&event, "data[ACTIVE]"), Some("Y"));
    assert_eq!(field(&event, "data[INSTALLED]"), Some("Y"));
    assert_eq!(field(&event, "data[LANGUAGE_ID]"), Some("ru"));
    assert_eq!(field(&event, "auth[member_id]"), Some(MEMBER_ID));
    assert_eq!(field(&event, "auth[expires_in]"), Some("3600"));
    let posted = launch.fields.iter().find(|(name, _)| *name == "APPLICATION_TOKEN").map(|(_, value)| value.as_str());
    assert_eq!(field(&event, "auth[application_token]"), posted, "the same secret as in the frame's POST");
    let token = field(&event, "auth[access_token]").unwrap();
    assert_eq!(portal.call("profile", json!({"auth": token})).await["result"]["ID"], "1");
    assert!(field(&event, "auth[refresh_token]").is_some());
    portal.install();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(inbox.received().len(), 1, "finishing twice sends nothing twice");
}

/// Facts 4.4: the event of a changed deal has its id alone beside `auth`, here of who made the change.
#[tokio::test]
async fn a_change_carries_only_the_id_and_the_authorization_of_who_made_it() {
    let portal = Portal::start().await;
    let inbox = bound(&portal, &["ONCRMDEALUPDATE"], 200).await;
    portal.install();
    let fields = json!({"STAGE_ID": "WON"});
    let change = json!({"entity": "deal", "action": "update", "id": 7, "user_id": EMPLOYEE, "fields": fields});
    portal.control("record", &change).await;
    let event = inbox.wait_for(1).await.remove(0);
    assert_eq!(field(&event, "data[FIELDS][ID]"), Some("7"));
    let token = field(&event, "auth[access_token]").unwrap();
    assert_eq!(portal.call("profile", json!({"auth": token})).await["result"]["ID"], "2");
    assert!(field(&event, "event_handler_id").is_some() && field(&event, "ts").is_some());
    let deal = portal.call("crm.deal.list", json!({"filter": {"ID": 7}})).await["result"][0].clone();
    assert_eq!((&deal["STAGE_SEMANTIC_ID"], &deal["CLOSED"]), (&json!("S"), &json!("Y")));
}

/// Facts 0 trap 14: what a robot caused may come without an access token.
#[tokio::test]
async fn events_caused_by_robots_have_no_access_token() {
    let portal = Portal::start().await;
    let inbox = bound(&portal, &["ONCRMDEALDELETE"], 200).await;
    portal.install();
    portal.control("record", &json!({"entity": "deal", "action": "delete", "id": 7, "user_id": 0})).await;
    let event = inbox.wait_for(1).await.remove(0);
    assert!(field(&event, "auth[access_token]").is_none());
    assert!(field(&event, "auth[application_token]").is_some());
}

/// Facts 0 trap 11: a delivery answered with 500 is not tried again.
#[tokio::test]
async fn a_refused_delivery_is_not_repeated() {
    let portal = Portal::start().await;
    let inbox = bound(&portal, &["ONCRMCOMPANYADD"], 500).await;
    portal.install();
    let fields = json!({"TITLE": "Новая"});
    let made = portal.control("record", &json!({"entity": "company", "action": "create", "fields": fields})).await;
    assert_eq!(made["id"], 121);
    assert_eq!(inbox.wait_for(1).await.len(), 1);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(inbox.received().len(), 1);
}

/// Facts 4.4: the end of a call is told with its id, person, duration and code.
#[tokio::test]
async fn an_ended_call_sends_its_facts_and_its_activity() {
    let portal = Portal::start().await;
    let inbox = bound(&portal, &["ONVOXIMPLANTCALLEND", "ONCRMACTIVITYADD"], 200).await;
    portal.install();
    let call = json!({"user_id": 2, "company_id": 7, "phone": "+70000000001", "duration": 65});
    let made = portal.control("call", &call).await;
    let events = inbox.wait_for(2).await;
    let ended = events.iter().find(|event| field(event, "event") == Some("ONVOXIMPLANTCALLEND")).unwrap();
    assert_eq!(field(ended, "data[CALL_DURATION]"), Some("65"));
    assert_eq!(field(ended, "data[PORTAL_USER_ID]"), Some("2"));
    assert_eq!(field(ended, "data[CALL_FAILED_CODE]"), Some("200"));
    assert_eq!(field(ended, "data[CALL_ID]"), made["call_id"].as_str());
    let activity = events.iter().find(|event| field(event, "event") == Some("ONCRMACTIVITYADD")).unwrap();
    assert_eq!(field(activity, "data[FIELDS][ID]").map(str::to_owned), Some(made["activity_id"].to_string()));
    let listed = portal.call("voximplant.statistic.get", json!({"FILTER": {"ID": made["id"]}})).await;
    assert_eq!(listed["result"][0]["CRM_ACTIVITY_ID"], made["activity_id"].to_string());
}
