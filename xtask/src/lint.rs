//! `cargo xtask lint`: everything that is checked without running the product. All checks are made; failures are listed at
//! the end.

use crate::failure::{Failure, Outcome};
use crate::{cargo, setup, shell, tools};
use clap::Args;
use std::process::Command;

/// What to leave out.
#[derive(Args)]
pub(crate) struct Options {
    /// Leave out licences and spelling, whose tools are compiled the first time (some minutes)
    #[arg(long)]
    fast: bool,
}

/// Makes every check.
pub(crate) fn run(options: &Options) -> Outcome {
    setup::ensure_wasm_target()?;
    let mut failures = Vec::new();
    for (what, mut command) in checks() {
        note_failure(&mut failures, shell::run(what, &mut command));
    }
    if !options.fast {
        for tool in tools::linters() {
            note_failure(&mut failures, tool.check());
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
