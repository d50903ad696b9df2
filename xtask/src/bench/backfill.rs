//! `cargo xtask bench backfill`: how much of what the portal's limits allow the first reading uses.
//!
//! The real server reads a real portal, both of them programs of their own. What the limits allow is worked out here from
//! the portal's own counts: a list of `n` rows is `n / 50` pages, fifty pages are a request; fifty requests may go at once
//! and two a second after that; a page costs its method execution time, of which there are 480 s every ten minutes. No
//! order of requests can be quicker than the longest of these, and nothing is added for what has to be asked besides.

use super::figures::Figures;
use crate::demo::{self, Servers};
use crate::failure::{Doing, Failure, Outcome};
use crate::shell;
use serde_json::{Value, json};
use std::time::SystemTime;

/// Share of the allowed rows per second that has to be reached, percent.
const BUDGET: f64 = 90.0;
/// Rows of a page, pages of a request.
const PAGE: u64 = 50;
const BATCH: u64 = 50;
/// Requests at once, and a second.
const BURST: f64 = 50.0;
const RATE: f64 = 2.0;
/// Execution time of a method in its window, seconds.
const OPERATING: f64 = 480.0;
const WINDOW: f64 = 600.0;

/// Lists that are read, with the portal's name of their count.
const LISTS: [(&str, &str); 6] = [
    ("crm.company.list", "companies"),
    ("crm.item.list", "deals"),
    ("crm.activity.list", "activities"),
    ("crm.requisite.list", "requisites"),
    ("crm.contact.list", "contacts"),
    ("voximplant.statistic.get", "calls"),
];

/// A portal to be read.
struct Rig {
    name: &'static str,
    dataset: &'static str,
    /// Execution time of a page, seconds.
    page_seconds: f64,
    /// How much faster than the machine's the clocks of both sides run, unless asked otherwise.
    speed: f64,
}

const RIGS: [Rig; 2] = [
    Rig {
        name: "backfill",
        dataset: "scale:companies=60000,deals=600000,activities=2400000,seed=1",
        page_seconds: 0.008,
        speed: 2.0,
    },
    // The documented time of a page in a table of two million rows: here the methods' execution time is what limits.
    Rig {
        name: "backfill_operating",
        dataset: "scale:companies=20000,deals=100000,activities=500000,seed=1",
        page_seconds: 0.0685,
        speed: 4.0,
    },
];

/// Reads the portal of this name; at `speed` times the machine's time, and with other records, if these are given.
pub(super) fn measure(figures: &mut Figures, name: &str, speed: Option<f64>, dataset: Option<&str>) -> Outcome {
    let rig = RIGS.iter().find(|rig| rig.name == name).doing(format!("no portal is called {name}"))?;
    figures.take(read(rig, dataset.unwrap_or(rig.dataset), speed.unwrap_or(rig.speed))?);
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "what is measured is held against the machine's clock")]
fn read(rig: &Rig, dataset: &str, speed: f64) -> Outcome<Value> {
    shell::step(&format!("{}: {dataset} at {speed} times the machine's time", rig.name));
    let mut words = vec!["--take-time".to_owned()];
    for (method, _) in LISTS {
        words.extend(["--cost".to_owned(), format!("{method}={}", rig.page_seconds)]);
    }
    let app_words = vec!["--portal-clock-speed".to_owned(), speed.to_string()];
    let mut servers = Servers::start(&demo::Options::for_bench(dataset, words, app_words)?)?;
    let portal = servers.portal_peer.clone();
    let hurried = SystemTime::now();
    portal.post("/_control/speed", &json!({"factor": speed}))?;
    let truth = portal.get_json("/_control/truth")?;
    let rows: Vec<u64> = LISTS.iter().map(|(_, name)| truth[*name].as_u64().unwrap_or(0)).collect();
    let began = SystemTime::now();
    demo::install(&mut servers)?;
    let until_ready = began.elapsed().doing("the machine's clock went back")?.as_secs_f64() * speed;
    let journal = portal.get_json("/_control/journal")?;
    // The portal's clock at the beginning of the installation, and when it was last asked for a page: what comes after that
    // is work of our own, which no limit of the portal bears on and no clock accelerates.
    let start = milliseconds(hurried)? + milliseconds_between(hurried, began)? * speed;
    let reading = (last_page(&journal)? - start) / 1000.0;
    let totals = &journal["totals"];
    let stored = stored(&portal.get_json("/_control/truth")?)?;
    servers.stop()?;
    if stored != rows {
        return Err(Failure::new(format!("the portal changed while it was read: {rows:?}, then {stored:?}")));
    }
    let mut line = line(rig, speed, reading, &rows, totals);
    line["seconds_until_ready"] = tenth(until_ready).into();
    line["dataset"] = dataset.into();
    Ok(line)
}

/// When the last page of a list was asked for, by the portal's clock.
fn last_page(journal: &Value) -> Outcome<f64> {
    let entries = journal["recent"].as_array().doing("the portal's journal has no entries")?;
    let is_list = |entry: &&Value| LISTS.iter().any(|(method, _)| entry["method"] == *method);
    let at = entries.iter().rev().find(is_list).and_then(|entry| entry["at"].as_f64());
    at.doing("the portal's journal knows of no list")
}

fn milliseconds(at: SystemTime) -> Outcome<f64> {
    milliseconds_between(SystemTime::UNIX_EPOCH, at)
}

fn milliseconds_between(from: SystemTime, to: SystemTime) -> Outcome<f64> {
    Ok(to.duration_since(from).doing("the machine's clock went back")?.as_secs_f64() * 1000.0)
}

fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn stored(truth: &Value) -> Outcome<Vec<u64>> {
    LISTS.iter().map(|(_, name)| truth[*name].as_u64().doing(format!("the portal does not count {name}"))).collect()
}

fn line(rig: &Rig, speed: f64, seconds: f64, rows: &[u64], totals: &Value) -> Value {
    let all: u64 = rows.iter().sum();
    let allowed = number(all) / fewest_seconds(rows, rig.page_seconds);
    let reached = number(all) / seconds;
    let share = reached / allowed * 100.0;
    let refused = totals["refused"].as_u64();
    json!({
        "bench": rig.name,
        "figure": tenth(share), "unit": "% of the rows/s that the limits allow", "better": "more", "budget": BUDGET,
        "within": share >= BUDGET && refused == Some(0),
        "rows": all, "seconds": tenth(seconds), "rows_per_second": tenth(reached),
        "allowed_rows_per_second": tenth(allowed), "share": (share * 10.0).round() / 1000.0, "refused": refused,
        "requests": totals["requests"],
        "page_seconds": rig.page_seconds,
        "speed": speed, "time": if speed > 1.0 { "both clocks accelerated" } else { "real" },
    })
}

/// The shortest time in which the limits let so many rows of each list be read.
fn fewest_seconds(rows: &[u64], page_seconds: f64) -> f64 {
    let pages: Vec<f64> = rows.iter().map(|rows| number(rows.div_ceil(PAGE))).collect();
    let per_second = RATE * number(BATCH);
    let requests = (pages.iter().sum::<f64>() / number(BATCH)).ceil();
    let bucket = ((requests - BURST) / RATE).max(0.0);
    let of_method = |pages: f64| {
        let windows = ((pages * page_seconds / OPERATING).ceil() - 1.0).max(0.0);
        let rest = pages - windows * OPERATING / page_seconds;
        if windows > 0.0 { windows * WINDOW + rest / per_second } else { 0.0 }
    };
    pages.iter().copied().map(of_method).fold(bucket, f64::max).max(1.0 / RATE)
}

fn number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_allows_five_thousand_rows_a_second_after_its_burst() {
        // 1,000 requests of fifty full pages: fifty at once, the others at two a second.
        assert!((fewest_seconds(&[2_500_000], 0.001) - 475.0).abs() < 1e-9);
        assert!((fewest_seconds(&[100_000], 0.001) - 0.5).abs() < 1e-9, "a burst is not instant");
    }

    #[test]
    fn the_costliest_method_waits_for_its_window() {
        // 10,000 pages of 0.06 s are 600 s: 480 at once, then 2,000 pages after ten minutes at a hundred a second.
        assert!((fewest_seconds(&[500_000, 50_000], 0.06) - 620.0).abs() < 1e-9);
        assert!((fewest_seconds(&[500_000, 1_500_000], 0.06) - (3.0 * 600.0 + 60.0)).abs() < 1e-9);
    }
}
