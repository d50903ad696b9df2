//! How much a browser downloads, and the budgets for it.

use crate::failure::{Doing, Failure, Outcome};
use crate::place;
use std::collections::{BTreeMap, BTreeSet};
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
/// Most bytes of what a page fetches that is shown first of all, without the chart library.
const LATER: u64 = 300_000;
/// Most bytes of a language that is fetched because the portal speaks it.
const LANGUAGE: u64 = 25_000;
/// Most files of what is fetched later: the splitter makes hundreds, and a page that needs many asks for each of them.
const FILES: usize = 100;
/// Languages that are fetched.
const LANGUAGES: [&[&str]; 3] = [&["uk"], &["es"], &["kk"]];
/// What people open, with the parts it is made of. What they open next finds some of them there already.
const PAGES: [&[&str]; 11] = [
    &["tools"],
    &["charts"],
    &["activity", "activity_cell"],
    &["activity", "activity_talk"],
    &["activity", "activity_plans"],
    &["activity", "year", "charts"],
    &["activity", "office"],
    &["data"],
    &["settings"],
    &["tab"],
    &["install"],
];

/// Sizes of compressed files by the names they are asked for.
type Sizes = BTreeMap<String, u64>;
/// The files of each part that is fetched later.
type Parts = BTreeMap<String, BTreeSet<String>>;

/// What browsers download of the built pages.
///
/// # Errors
/// The pages are not built, or have a part that no page of [`PAGES`] is made of.
pub(crate) fn measure() -> Outcome<[Download; 4]> {
    let mut files = Sizes::new();
    collect(&place::dist(), &mut files)?;
    let parts = parts()?;
    let sum = |wanted: fn(&str) -> bool| files.iter().filter(|(name, _)| wanted(name)).map(|(_, size)| *size).sum();
    Ok([
        Download { name: "first", when: "before the app works", size: sum(is_first), budget: FIRST },
        Download { name: "charts", when: "with the first chart", size: sum(is_chart), budget: CHARTS },
        Download {
            name: "later",
            when: "as a page is first shown, at most",
            size: most(&PAGES, &parts, &files)?,
            budget: LATER,
        },
        Download {
            name: "language",
            when: "in Ukrainian, Spanish or Kazakh",
            size: most(&LANGUAGES, &parts, &files)?,
            budget: LANGUAGE,
        },
    ])
}

/// The largest of these pages: every file of its parts once.
fn most(pages: &[&[&str]], parts: &Parts, files: &Sizes) -> Outcome<u64> {
    let size = |page: &&[&str]| -> Outcome<u64> {
        let mut needed = BTreeSet::new();
        for part in *page {
            needed.extend(parts.get(*part).doing(format!("looking for the part {part}"))?);
        }
        let sizes = needed.into_iter().map(|file| files.get(file).copied().doing(format!("looking for {file}")));
        sizes.sum()
    };
    pages.iter().map(size).try_fold(0, |most, size| size.map(|size| most.max(size)))
}

/// Which files come with each part, as the pages were assembled.
fn parts() -> Outcome<Parts> {
    let list = place::dist().join("parts.txt");
    let text = fs::read_to_string(&list).doing(format!("reading {}", list.display()))?;
    let line = |line: &str| {
        let mut words = line.split(' ').map(str::to_owned);
        Some((words.next()?, words.collect()))
    };
    let parts: Parts = text.lines().filter_map(line).collect();
    let known = |part: &String| LANGUAGES.iter().chain(&PAGES).any(|page| page.contains(&part.as_str()));
    match parts.keys().find(|part| !known(part)) {
        Some(part) => Err(Failure::new(format!("which page shows the part {part}? Say so in PAGES of sizes.rs"))),
        None => Ok(parts),
    }
}

fn is_chart(name: &str) -> bool {
    name.starts_with("echarts")
}

/// Every part but the first is named so by the splitter, and what several parts need is cut out of them.
fn is_later(name: &str) -> bool {
    name.starts_with("split_") || name.starts_with("chunk_")
}

fn is_first(name: &str) -> bool {
    !is_chart(name) && !is_later(name)
}

/// Sizes of compressed files, by name without the ending.
fn collect(folder: &Path, files: &mut Sizes) -> Outcome {
    let doing = || format!("reading {}", folder.display());
    for entry in fs::read_dir(folder).doing(doing())? {
        let entry = entry.doing(doing())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            collect(&entry.path(), files)?;
        } else if let Some(name) = name.strip_suffix(".br") {
            files.insert(name.to_owned(), entry.metadata().doing(doing())?.len());
        }
    }
    Ok(())
}

/// Files that are fetched later.
fn later_files() -> Outcome<usize> {
    let mut files = Sizes::new();
    collect(&place::dist(), &mut files)?;
    Ok(files.keys().filter(|name| is_later(name)).count())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_large_as_every_file_of_its_parts_once() {
        let files = [("a.wasm", 100), ("b.wasm", 10), ("c.wasm", 7), ("shared.wasm", 1)];
        let files: Sizes = files.map(|(name, size)| (name.to_owned(), size)).into();
        let part =
            |name: &str, files: &[&str]| (name.to_owned(), files.iter().map(|file| (*file).to_owned()).collect());
        let parts: Parts = [
            part("a", &["a.wasm"]),
            part("b", &["b.wasm", "shared.wasm"]),
            part("c", &["c.wasm", "shared.wasm"]),
            part("lost", &["d.wasm"]),
        ]
        .into();
        assert_eq!(most(&[&["b", "c"], &["b"]], &parts, &files).ok(), Some(18));
        assert_eq!(most(&[&["b", "c"], &["a"]], &parts, &files).ok(), Some(100));
        assert!(most(&[&["lost"]], &parts, &files).is_err(), "a file that is not there");
        assert!(most(&[&["d"]], &parts, &files).is_err(), "a part that is not there");
    }
}
