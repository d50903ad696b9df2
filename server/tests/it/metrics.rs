//! What the operator measures, and that nobody else can read it.

use crate::live::{change, control};
use crate::world::{Database, LONG, Portal, World, on_both};
use domain::freshness::DataOverview;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

on_both!(
    figures_tell_what_happened_and_name_nobody,
    what_waits_for_a_portal_is_told_without_its_name,
    a_server_that_stops_is_alive_but_not_ready,
);

fn value(text: &str, series: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')).map(|value| value.parse().unwrap())
}

/// The page of figures, as whoever collects them reads it.
async fn figures(world: &World) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/metrics", listener.local_addr().unwrap());
    let router = server::http::health::metrics_router(&world.server.app);
    let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let answer = world.server.client.get(&address).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text().await.unwrap();
    serving.abort();
    text
}

async fn what_waits_for_a_portal_is_told_without_its_name(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let waiting = async || {
        let text = figures(&world).await;
        ["inbox", "jobs", "offline"].map(|queue| {
            let of = |of: &str| value(&text, &format!("svodka_queue_depth{{queue=\"{queue}\",of=\"{of}\"}}")).unwrap();
            (of("all"), of("deepest"), value(&text, &format!("svodka_queue_portals{{queue=\"{queue}\"}}")).unwrap())
        })
    };
    let [inbox, _, offline] = waiting().await;
    assert_eq!([inbox, offline], [(0.0, 0.0, 0.0); 2]);

    // The reader stands still with its hand on the queue, so that what comes stays where it is.
    control(&world, "fault", &json!({"kind": "slow", "slow_ms": 60_000, "method": "event.offline.get"})).await;
    for deal in [7, 8, 9] {
        change(&world, "deal", "update", deal, json!({"OPPORTUNITY": "4242"})).await;
    }
    let struck = format!("{}/_control/fault/struck", world.portal.portal_url);
    let asked = Instant::now();
    while world.server.client.get(&struck).send().await.unwrap().json::<Value>().await.unwrap()["slow"].is_null() {
        assert!(asked.elapsed() < LONG, "the reader never asked its queue");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut tx = world.server.app.store.begin().await.unwrap();
    for call in ["nobody.1", "nobody.2"] {
        let now = world.server.app.clock.now();
        tx.inbox(session.portal).put("ONVOXIMPLANTCALLEND", &json!({"CALL_ID": call}), now).await.unwrap();
    }
    tx.commit().await.unwrap();
    let overview: DataOverview = world.server.read("/api/data", &session.token).await;
    let inside = overview.inside.unwrap();
    assert_eq!((inside.inbox, inside.queue), (2, Some(3)));
    let [inbox, _, offline] = waiting().await;
    assert_eq!([inbox, offline], [(2.0, 2.0, 1.0), (3.0, 3.0, 1.0)]);
    // Whoever reads the portal next tells of it.
    world.server.app.sync.cancel(session.portal).await;
    assert_eq!(waiting().await[2], (0.0, 0.0, 0.0));
    world.stop().await;
}

async fn figures_tell_what_happened_and_name_nobody(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let page = world.server.get("/api/live", &session.token).await;
    assert_eq!(world.server.get("/api/report", &session.token).await.status(), StatusCode::OK);
    assert_eq!(world.server.get("/api/no-such-thing/7", &session.token).await.status(), StatusCode::NOT_FOUND);
    change(&world, "deal", "update", 7, json!({"OPPORTUNITY": "4242"})).await;

    let text = figures(&world).await;

    assert_eq!(value(&text, "svodka_portals{phase=\"ready\"}"), Some(1.0));
    assert_eq!(value(&text, "svodka_portals{phase=\"stopped\"}"), Some(0.0));
    assert!(value(&text, "svodka_portal_data_age_seconds{quantile=\"1\"}").unwrap() < 60.0);
    assert!(value(&text, "svodka_portal_requests_total{family=\"batch\",outcome=\"ok\"}").unwrap() >= 1.0);
    assert!(value(&text, "svodka_portal_rows_total{family=\"batch\"}").unwrap() >= 5_000.0);
    let route = "svodka_http_requests_total{route=\"/api/report\",method=\"GET\",status=\"200\"}";
    assert_eq!(value(&text, route), Some(1.0));
    assert_eq!(value(&text, "svodka_http_request_seconds_count{route=\"/api/report\"}"), Some(1.0));
    assert_eq!(value(&text, "svodka_http_requests_total{route=\"other\",method=\"GET\",status=\"404\"}"), Some(1.0));
    assert_eq!(value(&text, "svodka_open_pages"), Some(1.0));
    assert_eq!(value(&text, "svodka_report_tables"), Some(1.0));
    assert_eq!(value(&text, "svodka_portals_read_here"), Some(1.0));
    assert_eq!(value(&text, "svodka_jobs{kind=\"proof\",state=\"running\"}"), Some(0.0));
    assert!(value(&text, "svodka_inbox_events").is_some());
    assert!(value(&text, "process_resident_memory_bytes").unwrap() > 1e6);
    for named in [world.portal.state.member_id().to_owned(), world.portal.state.domain(), "no-such-thing".to_owned()] {
        assert!(!text.contains(&named), "{named} in {text}");
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (series, number) = line.rsplit_once(' ').unwrap();
        let name = series.split('{').next().unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'), "{line}");
        number.parse::<f64>().unwrap();
    }
    drop(page);
    // The listener everybody reaches knows nothing of them.
    let outside = world.server.get("/metrics", &session.token).await;
    assert_eq!(outside.status(), StatusCode::NOT_FOUND);
    world.stop().await;
}

async fn a_server_that_stops_is_alive_but_not_ready(database: Database) {
    let world = World::start(Portal::default(), database).await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(world.server.get(path, "").await.status(), StatusCode::OK, "{path}");
    }
    world.server.app.stop();
    assert_eq!(world.server.get("/healthz", "").await.status(), StatusCode::OK);
    assert_eq!(world.server.get("/readyz", "").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    world.stop().await;
}
