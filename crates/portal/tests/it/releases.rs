//! Versions, payment, rights and the end of a portal (documented: events of the app life cycle, system errors).

use serde_json::{Value, json};

use crate::harness::{ADMIN, EMPLOYEE, Inbox, MEMBER_ID, Portal, config, field};
use portal::frame::FrameError;

const DAY: i64 = 86_400;

async fn listening(portal: &Portal, events: &[&str]) -> Inbox {
    let (inbox, handler) = Inbox::open(200).await;
    for event in events {
        portal.call("event.bind", json!({"event": event, "handler": handler})).await;
    }
    inbox
}

async fn refresh(portal: &Portal) -> (u16, Value) {
    let token = portal.state().refresh_auth(ADMIN).unwrap().refresh_id;
    let keys = "client_id=app.test&client_secret=secret";
    let query = format!("grant_type=refresh_token&{keys}&refresh_token={token}");
    let url = format!("{}/oauth/token/?{query}", portal.running.oauth_url);
    let answer = portal.client.get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

/// Facts 0 trap 16 and 1.4: an update tells both versions and takes the handlers.
#[tokio::test]
async fn an_update_tells_both_versions_with_a_new_application_token_and_takes_the_handlers() {
    let portal = Portal::start().await;
    let inbox = listening(&portal, &["ONAPPUPDATE", "ONCRMDEALUPDATE"]).await;
    portal.call("placement.bind", json!({"PLACEMENT": "LEFT_MENU", "HANDLER": "http://127.0.0.1:9/"})).await;
    portal.install();
    let before = portal.control("token", &json!({"user_id": 1})).await["application_token"].clone();
    assert_eq!(portal.control("publish", &json!({"scope": ["crm"]})).await, json!({"version": 2}));
    let event = inbox.wait_for(1).await.remove(0);
    assert_eq!(field(&event, "event"), Some("ONAPPUPDATE"));
    assert_eq!((field(&event, "data[VERSION]"), field(&event, "data[PREVIOUS_VERSION]")), (Some("2"), Some("1")));
    assert_eq!(field(&event, "data[LANGUAGE_ID]"), Some("ru"));
    assert_eq!(field(&event, "auth[member_id]"), Some(MEMBER_ID));
    let token = field(&event, "auth[application_token]").unwrap();
    assert_ne!(before, token, "a new secret");
    let fresh = field(&event, "auth[access_token]").unwrap();
    assert_eq!(portal.call("scope", json!({"auth": fresh})).await["result"], json!(["crm"]));
    assert_eq!(portal.call("event.get", json!({})).await["result"], json!([]));
    assert!(!portal.state().app_installed(), "the installer of the new version runs");
    portal.install();
    assert_eq!(portal.state().placements("LEFT_MENU").len(), 1, "widgets are not said to go");
    assert_eq!(portal.call("app.info", json!({})).await["result"]["VERSION"], 2);
}

/// Facts 1.4: the application token may be new after an update, and may be the same.
#[tokio::test]
async fn an_update_may_keep_the_application_token() {
    let portal = Portal::start().await;
    let token = async || portal.control("token", &json!({"user_id": 1})).await["application_token"].clone();
    let before = token().await;
    portal.control("publish", &json!({"version": 7, "keep_token": true, "install_url": ""})).await;
    assert_eq!(token().await, before);
    assert!(portal.state().app_installed(), "without an installer page an app counts as installed");
}

/// Facts 1.5: tokens die with a removal; a new installation issues others.
#[tokio::test]
async fn a_reinstalled_app_has_new_tokens_and_the_old_ones_are_dead() {
    let portal = Portal::start().await;
    portal.install();
    portal.state().uninstall(true);
    portal.control("install", &Value::Null).await;
    assert_eq!(portal.refusal("profile", json!({})).await, (401, json!("invalid_token")));
    let fresh = portal.token_of(ADMIN).await;
    assert_eq!(portal.call("app.info", json!({"auth": fresh})).await["result"]["INSTALLED"], false);
}

/// Facts 1.4 and 1.6: a trial counts its days down and `ONAPPPAYMENT` tells them, without tokens.
#[tokio::test]
async fn a_trial_counts_its_days_down_and_then_refuses() {
    let portal = Portal::start().await;
    let inbox = listening(&portal, &["ONAPPPAYMENT"]).await;
    portal.install();
    portal.control("payment", &json!({"status": "T", "days": 14})).await;
    let told = inbox.wait_for(1).await.remove(0);
    let data = ["CODE", "VERSION", "STATUS", "PAYMENT_EXPIRED", "DAYS", "LANGUAGE_ID"];
    let values = data.map(|name| field(&told, &format!("data[{name}]")).unwrap());
    assert_eq!(values, ["svodka.reports", "1", "T", "N", "14", "ru"]);
    assert!(field(&told, "auth[access_token]").is_none() && field(&told, "auth[application_token]").is_none());
    assert_eq!(field(&told, "auth[member_id]"), Some(MEMBER_ID));
    portal.control("advance", &json!({"seconds": 4 * DAY})).await;
    let token = portal.token_of(ADMIN).await;
    let info = portal.call("app.info", json!({"auth": token})).await["result"].clone();
    assert_eq!((&info["STATUS"], &info["DAYS"], &info["PAYMENT_EXPIRED"]), (&json!("T"), &json!(10), &json!("N")));
    portal.control("advance", &json!({"seconds": 10 * DAY})).await;
    let end = inbox.wait_for(2).await.remove(1);
    assert_eq!((field(&end, "data[PAYMENT_EXPIRED]"), field(&end, "data[DAYS]")), (Some("Y"), Some("0")));
    let token = portal.token_of(ADMIN).await;
    assert_eq!(portal.refusal("profile", json!({"auth": token})).await, (401, json!("PAYMENT_REQUIRED")));
    let (status, body) = refresh(&portal).await;
    assert_eq!((status, &body["error"]), (401, &json!("PAYMENT_REQUIRED")));
    assert_eq!(portal.state().open_app(ADMIN, "DEFAULT", &json!({})).unwrap_err(), FrameError::NotPaid);
    portal.control("payment", &json!({"status": "P", "days": 365})).await;
    portal.call("profile", json!({"auth": token})).await;
}

/// Facts 1.6: a paid app has fourteen days of grace, counted in negative DAYS.
#[tokio::test]
async fn a_paid_app_goes_on_for_a_grace_of_fourteen_days() {
    let portal = Portal::start().await;
    portal.control("payment", &json!({"status": "P", "days": -3})).await;
    let info = portal.call("app.info", json!({})).await["result"].clone();
    assert_eq!((&info["DAYS"], &info["PAYMENT_EXPIRED"]), (&json!(-3), &json!("Y")));
    portal.control("payment", &json!({"days": -14})).await;
    assert_eq!(portal.refusal("profile", json!({})).await, (401, json!("PAYMENT_REQUIRED")));
}

/// Facts 2.6: users an app is not open to get `user_access_error`.
#[tokio::test]
async fn an_app_restricted_to_chosen_users_refuses_the_others() {
    let portal = Portal::start().await;
    portal.install();
    let token = portal.token_of(EMPLOYEE).await;
    portal.control("access", &json!({"users": [ADMIN]})).await;
    assert_eq!(portal.refusal("profile", json!({"auth": token})).await, (403, json!("user_access_error")));
    portal.call("profile", json!({})).await;
    assert_eq!(portal.state().open_app(EMPLOYEE, "DEFAULT", &json!({})).unwrap_err(), FrameError::Restricted);
    assert!(portal.state().refresh_auth(EMPLOYEE).is_none());
    portal.control("access", &json!({"users": null})).await;
    portal.call("profile", json!({"auth": token})).await;
}

/// Facts 3.6: a plan without REST is `ACCESS_DENIED`, an overload `OVERLOAD_LIMIT`.
#[tokio::test]
async fn a_plan_without_rest_and_an_overload_refuse_everybody() {
    let portal = Portal::start().await;
    portal.control("portal", &json!({"rest": false})).await;
    let (status, body) = portal.ask("profile", json!({})).await;
    assert_eq!((status.as_u16(), &body["error"]), (403, &json!("ACCESS_DENIED")));
    assert_eq!(body["error_description"], "REST API is available only on commercial plans");
    portal.control("portal", &json!({"rest": true, "overloaded": true})).await;
    assert_eq!(portal.refusal("batch", json!({})).await, (503, json!("OVERLOAD_LIMIT")));
    portal.control("portal", &json!({"overloaded": false})).await;
    portal.call("profile", json!({})).await;
}

/// Facts 3.6 and 2.3: a deleted portal is `PORTAL_DELETED`, for the OAuth server 404.
#[tokio::test]
async fn a_deleted_portal_says_so_and_its_refresh_tokens_lead_nowhere() {
    let portal = Portal::start().await;
    portal.control("portal", &json!({"deleted": true})).await;
    let (status, body) = portal.ask("profile", json!({})).await;
    assert_eq!((status.as_u16(), &body["error"]), (500, &json!("PORTAL_DELETED")));
    assert_eq!(body["error_description"], "Portal was deleted");
    assert_eq!(refresh(&portal).await.0, 404);
    portal.control("portal", &json!({"deleted": false})).await;
    portal.call("profile", json!({})).await;
}

/// Facts 1.6: a plan has a type and a family, both parts of its name.
#[tokio::test]
async fn the_family_of_a_plan_follows_its_name() {
    let portal = Portal::start().await;
    portal.control("portal", &json!({"license": "ru_ent250"})).await;
    let info = portal.call("app.info", json!({})).await["result"].clone();
    let plan = ["LICENSE", "LICENSE_TYPE", "LICENSE_FAMILY"].map(|name| info[name].as_str().unwrap().to_owned());
    assert_eq!(plan, ["ru_ent250", "ent250", "ent"]);
}

/// Facts 2.7 and 1.4: a method may wait for an administrator's word and is told the answer.
#[tokio::test]
async fn a_method_may_wait_for_an_administrators_word() {
    let portal = Portal::start().await;
    let inbox = listening(&portal, &["ONAPPMETHODCONFIRM"]).await;
    portal.install();
    portal.control("confirm", &json!({"method": "user.get", "answer": "waiting"})).await;
    assert_eq!(portal.refusal("user.get", json!({})).await, (401, json!("METHOD_CONFIRM_WAITING")));
    portal.control("confirm", &json!({"method": "user.get", "answer": "denied", "token": "t1"})).await;
    assert_eq!(portal.refusal("user.get", json!({})).await, (403, json!("METHOD_CONFIRM_DENIED")));
    let event = inbox.wait_for(1).await.remove(0);
    let told = ["TOKEN", "METHOD", "CONFIRMED"].map(|name| field(&event, &format!("data[{name}]")).unwrap());
    assert_eq!(told, ["t1", "user.get", "0"]);
    assert!(field(&event, "auth[access_token]").is_none());
    portal.control("confirm", &json!({"method": "user.get", "answer": "granted"})).await;
    portal.call("user.get", json!({})).await;
}

/// Facts 3.6: `insufficient_scope` looks at the token's own app.
#[tokio::test]
async fn scopes_of_two_apps_on_one_portal_are_their_own() {
    let mut config = config();
    let mut narrow = crate::harness::app();
    narrow.client_id = "app.narrow".to_owned();
    narrow.scope = vec!["department".to_owned()];
    config.apps.push(narrow);
    let portal = Portal::with(config).await;
    let issued = portal.control("token", &json!({"user_id": 1, "client_id": "app.narrow"})).await;
    let token = issued["access_token"].clone();
    assert_eq!(portal.call("scope", json!({"auth": token})).await["result"], json!(["department"]));
    assert_eq!(portal.refusal("crm.deal.list", json!({"auth": token})).await, (403, json!("insufficient_scope")));
    portal.call("crm.deal.list", json!({})).await;
    let url = portal.url("/_control/uninstall?client_id=app.narrow");
    portal.client.post(url).send().await.unwrap();
    assert_eq!(portal.refusal("profile", json!({"auth": token})).await, (401, json!("invalid_token")));
    portal.call("profile", json!({})).await;
}

/// Facts 1.2: an install callback is sent both tokens, and the app is installed by that.
#[tokio::test]
async fn an_app_without_an_interface_is_sent_its_tokens_and_counts_as_installed() {
    let (inbox, handler) = Inbox::open(200).await;
    let mut config = config();
    config.apps[0].install_callback = Some(handler);
    let portal = Portal::with(config).await;
    let event = inbox.wait_for(1).await.remove(0);
    assert_eq!((field(&event, "event"), field(&event, "data[INSTALLED]")), (Some("ONAPPINSTALL"), Some("Y")));
    assert!(field(&event, "auth[refresh_token]").is_some() && field(&event, "auth[application_token]").is_some());
    let token = field(&event, "auth[access_token]").unwrap();
    assert_eq!(portal.call("app.info", json!({"auth": token})).await["result"]["INSTALLED"], true);
    portal.state().uninstall(false);
    portal.state().add_app();
    portal.state().add_app();
    assert_eq!(inbox.wait_for(2).await.len(), 2, "each installation sends them once");
}
