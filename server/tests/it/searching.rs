//! Portals whose plan keeps no queue of events: what was modified is searched, what went is missed.

use crate::live::{change, control};
use crate::world::{Database, Portal, World, on_both, truth};
use domain::ids::PortalId;
use domain::summary::Summary;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use store::ChangeSource;

on_both!(
    a_plan_without_a_queue_is_searched,
    a_plan_that_loses_its_queue_and_gets_it_back_misses_nothing,
    an_old_portal_that_knows_no_features_is_searched,
    records_that_went_while_the_app_was_away_are_gone_after_the_return,
    a_return_with_smaller_rights_loses_nothing_from_the_copy,
);

fn small() -> Portal {
    Portal { dataset: "scale:companies=60,deals=400,activities=600,seed=9".to_owned(), ..Portal::default() }
}

async fn act(world: &World, method: &str, params: Value) -> Value {
    control(world, "act", &json!({"method": method, "params": params, "user_id": 1})).await
}

/// Waits until the report's sums are the portal's.
async fn until_true(world: &World, token: &str, story: &str) {
    let started = Instant::now();
    loop {
        let summary: Summary = world.server.read("/api/summary", token).await;
        let expected = truth(&world.portal, summary.people);
        if summary == expected {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(40), "{story}: {summary:?} instead of {expected:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The reader begins anew, and with it what it does now and then.
async fn again(world: &World, portal: PortalId) {
    world.server.app.sync.cancel(portal).await;
    world.server.app.sync.begin(portal).await.unwrap();
}

async fn source(world: &World, portal: PortalId) -> Option<ChangeSource> {
    world.server.app.store.read().await.unwrap().portals().change_source(portal).await.unwrap()
}

async fn change_all_kinds(world: &World) {
    change(world, "deal", "update", 7, json!({"OPPORTUNITY": "123456"})).await;
    change(world, "deal", "update", 8, json!({"COMPANY_ID": 3})).await;
    change(world, "deal", "create", 0, json!({"TITLE": "Новая", "OPPORTUNITY": "77", "COMPANY_ID": 4})).await;
    change(world, "company", "create", 0, json!({"TITLE": "Новая", "ASSIGNED_BY_ID": 2})).await;
    control(world, "call", &json!({"user_id": 1, "company_id": 5, "duration": 60})).await;
    act(
        world,
        "crm.requisite.add",
        json!({"fields": {"ENTITY_TYPE_ID": 4, "ENTITY_ID": 6, "PRESET_ID": 1,
        "NAME": "Реквизит", "RQ_INN": "5406000001"}}),
    )
    .await;
}

async fn counts(world: &World, portal: PortalId) -> [u64; 6] {
    let mut reader = world.server.app.store.read().await.unwrap();
    [
        reader.companies(portal).count().await.unwrap(),
        reader.requisites(portal).count().await.unwrap(),
        reader.contacts(portal).count().await.unwrap(),
        reader.deals(portal).count().await.unwrap(),
        reader.activities(portal).count().await.unwrap(),
        reader.calls(portal).count().await.unwrap(),
    ]
}

fn portal_counts(world: &World) -> [u64; 6] {
    let records = world.portal.state.records();
    [
        records.companies.len(),
        records.requisites.iter().filter(|row| row.entity_type == portal::model::COMPANY).count(),
        records.contacts.len(),
        records.deals.len(),
        records.activities.len(),
        records.calls.len(),
    ]
    .map(|count| u64::try_from(count).unwrap())
}

async fn until_counted(world: &World, portal: PortalId, story: &str) {
    let started = Instant::now();
    loop {
        let (here, there) = (counts(world, portal).await, portal_counts(world));
        if here == there {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(40), "{story}: {here:?} instead of {there:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn a_plan_without_a_queue_is_searched(database: Database) {
    let world = World::start(small(), database).await;
    control(&world, "feature", &json!({"offline_events": false})).await;
    let session = world.installed().await;
    assert_eq!(source(&world, session.portal).await, Some(ChangeSource::Sweep));
    change_all_kinds(&world).await;
    let told = Instant::now();
    until_true(&world, &session.token, "changes").await;
    until_counted(&world, session.portal, "new records").await;
    assert!(told.elapsed() < Duration::from_secs(15), "a change shows within {:?}", told.elapsed());
    change(&world, "deal", "delete", 9, json!({})).await;
    change(&world, "company", "delete", 10, json!({})).await;
    change(&world, "activity", "delete", 11, json!({})).await;
    again(&world, session.portal).await;
    until_true(&world, &session.token, "deletions").await;
    until_counted(&world, session.portal, "deletions").await;
    // What was searched once is not news the next time.
    let before: Summary = world.server.read("/api/summary", &session.token).await;
    let revision = world.server.app.store.read().await.unwrap().portals().revision(session.portal).await.unwrap();
    world.server.app.sync.wake(session.portal);
    tokio::time::sleep(Duration::from_secs(4)).await;
    let later = world.server.app.store.read().await.unwrap().portals().revision(session.portal).await.unwrap();
    assert_eq!(revision, later, "a search that finds nothing new changes nothing");
    assert_eq!(before, world.server.read::<Summary>("/api/summary", &session.token).await);
    world.stop().await;
}

async fn a_plan_that_loses_its_queue_and_gets_it_back_misses_nothing(database: Database) {
    let world = World::start(small(), database).await;
    let session = world.installed().await;
    assert_eq!(source(&world, session.portal).await, Some(ChangeSource::Queue));
    // While nobody reads, some changes are queued; then the plan is worse and the others are not.
    world.server.app.sync.cancel(session.portal).await;
    change(&world, "deal", "update", 12, json!({"OPPORTUNITY": "1"})).await;
    control(&world, "feature", &json!({"offline_events": false})).await;
    change_all_kinds(&world).await;
    world.server.app.sync.begin(session.portal).await.unwrap();
    until_true(&world, &session.token, "changes of both kinds").await;
    until_counted(&world, session.portal, "records of both kinds").await;
    assert_eq!(source(&world, session.portal).await, Some(ChangeSource::Sweep));
    control(&world, "feature", &json!({"offline_events": true})).await;
    change(&world, "deal", "delete", 13, json!({})).await;
    again(&world, session.portal).await;
    until_true(&world, &session.token, "the return").await;
    let started = Instant::now();
    while source(&world, session.portal).await != Some(ChangeSource::Queue) {
        assert!(started.elapsed() < Duration::from_secs(30), "the queue is not used again");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    change(&world, "deal", "delete", 14, json!({})).await;
    until_true(&world, &session.token, "a deletion from the queue").await;
    world.stop().await;
}

async fn an_old_portal_that_knows_no_features_is_searched(database: Database) {
    let world = World::start(small(), database).await;
    for method in ["feature.get", "event.offline.get", "event.offline.list"] {
        control(&world, "confirm", &json!({"method": method, "answer": "denied"})).await;
    }
    let session = world.installed().await;
    assert_eq!(source(&world, session.portal).await, Some(ChangeSource::Sweep));
    change(&world, "deal", "update", 7, json!({"OPPORTUNITY": "5"})).await;
    until_true(&world, &session.token, "a change").await;
    world.stop().await;
}

async fn records_that_went_while_the_app_was_away_are_gone_after_the_return(database: Database) {
    let world = World::start(small(), database).await;
    let session = world.installed().await;
    control(&world, "uninstall", &json!({})).await;
    let started = Instant::now();
    while world.server.app.store.find_portal(session.portal).await.unwrap().is_some_and(|portal| !portal.uninstalled) {
        assert!(started.elapsed() < Duration::from_secs(20), "the removal is not heard");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for deal in [3, 4, 5] {
        change(&world, "deal", "delete", deal, json!({})).await;
    }
    change(&world, "company", "delete", 6, json!({})).await;
    control(&world, "install", &json!({})).await;
    let session = world.installed().await;
    until_true(&world, &session.token, "the return").await;
    until_counted(&world, session.portal, "the return").await;
    world.stop().await;
}

async fn a_return_with_smaller_rights_loses_nothing_from_the_copy(database: Database) {
    let world = World::start(small(), database).await;
    let session = world.installed().await;
    control(&world, "feature", &json!({"offline_events": false})).await;
    again(&world, session.portal).await;
    let before = counts(&world, session.portal).await;
    control(&world, "portal", &json!({"own_records_only": [1]})).await;
    again(&world, session.portal).await;
    let started = Instant::now();
    // The comparison of both sides is over once a change that came after it is here.
    change(&world, "deal", "create", 0, json!({"TITLE": "Своя", "ASSIGNED_BY_ID": 1, "OPPORTUNITY": "5"})).await;
    while counts(&world, session.portal).await.iter().sum::<u64>() == before.iter().sum::<u64>() {
        assert!(started.elapsed() < Duration::from_secs(60), "the change is not found");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for (now, before) in counts(&world, session.portal).await.iter().zip(before) {
        assert!(*now >= before, "{now} of {before} rows are left");
    }
    world.stop().await;
}
