//! The OAuth server (documented: OAuth 2.0, trusted `app.info`).

use serde_json::{Value, json};

use crate::harness::{ADMIN, MEMBER_ID, Portal};

async fn exchange(portal: &Portal, query: &str) -> (u16, Value) {
    let url = format!("{}/oauth/token/?{query}", portal.running.oauth_url);
    let answer = portal.client.get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn refresh_token(portal: &Portal) -> String {
    portal.state().refresh_auth(ADMIN).unwrap().refresh_id
}

const KEYS: &str = "client_id=app.test&client_secret=secret";

/// Facts 2.2: a refresh answers eleven members; `domain` is that of the OAuth server.
#[tokio::test]
async fn a_refresh_returns_the_documented_members_and_no_token_type() {
    let portal = Portal::start().await;
    let refresh = refresh_token(&portal).await;
    let (status, body) = exchange(&portal, &format!("grant_type=refresh_token&{KEYS}&refresh_token={refresh}")).await;
    assert_eq!(status, 200);
    let mut keys: Vec<&String> = body.as_object().unwrap().keys().collect();
    keys.sort();
    let expected = [
        "access_token",
        "client_endpoint",
        "domain",
        "expires",
        "expires_in",
        "member_id",
        "refresh_token",
        "scope",
        "server_endpoint",
        "status",
        "user_id",
    ];
    assert_eq!(keys, expected);
    assert_eq!(
        (&body["expires_in"], &body["user_id"], &body["member_id"]),
        (&json!(3600), &json!(1), &json!(MEMBER_ID))
    );
    assert_eq!(body["client_endpoint"], format!("{}/rest/", portal.running.portal_url));
    assert_eq!(format!("http://{}", body["domain"].as_str().unwrap()), portal.running.oauth_url);
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(portal.call("profile", json!({"auth": token})).await["result"]["ID"], "1");
}

/// Facts 11: a spent refresh token is `invalid_grant`, the stricter reading of the documents.
#[tokio::test]
async fn a_refresh_token_works_once() {
    let portal = Portal::start().await;
    let refresh = refresh_token(&portal).await;
    let query = format!("grant_type=refresh_token&{KEYS}&refresh_token={refresh}");
    assert_eq!(exchange(&portal, &query).await.0, 200);
    let (status, body) = exchange(&portal, &query).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
    assert_eq!(portal.state().totals().token_refreshes, 1);
}

/// Facts 11: the documents do not say that a spent refresh token is refused.
#[tokio::test]
async fn a_lenient_server_takes_a_spent_refresh_token_again() {
    let portal = Portal::start().await;
    portal.control("portal", &json!({"lenient_refresh": true})).await;
    let refresh = refresh_token(&portal).await;
    let query = format!("grant_type=refresh_token&{KEYS}&refresh_token={refresh}");
    for _ in 0..2 {
        assert_eq!(exchange(&portal, &query).await.0, 200);
    }
}

/// Facts 2.2: the token endpoint takes a form by POST, with and without the last slash.
#[tokio::test]
async fn a_form_post_with_or_without_the_slash_does_the_same() {
    let portal = Portal::start().await;
    for path in ["/oauth/token", "/oauth/token/", "/oauth//token/"] {
        let refresh = refresh_token(&portal).await;
        let form = format!("grant_type=refresh_token&{KEYS}&refresh_token={refresh}");
        let request = portal.client.post(format!("{}{path}", portal.running.oauth_url));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        assert_eq!(request.send().await.unwrap().status().as_u16(), 200, "{path}");
    }
}

/// Facts 2.3: each refusal of the token endpoint has its status, `wrong_client` even 200.
#[tokio::test]
async fn refusals_have_their_documented_statuses() {
    let portal = Portal::start().await;
    let cases = [
        ("grant_type=refresh_token&client_id=app.test&client_secret=secret", 400, "invalid_request"),
        ("grant_type=refresh_token&client_id=app.test&client_secret=bad&refresh_token=x", 400, "invalid_client"),
        ("grant_type=refresh_token&client_id=app.other&client_secret=secret&refresh_token=x", 200, "wrong_client"),
        ("grant_type=refresh_token&client_id=app.test&client_secret=secret&refresh_token=x", 400, "invalid_grant"),
        ("grant_type=authorization_code&client_id=app.test&client_secret=secret&code=x", 400, "invalid_grant"),
    ];
    for (query, status, code) in cases {
        let (actual, body) = exchange(&portal, query).await;
        assert_eq!((actual, &body["error"]), (status, &json!(code)), "{query}");
    }
    let (_, body) = exchange(&portal, cases[0].0).await;
    assert_eq!(body["error_description"], "No \"refresh_token\" parameter found");
}

async fn authorize(portal: &Portal) -> std::collections::HashMap<String, String> {
    let url = portal.url("/oauth/authorize/?client_id=app.test&state=xyz");
    let answer = portal.client.get(url).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 302);
    let location = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    assert!(location.as_str().starts_with("http://127.0.0.1:8025/app?"), "the redirect address is the app's own");
    location.query_pairs().into_owned().collect()
}

/// Facts 2.1: a code comes back with `state`, portal and `member_id` and is exchanged for tokens.
#[tokio::test]
async fn a_code_comes_back_with_the_portals_names_and_buys_tokens_once() {
    let portal = Portal::start().await;
    let back = authorize(&portal).await;
    assert_eq!((back["state"].as_str(), back["member_id"].as_str()), ("xyz", MEMBER_ID));
    assert_eq!(format!("http://{}", back["domain"]), portal.running.portal_url);
    let query = format!("grant_type=authorization_code&{KEYS}&code={}", back["code"]);
    let (status, body) = exchange(&portal, &query).await;
    assert_eq!(status, 200);
    assert!(body["expires"].is_i64() && body["user_id"] == 1, "official clients refuse an answer without them");
    assert_eq!(exchange(&portal, &query).await.1["error"], "invalid_grant");
}

/// Facts 2.1: a code lives thirty seconds.
#[tokio::test]
async fn a_code_lives_thirty_seconds() {
    let portal = Portal::start().await;
    let back = authorize(&portal).await;
    portal.control("advance", &json!({"seconds": 31})).await;
    let (status, body) =
        exchange(&portal, &format!("grant_type=authorization_code&{KEYS}&code={}", back["code"])).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
}

/// Facts 1.7: the OAuth server tells app, user and portal of a token.
#[tokio::test]
async fn app_info_of_the_oauth_server_tells_whose_token_it_is() {
    let portal = Portal::start().await;
    for path in ["/rest/app.info", "/rest//app.info"] {
        let url = format!("{}{path}?auth={}", portal.running.oauth_url, portal.token);
        let body: Value = portal.client.get(url).send().await.unwrap().json().await.unwrap();
        let result = &body["result"];
        assert_eq!((&result["client_id"], &result["user_id"]), (&json!("app.test"), &json!(1)));
        assert_eq!(result["install"]["member_id"], MEMBER_ID);
        assert_eq!(format!("http://{}", result["install"]["domain"].as_str().unwrap()), portal.running.portal_url);
        assert_eq!(result["install"]["installed"], false);
        assert!(body["time"]["date_start"].is_string(), "official clients read the time of this answer too");
    }
}

/// Facts 3.6: a token of another portal is 401 `invalid_token`.
#[tokio::test]
async fn two_portals_do_not_know_each_others_tokens() {
    let (one, other) = (Portal::start().await, Portal::start().await);
    assert_eq!(other.refusal("profile", json!({"auth": one.token})).await, (401, json!("invalid_token")));
    let url = format!("{}/rest/app.info?auth={}", other.running.oauth_url, one.token);
    assert_eq!(one.client.get(url).send().await.unwrap().status().as_u16(), 401);
}

/// Facts 1.7: `client_id` tells a token of another app apart.
#[tokio::test]
async fn another_apps_token_is_told_apart_by_its_client_id() {
    let mut config = crate::harness::config();
    let mut stranger = crate::harness::app();
    stranger.client_id = "app.stranger".to_owned();
    config.apps.push(stranger);
    let portal = Portal::with(config).await;
    let issued = portal.control("token", &json!({"user_id": 1, "client_id": "app.stranger"})).await;
    let token = issued["access_token"].as_str().unwrap();
    let url = format!("{}/rest/app.info?auth={token}", portal.running.oauth_url);
    let body: Value = portal.client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(body["result"]["client_id"], "app.stranger");
}
