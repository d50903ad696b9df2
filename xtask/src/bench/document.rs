//! The figures as a table of a document, between two marks that stand in it; everything around them is left as it is.

use super::figures::Figures;
use crate::failure::{Doing, Failure, Outcome};
use serde_json::Value;
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- figures: begin -->";
const END: &str = "<!-- figures: end -->";
const HEAD: [&str; 2] = ["| figure | database | records | measured | budget | gain |", "|---|---|---|---|---|---|"];

/// Puts the figures into the document.
///
/// # Errors
/// The document does not read, has no marks, or cannot be written.
pub(crate) fn write(figures: &Figures, file: &Path) -> Outcome {
    let text = fs::read_to_string(file).doing(format!("reading {}", file.display()))?;
    let filled = filled(&text, figures).doing(format!("{} has no {BEGIN} before {END}", file.display()))?;
    fs::write(file, filled).map_err(|error| Failure::new(format!("writing {}: {error}", file.display())))
}

fn filled(text: &str, figures: &Figures) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    let rows: Vec<String> = HEAD.iter().map(|row| (*row).to_owned()).chain(figures.lines().iter().map(row)).collect();
    Some(format!("{before}{BEGIN}\n{}\n{END}{after}", rows.join("\n")))
}

fn row(line: &Value) -> String {
    let cells = [name(line), text(&line["engine"]), records(line), measured(line), budget(line), gain(line)];
    // A bar would end the cell.
    format!("| {} |", cells.map(|cell| cell.replace('|', "/")).join(" | "))
}

fn name(line: &Value) -> String {
    let parts = ["bench", "what", "way", "night"].map(|part| text(&line[part]));
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn records(line: &Value) -> String {
    if let Some(dataset) = line["dataset"].as_str() {
        return dataset.strip_prefix("scale:").unwrap_or(dataset).replace(',', ", ");
    }
    let parts = ["companies", "deals", "activities"].iter().filter(|part| !line[**part].is_null());
    parts.map(|part| format!("{} {part}", text(&line[*part]))).collect::<Vec<_>>().join(", ")
}

fn measured(line: &Value) -> String {
    format!("{} {}", text(&line["figure"]), text(&line["unit"])).trim().to_owned()
}

fn budget(line: &Value) -> String {
    let allowed = text(&line["budget"]);
    match line["within"].as_bool() {
        _ if allowed.is_empty() => String::new(),
        Some(false) => format!("{allowed}, **missed**"),
        _ => allowed,
    }
}

/// How many times better than what is usually done instead, measured in the same run.
fn gain(line: &Value) -> String {
    line["gain"].as_f64().map_or_else(String::new, |gain| format!("{gain:.1}×"))
}

/// A number or text as people read it; whole numbers with their thousands apart.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_u64().map_or_else(|| number.to_string(), apart),
        _ => String::new(),
    }
}

fn apart(number: u64) -> String {
    let digits = number.to_string();
    let grouped: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).expect("digits are text")).collect();
    grouped.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_takes_the_place_of_the_former_one_and_of_nothing_else() {
        let mut figures = Figures::default();
        for line in [
            r#"{"bench":"report","what":"first_window","engine":"sqlite","companies":60000,"deals":600000,"figure":1.25,"unit":"ms, p95","budget":15,"within":true,"gain":812.44}"#,
            r#"{"bench":"backfill","dataset":"scale:companies=5,deals=6","figure":81,"unit":"% of a|b","budget":90.0,"within":false}"#,
        ] {
            figures.take_text(line);
        }
        let document = format!("# Method\n\n{BEGIN}\nold\n{END}\n\nafter\n");
        let expected = format!(
            "# Method\n\n{BEGIN}\n{}\n{}\n\
             | report first_window | sqlite | 60 000 companies, 600 000 deals | 1.25 ms, p95 | 15 | 812.4× |\n\
             | backfill |  | companies=5, deals=6 | 81 % of a/b | 90.0, **missed** |  |\n\
             {END}\n\nafter\n",
            HEAD[0], HEAD[1]
        );
        assert_eq!(filled(&document, &figures).unwrap(), expected);
    }

    #[test]
    fn a_document_without_marks_is_not_touched() {
        assert_eq!(filled("# Method\n", &Figures::default()), None);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 2_400_000].map(apart), ["0", "999", "1 000", "2 400 000"]);
    }
}
