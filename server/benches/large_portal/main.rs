//! The server at the size of a large portal: 60,000 companies, 600,000 deals, 2,400,000 activities of 200 people, on
//! SQLite and, when `TEST_DATABASE_URL` is set, PostgreSQL.
//!
//! The rows are made here, stored through the store and asked for through real loopback connections. Beside each promised
//! figure stands what is usually done instead, over the same rows and in the same run: asking the database anew for every
//! request. `-- report activity memory` chooses, `--companies N` scales everything, `--small-portals N` sets
//! how many others there are; each line is JSON.
#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

mod activity;
mod database;
mod figure;
mod memory;
mod plain;
mod report;
mod rows;
mod running;

use database::Database;
use rows::Size;
use running::Rig;
use server::seal::Sealer;

/// What can be measured, in this order.
const PARTS: [&str; 3] = ["report", "activity", "memory"];

fn main() {
    // `cargo test` starts benchmarks too, without this word: minutes of work that nobody asked for.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let size = Size { companies: argument("--companies").unwrap_or(60_000) };
    let named: Vec<&str> =
        PARTS.into_iter().filter(|part| std::env::args().any(|argument| argument == *part)).collect();
    let parts = if named.is_empty() { PARTS.to_vec() } else { named };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure(Database::sqlite(), size, &parts));
    match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => runtime.block_on(async { measure(Database::postgres(&url).await, size, &parts).await }),
        Err(_) => eprintln!("PostgreSQL left out: TEST_DATABASE_URL is not set"),
    }
}

fn argument(name: &str) -> Option<i64> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1).and_then(|value| value.parse().ok())
}

async fn measure(database: Database, size: Size, parts: &[&str]) {
    let key = Sealer::generate_key();
    let app = running::start(&database, &key).await;
    let portal = rows::fill(&app, "large", size).await;
    app.store.refresh_statistics().await.unwrap();
    let rig = Rig::serve(&app, &database, portal.clone(), size).await;
    for part in parts {
        match *part {
            "report" => report::measure(&rig).await,
            "activity" => activity::measure(&rig).await,
            _ => {}
        }
    }
    rig.close();
    if parts.contains(&"memory") {
        let small = memory::fill(&app, argument("--small-portals").unwrap_or(100)).await;
        app.finish().await;
        memory::measure(&database, &key, &portal, &small, size).await;
    } else {
        app.finish().await;
    }
    database.remove().await;
}
