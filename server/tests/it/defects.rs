//! Defects of a former system, each with the test that would have found it.
//!
//! Numbers are those of the list they were found in: 5.1 is security, 5.2 loss and staleness of data.

mod lists;
mod records;
mod security;

use crate::live::control;
use crate::world::{Database, Portal, World};
use domain::ids::CompanyId;
use domain::report::window::{ReportPage, Row};
use domain::session::Session;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A portal with some companies and, if told so, nothing else.
async fn world(database: Database, dataset: &str) -> (World, Session) {
    let world = World::start(Portal { dataset: dataset.to_owned(), ..Portal::default() }, database).await;
    let session = world.installed().await;
    (world, session)
}

/// Any method of the portal, as its administrator.
async fn act(world: &World, method: &str, params: Value) -> Value {
    control(world, "act", &json!({"method": method, "params": params, "user_id": 1})).await["result"].clone()
}

async fn page(world: &World, session: &Session) -> ReportPage {
    world.server.read("/api/report?limit=500&directory=1", &session.token).await
}

/// Waits until the report satisfies.
async fn until(world: &World, session: &Session, story: &str, holds: impl Fn(&ReportPage) -> bool) -> ReportPage {
    let started = Instant::now();
    loop {
        let page = page(world, session).await;
        if holds(&page) {
            return page;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{story}: not seen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn row(page: &ReportPage, company: i64) -> &Row {
    page.window.rows.iter().find(|row| row.id == CompanyId(company)).unwrap()
}

/// Won and in work, all currencies together.
fn sums(page: &ReportPage, company: i64) -> (i64, i64) {
    let sum = |sums: &[(u8, domain::money::Amount)]| sums.iter().map(|(_, amount)| amount.0).sum();
    (sum(&row(page, company).won), sum(&row(page, company).work))
}

/// Reads the portal's lists again, as the nightly job does.
async fn refresh(world: &World, session: &Session) {
    let app = &world.server.app;
    let portal = app.store.find_portal(session.portal).await.unwrap().unwrap();
    let client = app.sync.client(&portal).unwrap();
    server::sync::structure::refresh(&client, &app.store, portal.id, &app.clock, &app.changes).await.unwrap();
}

/// Runs one statement on the database behind the server's back.
async fn statement(url: &str, sqlite: &[&str], postgres: &[&str]) {
    use sqlx::Connection as _;
    if url.starts_with("sqlite") {
        let mut conn = sqlx::SqliteConnection::connect(url).await.unwrap();
        for sql in sqlite {
            sqlx::raw_sql(sqlx::AssertSqlSafe((*sql).to_owned())).execute(&mut conn).await.unwrap();
        }
        conn.close().await.unwrap();
    } else {
        let mut conn = sqlx::PgConnection::connect(url).await.unwrap();
        for sql in postgres {
            sqlx::raw_sql(sqlx::AssertSqlSafe((*sql).to_owned())).execute(&mut conn).await.unwrap();
        }
        conn.close().await.unwrap();
    }
}
