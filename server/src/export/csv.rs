//! The sheet as a text file that spreadsheets open by themselves: a byte order mark, separators and decimal signs of the
//! viewer's language, and no text that a spreadsheet would run as a formula.

use super::{Cell, ExportError, Tabular};
use domain::money::{Amount, PARTS};
use std::io::Write;

/// Without it spreadsheets take the file for one of the computer's old code page.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the sheet. Totals are left out: a text file is read by machines.
///
/// # Errors
/// When the file cannot be written.
pub fn write(sheet: &impl Tabular, mut file: impl Write) -> Result<(), ExportError> {
    file.write_all(MARK)?;
    let words = sheet.words();
    let mut csv = ::csv::WriterBuilder::new()
        .delimiter(words.delimiter)
        .terminator(::csv::Terminator::CRLF)
        .from_writer(std::io::BufWriter::new(file));
    csv.write_record(sheet.headings().iter().map(|heading| harmless(&heading.text)))?;
    for row in sheet.rows() {
        csv.write_record(row.iter().map(|cell| match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => harmless(text),
            Cell::Count(count) => count.to_string(),
            Cell::Tenths(tenths) => format!("{}{}{}", tenths / 10, words.decimal, tenths % 10),
            Cell::Money(amount) => money(*amount, words.decimal),
            Cell::Day(day) | Cell::Overdue(day) => (words.day)(*day),
        }))?;
    }
    csv.flush()?;
    Ok(())
}

/// Text that begins like a formula gets an apostrophe in front, which spreadsheets take for "this is text".
fn harmless(text: &str) -> String {
    let runs = text.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if runs { format!("'{text}") } else { text.to_owned() }
}

/// All decimals there are, at least two.
fn money(amount: Amount, decimal: char) -> String {
    let sign = if amount.0 < 0 { "-" } else { "" };
    let (magnitude, parts) = (amount.0.unsigned_abs(), PARTS.unsigned_abs());
    let decimals = format!("{:04}", magnitude % parts);
    let kept = decimals.trim_end_matches('0').len().max(2);
    format!("{sign}{}{decimal}{}", magnitude / parts, &decimals[..kept])
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("=1+1", "'=1+1")]
    #[case("+7 900", "'+7 900")]
    #[case("-2", "'-2")]
    #[case("@SUM(A1)", "'@SUM(A1)")]
    #[case("\t=1", "'\t=1")]
    #[case("\r=1", "'\r=1")]
    #[case("  =1", "'  =1")]
    #[case("ООО «Минус - плюс»", "ООО «Минус - плюс»")]
    #[case("", "")]
    fn texts_that_would_run_are_made_text(#[case] text: &str, #[case] written: &str) {
        assert_eq!(harmless(text), written);
    }

    #[rstest]
    #[case(Amount::units(1_234), "1234,00")]
    #[case(Amount(-15_005), "-1,5005")]
    #[case(Amount(15_000), "1,50")]
    #[case(Amount(0), "0,00")]
    fn sums_lose_nothing(#[case] amount: Amount, #[case] written: &str) {
        assert_eq!(money(amount, ','), written);
    }
}
