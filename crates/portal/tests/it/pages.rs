//! Pages with several apps and several widgets in one place.

use portal::config::RegisteredApp;
use serde_json::json;

use crate::harness::{Portal, app, config};

async fn page(portal: &Portal, path: &str) -> String {
    portal.client.get(portal.url(path)).send().await.unwrap().text().await.unwrap()
}

async fn with_two_apps() -> Portal {
    let mut config = config();
    config.apps.push(RegisteredApp {
        client_id: "app.other".to_owned(),
        title: "Второе".to_owned(),
        app_url: "http://127.0.0.1:9/other".to_owned(),
        install_url: None,
        ..app()
    });
    let portal = Portal::with(config).await;
    portal.install();
    portal
}

/// Own choice: each further app has a page and a menu entry of its own.
#[tokio::test]
async fn a_second_app_has_its_own_page_and_menu_entry() {
    let portal = with_two_apps().await;
    let own = page(&portal, "/marketplace/app/app.other/").await;
    assert!(own.contains(r#"action="http://127.0.0.1:9/other?DOMAIN="#) && own.contains("<title>Второе</title>"));
    assert!(own.contains(r#""app":1"#), "the page's script acts for the second app");
    assert!(page(&portal, "/crm/deal/").await.contains(r#"href="/marketplace/app/app.other/""#));
    assert_eq!(
        portal.client.get(portal.url("/marketplace/app/app.nobody/")).send().await.unwrap().status().as_u16(),
        404
    );
}

/// Own choice: widgets of several handlers and apps in one place are tabs side by side.
#[tokio::test]
async fn widgets_of_two_handlers_and_two_apps_stand_side_by_side_in_a_card() {
    let portal = with_two_apps().await;
    let other = portal.control("token", &json!({"user_id": 1, "client_id": "app.other"})).await["access_token"].clone();
    let token = json!(portal.token);
    for (auth, handler, title) in [
        (&token, "http://127.0.0.1:9/one", "Один"),
        (&token, "http://127.0.0.1:9/two", "Два"),
        (&other, "http://127.0.0.1:9/three", "Три"),
    ] {
        let bind = json!({"auth": auth, "PLACEMENT": "CRM_DEAL_DETAIL_TAB", "HANDLER": handler, "TITLE": title});
        portal.call("placement.bind", bind).await;
    }
    let card = page(&portal, "/crm/deal/details/7/").await;
    assert_eq!(card.matches(r#"data-tab="CRM_DEAL_DETAIL_TAB""#).count(), 3);
    for (place, handler) in ["one", "two", "three"].iter().enumerate() {
        let tab = page(&portal, &format!("/crm/deal/details/7/?tab=CRM_DEAL_DETAIL_TAB&widget={place}&IFRAME=Y")).await;
        assert!(tab.contains(&format!(r#"action="http://127.0.0.1:9/{handler}?DOMAIN="#)), "{place}");
        assert_eq!(tab.matches(r#"aria-current="page">"#).count(), 1, "{place}");
    }
    let gone = page(&portal, "/crm/deal/details/7/?tab=CRM_DEAL_DETAIL_TAB&widget=9").await;
    assert!(!gone.contains("<iframe"));
}

/// Own choice: notices stand behind the bell of their reader, the latest first.
#[tokio::test]
async fn notices_to_a_user_are_counted_by_the_bell_and_listed() {
    let portal = Portal::start().await;
    for text in ["Первое", "Второе [URL=/crm/deal/details/7/]сделка[/URL]"] {
        portal.call("im.notify.system.add", json!({"USER_ID": 2, "MESSAGE": text})).await;
    }
    let seen = page(&portal, "/company/notifications/?as=2").await;
    assert!(seen.contains(r#"data-notices="2""#));
    let places = ["Второе", "Первое"].map(|text| seen.find(text).unwrap());
    assert!(places[0] < places[1], "the latest first");
    assert!(seen.contains(r#"<a href="/crm/deal/details/7/">сделка</a>"#));
    assert!(page(&portal, "/company/notifications/?as=1").await.contains(r#"data-notices="0""#));
}
