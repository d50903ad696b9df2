//! `cargo xtask lint`: everything that is checked without running the product. All checks are made; failures are listed at
//! the end.

use crate::failure::{Failure, Outcome};
use crate::{cargo, licences, place, setup, shell, tools};
use clap::Args;
use std::process::Command;

/// How thoroughly to look.
#[derive(Args)]
pub(crate) struct Options {
    /// First install the tools for licences, unused dependencies and spelling (compiled, some minutes)
    #[arg(long)]
    install: bool,
}

/// Makes every check.
pub(crate) fn run(options: &Options) -> Outcome {
    if options.install {
        setup::for_lint()?;
    }
    setup::ensure_wasm_target()?;
    let mut failures = Vec::new();
    for (what, mut command) in checks() {
        note_failure(&mut failures, shell::run(what, &mut command));
    }
    note_failure(&mut failures, licences::check());
    for tool in tools::linters() {
        match tool.command() {
            Some(mut command) => {
                note_failure(&mut failures, shell::run(&tool.purpose(), command.current_dir(place::root())));
            }
            None => shell::step(&format!("skipped, not installed: {} (cargo xtask setup --lint)", tool.purpose())),
        }
    }
    if failures.is_empty() {
        shell::step("nothing to complain about");
        return Ok(());
    }
    Err(Failure::new(format!("{} checks failed:\n  {}", failures.len(), failures.join("\n  "))))
}

fn note_failure(failures: &mut Vec<String>, outcome: Outcome) {
    if let Err(failure) = outcome {
        failures.push(failure.to_string());
    }
}

fn checks() -> Vec<(&'static str, Command)> {
    let cargo = |args: &[&str]| {
        let mut command = cargo::cargo();
        command.args(args);
        command
    };
    let mut documentation = cargo(&["doc", "--workspace", "--no-deps"]);
    documentation.env("RUSTDOCFLAGS", "-D warnings");
    vec![
        ("format", cargo(&["fmt", "--all", "--check"])),
        ("clippy", cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        (
            "clippy, WebAssembly",
            cargo(&[
                "clippy",
                "--package",
                "app",
                "--package",
                "domain",
                "--target",
                setup::WASM,
                "--",
                "-D",
                "warnings",
            ]),
        ),
        ("documentation", documentation),
    ]
}
