//! `cargo xtask bench proof`: what a nightly proof of a large portal costs the portal.
//!
//! The real server reads the portal first; then `svodka audit` compares, three nights in a row, each within the budget it
//! gives itself. What it has cost is the portal's word for execution time, and the number of requests sent.

use super::figures::Figures;
use crate::demo::{self, Servers};
use crate::failure::{Doing, Failure, Outcome};
use crate::shell;
use serde_json::{Value, json};

/// Share of an hour's limits, percent.
const BUDGET: f64 = 5.0;
/// Requests of an hour at two a second, and execution time of a method in six windows of 480 s.
const REQUESTS: f64 = 7_200.0;
const OPERATING_MS: f64 = 2_880_000.0;
const NIGHTS: u32 = 3;
const DATASET: &str = "scale:companies=60000,deals=600000,activities=2400000,seed=1";
/// Execution time of a page, seconds.
const PAGE_SECONDS: f64 = 0.008;
const METHODS: [&str; 6] = [
    "crm.company.list",
    "crm.item.list",
    "crm.activity.list",
    "crm.requisite.list",
    "crm.contact.list",
    "voximplant.statistic.get",
];

/// Measures on other records if these are given.
pub(super) fn measure(figures: &mut Figures, dataset: Option<&str>) -> Outcome {
    let dataset = dataset.unwrap_or(DATASET);
    shell::step(&format!("proof: {dataset}"));
    let costs = METHODS.iter().flat_map(|method| ["--cost".to_owned(), format!("{method}={PAGE_SECONDS}")]);
    let options = demo::Options::for_bench(dataset, costs.collect(), Vec::new())?.unlimited();
    let mut servers = Servers::start(&options)?;
    demo::install(&mut servers)?;
    for night in 1..=NIGHTS {
        let busy = shell::while_busy("comparing");
        let certificate = servers.audit()?;
        drop(busy);
        let certificate: Value = serde_json::from_str(certificate.trim()).doing("reading the certificate")?;
        figures.take(line(night, dataset, &certificate["report"])?);
    }
    servers.stop()
}

fn line(night: u32, dataset: &str, report: &Value) -> Outcome<Value> {
    if report["verdict"] != "equal" {
        return Err(Failure::new(format!("a fresh copy is equal to the portal: {report}")));
    }
    let spent = &report["spent"];
    let of = |what: &str| spent[what].as_f64().doing(format!("the certificate has no {what}"));
    let (requests, busiest) = (of("requests")? / REQUESTS * 100.0, of("busiest_ms")? / OPERATING_MS * 100.0);
    let share = requests.max(busiest);
    let hundredth = |number: f64| (number * 100.0).round() / 100.0;
    Ok(json!({
        "bench": "proof", "night": night, "figure": hundredth(share), "unit": "% of an hour's limits", "budget": BUDGET,
        "within": share <= BUDGET, "share_of_requests": hundredth(requests), "share_of_execution_time": hundredth(busiest),
        "spent": spent, "whole": report["whole"], "proofs_per_pass": report["proofs_per_pass"], "dataset": dataset,
    }))
}
