//! Cargo as a child: the same cargo that runs this command, without what it told only us.

use crate::place;
use std::env;
use std::process::Command;

/// A cargo command at the repository's root.
pub(crate) fn cargo() -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(place::root());
    // Build scripts that look at these would be run again whenever a build is started from here.
    for (name, _) in env::vars_os() {
        let told = name.to_string_lossy();
        if told.starts_with("CARGO_PKG_") || told.starts_with("CARGO_MANIFEST_") || told == "CARGO_BIN_NAME" {
            command.env_remove(name);
        }
    }
    command
}
