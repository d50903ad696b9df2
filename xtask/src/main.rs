//! The project's own commands: `cargo xtask demo | test | bench | lint | setup`.
//!
//! Everything a developer, a demo or CI needs is reachable from here, so that a machine with Rust, Node and a C compiler is
//! enough. Nothing but `clap` and `serde_json` is used: the first command on a fresh machine must start in seconds.

mod bench;
mod browser;
mod cargo;
mod debian;
mod demo;
mod failure;
mod http;
mod lifeline;
mod lint;
mod node;
mod pages;
mod place;
mod postgres;
mod service;
mod setup;
mod shell;
mod stamp;
mod suite;
mod tools;
#[cfg(test)]
mod workspace;

use clap::Parser;
use std::process::ExitCode;

/// Builds, tests, measures and shows Svodka.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
enum Task {
    /// Start a demo portal with the app installed in it, and print its address
    Demo(demo::Options),
    /// Build the pages of the app into `dist/`, unless they are up to date
    Pages,
    /// Run every test: native on both databases, WebAssembly, browser
    Test(suite::Options),
    /// Run the benchmarks and compare them with their budgets
    Bench(bench::Options),
    /// Check format, lints, documentation, licences and dependencies
    Lint(lint::Options),
    /// Install what the other commands need, as pinned; safe to repeat
    Setup(setup::Options),
}

fn main() -> ExitCode {
    let outcome = match Task::parse() {
        Task::Demo(options) => demo::run(&options),
        Task::Pages => pages::build(),
        Task::Test(options) => suite::run(&options),
        Task::Bench(options) => bench::run(&options),
        Task::Lint(options) => lint::run(&options),
        Task::Setup(options) => setup::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
