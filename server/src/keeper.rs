//! Keeps what this process holds: every few seconds it says that it lives, extends its leases and claims, gives up what it
//! lost, and takes its share of the portals that nobody reads.
//!
//! Processes share one database and know nothing of each other but their signs of life there. A process that dies says
//! nothing any more; its portals and jobs are free a lease later. The clocks of the machines are expected to agree
//! within a second or two; where they do not, work changes hands sooner or later than meant, but never is done by two:
//! who may write is decided by the database ([`store::Fence`]).

use crate::app::App;
use crate::process;
use domain::day::Millis;
use std::time::Duration;

/// How long a lease or claim lasts without a sign of life, milliseconds.
pub const LEASE: i64 = 12_000;
/// How often a sign of life is given: two may fail before anything is lost.
const BEAT: Duration = Duration::from_millis(4_000);
/// How long releasing everything may take.
const LEAVING: Duration = Duration::from_secs(5);

/// Gives signs of life until the server is asked to stop.
pub(crate) async fn keep(app: App) {
    let beating = async {
        loop {
            tokio::select! {
                () = tokio::time::sleep(BEAT) => {}
                () = app.sync.looked_for() => {}
            }
            if let Err(error) = beat(&app).await {
                tracing::warn!(%error, "no sign of life could be given");
            }
        }
    };
    // Stopping does not wait for a database that is away.
    tokio::select! {
        () = beating => {}
        () = app.stopping() => {}
    }
}

/// One sign of life, and everything that follows from the answer.
///
/// # Errors
/// When the store fails; then nothing has changed hands.
pub(crate) async fn beat(app: &App) -> Result<(), store::Error> {
    // What began after this moment cannot be in the answer, and is not missed there.
    let (readers, jobs) = (app.sync.reading(), app.worker.running());
    let now = app.clock.now();
    let until = Millis(now.0 + LEASE);
    let mut tx = app.store.begin().await?;
    let held = tx.leases().beat(&app.process, until).await?;
    let claimed = tx.job_queue().renew(&app.process, until).await?;
    let (dead, alive): (Vec<_>, Vec<_>) =
        tx.leases().processes(now).await?.into_iter().partition(|name| process::is_dead(name));
    for name in &dead {
        tracing::warn!(name, "another process on this machine is gone");
        tx.leases().leave(name).await?;
    }
    let seats = tx.leases().seats(now).await?;
    tx.commit().await?;
    for job in jobs.into_iter().filter(|job| !claimed.contains(job)) {
        app.worker.lose(job);
    }
    for portal in readers.into_iter().filter(|portal| !held.contains(portal)) {
        tracing::warn!(portal = portal.0, "the portal went to another process");
        app.sync.lose(portal);
    }
    let share = seats.len().div_ceil(alive.len().max(1));
    if app.sync.share(&held, &seats, share, |portal| app.worker.is_busy_with(portal)).await? {
        app.worker.wake();
    }
    Ok(())
}

/// The process ends: whatever it held is free at once.
pub(crate) async fn leave(app: &App) {
    let left = async {
        let mut tx = app.store.begin().await?;
        tx.leases().leave(&app.process).await?;
        tx.commit().await
    };
    match tokio::time::timeout(LEAVING, left).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "leases could not be released; they end by themselves"),
        Err(_) => tracing::warn!("the database is away; leases end by themselves"),
    }
}
