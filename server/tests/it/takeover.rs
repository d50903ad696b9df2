//! Servers of their own processes on one PostgreSQL: one is killed or stands still, the others go on with its work.

use crate::process::{Process, Start, free_port};
use crate::world::{Database, Portal, eventually, start_portal, truth};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::jobs::{JobId, JobState, JobWork};
use domain::progress::{Phase, Progress};
use domain::summary::Summary;
use portal::Running;
use reqwest::Client;
use serde_json::{Value, json};
use server::clock::Clock;
use server::seal::Sealer;
use std::time::Duration;
use store::{NewJob, Store};

/// The work of a dead process is somebody else's by then.
const MOVED: Duration = Duration::from_secs(30);

/// Three processes, one portal, and a look into their database.
struct Cluster {
    portal: Running,
    processes: Vec<Option<Process>>,
    store: Store,
    id: PortalId,
    token: String,
    client: Client,
    clock: Clock,
    _database: Database,
}

impl Cluster {
    async fn start() -> Option<Self> {
        let database = Database::postgres().await?;
        let ports = [free_port(), free_port(), free_port()];
        let dataset = "scale:companies=100,deals=500,activities=500,seed=5".to_owned();
        let base = format!("http://127.0.0.1:{}", ports[0]);
        let portal = start_portal(&Portal { dataset, ..Portal::default() }, &base).await;
        let key = Sealer::generate_key();
        let mut processes = Vec::new();
        for port in ports {
            let start = Start { port, database: &database, oauth: &portal.oauth_url, key: &key, speed: 1.0, log: None };
            processes.push(Some(Process::start_as(&start)));
        }
        for process in processes.iter().flatten() {
            process.answers().await;
        }
        let first = processes[0].as_ref().unwrap();
        first.install(&portal).await;
        let session = first.session(&portal).await;
        let ready = || async {
            let progress: Progress = first.read("/api/progress", &session.token).await;
            progress.phase == Phase::Ready
        };
        eventually("the first reading", Duration::from_secs(120), ready).await;
        let store = Store::connect(&database.url).await.unwrap();
        let client = Client::builder().no_proxy().build().unwrap();
        let (id, token, clock) = (session.portal, session.token, Clock::system());
        Some(Self { portal, processes, store, id, token, client, clock, _database: database })
    }

    /// Who reads the portal now.
    async fn reader(&self) -> Option<String> {
        let seats = self.store.read().await.unwrap().leases().seats(self.clock.now()).await.unwrap();
        seats.into_iter().find(|seat| seat.portal == self.id).and_then(|seat| seat.owner)
    }

    /// Which of the processes that is: its number is in its name.
    fn place_of(&self, owner: &str) -> usize {
        let pid = owner.rsplit('/').nth(1).unwrap().to_owned();
        let found = self.processes.iter().position(|one| one.as_ref().is_some_and(|one| one.id().to_string() == pid));
        found.expect("one of the three reads the portal")
    }

    async fn another_reads(&self, former: &str) -> Duration {
        let moved = || async { self.reader().await.is_some_and(|owner| owner != former) };
        eventually("another process reads the portal", MOVED, moved).await
    }

    async fn control(&self, action: &str, body: &Value) {
        let address = format!("{}/_control/{action}", self.portal.portal_url);
        assert!(self.client.post(address).json(body).send().await.unwrap().status().is_success(), "{action}");
    }

    async fn change(&self, deal: i64, amount: i64) {
        let fields = json!({"OPPORTUNITY": amount.to_string()});
        self.control(
            "record",
            &json!({"entity": "deal", "action": "update", "id": deal, "user_id": 1, "fields": fields}),
        )
        .await;
    }

    /// The sums of every living process are the portal's own.
    async fn all_agree(&self) {
        for process in self.processes.iter().flatten() {
            self.agrees(process).await;
        }
    }

    async fn agrees(&self, process: &Process) {
        let equal = || async {
            let summary: Summary = process.read("/api/summary", &self.token).await;
            summary == truth(&self.portal, summary.people)
        };
        eventually("the portal's sums", MOVED, equal).await;
    }

    /// Takes what waits in the portal's queue with the app's own token, as a process does; answers how many events.
    async fn reserve(&self) -> usize {
        let address = format!("{}/_control/token", self.portal.portal_url);
        let tokens = self.client.post(address).json(&json!({"user_id": 1})).send().await.unwrap();
        let tokens: Value = tokens.json().await.unwrap();
        let address = format!("{}/rest/event.offline.get", self.portal.portal_url);
        let reserve = json!({"auth": tokens["access_token"], "clear": 0, "limit": 50});
        let reserved = self.client.post(address).json(&reserve).send().await.unwrap();
        let reserved: Value = reserved.json().await.unwrap();
        reserved["result"]["events"].as_array().unwrap().len()
    }

    async fn enqueue(&self, work: JobWork) -> JobId {
        let mut tx = self.store.begin().await.unwrap();
        let job = tx.jobs(self.id).enqueue(&NewJob::now(work, None, self.clock.now())).await.unwrap();
        tx.commit().await.unwrap();
        job.id
    }

    async fn state(&self, job: JobId) -> (JobState, u32) {
        let job = self.store.read().await.unwrap().jobs(self.id).find(job).await.unwrap().unwrap();
        (job.state, job.attempts)
    }

    async fn stop(self) {
        self.store.close().await;
        drop(self.processes);
        self.portal.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_work_of_a_killed_process_goes_on_in_another_within_thirty_seconds() {
    let Some(mut cluster) = Cluster::start().await else { return };
    let owner = cluster.reader().await.expect("somebody reads the portal");
    // A job that is certainly under way when its process dies.
    cluster.control("fault", &json!({"kind": "slow", "slow_ms": 60_000, "method": "user.get"})).await;
    let job = cluster.enqueue(JobWork::Structure).await;
    let begun = || async { cluster.state(job).await == (JobState::Running, 1) };
    eventually("the beginning of the job", Duration::from_secs(20), begun).await;
    let place = cluster.place_of(&owner);
    cluster.processes[place].take().unwrap().kill();
    let address = format!("{}/_control/fault", cluster.portal.portal_url);
    cluster.client.delete(address).send().await.unwrap();
    cluster.change(1, 4_711).await;
    let took = cluster.another_reads(&owner).await;
    println!("after a kill another process reads the portal within {took:?}");
    let done = || async { cluster.state(job).await == (JobState::Done, 2) };
    let took = eventually("the job done by another process", MOVED, done).await;
    println!("and does its job {took:?} later");
    cluster.all_agree().await;
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_stood_still_loses_its_work_and_writes_nothing_when_it_goes_on() {
    let Some(cluster) = Cluster::start().await else { return };
    let owner = cluster.reader().await.expect("somebody reads the portal");
    cluster.control("fault", &json!({"kind": "slow", "slow_ms": 3_000, "method": "user.get"})).await;
    let job = cluster.enqueue(JobWork::Structure).await;
    let begun = || async { cluster.state(job).await == (JobState::Running, 1) };
    eventually("the beginning of the job", Duration::from_secs(20), begun).await;
    let paused = cluster.processes[cluster.place_of(&owner)].as_ref().unwrap();
    paused.signal("STOP");
    for deal in 1..=20 {
        cluster.change(deal, 1_000 + deal).await;
    }
    let took = cluster.another_reads(&owner).await;
    println!("a portal whose process stands still is read elsewhere after {took:?}");
    // It only had to keep the job under way.
    let address = format!("{}/_control/fault", cluster.portal.portal_url);
    cluster.client.delete(address).send().await.unwrap();
    let done = || async { cluster.state(job).await == (JobState::Done, 2) };
    eventually("its job done by another process", MOVED, done).await;
    let heir = cluster.reader().await.expect("somebody reads the portal");
    paused.signal("CONT");
    // It finds that it lost everything, and takes part again without disturbing anybody.
    for deal in 21..=40 {
        cluster.change(deal, 1_000 + deal).await;
    }
    cluster.all_agree().await;
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(cluster.reader().await.as_deref(), Some(heir.as_str()), "the heir goes on reading");
    assert_eq!(cluster.state(job).await, (JobState::Done, 2), "the job was not done a third time");
    assert!(cluster.store.read().await.unwrap().job_queue().counts(Millis(i64::MAX)).await.unwrap().failed == 0);
    cluster.all_agree().await;
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_process_took_of_the_queue_before_it_noticed_its_loss_is_applied_by_its_heir() {
    let Some(cluster) = Cluster::start().await else { return };
    let owner = cluster.reader().await.expect("somebody reads the portal");
    let former = cluster.processes[cluster.place_of(&owner)].as_ref().unwrap();
    former.signal("STOP");
    cluster.another_reads(&owner).await;
    let heir = cluster.reader().await.expect("somebody reads the portal");
    let reader = cluster.processes[cluster.place_of(&heir)].as_ref().unwrap();
    cluster.change(1, 4_711).await;
    cluster.agrees(reader).await;
    // The heir holds still for a moment, so that the events are certainly reserved in the other's name.
    reader.signal("STOP");
    cluster.change(2, 8_111).await;
    let taken = cluster.reserve().await;
    reader.signal("CONT");
    assert!(taken > 0, "the queue was not empty");
    former.signal("CONT");
    cluster.all_agree().await;
    assert_eq!(cluster.reader().await.as_deref(), Some(heir.as_str()), "the heir went on reading");
    cluster.stop().await;
}
