//! The twenty things a naive client gets wrong, each held as the platform has it (documented: facts, section 0).

use std::time::Duration;

use http::header;
use portal::config::{Config, Limits, LimitsProfile, NeighbourPortal};
use portal::dataset::Dataset;
use portal::frame::FrameError;
use serde_json::{Value, json};

use crate::harness::{ADMIN, EMPLOYEE, Inbox, Portal, config, field, ids};

async fn touch(portal: &Portal, by: u32) {
    let fields = json!({"TITLE": "Другая"});
    let change = json!({"entity": "deal", "action": "update", "id": 7, "user_id": by, "fields": fields});
    portal.control("record", &change).await;
}

async fn listening(event: &str, status: u16) -> (Portal, Inbox) {
    let portal = Portal::start().await;
    let (inbox, handler) = Inbox::open(status).await;
    portal.call("event.bind", json!({"event": event, "handler": handler})).await;
    portal.install();
    (portal, inbox)
}

/// Facts 0 trap 1: empty maps are `[]`, and results numbered in sequence are arrays.
#[tokio::test]
async fn trap_01_empty_maps_are_lists_and_numbered_results_too() {
    let portal = Portal::start().await;
    let named = portal.call("batch", json!({"cmd": {"a": "server.time"}})).await["result"].clone();
    assert_eq!((&named["result_error"], &named["result_next"]), (&json!([]), &json!([])));
    assert!(named["result"].is_object() && named["result_time"].is_object());
    let numbered = portal.call("batch", json!({"cmd": ["server.time", "profile"]})).await["result"].clone();
    assert!(numbered["result"].is_array() && numbered["result_time"].is_array());
    let activity = portal.call("crm.activity.list", json!({"filter": {"ID": 1}})).await["result"][0].clone();
    assert_eq!(activity["SETTINGS"], json!([]));
}

/// Facts 0 trap 2: legacy lists print scalars as text, item lists numbers under camelCase names.
#[tokio::test]
async fn trap_02_legacy_lists_print_text_and_item_lists_types() {
    let portal = Portal::start().await;
    let old = portal.call("crm.deal.list", json!({"filter": {"ID": 7}})).await["result"][0].clone();
    assert_eq!((&old["ID"], &old["OPPORTUNITY"], &old["COMPANY_ID"]), (&json!("7"), &json!("7.99"), &json!("8")));
    let params = json!({"entityTypeId": 2, "filter": {"id": 7}});
    let new = portal.call("crm.item.list", params).await["result"]["items"][0].clone();
    assert_eq!((&new["id"], &new["opportunity"], &new["companyId"]), (&json!(7), &json!(7.99), &json!(8)));
}

/// Facts 0 trap 3: a code may be empty, a number or lower-case, and may come with status 200.
#[tokio::test]
async fn trap_03_codes_may_be_empty_numbers_or_lower_case_and_come_with_status_200() {
    let mut config = config();
    config.apps[0].scope.push("catalog".to_owned());
    let portal = Portal::with(config).await;
    assert_eq!(portal.refusal("crm.deal.get", json!({"id": 9999})).await, (400, json!("")));
    let late = portal.token_of(EMPLOYEE).await;
    portal.client.post(portal.url("/_control/expire-tokens")).send().await.unwrap();
    assert_eq!(portal.refusal("profile", json!({"auth": late})).await, (401, json!("expired_token")));
    let token = portal.token_of(ADMIN).await;
    let bound = json!({"auth": token, "PLACEMENT": "LEFT_MENU"});
    assert_eq!(portal.refusal("placement.bind", bound).await, (200, json!("EMPTY_ERROR_HANDLER_URL")));
    let (_, numbered) = portal.ask("catalog.product.list", json!({"auth": token})).await;
    assert!(numbered["error"].is_number(), "a number: {numbered}");
    let query = "grant_type=refresh_token&client_id=app.nobody&client_secret=x&refresh_token=x";
    let url = format!("{}/oauth/token/?{query}", portal.running.oauth_url);
    let answer = portal.client.get(url).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(answer.json::<Value>().await.unwrap()["error"], "wrong_client");
}

/// Facts 0 trap 4: sources differ in the status of a code, so only the code counts.
#[tokio::test]
async fn trap_04_one_code_comes_with_different_statuses() {
    let portal = Portal::start().await;
    for status in [500, 410, 403] {
        portal.control("portal", &json!({"deleted": true, "deleted_status": status})).await;
        assert_eq!(portal.refusal("profile", json!({})).await, (status, json!("PORTAL_DELETED")));
    }
}

/// Facts 0 trap 5: `start=-1` counts nothing and leads nowhere; ids in order page.
#[tokio::test]
async fn trap_05_start_minus_one_counts_nothing_and_needs_ids_to_page() {
    let portal = Portal::start().await;
    let page = |after: u32| json!({"start": -1, "order": {"ID": "ASC"}, "filter": {">ID": after}, "select": ["ID"]});
    let first = portal.call("crm.deal.list", page(0)).await;
    assert_eq!(first["total"], 0);
    assert!(first.get("next").is_none());
    assert_eq!(ids(&first["result"]), (1..=50).collect::<Vec<u32>>());
    assert_eq!(ids(&portal.call("crm.deal.list", page(50)).await["result"]), (51..=100).collect::<Vec<u32>>());
    assert_eq!(ids(&portal.call("crm.deal.list", page(100)).await["result"]).len(), 30);
}

/// Facts 0 trap 6: `start` is rounded down to a page by legacy lists and exact in item lists.
#[tokio::test]
async fn trap_06_legacy_lists_round_the_start_down_and_item_lists_do_not() {
    let portal = Portal::start().await;
    let old = portal.call("crm.deal.list", json!({"start": 60, "order": {"ID": "ASC"}})).await;
    assert_eq!((ids(&old["result"])[0], &old["next"]), (51, &json!(100)));
    let new = portal.call("crm.item.list", json!({"entityTypeId": 2, "start": 60, "order": {"id": "ASC"}})).await;
    assert_eq!((ids(&new["result"]["items"])[0], &new["next"]), (61, &json!(110)));
}

/// Facts 0 trap 7: a batch has status 200 even when every command failed.
#[tokio::test]
async fn trap_07_a_batch_is_always_answered_with_200() {
    let portal = Portal::start().await;
    let (status, body) = portal.ask("batch", json!({"cmd": {"a": "no.such", "b": "crm.deal.get?id=9999"}})).await;
    assert_eq!((status.as_u16(), &body["result"]["result"]), (200, &json!([])));
    assert_eq!(body["result"]["result_error"].as_object().unwrap().len(), 2);
}

/// Facts 0 trap 8: a batch is one request without operating time; its commands pay theirs.
#[tokio::test]
async fn trap_08_a_batch_costs_one_request_and_no_operating_but_its_commands_pay() {
    let portal = Portal::limited(Limits { call_seconds: 1.0, ..Limits::new(LimitsProfile::Cloud) }).await;
    for _ in 0..2 {
        let body = portal.call("batch", json!({"cmd": vec!["server.time"; 25]})).await;
        assert!(body["time"].get("operating").is_none());
    }
    assert_eq!(portal.call("server.time", json!({})).await["time"]["operating"], 51);
    assert_eq!(portal.state().totals().requests, 3);
}

/// Facts 0 trap 9: the bucket is per portal and source address, so apps share it.
#[tokio::test]
async fn trap_09_the_bucket_belongs_to_a_portal_and_an_address() {
    let mut two = Config { limits: Limits::new(LimitsProfile::Cloud), ..config() };
    two.apps.push(portal::config::RegisteredApp { client_id: "app.other".to_owned(), ..crate::harness::app() });
    let dataset = Dataset::Empty;
    let domain = "second.example.test".to_owned();
    two.neighbours.push(NeighbourPortal { domain, member_id: "f".repeat(32), dataset });
    let portal = Portal::with(two).await;
    let other = portal.control("token", &json!({"user_id": 1, "client_id": "app.other"})).await["access_token"].clone();
    while portal.ask("server.time", json!({})).await.0.as_u16() != 503 {}
    let refused = portal.refusal("server.time", json!({"auth": other})).await;
    assert_eq!(refused, (503, json!("QUERY_LIMIT_EXCEEDED")), "two apps share it");
    let hook = portal.url("/rest/1/demo0webhook0code/server.time");
    let second = portal.client.get(hook).header(header::HOST, "second.example.test").send().await.unwrap();
    assert_eq!(second.status().as_u16(), 200, "another portal has its own");
}

/// Facts 0 trap 10: the limit is looked at before a call, so the call that crosses it succeeds.
#[tokio::test]
async fn trap_10_the_call_that_crosses_the_operating_limit_still_succeeds() {
    let mut limits = Limits::new(LimitsProfile::Cloud);
    limits.call_seconds = 50.0;
    let portal = Portal::limited(limits).await;
    for _ in 0..9 {
        portal.call("profile", json!({})).await;
    }
    let tenth = portal.call("profile", json!({})).await;
    assert_eq!(tenth["time"]["operating"], 500);
    assert_eq!(portal.refusal("profile", json!({})).await, (429, json!("OPERATION_TIME_LIMIT")));
}

/// Facts 0 trap 11: delivery is fire and forget; only the offline queue lasts.
#[tokio::test]
async fn trap_11_a_failed_delivery_is_not_repeated_and_only_the_offline_queue_lasts() {
    let (portal, inbox) = listening("ONCRMDEALUPDATE", 503).await;
    portal.call("event.bind", json!({"event": "ONCRMDEALUPDATE", "event_type": "offline"})).await;
    touch(&portal, ADMIN).await;
    inbox.wait_for(1).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(inbox.received().len(), 1);
    let kept = portal.call("event.offline.get", json!({})).await;
    assert_eq!(kept["result"]["events"][0]["EVENT_DATA"]["FIELDS"]["ID"], "7");
}

/// Facts 0 trap 12: events are forms with nested keys, all text, their names in any case.
#[tokio::test]
async fn trap_12_events_are_nested_forms_of_text_under_upper_case_names() {
    let (portal, inbox) = listening("onCrmDealUpdate", 200).await;
    touch(&portal, ADMIN).await;
    let event = inbox.wait_for(1).await.remove(0);
    assert_eq!(field(&event, "event"), Some("ONCRMDEALUPDATE"));
    assert_eq!(field(&event, "data[FIELDS][ID]"), Some("7"));
    assert_eq!(field(&event, "auth[domain]"), Some(portal.state().domain().as_str()));
    assert!(field(&event, "ts").unwrap().parse::<i64>().is_ok());
}

/// Facts 0 trap 13: a refresh token in an event is optional.
#[tokio::test]
async fn trap_13_crm_events_bring_a_refresh_token_and_robots_do_not() {
    let (portal, inbox) = listening("ONCRMDEALUPDATE", 200).await;
    touch(&portal, ADMIN).await;
    touch(&portal, 0).await;
    let events = inbox.wait_for(2).await;
    let with = events.iter().filter(|event| field(event, "auth[refresh_token]").is_some()).count();
    assert_eq!((events.len(), with), (2, 1), "a client may not rely on it");
}

/// Facts 0 trap 14: events of robots may have no access token.
#[tokio::test]
async fn trap_14_events_of_robots_have_no_access_token() {
    let (portal, inbox) = listening("ONCRMDEALUPDATE", 200).await;
    touch(&portal, 0).await;
    let event = inbox.wait_for(1).await.remove(0);
    assert!(field(&event, "auth[access_token]").is_none());
    assert!(field(&event, "auth[application_token]").is_some() && field(&event, "auth[member_id]").is_some());
}

/// Facts 0 trap 15: before the finish there are no events and no widgets, and no way in for others.
#[tokio::test]
async fn trap_15_before_the_end_of_the_installation_there_are_no_events_widgets_or_visitors() {
    let portal = Portal::start().await;
    let (inbox, handler) = Inbox::open(200).await;
    portal.call("event.bind", json!({"event": "ONCRMDEALUPDATE", "handler": handler})).await;
    portal.call("placement.bind", json!({"PLACEMENT": "LEFT_MENU", "HANDLER": handler})).await;
    touch(&portal, ADMIN).await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert!(inbox.received().is_empty());
    assert!(portal.state().placements("LEFT_MENU").is_empty());
    assert_eq!(portal.state().open_app(EMPLOYEE, "DEFAULT", &json!({})).unwrap_err(), FrameError::NotInstalled);
    assert_eq!(portal.call("app.info", json!({})).await["result"]["INSTALLED"], false);
    let page = portal.client.get(portal.url("/marketplace/app/?as=2")).send().await.unwrap().text().await.unwrap();
    assert!(!page.contains("<iframe"), "the page of the app is closed to others");
}

/// Facts 0 trap 16: handlers go with an update or a removal, widgets with the removal.
#[tokio::test]
async fn trap_16_handlers_are_gone_after_an_update_as_after_a_removal() {
    let (portal, _inbox) = listening("ONCRMDEALUPDATE", 200).await;
    portal.control("publish", &json!({})).await;
    assert_eq!(portal.call("event.get", json!({})).await["result"], json!([]));
    portal.call("placement.bind", json!({"PLACEMENT": "LEFT_MENU", "HANDLER": "http://127.0.0.1:9/"})).await;
    portal.state().uninstall(false);
    portal.state().add_app();
    let token = portal.token_of(ADMIN).await;
    assert_eq!(portal.call("placement.get", json!({"auth": token})).await["result"], json!([]));
}

/// Facts 0 trap 17: the host of a handler contains a dot; `localhost` is refused.
#[tokio::test]
async fn trap_17_the_host_of_a_handler_needs_a_dot() {
    let portal = Portal::start().await;
    let bind = |handler: &str| json!({"event": "ONCRMDEALADD", "handler": handler});
    let refused = portal.refusal("event.bind", bind("http://localhost:3000/event")).await;
    assert_eq!(refused, (400, json!("ERROR_WRONG_HANDLER_URL")));
    portal.call("event.bind", bind("https://app.example.test/event")).await;
}

/// Facts 0 trap 18: a renamed portal answers 302 under its old name.
#[tokio::test]
async fn trap_18_a_renamed_portal_answers_302_on_its_old_name() {
    let portal = Portal::start().await;
    portal.control("rename", &json!({"domain": "renamed.example.test"})).await;
    let old = portal.client.post(portal.url("/rest/profile")).body("x=1").send().await.unwrap();
    assert_eq!(old.status().as_u16(), 302);
    assert_eq!(old.headers()[header::LOCATION], "http://renamed.example.test/rest/profile");
}

/// Facts 0 trap 19: the endpoint ends with a slash, and the one clients add is merged.
#[tokio::test]
async fn trap_19_slashes_that_clients_double_are_merged() {
    let portal = Portal::start().await;
    assert!(portal.state().client_endpoint().ends_with("/rest/"));
    let url = format!("{}/profile?auth={}", portal.state().client_endpoint(), portal.token);
    let body: Value = portal.client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(body["result"]["ID"], "1");
}

/// Facts 0 trap 20: the BI menu opens by GET without authorization, every other place by POST.
#[tokio::test]
async fn trap_20_the_bi_menu_is_opened_with_get_and_without_authorization() {
    let portal = Portal::start().await;
    for placement in ["BI_ANALYTICS_MENU", "TELEPHONY_ANALYTICS_MENU"] {
        let bind = json!({"PLACEMENT": placement, "HANDLER": "http://127.0.0.1:9/report?x=1"});
        portal.call("placement.bind", bind).await;
    }
    portal.install();
    let launch = portal.state().open_app(ADMIN, "BI_ANALYTICS_MENU", &json!({})).unwrap();
    assert_eq!((launch.method, launch.action.as_str()), ("get", "http://127.0.0.1:9/report?x=1"));
    assert!(launch.fields.iter().all(|(name, _)| !matches!(*name, "AUTH_ID" | "REFRESH_ID" | "member_id")));
    let page = |code: &str| portal.client.get(portal.url(&format!("/placement/{code}/"))).send();
    let bi = page("BI_ANALYTICS_MENU").await.unwrap().text().await.unwrap();
    assert!(bi.contains(r#"src="http://127.0.0.1:9/report?x=1""#) && !bi.contains("data-launch"));
    let calls = page("TELEPHONY_ANALYTICS_MENU").await.unwrap().text().await.unwrap();
    assert!(calls.contains(r#"method="post""#) && calls.contains("AUTH_ID"));
}
