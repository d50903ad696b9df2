//! The life of the app in a portal: what is paid for, what a new version uses, what a return finds.

use crate::live::{change, control};
use crate::world::{Database, Portal, World, on_both};
use domain::ids::PortalId;
use domain::progress::Phase;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use store::Payment;

on_both!(
    a_portal_whose_trial_ends_keeps_its_data_and_is_read_on_once_it_pays,
    a_new_version_removes_what_it_does_not_use
);

async fn world(database: Database) -> (World, PortalId) {
    let dataset = "scale:companies=20,deals=40,activities=0,seed=2".to_owned();
    let world = World::start(Portal { dataset, ..Portal::default() }, database).await;
    let session = world.installed().await;
    (world, session.portal)
}

async fn review(world: &World, portal: PortalId) {
    let app = &world.server.app;
    let found = app.store.find_portal(portal).await.unwrap().unwrap();
    let client = app.sync.client(&found).unwrap();
    if server::standing::review(app, &app.store, &client, &found).await.unwrap() {
        app.sync.begin(portal).await.unwrap();
    }
}

async fn standing(world: &World, portal: PortalId) -> (Phase, Option<String>, Payment) {
    let mut reader = world.server.app.store.read().await.unwrap();
    let found = reader.portals().find(portal).await.unwrap().unwrap();
    (found.phase, found.problem, reader.portals().payment(portal).await.unwrap())
}

async fn a_portal_whose_trial_ends_keeps_its_data_and_is_read_on_once_it_pays(database: Database) {
    let (world, portal) = world(database).await;
    control(&world, "payment", &json!({"status": "T", "days": 3})).await;
    review(&world, portal).await;
    let trial = Payment { status: "T".to_owned(), expired: false, days_left: Some(3) };
    assert_eq!(standing(&world, portal).await, (Phase::Ready, None, trial));
    control(&world, "payment", &json!({"status": "T", "days": -1})).await;
    review(&world, portal).await;
    let (phase, problem, payment) = standing(&world, portal).await;
    assert_eq!((phase, problem.as_deref(), payment.expired), (Phase::Stopped, Some("PAYMENT_REQUIRED"), true));
    let mut reader = world.server.app.store.read().await.unwrap();
    assert_eq!(reader.companies(portal).count().await.unwrap(), 20, "what was read is kept");
    drop(reader);
    change(&world, "company", "create", 0, json!({"TITLE": "Новая"})).await;
    control(&world, "payment", &json!({"status": "S", "days": 30})).await;
    review(&world, portal).await;
    let started = Instant::now();
    loop {
        let mut reader = world.server.app.store.read().await.unwrap();
        if reader.companies(portal).count().await.unwrap() == 21 {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(40), "a portal that has paid is read on");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(standing(&world, portal).await.2.status, "S");
    world.stop().await;
}

async fn a_new_version_removes_what_it_does_not_use(database: Database) {
    let (world, portal) = world(database).await;
    let app = &world.server.app;
    let found = app.store.find_portal(portal).await.unwrap().unwrap();
    let client = app.sync.client(&found).unwrap();
    let call = async |method: &str, params: Value| client.call(method, params).await.unwrap().result;
    let handlers = async || {
        let rows = call("event.get", json!({})).await;
        let mut rows: Vec<String> = rows.as_array().unwrap().iter().map(ToString::to_string).collect();
        rows.sort();
        rows
    };
    let before = handlers().await;
    // What a former version at another address had bound.
    let old = "http://old.example.com/event";
    call("event.bind", json!({"event": "ONCRMLEADADD", "handler": old})).await;
    call("placement.bind", json!({"PLACEMENT": "CRM_LEAD_DETAIL_TAB", "HANDLER": old, "TITLE": "x"})).await;
    // What the update took away.
    let mine = format!("{}/b24/event", world.server.base);
    call("event.unbind", json!({"event": "ONAPPPAYMENT", "handler": mine})).await;
    assert_ne!(handlers().await, before);
    server::install::bind(app, &client).await.unwrap();
    let after = handlers().await;
    assert_eq!(after.len(), before.len());
    assert!(
        after.iter().any(|row| row.contains("ONAPPPAYMENT")) && !after.iter().any(|row| row.contains("old.example"))
    );
    let placements = call("placement.get", json!({})).await.to_string();
    assert!(!placements.contains("old.example") && placements.contains("LEFT_MENU"), "{placements}");
    world.stop().await;
}
