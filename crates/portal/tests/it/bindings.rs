//! Event handlers and widgets (documented: events API, placements).

use serde_json::json;

use crate::harness::Portal;

const HANDLER: &str = "http://127.0.0.1:9/event";

/// Facts 4.4: `event.bind` answers true, `event.get` lists the handler, `event.unbind` counts what it took.
#[tokio::test]
async fn handlers_are_bound_listed_and_unbound() {
    let portal = Portal::start().await;
    let bound = portal.call("event.bind", json!({"event": "onCrmDealAdd", "handler": HANDLER})).await;
    assert_eq!(bound["result"], true);
    let listed = portal.call("event.get", json!({})).await;
    let expected = json!([{"event": "ONCRMDEALADD", "handler": HANDLER, "auth_type": "0", "offline": 0}]);
    assert_eq!(listed["result"], expected);
    let gone = portal.call("event.unbind", json!({"event": "ONCRMDEALADD", "handler": HANDLER})).await;
    assert_eq!(gone["result"], json!({"count": 1}));
    assert_eq!(portal.call("event.get", json!({})).await["result"], json!([]));
}

/// Facts 0 trap 17 and 4.4: a handler is http(s) on a host with a dot, for an event that exists.
#[tokio::test]
async fn the_host_of_a_handler_must_contain_a_dot() {
    let portal = Portal::start().await;
    let cases = [
        ("http://localhost/event", "ERROR_WRONG_HANDLER_URL"),
        ("not an address", "ERROR_WRONG_HANDLER_URL"),
        ("ftp://example.com/event", "ERROR_UNSUPPORTED_PROTOCOL"),
    ];
    for (handler, code) in cases {
        let refused = portal.refusal("event.bind", json!({"event": "ONCRMDEALADD", "handler": handler})).await;
        assert_eq!(refused, (400, json!(code)), "{handler}");
    }
    let unknown = portal.refusal("event.bind", json!({"event": "ONNOTHING", "handler": HANDLER})).await;
    assert_eq!(unknown, (400, json!("ERROR_EVENT_NOT_FOUND")));
}

/// Own choice: the answer to a second binding is undocumented; here it is `ERROR_CORE`.
#[tokio::test]
async fn a_handler_is_not_bound_twice() {
    let portal = Portal::start().await;
    let bind = json!({"event": "ONCRMDEALADD", "handler": HANDLER});
    portal.call("event.bind", bind.clone()).await;
    assert_eq!(portal.refusal("event.bind", bind).await, (400, json!("ERROR_CORE")));
}

/// Facts 4.4: an offline handler is listed by its connector and has no address.
#[tokio::test]
async fn offline_handlers_are_listed_by_their_connector() {
    let portal = Portal::start().await;
    let bind = json!({"event": "ONCRMDEALADD", "event_type": "offline", "auth_connector": "svodka"});
    portal.call("event.bind", bind).await;
    let listed = portal.call("event.get", json!({})).await;
    assert_eq!(listed["result"], json!([{"event": "ONCRMDEALADD", "connector_id": "svodka", "offline": 1}]));
}

/// Facts 3.6: a webhook lacks the context of an app: 403 `WRONG_AUTH_TYPE`.
#[tokio::test]
async fn bindings_need_the_context_of_an_app() {
    let portal = Portal::start().await;
    for method in ["event.get", "placement.get", "placement.list"] {
        let url = portal.url(&format!("/rest/1/demo0webhook0code/{method}"));
        let answer = portal.client.get(url).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 403);
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["error"], "WRONG_AUTH_TYPE");
    }
}

/// Facts 4.5: a widget is listed with its captions by language; its removal is counted twice.
#[tokio::test]
async fn widgets_are_bound_listed_and_unbound_with_a_doubled_count() {
    let portal = Portal::start().await;
    let bind = json!({
        "PLACEMENT": "CRM_ANALYTICS_MENU",
        "HANDLER": HANDLER,
        "TITLE": "Svodka",
        "LANG_ALL": {"ru": {"TITLE": "Сводка", "DESCRIPTION": "", "GROUP_NAME": ""}},
    });
    assert_eq!(portal.call("placement.bind", bind.clone()).await["result"], true);
    assert_eq!(portal.refusal("placement.bind", bind).await, (400, json!("ERROR_CORE")));
    let listed = portal.call("placement.get", json!({})).await;
    let widget = &listed["result"][0];
    assert_eq!((&widget["placement"], &widget["userId"]), (&json!("CRM_ANALYTICS_MENU"), &json!(0)));
    assert_eq!((&widget["options"], &widget["langAll"]["ru"]["TITLE"]), (&json!([]), &json!("Сводка")));
    assert!(portal.state().placements("CRM_ANALYTICS_MENU").is_empty(), "nothing is shown before the end of install");
    portal.install();
    assert_eq!(portal.state().placements("CRM_ANALYTICS_MENU")[0].title, "Сводка");
    let gone = portal.call("placement.unbind", json!({"PLACEMENT": "CRM_ANALYTICS_MENU"})).await;
    assert_eq!(gone["result"], json!({"count": 2}));
}

/// Facts 4.5: refusals of `placement.bind` come with status 200, `ERROR_ARGUMENT` with 400.
#[tokio::test]
async fn refusals_about_widgets_come_with_status_200() {
    let portal = Portal::start().await;
    let empty = portal.refusal("placement.bind", json!({"PLACEMENT": "LEFT_MENU"})).await;
    assert_eq!(empty, (200, json!("EMPTY_ERROR_HANDLER_URL")));
    let bind = |handler: &str| json!({"PLACEMENT": "REST_APP_URI", "HANDLER": handler});
    portal.call("placement.bind", bind(HANDLER)).await;
    let second = portal.refusal("placement.bind", bind("http://127.0.0.1:9/other")).await;
    assert_eq!(second, (200, json!("ERROR_PLACEMENT_MAX_COUNT")));
    let (status, body) = portal.ask("placement.bind", json!({"HANDLER": HANDLER})).await;
    assert_eq!(
        (status.as_u16(), &body["error"], &body["argument"]),
        (400, &json!("ERROR_ARGUMENT"), &json!("PLACEMENT"))
    );
}
