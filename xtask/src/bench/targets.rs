//! Benchmarks that are targets of a package: built for speed and run by cargo, with their words after `--`.

use super::figures::Figures;
use crate::failure::Outcome;
use crate::postgres::{self, Postgres};
use crate::{cargo, shell};

/// A bench target.
#[derive(Clone, Copy)]
pub(super) struct Target {
    package: &'static str,
    name: &'static str,
}

impl Target {
    /// The server at the size of a large portal.
    pub(super) const LARGE_PORTAL: Self = Self { package: "server", name: "large_portal" };
    /// Pages of a first reading, stored.
    pub(super) const INGEST: Self = Self { package: "store", name: "ingest" };
    /// The report engine alone.
    pub(super) const FILTER_SORT: Self = Self { package: "domain", name: "filter_sort" };
}

/// Runs a target and takes its figures.
pub(super) fn run(figures: &mut Figures, target: &Target, words: &[String], database: Option<&Postgres>) -> Outcome {
    let mut command = cargo::cargo();
    command.args(["bench", "--package", target.package, "--bench", target.name, "--"]).args(words);
    if let Some(database) = database {
        command.env(postgres::VARIABLE, database.url());
    }
    let what = format!("measuring: {} {}", target.name, words.join(" "));
    shell::listen(what.trim(), &mut command, |line| figures.take_text(line))
}
