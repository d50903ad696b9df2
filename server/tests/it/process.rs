//! The server as a process of its own, so that it can be killed, stopped and started again.

use crate::world::{Database, code_of, launch_form};
use domain::session::Session;
use portal::Running;
use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A port nobody listens on.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// What one server is started with, again and again.
pub(crate) struct Start<'a> {
    pub(crate) port: u16,
    pub(crate) database: &'a Database,
    pub(crate) oauth: &'a str,
    pub(crate) key: &'a str,
    /// Seconds of the portal's limits that pass in one of the machine's.
    pub(crate) speed: f64,
    /// Where its log goes on; the test's own output otherwise.
    pub(crate) log: Option<&'a Path>,
}

/// A running server.
pub(crate) struct Process {
    child: Child,
    base: String,
    client: Client,
}

/// Why a request did not succeed.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

impl Process {
    pub(crate) fn start(port: u16, database: &Database, oauth: &str, key: &str) -> Self {
        Self::start_as(&Start { port, database, oauth, key, speed: 1.0, log: None })
    }

    pub(crate) fn start_as(start: &Start<'_>) -> Self {
        let base = format!("http://127.0.0.1:{}", start.port);
        // Long runs name a server that was built for speed.
        let built = std::env::var_os("SVODKA_SERVER_PROGRAM").filter(|program| !program.is_empty());
        let mut command = Command::new(built.unwrap_or_else(|| env!("CARGO_BIN_EXE_svodka").into()));
        command
            .args(["--log", "warn", "serve", "--listen", &format!("127.0.0.1:{}", start.port), "--public-url", &base])
            .args(["--assets", "no-assets-in-tests", "--oauth-origin", start.oauth, "--client-id", "app.svodka.demo"])
            .args(["--portal-clock-speed", &start.speed.to_string()])
            .env("DATABASE_URL", &start.database.url)
            .env("SVODKA_CLIENT_SECRET", "svodka-demo-secret")
            .env("SVODKA_MASTER_KEY", start.key)
            .stdout(Stdio::null());
        if let Some(log) = start.log {
            command.stderr(File::options().create(true).append(true).open(log).unwrap());
        }
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap();
        Self { child: command.spawn().unwrap(), base, client }
    }

    pub(crate) async fn answers(&self) {
        for _ in 0..2400 {
            let answer = self.client.get(format!("{}/healthz", self.base)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the server did not start");
    }

    pub(crate) async fn session(&self, portal: &Running) -> Session {
        self.open(portal).await.unwrap()
    }

    /// Opens the app as the administrator, as far as the server lets itself be spoken to.
    pub(crate) async fn open(&self, portal: &Running) -> Result<Session, Failure> {
        let (path, fields) = launch_form(portal, 1);
        let page = self.client.post(format!("{}{path}", self.base)).form(&fields).send().await?.error_for_status()?;
        let code = code_of(&page.text().await?);
        let request = json!({"by": "launch", "code": code});
        let answer = self.client.post(format!("{}/api/session", self.base)).json(&request).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    pub(crate) async fn read<T: DeserializeOwned>(&self, path: &str, token: &str) -> T {
        self.try_read(path, token).await.unwrap()
    }

    pub(crate) async fn try_read<T: DeserializeOwned>(&self, path: &str, token: &str) -> Result<T, Failure> {
        let answer = self.client.get(format!("{}{path}", self.base)).bearer_auth(token).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    pub(crate) fn post(&self, path: &str, token: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base)).bearer_auth(token)
    }

    pub(crate) async fn install(&self, portal: &Running) {
        let session = self.session(portal).await;
        let answer = self.post("/api/install", &session.token).json(&json!({}));
        answer.send().await.unwrap().error_for_status().unwrap();
        assert!(portal.state.install_finish(1));
    }

    /// Its number on this machine.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: nothing is flushed, nobody is told.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal by its name: `STOP`, `CONT`, `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success(), "the server is there to be told {name}");
    }

    /// Asks the server to end and waits until it has, by force after a while; tells whether that was needed.
    pub(crate) async fn end(mut self) -> bool {
        self.signal("TERM");
        for _ in 0..400 {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        true
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Already gone after `kill`; otherwise a failed test must not leave it behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
