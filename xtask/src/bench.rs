//! `cargo xtask bench`: the figures the product promises, measured in release builds, one JSON line each.

mod backfill;
mod browser;
mod document;
mod figures;
mod live;
mod proof;

use crate::failure::{Failure, Outcome};
use crate::postgres::{self, Durability, Postgres};
use crate::suite::Download;
use crate::{cargo, pages, shell, suite};
use clap::Args;
use figures::Figures;
use serde_json::json;
use std::path::{Path, PathBuf};

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
    /// Print how the figures stand to those of an earlier run, kept in this file, as ratios
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
    /// Keep the figures in this file, beside others there [default: target/figures.jsonl]
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Measure nothing, and put the kept figures into the marked table of this document
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
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
    let kept = options.save.clone().unwrap_or_else(figures::usual_file);
    if let Some(document) = &options.write {
        return document::write(&kept_in(&kept)?, document);
    }
    let chosen: Vec<&Bench> =
        BENCHES.iter().filter(|bench| options.name.as_deref().is_none_or(|name| name == bench.name)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
        return Err(Failure::new(format!("no such benchmark; there are {}", names.join(", "))));
    }
    // A file that does not read is told of before anything long begins.
    let earlier = options.compare.as_deref().map(kept_in).transpose()?;
    let on_databases = chosen.iter().any(|bench| matches!(bench.kind, Kind::TargetOnDatabases { .. }));
    let database = if on_databases { Some(Postgres::provide(Durability::Kept)?) } else { None };
    let mut figures = Figures::default();
    for bench in chosen {
        let outcome = measure(&mut figures, bench, database.as_ref(), options);
        // What was measured stays although a later benchmark fails.
        figures.keep(&kept)?;
        outcome?;
    }
    shell::note(&format!("the figures are in {}", kept.display()));
    if let Some(earlier) = earlier {
        figures.against(&earlier).iter().for_each(|line| println!("{line}"));
    }
    for missed in figures.missed() {
        shell::note(&format!("misses its budget: {missed}"));
    }
    Ok(())
}

fn kept_in(file: &Path) -> Outcome<Figures> {
    Figures::read(file)?.ok_or_else(|| Failure::new(format!("there are no figures in {}", file.display())))
}

fn measure(figures: &mut Figures, bench: &Bench, database: Option<&Postgres>, options: &Options) -> Outcome {
    match bench.kind {
        Kind::Target { package, bench: target } | Kind::TargetOnDatabases { package, bench: target } => {
            let mut command = cargo::cargo();
            command.args(["bench", "--package", package, "--bench", target]);
            if let Some(database) = database {
                command.env(postgres::VARIABLE, database.url());
            }
            shell::listen(bench.measures, &mut command, |line| figures.take_text(line))
        }
        Kind::Backfill => backfill::measure(figures, bench.name, options.speed, options.dataset.as_deref()),
        Kind::Live => live::measure(figures),
        Kind::Proof => proof::measure(figures, options.dataset.as_deref()),
        Kind::Browser => browser::measure(figures, options.dataset.as_deref()),
        Kind::PageSize => {
            pages::build()?;
            for Download { name, when, size, budget } in suite::page_sizes()? {
                figures.take(json!({
                    "bench": "size", "what": name, "when": when, "figure": size, "unit": "bytes brotli",
                    "budget": budget, "within": size <= budget,
                }));
            }
            Ok(())
        }
    }
}
