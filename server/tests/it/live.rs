//! Changes in the portal after the first reading: they arrive, they arrive once, and what is gone is gone.

use crate::world::{Database, LONG, Portal, World, install, on_both, truth, wait_until_ready};
use domain::ids::CompanyId;
use domain::report::window::{ReportPage, Row};
use domain::summary::Summary;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

on_both!(
    a_changed_deal_reaches_the_report_within_seconds,
    a_deal_that_moves_to_another_company_leaves_the_sums_of_the_old_one,
    a_deleted_deal_leaves_every_sum,
    a_deleted_call_no_longer_counts_as_communication,
    a_deleted_company_leaves_the_report,
    changes_during_the_first_reading_are_not_lost,
    events_reserved_by_a_process_that_died_are_applied_by_the_next,
);

pub(crate) async fn control(world: &World, action: &str, body: &Value) -> Value {
    let address = format!("{}/_control/{action}", world.portal.portal_url);
    let response = world.server.client.post(address).json(body).send().await.unwrap();
    assert!(response.status().is_success(), "{action}: {}", response.text().await.unwrap());
    response.json().await.unwrap_or_default()
}

pub(crate) async fn change(world: &World, entity: &str, action: &str, id: i64, fields: Value) -> Value {
    control(world, "record", &json!({"entity": entity, "action": action, "id": id, "user_id": 1, "fields": fields}))
        .await
}

/// Waits until the report satisfies; the last page is in the message when it never does.
async fn until(world: &World, token: &str, story: &str, holds: impl Fn(&ReportPage) -> bool) -> ReportPage {
    let started = Instant::now();
    loop {
        let page: ReportPage = world.server.read("/api/report?limit=500", token).await;
        if holds(&page) {
            return page;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{story}: not seen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn row(page: &ReportPage, company: CompanyId) -> Option<&Row> {
    page.window.rows.iter().find(|row| row.id == company)
}

fn won(page: &ReportPage, company: CompanyId) -> i64 {
    row(page, company).map_or(0, |row| row.won.iter().map(|(_, amount)| amount.0).sum())
}

/// A won deal with an amount, of a company that has other won deals too.
fn won_deal(world: &World) -> (i64, CompanyId, i64) {
    let records = world.portal.state.records();
    let deal = records
        .deals
        .iter()
        .find(|deal| deal.semantics == portal::model::StageSemantics::Success && deal.company_id > 0 && deal.amount > 0)
        .unwrap();
    (i64::from(deal.id), CompanyId(i64::from(deal.company_id)), deal.amount)
}

async fn a_changed_deal_reaches_the_report_within_seconds(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let (deal, company, amount) = won_deal(&world);
    let before: ReportPage = world.server.read("/api/report?limit=500", &session.token).await;
    let expected = won(&before, company) - amount + 777_770_000;
    change(&world, "deal", "update", deal, json!({"OPPORTUNITY": "77777"})).await;
    until(&world, &session.token, "the new sum", |page| won(page, company) == expected).await;
    let summary: Summary = world.server.read("/api/summary", &session.token).await;
    assert_eq!(summary, truth(&world.portal, summary.people));
    world.stop().await;
}

async fn a_deal_that_moves_to_another_company_leaves_the_sums_of_the_old_one(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let (deal, old, amount) = won_deal(&world);
    let before: ReportPage = world.server.read("/api/report?limit=500", &session.token).await;
    let new = before.window.rows.iter().map(|row| row.id).find(|id| *id != old).unwrap();
    let (left, gained) = (won(&before, old) - amount, won(&before, new) + amount);
    change(&world, "deal", "update", deal, json!({"COMPANY_ID": new.0})).await;
    let moved = until(&world, &session.token, "the move", |page| won(page, new) == gained).await;
    assert_eq!(won(&moved, old), left);
    world.stop().await;
}

async fn a_deleted_deal_leaves_every_sum(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let (deal, company, amount) = won_deal(&world);
    let before: ReportPage = world.server.read("/api/report?limit=500", &session.token).await;
    let expected = won(&before, company) - amount;
    change(&world, "deal", "delete", deal, json!({})).await;
    until(&world, &session.token, "the smaller sum", |page| won(page, company) == expected).await;
    let summary: Summary = world.server.read("/api/summary", &session.token).await;
    assert_eq!(summary, truth(&world.portal, summary.people));
    world.stop().await;
}

async fn a_deleted_call_no_longer_counts_as_communication(database: Database) {
    let world = World::start(
        Portal { dataset: "scale:companies=20,deals=0,activities=0,seed=2".to_owned(), ..Portal::default() },
        database,
    )
    .await;
    let session = world.installed().await;
    let company = CompanyId(3);
    let before: ReportPage = world.server.read("/api/report?limit=500", &session.token).await;
    assert_eq!(row(&before, company).unwrap().last_communication, None);
    let call = control(&world, "call", &json!({"user_id": 1, "company_id": company.0, "duration": 60})).await;
    let called =
        until(&world, &session.token, "the call", |page| row(page, company).unwrap().last_communication.is_some())
            .await;
    assert_eq!(row(&called, company).unwrap().last_communication, Some(called.today));
    let activity = call["activity_id"].as_i64().unwrap();
    change(&world, "activity", "delete", activity, json!({})).await;
    // The telephony's own record of the conversation stays in the portal, but the CRM no longer knows of it.
    until(&world, &session.token, "no call", |page| row(page, company).unwrap().last_communication.is_none()).await;
    assert_eq!(world.portal.state.records().calls.len(), 1);
    world.stop().await;
}

async fn a_deleted_company_leaves_the_report(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    change(&world, "company", "delete", 5, json!({})).await;
    let page = until(&world, &session.token, "one company less", |page| page.window.in_scope == 299).await;
    assert_eq!(row(&page, CompanyId(5)), None);
    let created = change(&world, "company", "create", 0, json!({"TITLE": "Новая компания", "ASSIGNED_BY_ID": 2})).await;
    let page = until(&world, &session.token, "the new company", |page| page.window.in_scope == 300).await;
    let id = created["id"].as_i64().unwrap();
    assert_eq!(row(&page, CompanyId(id)).unwrap().title, "Новая компания");
    world.stop().await;
}

async fn changes_during_the_first_reading_are_not_lost(database: Database) {
    let dataset = "scale:companies=2000,deals=16000,activities=30000,seed=5".to_owned();
    let world = World::start(Portal { dataset, ..Portal::default() }, database).await;
    let session = install(&world.server, &world.portal).await;
    for deal in (1..=400).step_by(3) {
        change(&world, "deal", "update", deal, json!({"OPPORTUNITY": "1000"})).await;
        if deal % 4 == 0 {
            change(&world, "deal", "delete", deal, json!({})).await;
        }
    }
    wait_until_ready(&world.server, &session.token).await;
    let started = Instant::now();
    loop {
        let summary: Summary = world.server.read("/api/summary", &session.token).await;
        if summary == truth(&world.portal, summary.people) {
            break;
        }
        assert!(started.elapsed() < LONG, "the sums never met");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    world.stop().await;
}

async fn events_reserved_by_a_process_that_died_are_applied_by_the_next(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let (deal, company, amount) = won_deal(&world);
    let before: ReportPage = world.server.read("/api/report?limit=500", &session.token).await;
    // Somebody with our token reserves the event first and is never heard of again.
    world.server.app.sync.cancel(session.portal).await;
    change(&world, "deal", "update", deal, json!({"OPPORTUNITY": "1"})).await;
    let tokens = control(&world, "token", &json!({"user_id": 1})).await;
    let reserve = json!({"auth": tokens["access_token"], "clear": 0, "limit": 50});
    let address = format!("{}/rest/event.offline.get", world.portal.portal_url);
    let reserved = world.server.client.post(address).json(&reserve).send().await.unwrap();
    assert_eq!(reserved.status(), StatusCode::OK);
    let reserved: Value = reserved.json().await.unwrap();
    assert_eq!(reserved["result"]["events"].as_array().unwrap().len(), 1);
    world.server.app.sync.begin(session.portal).await.unwrap();
    let expected = won(&before, company) - amount + 10_000;
    until(&world, &session.token, "the reserved change", |page| won(page, company) == expected).await;
    world.stop().await;
}
