//! The log of calls to portals: complete, never a secret in it, gone with its portal, and no burden on the reading.

use crate::live::{change, control};
use crate::world::{Database, Portal, World, install, on_both, open, wait_until_ready};
use domain::ids::PortalId;
use domain::requests::{RequestFilter, RequestLine};
use serde_json::json;
use std::collections::BTreeSet;

on_both!(
    every_call_of_an_installation_and_a_reading_is_kept_without_a_secret,
    a_portal_erased_takes_its_log_along,
    nobody_writes_into_a_portals_log_by_naming_it,
);

async fn log_of(world: &World, portal: PortalId) -> Vec<RequestLine> {
    world.server.app.journal.flush().await;
    let mut reader = world.server.app.store.read().await.unwrap();
    let mut log = reader.request_log(portal);
    let mut lines = Vec::new();
    let mut filter = RequestFilter { limit: 200, ..RequestFilter::default() };
    loop {
        let page = log.page(&filter).await.unwrap();
        lines.extend(page.lines);
        if page.next.is_none() {
            assert_eq!(u64::try_from(lines.len()).unwrap(), page.kept);
            return lines;
        }
        filter.after = page.next;
    }
}

/// Everything the table holds, read without the code that writes it.
async fn whole_table(url: &str) -> String {
    if url.starts_with("sqlite") {
        let pool = sqlx::SqlitePool::connect(url).await.unwrap();
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT portal_id || '|' || at || '|' || serial || '|' || host || '|' || method || '|' || methods || '|' ||
               COALESCE(status, '') || '|' || COALESCE(error, '') || '|' || duration_ms || '|' ||
               COALESCE(operating_ms, '') || '|' || row_count || '|' || params FROM request_log",
        )
        .fetch_all(&pool)
        .await
        .unwrap();
        pool.close().await;
        rows.join("\n")
    } else {
        let pool = sqlx::PgPool::connect(url).await.unwrap();
        let rows: Vec<String> =
            sqlx::query_scalar("SELECT CAST(r AS TEXT) FROM request_log r").fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows.join("\n")
    }
}

async fn every_call_of_an_installation_and_a_reading_is_kept_without_a_secret(database: Database) {
    let url = database.url.clone();
    let world = World::start(Portal::default(), database).await;
    let mut secrets: BTreeSet<String> = BTreeSet::new();
    let session = install(&world.server, &world.portal).await;
    secrets.extend(world.portal.state.secrets());
    wait_until_ready(&world.server, &session.token).await;
    // Another person opens the app, a token is renewed, a refusal quotes what it was sent, a change arrives.
    open(&world.server, &world.portal, 2).await;
    secrets.extend(world.portal.state.secrets());
    control(&world, "expire-tokens", &json!({})).await;
    control(&world, "fault", &json!({"kind": "invalid_token", "method": "event.offline.get", "times": 1})).await;
    change(&world, "deal", "update", 7, json!({"TITLE": "Новое имя"})).await;
    world.server.app.sync.wake(session.portal);
    for _ in 0..600 {
        let lines = log_of(&world, session.portal).await;
        if lines.iter().any(|line| line.method.starts_with("oauth")) && lines.iter().any(|line| line.error.is_some()) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    secrets.extend(world.portal.state.secrets());

    let lines = log_of(&world, session.portal).await;
    let methods: BTreeSet<&str> = lines.iter().map(|line| line.method.as_str()).collect();
    let told: Vec<&str> = lines.iter().map(|line| line.methods.as_str()).collect();
    for method in ["profile", "batch", "event.get", "event.offline.get"] {
        assert!(methods.contains(method), "{method} in {methods:?}");
    }
    for command in ["crm.item.list", "crm.company.list", "crm.activity.list", "event.bind"] {
        assert!(told.iter().any(|methods| methods.contains(command)), "{command} in {told:?}");
    }
    assert!(methods.iter().any(|method| method.starts_with("oauth")), "a renewal in {methods:?}");
    assert!(lines.iter().any(|line| line.status == Some(401) && line.error.is_some()), "the refusal");
    assert!(lines.iter().any(|line| line.rows >= 50), "rows are counted");
    // The portal's own count of requests, renewals and openings apart.
    let calls = lines.iter().filter(|line| line.host == world.portal.state.domain()).count();
    let seen = usize::try_from(world.portal.state.totals().requests).unwrap();
    assert!(calls <= seen && calls + 4 >= seen, "{calls} of {seen} requests are in the log");

    let table = whole_table(&url).await;
    assert!(table.lines().count() >= lines.len());
    assert!(secrets.len() > 4, "the portal issued secrets: {}", secrets.len());
    for secret in &secrets {
        assert!(!table.contains(secret.as_str()), "a secret is in the log");
        let part = secret.get(..secret.len().min(24)).unwrap();
        assert!(!table.contains(part), "a part of a secret is in the log");
    }
    assert!(!table.contains(&session.token));
    world.stop().await;
}

async fn a_portal_erased_takes_its_log_along(database: Database) {
    let url = database.url.clone();
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    assert!(!log_of(&world, session.portal).await.is_empty());
    let uninstall = format!("{}/_control/uninstall?clean=1", world.portal.portal_url);
    assert!(world.server.client.post(uninstall).send().await.unwrap().status().is_success());
    for _ in 0..600 {
        if crate::world::known_portals(&world.server).await == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    world.server.app.journal.flush().await;
    assert_eq!(whole_table(&url).await, "");
    world.stop().await;
}

async fn nobody_writes_into_a_portals_log_by_naming_it(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let before = log_of(&world, session.portal).await.len();
    let openings = |lines: &[RequestLine]| lines.iter().filter(|line| line.method == "oauth/app.info").count();
    let proven = openings(&log_of(&world, session.portal).await);
    assert!(before > 0 && proven > 0);
    for _ in 0..5 {
        let body = json!({"by": "frame", "auth_id": "made-up", "member_id": world.portal.state.member_id(), "domain": world.portal.state.domain()});
        let refused = world.server.post_json("/api/session", None, &body).await;
        assert_eq!(refused.status(), reqwest::StatusCode::FORBIDDEN);
    }
    assert_eq!(openings(&log_of(&world, session.portal).await), proven);
    world.stop().await;
}
