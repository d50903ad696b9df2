//! What was measured: one JSON object per figure, kept in a file of lines and compared with those of an earlier run.
//!
//! A figure is known by what it measures, on which database and over how many records; a later measurement of the same
//! takes the place of the earlier one, so a file gathers what was measured one benchmark at a time.

use crate::failure::{Doing, Failure, Outcome};
use crate::place;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// What tells two figures apart.
const IDENTITY: [&str; 8] = ["bench", "what", "way", "night", "engine", "companies", "activities", "dataset"];
/// Figures that differ by less than this are the same: a second run of the same program does.
const NOISE: f64 = 0.05;

/// Where figures are kept unless somebody names another file.
pub(crate) fn usual_file() -> PathBuf {
    place::target().join("figures.jsonl")
}

/// Figures in the order they were measured.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Figures(Vec<Value>);

impl Figures {
    /// Prints a figure and takes it.
    pub(crate) fn take(&mut self, line: Value) {
        println!("{line}");
        self.put(line);
    }

    /// Prints what a program says, and takes it if it is a figure.
    pub(crate) fn take_text(&mut self, text: &str) {
        println!("{text}");
        if let Ok(line) = serde_json::from_str::<Value>(text)
            && is_figure(&line)
        {
            self.put(line);
        }
    }

    /// All of them.
    pub(crate) fn lines(&self) -> &[Value] {
        &self.0
    }

    /// Figures that miss their budgets.
    pub(crate) fn missed(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(|line| line["within"] == json!(false))
    }

    /// Reads a file of lines; none when there is no such file.
    ///
    /// # Errors
    /// The file does not read, or one of its lines is no figure.
    pub(crate) fn read(file: &Path) -> Outcome<Option<Self>> {
        match fs::read_to_string(file) {
            Ok(text) => Self::parse(&text).doing(format!("reading {}", file.display())).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::new(format!("reading {}: {error}", file.display()))),
        }
    }

    fn parse(text: &str) -> Outcome<Self> {
        let mut figures = Self::default();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let value = serde_json::from_str(line).doing(format!("line {}", at + 1))?;
            if !is_figure(&value) {
                return Err(Failure::new(format!("line {}: no \"bench\" and \"figure\" in it", at + 1)));
            }
            figures.put(value);
        }
        Ok(figures)
    }

    /// Puts these figures into a file, beside others that are there.
    ///
    /// # Errors
    /// The file does not read or cannot be written.
    pub(crate) fn keep(&self, file: &Path) -> Outcome {
        let mut kept = Self::read(file)?.unwrap_or_default();
        self.0.iter().for_each(|line| kept.put(line.clone()));
        let text: String = kept.0.iter().map(|line| format!("{line}\n")).collect();
        fs::write(file, text).doing(format!("writing {}", file.display()))
    }

    /// These figures against earlier ones of the same kind: a line for each pair.
    pub(crate) fn against(&self, earlier: &Self) -> Vec<Value> {
        let pairs = self.0.iter().filter_map(|line| Some((line, earlier.find(line)?)));
        pairs.filter_map(|(line, earlier)| compared(line, earlier)).collect()
    }

    fn find(&self, wanted: &Value) -> Option<&Value> {
        self.0.iter().find(|line| is_same(line, wanted))
    }

    fn put(&mut self, line: Value) {
        match self.0.iter_mut().find(|known| is_same(known, &line)) {
            Some(known) => *known = line,
            None => self.0.push(line),
        }
    }
}

fn is_figure(line: &Value) -> bool {
    line["bench"].is_string() && line["figure"].is_number()
}

fn is_same(one: &Value, other: &Value) -> bool {
    IDENTITY.iter().all(|name| one[name] == other[name])
}

/// One figure and an earlier one; nothing when the earlier one is 0, of which no other is a multiple.
fn compared(line: &Value, earlier: &Value) -> Option<Value> {
    let (now, before) = (line["figure"].as_f64()?, earlier["figure"].as_f64()?);
    if before == 0.0 {
        return None;
    }
    let ratio = now / before;
    let grows = line["better"] == json!("more");
    let change = if (ratio - 1.0).abs() < NOISE {
        "same"
    } else if (ratio > 1.0) == grows {
        "better"
    } else {
        "worse"
    };
    let mut told = json!({});
    for name in IDENTITY.into_iter().filter(|name| !line[name].is_null()) {
        told[name] = line[name].clone();
    }
    told["compared"] = json!({
        "figure": now, "earlier": before, "ratio": (ratio * 1_000.0).round() / 1_000.0, "change": change,
    });
    Some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(lines: &[Value]) -> Figures {
        let mut figures = Figures::default();
        lines.iter().for_each(|line| figures.put(line.clone()));
        figures
    }

    #[test]
    fn a_program_s_chatter_is_no_figure() {
        let mut figures = Figures::default();
        figures.take_text("500000 of 1000000 rows");
        figures.take_text(r#"{"listening": 8025}"#);
        figures.take_text(r#"{"bench": "report", "what": "x", "figure": 2.5}"#);
        assert_eq!(figures.lines(), [json!({"bench": "report", "what": "x", "figure": 2.5})]);
    }

    #[test]
    fn a_later_measurement_takes_the_place_of_the_earlier_one_on_the_same_database_only() {
        let line = |engine: &str, figure: f64| json!({"bench": "report", "engine": engine, "figure": figure});
        let figures = figures(&[line("sqlite", 3.0), line("postgres", 5.0), line("sqlite", 2.0)]);
        assert_eq!(figures.lines(), [line("sqlite", 2.0), line("postgres", 5.0)]);
    }

    #[test]
    fn ratios_are_told_per_database_and_say_which_way_is_better() {
        let line = |bench: &str, engine: &str, figure: f64, better: &str| json!({"bench": bench, "engine": engine, "figure": figure, "better": better});
        let earlier = figures(&[
            line("report", "sqlite", 4.0, "less"),
            line("report", "postgres", 4.0, "less"),
            line("ingest", "sqlite", 20_000.0, "more"),
            line("live", "sqlite", 0.0, "less"),
        ]);
        let now = figures(&[
            line("report", "sqlite", 2.0, "less"),
            line("report", "postgres", 4.1, "less"),
            line("ingest", "sqlite", 15_000.0, "more"),
            line("live", "sqlite", 1.0, "less"),
            line("load", "sqlite", 1.0, "less"),
        ]);
        let told: Vec<(Value, Value, Value)> = now
            .against(&earlier)
            .iter()
            .map(|line| (line["bench"].clone(), line["compared"]["ratio"].clone(), line["compared"]["change"].clone()))
            .collect();
        let expected = [("report", 0.5, "better"), ("report", 1.025, "same"), ("ingest", 0.75, "worse")];
        assert_eq!(told, expected.map(|(bench, ratio, change)| (json!(bench), json!(ratio), json!(change))));
    }

    #[test]
    fn over_other_numbers_of_records_nothing_is_compared() {
        let line = |companies: u32| json!({"bench": "report", "companies": companies, "figure": 1.0});
        assert_eq!(figures(&[line(5_000)]).against(&figures(&[line(60_000)])), Vec::<Value>::new());
    }

    #[test]
    fn a_file_gathers_what_was_measured_at_different_times() {
        let file = std::env::temp_dir().join(format!("xtask-figures-{}.jsonl", std::process::id()));
        drop(fs::remove_file(&file));
        assert_eq!(Figures::read(&file).unwrap(), None);
        let report = |figure: f64| json!({"bench": "report", "figure": figure});
        figures(&[report(3.0), json!({"bench": "size", "figure": 9})]).keep(&file).unwrap();
        figures(&[report(2.0)]).keep(&file).unwrap();
        let read = Figures::read(&file).unwrap().unwrap();
        assert_eq!(read.lines(), [report(2.0), json!({"bench": "size", "figure": 9})]);
        fs::remove_file(&file).unwrap();
    }

    #[test]
    fn a_line_that_is_no_figure_is_named() {
        let failure =
            Figures::parse("{\"bench\":\"size\",\"figure\":1}\n\n{\"bench\":\"size\"}\n").expect_err("line 3");
        assert!(failure.to_string().starts_with("line 3:"), "{failure}");
        assert!(Figures::parse("nonsense").is_err());
    }
}
