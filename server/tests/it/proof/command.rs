//! `svodka audit`: the proof from the command line, beside a running server and without one.

use super::*;
use secrecy::ExposeSecret as _;
use std::process::{Command, Output};
use store::Store;

on_both!(an_audit_tells_by_its_exit_code_what_it_found);

async fn audit(world: &World, database: &str, options: &[&str]) -> Output {
    let key = world.server.app.config.identity.master_key.expose_secret().to_owned();
    let mut command = Command::new(env!("CARGO_BIN_EXE_svodka"));
    command
        .args(["--log", "warn", "audit", "--oauth-origin", &world.portal.oauth_url])
        .args(["--client-id", "app.svodka.demo"])
        .args(options)
        .env("DATABASE_URL", database)
        .env("SVODKA_CLIENT_SECRET", "svodka-demo-secret")
        .env("SVODKA_MASTER_KEY", key);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn told(output: &Output) -> (i32, String) {
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), text)
}

async fn an_audit_tells_by_its_exit_code_what_it_found(database: Database) {
    let url = database.url.clone();
    let (world, session) = world(database).await;
    let (code, text) = told(&audit(&world, &url, &[]).await);
    assert!(code == 0 && text.contains(": equal ("), "{code} {text}");

    // The server ends; a change waits in the portal's queue, and the copy is edited behind everybody's back.
    world.server.app.finish().await;
    change(&world, "deal", "update", 8, json!({"OPPORTUNITY": "4242"})).await;
    let store = Store::connect(&url).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let deal = tx.deals(session.portal).find(&[DealId(7)]).await.unwrap().remove(0);
    let edited = DealRow { amount: Amount(deal.amount.0 + 1), modified: Millis(deal.modified.0 + 5_000), ..deal };
    tx.deals(session.portal).upsert(&[edited]).await.unwrap();
    tx.companies(session.portal).delete(&[CompanyId(5)]).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;

    let only_told = audit(&world, &url, &["--json"]).await;
    let certificate: Value = serde_json::from_slice(&only_told.stdout).unwrap();
    assert_eq!((told(&only_told).0, &certificate["report"]["verdict"]), (1, &json!("differs")));
    let found: Vec<Difference> = serde_json::from_value(certificate["differences"].clone()).unwrap();
    let planted = ["companies 5 missing_here ", "deals 7 differs amount,modified"];
    assert_eq!(found.iter().map(spelled).collect::<Vec<_>>(), planted);

    let (code, text) = told(&audit(&world, &url, &["--repair", "--portal", world.portal.state.member_id()]).await);
    assert!(code == 1 && text.contains("deals 7: differs (amount, modified), repaired"), "{code} {text}");
    let (code, text) = told(&audit(&world, &url, &[]).await);
    assert!(code == 0 && text.contains(": equal ("), "{code} {text}");
    let (code, text) = told(&audit(&world, &url, &["--portal", "nobody"]).await);
    assert!(code == 2 && text.contains("no portal nobody"), "{code} {text}");
    world.portal.stop().await;
}
