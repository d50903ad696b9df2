//! A process killed in the middle of the first reading loses nothing and doubles nothing.

use crate::process::{Process, free_port};
use crate::world::{Database, Portal, on_both, start_portal, truth};
use domain::progress::{Phase, Progress};
use domain::summary::Summary;
use server::seal::Sealer;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

on_both!(a_reading_killed_five_times_ends_like_an_undisturbed_one);

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
