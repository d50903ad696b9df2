//! `cargo xtask bench`: the figures the product promises, measured in release builds, one JSON line each.

mod backfill;
mod browser;
mod live;
mod proof;

use crate::failure::{Failure, Outcome};
use crate::postgres::{self, Durability, Postgres};
use crate::suite::Download;
use crate::{cargo, pages, shell, suite};
use clap::Args;
use serde_json::json;

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Only this benchmark; without it, all of them
    name: Option<String>,
    /// List the benchmarks
    #[arg(long)]
    list: bool,
    /// With `backfill`: how much faster than the machine's time the clocks of portal and server run; 1 is real time
    #[arg(long, value_parser = parse_speed)]
    speed: Option<f64>,
    /// With `backfill` and `browser`: other records, `scale:companies=15000,deals=150000,activities=600000`
    #[arg(long)]
    dataset: Option<String>,
}

fn parse_speed(text: &str) -> Result<f64, String> {
    let speed = text.parse::<f64>().ok().filter(|speed| (1.0..=100.0).contains(speed));
    speed.ok_or_else(|| "the speed is between 1 and 100".to_owned())
}

/// A benchmark.
struct Bench {
    name: &'static str,
    measures: &'static str,
    kind: Kind,
}

enum Kind {
    /// A bench target of a package.
    Target { package: &'static str, bench: &'static str },
    /// The same, on both databases.
    TargetOnDatabases { package: &'static str, bench: &'static str },
    /// Bytes of the built pages.
    PageSize,
    /// Our programs and the audit.
    Proof,
    /// Our programs beside each other.
    Backfill,
    /// The same, and a browser.
    Live,
    /// The page in a browser at the size of a large portal.
    Browser,
}

const BENCHES: [Bench; 10] = [
    Bench {
        name: "activity",
        measures: "month and year of calls and meetings through HTTP at 200 people and 2,400,000 activities, both databases",
        kind: Kind::TargetOnDatabases { package: "server", bench: "activity" },
    },
    Bench {
        name: "filter_sort",
        measures: "filter and sort 60,000 companies in the report engine",
        kind: Kind::Target { package: "domain", bench: "filter_sort" },
    },
    Bench {
        name: "ingest",
        measures: "rows of a backfill stored per second, both databases",
        kind: Kind::TargetOnDatabases { package: "store", bench: "ingest" },
    },
    Bench {
        name: "report",
        measures: "first window of the report through HTTP at 60,000 companies and 600,000 deals, both databases",
        kind: Kind::TargetOnDatabases { package: "server", bench: "report" },
    },
    Bench {
        name: "backfill",
        measures: "share of the portal's limits that the first reading of five million rows uses",
        kind: Kind::Backfill,
    },
    Bench {
        name: "backfill_operating",
        measures: "the same where the execution time of methods is what limits",
        kind: Kind::Backfill,
    },
    Bench {
        name: "browser",
        measures: "the report in Chromium at 60,000 companies: filter, sort, inputs, opening, downloads, memory",
        kind: Kind::Browser,
    },
    Bench {
        name: "live",
        measures: "time from a call's end in the portal to the changed cell in an open page, over 200 calls",
        kind: Kind::Live,
    },
    Bench {
        name: "proof",
        measures: "what a nightly proof of five million rows costs the portal, in percent of an hour's limits",
        kind: Kind::Proof,
    },
    Bench {
        name: "size",
        measures: "bytes a browser downloads: at first, with the first chart, later",
        kind: Kind::PageSize,
    },
];

/// Measures.
pub(crate) fn run(options: &Options) -> Outcome {
    if options.list {
        for bench in &BENCHES {
            println!("{:<20} {}", bench.name, bench.measures);
        }
        return Ok(());
    }
    let chosen: Vec<&Bench> =
        BENCHES.iter().filter(|bench| options.name.as_deref().is_none_or(|name| name == bench.name)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
        return Err(Failure::new(format!("no such benchmark; there are {}", names.join(", "))));
    }
    let on_databases = chosen.iter().any(|bench| matches!(bench.kind, Kind::TargetOnDatabases { .. }));
    let database = if on_databases { Some(Postgres::provide(Durability::Kept)?) } else { None };
    for bench in chosen {
        measure(bench, database.as_ref(), options)?;
    }
    Ok(())
}

fn measure(bench: &Bench, database: Option<&Postgres>, options: &Options) -> Outcome {
    match bench.kind {
        Kind::Target { package, bench: target } | Kind::TargetOnDatabases { package, bench: target } => {
            let mut command = cargo::cargo();
            command.args(["bench", "--package", package, "--bench", target]);
            if let Some(database) = database {
                command.env(postgres::VARIABLE, database.url());
            }
            shell::run(bench.measures, &mut command)
        }
        Kind::Backfill => backfill::measure(bench.name, options.speed, options.dataset.as_deref()),
        Kind::Live => live::measure(),
        Kind::Proof => proof::measure(options.dataset.as_deref()),
        Kind::Browser => browser::measure(options.dataset.as_deref()),
        Kind::PageSize => {
            pages::build()?;
            for Download { name, when, size, budget } in suite::page_sizes()? {
                println!(
                    "{}",
                    json!({"bench": "size", "what": name, "when": when, "figure": size, "unit": "bytes brotli",
                           "budget": budget, "within": size <= budget})
                );
            }
            Ok(())
        }
    }
}
