//! Pages through the router of a running portal: what the app is posted, what is escaped, who may do what.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt as _;

use crate::model::{Company, User};
use crate::{AppState, Config, Running, start};

/// An empty portal with a second, ordinary user.
async fn portal() -> Running {
    let running = start(Config::default()).await.unwrap();
    let user =
        User { id: 2, active: true, name: "Анна".into(), last_name: "Лучинина".into(), ..User::default() };
    running.state.records_mut().users.insert(user);
    running
}

/// Status, cookies and text of an answer.
async fn ask(state: &AppState, request: Request<Body>) -> (StatusCode, Vec<String>, String) {
    let response = super::router().with_state(state.clone()).oneshot(request).await.unwrap();
    let status = response.status();
    let cookies = response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned());
    let cookies = cookies.collect();
    let body = to_bytes(response.into_body(), 1 << 22).await.unwrap();
    (status, cookies, String::from_utf8(body.to_vec()).unwrap())
}

async fn get(state: &AppState, address: &str) -> (StatusCode, String) {
    let (status, _, text) = ask(state, Request::get(address).body(Body::empty()).unwrap()).await;
    (status, text)
}

async fn post(state: &AppState, address: &str, form: &str, site: &str) -> StatusCode {
    let request = Request::post(address)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", site)
        .body(Body::from(form.to_owned()));
    ask(state, request.unwrap()).await.0
}

/// Value of a hidden field of the launch form.
fn field(page: &str, name: &str) -> Option<String> {
    let start = page.find(&format!(r#"name="{name}" value=""#))?;
    let value = page[start..].split('"').nth(3)?;
    Some(value.replace("&quot;", "\"").replace("&amp;", "&"))
}

/// The configuration the page's script reads.
fn config(page: &str) -> serde_json::Value {
    let frame = &page[page.find("data-frame=").unwrap()..];
    let text = frame.split(r#"<script type="application/json">"#).nth(1).unwrap().split("</script>").next().unwrap();
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn the_app_is_opened_by_the_documented_form() {
    let portal = portal().await;
    assert!(portal.state.install_finish(1));
    let (status, page) = get(&portal.state, "/marketplace/app/?params[docId]=42&tag=a%26b&lang=en").await;
    assert_eq!(status, StatusCode::OK);
    let config = config(&page);
    let sid = config["sid"].as_str().unwrap();
    let domain = portal.state.domain();
    assert!(page.contains(&format!(r#"<iframe name="{domain}|0|{sid}""#)));
    assert!(page.contains(r#"allow="geolocation; microphone; camera; autoplay""#));
    let port = domain.rsplit(':').next().unwrap();
    let action =
        format!("http://127.0.0.1:8025/app?DOMAIN=127.0.0.1%3A{port}&amp;PROTOCOL=0&amp;LANG=en&amp;APP_SID={sid}");
    assert!(page.contains(&format!(r#"method="post" action="{action}" target="{domain}|0|{sid}""#)), "{page}");
    for name in ["AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID", "SERVER_ENDPOINT", "APPLICATION_TOKEN", "APPLICATION_SCOPE"] {
        assert!(field(&page, name).is_some_and(|value| !value.is_empty()), "{name}");
    }
    assert_eq!(field(&page, "member_id").as_deref(), Some(portal.state.member_id()));
    assert_eq!(field(&page, "PLACEMENT").as_deref(), Some("DEFAULT"));
    let options: serde_json::Value = serde_json::from_str(&field(&page, "PLACEMENT_OPTIONS").unwrap()).unwrap();
    assert_eq!(options["docId"], "42");
    assert_eq!(options["tag"], "a&b");
    assert_eq!(options["URI"], "/marketplace/app/?params%5BdocId%5D=42&tag=a%26b");
    assert!(options.get("lang").is_none());
    assert_eq!(config["init"]["LANG"], "en");
    assert_eq!(config["init"]["PLACEMENT_OPTIONS"], options);
    assert_eq!(config["init"]["AUTH_ID"], field(&page, "AUTH_ID").unwrap());
    assert_eq!(config["origin"], "http://127.0.0.1:8025");
    portal.stop().await;
}

#[tokio::test]
async fn an_old_box_posts_seven_fields() {
    let portal = portal().await;
    assert!(portal.state.install_finish(1));
    let (_, page) = get(&portal.state, "/marketplace/app/?box=old").await;
    assert_eq!(page.matches(r#"<input type="hidden""#).count(), 7);
    assert_eq!(field(&page, "SERVER_ENDPOINT"), None);
    assert_eq!(field(&page, "APPLICATION_TOKEN"), None);
    assert!(field(&page, "AUTH_ID").is_some());
    portal.stop().await;
}

#[tokio::test]
async fn only_an_admin_sees_and_finishes_the_installer() {
    let portal = portal().await;
    let state = &portal.state;
    let (_, page) = get(state, "/marketplace/app/?as=2").await;
    assert!(page.contains("Приложение ещё не установлено до конца") && !page.contains("data-frame"));
    let (_, page) = get(state, "/report/analytics/?as=1").await;
    assert!(page.contains("http://127.0.0.1:8025/install?DOMAIN="));
    let before = config(&page);
    assert_eq!((&before["init"]["INSTALL"], &before["init"]["FIRST_RUN"]), (&true.into(), &true.into()));
    assert_eq!(before["init"]["PLACEMENT"], "DEFAULT");
    assert_eq!(post(state, "/_face/install", "user=1", "cross-site").await, StatusCode::FORBIDDEN);
    assert_eq!(post(state, "/_face/install", "user=2", "same-origin").await, StatusCode::FORBIDDEN);
    assert!(!state.app_installed());
    assert_eq!(post(state, "/_face/install", "user=1", "same-origin").await, StatusCode::NO_CONTENT);
    assert!(state.app_installed());
    let (_, page) = get(state, "/marketplace/app/?as=2").await;
    assert!(page.contains("http://127.0.0.1:8025/app?DOMAIN="));
    assert_eq!(config(&page)["init"]["IS_ADMIN"], false);
    let (_, page) = get(state, "/report/analytics/?as=2").await;
    assert!(page.contains("Приложение ничего сюда не добавило"));
    portal.stop().await;
}

#[tokio::test]
async fn a_removed_app_can_be_added_again_by_an_admin() {
    let portal = portal().await;
    let state = &portal.state;
    state.uninstall(true);
    let (_, page) = get(state, "/marketplace/app/?as=1").await;
    assert!(page.contains("data-add-app"));
    let (_, page) = get(state, "/marketplace/app/?as=2").await;
    assert!(page.contains("Приложения нет на портале") && !page.contains("data-add-app"));
    assert_eq!(post(state, "/_face/add_app", "user=2", "same-origin").await, StatusCode::FORBIDDEN);
    assert_eq!(post(state, "/_face/add_app", "user=1", "same-origin").await, StatusCode::SEE_OTHER);
    assert!(state.app_present() && !state.app_installed());
    portal.stop().await;
}

#[tokio::test]
async fn options_for_all_are_an_admins_to_set() {
    let portal = portal().await;
    let state = &portal.state;
    let option = |scope: &str, user: u32| format!("scope={scope}&user={user}&name=theme&value=%7B%22dark%22%3Atrue%7D");
    assert_eq!(post(state, "/_face/option", &option("app", 2), "same-origin").await, StatusCode::FORBIDDEN);
    assert!(state.app_options().is_empty());
    assert_eq!(post(state, "/_face/option", &option("app", 1), "same-origin").await, StatusCode::OK);
    assert_eq!(state.app_options()["theme"]["dark"], true);
    assert_eq!(post(state, "/_face/option", &option("user", 2), "same-origin").await, StatusCode::OK);
    assert_eq!(state.user_options(2)["theme"]["dark"], true);
    assert!(state.user_options(1).is_empty());
    portal.stop().await;
}

#[tokio::test]
async fn what_a_record_holds_never_becomes_markup() {
    let portal = portal().await;
    let evil = r#"<script>alert("1")</script>'&"#;
    let company = Company { id: 7, title: evil.into(), comments: evil.into(), assigned_by: 2, ..Company::default() };
    portal.state.records_mut().companies.insert(company);
    for address in ["/crm/company/", "/crm/company/details/7/", "/crm/company/?q=%3Cscript%3Ealert"] {
        let (status, page) = get(&portal.state, address).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;"), "{address}");
        assert!(!page.contains("<script>alert"), "{address}");
    }
    portal.stop().await;
}

#[tokio::test]
async fn records_that_are_not_there_are_not_found() {
    let portal = portal().await;
    for address in [
        "/crm/company/details/1/",
        "/crm/company/details/x/",
        "/crm/deal/details/99999999999/",
        "/crm/contact/details/0/",
        "/company/personal/user/02/",
        "/_face/other.js",
    ] {
        assert_eq!(get(&portal.state, address).await.0, StatusCode::NOT_FOUND, "{address}");
    }
    let (status, page) = get(&portal.state, "/company/personal/user/2/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Анна Лучинина"));
    portal.stop().await;
}

#[tokio::test]
async fn the_acting_user_and_the_language_last_in_cookies() {
    let portal = portal().await;
    let request = Request::get("/crm/deal/?as=2&lang=en").body(Body::empty()).unwrap();
    let (_, cookies, page) = ask(&portal.state, request).await;
    assert_eq!(cookies, ["portal_user=2; Path=/; SameSite=Lax", "portal_lang=en; Path=/; SameSite=Lax"]);
    assert!(page.contains(r#"data-user="2""#) && page.contains("Companies"));
    let kept = Request::get("/crm/deal/").header("cookie", "x=1; portal_user=2; portal_lang=en").body(Body::empty());
    let (_, cookies, page) = ask(&portal.state, kept.unwrap()).await;
    assert!(cookies.is_empty() && page.contains(r#"data-user="2""#) && page.contains(r#"<html lang="en">"#));
    let gone = Request::get("/crm/deal/").header("cookie", "portal_user=77").body(Body::empty()).unwrap();
    assert!(ask(&portal.state, gone).await.2.contains(r#"data-user="1""#), "a user who is gone gives way to the admin");
    assert_eq!(get(&portal.state, "/crm/deal/?as=77").await.0, StatusCode::NOT_FOUND);
    portal.stop().await;
}

#[tokio::test]
async fn bare_and_slider_pages_have_no_menu() {
    let portal = portal().await;
    for (address, menu) in
        [("/marketplace/app/", true), ("/marketplace/app/?bare=1", false), ("/crm/deal/?IFRAME=Y", false)]
    {
        let (_, page) = get(&portal.state, address).await;
        assert_eq!(page.contains(r#"<nav class="menu""#), menu, "{address}");
    }
    portal.stop().await;
}

#[tokio::test]
async fn choosers_find_people_and_records() {
    let portal = portal().await;
    portal
        .state
        .records_mut()
        .companies
        .insert(Company { id: 9, title: "АО «Брод»".into(), ..Company::default() });
    let (_, text) = get(&portal.state, "/_face/users?q=%D0%BB%D1%83%D1%87").await;
    let people: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(people.as_array().map(Vec::len), Some(1));
    assert_eq!((&people[0]["id"], &people[0]["name"]), (&"2".into(), &"Анна Лучинина".into()));
    let (_, text) = get(&portal.state, "/_face/records?kinds=company,deal&q=%D0%B1%D1%80%D0%BE%D0%B4").await;
    let records: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(records[0]["id"], "CO_9");
    assert_eq!(records[0]["url"], "/crm/company/details/9/");
    portal.stop().await;
}
