//! What the operator measures, and that nobody else can read it.

use crate::live::change;
use crate::world::{Database, Portal, World, on_both};
use reqwest::StatusCode;
use serde_json::json;
use tokio::net::TcpListener;

on_both!(figures_tell_what_happened_and_name_nobody, a_server_that_stops_is_alive_but_not_ready);

fn value(text: &str, series: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')).map(|value| value.parse().unwrap())
}

async fn figures_tell_what_happened_and_name_nobody(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let page = world.server.get("/api/live", &session.token).await;
    assert_eq!(world.server.get("/api/report", &session.token).await.status(), StatusCode::OK);
    assert_eq!(world.server.get("/api/no-such-thing/7", &session.token).await.status(), StatusCode::NOT_FOUND);
    change(&world, "deal", "update", 7, json!({"OPPORTUNITY": "4242"})).await;

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/metrics", listener.local_addr().unwrap());
    let router = server::http::health::metrics_router(&world.server.app);
    let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let answer = world.server.client.get(&address).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text().await.unwrap();

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
    serving.abort();
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
