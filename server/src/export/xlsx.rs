//! The sheet as a spreadsheet with typed cells. Rows are written one after another through a temporary file, so memory
//! does not grow with them; more rows than a sheet may have go on in a further one.

use super::{Cell, ExportError, Tabular};
use domain::day::Day;
use domain::money::{Amount, PARTS};
use rust_xlsxwriter::{Color, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::{Seek, Write};

/// Rows of one sheet; the format allows 1,048,576 with headings and totals.
const MOST_ROWS: usize = 1_000_000;
/// Longest text of a cell that the format allows, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;

/// How cells look.
struct Formats {
    heading: Format,
    money: Format,
    count: Format,
    tenths: Format,
    day: Format,
    overdue: Format,
    text: Format,
}

impl Formats {
    fn new(day_format: &str, bold: bool) -> Self {
        let plain = || if bold { Format::new().set_bold() } else { Format::new() };
        Self {
            heading: Format::new().set_bold().set_text_wrap(),
            money: plain().set_num_format("#,##0.00"),
            count: plain().set_num_format("0"),
            tenths: plain().set_num_format("#,##0.0"),
            day: plain().set_num_format(day_format),
            // Red and bold: never by colour alone.
            overdue: Format::new().set_bold().set_font_color(Color::RGB(0xC0_20_20)).set_num_format(day_format),
            text: plain(),
        }
    }
}

/// Writes the sheet with its totals.
///
/// # Errors
/// When the file cannot be written.
pub fn write(sheet: &impl Tabular, file: impl Write + Seek + Send) -> Result<(), ExportError> {
    let mut workbook = Workbook::new();
    let day_format = sheet.words().day_format;
    let (plain, bold) = (Formats::new(day_format, false), Formats::new(day_format, true));
    let mut rows = sheet.rows();
    let parts = sheet.count().div_ceil(MOST_ROWS).max(1);
    for part in 1..=parts {
        let page = workbook.add_worksheet_with_constant_memory()?;
        page.set_name(name(sheet.sheet_name(), part, parts))?;
        begin(page, sheet, &plain)?;
        let mut at: u32 = 1;
        for row in rows.by_ref().take(MOST_ROWS) {
            write_row(page, at, &row, &plain)?;
            at += 1;
        }
        if part == parts {
            for total in sheet.totals() {
                write_row(page, at, &total, &bold)?;
                at += 1;
            }
        }
    }
    if !sheet.notes().is_empty() {
        write_notes(workbook.add_worksheet(), sheet, &bold)?;
    }
    workbook.save_to_writer(file)?;
    Ok(())
}

/// How the figures were made.
fn write_notes(page: &mut Worksheet, sheet: &impl Tabular, bold: &Formats) -> Result<(), XlsxError> {
    page.set_name(name(sheet.words().notes, 1, 1))?;
    page.set_column_width(0, 34)?;
    page.set_column_width(1, 90)?;
    for (row, (what, how)) in (0_u32..).zip(sheet.notes()) {
        page.write_string_with_format(row, 0, fitting(what), &bold.text)?;
        page.write_string(row, 1, fitting(how))?;
    }
    Ok(())
}

/// A sheet's name: at most 31 characters.
fn name(words: &str, part: usize, parts: usize) -> String {
    let tail = if parts > 1 { format!(" {part}") } else { String::new() };
    let kept: String = words.chars().take(31 - tail.chars().count()).collect();
    kept + &tail
}

fn begin(page: &mut Worksheet, sheet: &impl Tabular, formats: &Formats) -> Result<(), XlsxError> {
    for (column, heading) in (0_u16..).zip(sheet.headings()) {
        page.set_column_width(column, f64::from(heading.width))?;
    }
    page.set_freeze_panes(1, sheet.pinned())?;
    for (column, heading) in (0_u16..).zip(sheet.headings()) {
        page.write_string_with_format(0, column, &heading.text, &formats.heading)?;
    }
    Ok(())
}

fn write_row(page: &mut Worksheet, at: u32, row: &[Cell], formats: &Formats) -> Result<(), XlsxError> {
    for (column, cell) in (0_u16..).zip(row) {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                page.write_string_with_format(at, column, fitting(text), &formats.text)?;
            }
            Cell::Count(count) => {
                // Counts of companies and people stay far below 2^53.
                page.write_number_with_format(at, column, *count as f64, &formats.count)?;
            }
            Cell::Tenths(tenths) => {
                page.write_number_with_format(at, column, *tenths as f64 / 10.0, &formats.tenths)?;
            }
            Cell::Money(amount) => {
                page.write_number_with_format(at, column, number(*amount), &formats.money)?;
            }
            Cell::Day(day) => write_day(page, at, column, *day, &formats.day)?,
            Cell::Overdue(day) => write_day(page, at, column, *day, &formats.overdue)?,
        }
    }
    Ok(())
}

fn write_day(page: &mut Worksheet, at: u32, column: u16, day: Day, format: &Format) -> Result<(), XlsxError> {
    let (year, month, of_month) = day.civil();
    let known = u16::try_from(year).ok().and_then(|year| ExcelDateTime::from_ymd(year, month, of_month).ok());
    match known {
        Some(date) => page.write_datetime_with_format(at, column, &date, format)?,
        // The format knows no day before 1900.
        None => page.write_string(at, column, day.dotted())?,
    };
    Ok(())
}

/// What the format itself holds numbers as; exact up to 15 digits.
fn number(amount: Amount) -> f64 {
    amount.0 as f64 / PARTS as f64
}

fn fitting(text: &str) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= LONGEST_TEXT
    };
    text.chars().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_fit_the_format() {
        assert_eq!(name("Comunicaciones y negociaciones", 1, 1), "Comunicaciones y negociaciones");
        assert_eq!(name("Comunicaciones y negociaciones", 12, 12), "Comunicaciones y negociacion 12");
        assert_eq!(fitting(&"😀".repeat(20_000)).encode_utf16().count(), 32_766);
        assert!((number(Amount(12_345_678)) - 1_234.567_8).abs() < f64::EPSILON);
    }
}
