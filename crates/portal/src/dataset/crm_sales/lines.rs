//! Reading one file line by line, and the cells of a line: counts, dates, decimal numbers.

use std::path::Path;

use jiff::civil::Date;

use crate::dataset::{BadLine, DatasetError};

/// The cells of one line.
pub(super) struct Line {
    cells: csv::StringRecord,
}

impl Line {
    /// The text of a column, without blanks around it.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or("").trim()
    }
}

/// Reads every line of `directory/file`, hands the well-formed ones to `take` and deals with those refused by it: the
/// first one ends the reading, unless `skip_bad` collects them all in `skipped`.
pub(super) fn read(
    directory: &Path,
    file: &'static str,
    columns: &[&str],
    skip_bad: bool,
    skipped: &mut Vec<BadLine>,
    mut take: impl FnMut(&Line) -> Result<(), String>,
) -> Result<(), DatasetError> {
    let path = directory.join(file);
    let unreadable = |source| DatasetError::Unreadable { file: path.display().to_string(), source };
    let source = std::fs::File::open(&path).map_err(unreadable)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(source);
    let mut cells = csv::StringRecord::new();
    let mut heading = true;
    loop {
        let outcome = reader.read_record(&mut cells);
        let line = match &outcome {
            Ok(true) => cells.position().map_or(0, csv::Position::line),
            Ok(false) if heading => return Err(wrong_columns(file, columns, &cells)),
            Ok(false) => return Ok(()),
            Err(error) => error.position().map_or_else(|| reader.position().line(), csv::Position::line),
        };
        let checked = match outcome {
            Err(error) => match error.into_kind() {
                csv::ErrorKind::Io(source) => return Err(unreadable(source)),
                csv::ErrorKind::Utf8 { .. } => Err("the line is not UTF-8".to_owned()),
                other => Err(format!("{other:?}")),
            },
            Ok(_) if heading => {
                heading = false;
                if !is_heading(&cells, columns) {
                    return Err(wrong_columns(file, columns, &cells));
                }
                continue;
            }
            Ok(_) if cells.len() != columns.len() => {
                Err(format!("{} columns instead of {}", cells.len(), columns.len()))
            }
            Ok(_) => take(&Line { cells: cells.clone() }),
        };
        if let Err(reason) = checked {
            let bad = BadLine { file, line, reason };
            if !skip_bad {
                return Err(bad.into());
            }
            skipped.push(bad);
        }
    }
}

fn is_heading(cells: &csv::StringRecord, columns: &[&str]) -> bool {
    let unmarked = |cell: &str| cell.trim_start_matches('\u{feff}').trim().to_owned();
    cells.iter().map(unmarked).eq(columns.iter().map(|column| (*column).to_owned()))
}

fn wrong_columns(file: &'static str, columns: &[&str], found: &csv::StringRecord) -> DatasetError {
    DatasetError::Columns { file, expected: columns.join(", "), found: found.iter().collect::<Vec<_>>().join(", ") }
}

/// A text that must not be blank.
pub(super) fn filled<'a>(cell: &'a str, column: &str) -> Result<&'a str, String> {
    if cell.is_empty() { Err(format!("{column} is blank")) } else { Ok(cell) }
}

/// A whole number without a sign.
pub(super) fn count(cell: &str, column: &str) -> Result<u32, String> {
    cell.parse().map_err(|_| format!("{column} is not a whole number: `{cell}`"))
}

/// A decimal number without a sign, times `10^scale`, exactly; more digits than that are refused.
pub(super) fn decimal(cell: &str, scale: u32, column: &str) -> Result<i64, String> {
    let bad = || format!("{column} is not a number: `{cell}`");
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || fraction.len() > scale as usize {
        return Err(bad());
    }
    format!("{whole}{fraction:0<width$}", width = scale as usize).parse().map_err(|_| bad())
}

/// A day written month/day/year.
pub(super) fn day(cell: &str, column: &str) -> Result<Date, String> {
    let bad = || format!("{column} is not a date of the form month/day/year: `{cell}`");
    let parts: Vec<&str> = cell.split('/').collect();
    let [month, day, year] = parts[..] else { return Err(bad()) };
    let small = |text: &str| text.parse::<i8>().map_err(|_| bad());
    let year = if year.len() == 4 { year.parse::<i16>().map_err(|_| bad())? } else { return Err(bad()) };
    Date::new(year, small(month)?, small(day)?).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn decimals_are_exact() {
        assert_eq!(decimal("1100.04", 10, "revenue"), Ok(11_000_400_000_000));
        assert_eq!(decimal("54", 4, "close_value"), Ok(540_000));
        assert_eq!(decimal("0.5", 4, "close_value"), Ok(5_000));
        for wrong in ["", "-5", "1e3", "1,5", "1.", ".5", "1.23456", "99999999999999999999"] {
            assert!(decimal(wrong, 4, "close_value").is_err(), "{wrong}");
        }
    }

    #[test]
    fn dates_are_month_day_year() {
        assert_eq!(day("2/28/2017", "close_date"), Ok(date(2017, 2, 28)));
        for wrong in ["", "2017-02-28", "28/2/2017", "2/30/2017", "2/28/17", "2/28", "2/28/2017/1"] {
            assert!(day(wrong, "close_date").is_err(), "{wrong}");
        }
    }
}
