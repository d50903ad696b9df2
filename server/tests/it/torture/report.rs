//! What is told of one seed: a line of figures and, when something is wrong, what.

use super::Rack;
use super::actor::Actor;
use super::copy::Difference;
use super::settle::Settled;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Differences, and lines of the server's log, that are shown.
const SHOWN: usize = 12;

/// How many differences of each kind.
fn kinds(differences: &[Difference]) -> BTreeMap<&'static str, u32> {
    let mut kinds = BTreeMap::new();
    for difference in differences {
        *kinds.entry(difference.kind()).or_default() += 1;
    }
    kinds
}

impl Rack<'_> {
    pub(super) async fn report(&self, actor: &Actor, tortured: Duration, settled: &Settled) {
        let look = async |path: &str| -> Value {
            let address = format!("{}/_control/{path}", self.portal.portal_url);
            self.client.get(address).send().await.unwrap().json().await.unwrap()
        };
        let (struck, journal) = (look("fault/struck").await, look("journal").await);
        let tenths = |time: Duration| (time.as_secs_f64() * 10.0).round() / 10.0;
        let line = json!({
            "torture": if self.on_postgres { "postgres" } else { "sqlite" },
            "seed": self.seed,
            "portal_seconds": self.options.seconds,
            "speed": self.options.speed,
            "seconds": tenths(tortured),
            "changes": actor.done(),
            "kills": self.kills, "pauses": self.pauses, "ends": self.ends, "forced": self.forced,
            "database_restarts": self.database_restarts,
            "openings": self.openings,
            "faults": struck,
            "events": journal["totals"]["events"],
            "requests": journal["totals"]["requests"],
            "refused": journal["totals"]["refused"],
            "seconds_till_equal": tenths(settled.live),
            "portal_seconds_till_equal": tenths(settled.live.mul_f64(self.options.speed)),
            "not_told_by_changes": kinds(&settled.by_changes),
            "proof": if settled.asked { "repaired what was not told" } else { "not asked for" },
            "seconds_with_proof": tenths(settled.waited),
            "equal": settled.left.is_empty(),
        });
        println!("{line}");
    }

    pub(super) fn show(&self, differences: &[Difference]) {
        eprintln!("seed {}: {} differences, the server's log is {}", self.seed, differences.len(), self.log.display());
        for difference in differences.iter().take(SHOWN) {
            eprintln!("  {difference}");
        }
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        for line in &lines[lines.len().saturating_sub(SHOWN)..] {
            eprintln!("  log: {line}");
        }
    }
}
