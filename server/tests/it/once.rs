//! `svodka sync`: portals read through once from the command line.

use crate::live::change;
use crate::world::{Database, Portal, World, on_both};
use secrecy::ExposeSecret as _;
use serde_json::json;
use std::process::{Command, Output};

on_both!(changes_made_while_no_server_ran_are_read_once_and_a_running_server_is_left_alone);

async fn sync(world: &World, database: &str, portal: &str) -> Output {
    let key = world.server.app.config.identity.master_key.expose_secret().to_owned();
    let mut command = Command::new(env!("CARGO_BIN_EXE_svodka"));
    command
        .args(["--log", "warn", "sync", "--portal", portal, "--oauth-origin", &world.portal.oauth_url])
        .args(["--client-id", "app.svodka.demo"])
        .env("DATABASE_URL", database)
        .env("SVODKA_CLIENT_SECRET", "svodka-demo-secret")
        .env("SVODKA_MASTER_KEY", key);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn changes_made_while_no_server_ran_are_read_once_and_a_running_server_is_left_alone(database: Database) {
    let url = database.url.clone();
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let busy = sync(&world, &url, "all").await;
    assert!(busy.status.success(), "{}", words(&busy));
    assert!(words(&busy).contains("a running server reads it"), "{}", words(&busy));

    // The server ends; what happens now waits in the portal's queue.
    world.server.app.finish().await;
    change(&world, "deal", "delete", 7, json!({})).await;
    change(&world, "deal", "update", 8, json!({"OPPORTUNITY": "4242"})).await;
    let done = sync(&world, &url, world.portal.state.member_id()).await;
    assert!(done.status.success(), "{}", words(&done));
    assert!(words(&done).contains("2 changes applied"), "{}", words(&done));
    assert!(words(&done).contains("1 of 1 portals are up to date"), "{}", words(&done));
    let store = store::Store::connect(&url).await.unwrap();
    let deals = store.read().await.unwrap().deals(session.portal).count().await.unwrap();
    assert_eq!(deals, crate::world::number(world.portal.state.records().deals.len()));
    store.close().await;

    let unknown = sync(&world, &url, "nobody").await;
    assert!(!unknown.status.success() && words(&unknown).contains("no portal nobody"), "{}", words(&unknown));
    world.portal.stop().await;
}
