//! `cargo xtask bench browser`: what a person feels of the report, measured by `e2e/bench/browser.mjs` with release programs.

use super::figures::Figures;
use crate::failure::Outcome;
use crate::{browser, cargo, node, pages, place, shell};

/// Measures the page over these records, or over the size the budgets are meant for.
pub(super) fn measure(figures: &mut Figures, dataset: Option<&str>) -> Outcome {
    let chromium = browser::ensure()?;
    pages::build()?;
    node::ensure_packages()?;
    let mut build = cargo::cargo();
    build.args(["build", "--release", "--package", "server", "--package", "portal", "--bins"]);
    shell::run("building the servers", &mut build)?;
    let mut command = node::node();
    command
        .arg("e2e/bench/browser.mjs")
        .env("CHROMIUM", chromium)
        .env("SVODKA_PROGRAMS", place::target().join("release"))
        .env("SVODKA_ASSETS", place::dist());
    if let Some(dataset) = dataset {
        command.env("BENCH_DATASET", dataset);
    }
    shell::listen("a large portal, a page in the browser (about ten minutes)", &mut command, |line| {
        figures.take_text(line);
    })
}
