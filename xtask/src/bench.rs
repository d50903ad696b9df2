//! `cargo xtask bench`: the figures the product promises, measured in release builds, one JSON line each.

mod backfill;
mod browser;
mod document;
mod figures;
mod list;
mod live;
mod load;
mod proof;
mod scaling;
mod targets;

use crate::failure::{Doing, Failure, Outcome};
use crate::postgres::{Durability, Postgres};
use crate::suite::Download;
use crate::{cargo, pages, place, shell, suite};
use clap::Args;
use figures::Figures;
use list::{BENCHES, Bench, Kind};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use targets::Target;

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
    /// With `backfill`, `browser`, `load` and `proof`: other records, `scale:companies=15000,deals=150000,activities=600000`
    #[arg(long)]
    dataset: Option<String>,
    /// With `report`, `activity`, `memory`, `ingest` and `filter_sort`: so many companies, and of everything else in proportion
    #[arg(long)]
    companies: Option<u32>,
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
    let on_databases = chosen.iter().any(|bench| bench.on_databases());
    let database = if on_databases { Some(Postgres::provide(Durability::Kept)?) } else { None };
    let mut figures = Figures::default();
    // Parts of the large portal are measured together: making its rows takes longer than measuring.
    let is_part = |bench: &&&Bench| matches!(bench.kind, Kind::LargePortal);
    let parts: Vec<String> = chosen.iter().filter(is_part).map(|bench| bench.name.to_owned()).collect();
    for bench in chosen {
        if parts.iter().skip(1).any(|part| part == bench.name) {
            continue;
        }
        let outcome = measure(&mut figures, bench, &parts, database.as_ref(), options);
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

/// The size a target is asked for, if it is another than its own.
fn size(options: &Options) -> Vec<String> {
    options.companies.iter().flat_map(|companies| ["--companies".to_owned(), companies.to_string()]).collect()
}

fn kept_in(file: &Path) -> Outcome<Figures> {
    Figures::read(file)?.ok_or_else(|| Failure::new(format!("there are no figures in {}", file.display())))
}

fn measure(
    figures: &mut Figures,
    bench: &Bench,
    parts: &[String],
    database: Option<&Postgres>,
    options: &Options,
) -> Outcome {
    match bench.kind {
        Kind::Target(target) => targets::run(figures, &target, &size(options), database),
        Kind::LargePortal => {
            let words = [parts.to_vec(), size(options)].concat();
            targets::run(figures, &Target::LARGE_PORTAL, &words, database)
        }
        Kind::Scaling => scaling::measure(figures, database.doing("it is given to whoever needs it")?),
        Kind::Backfill => backfill::measure(figures, bench.name, options.speed, options.dataset.as_deref()),
        Kind::Live => live::measure(figures),
        Kind::Load => {
            load::measure(figures, database.doing("it is given to whoever needs it")?, options.dataset.as_deref())
        }
        Kind::Proof => proof::measure(figures, options.dataset.as_deref()),
        Kind::Browser => browser::measure(figures, options.dataset.as_deref()),
        Kind::Size => sizes(figures),
    }
}

/// What a browser downloads, and the server's program.
fn sizes(figures: &mut Figures) -> Outcome {
    pages::build()?;
    for Download { name, when, size, budget } in suite::page_sizes()? {
        figures.take(json!({
            "bench": "size", "what": name, "when": when, "figure": size, "unit": "bytes brotli",
            "budget": budget, "within": size <= budget,
        }));
    }
    let mut build = cargo::cargo();
    build.args(["build", "--release", "--package", "server", "--bins"]);
    shell::run("building the server", &mut build)?;
    let program = place::target().join("release").join("svodka");
    let size = fs::metadata(&program).doing(format!("looking at {}", program.display()))?.len();
    figures.take(json!({"bench": "size", "what": "server", "when": "on disk", "figure": size, "unit": "bytes"}));
    Ok(())
}
