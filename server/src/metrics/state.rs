//! The page of figures: the counters, and what the store and the caches hold at this moment.

use super::process;
use super::text::Page;
use crate::app::App;
use crate::http::error::Error;
use domain::jobs::{JobKind, JobState};
use domain::progress::Phase;
use std::sync::atomic::Ordering;
use store::QueueDepth;

const PHASES: [(Phase, &str); 4] =
    [(Phase::Waiting, "waiting"), (Phase::Backfill, "backfill"), (Phase::Ready, "ready"), (Phase::Stopped, "stopped")];
/// Shares of the portals in order of the age of their data.
const QUANTILES: [(&str, usize, usize); 3] = [("0.5", 1, 2), ("0.95", 19, 20), ("1", 1, 1)];

/// Everything in Prometheus' text format.
///
/// # Errors
/// When the store fails.
pub async fn render(app: &App) -> Result<String, Error> {
    let mut page = Page::default();
    page.family("svodka_build_info", "gauge", "The release that runs.");
    page.line("svodka_build_info", &[("version", env!("CARGO_PKG_VERSION"))], "1");
    portals(app, &mut page).await?;
    work(app, &mut page).await?;
    app.metrics.0.calls.write(&mut page);
    app.metrics.0.requests.write(&mut page);
    reports(app, &mut page).await;
    counters(app, &mut page);
    process::write(&mut page);
    Ok(page.finish())
}

async fn portals(app: &App, page: &mut Page) -> Result<(), Error> {
    let standings = app.store.read().await?.portals().standings().await?;
    let name = "svodka_portals";
    page.family(name, "gauge", "Portals that have the app, by where their synchronisation stands.");
    for (phase, label) in PHASES {
        let count = standings.iter().filter(|one| one.phase == phase).count();
        page.line(name, &[("phase", label)], &count.to_string());
    }
    let now = app.clock.now().0;
    let ready = standings.iter().filter(|one| one.phase == Phase::Ready);
    let mut ages: Vec<i64> = ready.filter_map(|one| one.updated).map(|at| (now - at.0).max(0) / 1_000).collect();
    ages.sort_unstable();
    let name = "svodka_portal_data_age_seconds";
    page.family(name, "gauge", "Since portals that are read were last asked what changed: quantiles over them.");
    for (label, part, whole) in QUANTILES {
        if let Some(age) = ages.get((ages.len() * part).div_ceil(whole).saturating_sub(1)) {
            page.line(name, &[("quantile", label)], &age.to_string());
        }
    }
    Ok(())
}

/// Jobs and events that wait, over all portals and processes of the database.
async fn work(app: &App, page: &mut Page) -> Result<(), Error> {
    let mut reader = app.store.read().await?;
    let jobs = reader.job_queue().by_kind().await?;
    let due = reader.job_queue().due(app.clock.now()).await?;
    let (inbox, oldest) = reader.portals().waiting_events().await?;
    drop(reader);
    let name = "svodka_jobs";
    page.family(name, "gauge", "Jobs in the database, by kind and state.");
    for kind in JobKind::ALL {
        for state in [JobState::Queued, JobState::Running, JobState::Done, JobState::Failed] {
            let count = jobs.iter().find(|(of, at, _)| (*of, *at) == (kind, state)).map_or(0, |(.., count)| *count);
            page.line(name, &[("kind", kind.code()), ("state", state.code())], &count.to_string());
        }
    }
    let reading = app.sync.reading().len();
    page.single("svodka_portals_read_here", "gauge", "Portals this process reads.", reading);
    page.single("svodka_inbox_events", "gauge", "Events that have arrived and wait to be applied.", inbox.entries);
    let age = oldest.map_or(0, |at| (app.clock.now().0 - at.0).max(0) / 1_000);
    page.single("svodka_inbox_oldest_seconds", "gauge", "Since the oldest of them arrived.", age);
    let offline = app.sync.seen_queues().into_iter().collect();
    queues(page, &[("inbox", inbox), ("jobs", due), ("offline", offline)]);
    Ok(())
}

/// Queues that every portal has one of. The first two are those of the database, the last of the portals read here.
fn queues(page: &mut Page, queues: &[(&str, QueueDepth)]) {
    let name = "svodka_queue_depth";
    page.family(name, "gauge", "What waits in the queues of portals: in all of them, and in the longest.");
    for (queue, depth) in queues {
        for (of, waiting) in [("all", depth.entries), ("deepest", depth.deepest)] {
            page.line(name, &[("queue", queue), ("of", of)], &waiting.to_string());
        }
    }
    let name = "svodka_queue_portals";
    page.family(name, "gauge", "Portals where something waits in it.");
    for (queue, depth) in queues {
        page.line(name, &[("queue", queue)], &depth.portals.to_string());
    }
}

async fn reports(app: &App, page: &mut Page) {
    let (tables, rows) = app.reports.held().await;
    page.single("svodka_report_tables", "gauge", "Portals whose report is held in memory.", tables);
    page.single("svodka_report_rows", "gauge", "Companies held in memory over all of them.", rows);
}

fn counters(app: &App, page: &mut Page) {
    let counters = &app.metrics.0;
    let read = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    let open = counters.open_pages.load(Ordering::Relaxed);
    page.single("svodka_open_pages", "gauge", "Pages that listen for what is new.", open);
    let told = read(&counters.live_events);
    page.single("svodka_live_events_total", "counter", "Events told to open pages.", told);
    let applied = app.changes.applied();
    page.single("svodka_events_applied_total", "counter", "Events of portals applied and committed.", applied);
    let dropped = read(&counters.lines_dropped);
    page.single("svodka_request_log_dropped_total", "counter", "Calls that found no room in the log.", dropped);
    let pruned = counters.log_pruned.load(Ordering::Relaxed) / 1_000;
    page.single("svodka_request_log_pruned_timestamp_seconds", "gauge", "When old calls were last forgotten.", pruned);
}
