//! The page about data: what everybody is told, and what only administrators are.

use crate::live::change;
use crate::world::{Database, Portal, World, on_both, open, problem};
use domain::freshness::{DataOverview, Source};
use domain::progress::Entity;
use domain::requests::RequestPage;
use reqwest::StatusCode;
use serde_json::json;
use std::time::{Duration, Instant};

on_both!(
    the_overview_counts_what_the_portal_has_and_says_when_it_changed,
    an_ordinary_user_learns_freshness_and_nothing_else,
    the_log_of_calls_is_read_in_pages_and_by_method,
);

fn rows(overview: &DataOverview, entity: Entity) -> u64 {
    overview.entities.iter().find(|one| one.entity == entity).map_or(0, |one| one.rows)
}

async fn the_overview_counts_what_the_portal_has_and_says_when_it_changed(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    world.server.app.journal.flush().await;
    let overview: DataOverview = world.server.read("/api/data", &session.token).await;
    let records = {
        let records = world.portal.state.records();
        [records.companies.len(), records.deals.len(), records.activities.len(), records.calls.len()]
    };
    let entities = [Entity::Companies, Entity::Deals, Entity::Activities, Entity::Calls];
    assert_eq!(entities.map(|entity| rows(&overview, entity)), records.map(crate::world::number));
    assert!(rows(&overview, Entity::People) > 0 && rows(&overview, Entity::Dictionaries) > 0);
    let deals = |overview: &DataOverview| *overview.entities.iter().find(|one| one.entity == Entity::Deals).unwrap();
    assert_eq!((deals(&overview).source, deals(&overview).changed), (Source::Events, None));
    assert!(overview.inside.is_some_and(|inside| inside.calls > 5));

    let before = world.server.app.clock.now();
    change(&world, "deal", "update", 7, json!({"TITLE": "Новое имя"})).await;
    let started = Instant::now();
    let changed = loop {
        let overview: DataOverview = world.server.read("/api/data", &session.token).await;
        if let Some(changed) = deals(&overview).changed {
            break changed;
        }
        assert!(started.elapsed() < Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert!(changed >= before);
    world.stop().await;
}

async fn an_ordinary_user_learns_freshness_and_nothing_else(database: Database) {
    let world = World::start(Portal::default(), database).await;
    world.installed().await;
    let session = open(&world.server, &world.portal, 2).await;
    assert!(!session.admin);
    let overview: DataOverview = world.server.read("/api/data", &session.token).await;
    assert!(rows(&overview, Entity::Deals) > 0);
    assert_eq!(overview.inside, None);
    for path in ["/api/data/jobs", "/api/data/requests"] {
        let refused = world.server.get(path, &session.token).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{path}");
        assert_eq!(problem(refused).await.kind, "forbidden");
        assert_eq!(world.server.get(path, "stranger").await.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    world.stop().await;
}

async fn the_log_of_calls_is_read_in_pages_and_by_method(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    world.server.app.journal.flush().await;
    let whole: RequestPage = world.server.read("/api/data/requests?limit=200", &session.token).await;
    let first: RequestPage = world.server.read("/api/data/requests?limit=3", &session.token).await;
    assert_eq!(first.lines.len(), 3);
    let next = first.next.unwrap();
    let path = format!("/api/data/requests?limit=3&after={}.{}", next.at.0, next.serial);
    let second: RequestPage = world.server.read(&path, &session.token).await;
    assert!(first.lines.iter().all(|line| !second.lines.contains(line)));
    assert!(second.lines.iter().all(|line| whole.lines.contains(line) || line.at < whole.lines.last().unwrap().at));
    let companies: RequestPage = world.server.read("/api/data/requests?method=CRM.Company", &session.token).await;
    assert!(!companies.lines.is_empty());
    assert!(companies.lines.iter().all(|line| line.methods.contains("crm.company")));
    let failed: RequestPage = world.server.read("/api/data/requests?failed=1", &session.token).await;
    assert!(failed.lines.iter().all(|line| line.error.is_some() || line.status >= Some(400)));
    let refused = world.server.get("/api/data/requests?limit=0", &session.token).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    world.stop().await;
}
