//! `cargo xtask bench scaling`: the same figures over 5,000, 20,000 and 60,000 companies with all that belongs to them, and
//! whether a cost grows faster than the data.

use super::figures::Figures;
use super::targets::{self, Target};
use crate::failure::{Doing, Failure, Outcome};
use crate::postgres::Postgres;
use serde_json::{Value, json};

/// Companies: once, four times and twelve times as many.
const COMPANIES: [u32; 3] = [5_000, 20_000, 60_000];
/// How much more than in proportion to the data a cost may grow before it counts: machines are not that even.
const NOISE: f64 = 1.15;
/// Figures that say how a whole grows; the others are parts of these, or sizes.
const FOLLOWED: [(&str, &str); 11] = [
    ("report", "cold_ms"),
    ("report", "first_window_ms"),
    ("report", "filtered_ms"),
    ("report", "table_ms"),
    ("report", "table_bytes"),
    ("activity", "count_everybody_ms"),
    ("activity", "cold_ms"),
    ("activity", "month_ms"),
    ("activity", "year_ms"),
    ("memory", "most"),
    ("ingest", ""),
];

/// Measures at each size, then says how costs have grown.
pub(super) fn measure(figures: &mut Figures, database: &Postgres) -> Outcome {
    let mut measured = Vec::new();
    for companies in COMPANIES {
        let mut at = Figures::default();
        let size = ["--companies".to_owned(), companies.to_string()];
        let portal = size.iter().cloned().chain(["--small-portals".to_owned(), "0".to_owned()]);
        let parts = ["report", "activity", "memory"].map(str::to_owned);
        targets::run(&mut at, &Target::LARGE_PORTAL, &portal.chain(parts).collect::<Vec<_>>(), Some(database))?;
        targets::run(&mut at, &Target::INGEST, &size, Some(database))?;
        measured.push(at);
    }
    for line in grown(&measured)? {
        figures.take(line);
    }
    Ok(())
}

/// A line for each followed figure of each database.
fn grown(measured: &[Figures]) -> Outcome<Vec<Value>> {
    let first = measured.first().doing("nothing was measured")?;
    let mut lines = Vec::new();
    for line in first.lines().iter().filter(|line| is_followed(line)) {
        let costs: Outcome<Vec<f64>> = measured.iter().map(|figures| cost(figures, line)).collect();
        lines.push(growth(line, &costs?));
    }
    if lines.is_empty() {
        return Err(Failure::new("none of the figures that are followed was measured"));
    }
    Ok(lines)
}

fn is_followed(line: &Value) -> bool {
    let name = (line["bench"].as_str().unwrap_or_default(), line["what"].as_str().unwrap_or_default());
    FOLLOWED.contains(&name)
}

/// What the same costs in another run: time, half of which is less shaken by other programs than its slowest part, or bytes.
fn cost(figures: &Figures, like: &Value) -> Outcome<f64> {
    let is_same = |line: &&Value| ["bench", "what", "engine"].iter().all(|name| line[name] == like[name]);
    let found = figures.lines().iter().find(is_same).doing(format!("not measured at every size: {like}"))?;
    let cost = ["p50", "ms", "figure"].iter().find_map(|name| found[name].as_f64());
    cost.doing(format!("a figure without a number: {found}"))
}

fn growth(like: &Value, costs: &[f64]) -> Value {
    let [least, .., most] = COMPANIES;
    let times = |number: f64, of: f64| (number / of.max(1e-9) * 100.0).round() / 100.0;
    let (data, cost) = (f64::from(most) / f64::from(least), costs[costs.len() - 1] / costs[0].max(1e-9));
    json!({
        "bench": "scaling",
        "what": format!("{} {}", text(&like["bench"]), text(&like["what"])).trim(),
        "engine": like["engine"], "figure": times(cost, 1.0), "unit": format!("times the cost at {data} times the data"),
        "budget": (data * NOISE * 10.0).round() / 10.0, "within": cost <= data * NOISE,
        "costs": costs, "steps": costs.iter().map(|cost| times(*cost, costs[0])).collect::<Vec<_>>(),
        "sizes": COMPANIES,
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures of the three sizes, of a time that grows as `times` says.
    fn sizes(what: &str, times: [f64; 3]) -> Vec<Figures> {
        let figures = |p50: f64| {
            let mut figures = Figures::default();
            let line = json!({"bench": "report", "what": what, "engine": "sqlite", "figure": p50 * 3.0, "p50": p50});
            figures.take_text(&line.to_string());
            figures
        };
        times.map(figures).into()
    }

    #[test]
    fn a_cost_that_grows_slower_than_the_data_is_within_and_one_that_grows_faster_is_not() {
        let told = grown(&sizes("first_window_ms", [1.0, 2.0, 5.0])).unwrap();
        assert_eq!((&told[0]["figure"], &told[0]["within"]), (&json!(5.0), &json!(true)));
        assert_eq!(told[0]["steps"], json!([1.0, 2.0, 5.0]));
        assert_eq!(told[0]["what"], json!("report first_window_ms"));
        let told = grown(&sizes("first_window_ms", [1.0, 5.0, 14.0])).unwrap();
        assert_eq!((&told[0]["figure"], &told[0]["within"]), (&json!(14.0), &json!(false)));
    }

    #[test]
    fn figures_nobody_follows_are_left_out_and_none_at_all_is_an_error() {
        assert!(grown(&sizes("companies_ms", [1.0, 1.0, 1.0])).is_err());
    }

    #[test]
    fn a_figure_that_was_not_measured_at_every_size_is_named() {
        let mut measured = sizes("cold_ms", [1.0, 2.0, 3.0]);
        measured[1] = Figures::default();
        let failure = grown(&measured).expect_err("the second size is missing");
        assert!(failure.to_string().contains("cold_ms"), "{failure}");
    }

    #[test]
    fn of_a_rate_the_time_is_what_grows() {
        let mut figures = Figures::default();
        figures.take_text(r#"{"bench":"ingest","engine":"sqlite","figure":20000,"ms":7000}"#);
        let line = figures.lines()[0].clone();
        assert!((cost(&figures, &line).unwrap() - 7_000.0).abs() < 1e-9);
    }
}
