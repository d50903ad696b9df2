//! The report and the sums over HTTP: right, bounded, in words when refused.

use crate::world::{Database, Portal, World, on_both, problem, truth};
use domain::report::window::ReportPage;
use domain::summary::Summary;
use reqwest::StatusCode;
use std::collections::HashSet;

on_both!(
    sums_equal_the_portals_own,
    paging_shows_every_company_once_in_any_order,
    a_wrong_request_is_told_which_field_is_wrong,
);

async fn sums_equal_the_portals_own(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let summary: Summary = world.server.read("/api/summary", &session.token).await;
    assert_eq!(summary, truth(&world.portal, summary.people));
    assert_eq!(summary.people, crate::world::number(world.portal.state.records().users.len()));
    world.stop().await;
}

async fn paging_shows_every_company_once_in_any_order(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    for sort in ["title", "-title", "responsible", "last", "-last", "work", "-work", "-won", "-work.1", "won.2"] {
        let mut seen = HashSet::new();
        for offset in (0..).step_by(37) {
            let path = format!("/api/report?sort={sort}&offset={offset}&limit=37");
            let page: ReportPage = world.server.read(&path, &session.token).await;
            if page.window.rows.is_empty() {
                break;
            }
            for row in page.window.rows {
                assert!(seen.insert(row.id), "{sort}: {} came twice", row.id);
            }
        }
        assert_eq!(seen.len(), 300, "{sort}");
    }
    world.stop().await;
}

async fn a_wrong_request_is_told_which_field_is_wrong(database: Database) {
    let world = World::start(Portal { dataset: "empty".to_owned(), ..Portal::default() }, database).await;
    let session = world.installed().await;
    let cases = [
        ("/api/report?limit=0", "limit"),
        ("/api/report?limit=501", "limit"),
        ("/api/report?offset=-1", "offset"),
        ("/api/report?sort=nothing", "sort"),
        ("/api/report?responsible=a", "responsible"),
        ("/api/report?overdue=maybe", "overdue"),
    ];
    for (path, field) in cases {
        let response = world.server.get(path, &session.token).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
        let problem = problem(response).await;
        assert!(problem.detail.contains(field), "{path}: {}", problem.detail);
        assert_eq!(problem.kind, "invalid_request");
    }
    let unknown = world.server.get("/api/nothing", &session.token).await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    assert_eq!(problem(unknown).await.kind, "not_found");
    let long = format!("/api/report?q={}", "x".repeat(101));
    assert_eq!(world.server.get(&long, &session.token).await.status(), StatusCode::BAD_REQUEST);
    world.stop().await;
}
