//! The pages of the app: WebAssembly and styles built into `dist/`, then compressed once for every reader.
//!
//! The app is linked with its relocations, cut at its split points into the part everybody needs and those fetched later,
//! given its script, made small, and put beside the page. A tool that assembles pages could not cut between linking and
//! generating the script, so the steps stand here.

use crate::failure::{Doing, Failure, Outcome};
use crate::setup::PageTools;
use crate::stamp::Stamp;
use crate::{cargo, node, place, setup, shell};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What the pages are made from.
const SOURCES: [&str; 11] = [
    ".cargo/config.toml",
    "app",
    "crates/domain",
    "style",
    "public",
    "Cargo.toml",
    "Cargo.lock",
    "package.json",
    "package-lock.json",
    "rust-toolchain.toml",
    "e2e/compress.mjs",
];

/// Extensions of WebAssembly that the compiler uses and every supported browser has.
const EXTENSIONS: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Builds `dist/` unless it is already made from these sources.
pub(crate) fn build() -> Outcome {
    let stamp = Stamp::over("pages", &SOURCES, &[])?;
    if stamp.is_current() && place::dist().join("index.html").is_file() {
        shell::step("the pages are up to date");
        return Ok(());
    }
    let tools = setup::for_pages()?;
    stamp.forget();
    shell::run("building the pages (a few minutes the first time)", &mut compiling())?;
    let parts = cut(&tools)?;
    shrink(&tools, &listed(&parts, "wasm")?)?;
    let assemble = place::root().join("app/web/assemble.mjs");
    shell::run("assembling the pages", node::node().arg(assemble).arg(&parts).arg(place::dist()))?;
    shell::run("compressing the pages", node::node().arg("e2e/compress.mjs").arg(place::dist()))?;
    stamp.keep()
}

/// Compiles the app, with the relocations the splitter reads.
fn compiling() -> Command {
    let mut command = cargo::cargo();
    command
        .args(["rustc", "--package", "app", "--bin", "app", "--profile", "wasm-release", "--target", setup::WASM])
        .args(["--", "-Clink-args=--emit-relocs"]);
    command
}

/// Cuts the app into parts and generates the script of the first; answers the folder with all of them.
fn cut(tools: &PageTools) -> Outcome<PathBuf> {
    let folder = place::target().join("pages");
    let (split, parts) = (folder.join("split"), folder.join("parts"));
    drop(fs::remove_dir_all(&folder));
    for folder in [&split, &parts] {
        fs::create_dir_all(folder).doing(format!("creating {}", folder.display()))?;
    }
    let linked = place::target().join(setup::WASM).join("wasm-release").join("app.wasm");
    let mut command = Command::new(&tools.splitter);
    command.args(["--out-name", "app", "--target", "web"]).arg(linked).arg(&split);
    shell::run("cutting the app into parts", &mut command)?;
    let mut command = Command::new(&tools.wasm_bindgen);
    // The exports stay: parts fetched later reach the memory and the functions of the first through them.
    command.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", "app", "--out-dir"]);
    command.arg(&parts);
    shell::run("generating the app's script", command.arg(split.join("app.wasm")))?;
    let later = listed(&split, "wasm")?.into_iter().chain(listed(&split, "js")?);
    for file in later.filter(|file| !file.ends_with("app.wasm")) {
        let name = file.file_name().doing("a file without a name")?;
        fs::copy(&file, parts.join(name)).doing(format!("copying {}", file.display()))?;
    }
    Ok(parts)
}

/// Makes every part small, as many at a time as there are cores: most are so small that starting takes longest.
fn shrink(tools: &PageTools, parts: &[PathBuf]) -> Outcome {
    shell::step(&format!("making {} parts of the pages small", parts.len()));
    let next = AtomicUsize::new(0);
    let work = || -> Outcome {
        while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            shell::read(&mut shrinking(tools, part))?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        // A worker that panicked has said why already.
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(|_| Err(Failure::new("a worker ended early"))))
    })
}

fn shrinking(tools: &PageTools, part: &Path) -> Command {
    let mut command = Command::new(&tools.wasm_opt);
    command.arg("-Oz").args(EXTENSIONS).arg(part).arg("-o").arg(part);
    command
}

/// Files of a folder with this ending, by name.
fn listed(folder: &Path, ending: &str) -> Outcome<Vec<PathBuf>> {
    let doing = || format!("reading {}", folder.display());
    let entries = fs::read_dir(folder).doing(doing())?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.doing(doing())?.path();
        if file.extension().is_some_and(|found| found == ending) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
