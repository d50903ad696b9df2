//! Word from other processes on the same PostgreSQL, passed on to whoever waits for it here.
//!
//! Nothing is lost when the connection is: after every gap everybody looks for themselves, and all of them look now and
//! then without being told.

use crate::app::App;
use std::time::Duration;
use store::{Heard, Listener, Signal};

/// Pause before listening is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// Listens until the server is asked to stop. SQLite has nobody to listen to.
pub(crate) async fn hear(app: App) {
    let listening = async {
        loop {
            match app.store.listen().await {
                Ok(None) => return,
                Ok(Some(listener)) => pass_on(&app, listener).await,
                Err(error) => tracing::warn!(%error, "other processes cannot be heard"),
            }
            tokio::time::sleep(AGAIN).await;
        }
    };
    tokio::select! {
        () = listening => {}
        () = app.stopping() => {}
    }
}

/// Ends when the database stays away.
async fn pass_on(app: &App, mut listener: Listener) {
    everybody_looks(app);
    loop {
        match listener.next().await {
            Ok(Heard::Signal(Signal::Changed(portal))) => app.changes.tell(portal),
            Ok(Heard::Signal(Signal::Wake(portal))) => app.sync.wake_here(portal),
            Ok(Heard::Signal(Signal::Reserved(portal))) => app.sync.recover_here(portal),
            Ok(Heard::Signal(Signal::Jobs)) => app.worker.wake(),
            Ok(Heard::Signal(Signal::Leases)) => app.sync.look_for_portals(),
            Ok(Heard::Gap) => everybody_looks(app),
            Err(error) => {
                tracing::warn!(%error, "other processes cannot be heard any more");
                return;
            }
        }
    }
}

fn everybody_looks(app: &App) {
    app.changes.tell_all();
    app.sync.wake_all_here();
    app.worker.wake();
    app.sync.look_for_portals();
}
