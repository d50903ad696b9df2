//! `svodka sync`: portals read through once, with progress, for operators and scripts.

use super::{Fatal, signalled};
use crate::app::App;
use crate::clock::Clock;
use crate::config::ServeConfig;
use crate::sync::{ReadThrough, SyncError};
use clap::Args;
use domain::progress::{Phase, Progress};
use std::io::Write as _;
use std::time::Duration;
use store::Portal;
use tokio::sync::watch;

/// How often progress is printed.
const PRINTED: Duration = Duration::from_secs(2);

/// Which portals to read.
#[derive(Args, Clone, Debug)]
pub struct SyncOptions {
    /// `member_id` of a portal, or `all`.
    #[arg(long, default_value = "all")]
    pub portal: String,
    /// The same configuration as of `serve`.
    #[command(flatten)]
    pub config: ServeConfig,
}

/// Not everything was read; what went wrong was printed.
#[derive(Debug, thiserror::Error)]
#[error("{failed} of {asked} portals could not be read")]
pub struct Unread {
    failed: usize,
    asked: usize,
}

/// Reads one portal after another.
///
/// # Errors
/// No such portal, a portal that could not be read, whatever keeps the program from starting.
pub(super) async fn run(options: SyncOptions) -> Result<(), Fatal> {
    let app = App::prepare(options.config, Clock::system()).await?;
    let outcome = read_all(&app, &options.portal).await;
    app.finish().await;
    outcome
}

async fn read_all(app: &App, wanted: &str) -> Result<(), Fatal> {
    let mut portals = app.store.read().await?.portals().list_live().await?;
    if wanted != "all" {
        portals.retain(|portal| portal.member_id == wanted);
        if portals.is_empty() {
            return Err(format!("no portal {wanted} has the app installed").into());
        }
    }
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(async move {
        signalled().await;
        stop.send_replace(true);
    });
    let asked = portals.len();
    let mut failed = 0;
    for portal in portals {
        if !read_one(app, &portal, stopping.clone()).await? {
            failed += 1;
        }
    }
    say(&format!("{} of {asked} portals are up to date", asked - failed))?;
    if failed == 0 { Ok(()) } else { Err(Unread { failed, asked }.into()) }
}

/// Reads a portal and tells how it went; false when it is not up to date afterwards.
async fn read_one(app: &App, portal: &Portal, stopping: watch::Receiver<bool>) -> Result<bool, Fatal> {
    let name = &portal.domain;
    if let (Phase::Stopped, problem) = (portal.phase, portal.problem.as_deref().unwrap_or("stopped")) {
        say(&format!("{name}: the portal stopped the exchange ({problem}); an administrator has to open the app"))?;
        return Ok(false);
    }
    let begun = app.clock.now();
    let work = app.sync.read_through(portal.id, stopping);
    tokio::pin!(work);
    let mut told = None;
    let outcome = loop {
        tokio::select! {
            outcome = &mut work => break outcome,
            () = tokio::time::sleep(PRINTED) => {
                let progress = app.progress(portal.id).await?;
                if told.as_ref() != Some(&progress.entities) {
                    say(&format!("{name}: {}", words(&progress)))?;
                    told = Some(progress.entities);
                }
            }
        }
    };
    let seconds = (app.clock.now().0 - begun.0) / 1_000;
    let (said, fine) = match outcome {
        Ok(ReadThrough::Done { rows, events }) => {
            (format!("{rows} rows read, {events} changes applied in {seconds} s"), true)
        }
        Ok(ReadThrough::Taken) => ("a running server reads it".to_owned(), true),
        Err(SyncError::Stopping) => ("interrupted; what was stored stays".to_owned(), false),
        Err(error) => (format!("failed: {error}"), false),
    };
    say(&format!("{name}: {said}"))?;
    Ok(fine)
}

/// `companies 300 of 300, deals 1450 of 2000`.
fn words(progress: &Progress) -> String {
    let line = |one: &domain::progress::EntityProgress| match one.total {
        Some(total) => format!("{} {} of {total}", one.entity.code(), one.done),
        None => format!("{} {}", one.entity.code(), one.done),
    };
    let begun = progress.entities.iter().filter(|one| one.done > 0 || one.total.is_some());
    begun.map(line).collect::<Vec<_>>().join(", ")
}

fn say(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{line}")
}
