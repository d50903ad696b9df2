//! The portal's limits, kept by one account of them for as long as the server runs.

use crate::world::{Database, Portal, World, install, on_both};
use bitrix24::ErrorKind;
use portal::config::LimitsProfile;
use serde_json::json;
use std::time::Duration;

on_both!(an_installation_repeated_does_not_forget_what_was_asked);

async fn an_installation_repeated_does_not_forget_what_was_asked(database: Database) {
    let dataset = "scale:companies=20,deals=50,activities=50,seed=5".to_owned();
    let limits = LimitsProfile::Cloud;
    let world = World::start(Portal { dataset, limits, ..Portal::default() }, database).await;
    let session = world.installed().await;
    let portal = world.server.app.portal(session.portal).await.unwrap().unwrap();

    // All that may be asked at once is asked at once.
    let client = world.server.app.sync.client(&portal).unwrap();
    let hasty = client.with_patience(Duration::from_millis(100));
    let refusal = loop {
        if let Err(error) = hasty.call("app.info", json!({})).await {
            break error;
        }
    };
    assert!(matches!(refusal.kind, ErrorKind::RetryLater { .. }), "{refusal:?}");
    assert_eq!(refusal.code, "LOCAL_LIMIT");

    // Installing stores new tokens and makes a new client, which may not begin with a full bucket: the portal's is empty.
    install(&world.server, &world.portal).await;
    world.server.app.sync.forget(portal.id);
    let renewed = world.server.app.sync.client(&portal).unwrap();
    for _ in 0..8 {
        renewed.call("app.info", json!({})).await.unwrap();
    }
    assert_eq!(world.portal.state.totals().refused, 0);
    assert_eq!((client.counters().refused, renewed.counters()), (0, client.counters()));
    world.stop().await;
}
