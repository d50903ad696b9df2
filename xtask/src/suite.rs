//! `cargo xtask test`: every test there is, with what it needs set up first and the counts added up at the end.

mod sizes;
mod tally;
mod torture;

use crate::failure::{Failure, Outcome};
use crate::postgres::{self, Durability, Postgres};
use crate::{browser, cargo, node, pages, place, setup, shell};
use clap::Args;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;
use tally::Tally;

pub(crate) use sizes::{Download, measure as page_sizes};

/// Which tests to run.
#[derive(Args)]
pub(crate) struct Options {
    /// Only tests whose name contains this text; `torture` alone runs the torture of the sync in full
    name: Option<String>,
    /// Leave the browser journeys out
    #[arg(long)]
    fast: bool,
    #[command(flatten)]
    torture: torture::Options,
}

/// Runs the tests and tells how many passed and failed.
pub(crate) fn run(options: &Options) -> Outcome {
    let began = Instant::now();
    let name = options.name.as_deref();
    let mut tally = Tally::default();
    if name == Some("torture") {
        let outcome = torture::full(&options.torture, &mut tally);
        tally.note("torture", outcome);
        return finish(began, &tally);
    }
    // What cannot even be started counts as failed, and the rest is tried all the same.
    let outcome = native(name, &mut tally);
    tally.note("native tests", outcome);
    let outcome = torture_briefly(name, &mut tally);
    tally.note("torture", outcome);
    let outcome = if options.fast { webassembly(&mut tally) } else { in_browser(name, &mut tally) };
    tally.note("browser side", outcome);
    finish(began, &tally)
}

/// The sync under everything that can go wrong, briefly; in full it is `torture` alone.
fn torture_briefly(name: Option<&str>, tally: &mut Tally) -> Outcome {
    if name.is_some() { Ok(()) } else { torture::short(tally) }
}

fn finish(began: Instant, tally: &Tally) -> Outcome {
    shell::step(&format!("tested in {}", shell::spoken(began.elapsed())));
    println!("{tally}");
    if tally.failed > 0 {
        return Err(Failure::new(format!("{} failed: {}", tally.failed, tally.where_failed())));
    }
    Ok(())
}

/// Tests of every crate on this machine, the storage tests on both databases.
fn native(name: Option<&str>, tally: &mut Tally) -> Outcome {
    let database = Postgres::provide(Durability::Throwaway)?;
    let with_nextest = place::on_path("cargo-nextest").is_some();
    let mut command = cargo::cargo();
    command.env(postgres::VARIABLE, database.url());
    if with_nextest {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast", "--no-tests=pass"]);
    } else {
        command.args(["test", "--workspace", "--no-fail-fast"]);
    }
    command.args(name);
    tally.watch("native tests, both databases", &mut command)?;
    if with_nextest {
        // nextest leaves the examples in the documentation out.
        let mut command = cargo::cargo();
        command.env(postgres::VARIABLE, database.url());
        command.args(["test", "--workspace", "--no-fail-fast", "--doc"]).args(name);
        tally.watch("examples in the documentation", &mut command)?;
    }
    Ok(())
}

/// That the browser's side compiles; the journeys compile it anyway.
fn webassembly(tally: &mut Tally) -> Outcome {
    setup::ensure_wasm_target()?;
    let mut command = cargo::cargo();
    command.args(["check", "--package", "app", "--package", "domain", "--target", setup::WASM]);
    tally.check("WebAssembly side", shell::run("checking the WebAssembly side", &mut command));
    Ok(())
}

/// Journeys through the built pages in a real browser.
fn in_browser(name: Option<&str>, tally: &mut Tally) -> Outcome {
    let journeys = journeys(name)?;
    if journeys.is_empty() {
        shell::step("no browser journey has this name");
        return Ok(());
    }
    let chromium = browser::ensure()?;
    pages::build()?;
    tally.check("size of the pages", sizes::check());
    let mut build = cargo::cargo();
    // The same choice of targets as the native tests: another would choose other features and compile most crates anew.
    build.args(["build", "--workspace", "--tests", "--bins"]);
    shell::run("building the servers", &mut build)?;
    let mut command = node::node();
    command
        .args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
        .env("CHROMIUM", chromium)
        .env("SVODKA_PROGRAMS", place::target().join("debug"))
        .env("SVODKA_ASSETS", place::dist());
    if let Some(name) = name {
        command.args(["--test-name-pattern", name]);
    }
    command.args(journeys);
    tally.watch("browser journeys", &mut command)
}

/// Files with journeys, only those that mention the name when there is one.
fn journeys(name: Option<&str>) -> Outcome<Vec<PathBuf>> {
    let folder = place::root().join("e2e");
    let listing =
        fs::read_dir(&folder).map_err(|error| Failure::new(format!("reading {}: {error}", folder.display())))?;
    let mut files: Vec<PathBuf> = listing
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .filter(|path| name.is_none_or(|name| fs::read_to_string(path).is_ok_and(|text| text.contains(name))))
        .collect();
    files.sort();
    Ok(files)
}
