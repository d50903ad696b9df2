//! Who sees what while a portal is read for the first time: tables may be a moment old then, rights never are.

use crate::world::{Database, LONG, Portal, World, install, on_both, open};
use domain::activity::period::Month;
use domain::activity::rights::{RightSet, Sees};
use domain::ids::{PersonId, PortalId};
use domain::progress::Phase;
use domain::rights::Scope;
use reqwest::StatusCode;
use serde_json::json;
use server::clock::Clock;
use server::reports::Reports;
use std::time::Instant;

on_both!(
    a_right_that_ends_ends_at_once_although_the_table_rests,
    people_read_first_are_known_to_pages_that_were_open_before,
);

async fn found(world: &World, portal: PortalId) -> store::Portal {
    world.server.app.portal(portal).await.unwrap().unwrap()
}

async fn a_right_that_ends_ends_at_once_although_the_table_rests(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let admin = world.installed().await;
    let app = &world.server.app;
    let employee = PersonId(2);
    app.sync.cancel(admin.portal).await;
    let mut tx = app.store.begin().await.unwrap();
    tx.portals().set_phase(admin.portal, Phase::Backfill, None).await.unwrap();
    tx.commit().await.unwrap();
    // Time stands still, so that the table rests as long as the test lasts.
    let reports = Reports::new(app.store.clone(), Clock::fixed(app.clock.now()));
    let sees = async || {
        let portal = found(&world, admin.portal).await;
        let (rights, scope) = reports.rights_of(&portal, employee, false).await.unwrap();
        let table = reports.current(&portal).await.unwrap().read().revision;
        (rights.sees, scope, table < portal.revision)
    };
    let give = async |set: Option<RightSet>| {
        let body = json!({"subject": {"person": employee}, "set": set});
        let address = format!("{}/api/activity/rights", world.server.base);
        let given = world.server.client.put(address).bearer_auth(&admin.token).json(&body).send().await.unwrap();
        assert_eq!(given.status(), StatusCode::OK, "{}", given.text().await.unwrap());
    };

    let (usual, narrow, rests) = sees().await;
    assert!(!rests && narrow != Scope::All);
    give(Some(RightSet { sees: Sees::All, ..RightSet::EMPLOYEE })).await;
    assert_eq!(sees().await, (Sees::All, Scope::All, true), "the table is the one from before");
    give(None).await;
    assert_eq!(sees().await, (usual, narrow, true), "the table is still the one from before");
    world.stop().await;
}

async fn people_read_first_are_known_to_pages_that_were_open_before(database: Database) {
    let dataset = "scale:companies=3000,deals=20000,activities=30000,seed=4".to_owned();
    let world = World::start(Portal { dataset, ..Portal::default() }, database).await;
    let app = &world.server.app;
    let session = open(&world.server, &world.portal, 1).await;
    let people = async |portal: &store::Portal| {
        let year = Month::of(app.boards.today(portal)).year();
        let board = app.boards.current(portal, year).await.unwrap();
        board.read().setup.people.len()
    };
    assert_eq!(people(&found(&world, session.portal).await).await, 0);
    install(&world.server, &world.portal).await;
    let started = Instant::now();
    loop {
        let portal = found(&world, session.portal).await;
        if people(&portal).await > 0 {
            break;
        }
        assert_ne!(portal.phase, Phase::Ready, "people were known only once everything was read");
        assert!(started.elapsed() < LONG);
    }
    world.stop().await;
}
