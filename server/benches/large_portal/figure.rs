//! One line of JSON per figure, with its budget and, where there is one, its gain over what is usually done instead.

use crate::rows::Size;
use serde_json::{Value, json};
use std::time::Instant;

/// A figure while it is put together.
pub(crate) struct Figure(Value);

impl Figure {
    /// A figure of this benchmark on an engine, at this size.
    pub(crate) fn new(bench: &str, what: &str, engine: &str, size: Size) -> Self {
        Self(json!({
            "bench": bench, "what": what, "engine": engine,
            "companies": size.companies, "deals": size.deals(), "activities": size.activities(),
        }))
    }

    /// Milliseconds of several runs: the slowest twentieth is the figure.
    pub(crate) fn times(mut self, measured: &[f64]) -> Self {
        let (p50, p95) = (percentile(measured, 50), percentile(measured, 95));
        self.0["figure"] = rounded(p95).into();
        self.0["unit"] = "ms, p95".into();
        self.0["p50"] = rounded(p50).into();
        self.0["samples"] = measured.len().into();
        self
    }

    /// A count of something.
    pub(crate) fn count(mut self, count: u64, unit: &str) -> Self {
        self.0["figure"] = count.into();
        self.0["unit"] = unit.into();
        self
    }

    /// The most that is allowed of the figure, and of half of the runs if that is promised too.
    pub(crate) fn budget(mut self, most: f64, p50: Option<f64>) -> Self {
        let holds = |name: &str, most: f64| self.0[name].as_f64().is_some_and(|figure| figure <= most);
        let within = holds("figure", most) && p50.is_none_or(|most| holds("p50", most));
        self.0["budget"] = most.into();
        self.0["within"] = within.into();
        if let Some(p50) = p50 {
            self.0["budget_p50"] = p50.into();
        }
        self
    }

    /// How many times quicker half of the runs were than these.
    pub(crate) fn over(mut self, what: &str, measured: &[f64]) -> Self {
        let other = percentile(measured, 50);
        let own = self.0["p50"].as_f64().unwrap();
        self.0["gain"] = rounded(other / own.max(0.01)).into();
        self.0["gain_over"] = what.into();
        self.0["baseline_p50"] = rounded(other).into();
        self
    }

    /// Something more that is worth knowing.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0[name] = value.into();
        self
    }

    /// Prints it.
    pub(crate) fn print(&self) {
        println!("{}", self.0);
    }
}

/// Milliseconds of each run.
pub(crate) async fn timed<F: Future>(times: usize, run: impl Fn(usize) -> F) -> Vec<f64> {
    let mut measured = Vec::with_capacity(times);
    for at in 0..times {
        let started = Instant::now();
        run(at).await;
        measured.push(started.elapsed().as_secs_f64() * 1e3);
    }
    measured
}

fn percentile(measured: &[f64], percent: usize) -> f64 {
    let mut sorted = measured.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
