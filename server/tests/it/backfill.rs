//! The first reading: complete, visible while it runs, and right on data that nobody here made.

use crate::world::{Database, Portal, World, crm_sales, install, on_both, wait_until_ready};
use domain::ids::DirectionId;
use domain::money::Amount;
use domain::progress::{Phase, Progress};
use domain::report::window::ReportPage;
use domain::summary::{DealSum, Outcomes, Summary};
use std::collections::BTreeMap;
use std::path::Path;

on_both!(
    the_public_sample_adds_up_to_the_cent,
    rows_are_there_before_the_reading_is_over,
    every_row_of_the_portal_is_stored_once,
);

/// Sums of won deals, computed from the file alone.
struct Sample {
    won: i64,
    won_count: u64,
    lost: u64,
    open: u64,
    by_agent: BTreeMap<String, i64>,
    by_product: BTreeMap<String, i64>,
}

fn read_sample(folder: &str) -> Sample {
    let mut reader = csv::Reader::from_path(Path::new(folder).join("sales_pipeline.csv")).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (agent, product, stage, value) =
        (column("sales_agent"), column("product"), column("deal_stage"), column("close_value"));
    let mut sample =
        Sample { won: 0, won_count: 0, lost: 0, open: 0, by_agent: BTreeMap::new(), by_product: BTreeMap::new() };
    for record in reader.records() {
        let record = record.unwrap();
        match &record[stage] {
            "Won" => {
                let amount: i64 = record[value].parse().unwrap();
                sample.won += amount;
                sample.won_count += 1;
                *sample.by_agent.entry(record[agent].to_owned()).or_default() += amount;
                // One product is written in two ways.
                let name = if &record[product] == "GTXPro" { "GTX Pro" } else { &record[product] };
                *sample.by_product.entry(name.to_owned()).or_default() += amount;
            }
            "Lost" => sample.lost += 1,
            _ => sample.open += 1,
        }
    }
    sample
}

fn only(sums: &[DealSum]) -> (u64, i64) {
    match sums {
        [] => (0, 0),
        [one] => {
            assert_eq!(one.currency.0, "USD");
            assert_eq!(one.amount.0 % domain::money::PARTS, 0);
            (one.count, one.amount.0 / domain::money::PARTS)
        }
        more => panic!("one currency expected: {more:?}"),
    }
}

async fn the_public_sample_adds_up_to_the_cent(database: Database) {
    let Some(folder) = crm_sales() else { return };
    let sample = read_sample(&folder);
    assert_eq!((sample.won, sample.won_count, sample.lost, sample.open), (10_005_534, 4_238, 2_473, 2_089));
    let world = World::start(Portal { dataset: format!("crm-sales:{folder}"), ..Portal::default() }, database).await;
    let session = world.installed().await;

    let summary: Summary = world.server.read("/api/summary", &session.token).await;
    assert_eq!(summary.companies, 85);
    assert_eq!(only(&summary.deals.won), (sample.won_count, sample.won));
    assert_eq!((only(&summary.deals.lost).0, only(&summary.deals.in_work).0), (sample.lost, sample.open));

    let page: ReportPage = world.server.read("/api/report?limit=500&directory=1", &session.token).await;
    let directory = page.directory.unwrap();
    let companies: Amount = page.window.totals.all.won.iter().fold(Amount(0), |sum, (_, amount)| sum.plus(*amount));
    let outside: Amount =
        page.window.without_company.unwrap().all.won.iter().fold(Amount(0), |sum, (_, amount)| sum.plus(*amount));
    assert_eq!(companies.plus(outside), Amount::units(sample.won));
    assert_eq!(page.window.rows.len(), 85);

    let won = |outcomes: &Outcomes| only(&outcomes.won).1;
    let by_agent: BTreeMap<String, i64> = summary
        .by_responsible
        .iter()
        .filter(|(_, outcomes)| won(outcomes) > 0)
        .map(|(person, outcomes)| {
            let person = directory.person(person.unwrap()).unwrap();
            (format!("{} {}", person.name, person.last_name), won(outcomes))
        })
        .collect();
    assert_eq!(by_agent, sample.by_agent);
    let name_of =
        |id: DirectionId| directory.directions.iter().find(|direction| direction.id == id).unwrap().name.clone();
    let by_product: BTreeMap<String, i64> = summary
        .by_direction
        .iter()
        .filter(|(_, outcomes)| won(outcomes) > 0)
        .map(|(id, outcomes)| (name_of(*id), won(outcomes)))
        .collect();
    assert_eq!(by_product, sample.by_product);
    world.stop().await;
}

async fn rows_are_there_before_the_reading_is_over(database: Database) {
    let dataset = "scale:companies=4000,deals=30000,activities=60000,seed=3".to_owned();
    let world = World::start(Portal { dataset, ..Portal::default() }, database).await;
    let session = install(&world.server, &world.portal).await;
    let mut seen = Vec::new();
    let mut revision = 0;
    let last = loop {
        let progress: Progress = world.server.read("/api/progress", &session.token).await;
        let page: ReportPage = world.server.read("/api/report?limit=10", &session.token).await;
        if progress.phase == Phase::Ready {
            break page;
        }
        assert!(progress.revision >= revision, "revisions never fall");
        revision = progress.revision;
        seen.push(page.window.in_scope);
    };
    assert!(seen.iter().any(|rows| *rows > 0 && *rows < 4_000), "some but not all companies were seen: {seen:?}");
    assert!(seen.is_sorted(), "companies never vanish: {seen:?}");
    assert_eq!(last.window.in_scope, 4_000);
    world.stop().await;
}

async fn every_row_of_the_portal_is_stored_once(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let progress = wait_until_ready(&world.server, &session.token).await;
    let counts = {
        let records = world.portal.state.records();
        [
            records.companies.len(),
            records.deals.len(),
            records.activities.len(),
            records.calls.len(),
            records.requisites.len(),
            records.contacts.len(),
        ]
    };
    let mut reader = world.server.app.store.read().await.unwrap();
    let portal = session.portal;
    let stored = [
        reader.companies(portal).count().await.unwrap(),
        reader.deals(portal).count().await.unwrap(),
        reader.activities(portal).count().await.unwrap(),
        reader.calls(portal).count().await.unwrap(),
        reader.requisites(portal).count().await.unwrap(),
        reader.contacts(portal).count().await.unwrap(),
    ];
    drop(reader);
    assert_eq!(stored, counts.map(|count| u64::try_from(count).unwrap()));
    for entity in &progress.entities {
        assert!(entity.finished, "{entity:?}");
        assert_eq!(Some(entity.done), entity.total, "{entity:?}");
    }
    world.stop().await;
}
