//! Build tools that come from crates.io, each in one exact version.
//!
//! A version already on `PATH` is used; otherwise it is compiled once into a folder of its own below
//! [`place::tools`], so that checkouts share it and two versions never fight.

use crate::failure::{Doing, Failure, Outcome};
use crate::{cargo, place, shell};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A pinned tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tool {
    /// Name on crates.io.
    package: &'static str,
    /// The program it brings.
    program: &'static str,
    /// Exact version.
    version: String,
    /// How `cargo install` is told to build it.
    build: &'static [&'static str],
    /// Whether it answers `--version`; one that does not is only believed in the cache, whose folder names the version.
    tells_version: bool,
    /// How it is run, for tools that check something.
    check: &'static [&'static str],
}

/// Cuts the app's WebAssembly into the part everybody needs and those fetched later.
pub(crate) fn splitter() -> Tool {
    Tool {
        package: "wasm_split_cli_support",
        program: "wasm-split-cli",
        version: "0.2.4".to_owned(),
        build: &["--locked", "--features", "build-binary"],
        tells_version: false,
        check: &[],
    }
}

/// Generates the JavaScript side of the WebAssembly, in the version the app is linked with.
///
/// # Errors
/// `Cargo.lock` does not name `wasm-bindgen`.
pub(crate) fn wasm_bindgen() -> Outcome<Tool> {
    let lock = place::root().join("Cargo.lock");
    let text = fs::read_to_string(&lock).doing(format!("reading {}", lock.display()))?;
    let version = locked_version(&text, "wasm-bindgen").doing("Cargo.lock does not name wasm-bindgen")?;
    Ok(Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version,
        // Not --locked: the lock file it is published with names a version that never was.
        build: &[],
        tells_version: true,
        check: &[],
    })
}

/// Tools that only `lint` uses. Without a network beyond the registry there is no list of known vulnerabilities to check.
pub(crate) fn linters() -> [Tool; 2] {
    let tool = |package, program, version: &str, check| Tool {
        package,
        program,
        version: version.to_owned(),
        build: &["--locked"],
        tells_version: true,
        check,
    };
    [
        tool(
            "cargo-deny",
            "cargo-deny",
            "0.20.2",
            &["--offline", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"],
        ),
        tool("typos-cli", "typos", "1.52.0", &[]),
    ]
}

impl Tool {
    /// Where the cache keeps it.
    fn home(&self) -> PathBuf {
        place::tools().join(format!("{}-{}", self.package, self.version))
    }

    /// The program in this version, on `PATH` or in the cache.
    pub(crate) fn find(&self) -> Option<PathBuf> {
        let cached = self.home().join("bin").join(self.program);
        if !self.tells_version {
            return Some(cached).filter(|program| program.is_file());
        }
        [Some(cached), place::on_path(self.program)].into_iter().flatten().find(|program| self.is_version_of(program))
    }

    fn is_version_of(&self, program: &Path) -> bool {
        let told = shell::answer(Command::new(program).arg("--version")).unwrap_or_default();
        told.split_whitespace().any(|word| word == self.version)
    }

    /// Makes the check it is there for, installing it first when it is missing.
    ///
    /// # Errors
    /// It could not be installed, or has found something.
    pub(crate) fn check(&self) -> Outcome {
        let program = self.ensure()?.join(self.program);
        let what = format!("{} {}", self.package, self.check.join(" "));
        shell::run(what.trim_end(), Command::new(program).current_dir(place::root()).args(self.check))
    }

    /// The folder with the program, compiling it first when this machine has it nowhere.
    ///
    /// # Errors
    /// It could not be compiled.
    pub(crate) fn ensure(&self) -> Outcome<PathBuf> {
        if let Some(program) = self.find() {
            return program.parent().map(Path::to_path_buf).doing("a program without a folder");
        }
        let what = format!("compiling {} {} (once per user)", self.package, self.version);
        shell::run_with_retries(&what, 3, || self.install())?;
        // The intermediate files are as large as this checkout's own and never needed again.
        drop(fs::remove_dir_all(self.workshop()));
        match self.find() {
            Some(_) => Ok(self.home().join("bin")),
            None => Err(Failure::new(format!("{} {} does not run", self.package, self.version))),
        }
    }

    fn workshop(&self) -> PathBuf {
        place::tools().join(format!(".building-{}", self.package))
    }

    fn install(&self) -> Command {
        let mut command = cargo::cargo();
        command
            // Outside the repository: its profiles and patches are not the tool's.
            .current_dir(std::env::temp_dir())
            .args(["install", "--debug", "--force", "--root"])
            .arg(self.home())
            .arg("--target-dir")
            .arg(self.workshop())
            .args(self.build)
            .arg(format!("{}@{}", self.package, self.version))
            .env_remove("CARGO_TARGET_DIR")
            // These run for seconds: compiling them quickly matters more than how they run.
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", "0");
        command
    }
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_a_package_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm-bindgen-cli"), None);
    }

    #[test]
    fn the_generator_has_the_version_the_app_is_linked_with() {
        let manifest = fs::read_to_string(place::root().join("Cargo.toml")).unwrap();
        let tool = wasm_bindgen().unwrap();
        assert!(manifest.contains(&format!("wasm-bindgen = \"={}\"", tool.version)));
    }
}
