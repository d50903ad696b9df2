//! Memory of the server's own process with a hundred small portals and the large one, all of them in use.
//!
//! The program is started over the filled database, and everybody opens the report and the grids of their portal and keeps
//! a page open. What counts is the most that was ever resident, and what is left once nobody asks any more.

use crate::database::Database;
use crate::figure::Figure;
use crate::rows::{self, Size};
use crate::running::{CLIENT_ID, Client};
use domain::ids::PersonId;
use secrecy::SecretString;
use server::app::App;
use server::clock::Clock;
use server::seal::Sealer;
use server::session::Sessions;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use store::Portal;

const SMALL: Size = Size { companies: 300 };
/// Most bytes.
const BUDGET: u64 = 600 * 1024 * 1024;
/// How long nobody asks before what is left is looked at.
const REST: Duration = Duration::from_secs(10);
/// How many people open the large portal's pages at the same moment.
const AT_ONCE: usize = 8;

/// Makes the small portals.
pub(crate) async fn fill(app: &App, portals: i64) -> Vec<Portal> {
    let mut filled = Vec::new();
    for at in 0..portals {
        filled.push(rows::fill(app, &format!("small{at}"), SMALL).await);
    }
    app.store.refresh_statistics().await.unwrap();
    filled
}

/// Prints the figures.
pub(crate) async fn measure(database: &Database, key: &str, large: &Portal, small: &[Portal], size: Size) {
    let figure = |what: &str, bytes: u64| Figure::new("memory", what, database.engine, size).count(bytes, "bytes");
    let server = Process::start(database, key).await;
    let empty = server.memory("VmRSS:");
    figure("started", empty).print();
    let sessions = Sessions::new(Arc::new(Sealer::new(&SecretString::from(key.to_owned())).unwrap()));
    let token = |portal: &Portal| sessions.issue(portal.id, portal.epoch, PersonId(1), true, Clock::system().now());
    let mut pages = Vec::new();
    for portal in small {
        let client = Client::new(&server.base, &token(portal));
        open(&client).await;
        pages.push(client.follow("live").await);
    }
    let with_small = server.memory("VmRSS:");
    let each = with_small.saturating_sub(empty) / (small.len() as u64).max(1);
    figure("small_portals", with_small).with("portals", small.len()).with("bytes_each", each).print();
    let clients: Vec<Client> = (0..AT_ONCE).map(|_| Client::new(&server.base, &token(large))).collect();
    futures_util::future::join_all(clients.iter().map(open)).await;
    pages.push(clients[0].follow("live").await);
    let peak = server.memory("VmHWM:");
    figure("most", peak).budget(budget(), None).with("portals", small.len() + 1).with("at_once", AT_ONCE).print();
    tokio::time::sleep(REST).await;
    figure("at_rest", server.memory("VmRSS:")).budget(budget(), None).with("portals", small.len() + 1).print();
    drop(pages);
}

fn budget() -> f64 {
    f64::from(u32::try_from(BUDGET).unwrap())
}

/// Everything a person looks at in a morning.
async fn open(client: &Client) {
    let today = jiff::Timestamp::now().strftime("%Y").to_string();
    let month = jiff::Timestamp::now().strftime("%Y-%m").to_string();
    for path in [
        "report?limit=100&directory=1".to_owned(),
        "report/table".to_owned(),
        "report?limit=100&sort=-work".to_owned(),
        "summary".to_owned(),
        format!("activity/month?month={month}"),
        format!("activity/year?year={today}"),
    ] {
        client.get(&path).await;
    }
}

/// The server's program.
struct Process {
    child: Child,
    base: String,
}

impl Process {
    async fn start(database: &Database, key: &str) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let base = format!("http://127.0.0.1:{port}");
        let child = Command::new(env!("CARGO_BIN_EXE_svodka"))
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--public-url", &base, "--client-id", CLIENT_ID])
            .env("DATABASE_URL", &database.url)
            .env("SVODKA_MASTER_KEY", key)
            .env("SVODKA_CLIENT_SECRET", "bench")
            .env("SVODKA_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let process = Self { child, base };
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let ready = format!("{}/readyz", process.base);
        for _ in 0..600 {
            if http.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return process;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the server was not ready within a minute");
    }

    /// Bytes of memory, as the system calls them.
    fn memory(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().strip_suffix("kB").unwrap().trim().parse::<u64>().unwrap() * 1024
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has nothing to give back: its database is removed next.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
