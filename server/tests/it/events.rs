//! Open pages are told what is new: at once, only their own portal's, until the session or the server ends.

use crate::live::{change, control};
use crate::world::{Database, Portal, Server, World, install, on_both, open, start_portal, wait_until_ready};
use domain::progress::{Phase, Progress};
use reqwest::{Response, StatusCode};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

on_both!(
    a_change_is_told_to_an_open_page,
    the_first_reading_is_told_step_by_step,
    nothing_of_another_portal_is_told,
    a_page_hears_that_the_portal_stopped_the_app,
    what_another_process_committed_is_told_too,
    jobs_are_told_to_administrators_only,
);

/// An open page.
struct Page {
    response: Response,
    text: String,
}

impl Page {
    async fn open(server: &Server, token: &str) -> Self {
        let response = server.get("/api/live", token).await;
        assert_eq!(response.status(), StatusCode::OK);
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
        assert_eq!(header("content-encoding"), None, "a compressed stream would be held back");
        assert_eq!(header("cache-control").as_deref(), Some("no-cache"));
        assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
        Self { response, text: String::new() }
    }

    /// The next event's name and data; none at the end of the stream.
    async fn next(&mut self) -> Option<(String, String)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                let found = field("event: ").zip(field("data: "));
                self.text = rest.to_owned();
                if found.is_some() {
                    return found;
                }
                continue;
            }
            let chunk = tokio::time::timeout(Duration::from_secs(40), self.response.chunk()).await.unwrap().unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    async fn progress(&mut self) -> Progress {
        loop {
            let (name, data) = self.next().await.unwrap();
            if name == "progress" {
                return serde_json::from_str(&data).unwrap();
            }
        }
    }
}

async fn a_change_is_told_to_an_open_page(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let mut page = Page::open(&world.server, &session.token).await;
    let first = page.progress().await;
    assert_eq!(first.phase, Phase::Ready);
    change(&world, "deal", "update", 7, json!({"OPPORTUNITY": "4242"})).await;
    let second = page.progress().await;
    assert!(second.revision > first.revision, "{first:?} {second:?}");
    // A stop ends the stream, so that a graceful stop need not wait for pages.
    world.server.app.stop();
    while page.next().await.is_some() {}
    world.stop().await;
}

/// Counts what this thread's tasks ask of PostgreSQL; SQLite's statements run on threads of their own.
#[derive(Clone, Default)]
struct Asked {
    /// Questions about the last proof: open pages ask them, and nobody else while there is none.
    of_pages: Arc<AtomicUsize>,
    all: Arc<AtomicUsize>,
}

impl<S: tracing::Subscriber> Layer<S> for Asked {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut Statement(self));
        }
    }
}

struct Statement<'a>(&'a Asked);

impl Visit for Statement<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "summary" {
            self.0.all.fetch_add(1, Ordering::Relaxed);
            let is_of_a_page = value.starts_with("SELECT finished, verdict FROM");
            self.0.of_pages.fetch_add(usize::from(is_of_a_page), Ordering::Relaxed);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// Everything in one thread, so that its statements, and nobody else's, are heard.
#[tokio::test]
async fn fifty_open_pages_ask_the_database_no_more_than_one_does() {
    const PAGES: usize = 50;
    let Some(database) = Database::postgres().await else { return };
    let asked = Asked::default();
    // While there is one listener only, places that tell something ask the thread that gets there first whether anybody
    // listens; other tests' threads would say no for all.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _heard = tracing::subscriber::set_default(tracing_subscriber::registry().with(asked.clone()));
    let world = World::start(Portal::default(), database.clone()).await;
    let session = world.installed().await;
    let mut pages = Vec::new();
    for _ in 0..PAGES {
        pages.push(Page::open(&world.server, &session.token).await);
    }
    let mut revision = 0;
    for page in &mut pages {
        revision = page.progress().await.revision;
    }
    let count = || (asked.of_pages.load(Ordering::Relaxed), asked.all.load(Ordering::Relaxed));
    let before = count();
    assert!(before.0 > 0, "what pages ask is heard");
    change(&world, "deal", "update", 7, json!({"OPPORTUNITY": "4242"})).await;
    for page in &mut pages {
        while page.progress().await.revision == revision {}
    }
    let after = count();
    let of_pages = after.0 - before.0;
    println!("{PAGES} pages heard of a change: {of_pages} looks, {} statements in all", after.1 - before.1);
    assert!(of_pages > 0 && of_pages <= PAGES / 5, "{of_pages} looks for {PAGES} pages");
    drop(pages);
    world.stop().await;
    database.forget().await;
}

async fn the_first_reading_is_told_step_by_step(database: Database) {
    let dataset = "scale:companies=3000,deals=20000,activities=30000,seed=4".to_owned();
    let world = World::start(Portal { dataset, ..Portal::default() }, database).await;
    let session = install(&world.server, &world.portal).await;
    let mut page = Page::open(&world.server, &session.token).await;
    let mut seen: Vec<Progress> = Vec::new();
    while seen.last().is_none_or(|last| last.phase != Phase::Ready) {
        seen.push(page.progress().await);
    }
    assert!(seen.iter().filter(|progress| progress.phase == Phase::Backfill).count() > 1, "{seen:?}");
    assert!(seen.is_sorted_by_key(|progress| progress.revision), "revisions only grow");
    world.stop().await;
}

async fn nothing_of_another_portal_is_told(database: Database) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let full = start_portal(&Portal::default(), &base).await;
    let bare = Portal { dataset: "empty".to_owned(), member_id: "b".repeat(32), ..Portal::default() };
    let bare = start_portal(&bare, &base).await;
    let server = Server::start(listener, &database, &[full.oauth_url.clone(), bare.oauth_url.clone()]).await;
    let first = install(&server, &full).await;
    let second = install(&server, &bare).await;
    wait_until_ready(&server, &first.token).await;
    wait_until_ready(&server, &second.token).await;
    let mut page = Page::open(&server, &second.token).await;
    let told = page.progress().await;
    assert!(told.entities.iter().filter(|one| one.entity == domain::progress::Entity::Deals).all(|one| one.done == 0));
    let address = format!("{}/_control/record", full.portal_url);
    let body = json!({"entity": "deal", "action": "update", "id": 7, "user_id": 1, "fields": {"OPPORTUNITY": "1"}});
    assert!(server.client.post(address).json(&body).send().await.unwrap().status().is_success());
    // The other portal's revision moves on, this page's does not.
    let before = wait_until_ready(&server, &first.token).await.revision;
    let started = Instant::now();
    while wait_until_ready(&server, &first.token).await.revision == before {
        assert!(started.elapsed() < Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Its own jobs may still be told; the revision belongs to the data.
    let quiet = async {
        loop {
            let (name, data) = page.next().await.unwrap();
            assert_eq!(name, "jobs", "told {data}");
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(3), quiet).await.is_err());
    assert_eq!(server.get("/api/live", "stranger").await.status(), StatusCode::UNAUTHORIZED);
    server.stop().await;
    full.stop().await;
    bare.stop().await;
}

async fn a_page_hears_that_the_portal_stopped_the_app(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let person = open(&world.server, &world.portal, 2).await;
    let mut pages = [Page::open(&world.server, &session.token).await, Page::open(&world.server, &person.token).await];
    for page in &mut pages {
        assert_eq!(page.progress().await.phase, Phase::Ready);
    }
    control(&world, "payment", &json!({"status": "T", "days": 0})).await;
    control(&world, "advance", &json!({"seconds": 86_400})).await;
    for page in &mut pages {
        let told = page.progress().await;
        assert_eq!((told.phase, told.problem.is_some()), (Phase::Stopped, true));
    }
    // Uninstalling ends every session, and with it what its pages are told.
    let uninstall = format!("{}/_control/uninstall?clean=1", world.portal.portal_url);
    assert!(world.server.client.post(uninstall).send().await.unwrap().status().is_success());
    for page in &mut pages {
        while page.next().await.is_some() {}
    }
    world.stop().await;
}

async fn what_another_process_committed_is_told_too(database: Database) {
    let url = database.url.clone();
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let mut page = Page::open(&world.server, &session.token).await;
    let first = page.progress().await;
    // The first look of the watch takes note, a later one sees the difference.
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    let elsewhere = store::Store::connect(&url).await.unwrap();
    let mut tx = elsewhere.begin().await.unwrap();
    tx.portals().bump_revision(session.portal, world.server.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let begun = Instant::now();
    let second = page.progress().await;
    assert_eq!(second.revision, first.revision + 1);
    assert!(begun.elapsed() < Duration::from_secs(5), "told after {:?}", begun.elapsed());
    elsewhere.close().await;
    world.stop().await;
}

async fn jobs_are_told_to_administrators_only(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let person = open(&world.server, &world.portal, 2).await;
    assert!(!person.admin);
    let mut admin_page = Page::open(&world.server, &session.token).await;
    let mut own_page = Page::open(&world.server, &person.token).await;
    admin_page.progress().await;
    own_page.progress().await;
    let mut tx = world.server.app.store.begin().await.unwrap();
    let due = domain::day::Millis(world.server.app.clock.now().0 + 3_600_000);
    let work = domain::jobs::JobWork::Proof { period: None };
    let job = store::NewJob { due, ..store::NewJob::now(work.clone(), Some(session.person), due) };
    tx.jobs(session.portal).enqueue(&job).await.unwrap();
    tx.commit().await.unwrap();
    world.server.app.changes.tell(session.portal);
    let told = loop {
        let (name, data) = admin_page.next().await.unwrap();
        let jobs: Vec<domain::jobs::JobView> =
            if name == "jobs" { serde_json::from_str(&data).unwrap() } else { Vec::new() };
        // The next night's proof may be there, too.
        if let Some(found) = jobs.into_iter().find(|job| job.work == work && job.asked_by.is_some()) {
            break found;
        }
    };
    assert_eq!(told.asked_by, Some(session.person));
    change(&world, "deal", "update", 7, json!({"OPPORTUNITY": "4242"})).await;
    let mut names = Vec::new();
    while names.last().is_none_or(|name| name != "progress") {
        names.push(own_page.next().await.unwrap().0);
    }
    assert!(!names.contains(&"jobs".to_owned()), "{names:?}");
    world.stop().await;
}
