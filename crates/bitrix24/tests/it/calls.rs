//! One call against every way a portal can answer it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bitrix24::{
    Clock as _, Endpoint, ErrorKind, IdRange, Idempotence, Limits, ListMethod, PortalClient, Throttle, TokenSource,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::fake::{
    Bench, Reply, START_MS, Seen, Server, Store, html, json_reply, moved, ok, refusal, secret, truncated,
};

/// Answers with the given replies one after the other, then with success.
fn in_turn(replies: Vec<Reply>) -> impl Fn(&Seen) -> Reply + Send + Sync + 'static {
    let replies = Mutex::new(replies.into_iter());
    move |_| replies.lock().unwrap().next().unwrap_or_else(|| ok(&json!([{"ID": "1"}])))
}

fn sleeps_ms(bench: &Bench) -> Vec<u128> {
    bench.clock.sleeps().iter().map(Duration::as_millis).collect()
}

#[tokio::test]
async fn parameters_and_token_travel_in_a_json_body() {
    let server = Server::start(in_turn(Vec::new())).await;
    let bench = Bench::new();
    let params = json!({"filter": {">ID": 5}, "start": -1});
    let answer = bench.portal(&server).call("crm.deal.list", params).await.unwrap();
    assert_eq!(answer.result, json!([{"ID": "1"}]));
    let seen = &server.seen()[0];
    assert_eq!((seen.http_method.as_str(), seen.path.as_str()), ("POST", "/rest/crm.deal.list.json"));
    assert_eq!(seen.body, json!({"filter": {">ID": 5}, "start": -1, "auth": "access-0"}));
    assert!(seen.query.is_empty());
}

#[rstest]
#[case::html_502(html(502))]
#[case::html_200(html(200))]
#[case::truncated_json(truncated())]
#[case::server_error(refusal(500, "INTERNAL_SERVER_ERROR", "Internal server error"))]
#[case::unknown_server_error(json_reply(500, &json!({"error": "", "error_description": "?"})))]
#[tokio::test]
async fn a_read_is_repeated_and_a_write_is_not(#[case] reply: Reply) {
    let server = Server::start(in_turn(vec![reply.clone(), reply])).await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    let error = portal.call("crm.deal.update", json!({"id": 1})).await.unwrap_err();
    assert_eq!((error.kind, server.seen().len()), (ErrorKind::Transport, 1));
    portal.call("crm.deal.list", Value::Null).await.unwrap();
    assert_eq!(server.seen().len(), 3);
    assert_eq!(sleeps_ms(&bench), [250]);
    assert_eq!(portal.counters().repeated, 1);
}

#[tokio::test]
async fn repetitions_end() {
    let server = Server::start(|_| html(502)).await;
    let bench = Bench::new();
    let error = bench.portal(&server).call("profile", Value::Null).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Transport, "NOT_JSON"));
    assert_eq!(server.seen().len(), 5);
    assert_eq!(sleeps_ms(&bench), [250, 500, 1_000, 2_000]);
}

#[tokio::test]
async fn a_refused_call_waits_and_is_repeated_even_when_it_writes() {
    let limit = || refusal(503, "QUERY_LIMIT_EXCEEDED", "Too many requests");
    let server = Server::start(in_turn(vec![limit(), limit()])).await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    portal.call("crm.deal.update", json!({"id": 1})).await.unwrap();
    assert_eq!(portal.counters().refused, 2);
    assert_eq!(server.seen().len(), 3);
    assert!(portal.counters().waited_ms >= 1_500);
}

#[tokio::test]
async fn a_blocked_method_waits_for_the_reset_it_announced() {
    let start = START_MS / 1000;
    let success = json!({"result": [], "time": {"finish": start, "duration": 0.1, "operating": 100.0, "operating_reset_at": start + 200}});
    let blocked = refusal(429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.");
    let server = Server::start(in_turn(vec![json_reply(200, &success), blocked])).await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    portal.call("crm.deal.list", Value::Null).await.unwrap();
    portal.call("crm.deal.list", Value::Null).await.unwrap();
    assert_eq!(sleeps_ms(&bench), [201_000]);
}

#[tokio::test]
async fn a_call_without_patience_says_when_to_come_back() {
    let start = START_MS / 1000;
    let success = json!({"result": [], "time": {"finish": start, "duration": 1, "operating": 470.0, "operating_reset_at": start + 200}});
    let server = Server::start(in_turn(vec![json_reply(200, &success)])).await;
    let bench = Bench::new();
    let portal = bench.portal(&server).with_patience(Duration::from_secs(5));
    portal.call("crm.deal.list", Value::Null).await.unwrap();
    let error = portal.call("crm.deal.list", Value::Null).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::RetryLater { until_ms: START_MS + 201_000 });
    assert_eq!(server.seen().len(), 1);
    // Another method is not concerned.
    portal.call("user.get", Value::Null).await.unwrap();
    assert_eq!(sleeps_ms(&bench), Vec::<u128>::new());
}

#[tokio::test]
async fn errors_come_with_any_status() {
    let server = Server::start(in_turn(vec![
        refusal(200, "ERROR_PLACEMENT_MAX_COUNT", "Too many"),
        json_reply(401, &json!({"error": 0, "error_description": "Access denied."})),
        refusal(404, "ERROR_METHOD_NOT_FOUND", "Method not found!"),
        refusal(403, "PORTAL_DELETED", "Portal was deleted"),
    ]))
    .await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    let mut kinds = Vec::new();
    for _ in 0..4 {
        let error = portal.call("placement.bind", json!({})).await.unwrap_err();
        kinds.push((error.kind, error.code));
    }
    let expected = [
        (ErrorKind::BadRequest, "ERROR_PLACEMENT_MAX_COUNT"),
        (ErrorKind::Denied, "0"),
        (ErrorKind::MethodNotFound, "ERROR_METHOD_NOT_FOUND"),
        (ErrorKind::Stopped(bitrix24::StopReason::PortalDeleted), "PORTAL_DELETED"),
    ];
    assert_eq!(kinds, expected.map(|(kind, code)| (kind, code.to_owned())));
}

#[tokio::test]
async fn a_renamed_portal_is_followed_with_a_post_and_reported_once() {
    let new = Server::start(in_turn(Vec::new())).await;
    let target = new.origin.clone();
    let old = Server::start(move |seen| moved(&format!("{target}{}", seen.path))).await;
    let (bench, store) = (Bench::new(), Store::with("access-0", "refresh-0", old.endpoint()));
    let portal = bench.kept_portal(&old, &old, &store);
    portal.call("crm.deal.update", json!({"id": 5})).await.unwrap();
    portal.call("crm.deal.update", json!({"id": 6})).await.unwrap();
    assert_eq!((old.seen().len(), new.seen().len()), (1, 2));
    assert_eq!(new.seen()[0].http_method.as_str(), "POST");
    assert_eq!(new.seen()[0].body, json!({"id": 5, "auth": "access-0"}));
    assert_eq!(store.moves(), [new.endpoint().to_string()]);
    assert_eq!(portal.endpoint(), new.endpoint());
}

#[tokio::test]
async fn a_redirect_to_somewhere_else_is_not_followed() {
    let server = Server::start(|_| moved("http://evil.example/rest/profile.json")).await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    let error = portal.call("profile", Value::Null).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Protocol, "FOREIGN_REDIRECT"));
    assert_eq!(portal.endpoint(), server.endpoint());
}

#[tokio::test]
async fn redirects_in_circles_end() {
    let server = Server::start(|seen| moved(&seen.path)).await;
    let error = Bench::new().portal(&server).call("profile", Value::Null).await.unwrap_err();
    assert_eq!((error.code.as_str(), server.seen().len()), ("MOVED_IN_CIRCLES", 3));
}

#[tokio::test]
async fn an_unreachable_portal_is_tried_again_even_for_a_write() {
    let bench = Bench::new();
    // A port that was free a moment ago.
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let endpoint = Endpoint::parse(&format!("http://127.0.0.1:{port}/rest/")).unwrap();
    let portal = PortalClient::with_token(&bench.connector, endpoint, secret("access-0"));
    let error = portal.call_as("crm.deal.update", Value::Null, Idempotence::Write).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Transport, "NOT_CONNECTED"));
    assert_eq!(portal.counters().repeated, 4);
}

#[tokio::test]
async fn a_connection_dropped_in_the_middle_repeats_a_read_only() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint::parse(&format!("http://{}/rest/", listener.local_addr().unwrap())).unwrap();
    let accepted = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let counter = std::sync::Arc::clone(&accepted);
    tokio::spawn(async move {
        loop {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            let (mut stream, _) = listener.accept().await.unwrap();
            counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"result\":").await;
        }
    });
    let bench = Bench::new();
    let portal = PortalClient::with_token(&bench.connector, endpoint, secret("access-0"));
    let error = portal.call("crm.deal.update", Value::Null).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Transport, "CONNECTION_DROPPED"));
    assert_eq!(accepted.load(std::sync::atomic::Ordering::Relaxed), 1);
    portal.call("profile", Value::Null).await.unwrap_err();
    assert_eq!(accepted.load(std::sync::atomic::Ordering::Relaxed), 6);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_sending() {
    let server = Server::start(in_turn(Vec::new())).await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    assert_eq!(portal.call("../evil", Value::Null).await.unwrap_err().code, "BAD_METHOD_NAME");
    assert_eq!(portal.call("profile", json!([1])).await.unwrap_err().code, "BAD_PARAMETERS");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn clones_and_other_users_share_one_bucket() {
    let server = Server::start(in_turn(Vec::new())).await;
    let bench = Bench::new();
    let throttle: Throttle = bench.throttle(Limits { burst: 4, headroom: 0, ..Limits::cloud() });
    let portal = PortalClient::new(&bench.connector, server.endpoint(), TokenSource::Fixed(secret("a")), throttle);
    let user = portal.as_user(secret("b"));
    for _ in 0..3 {
        portal.call("crm.deal.list", Value::Null).await.unwrap();
        user.clone().call("crm.deal.list", Value::Null).await.unwrap();
    }
    assert_eq!(sleeps_ms(&bench), [500, 500]);
    assert_eq!(user.counters().calls, 6);
    assert_eq!(server.seen()[1].auth(), "b");
}

#[tokio::test]
async fn the_opening_user_is_asked_for() {
    let server = Server::start(|seen| match seen.method() {
        "profile" => ok(&json!({"ID": "1", "ADMIN": true, "NAME": "Anna", "LAST_NAME": "Berg", "PERSONAL_GENDER": "", "TIME_ZONE": ""})),
        "user.current" => ok(&json!({"ID": "1", "NAME": "Anna", "LAST_NAME": "Berg", "UF_DEPARTMENT": [1, "7"], "TIME_ZONE": "Europe/Berlin"})),
        _ => ok(&json!({"ID": 5, "CODE": "x.y", "VERSION": 4, "STATUS": "F", "INSTALLED": true, "PAYMENT_EXPIRED": "N", "DAYS": null,
            "LANGUAGE_ID": "de", "LICENSE": "de_ent10000", "LICENSE_TYPE": "ent10000", "LICENSE_FAMILY": "ent"})),
    })
    .await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    let profile = portal.profile().await.unwrap();
    assert_eq!((profile.id, profile.admin, profile.last_name.as_str()), (1, true, "Berg"));
    let user = portal.current_user().await.unwrap();
    assert_eq!((user.departments, user.time_zone.as_str()), (vec![1, 7], "Europe/Berlin"));
    let installation = portal.installation().await.unwrap();
    assert_eq!((installation.installed, installation.version, installation.days), (Some(true), Some(4), None));
    assert_eq!(Limits::of_license_family(&installation.license_family.unwrap()), Limits::enterprise());
}

/// Rows of a legacy list of `count` records, honouring `>ID` and `<=ID`.
fn page(seen: &Seen, count: i64) -> Value {
    let bound = |key: &str| seen.body["filter"][key].as_i64();
    let ids = bound(">ID").unwrap_or(0) + 1..=bound("<=ID").unwrap_or(count).min(count);
    ids.take(50).map(|id| json!({"ID": id.to_string()})).collect()
}

#[tokio::test]
async fn a_list_is_read_to_its_end_by_id() {
    let server = Server::start(|seen| ok(&page(seen, 120))).await;
    let bench = Bench::new();
    let portal = bench.portal(&server);
    let rows = portal.all_rows(&ListMethod::legacy("crm.deal.list")).await.unwrap();
    assert_eq!((rows.len(), rows[119]["ID"].as_str()), (120, Some("120")));
    assert_eq!(server.seen().len(), 3);
    assert_eq!(portal.counters().rows, 120);
    let mut pager = portal.pages(ListMethod::legacy("crm.deal.list"), IdRange { after: 30, up_to: Some(40) });
    assert_eq!(pager.next_page().await.unwrap().unwrap().rows.len(), 10);
    assert_eq!(pager.next_page().await.unwrap(), None);
    assert_eq!(server.seen().len(), 4);
}

#[tokio::test]
async fn a_portal_that_repeats_its_first_page_is_found_out() {
    let server = Server::start(|_| ok(&(1..=50).map(|id| json!({"ID": id.to_string()})).collect())).await;
    let bench = Bench::new();
    let error = bench.portal(&server).all_rows(&ListMethod::legacy("crm.deal.list")).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Protocol, "PAGE_DID_NOT_ADVANCE"));
    // The first page, the second, and three more attempts at it with growing pauses between.
    assert_eq!(server.seen().len(), 5);
    assert_eq!(bench.clock.sleeps().len(), 3);
}

#[tokio::test]
async fn a_page_that_repeats_once_is_asked_for_again() {
    let asked = AtomicU32::new(0);
    let server = Server::start(move |seen| {
        // The second request gets the first page once more.
        let stale = asked.fetch_add(1, Ordering::Relaxed) == 1;
        if stale { ok(&(1..=50).map(|id| json!({"ID": id.to_string()})).collect()) } else { ok(&page(seen, 120)) }
    })
    .await;
    let portal = Bench::new().portal(&server);
    let rows = portal.all_rows(&ListMethod::legacy("crm.deal.list")).await.unwrap();
    let ids: Vec<i64> = rows.iter().map(|row| row["ID"].as_str().unwrap().parse().unwrap()).collect();
    assert_eq!(ids, (1..=120).collect::<Vec<i64>>());
    assert_eq!((server.seen().len(), portal.counters().repeated), (4, 1));
}

#[tokio::test]
async fn departments_are_read_by_offset_without_doubles() {
    let server = Server::start(|seen| {
        let start = seen.body["START"].as_i64().unwrap();
        // The second page repeats one row of the first.
        let ids = if start == 0 { 1..=50 } else { 50..=60 };
        let rows: Value = ids.map(|id| json!({"ID": id.to_string(), "NAME": "d"})).collect();
        let mut body = json!({"result": rows, "total": 60});
        if start == 0 {
            body["next"] = json!(50);
        }
        json_reply(200, &body)
    })
    .await;
    let rows = Bench::new().portal(&server).all_rows(&ListMethod::departments()).await.unwrap();
    assert_eq!(rows.len(), 60);
}

#[tokio::test]
async fn an_offset_list_that_never_ends_is_found_out() {
    let server = Server::start(|_| json_reply(200, &json!({"result": [{"ID": "1"}], "total": 900, "next": 50}))).await;
    let error = Bench::new().portal(&server).all_rows(&ListMethod::departments()).await.unwrap_err();
    assert_eq!((error.code.as_str(), server.seen().len()), ("PAGE_DID_NOT_ADVANCE", 5));
}

#[tokio::test]
async fn a_person_who_opens_the_app_does_not_wait_but_is_counted() {
    let server = Server::start(|_| ok(&json!(true))).await;
    let bench = Bench::new();
    let throttle = bench.throttle(Limits::cloud());
    let kept = TokenSource::Fixed(secret("access-0"));
    let portal = PortalClient::new(&bench.connector, server.endpoint(), kept, throttle);
    for _ in 0..46 {
        portal.call("profile", Value::Null).await.unwrap();
    }
    let person = PortalClient::with_token(&bench.connector, server.endpoint(), secret("access-1"));
    for _ in 0..3 {
        person.call("profile", Value::Null).await.unwrap();
    }
    assert_eq!(bench.clock.monotonic(), Duration::ZERO);
    // The bucket has one place left, and the portal's own client leaves four.
    portal.call("profile", Value::Null).await.unwrap();
    assert_eq!(bench.clock.monotonic(), Duration::from_secs(2));
}
