//! Opening, installing, removing the app (documented: install flow, uninstall).

use portal::frame::{FrameError, FrameLaunch};
use serde_json::json;

use crate::harness::{ADMIN, EMPLOYEE, Inbox, MEMBER_ID, Portal, field};

fn posted<'a>(launch: &'a FrameLaunch, name: &str) -> &'a str {
    launch.fields.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str()).unwrap()
}

/// Facts 1.2: until the finish an administrator sees the installer and others nothing.
#[tokio::test]
async fn until_installed_the_admin_sees_the_installer_and_others_nothing() {
    let portal = Portal::start().await;
    let launch = portal.state().open_app(ADMIN, "DEFAULT", &json!({})).unwrap();
    assert!(launch.installer);
    assert!(launch.action.starts_with("http://127.0.0.1:8025/install?DOMAIN=127.0.0.1%3A"));
    let employee = portal.state().open_app(EMPLOYEE, "DEFAULT", &json!({}));
    assert_eq!(employee.unwrap_err(), FrameError::NotInstalled);
    assert!(!portal.state().install_finish(EMPLOYEE), "only an administrator finishes it");
    portal.install();
    let launch = portal.state().open_app(EMPLOYEE, "DEFAULT", &json!({})).unwrap();
    assert!(!launch.installer && launch.action.starts_with("http://127.0.0.1:8025/app?"));
}

/// Facts 1.3: the POST into the frame has tokens, application token, scopes and placement.
#[tokio::test]
async fn the_post_of_the_frame_has_all_documented_fields() {
    let portal = Portal::start().await;
    portal.install();
    let launch = portal.state().open_app(ADMIN, "DEFAULT", &json!({})).unwrap();
    assert_eq!(posted(&launch, "AUTH_EXPIRES"), "3600");
    assert_eq!(posted(&launch, "member_id"), MEMBER_ID);
    assert_eq!(posted(&launch, "status"), "F");
    assert_eq!(posted(&launch, "PLACEMENT"), "DEFAULT");
    assert_eq!(posted(&launch, "PLACEMENT_OPTIONS"), "[]", "an empty map is a list");
    assert_eq!(posted(&launch, "SERVER_ENDPOINT"), format!("{}/rest/", portal.running.oauth_url));
    assert_eq!(posted(&launch, "APPLICATION_TOKEN").len(), 32);
    assert_eq!(posted(&launch, "AUTH_ID").len(), 70);
    assert!(posted(&launch, "APPLICATION_SCOPE").starts_with("crm,"));
    let name: Vec<&str> = launch.window_name.split('|').collect();
    assert_eq!(name, [portal.state().domain().as_str(), "0", launch.app_sid.as_str()]);
    let again = portal.state().open_app(ADMIN, "DEFAULT", &json!({})).unwrap();
    assert_ne!(again.app_sid, launch.app_sid, "new at each render");
}

/// Facts 1.3: a widget opens at its handler, the query joined to its own, options as JSON.
#[tokio::test]
async fn a_widget_is_opened_at_its_handler_with_its_options() {
    let portal = Portal::start().await;
    portal.install();
    let none = portal.state().open_app(ADMIN, "CRM_DEAL_DETAIL_TAB", &json!({"ID": "7"}));
    assert_eq!(none.unwrap_err(), FrameError::NoHandler);
    let bind = json!({"PLACEMENT": "CRM_DEAL_DETAIL_TAB", "HANDLER": "http://127.0.0.1:8025/widget?v=1"});
    portal.call("placement.bind", bind).await;
    let launch = portal.state().open_app(ADMIN, "CRM_DEAL_DETAIL_TAB", &json!({"ID": "7"})).unwrap();
    assert!(launch.action.starts_with("http://127.0.0.1:8025/widget?v=1&DOMAIN="));
    assert_eq!(posted(&launch, "PLACEMENT_OPTIONS"), r#"{"ID":"7"}"#);
}

/// Facts 1.6: `app.info` tells the status and whether the app is installed.
#[tokio::test]
async fn app_info_of_the_portal_tells_the_state_of_the_installation() {
    let portal = Portal::start().await;
    let before = portal.call("app.info", json!({})).await;
    assert_eq!((&before["result"]["INSTALLED"], &before["result"]["STATUS"]), (&json!(false), &json!("F")));
    portal.install();
    assert_eq!(portal.call("app.info", json!({})).await["result"]["INSTALLED"], true);
}

/// Facts 1.4 and 1.5: a removal is told without tokens and takes tokens and widgets, with CLEAN the options.
#[tokio::test]
async fn removal_sends_an_event_without_tokens_and_kills_everything_else() {
    let portal = Portal::start().await;
    let (inbox, handler) = Inbox::open(200).await;
    portal.call("event.bind", json!({"event": "ONAPPUNINSTALL", "handler": handler})).await;
    portal.call("placement.bind", json!({"PLACEMENT": "LEFT_MENU", "HANDLER": handler})).await;
    portal.install();
    portal.state().set_app_option("colour", json!("blue"));
    let url = portal.url("/_control/uninstall?clean=1");
    portal.client.post(url).send().await.unwrap();
    let event = inbox.wait_for(1).await.remove(0);
    assert_eq!(field(&event, "data[CLEAN]"), Some("1"));
    assert!(field(&event, "auth[access_token]").is_none());
    assert_eq!(field(&event, "auth[member_id]"), Some(MEMBER_ID));
    assert!(field(&event, "auth[application_token]").is_some());
    assert_eq!(portal.refusal("profile", json!({})).await, (401, json!("invalid_token")));
    assert_eq!(portal.state().open_app(ADMIN, "DEFAULT", &json!({})).unwrap_err(), FrameError::NoApp);
    portal.state().add_app();
    let launch = portal.state().open_app(ADMIN, "DEFAULT", &json!({})).unwrap();
    assert!(launch.installer, "a new installation starts over");
    assert_ne!(Some(posted(&launch, "APPLICATION_TOKEN")), field(&event, "auth[application_token]"));
    assert!(portal.state().placements("LEFT_MENU").is_empty());
    assert!(portal.state().app_options().is_empty(), "CLEAN takes the options along");
}

/// Facts 1.5: options are kept unless CLEAN is 1.
#[tokio::test]
async fn options_survive_a_removal_without_clean() {
    let portal = Portal::start().await;
    portal.install();
    portal.state().set_app_option("colour", json!("blue"));
    portal.state().uninstall(false);
    portal.state().add_app();
    assert_eq!(portal.state().app_options()["colour"], "blue");
}

/// Facts 2.3: a dismissed user is 401 `authorization_error`, here in every call.
#[tokio::test]
async fn a_dismissed_user_cannot_be_authorized() {
    let portal = Portal::start().await;
    let token = portal.token_of(EMPLOYEE).await;
    portal.state().records_mut().users.get_mut(EMPLOYEE).unwrap().active = false;
    assert_eq!(portal.refusal("profile", json!({"auth": token})).await, (401, json!("authorization_error")));
    assert_eq!(portal.state().open_app(EMPLOYEE, "DEFAULT", &json!({})).unwrap_err(), FrameError::NoUser);
}

/// Facts 2.5: the old name answers 302 without JSON; `member_id` stays.
#[tokio::test]
async fn a_renamed_portal_answers_302_on_its_old_name() {
    let portal = Portal::start().await;
    let port = portal.running.portal_url.rsplit(':').next().unwrap().to_owned();
    portal.control("rename", &json!({"domain": format!("127.0.0.2:{port}")})).await;
    let old = portal.client.post(portal.url("/rest/profile?x=1")).send().await.unwrap();
    assert_eq!(old.status().as_u16(), 302);
    assert_eq!(old.headers()["location"], format!("http://127.0.0.2:{port}/rest/profile?x=1"));
    assert!(!old.text().await.unwrap().starts_with('{'), "the body is not JSON");
    let url = portal.url(&format!("/rest/profile?auth={}", portal.token));
    let new = portal.client.get(url).header("host", format!("127.0.0.2:{port}")).send().await.unwrap();
    assert_eq!(new.status().as_u16(), 200);
    let url = format!("{}/rest/app.info?auth={}", portal.running.oauth_url, portal.token);
    let info: serde_json::Value = portal.client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(info["result"]["install"]["member_id"], MEMBER_ID, "the key survives the renaming");
    assert_eq!(info["result"]["install"]["domain"], format!("127.0.0.2:{port}"));
}
