//! `svodka audit`: the proof from the command line, with a certificate for people and for programs.

use super::{Fatal, signalled};
use crate::app::App;
use crate::clock::Clock;
use crate::config::ServeConfig;
use crate::sync::proof::{Terms, Watch};
use clap::Args;
use domain::day::Day;
use domain::progress::Phase;
use domain::proof::{Difference, HeldBack, MOST_DIFFERENCES, Period, ProofReport, ProofScope, Verdict};
use serde::Serialize;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::atomic::{AtomicI64, Ordering};
use store::Portal;
use tokio::sync::watch;

/// Differences of the readable certificate.
const LISTED: usize = 50;
/// How often progress is told, milliseconds.
const TOLD: i64 = 2_000;

/// What to compare.
#[derive(Args, Clone, Debug)]
pub struct AuditOptions {
    /// `member_id` of a portal, or `all`.
    #[arg(long, default_value = "all")]
    pub portal: String,
    /// First day of a period to compare row by row, `YYYY-MM-DD` in the portal's zone.
    #[arg(long, requires = "to", value_parser = day)]
    pub from: Option<Day>,
    /// Last day of the period.
    #[arg(long, requires = "from", value_parser = day)]
    pub to: Option<Day>,
    /// Compare every row, whatever it costs the portal; otherwise as many as a twentieth of an hour's limits allows.
    #[arg(long, conflicts_with = "from")]
    pub whole: bool,
    /// Bring the copy to the portal's state where they differ.
    #[arg(long)]
    pub repair: bool,
    /// Print the certificates as JSON.
    #[arg(long)]
    pub json: bool,
    /// The same configuration as of `serve`.
    #[command(flatten)]
    pub config: ServeConfig,
}

/// How an audit ended, other than with everything equal.
#[derive(Debug, thiserror::Error)]
pub enum AuditEnd {
    /// Differences were found, repaired or not: exit code 1.
    #[error("the copy differed from the portal")]
    Unequal,
    /// Not everything could be compared: exit code 2.
    #[error("{0}")]
    Failed(Fatal),
}

impl AuditEnd {
    /// The exit code that says so.
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Self::Unequal => 1,
            Self::Failed(_) => 2,
        }
    }
}

/// The certificate of one portal.
#[derive(Serialize)]
struct Certificate<'a> {
    member_id: &'a str,
    domain: &'a str,
    report: &'a ProofReport,
    differences: &'a [Difference],
}

fn day(text: &str) -> Result<Day, String> {
    let date: jiff::civil::Date = text.parse().map_err(|_| "expected a day as YYYY-MM-DD".to_owned())?;
    let part = |number: i8| u8::try_from(number).expect("months and days of jiff are positive");
    Ok(Day::from_civil(i32::from(date.year()), part(date.month()), part(date.day())))
}

/// Tells progress on the error output, and stops on Ctrl-C.
struct Console {
    name: String,
    told: AtomicI64,
    clock: Clock,
    stop: watch::Receiver<bool>,
}

impl Watch for Console {
    fn progress(&self, done: u64, total: u64) {
        let now = self.clock.now().0;
        if now - self.told.load(Ordering::Relaxed) >= TOLD {
            self.told.store(now, Ordering::Relaxed);
            tracing::info!(portal = self.name, done, total, "comparing");
        }
    }

    fn stopped(&self) -> bool {
        *self.stop.borrow()
    }

    /// The changes are applied by the server, which looks for them every few seconds.
    fn hasten(&self) {}
}

/// Compares one portal after another.
///
/// # Errors
/// [`AuditEnd`].
pub(super) async fn run(options: AuditOptions) -> Result<(), Fatal> {
    let scope = scope(&options).map_err(|error| Box::new(AuditEnd::Failed(error)))?;
    let outcome = audit(&options, &scope).await;
    match outcome {
        Ok(true) => Ok(()),
        Ok(false) => Err(Box::new(AuditEnd::Unequal)),
        Err(error) => Err(Box::new(AuditEnd::Failed(error))),
    }
}

fn scope(options: &AuditOptions) -> Result<ProofScope, Fatal> {
    let (Some(from), Some(to)) = (options.from, options.to) else {
        return Ok(ProofScope::Everything { whole: options.whole });
    };
    let period = Period { from, to, people: Vec::new() };
    period.check().map_err(|(field, detail)| format!("--{field}: {detail}"))?;
    Ok(ProofScope::Period(period))
}

/// Whether everything was equal.
async fn audit(options: &AuditOptions, scope: &ProofScope) -> Result<bool, Fatal> {
    let app = App::prepare(options.config.clone(), Clock::system()).await?;
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(async move {
        signalled().await;
        // Whoever listened has ended when nobody does.
        let _ = stop.send(true);
    });
    let outcome = audit_all(&app, options, scope, &stopping).await;
    app.finish().await;
    outcome
}

async fn audit_all(
    app: &App,
    options: &AuditOptions,
    scope: &ProofScope,
    stopping: &watch::Receiver<bool>,
) -> Result<bool, Fatal> {
    let mut portals = app.store.read().await?.portals().list_live().await?;
    if options.portal != "all" {
        portals.retain(|portal| portal.member_id == options.portal);
        if portals.is_empty() {
            return Err(format!("no portal {} has the app installed", options.portal).into());
        }
    }
    let (mut equal, mut failed) = (true, Vec::new());
    for portal in &portals {
        let terms = Terms { scope, repair: options.repair, budget: None };
        let report = match audit_one(app, portal, &terms, stopping).await {
            Ok(report) => report,
            Err(error) => {
                // The others are compared all the same.
                failed.push(format!("{}: {error}", portal.domain));
                continue;
            }
        };
        equal &= report.verdict == Verdict::Equal;
        let mut reader = app.store.read().await?;
        let most = u32::try_from(MOST_DIFFERENCES).unwrap_or(u32::MAX);
        let (differences, _) = reader.proofs(portal.id).differences(report.id, 0, most).await?;
        print(portal, &report, &differences, options.json)?;
    }
    if failed.is_empty() { Ok(equal) } else { Err(failed.join("; ").into()) }
}

/// Compares one portal. Where no server reads it, what waits in its queue is applied first: it would be told as
/// differences that nobody is about to settle.
async fn audit_one(
    app: &App,
    portal: &Portal,
    terms: &Terms<'_>,
    stopping: &watch::Receiver<bool>,
) -> Result<ProofReport, Fatal> {
    if portal.phase == Phase::Stopped {
        return Err("the portal stopped the exchange; an administrator has to open the app".into());
    }
    app.sync.read_through(portal.id, stopping.clone()).await?;
    let name = portal.domain.clone();
    let console = Console { name, told: AtomicI64::new(0), clock: app.clock.clone(), stop: stopping.clone() };
    Ok(app.sync.prove(portal.id, terms, &console).await?)
}

fn print(portal: &Portal, report: &ProofReport, differences: &[Difference], json: bool) -> Result<(), Fatal> {
    let mut out = std::io::stdout();
    if json {
        let (member_id, domain) = (&portal.member_id, &portal.domain);
        let certificate = Certificate { member_id, domain, report, differences };
        writeln!(out, "{}", serde_json::to_string(&certificate)?)?;
    } else {
        write!(out, "{}", readable(&portal.domain, report, differences))?;
    }
    Ok(())
}

/// The certificate as a table.
fn readable(domain: &str, report: &ProofReport, differences: &[Difference]) -> String {
    let mut text = String::new();
    let mut line = |words: String| {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{words}");
    };
    let seconds = (report.finished.0 - report.started.0) / 1_000;
    line(format!("{domain}: {} ({seconds} s)", report.verdict.code()));
    line(format!(
        "{:<13}{:>10}{:>10}{:>9}{:>9}{:>10}{:>9}{:>10}{:>8}",
        "", "here", "there", "counted", "unequal", "compared", "differ", "repaired", "moving"
    ));
    for one in &report.entities {
        line(format!(
            "{:<13}{:>10}{:>10}{:>9}{:>9}{:>10}{:>9}{:>10}{:>8}",
            one.entity.code(),
            one.here,
            one.there.map_or_else(|| "–".to_owned(), |there| there.to_string()),
            one.counted,
            one.unequal,
            one.compared,
            one.differences,
            one.repaired,
            one.moving
        ));
    }
    for (one, why) in report.entities.iter().filter_map(|one| Some((one, one.held_back?))) {
        line(format!("{}: records gone from the list were not deleted: {}", one.entity.code(), reason(why)));
    }
    for difference in differences.iter().take(LISTED) {
        line(format!(
            "{} {}: {}{}{}",
            difference.entity.code(),
            difference.id,
            difference.what.code(),
            if difference.fields.is_empty() { String::new() } else { format!(" ({})", difference.fields.join(", ")) },
            if difference.repaired { ", repaired" } else { "" }
        ));
    }
    let listed = u64::try_from(differences.len().min(LISTED)).unwrap_or(u64::MAX);
    if report.differences > listed {
        line(format!("… and {} more", report.differences - listed));
    }
    let spent = report.spent;
    line(format!(
        "{} requests, {} commands, {} rows, {:.1} s of the portal's time, {:.1} s of the busiest method",
        spent.requests,
        spent.commands,
        spent.rows,
        std::time::Duration::from_millis(spent.operating_ms).as_secs_f64(),
        std::time::Duration::from_millis(spent.busiest_ms).as_secs_f64()
    ));
    if !report.whole
        && let Some(proofs) = report.proofs_per_pass
    {
        line(format!("every row is compared within about {proofs} such proofs"));
    }
    text
}

/// Why deletions were held back.
fn reason(why: HeldBack) -> &'static str {
    match why {
        HeldBack::Unsure => "they are many, and the portal could not say of single ones that they do not exist",
        HeldBack::Shown => "they are many, and asked for singly the portal shows some of them all the same",
        HeldBack::Denied => {
            "they are many, and asked for singly the portal refuses access; the rights of the app's user seem to have shrunk"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::day::Millis;
    use domain::progress::Entity;
    use domain::proof::{EntityProof, Spent, What};

    #[test]
    fn days_are_written_as_everywhere() {
        assert_eq!(day("2026-11-20"), Ok(Day::from_civil(2026, 11, 20)));
        assert!(day("20.11.2026").is_err() && day("2026-02-30").is_err());
    }

    #[test]
    fn the_certificate_tells_what_differed_and_what_it_cost() {
        let deals = EntityProof { here: 1_999, there: Some(2_000), differences: 70, ..EntityProof::new(Entity::Deals) };
        let report = ProofReport {
            id: 1,
            scope: ProofScope::Everything { whole: false },
            started: Millis(0),
            finished: Millis(7_300),
            verdict: Verdict::Differs,
            differences: 70,
            repaired: 0,
            whole: false,
            proofs_per_pass: Some(6),
            entities: vec![deals],
            months: Vec::new(),
            spent: Spent { requests: 12, commands: 500, operating_ms: 4_000, busiest_ms: 1_500, rows: 9 },
        };
        let difference = Difference {
            entity: Entity::Deals,
            id: "7".to_owned(),
            what: What::Differs,
            fields: vec!["amount".to_owned()],
            repaired: false,
        };
        let text = readable("example.com", &report, &vec![difference; 60]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "example.com: differs (7 s)");
        assert_eq!(lines[2].split_whitespace().collect::<Vec<_>>()[..3], ["deals", "1999", "2000"]);
        assert_eq!(lines[3], "deals 7: differs (amount)");
        assert_eq!(lines[53], "… and 20 more");
        assert!(lines[54].starts_with("12 requests, 500 commands, 9 rows, 4.0 s"), "{}", lines[54]);
        assert_eq!(lines[55], "every row is compared within about 6 such proofs");
    }
}
