//! Questions of whoever runs the server: is the process alive, may it be sent requests, what does it measure.

use crate::app::App;
use crate::http::error::Error;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// How long the database may take to answer before the server counts as not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database answers and the server is not being stopped. The schema is brought to the present shape
/// before the first request is answered, so that needs no asking.
pub async fn ready(State(app): State<App>) -> Response {
    let refuse = |why: &'static str| (StatusCode::SERVICE_UNAVAILABLE, why).into_response();
    if app.is_stopping() {
        return refuse("stopping");
    }
    match timeout(PATIENCE, app.store.ping()).await {
        Ok(Ok(())) => "ready".into_response(),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the database refuses");
            refuse("the database does not answer")
        }
        Err(_) => refuse("the database does not answer in time"),
    }
}

/// The routes of the listener for measurements, which the internet must not reach.
pub fn metrics_router(app: &App) -> Router {
    Router::new().route("/metrics", get(show_metrics)).with_state(app.clone())
}

/// `GET /metrics`.
async fn show_metrics(State(app): State<App>) -> Result<impl IntoResponse, Error> {
    let text = crate::metrics::render(&app).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text))
}

/// Counts requests by their route.
pub async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let (path, method, begun) = (request.uri().path().to_owned(), request.method().clone(), Instant::now());
    let response = next.run(request).await;
    let route = if response.status() == StatusCode::NOT_FOUND { "other".to_owned() } else { route_of(&path) };
    app.metrics.request(&route, &method, response.status().as_u16(), begun.elapsed());
    response
}

/// The route of an address that exists: ids in it are left out, built files are one route.
fn route_of(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.first() {
        Some(&("api" | "b24")) => parts.iter().fold(String::new(), |route, part| {
            let id = part.len() > 24 || part.bytes().any(|byte| byte.is_ascii_digit()) && *part != "b24";
            route + "/" + if id { ":id" } else { part }
        }),
        Some(&("app" | "install" | "healthz" | "readyz")) if parts.len() == 1 => path.to_owned(),
        _ => "files".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::route_of;
    use rstest::rstest;

    #[rstest]
    #[case("/api/report/table", "/api/report/table")]
    #[case("/api/jobs/417/stop", "/api/jobs/:id/stop")]
    #[case("/api/cells/ffffffffffffffffffffffffffff", "/api/cells/:id")]
    #[case("/b24/event", "/b24/event")]
    #[case("/install", "/install")]
    #[case("/app-1f0a.js", "files")]
    #[case("/", "files")]
    fn routes_are_few(#[case] path: &str, #[case] route: &str) {
        assert_eq!(route_of(path), route);
    }
}
