//! The torture of the sync: random changes of the portal at a high rate while everything goes wrong that can.
//!
//! For some minutes of the portal's time random people create, edit, move, delete and reassign fifty records a second.
//! Meanwhile the portal fails in every way it knows, and the server, a process of its own, is killed, stopped and
//! restarted; a PostgreSQL that may be is restarted too. Then it is quiet, and the local copy has to become what the
//! portal holds: every field of every record, and the counts, sums, last communications and person-days made of them.
//!
//! What happens is drawn from a seed, in the order of the changes. The moments at which the processes meet it are the
//! machine's own, so a seed is a course of events, not a recording. The portal's clock and the clock by which the server
//! keeps the portal's limits run faster than the machine's, by the same factor.
//!
//! Started by `cargo xtask test torture`, which says what to do in variables; see [`Options`].

mod actor;
mod copy;
mod dice;
mod report;
mod settle;
mod trouble;

use crate::process::{Process, Start, free_port};
use crate::world::{Database, LONG, Portal, start_portal};
use actor::Actor;
use dice::Dice;
use domain::progress::{Phase, Progress};
use portal::Running;
use portal::config::LimitsProfile;
use serde_json::{Value, json};
use server::seal::Sealer;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;
use trouble::{Trouble, Troubles};

/// Changes in one second of the portal.
const CHANGES_A_SECOND: usize = 50;

/// What to do, from the environment.
struct Options {
    /// `SVODKA_TORTURE_SEEDS`: `7` or `1,2,3`.
    seeds: Vec<u64>,
    /// `SVODKA_TORTURE_SECONDS`: how long it lasts on the portal's clock.
    seconds: u64,
    /// `SVODKA_TORTURE_SPEED`: seconds of the portal in one of the machine's.
    speed: f64,
    /// `SVODKA_TORTURE_RESTART`: a shell command that restarts the PostgreSQL, when it may be.
    restart: Option<String>,
}

impl Options {
    fn read() -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
        let seeds = text("SVODKA_TORTURE_SEEDS").unwrap_or_else(|| "1".to_owned());
        Self {
            seeds: seeds.split(',').map(|seed| seed.parse().expect("seeds are numbers")).collect(),
            seconds: text("SVODKA_TORTURE_SECONDS").map_or(120, |text| text.parse().expect("seconds are a number")),
            speed: text("SVODKA_TORTURE_SPEED").map_or(10.0, |text| text.parse().expect("the speed is a number")),
            restart: text("SVODKA_TORTURE_RESTART"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: run by cargo xtask test torture"]
async fn torture_on_sqlite() {
    let options = Options::read();
    for seed in &options.seeds {
        Rack::new(&options, *seed, Database::sqlite(), false).await.run().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: run by cargo xtask test torture"]
async fn torture_on_postgres() {
    let options = Options::read();
    for seed in &options.seeds {
        let Some(database) = Database::postgres().await else { return };
        Rack::new(&options, *seed, database, true).await.run().await;
    }
}

/// One seed on one database.
struct Rack<'a> {
    options: &'a Options,
    seed: u64,
    on_postgres: bool,
    database: Database,
    portal: Running,
    port: u16,
    key: String,
    log: PathBuf,
    /// Away while it is dead.
    server: Option<Process>,
    is_stopped: bool,
    /// A server that was asked to end; tells whether it had to be forced.
    ending: Option<JoinHandle<bool>>,
    client: reqwest::Client,
    /// What happened to the processes, for the report.
    kills: u32,
    pauses: u32,
    ends: u32,
    /// Of them those that did not end by themselves.
    forced: u32,
    database_restarts: u32,
    openings: u32,
}

impl<'a> Rack<'a> {
    async fn new(options: &'a Options, seed: u64, database: Database, on_postgres: bool) -> Self {
        let port = free_port();
        let dataset = format!("scale:companies=200,deals=1200,activities=1500,seed={seed}");
        let shape = Portal { dataset, limits: LimitsProfile::Cloud, ..Portal::default() };
        let portal = start_portal(&shape, &format!("http://127.0.0.1:{port}")).await;
        let log = std::env::temp_dir().join(format!("svodka-torture-{}-{seed}-{port}.log", std::process::id()));
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        Self {
            options,
            seed,
            on_postgres,
            database,
            portal,
            port,
            key: Sealer::generate_key(),
            log,
            server: None,
            is_stopped: false,
            ending: None,
            client,
            kills: 0,
            pauses: 0,
            ends: 0,
            forced: 0,
            database_restarts: 0,
            openings: 0,
        }
    }

    /// Starts it, once a former one that was asked to end has ended.
    async fn start_server(&mut self) {
        if let Some(ending) = self.ending.take() {
            self.forced += u32::from(ending.await.unwrap());
        }
        let start = Start {
            port: self.port,
            database: &self.database,
            oauth: &self.portal.oauth_url,
            key: &self.key,
            speed: self.options.speed,
            log: Some(&self.log),
        };
        self.server = Some(Process::start_as(&start));
    }

    async fn run(mut self) {
        self.start_server().await;
        let server = self.server.as_ref().expect("just started");
        server.answers().await;
        server.install(&self.portal).await;
        self.control("speed", json!({"factor": self.options.speed})).await;
        self.control("fault/seed", json!({"seed": self.seed})).await;
        let mut dice = Dice::new(self.seed);
        if dice.chance(50) {
            // Otherwise the first reading is tortured too.
            self.read_once().await;
        }
        let mut actor = Actor::new(dice.split());
        let mut troubles = Troubles::plan(&mut dice, self.options.seconds, self.options.restart.is_some());
        let began = Instant::now();
        for second in 0..self.options.seconds {
            for trouble in troubles.due(second) {
                self.meet(trouble).await;
            }
            actor.act(&self.client, &self.portal, CHANGES_A_SECOND).await;
            let due = began + Duration::from_secs_f64((second + 1) as f64 / self.options.speed);
            tokio::time::sleep_until(due.into()).await;
        }
        let tortured = began.elapsed();
        self.calm().await;
        let settled = self.settle().await;
        self.report(&actor, tortured, &settled).await;
        if !settled.left.is_empty() {
            self.show(&settled.left);
        }
        if let Some(server) = self.server.take() {
            assert!(!server.end().await, "the server ends when it is asked to");
        }
        assert_eq!(settled.left.len(), 0, "seed {}: differences after {:?}", self.seed, settled.waited);
        // Kept when something is wrong.
        let _ = std::fs::remove_file(&self.log);
        self.portal.stop().await;
    }

    async fn control(&self, path: &str, body: Value) -> Value {
        let address = format!("{}/_control/{path}", self.portal.portal_url);
        let answer = self.client.post(address).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap_or_default()
    }

    /// Waits until the first reading is over.
    async fn read_once(&self) {
        let server = self.server.as_ref().expect("it runs");
        let session = server.session(&self.portal).await;
        let began = Instant::now();
        loop {
            let progress: Progress = server.read("/api/progress", &session.token).await;
            if progress.phase == Phase::Ready {
                return;
            }
            assert!(began.elapsed() < LONG, "still at {progress:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn meet(&mut self, trouble: Trouble) {
        match trouble {
            Trouble::Fault(fault) => drop(self.control("fault", fault).await),
            Trouble::Kill => {
                if let Some(server) = self.server.take() {
                    server.kill();
                    self.is_stopped = false;
                    self.kills += 1;
                }
            }
            Trouble::End => {
                if !self.is_stopped
                    && let Some(server) = self.server.take()
                {
                    self.ending = Some(tokio::spawn(server.end()));
                    self.ends += 1;
                }
            }
            Trouble::Start if self.server.is_none() => self.start_server().await,
            Trouble::Pause if !self.is_stopped => {
                if let Some(server) = &self.server {
                    server.signal("STOP");
                    self.is_stopped = true;
                    self.pauses += 1;
                }
            }
            Trouble::GoOn => self.go_on(),
            Trouble::Start | Trouble::Pause => {}
            Trouble::RestartDatabase => self.restart_database(),
            Trouble::ExpireTokens => drop(self.control("expire-tokens", json!({})).await),
            Trouble::RevokeTokens => drop(self.control("expire-tokens?revoke=1", json!({})).await),
            Trouble::OpenAsAdmin => self.open_as_admin().await,
            Trouble::Rename => {
                let place = self.portal.state.domain();
                let (host, port) = place.split_once(':').expect("the portal has a port");
                let other = if host == "localhost" { "127.0.0.1" } else { "localhost" };
                drop(self.control("rename", json!({"domain": format!("{other}:{port}")})).await);
            }
            Trouble::LoseReservation => self.lose_reservation().await,
        }
    }

    fn go_on(&mut self) {
        if self.is_stopped
            && let Some(server) = &self.server
        {
            server.signal("CONT");
        }
        self.is_stopped = false;
    }

    fn restart_database(&mut self) {
        let Some(command) = self.options.restart.as_ref().filter(|_| self.on_postgres) else { return };
        let done = std::process::Command::new("sh").args(["-c", command]).status().unwrap();
        assert!(done.success(), "PostgreSQL restarts");
        self.database_restarts += 1;
    }

    /// An administrator opens the app, which also brings fresh tokens; fails while the server is down or the portal lies.
    async fn open_as_admin(&mut self) {
        if self.is_stopped {
            return;
        }
        let Some(server) = &self.server else { return };
        if server.open(&self.portal).await.is_ok() {
            self.openings += 1;
        }
    }

    /// Somebody with the app's token reserves waiting events and is never heard of again.
    async fn lose_reservation(&self) {
        let tokens = self.control("token", json!({"user_id": 1})).await;
        let reserve = json!({"auth": tokens["access_token"], "clear": 0, "limit": 20});
        let address = format!("{}/rest/event.offline.get", self.portal.state.portal_url());
        // The portal may fail at this too.
        let _ = self.client.post(address).json(&reserve).send().await;
    }

    /// Nothing goes wrong any more; the server runs, and the administrator comes by.
    async fn calm(&mut self) {
        let address = format!("{}/_control/fault", self.portal.portal_url);
        self.client.delete(address).send().await.unwrap();
        self.go_on();
        if self.server.is_none() {
            self.start_server().await;
        }
        self.server.as_ref().expect("it runs").answers().await;
        self.open_as_admin().await;
    }
}
