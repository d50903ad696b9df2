//! The report as a sheet of typed cells: exactly the rows and columns a query and a layout show. [`xlsx`] and [`csv`]
//! write it down.
//!
//! A column of sums holds one currency: where a report has several, it has a column for each, so that whoever adds a
//! column up in a spreadsheet adds nothing that must not be added.

pub mod activity;
pub mod csv;
mod sheet;
pub mod words;
pub mod xlsx;

pub use sheet::{Heading, Sheet};

use domain::day::Day;
use domain::money::Amount;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text of the portal or of the app.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A number in tenths.
    Tenths(u64),
    /// A sum; its heading names the currency.
    Money(Amount),
    /// A day.
    Day(Day),
    /// The day of a last communication that is too long ago.
    Overdue(Day),
}

/// Something that can be written down as a file.
pub trait Tabular {
    /// Name of the sheet.
    fn sheet_name(&self) -> &str;

    /// Habits of its language.
    fn words(&self) -> &'static words::Words;

    /// Headings, in order.
    fn headings(&self) -> Vec<&Heading>;

    /// How many columns at the left stay in view.
    fn pinned(&self) -> u16;

    /// How many rows there are.
    fn count(&self) -> usize;

    /// The rows, one after another.
    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell>> + '_>;

    /// Rows below, in bold, of a spreadsheet; a text file, which is read by machines, has none.
    fn totals(&self) -> Vec<Vec<Cell>>;

    /// How the figures were made, for a sheet of its own: what and how.
    fn notes(&self) -> &[(String, String)];
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The disk.
    #[error("the file could not be written: {0}")]
    File(#[from] std::io::Error),
    /// The spreadsheet's own rules.
    #[error("the spreadsheet could not be written: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The text file.
    #[error("the file could not be written: {0}")]
    Csv(#[from] ::csv::Error),
}
