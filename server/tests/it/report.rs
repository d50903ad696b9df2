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
    defect_5_3_03_a_changed_minimum_of_a_call_changes_the_report_at_once,
    defect_5_3_06_a_page_beyond_the_last_is_empty,
    a_portal_too_large_for_one_table_is_served_in_windows,
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

/// There, answers were cached without what they were counted by: 600 seconds right after 20 gave the numbers of 20.
async fn defect_5_3_03_a_changed_minimum_of_a_call_changes_the_report_at_once(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let never = async || -> u64 {
        let page: ReportPage = world.server.read("/api/report?last=never", &session.token).await;
        page.window.totals.companies
    };
    let mut counted = vec![never().await];
    for (version, seconds) in [(0, 600), (1, 3_600), (2, 0)] {
        let settings: domain::settings::KeptSettings = world.server.read("/api/settings", &session.token).await;
        let mut settings = settings.settings;
        settings.communications.min_seconds = seconds;
        settings.communications.meetings = false;
        let body = serde_json::json!({"version": version, "settings": settings});
        let address = format!("{}/api/settings", world.server.base);
        let answer = world.server.client.put(address).bearer_auth(&session.token).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        counted.push(never().await);
    }
    assert!(counted[1] < counted[2], "{counted:?}");
    assert!(counted[3] < counted[1], "{counted:?}");
    world.stop().await;
}

/// There, a page beyond the last was an error that broke the screen.
async fn defect_5_3_06_a_page_beyond_the_last_is_empty(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    for offset in [300, 1_000_000, usize::MAX] {
        let page: ReportPage = world.server.read(&format!("/api/report?offset={offset}"), &session.token).await;
        assert_eq!((page.window.rows.len(), page.window.totals.companies), (0, 300));
    }
    world.stop().await;
}

/// A viewer who sees more than is sent at once gets windows of the same report, and the table says so.
async fn a_portal_too_large_for_one_table_is_served_in_windows(database: Database) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let portal = crate::world::start_portal(&Portal::default(), &base).await;
    let server =
        crate::world::Server::start_sending(listener, &database, std::slice::from_ref(&portal.oauth_url), 299).await;
    let session = crate::world::install(&server, &portal).await;
    crate::world::wait_until_ready(&server, &session.token).await;
    let page: ReportPage = server.read("/api/report?limit=100", &session.token).await;
    assert!(page.windows_only && page.window.rows.len() == 100);
    let refused = server.get("/api/report/table", &session.token).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert_eq!(problem(refused).await.kind, "windows_only");
    server.stop().await;
    portal.stop().await;
}
