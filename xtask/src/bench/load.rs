//! `cargo xtask bench load`: fifty open pages, two hundred requests a second and two hundred ended calls a second, for a
//! minute, on this machine alone.
//!
//! Portal and server are the real programs beside each other, and this command asks: all three share the cores. Pages are
//! opened through the portal, hold their stream of events and have loaded their table. Calls end in the portal, which tells
//! the server as portals do; the server reads them again within the portal's limits and tells the pages. What the server
//! says of itself comes from its own metrics.

mod client;
mod gauges;
mod pace;
mod page;

use super::figures::Figures;
use crate::demo::{self, Servers};
use crate::failure::{Doing, Failure, Outcome};
use crate::http::Peer;
use crate::postgres::{Postgres, free_port};
use crate::shell;
use client::Connection;
use gauges::{Gauges, Seen};
use pace::{Done, Pace, percentile};
use page::{Known, Page, expect_answer};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

const DATASET: &str = "scale:companies=60000,deals=600000,activities=120000,seed=1";
const PAGES: usize = 50;
/// Between two openings. Each costs the portal a request (who is it?), and a cloud portal gives two a second: fifty in the
/// same second would have changes wait until it answers again.
const OPENED_EVERY: Duration = Duration::from_millis(500);
/// Requests and ended calls a second.
const RATE: f64 = 200.0;
const SECONDS: usize = 60;
/// People of every dataset: an administrator, and one who sees the own rows.
const PEOPLE: [u32; 2] = [1, 12];
/// Most bytes of memory, and most seconds between an event's arrival and its being applied.
const MEMORY: u64 = 600 * 1024 * 1024;
const BEHIND: f64 = 2.0;

/// Questions of a page in turn, with the place of a number that varies. A fifth of all requests ask what has changed.
const QUESTIONS: [&str; 10] = [
    "/api/report?limit=100&sort=-work",
    "CHANGES",
    "/api/report?limit=100&sort=-last&overdue=1",
    "/api/activity/month?month=MONTH",
    "/api/report?limit=100&q=%D1%81%D1%82%D1%80%D0%BE%D0%B9",
    "/api/report?limit=100&offset=500&sort=responsible",
    "CHANGES",
    "/api/activity/year?year=YEAR",
    "/api/report?limit=100&direction=1&sort=-won",
    "/api/progress",
];

/// What is asked for in figures.
struct Asked<'a> {
    engine: &'a str,
    dataset: &'a str,
}

/// Measures on both databases.
pub(super) fn measure(figures: &mut Figures, database: &Postgres, dataset: Option<&str>) -> Outcome {
    let dataset = dataset.unwrap_or(DATASET);
    on_engine(figures, &Asked { engine: "sqlite", dataset }, None)?;
    on_engine(figures, &Asked { engine: "postgres", dataset }, Some(database.url().to_owned()))
}

fn on_engine(figures: &mut Figures, asked: &Asked<'_>, database: Option<String>) -> Outcome {
    shell::step(&format!("load: {} on {}", asked.dataset, asked.engine));
    let metrics = Peer::on_port(free_port()?);
    let words = vec!["--metrics-listen".to_owned(), metrics.address().to_string()];
    let is_ours = database.is_none();
    let options = demo::Options::for_bench(asked.dataset, Vec::new(), words)?.unlimited().on(database);
    let mut servers = Servers::start(&options)?;
    demo::install(&mut servers)?;
    let outcome = run(figures, asked, &servers, &metrics);
    if !is_ours {
        // Somebody else's database is left without our rows.
        servers.portal_peer.post("/_control/uninstall?clean=1", &json!({}))?;
    }
    servers.stop()?;
    outcome
}

fn run(figures: &mut Figures, asked: &Asked<'_>, servers: &Servers, metrics: &Peer) -> Outcome {
    let gauges = Gauges::of(metrics);
    let before = gauges.look()?;
    let month = month_of(&demo::open_as(servers, PEOPLE[0])?)?;
    shell::step(&format!("opening {PAGES} pages"));
    let known = Arc::new(Known::default());
    let (pages, hearing) = open_pages(servers, &month, &known)?;
    shell::step(&format!("{RATE} requests and {RATE} ended calls a second for {SECONDS} s"));
    let companies = servers.portal_peer.get_json("/_control/truth")?["companies"].as_u64().unwrap_or(1);
    let (requests, calls, watched) = thread::scope(|scope| {
        let watching = gauges.watch(scope);
        let calling = scope.spawn(|| end_calls(&servers.portal_peer, companies));
        let requests = ask(&pages, &month, &known);
        let calls = calling.join().map_err(|_| Failure::new("who ends the calls ended early"));
        (requests, calls, watching.end())
    });
    let (requests, calls, watched) = (requests?, calls??, watched?);
    let caught_up = gauges.until_applied()?;
    known.close();
    let after = gauges.look()?;
    servers_told(figures, asked, &Told { requests, calls, watched, caught_up, before, after }, &known);
    drop(hearing);
    Ok(())
}

/// The month it is in the portal, as 2026-01.
fn month_of(admin: &Peer) -> Outcome<String> {
    let today = admin.get_json("/api/report?limit=1")?["today"].as_i64();
    Ok(month_of_day(today.doing("the report does not say what day it is")?))
}

/// The month of a day counted from 1970: a year begins in March, so that the leap day is its last.
fn month_of_day(day: i64) -> String {
    let day = day + 719_468;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let month = (5 * (of_era - (365 * year + year / 4 - year / 100)) + 2) / 153;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    format!("{:04}-{month:02}", year + era * 400)
}

type Hearing = Vec<thread::JoinHandle<()>>;

/// Within half a minute, as on a Monday morning.
fn open_pages(servers: &Servers, month: &str, known: &Arc<Known>) -> Outcome<(Vec<Page>, Hearing)> {
    thread::scope(|scope| {
        let mut opening = Vec::with_capacity(PAGES);
        for at in 0..PAGES {
            let due = Instant::now() + OPENED_EVERY;
            let peer = demo::open_as(servers, PEOPLE[at % PEOPLE.len()])?;
            opening.push(scope.spawn(move || page::open(peer, month, known)));
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        let opened =
            opening.into_iter().map(|page| page.join().unwrap_or_else(|_| Err(Failure::new("a page ended early"))));
        let opened: Outcome<Vec<_>> = opened.collect();
        Ok(opened?.into_iter().unzip())
    })
}

/// Requests of the pages in turn.
fn ask(pages: &[Page], month: &str, known: &Known) -> Outcome<Done> {
    let year = month.split('-').next().unwrap_or_default();
    let pace = Pace { turns: SECONDS * 200, rate: RATE, workers: 40 };
    pace.run(|| {
        let mut connection = Connection::open(&pages[0].peer)?;
        Ok(move |turn: usize| {
            let page = &pages[turn % pages.len()];
            let since = known.revision.load(Ordering::Relaxed).saturating_sub(1);
            let changes = format!("/api/report/changes?since={since}&basis={}", page.basis);
            let question = QUESTIONS[turn % QUESTIONS.len()].replace("MONTH", month).replace("YEAR", year);
            let answered = expect_answer(&mut connection, &page.peer, &question.replace("CHANGES", &changes));
            if answered.is_err() {
                connection = Connection::open(&page.peer)?;
            }
            answered
        })
    })
}

/// Calls that end in the portal, each with another company.
fn end_calls(portal: &Peer, companies: u64) -> Outcome<Done> {
    let pace = Pace { turns: SECONDS * 200, rate: RATE, workers: 8 };
    pace.run(|| {
        let mut connection = Connection::open(portal)?;
        Ok(move |turn: usize| {
            let company = u64::try_from(turn).unwrap_or(0) * 7_919 % companies + 1;
            let body = json!({"user_id": PEOPLE[turn % 2], "company_id": company, "duration": 61}).to_string();
            let answer = connection.post(portal, "/_control/call", &body)?;
            (answer.status == 200).then_some(()).doing(format!("the portal answered {}", answer.status))
        })
    })
}

/// Everything that was seen.
struct Told {
    requests: Done,
    calls: Done,
    watched: Vec<Seen>,
    caught_up: f64,
    before: Seen,
    after: Seen,
}

fn servers_told(figures: &mut Figures, asked: &Asked<'_>, told: &Told, known: &Known) {
    let mut take = |what: &str, more: Value| {
        let mut line = json!({"bench": "load", "what": what, "engine": asked.engine, "dataset": asked.dataset, "pages": PAGES,
            "requests_per_second": RATE, "calls_per_second": RATE, "seconds": SECONDS});
        if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
            line.extend(more);
        }
        figures.take(line);
    };
    for (kind, holds) in KINDS {
        let of_kind = told.requests.took.iter().filter(|(turn, _)| holds(QUESTIONS[turn % QUESTIONS.len()]));
        let took: Vec<f64> = of_kind.map(|(_, took)| *took).collect();
        take(&format!("{kind}_ms"), times(&took));
    }
    let failed = told.requests.errors.len();
    take(
        "errors",
        json!({"figure": failed, "unit": "requests that failed", "budget": 0, "within": failed == 0,
        "requests": told.requests.took.len() + failed, "first": told.requests.errors.first()}),
    );
    let behind: Vec<f64> = told.watched.iter().map(|seen| seen.behind).collect();
    let p95 = percentile(&behind, 95).unwrap_or(0.0);
    take(
        "behind_s",
        json!({"figure": p95, "unit": "s the oldest event waited, p95 of looks", "budget": BEHIND,
        "within": p95 <= BEHIND, "most": percentile(&behind, 100), "caught_up_after_s": told.caught_up,
        "events": told.after.applied - told.before.applied, "calls_refused": told.calls.errors.len()}),
    );
    let broken = known.broken.load(Ordering::Relaxed);
    take(
        "pages_broken",
        json!({"figure": broken, "unit": "pages whose events ended early", "budget": 0,
        "within": broken == 0, "told": known.told.load(Ordering::Relaxed)}),
    );
    let most = told.after.peak;
    take(
        "memory_most",
        json!({"figure": most, "unit": "bytes", "budget": MEMORY, "within": most <= MEMORY,
        "before_the_pages": told.before.resident, "afterwards": told.after.resident}),
    );
}

type Kind = (&'static str, fn(&str) -> bool);

/// Kinds of requests, by what their questions look like.
const KINDS: [Kind; 5] = [
    ("requests", |_| true),
    ("windows", |question| question.starts_with("/api/report?")),
    ("grids", |question| question.starts_with("/api/activity/")),
    ("changes", |question| question == "CHANGES"),
    ("progress", |question| question == "/api/progress"),
];

fn times(took: &[f64]) -> Value {
    json!({
        "figure": percentile(took, 95), "unit": "ms from when it was due, p95", "p50": percentile(took, 50),
        "p95": percentile(took, 95), "p99": percentile(took, 99), "most": percentile(took, 100), "samples": took.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_the_month_of_the_calendar() {
        let months = [(0, "1970-01"), (58, "1970-02"), (59, "1970-03"), (11_016, "2000-02"), (11_017, "2000-03")];
        for (day, month) in months.into_iter().chain([(20_453, "2025-12"), (20_454, "2026-01")]) {
            assert_eq!(month_of_day(day), month);
        }
    }

    #[test]
    fn every_kind_of_request_is_among_the_questions() {
        for (kind, holds) in KINDS {
            assert!(QUESTIONS.iter().any(|question| holds(question)), "{kind}");
        }
    }
}
