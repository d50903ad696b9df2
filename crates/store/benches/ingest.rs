//! How fast backfill pages are stored, and with `--scale` how fast a whole portal's facts are read.
//!
//! Prints one JSON line per figure and engine. PostgreSQL takes part when `TEST_DATABASE_URL` is set; it gets a schema
//! of its own. Rows are made outside the measured time and are the same in every run.

#[path = "ingest/portal_rows.rs"]
mod portal_rows;

use domain::day::Millis;
use domain::ids::{CompanyId, PersonId, PortalId};
use domain::progress::Entity;
use domain::settings::Settings;
use portal_rows::{Page, Shape, stages};
use std::time::{Duration, Instant};
use store::{Cursor, NewPortal, Store};

/// Rows of one answer of the portal: a batch of fifty commands of fifty rows.
const PAGE: i64 = 2_500;

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let shape = shape()?;
    let folder = std::env::temp_dir().join(format!("store_bench_{}", std::process::id()));
    let url = format!("sqlite://{}/bench.db", folder.display());
    let done = measure("sqlite", 20_000, &url, &shape).await;
    std::fs::remove_dir_all(&folder)?;
    done?;
    match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => {
            let schema = format!("store_bench_{}", std::process::id());
            statement(&url, format!("CREATE SCHEMA {schema}")).await?;
            let mark = if url.contains('?') { '&' } else { '?' };
            let own = format!("{url}{mark}options[search_path]={schema}");
            let done = measure("postgres", 15_000, &own, &shape).await;
            statement(&url, format!("DROP SCHEMA {schema} CASCADE")).await?;
            done?;
        }
        Err(_) => eprintln!("postgres skipped: TEST_DATABASE_URL is not set"),
    }
    Ok(())
}

fn is_asked(name: &str) -> bool {
    std::env::args().any(|argument| argument == name)
}

/// `--scale` is the size of the budgets, `--companies N` another one in its proportions.
fn shape() -> Result<Shape, Failure> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--companies");
    match arguments.nth(1) {
        Some(companies) => Ok(Shape::of(companies.parse()?)),
        None if is_asked("--scale") => Ok(Shape::of(60_000)),
        None => Ok(Shape::small()),
    }
}

async fn statement(url: &str, sql: String) -> Result<(), Failure> {
    use sqlx::Connection;
    let mut conn = sqlx::PgConnection::connect(url).await?;
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut conn).await?;
    conn.close().await?;
    Ok(())
}

async fn measure(engine: &str, budget: u128, url: &str, shape: &Shape) -> Result<(), Failure> {
    let store = Store::connect(url).await?;
    store.migrate().await?;
    let portal = install(&store).await?;
    let (rows, taken) = fill(&store, portal, shape).await?;
    let rows_per_s = u128::from(rows) * 1_000 / taken.as_millis().max(1);
    println!(
        r#"{{"bench":"ingest","engine":"{engine}","companies":{},"figure":{rows_per_s},"unit":"rows/s","better":"more","budget":{budget},"within":{},"rows":{rows},"ms":{}}}"#,
        shape.companies,
        rows_per_s >= budget,
        taken.as_millis()
    );
    if is_asked("--scale") {
        read(engine, &store, portal, shape).await?;
    }
    store.close().await;
    Ok(())
}

async fn install(store: &Store) -> Result<PortalId, Failure> {
    let mut tx = store.begin().await?;
    let portal = tx
        .portals()
        .install(&NewPortal {
            member_id: "bench".to_owned(),
            domain: "bench.example.com".to_owned(),
            client_endpoint: "https://bench.example.com/rest/".to_owned(),
            oauth_origin: "https://oauth.example.com".to_owned(),
            status: "L".to_owned(),
            language: "ru".to_owned(),
            scope: "crm".to_owned(),
            zone: "UTC".to_owned(),
            installer: PersonId(1),
        })
        .await?;
    tx.dictionaries(portal.id).replace_stages(&stages()).await?;
    tx.commit().await?;
    Ok(portal.id)
}

/// Stores everything page by page, each page with its cursor and the new revision in one transaction, as a backfill
/// does; pages of different entities alternate. Answers rows and the time spent in the store.
async fn fill(store: &Store, portal: PortalId, shape: &Shape) -> Result<(u64, Duration), Failure> {
    let mut rows = 0;
    let mut taken = Duration::ZERO;
    let mut shown = 0;
    for page in shape.pages(PAGE) {
        let begun = Instant::now();
        let mut tx = store.begin().await?;
        let entity = match &page {
            Page::Companies(rows, requisites) => {
                tx.companies(portal).upsert(rows).await?;
                tx.requisites(portal).upsert(requisites).await?;
                Entity::Companies
            }
            Page::Contacts(rows) => {
                tx.contacts(portal).upsert(rows).await?;
                Entity::Contacts
            }
            Page::Deals(rows) => {
                tx.deals(portal).upsert(rows).await?;
                Entity::Deals
            }
            Page::Activities(rows) => {
                tx.activities(portal).upsert(rows).await?;
                Entity::Activities
            }
            Page::Calls(rows) => {
                tx.calls(portal).upsert(rows).await?;
                Entity::Calls
            }
        };
        tx.cursors(portal).save(&[Cursor::finished(entity, rows)]).await?;
        tx.portals().bump_revision(portal, Millis(0)).await?;
        tx.commit().await?;
        taken += begun.elapsed();
        rows += page.rows();
        if rows / 500_000 > shown {
            shown = rows / 500_000;
            eprintln!("{rows} of {} rows", shape.rows());
        }
    }
    Ok((rows, taken))
}

async fn read(engine: &str, store: &Store, portal: PortalId, shape: &Shape) -> Result<(), Failure> {
    let settings = Settings::default();
    for statistics in ["fresh", "refreshed"] {
        if statistics == "refreshed" {
            store.refresh_statistics().await?;
        }
        for _ in 0..2 {
            let begun = Instant::now();
            let mut reader = store.read().await?;
            let facts = reader.report(portal).facts(&settings, None).await?;
            println!(
                r#"{{"bench":"facts","what":"{statistics}","engine":"{engine}","figure":{},"unit":"ms","companies":{},"deals":{},"activities":{},"groups":{}}}"#,
                begun.elapsed().as_millis(),
                shape.companies,
                shape.deals,
                shape.activities,
                facts.iter().map(|facts| facts.deals.len()).sum::<usize>(),
            );
        }
        let begun = Instant::now();
        let mut reader = store.read().await?;
        let directory = reader.report(portal).directory(&settings).await?;
        assert!(!directory.directions.is_empty());
        println!(
            r#"{{"bench":"directory","what":"{statistics}","engine":"{engine}","figure":{},"unit":"µs"}}"#,
            begun.elapsed().as_micros()
        );
        let begun = Instant::now();
        let few: Vec<CompanyId> = (1..=20).map(|n| CompanyId(n * 97)).collect();
        let facts = reader.report(portal).facts(&settings, Some(&few)).await?;
        assert_eq!(facts.len(), few.len());
        println!(
            r#"{{"bench":"facts_of_20","what":"{statistics}","engine":"{engine}","figure":{},"unit":"µs"}}"#,
            begun.elapsed().as_micros()
        );
        let begun = Instant::now();
        let summary = reader.report(portal).summary(&settings, &domain::rights::Scope::All).await?;
        assert_eq!(summary.companies, shape.companies.unsigned_abs());
        println!(
            r#"{{"bench":"summary","what":"{statistics}","engine":"{engine}","figure":{},"unit":"ms"}}"#,
            begun.elapsed().as_millis()
        );
    }
    Ok(())
}
