//! A process killed in the middle of the first reading loses nothing and doubles nothing.

use crate::world::{Database, Portal, code_of, launch_form, on_both, start_portal, truth};
use domain::progress::{Phase, Progress};
use domain::session::Session;
use domain::summary::Summary;
use portal::Running;
use reqwest::Client;
use serde_json::json;
use server::seal::Sealer;
use std::hash::{BuildHasher, RandomState};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

on_both!(a_reading_killed_five_times_ends_like_an_undisturbed_one);

/// The server as its own process, so that it can be killed.
struct Process {
    child: Child,
    base: String,
    client: Client,
}

impl Process {
    fn start(port: u16, database: &Database, oauth: &str, key: &str) -> Self {
        let base = format!("http://127.0.0.1:{port}");
        let child = Command::new(env!("CARGO_BIN_EXE_svodka"))
            .args(["--log", "warn", "serve", "--listen", &format!("127.0.0.1:{port}"), "--public-url", &base])
            .args(["--assets", "no-assets-in-tests", "--oauth-origin", oauth, "--client-id", "app.svodka.demo"])
            .env("DATABASE_URL", &database.url)
            .env("SVODKA_CLIENT_SECRET", "svodka-demo-secret")
            .env("SVODKA_MASTER_KEY", key)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap();
        Self { child, base, client }
    }

    async fn answers(&self) {
        for _ in 0..600 {
            let answer = self.client.get(format!("{}/healthz", self.base)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the server did not start");
    }

    async fn session(&self, portal: &Running) -> Session {
        let (path, fields) = launch_form(portal, 1);
        let page = self.client.post(format!("{}{path}", self.base)).form(&fields).send().await.unwrap();
        let code = code_of(&page.text().await.unwrap());
        let request = json!({"by": "launch", "code": code});
        let answer = self.client.post(format!("{}/api/session", self.base)).json(&request).send().await.unwrap();
        answer.error_for_status().unwrap().json().await.unwrap()
    }

    async fn read<T: serde::de::DeserializeOwned>(&self, path: &str, token: &str) -> T {
        let answer = self.client.get(format!("{}{path}", self.base)).bearer_auth(token).send().await.unwrap();
        answer.error_for_status().unwrap().json().await.unwrap()
    }

    async fn install(&self, portal: &Running) {
        let session = self.session(portal).await;
        let answer =
            self.client.post(format!("{}/api/install", self.base)).bearer_auth(&session.token).json(&json!({}));
        answer.send().await.unwrap().error_for_status().unwrap();
        assert!(portal.state.install_finish(1));
    }

    fn kill(mut self) {
        // SIGKILL: nothing is flushed, nobody is told.
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Already gone after `kill`; otherwise a failed test must not leave it behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

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
