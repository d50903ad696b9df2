//! How much a browser downloads, and the budgets for it.

use crate::failure::{Doing, Failure, Outcome};
use crate::place;
use std::fs;
use std::path::Path;

/// Something that is downloaded together.
pub(crate) struct Download {
    /// Its name in figures.
    pub(crate) name: &'static str,
    /// When it is downloaded.
    pub(crate) when: &'static str,
    /// Bytes, compressed.
    pub(crate) size: u64,
    /// Most bytes allowed.
    pub(crate) budget: u64,
}

/// Most bytes of what comes before the app works.
const FIRST: u64 = 350_000;
/// Most bytes of the chart library.
const CHARTS: u64 = 250_000;
/// Most bytes of the largest part that is fetched when it is first shown, with everything that parts share.
const LATER: u64 = 420_000;
/// Most bytes of a language that is fetched because the portal speaks it.
const LANGUAGE: u64 = 40_000;
/// Most files of what is fetched later: the splitter makes hundreds, and a page that needs many asks for each of them.
const FILES: usize = 100;
/// Languages that are fetched.
const LANGUAGES: [&str; 3] = ["split_uk.", "split_es.", "split_kk."];

/// What browsers download of the built pages.
///
/// # Errors
/// The pages are not built.
pub(crate) fn measure() -> Outcome<[Download; 4]> {
    let mut files = Vec::new();
    collect(&place::dist(), &mut files)?;
    let sizes = |wanted: fn(&str) -> bool| files.iter().filter(move |(name, _)| wanted(name)).map(|(_, size)| *size);
    let sum = |wanted: fn(&str) -> bool| sizes(wanted).sum();
    let most = |wanted: fn(&str) -> bool| sizes(wanted).max().unwrap_or_default();
    Ok([
        Download { name: "first", when: "before the app works", size: sum(is_first), budget: FIRST },
        Download { name: "charts", when: "with the first chart", size: sum(is_chart), budget: CHARTS },
        Download {
            name: "later",
            when: "as a page is first shown, at most",
            size: most(is_part) + sizes(is_shared).sum::<u64>(),
            budget: LATER,
        },
        Download {
            name: "language",
            when: "in Ukrainian, Spanish or Kazakh",
            size: most(is_language),
            budget: LANGUAGE,
        },
    ])
}

fn is_chart(name: &str) -> bool {
    name.starts_with("echarts")
}

/// Every part but the first is named so by the splitter.
fn is_part(name: &str) -> bool {
    name.starts_with("split_")
}

/// What several parts need is cut out of them.
fn is_shared(name: &str) -> bool {
    name.starts_with("chunk_")
}

fn is_language(name: &str) -> bool {
    LANGUAGES.iter().any(|language| name.starts_with(language))
}

fn is_first(name: &str) -> bool {
    !is_chart(name) && !is_part(name) && !is_shared(name)
}

/// Names and sizes of compressed files.
fn collect(folder: &Path, files: &mut Vec<(String, u64)>) -> Outcome {
    let doing = || format!("reading {}", folder.display());
    for entry in fs::read_dir(folder).doing(doing())? {
        let entry = entry.doing(doing())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            collect(&entry.path(), files)?;
        } else if name.ends_with(".br") {
            files.push((name, entry.metadata().doing(doing())?.len()));
        }
    }
    Ok(())
}

/// Files that are fetched later.
fn later_files() -> Outcome<usize> {
    let mut files = Vec::new();
    collect(&place::dist(), &mut files)?;
    Ok(files.iter().filter(|(name, _)| is_part(name) || is_shared(name)).count())
}

/// Fails when something outgrows its budget.
pub(super) fn check() -> Outcome {
    let files = later_files()?;
    if files > FILES {
        return Err(Failure::new(format!("{files} files are fetched later, {FILES} are allowed")));
    }
    let downloads = measure()?;
    for Download { name, when, size, budget } in &downloads {
        crate::shell::note(&format!("{name}: {size} bytes compressed {when}, {budget} are allowed"));
    }
    match downloads.iter().find(|download| download.size == 0 || download.size > download.budget) {
        Some(Download { name, size, budget, .. }) => {
            Err(Failure::new(format!("{name}: {size} bytes compressed, {budget} are allowed")))
        }
        None => Ok(()),
    }
}
