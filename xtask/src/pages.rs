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
    shrink(&listed(&parts, "wasm")?)?;
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

/// Makes every part small, shared out over the cores: a program for each would start three hundred times.
fn shrink(parts: &[PathBuf]) -> Outcome {
    shell::step(&format!("making {} parts of the pages small", parts.len()));
    let size =
        |part: &PathBuf| fs::metadata(part).map(|file| file.len()).doing(format!("looking at {}", part.display()));
    let sized = parts.iter().map(|part| Ok((size(part)?, part))).collect::<Outcome<Vec<_>>>()?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let script = place::root().join("app/web/shrink.mjs");
    let shares = shared_out(sized, cores);
    let work = |share: &[&PathBuf]| shell::read(node::node().arg(&script).args(share)).map(drop);
    std::thread::scope(|scope| {
        let workers: Vec<_> = shares.iter().map(|share| scope.spawn(|| work(share))).collect();
        // A worker that panicked has said why already.
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(|_| Err(Failure::new("a worker ended early"))))
    })
}

/// Pieces of work in so many shares of about the same size; fewer when there is not that much.
fn shared_out<T>(mut sized: Vec<(u64, T)>, shares: usize) -> Vec<Vec<T>> {
    // The largest first, each to whoever has least: what is left for the end evens it out.
    sized.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    let mut shares: Vec<(u64, Vec<T>)> = (0..shares.min(sized.len())).map(|_| (0, Vec::new())).collect();
    for (size, piece) in sized {
        if let Some(least) = shares.iter_mut().min_by_key(|(so_far, _)| *so_far) {
            least.0 += size;
            least.1.push(piece);
        }
    }
    shares.into_iter().map(|(_, pieces)| pieces).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_shared_out_evenly_and_none_is_lost() {
        let parts = vec![(1, "a"), (9, "first"), (4, "b"), (4, "c"), (1, "d")];
        assert_eq!(shared_out(parts, 2), [vec!["first", "d"], vec!["b", "c", "a"]]);
        assert_eq!(shared_out(vec![(3, "alone")], 4), [["alone"]]);
        assert!(shared_out(Vec::<(u64, &str)>::new(), 4).is_empty());
    }
}
