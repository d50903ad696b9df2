//! Addresses, encodings, authorization and envelopes (documented: calling REST).

use http::header;
use serde_json::{Value, json};

use crate::harness::{EMPLOYEE, Portal, ids};

/// Facts 0 trap 19 and 3.1: doubled slashes are merged, `.json` may be left out, case does not matter.
#[tokio::test]
async fn slashes_are_merged_and_the_json_suffix_is_optional() {
    let portal = Portal::start().await;
    for path in ["/rest/profile", "/rest//profile", "//rest/profile.json", "/rest/PROFILE.JSON", "/rest/profile/"] {
        let url = format!("{}?auth={}", portal.url(path), portal.token);
        let body: Value = portal.client.get(url).send().await.unwrap().json().await.unwrap();
        assert_eq!(body["result"]["ID"], "1", "{path}");
    }
}

/// Facts 3.1: GET, form and JSON carry the same parameters, nested in PHP's way where they are text.
#[tokio::test]
async fn get_form_and_json_mean_the_same() {
    let portal = Portal::start().await;
    let url = portal.url("/rest/crm.deal.list");
    let form = format!("auth={}&filter%5B%3E%3DID%5D=128&order[ID]=DESC&select[]=ID", portal.token);
    let by_get: Value = portal.client.get(format!("{url}?{form}")).send().await.unwrap().json().await.unwrap();
    let request = portal.client.post(&url).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let by_form: Value = request.body(form).send().await.unwrap().json().await.unwrap();
    let params = json!({"filter": {">=ID": 128}, "order": {"ID": "DESC"}, "select": ["ID"]});
    let by_json = portal.call("crm.deal.list", params).await;
    for body in [by_get, by_form, by_json] {
        assert_eq!(ids(&body["result"]), [130, 129, 128]);
    }
}

/// Facts 3.1: most names of top-level parameters are read in any case.
#[tokio::test]
async fn top_level_parameters_ignore_case() {
    let portal = Portal::start().await;
    let body = portal.call("crm.deal.list", json!({"FILTER": {"ID": 5}, "SELECT": ["ID"]})).await;
    assert_eq!(ids(&body["result"]), [5]);
}

/// Facts 3.2: `time` tells start, finish, duration and operating time, dates in the server's zone.
#[tokio::test]
async fn every_answer_carries_the_time_block() {
    let portal = Portal::start().await;
    let time = &portal.call("server.time", json!({})).await["time"];
    for key in ["start", "finish", "duration", "processing"] {
        assert!(time[key].is_number(), "{key}: {time}");
    }
    assert!(time["date_start"].as_str().unwrap().ends_with("+03:00"));
    assert_eq!(time["operating"], json!(0));
    assert!(time["operating_reset_at"].is_i64());
}

/// Facts 3.1: answers are JSON in UTF-8, open to pages of any origin.
#[tokio::test]
async fn answers_are_open_to_pages_of_any_origin() {
    let portal = Portal::start().await;
    let answer = portal.client.get(portal.url("/rest/profile")).send().await.unwrap();
    assert_eq!(answer.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert_eq!(answer.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS], "origin, content-type, accept");
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json; charset=utf-8");
}

/// Facts 3.6: missing, wrong and expired authorization is 401, an unknown method 404, each with its code.
#[tokio::test]
async fn system_errors_have_their_documented_codes_and_statuses() {
    let portal = Portal::start().await;
    let cases = [
        ("profile", json!({"auth": ""}), 401, "NO_AUTH_FOUND"),
        ("profile", json!({"auth": "nonsense"}), 401, "invalid_token"),
        ("no.such.method", json!({}), 404, "ERROR_METHOD_NOT_FOUND"),
        ("bizproc.robot.add", json!({}), 404, "ERROR_METHOD_NOT_FOUND"),
    ];
    for (method, params, status, code) in cases {
        assert_eq!(portal.refusal(method, params).await, (status, json!(code)), "{method}");
    }
    portal.control("expire-tokens", &json!({})).await;
    let (status, body) = portal.ask("profile", json!({})).await;
    assert_eq!((status.as_u16(), &body["error"]), (401, &json!("expired_token")));
    assert_eq!(body["error_description"], "The access token provided has expired.");
}

/// Facts 2.2: an access token lives one hour.
#[tokio::test]
async fn an_access_token_expires_after_an_hour_of_the_portals_clock() {
    let portal = Portal::start().await;
    portal.control("advance", &json!({"seconds": 3_590})).await;
    portal.call("profile", json!({})).await;
    portal.control("advance", &json!({"seconds": 15})).await;
    assert_eq!(portal.refusal("profile", json!({})).await, (401, json!("expired_token")));
}

/// Facts 3.1 and 3.6: a webhook is a user and a code in the path; a wrong one is `INVALID_CREDENTIALS`.
#[tokio::test]
async fn a_webhook_has_its_user_and_code_in_the_address() {
    let portal = Portal::start().await;
    let good = portal.client.get(portal.url("/rest/1/demo0webhook0code/profile.json")).send().await.unwrap();
    let body: Value = good.json().await.unwrap();
    assert_eq!(body["result"]["ADMIN"], true);
    let bad = portal.client.get(portal.url("/rest/1/wrong/profile")).send().await.unwrap();
    assert_eq!(bad.status().as_u16(), 403);
    assert_eq!(bad.json::<Value>().await.unwrap()["error"], "INVALID_CREDENTIALS");
}

/// Own choice: `methods` names nothing that the emulator does not answer.
#[tokio::test]
async fn methods_list_exactly_what_is_answered() {
    let portal = Portal::start().await;
    let listed = portal.call("methods", json!({"full": true})).await;
    for name in listed["result"].as_array().unwrap() {
        let (status, body) = portal.ask(name.as_str().unwrap(), json!({})).await;
        assert_ne!(body["error"], "ERROR_METHOD_NOT_FOUND", "{name} {status}");
    }
}

/// Facts 3.6 and 2.6: a method outside the scopes is 403 `insufficient_scope`; `profile` needs none.
#[tokio::test]
async fn a_method_outside_the_scopes_of_the_app_is_refused() {
    let mut config = crate::harness::config();
    config.apps[0].scope = vec!["crm".to_owned()];
    let portal = Portal::with(config).await;
    for method in ["user.get", "department.get", "voximplant.statistic.get", "placement.get"] {
        assert_eq!(portal.refusal(method, json!({})).await, (403, json!("insufficient_scope")), "{method}");
    }
    portal.call("profile", json!({})).await;
}

/// Facts 4.4 and 4.5: offline events and widgets are bound by administrators only.
#[tokio::test]
async fn methods_for_administrators_refuse_others() {
    let portal = Portal::start().await;
    let token = portal.token_of(EMPLOYEE).await;
    let bind = json!({"auth": token, "PLACEMENT": "LEFT_MENU", "HANDLER": "http://127.0.0.1:1/x"});
    assert_eq!(portal.refusal("placement.bind", bind).await, (403, json!("ACCESS_DENIED")));
    let bind = json!({"auth": token, "event": "ONCRMDEALADD", "event_type": "offline"});
    assert_eq!(portal.refusal("event.bind", bind).await, (403, json!("ACCESS_DENIED")));
    let profile = portal.call("profile", json!({"auth": token})).await;
    assert_eq!(profile["result"]["ADMIN"], false);
}
