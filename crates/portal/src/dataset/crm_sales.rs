//! The published sales pipeline (accounts, products, sales teams, opportunities) as portal records, in English.
//!
//! The files are taken as published: a blank account is a deal without a company, a blank amount is zero, the two
//! spellings of one product are one product, a misspelt sector keeps its spelling. Anything else unexpected is a
//! [`super::BadLine`].

mod build;
mod lines;
mod rows;

use std::path::Path;

use super::{DatasetError, Loaded};

/// Reads the four files of a directory into records.
pub(super) fn load(directory: &Path, skip_bad: bool) -> Result<Loaded, DatasetError> {
    let mut skipped = Vec::new();
    let published = rows::read(directory, skip_bad, &mut skipped)?;
    Ok(Loaded { records: build::records(&published), skipped })
}

#[cfg(test)]
mod tests;
