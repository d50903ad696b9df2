//! What goes wrong, and when: drawn before it begins.

use super::dice::Dice;
use serde_json::{Value, json};

/// One thing that goes wrong, or is mended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Trouble {
    /// A fault of the portal, as its control takes it.
    Fault(Value),
    /// SIGKILL.
    Kill,
    /// SIGTERM.
    End,
    /// The server is started if it is not there.
    Start,
    /// SIGSTOP.
    Pause,
    /// SIGCONT.
    GoOn,
    RestartDatabase,
    ExpireTokens,
    RevokeTokens,
    OpenAsAdmin,
    /// The portal answers under another name and redirects from its present one.
    Rename,
    LoseReservation,
}

/// Faults of requests: kind, highest chance in percent, whether it takes a delay.
const OF_REQUESTS: [(&str, u64, bool); 12] = [
    ("503", 50, false),
    ("429", 15, false),
    ("overload", 8, false),
    ("500", 50, false),
    ("expired_token", 30, false),
    ("invalid_token", 8, false),
    ("html502", 50, false),
    ("html504", 50, false),
    ("slow", 80, true),
    ("slow_body", 60, true),
    ("drop", 50, false),
    ("truncate", 60, false),
];
/// Faults of pages of lists.
const OF_PAGES: [&str; 3] = ["repeat_rows", "stuck_page", "wrong_total"];
/// Faults of deliveries of events.
const OF_EVENTS: [&str; 4] = ["drop", "duplicate", "reorder", "slow"];
/// Methods a fault may be aimed at; most strike every request.
const AIMS: [&str; 7] = [
    "crm.item.list",
    "crm.company.list",
    "crm.activity.list",
    "crm.contact.list",
    "voximplant.statistic.get",
    "event.offline.get",
    "event.offline.clear",
];

/// All troubles of a seed, in their order.
pub(crate) struct Troubles(Vec<(u64, Trouble)>);

impl Troubles {
    /// Draws them for so many seconds.
    pub(crate) fn plan(dice: &mut Dice, seconds: u64, restart_database: bool) -> Self {
        let mut plan: Vec<(u64, Trouble)> = Vec::new();
        for second in (0..seconds).step_by(5) {
            let at = second + dice.below(5);
            for fault in faults(dice) {
                plan.push((at, Trouble::Fault(fault)));
            }
        }
        // About one mishap of the process a minute, at least two of each kind of seed.
        for _ in 0..(seconds / 45).max(3) {
            let at = dice.below(seconds * 9 / 10);
            let away = dice.between(1, 30);
            let (first, then) = match dice.below(10) {
                0..5 => (Trouble::Kill, Trouble::Start),
                5..8 => (Trouble::Pause, Trouble::GoOn),
                _ => (Trouble::End, Trouble::Start),
            };
            plan.extend([(at, first), (at + away, then)]);
        }
        for _ in 0..(seconds / 60).max(2) {
            let at = dice.below(seconds);
            plan.push((at, Trouble::ExpireTokens));
            let at = dice.below(seconds);
            plan.extend([(at, Trouble::RevokeTokens), (at + dice.between(5, 30), Trouble::OpenAsAdmin)]);
            plan.push((dice.below(seconds), Trouble::OpenAsAdmin));
            plan.push((dice.below(seconds), Trouble::Rename));
            plan.push((dice.below(seconds), Trouble::LoseReservation));
        }
        if restart_database {
            plan.push((dice.between(seconds / 4, seconds * 3 / 4), Trouble::RestartDatabase));
        }
        plan.sort_by_key(|(at, _)| *at);
        plan.reverse();
        Self(plan)
    }

    /// Takes those that are due.
    pub(crate) fn due(&mut self, second: u64) -> Vec<Trouble> {
        let mut due = Vec::new();
        while let Some((_, trouble)) = self.0.pop_if(|(at, _)| *at <= second) {
            due.push(trouble);
        }
        due
    }
}

/// A few faults that begin together.
fn faults(dice: &mut Dice) -> Vec<Value> {
    let mut faults = Vec::new();
    let seconds = dice.between(2, 12);
    if dice.chance(90)
        && let Some((kind, most, slow)) = dice.pick(&OF_REQUESTS)
    {
        let aim = if dice.chance(60) { "*" } else { dice.pick(&AIMS).copied().unwrap_or("*") };
        let mut fault = json!({"kind": kind, "method": aim, "seconds": seconds, "probability": percent(dice, *most)});
        if *slow {
            fault["slow_ms"] = dice.between(20, 700).into();
        }
        faults.push(fault);
    }
    if dice.chance(40)
        && let Some(kind) = dice.pick(&OF_PAGES)
    {
        let rows = dice.between(1, 20);
        faults.push(json!({"kind": kind, "seconds": seconds, "probability": percent(dice, 50), "rows": rows}));
    }
    if dice.chance(50)
        && let Some(kind) = dice.pick(&OF_EVENTS)
    {
        let slow_ms = dice.between(20, 2000);
        let probability = percent(dice, 100);
        faults.push(json!({
            "kind": kind, "method": "event:*", "seconds": seconds, "probability": probability, "slow_ms": slow_ms,
        }));
    }
    faults
}

fn percent(dice: &mut Dice, most: u64) -> f64 {
    f64::from(u32::try_from(dice.between(most / 5 + 1, most)).unwrap_or(100)) / 100.0
}
