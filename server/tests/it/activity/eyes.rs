//! The report of communications and deals through another person's eyes: exactly what they see, nothing changed, noted.

use super::{Cast, cast};
use crate::world::{Database, Portal, World, on_both};
use domain::report::table::ReportTable;
use domain::report::views::{View, Views};
use domain::report::window::ReportPage;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::http::activity::audit::AuditEntry;

on_both!(
    who_administers_sees_the_report_as_its_viewer_does,
    nothing_is_changed_through_lent_eyes,
    eyes_are_lent_to_administrators_alone,
);

/// An answer as it was sent, without compression.
async fn body(world: &World, path: &str, token: &str) -> Vec<u8> {
    let response = world.server.get(path, token).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.bytes().await.unwrap().to_vec()
}

fn through(path: &str, eyes: i64) -> String {
    let join = if path.contains('?') { '&' } else { '?' };
    format!("{path}{join}as={eyes}")
}

/// The head's first company in their own order, and one of the whole portal's that they do not see.
async fn companies(world: &World, cast: &Cast) -> (i64, i64) {
    let own: ReportPage = world.server.read("/api/report?limit=500", &cast.head.token).await;
    let all: ReportPage = world.server.read("/api/report?limit=500", &cast.admin.token).await;
    let sees = |id| own.window.rows.iter().any(|row| row.id == id);
    let hidden = all.window.rows.iter().find(|row| !sees(row.id)).expect("the head does not see everything");
    (own.window.rows[0].id.0, hidden.id.0)
}

async fn who_administers_sees_the_report_as_its_viewer_does(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (admin, head, eyes) = (&cast.admin.token, &cast.head.token, cast.head.person.0);
    let (company, hidden) = companies(&world, &cast).await;
    let mine = json!({"name": "Мои клиенты", "query": "overdue=1"});
    let kept = world.server.post_json("/api/views", Some(head), &mine).await;
    let kept: View = kept.json().await.unwrap();
    let mut paths: Vec<String> = ["report?limit=500&directory=1", "report/table", "summary", "report/overdue"]
        .map(|path| format!("/api/{path}"))
        .into();
    paths.extend(["deals", "timeline"].map(|what| format!("/api/report/{what}?company={company}")));
    paths.push(format!("/api/report/company?id={company}"));
    paths.push("/api/report/total?of=work".to_owned());
    paths.push("/api/report/export?format=csv".to_owned());
    for path in paths {
        let theirs = body(&world, &path, head).await;
        assert_eq!(body(&world, &through(&path, eyes), admin).await, theirs, "{path}");
        assert_ne!(theirs, Vec::<u8>::new(), "{path}");
    }
    let whole = body(&world, "/api/report?limit=500", admin).await;
    assert_ne!(whole, body(&world, "/api/report?limit=500", head).await, "the administrator sees more");
    let response = world.server.get(&through("/api/report/table", eyes), admin).await;
    let (revision, basis) =
        ["x-revision", "x-basis"].map(|name| response.headers()[name].to_str().unwrap().to_owned()).into();
    let changes = through(&format!("/api/report/changes?since={revision}&basis={basis}"), eyes);
    let own = body(&world, &format!("/api/report/changes?since={revision}&basis={basis}"), head).await;
    assert_eq!(body(&world, &changes, admin).await, own, "the table stands on the same sight");
    for what in
        [format!("deals?company={hidden}"), format!("timeline?company={hidden}"), format!("company?id={hidden}")]
    {
        let response = world.server.get(&through(&format!("/api/report/{what}"), eyes), admin).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{what}");
    }
    let views: Views = world.server.read(&through("/api/views", eyes), admin).await;
    assert!(views.views.iter().any(|view| view.id == kept.id), "their own views are shown");
    assert!(!views.may_share);
    let log: Vec<AuditEntry> = world.server.read("/api/activity/audit", admin).await;
    let looks = log.iter().filter(|entry| entry.action == "view.as").map(|entry| (entry.author, entry.person));
    assert_eq!(looks.collect::<Vec<_>>(), [(cast.admin.person, Some(cast.head.person))], "once, not once a request");
    let files = log.iter().filter(|entry| entry.action == "report.export").map(|entry| (entry.author, entry.person));
    let expected = [(cast.admin.person, Some(cast.head.person)), (cast.head.person, None)];
    assert_eq!(files.collect::<Vec<_>>(), expected, "a file says through whose eyes it was made");
    world.stop().await;
}

async fn nothing_is_changed_through_lent_eyes(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (company, _) = companies(&world, &cast).await;
    let (admin, eyes) = (&cast.admin.token, cast.head.person.0);
    let deals = world.portal.state.records().deals.len();
    let wish = json!({"company": company, "direction": 0, "key": "k"});
    let view = json!({"name": "Чужое", "query": ""});
    let changes: [(Method, &str, Value); 7] = [
        (Method::POST, "report/deals", wish),
        (Method::POST, "views", view.clone()),
        (Method::PUT, "views/1", json!({"version": 1, "name": "Чужое", "query": ""})),
        (Method::DELETE, "views/1", json!(null)),
        (Method::PUT, "views/default", json!({"view": null})),
        (Method::PUT, "settings", json!({})),
        (Method::POST, "settings/preview", json!({})),
    ];
    for (method, path, body) in changes {
        let address = format!("{}/api/{}", world.server.base, through(path, eyes));
        let request = world.server.client.request(method, address).bearer_auth(admin).json(&body);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(world.portal.state.records().deals.len(), deals);
    let views: Views = world.server.read("/api/views", &cast.head.token).await;
    assert!(views.views.iter().all(|one| one.draft.name != "Чужое"));
    world.stop().await;
}

async fn eyes_are_lent_to_administrators_alone(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let status = async |path: &str, token: &str| world.server.get(path, token).await.status();
    let (head, member) = (cast.head.person.0, cast.member.person.0);
    for what in ["report", "report/table", "summary", "views", "report/export"] {
        let path = format!("/api/{what}");
        assert_eq!(status(&through(&path, head), &cast.member.token).await, StatusCode::FORBIDDEN, "{what}");
        assert_eq!(status(&through(&path, member), &cast.head.token).await, StatusCode::FORBIDDEN, "{what}");
        assert_eq!(status(&through(&path, member), &cast.member.token).await, StatusCode::OK, "{what}: one's own");
        assert_eq!(status(&through(&path, 999_999), &cast.admin.token).await, StatusCode::NOT_FOUND, "{what}");
    }
    let wrong = world.server.get("/api/report?as=x", &cast.admin.token).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    let table = body(&world, &through("/api/report/table", member), &cast.admin.token).await;
    let mut plain = Vec::new();
    brotli::BrotliDecompress(&mut &table[..], &mut plain).unwrap();
    let table: ReportTable = postcard::from_bytes(&plain).unwrap();
    let own: ReportPage = world.server.read("/api/report?limit=500", &cast.member.token).await;
    let ids = |rows: Vec<i64>| rows.into_iter().collect::<std::collections::BTreeSet<_>>();
    let seen = ids(table.ids().map(|id| id.0).collect());
    assert_eq!(seen, ids(own.window.rows.iter().map(|row| row.id.0).collect()), "a member sees their own companies");
    world.stop().await;
}
