//! Where a portal's records come from: generated companies, or published files turned into records.
//!
//! Generation is deterministic: the same dataset, seed and present instant give the same records on every machine.
//! Nothing here reads the clock; all generated times are relative to the instant passed in.

mod crm_sales;
mod days;
mod generated;
mod random;
mod reference;
mod small;

use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

use crate::model::Records;

/// A dataset as named on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dataset {
    /// A believable company over two years up to today.
    Demo,
    /// One administrator and nothing else.
    Empty,
    /// The published sales pipeline in this directory.
    CrmSales(PathBuf),
    /// Generated load.
    Scale {
        /// Number of companies.
        companies: u32,
        /// Number of deals.
        deals: u32,
        /// Number of activities.
        activities: u32,
        /// Number of people, those who have left included.
        people: u32,
        /// Seed of the generator.
        seed: u64,
    },
}

/// Why a dataset could not be named or read.
#[derive(Debug, Error)]
pub enum DatasetError {
    /// The name is not one of the known forms.
    #[error(
        "unknown dataset `{0}`: use demo, empty, crm-sales:DIR or scale:companies=N,deals=N,activities=N,people=N,seed=N"
    )]
    Unknown(String),
    /// A part of a `scale` name is not `key=number` with a known key and a number in range.
    #[error(
        "bad part `{part}` of a scale dataset: companies, deals and activities take whole numbers up to {max}, people from \
         12 to 2000, seed any"
    )]
    Part {
        /// The part as written.
        part: String,
        /// Largest count accepted.
        max: u32,
    },
    /// A file could not be opened or read to its end.
    #[error("cannot read {file}: {source}")]
    Unreadable {
        /// Path as given.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The first line of a file does not name the published columns; nothing of it can be trusted.
    #[error("{file}:1: the columns must be {expected}, found {found}")]
    Columns {
        /// File name.
        file: &'static str,
        /// Published columns.
        expected: String,
        /// What the file has.
        found: String,
    },
    /// A line is malformed.
    #[error(transparent)]
    Line(#[from] BadLine),
}

/// A line of a file that cannot become a record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}:{line}: {reason}")]
pub struct BadLine {
    /// File name.
    pub file: &'static str,
    /// Line number, from 1, the heading included.
    pub line: u64,
    /// What is wrong, with the value.
    pub reason: String,
}

/// Records with the lines that were left out of them.
#[derive(Debug)]
pub struct Loaded {
    /// The records.
    pub records: Records,
    /// Malformed lines that were skipped; always empty unless skipping was asked for.
    pub skipped: Vec<BadLine>,
}

/// Largest count a `scale` dataset accepts: ids must fit 32 bits and the process its memory.
const MOST: u32 = 100_000_000;

/// People of a `scale` dataset: somebody in each of the twelve departments, and no more than there are different names
/// for.
const PEOPLE: std::ops::RangeInclusive<u32> = 12..=2_000;

impl FromStr for Dataset {
    type Err = DatasetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, rest) = text.split_once(':').map_or((text, None), |(name, rest)| (name, Some(rest)));
        match (name, rest) {
            ("demo", None) => Ok(Self::Demo),
            ("empty", None) => Ok(Self::Empty),
            ("crm-sales", Some(directory)) if !directory.is_empty() => Ok(Self::CrmSales(directory.into())),
            ("scale", parts) => scale(parts.unwrap_or("")),
            _ => Err(DatasetError::Unknown(text.to_owned())),
        }
    }
}

fn scale(parts: &str) -> Result<Dataset, DatasetError> {
    let (mut companies, mut deals, mut activities, mut seed) = (60_000, 600_000, 2_400_000, 1);
    let mut people = 200;
    for part in parts.split(',').filter(|part| !part.is_empty()) {
        let bad = || DatasetError::Part { part: part.to_owned(), max: MOST };
        let (key, value) = part.split_once('=').ok_or_else(bad)?;
        let number: u64 = value.trim().parse().map_err(|_| bad())?;
        let count = u32::try_from(number).ok().filter(|count| *count <= MOST);
        match key.trim() {
            "companies" => companies = count.ok_or_else(bad)?,
            "deals" => deals = count.ok_or_else(bad)?,
            "activities" => activities = count.ok_or_else(bad)?,
            "people" => people = count.filter(|count| PEOPLE.contains(count)).ok_or_else(bad)?,
            "seed" => seed = number,
            _ => return Err(bad()),
        }
    }
    Ok(Dataset::Scale { companies, deals, activities, people, seed })
}

/// Loads or generates the records. `now_ms` is the portal's present instant; with `skip_bad` malformed lines are logged
/// with their number and skipped instead of refused.
///
/// # Errors
/// [`DatasetError`] with file, line and reason.
pub fn load(dataset: &Dataset, now_ms: i64, skip_bad: bool) -> Result<Records, DatasetError> {
    let loaded = load_counted(dataset, now_ms, skip_bad)?;
    for bad in &loaded.skipped {
        tracing::warn!(file = bad.file, line = bad.line, reason = %bad.reason, "malformed line skipped");
    }
    if !loaded.skipped.is_empty() {
        tracing::warn!(lines = loaded.skipped.len(), "malformed lines were skipped");
    }
    Ok(loaded.records)
}

/// As [`load`], answering the skipped lines as well.
///
/// # Errors
/// [`DatasetError`] with file, line and reason.
pub fn load_counted(dataset: &Dataset, now_ms: i64, skip_bad: bool) -> Result<Loaded, DatasetError> {
    let records = match dataset {
        Dataset::CrmSales(directory) => return crm_sales::load(directory, skip_bad),
        Dataset::Empty => small::empty(now_ms),
        Dataset::Demo => generated::demo(now_ms),
        Dataset::Scale { companies, deals, activities, people, seed } => {
            generated::scale((*companies, *deals, *activities), *people, *seed, now_ms)
        }
    };
    Ok(Loaded { records, skipped: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_missing_counts_have_defaults() {
        let full = Dataset::Scale { companies: 60_000, deals: 600_000, activities: 2_400_000, people: 200, seed: 1 };
        assert_eq!("demo".parse::<Dataset>().unwrap(), Dataset::Demo);
        assert_eq!("empty".parse::<Dataset>().unwrap(), Dataset::Empty);
        assert_eq!("scale".parse::<Dataset>().unwrap(), full);
        assert_eq!(
            "scale:deals=7,people=1000,seed=9".parse::<Dataset>().unwrap(),
            Dataset::Scale { companies: 60_000, deals: 7, activities: 2_400_000, people: 1_000, seed: 9 }
        );
        assert_eq!("crm-sales:some/dir".parse::<Dataset>().unwrap(), Dataset::CrmSales("some/dir".into()));
    }

    #[test]
    fn unknown_names_and_parts_are_refused_by_name() {
        for text in ["", "demo:1", "crm-sales", "crm-sales:", "other"] {
            assert!(matches!(text.parse::<Dataset>(), Err(DatasetError::Unknown(name)) if name == text));
        }
        for part in ["deals=x", "deals", "people=3", "people=2001", "desks=3", "companies=200000000", "deals=-1"] {
            let error = format!("scale:{part}").parse::<Dataset>().unwrap_err();
            assert!(matches!(&error, DatasetError::Part { part: named, .. } if named == part), "{error}");
        }
    }
}
