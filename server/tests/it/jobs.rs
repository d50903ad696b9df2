//! Jobs of one server: begun, repeated, given up, given back, planned ahead.

use crate::live::control;
use crate::world::{Database, Portal, World, eventually, on_both};
use domain::ids::PortalId;
use domain::jobs::{JobId, JobState, JobView, JobWork};
use serde_json::json;
use server::app::App;
use std::time::Duration;
use store::Store;

on_both!(
    a_job_that_fails_for_a_passing_reason_is_tried_again,
    a_job_that_cannot_succeed_is_given_up_in_words,
    a_server_that_stops_gives_back_its_jobs_and_its_portals,
    the_same_work_asked_for_twice_is_done_once,
    what_the_portal_says_about_payment_is_asked_for,
    the_next_night_is_planned_ahead,
);

fn small() -> Portal {
    Portal { dataset: "scale:companies=20,deals=20,activities=20,seed=3".to_owned(), ..Portal::default() }
}

pub(crate) async fn find(app: &App, portal: PortalId, job: JobId) -> JobView {
    app.store.read().await.unwrap().jobs(portal).find(job).await.unwrap().unwrap()
}

pub(crate) async fn ended(app: &App, portal: PortalId, job: JobId) -> JobView {
    let over = || async { matches!(find(app, portal, job).await.state, JobState::Done | JobState::Failed) };
    eventually("the end of the job", Duration::from_secs(60), over).await;
    find(app, portal, job).await
}

async fn a_job_that_fails_for_a_passing_reason_is_tried_again(database: Database) {
    let world = World::start(small(), database).await;
    let (app, portal) = (world.server.app.clone(), world.installed().await.portal);
    control(&world, "fault", &json!({"kind": "html502", "method": "user.get"})).await;
    let job = app.enqueue(portal, JobWork::Structure, None).await.unwrap();
    assert!(job.new);
    let waits = || async { find(&app, portal, job.id).await.problem.is_some() };
    eventually("the first failure", Duration::from_secs(60), waits).await;
    let failed = find(&app, portal, job.id).await;
    assert_eq!((failed.state, failed.attempts), (JobState::Queued, 1), "{failed:?}");
    let pause = failed.due.0 - app.clock.now().0;
    assert!((1_000..=15_000).contains(&pause), "7.5 to 15 s from the failure on, {pause} ms are left");
    let address = format!("{}/_control/fault", world.portal.portal_url);
    assert!(world.server.client.delete(address).send().await.unwrap().status().is_success());
    // Somebody who asks for the same work does not wait for the next attempt.
    assert_eq!(
        app.enqueue(portal, JobWork::Structure, None).await.unwrap(),
        store::Enqueued { id: job.id, new: false }
    );
    let done = ended(&app, portal, job.id).await;
    assert_eq!((done.state, done.attempts, done.problem), (JobState::Done, 2, None));
    world.stop().await;
}

async fn a_job_that_cannot_succeed_is_given_up_in_words(database: Database) {
    let world = World::start(small(), database).await;
    let (app, portal) = (world.server.app.clone(), world.installed().await.portal);
    // Nobody else reads the portal while its answers are odd.
    app.sync.cancel(portal).await;
    let mut tx = app.store.begin().await.unwrap();
    tx.portals().set_phase(portal, domain::progress::Phase::Stopped, None).await.unwrap();
    tx.commit().await.unwrap();
    control(&world, "portal", &json!({"rest": false})).await;
    let job = app.enqueue(portal, JobWork::Structure, None).await.unwrap();
    let failed = ended(&app, portal, job.id).await;
    assert_eq!((failed.state, failed.attempts), (JobState::Failed, 1));
    assert!(failed.problem.is_some_and(|problem| problem.contains("REST")), "the portal's own words");
    world.stop().await;
}

async fn a_server_that_stops_gives_back_its_jobs_and_its_portals(database: Database) {
    let url = database.url.clone();
    let world = World::start(small(), database).await;
    let (app, portal) = (world.server.app.clone(), world.installed().await.portal);
    control(&world, "fault", &json!({"kind": "slow", "slow_ms": 30_000, "method": "user.get"})).await;
    let job = app.enqueue(portal, JobWork::Structure, None).await.unwrap();
    let begun = || async { find(&app, portal, job.id).await.state == JobState::Running };
    eventually("the beginning of the job", Duration::from_secs(20), begun).await;
    let store = Store::connect(&url).await.unwrap();
    let World { portal: emulator, server, _database } = world;
    let asked = std::time::Instant::now();
    server.stop().await;
    assert!(asked.elapsed() < Duration::from_secs(15), "stopping took {:?}", asked.elapsed());
    let mut reader = store.read().await.unwrap();
    let given = reader.jobs(portal).find(job.id).await.unwrap().unwrap();
    assert_eq!((given.state, given.attempts), (JobState::Queued, 0));
    let seats = reader.leases().seats(domain::day::Millis(0)).await.unwrap();
    assert_eq!(seats, [store::Seat { portal, owner: None }], "free at once, not when the lease ends");
    drop(reader);
    store.close().await;
    emulator.stop().await;
}

async fn the_same_work_asked_for_twice_is_done_once(database: Database) {
    let world = World::start(small(), database).await;
    let (app, portal) = (world.server.app.clone(), world.installed().await.portal);
    let before = world.portal.state.totals().methods["crm.category.list"];
    control(&world, "fault", &json!({"kind": "slow", "slow_ms": 500, "method": "user.get"})).await;
    let first = app.enqueue(portal, JobWork::Structure, None).await.unwrap();
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let app = app.clone();
        asked.spawn(async move { app.enqueue(portal, JobWork::Structure, None).await.unwrap() });
    }
    for again in asked.join_all().await {
        assert_eq!(again, store::Enqueued { id: first.id, new: false });
    }
    assert_eq!(ended(&app, portal, first.id).await.state, JobState::Done);
    assert_eq!(world.portal.state.totals().methods["crm.category.list"], before + 1);
    let again = app.enqueue(portal, JobWork::Structure, None).await.unwrap();
    assert!(again.new, "what is done can be asked for again");
    world.stop().await;
}

async fn what_the_portal_says_about_payment_is_asked_for(database: Database) {
    let world = World::start(small(), database).await;
    let (app, portal) = (world.server.app.clone(), world.installed().await.portal);
    let before = app.store.find_portal(portal).await.unwrap().unwrap().status;
    assert_ne!(before, "T");
    control(&world, "payment", &json!({"status": "T", "days": 14})).await;
    let stored = || async { app.store.find_portal(portal).await.unwrap().unwrap().status == "T" };
    eventually("the trial", Duration::from_secs(40), stored).await;
    // A stranger without any token can have the portal asked, not tell us what it says.
    let lie = [
        ("event", "ONAPPPAYMENT".to_owned()),
        ("data[STATUS]", "F".to_owned()),
        ("auth[member_id]", world.portal.state.member_id().to_owned()),
    ];
    assert!(world.server.post_form("/b24/event", &lie).await.status().is_success());
    let asked = app.enqueue(portal, JobWork::Account, None).await.unwrap();
    assert!(!asked.new, "one question at a time");
    ended(&app, portal, asked.id).await;
    assert_eq!(app.store.find_portal(portal).await.unwrap().unwrap().status, "T");
    world.stop().await;
}

async fn the_next_night_is_planned_ahead(database: Database) {
    let world = World::start(small(), database).await;
    let (app, portal) = (world.server.app.clone(), world.installed().await.portal);
    let planned = || async { !waiting(&app, portal).await.is_empty() };
    eventually("the plan", Duration::from_secs(40), planned).await;
    let jobs = waiting(&app, portal).await;
    let now = app.clock.now();
    for job in &jobs {
        assert!(job.due > now && job.due.0 - now.0 <= 25 * 3_600_000, "{job:?}");
        assert_eq!(job.asked_by, None);
    }
    assert!(jobs.iter().any(|job| job.work == JobWork::Structure));
    world.stop().await;
}

async fn waiting(app: &App, portal: PortalId) -> Vec<JobView> {
    let jobs = app.store.read().await.unwrap().jobs(portal).recent(50).await.unwrap();
    jobs.into_iter().filter(|job| job.state == JobState::Queued).collect()
}
