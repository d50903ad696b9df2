//! `cargo xtask bench live`: what a supervisor feels, measured by `e2e/bench/live.mjs` with release programs.

use super::figures::Figures;
use crate::failure::Outcome;
use crate::{browser, cargo, node, pages, place, shell};

/// Measures every way in which the server can come to know of a call.
pub(super) fn measure(figures: &mut Figures) -> Outcome {
    let chromium = browser::ensure()?;
    pages::build()?;
    node::ensure_packages()?;
    let mut build = cargo::cargo();
    build.args(["build", "--release", "--package", "server", "--package", "portal", "--bins"]);
    shell::run("building the servers", &mut build)?;
    let mut command = node::node();
    command
        .arg("e2e/bench/live.mjs")
        .env("CHROMIUM", chromium)
        .env("SVODKA_PROGRAMS", place::target().join("release"))
        .env("SVODKA_ASSETS", place::dist());
    shell::listen("calls in the portal, a page in the browser (about twenty minutes)", &mut command, |line| {
        figures.take_text(line);
    })
}
