//! How much a browser downloads before the app works, and the budget for it.

use crate::failure::{Doing, Failure, Outcome};
use crate::place;
use std::fs;

/// Most bytes of the app without its chart library, compressed.
pub(crate) const BUDGET: u64 = 350_000;

/// Bytes of the compressed pages, by file, the largest first; the chart library, which comes with the first chart, is left out.
///
/// # Errors
/// The pages are not built.
pub(crate) fn measure() -> Outcome<Vec<(String, u64)>> {
    let folder = place::dist();
    let listing = fs::read_dir(&folder).doing(format!("reading {}", folder.display()))?;
    let mut files: Vec<(String, u64)> = listing
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let counted = name.ends_with(".br") && !name.starts_with("echarts");
            counted.then_some((name, entry.metadata().ok()?.len()))
        })
        .collect();
    files.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    Ok(files)
}

/// Fails when the pages outgrow their budget.
pub(super) fn check() -> Outcome {
    let files = measure()?;
    let total: u64 = files.iter().map(|(_, size)| size).sum();
    crate::shell::note(&format!("the pages are {total} bytes compressed, {BUDGET} are allowed"));
    if files.is_empty() || total > BUDGET {
        return Err(Failure::new(format!("the pages are {total} bytes compressed, {BUDGET} are allowed: {files:?}")));
    }
    Ok(())
}
