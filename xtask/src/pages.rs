//! The pages of the app: WebAssembly and styles built by trunk into `dist/`, then compressed once for every reader.

use crate::failure::Outcome;
use crate::stamp::Stamp;
use crate::{node, place, setup, shell};
use std::process::Command;

/// What the pages are made from.
const SOURCES: [&str; 11] = [
    "app",
    "crates/domain",
    "style",
    "public",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "package.json",
    "package-lock.json",
    "rust-toolchain.toml",
    "e2e/compress.mjs",
];

/// Builds `dist/` unless it is already made from these sources.
pub(crate) fn build() -> Outcome {
    let stamp = Stamp::over("pages", &SOURCES, &[])?;
    if stamp.is_current() && place::dist().join("index.html").is_file() {
        shell::step("the pages are up to date");
        return Ok(());
    }
    let programs = setup::for_pages()?;
    stamp.forget();
    let path = place::path_with(&programs);
    shell::run(
        "building the pages (a few minutes the first time)",
        Command::new("trunk")
            .current_dir(place::root())
            .args(["build", "--release"])
            .env("PATH", &path)
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            // trunk takes only true or false where others take anything.
            .env_remove("NO_COLOR"),
    )?;
    shell::run("compressing the pages", node::node().arg("e2e/compress.mjs").arg(place::dist()))?;
    stamp.keep()
}
