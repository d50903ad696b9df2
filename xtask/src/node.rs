//! Node and the npm packages of `package-lock.json`.

use crate::failure::{Doing, Failure, Outcome};
use crate::stamp::Stamp;
use crate::{place, shell};
use std::path::PathBuf;
use std::process::Command;

/// The oldest Node that runs the build scripts and journeys.
const OLDEST: u32 = 20;

/// A node command at the repository's root.
pub(crate) fn node() -> Command {
    let mut command = Command::new("node");
    command.current_dir(place::root());
    command
}

/// Programs of the npm packages.
fn programs() -> PathBuf {
    place::root().join("node_modules").join(".bin")
}

/// Installs the npm packages as locked, unless they are there.
///
/// # Errors
/// Node is missing or too old, or the registry could not be reached.
pub(crate) fn ensure_packages() -> Outcome {
    let version = shell::answer(node().arg("--version"))
        .doing(format!("Node {OLDEST} or newer is needed: `node` was not found"))?;
    let major: u32 =
        version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
    if major < OLDEST {
        return Err(Failure::new(format!("Node {OLDEST} or newer is needed, this is {version}")));
    }
    let stamp = Stamp::over("npm", &["package.json", "package-lock.json"], &[&version])?;
    if stamp.is_current() && programs().is_dir() {
        return Ok(());
    }
    shell::run_with_retries("installing npm packages", 3, || {
        let mut command = Command::new("npm");
        command.current_dir(place::root()).args(["ci", "--no-fund", "--no-audit", "--loglevel=error"]);
        command
    })?;
    stamp.keep()
}
