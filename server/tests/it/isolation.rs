//! Nothing of one portal is reachable from another, on any route.

use crate::world::{Portal, Server, install, on_both, open, start_portal, wait_until_ready};
use domain::report::window::ReportPage;
use domain::summary::Summary;
use reqwest::StatusCode;
use tokio::net::TcpListener;

on_both!(another_portals_data_is_nowhere_to_be_found, sessions_of_an_ordinary_user_hold_own_rows_only);

/// Every route that answers data; a new one belongs here.
const ROUTES: [&str; 15] = [
    "/api/data",
    "/api/data/jobs",
    "/api/data/requests",
    "/api/progress",
    "/api/report",
    "/api/report?offset=0&limit=500&directory=1",
    "/api/report/table",
    "/api/report/changes?since=0",
    "/api/summary",
    "/api/settings",
    "/api/settings/choices",
    "/api/views",
    "/api/report/overdue",
    "/api/report/export?format=csv",
    "/api/report/export?format=xlsx",
];

async fn another_portals_data_is_nowhere_to_be_found(database: crate::world::Database) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let full = start_portal(&Portal::default(), &base).await;
    let bare = Portal { dataset: "empty".to_owned(), member_id: "b".repeat(32), ..Portal::default() };
    let bare = start_portal(&bare, &base).await;
    let server = Server::start(listener, &database, &[full.oauth_url.clone(), bare.oauth_url.clone()]).await;
    let first = install(&server, &full).await;
    let second = install(&server, &bare).await;
    wait_until_ready(&server, &first.token).await;
    wait_until_ready(&server, &second.token).await;
    assert_ne!(first.portal, second.portal);

    let mine: ReportPage = server.read("/api/report?limit=500", &first.token).await;
    assert_eq!(mine.window.rows.len(), 300);
    let titles: Vec<String> = mine.window.rows.iter().map(|row| row.title.clone()).collect();
    for route in ROUTES {
        let response = server.get(route, &second.token).await;
        assert_eq!(response.status(), StatusCode::OK, "{route}");
        let body = response.bytes().await.unwrap();
        let text = String::from_utf8_lossy(&body);
        assert!(
            titles.iter().all(|title| !text.contains(title.as_str())),
            "{route} tells the other portal's companies"
        );
        assert_eq!(server.get(route, "stranger").await.status(), StatusCode::UNAUTHORIZED, "{route}");
    }
    let theirs: ReportPage = server.read("/api/report?directory=1", &second.token).await;
    assert_eq!((theirs.window.in_scope, theirs.window.rows.len()), (0, 0));
    let summary: Summary = server.read("/api/summary", &second.token).await;
    assert_eq!((summary.companies, summary.by_responsible.len()), (0, 0));
    server.stop().await;
    full.stop().await;
    bare.stop().await;
}

async fn sessions_of_an_ordinary_user_hold_own_rows_only(database: crate::world::Database) {
    let world = crate::world::World::start(Portal::default(), database).await;
    let admin = world.installed().await;
    let all: ReportPage = world.server.read("/api/report?limit=500", &admin.token).await;
    let busy = all.window.rows.iter().find_map(|row| row.responsible.filter(|person| person.0 > 1)).unwrap();
    let session = open(&world.server, &world.portal, u32::try_from(busy.0).unwrap()).await;
    let own: ReportPage = world.server.read("/api/report?limit=500&directory=1", &session.token).await;
    let directory = own.directory.clone().unwrap();
    let rights = domain::activity::rights::RightsBook::default();
    let (people, departments) = (&directory.people, &directory.departments);
    let scope = domain::rights::Staff { people, departments, rights: &rights }.scope(session.person, false);
    let expected: Vec<_> =
        all.window.rows.iter().filter(|row| scope.includes(row.responsible)).map(|row| row.id).collect();
    let shown: Vec<_> = own.window.rows.iter().map(|row| row.id).collect();
    assert!(!expected.is_empty() && expected.len() < all.window.rows.len());
    assert_eq!(shown, expected);
    assert_eq!(own.window.in_scope, u64::try_from(expected.len()).unwrap());
    assert_eq!(own.window.without_company, None);
    let table = world.server.get("/api/report/table", &session.token).await;
    assert_eq!(table.headers()["content-encoding"], "br");
    let plain = decompress(&table.bytes().await.unwrap());
    let table: domain::report::table::ReportTable = postcard::from_bytes(&plain).unwrap();
    assert_eq!(table.len(), expected.len());
    world.stop().await;
}

fn decompress(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    brotli::BrotliDecompress(&mut &body[..], &mut plain).unwrap();
    plain
}
