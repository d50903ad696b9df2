//! Tokens are renewed once, whoever asks, and never lost.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bitrix24::{ErrorKind, StopReason};
use serde_json::{Value, json};

use crate::fake::{Bench, Reply, Seen, Server, Store, json_reply, ok, refusal, token_reply};

/// A portal that accepts one token only.
fn accepting(token: &'static str) -> impl Fn(&Seen) -> Reply + Send + Sync + 'static {
    move |seen| match seen.auth() {
        auth if auth == token => ok(&json!({"ID": "1", "ADMIN": true})),
        _ => refusal(401, "expired_token", "The access token provided has expired."),
    }
}

async fn renewing(endpoint: String) -> Server {
    Server::slow(Duration::from_millis(30), move |_| json_reply(200, &token_reply("access-1", "refresh-1", &endpoint)))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_calls_on_an_expired_token_renew_it_once() {
    let portal_server = Server::slow(Duration::from_millis(10), accepting("access-1")).await;
    let oauth = renewing(portal_server.endpoint().to_string()).await;
    let (bench, store) = (Bench::new(), Store::with("access-0", "refresh-0", portal_server.endpoint()));
    let portal = bench.kept_portal(&portal_server, &oauth, &store);

    let calls: Vec<_> = (0..20)
        .map(|_| {
            let portal = portal.clone();
            tokio::spawn(async move { portal.profile().await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().id, 1);
    }
    assert_eq!(oauth.seen().len(), 1);
    assert_eq!(store.state(), ("access-1".to_owned(), "refresh-1".to_owned(), 1));
    assert_eq!(portal.counters().refreshed, 1);
    let with_new = portal_server.seen().iter().filter(|seen| seen.auth() == "access-1").count();
    assert_eq!(with_new, 20);
}

#[tokio::test]
async fn a_valid_token_is_not_renewed() {
    let portal_server = Server::start(accepting("access-0")).await;
    let oauth = renewing(portal_server.endpoint().to_string()).await;
    let (bench, store) = (Bench::new(), Store::with("access-0", "refresh-0", portal_server.endpoint()));
    let portal = bench.kept_portal(&portal_server, &oauth, &store);
    for _ in 0..5 {
        portal.profile().await.unwrap();
    }
    bench.clock.advance(Duration::from_secs(7_200));
    portal.profile().await.unwrap();
    assert_eq!(oauth.seen().len(), 0);
}

#[tokio::test]
async fn a_newer_pair_in_the_store_is_taken_before_the_server_is_asked() {
    let portal_server = Server::start(accepting("access-9")).await;
    let oauth = renewing(portal_server.endpoint().to_string()).await;
    let (bench, store) = (Bench::new(), Store::with("access-0", "refresh-0", portal_server.endpoint()));
    let portal = bench.kept_portal(&portal_server, &oauth, &store);
    assert!(portal.profile().await.is_err());
    assert_eq!(oauth.seen().len(), 1);
    store.put("access-9", "refresh-9");
    portal.profile().await.unwrap();
    assert_eq!(oauth.seen().len(), 1);
}

#[tokio::test]
async fn a_token_that_stays_refused_ends_the_call() {
    let portal_server = Server::start(accepting("nobody-has-this")).await;
    let oauth = renewing(portal_server.endpoint().to_string()).await;
    let (bench, store) = (Bench::new(), Store::with("access-0", "refresh-0", portal_server.endpoint()));
    let error = bench.kept_portal(&portal_server, &oauth, &store).profile().await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Unauthorized, "expired_token"));
    assert_eq!((oauth.seen().len(), portal_server.seen().len()), (1, 2));
}

#[tokio::test]
async fn a_lost_refresh_token_stops_the_portal_and_is_not_tried_again() {
    let portal_server = Server::start(accepting("access-1")).await;
    let oauth = Server::start(|_| refusal(400, "invalid_grant", "Invalid refresh token")).await;
    let (bench, store) = (Bench::new(), Store::with("access-0", "refresh-0", portal_server.endpoint()));
    let portal = bench.kept_portal(&portal_server, &oauth, &store);
    for _ in 0..3 {
        let error = portal.profile().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Stopped(StopReason::InvalidGrant));
        bench.clock.advance(Duration::from_secs(60));
    }
    assert_eq!(oauth.seen().len(), 1);
    // The app is opened again and leaves a new pair.
    store.put("access-1", "refresh-1");
    portal.profile().await.unwrap();
    assert_eq!(oauth.seen().len(), 1);
}

#[tokio::test]
async fn a_refresh_token_spent_by_another_process_at_the_same_moment_does_not_stop_the_portal() {
    let portal_server = Server::start(accepting("access-7")).await;
    let store = Store::with("access-0", "refresh-0", portal_server.endpoint());
    let other = store.clone();
    let oauth = Server::start(move |_| {
        // The other process was faster; its pair is saved while our refusal is on its way.
        other.put("access-7", "refresh-7");
        refusal(400, "invalid_grant", "Invalid refresh token")
    })
    .await;
    let portal = Bench::new().kept_portal(&portal_server, &oauth, &store);
    assert_eq!(portal.profile().await.unwrap().id, 1);
    assert_eq!((oauth.seen().len(), store.state().2), (1, 0), "asked once, nothing of ours to save");
}

#[tokio::test]
async fn a_caller_that_goes_away_does_not_take_the_new_pair_with_it() {
    let portal_server = Server::start(accepting("access-1")).await;
    let oauth = renewing(portal_server.endpoint().to_string()).await;
    let (bench, store) = (Bench::new(), Store::with("access-0", "refresh-0", portal_server.endpoint()));
    let portal = bench.kept_portal(&portal_server, &oauth, &store);
    let impatient = portal.clone();
    let call = tokio::spawn(async move { impatient.profile().await });
    while oauth.seen().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    portal.profile().await.unwrap();
    assert_eq!((oauth.seen().len(), store.state().2), (1, 1));
}

#[tokio::test]
async fn a_pair_that_could_not_be_saved_is_used_and_saved_later() {
    let portal_server = Server::start(accepting("access-1")).await;
    let oauth = renewing(portal_server.endpoint().to_string()).await;
    let (bench, store) = (Bench::new(), Store::with("access-0", "refresh-0", portal_server.endpoint()));
    // Three attempts by the renewal, three by the repeated call.
    store.fail_saves(6);
    let portal = bench.kept_portal(&portal_server, &oauth, &store);
    portal.profile().await.unwrap();
    assert_eq!(store.state(), ("access-0".to_owned(), "refresh-0".to_owned(), 0));
    portal.profile().await.unwrap();
    assert_eq!(store.state(), ("access-1".to_owned(), "refresh-1".to_owned(), 1));
    assert_eq!(oauth.seen().len(), 1);
}

#[tokio::test]
async fn a_fixed_token_is_never_renewed() {
    let calls = AtomicU32::new(0);
    let server = Server::start(move |_| {
        calls.fetch_add(1, Ordering::Relaxed);
        refusal(401, "invalid_token", "Unable to get application by token")
    })
    .await;
    let error = Bench::new().portal(&server).call("profile", Value::Null).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Unauthorized, "invalid_token"));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_new_address_in_the_renewal_is_used_and_reported() {
    let old = Server::start(accepting("nobody-has-this")).await;
    let new = Server::start(accepting("access-1")).await;
    let oauth = renewing(new.endpoint().to_string()).await;
    let (bench, store) = (Bench::new(), Store::with("access-0", "refresh-0", old.endpoint()));
    let portal = bench.kept_portal(&old, &oauth, &store);
    portal.profile().await.unwrap();
    portal.profile().await.unwrap();
    assert_eq!((old.seen().len(), new.seen().len()), (1, 2));
    assert_eq!(store.moves(), [new.endpoint().to_string()]);
}
