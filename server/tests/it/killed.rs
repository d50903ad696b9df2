//! A process that is killed, in the middle of the first reading or of a change, loses nothing and doubles nothing.

use crate::process::{Process, free_port};
use crate::world::{Database, Portal, on_both, start_portal, truth};
use domain::progress::{Phase, Progress};
use domain::summary::Summary;
use portal::Running;
use serde_json::{Value, json};
use server::seal::Sealer;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

on_both!(
    a_reading_killed_five_times_ends_like_an_undisturbed_one,
    a_server_killed_between_commit_and_confirmation_is_told_again_and_counts_once,
);

async fn a_reading_killed_five_times_ends_like_an_undisturbed_one(database: Database) {
    let port = free_port();
    let dataset = "scale:companies=3000,deals=24000,activities=48000,seed=11".to_owned();
    let portal = start_portal(&Portal { dataset, ..Portal::default() }, &format!("http://127.0.0.1:{port}")).await;
    let key = Sealer::generate_key();
    let mut server = Process::start(port, &database, &portal.oauth_url, &key);
    server.answers().await;
    server.install(&portal).await;
    // Moments differ from run to run; the rows read by then say that they are inside the reading.
    let chance = || RandomState::new().hash_one(0) % 12;
    let mut kills = 0;
    for share in [1, 14, 31, 50, 69].map(|share| share + chance()) {
        let session = server.session(&portal).await;
        let progress = loop {
            let progress: Progress = server.read("/api/progress", &session.token).await;
            let done: u64 = progress.entities.iter().map(|entity| entity.done).sum();
            if progress.phase == Phase::Ready || done * 100 >= share * 90_000 {
                break progress;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        if progress.phase == Phase::Ready {
            break;
        }
        server.kill();
        kills += 1;
        server = Process::start(port, &database, &portal.oauth_url, &key);
        server.answers().await;
    }
    assert_eq!(kills, 5, "the reading was over too early");
    let session = server.session(&portal).await;
    let progress = loop {
        let progress: Progress = server.read("/api/progress", &session.token).await;
        if progress.phase == Phase::Ready {
            break progress;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    for entity in &progress.entities {
        assert_eq!(Some(entity.done), entity.total, "rows were read twice or not at all: {entity:?}");
    }
    let killed: Summary = server.read("/api/summary", &session.token).await;
    drop(server);
    assert_eq!(killed, truth(&portal, killed.people));
    portal.stop().await;
}

/// How many events the portal still keeps for the app.
async fn waiting_events(portal: &Running) -> usize {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let token = client.post(format!("{}/_control/token", portal.portal_url)).json(&json!({"user_id": 1}));
    let token: Value = token.send().await.unwrap().json().await.unwrap();
    let list = client.post(format!("{}/rest/event.offline.list", portal.portal_url));
    let list: Value = list.json(&json!({"auth": token["access_token"]})).send().await.unwrap().json().await.unwrap();
    list["result"].as_array().unwrap().len()
}

async fn a_server_killed_between_commit_and_confirmation_is_told_again_and_counts_once(database: Database) {
    let port = free_port();
    let dataset = "scale:companies=20,deals=60,activities=40,seed=2".to_owned();
    let portal = start_portal(&Portal { dataset, ..Portal::default() }, &format!("http://127.0.0.1:{port}")).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let control = async |path: &str, body: Value| {
        let sent = client.post(format!("{}/_control/{path}", portal.portal_url)).json(&body).send().await.unwrap();
        assert!(sent.status().is_success(), "{path}");
    };
    let key = Sealer::generate_key();
    let server = Process::start(port, &database, &portal.oauth_url, &key);
    server.answers().await;
    server.install(&portal).await;
    let session = server.session(&portal).await;
    until_ready(&server, &session.token).await;
    // Confirmations are lost, so the moment between commit and confirmation lasts as long as it is wanted to.
    control("fault", json!({"kind": "drop", "method": "event.offline.clear"})).await;
    let fields = json!({"OPPORTUNITY": "12345"});
    control("record", json!({"entity": "deal", "action": "update", "id": 7, "user_id": 1, "fields": fields})).await;
    until_equal(&server, &session.token, &portal).await;
    server.kill();
    assert!(waiting_events(&portal).await > 0, "what was not confirmed is still there");

    client.delete(format!("{}/_control/fault", portal.portal_url)).send().await.unwrap();
    let server = Process::start(port, &database, &portal.oauth_url, &key);
    server.answers().await;
    let session = server.session(&portal).await;
    let begun = Instant::now();
    while waiting_events(&portal).await > 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "the event is seen again and confirmed");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    until_equal(&server, &session.token, &portal).await;
    drop(server);
    portal.stop().await;
}

async fn until_ready(server: &Process, token: &str) {
    let begun = Instant::now();
    while server.read::<Progress>("/api/progress", token).await.phase != Phase::Ready {
        assert!(begun.elapsed() < Duration::from_secs(120), "the first reading ends");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn until_equal(server: &Process, token: &str, portal: &Running) {
    let begun = Instant::now();
    loop {
        let copy: Summary = server.read("/api/summary", token).await;
        let truth = truth(portal, copy.people);
        if copy == truth {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{copy:?} is not {truth:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
