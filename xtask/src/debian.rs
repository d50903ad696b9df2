//! Debian packages that tests need: installed when we may, named when we may not.

use crate::failure::{Failure, Outcome};
use crate::{place, shell};
use std::process::Command;
use std::sync::Once;

static LISTS: Once = Once::new();

/// Whether this process may install packages and become other users.
pub(crate) fn is_root() -> bool {
    shell::answer(Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// Installs packages for a purpose.
///
/// # Errors
/// Not root, no `apt-get`, or the installation failed; the message says what to install.
pub(crate) fn install(packages: &[&str], purpose: &str) -> Outcome {
    let list = packages.join(" ");
    if place::on_path("apt-get").is_none() || !is_root() {
        return Err(Failure::new(format!(
            "{purpose} needs {list}: install it (on Debian: apt-get install {list}) and repeat"
        )));
    }
    LISTS.call_once(|| {
        let update = || {
            let mut command = Command::new("apt-get");
            command.args(["update", "-qq"]);
            command
        };
        if let Err(failure) = shell::run_with_retries("refreshing Debian's package lists", 3, update) {
            shell::note(&format!("{failure}; trying with the old ones"));
        }
    });
    shell::run_with_retries(&format!("installing {list} for {purpose}"), 3, || {
        let mut command = Command::new("apt-get");
        command
            .args(["install", "-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive");
        command
    })
}
