//! What is new, told to open pages as server-sent events for as long as they are open.
//!
//! A page takes the next event when it is ready for it, and is then told the present state: a slow page skips states, it
//! never has a queue of its own. An event holds nothing that [`crate::http::progress`] does not answer to the same viewer.

use crate::app::App;
use crate::changes::Waiter;
use crate::http::error::Error;
use crate::http::viewer::Viewer;
use crate::metrics::OpenPage;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::progress::Progress;
use futures_util::stream;
use http::{HeaderName, HeaderValue};
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// A comment is sent after this long without an event, so that nobody on the way takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A page is told of changes at most this often: the first one at once, what follows closely as one.
const BREATH: Duration = Duration::from_millis(400);
/// How often a page is told that data are fresh although nothing changed.
const FRESHNESS: Duration = Duration::from_secs(20);

/// `GET /api/live`: the progress now, and whenever it changes, until the session ends or the server stops.
pub async fn follow(viewer: Viewer, State(app): State<App>) -> Response {
    let page = Listener {
        changes: app.changes.subscribe(viewer.portal.id),
        open: app.metrics.page_opened(),
        portal: viewer.portal.id,
        epoch: viewer.portal.epoch,
        until: viewer.until,
        told: None,
        app,
    };
    let events = stream::unfold(page, |mut page| async move {
        let event = page.next().await?;
        Some((Ok::<_, Infallible>(event), page))
    });
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    // Proxies that collect an answer before they pass it on are asked not to.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// One open page.
struct Listener {
    app: App,
    portal: PortalId,
    epoch: i64,
    until: Millis,
    changes: Waiter,
    told: Option<(Instant, Progress)>,
    open: OpenPage,
}

impl Listener {
    /// The next event; none when the page has to come again with a fresh session.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let left = u64::try_from(self.until.0 - self.app.clock.now().0).ok().filter(|left| *left > 0)?;
            match self.news().await {
                Ok(Some(progress)) => {
                    let event = event("progress", &progress);
                    self.told = Some((Instant::now(), progress));
                    self.open.told();
                    return Some(event);
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::debug!(portal = self.portal.0, %error, "a page is not told any more");
                    return None;
                }
            }
            tokio::select! {
                () = self.changes.changed() => {}
                () = sleep(Duration::from_millis(left)) => return None,
                () = self.app.stopping() => return None,
            }
            if let Some((at, _)) = &self.told {
                sleep_until(*at + BREATH).await;
            }
        }
    }

    /// The present state, if it is worth telling.
    async fn news(&self) -> Result<Option<Progress>, Error> {
        let portal = self.app.portal(self.portal).await?.ok_or(Error::SessionEnded)?;
        if portal.epoch != self.epoch {
            return Err(Error::SessionEnded);
        }
        let progress = self.app.progress(self.portal).await?;
        Ok(is_news(self.told.as_ref(), &progress).then_some(progress))
    }
}

fn event(name: &str, data: &Progress) -> Event {
    let json = serde_json::to_string(data).expect("plain fields serialise");
    Event::default().event(name).data(json)
}

/// Whether a page that was told `told` wants to hear `now`. That nothing changed a moment ago either is news only now and
/// then.
fn is_news(told: Option<&(Instant, Progress)>, now: &Progress) -> bool {
    let Some((at, told)) = told else { return true };
    let lasting = |progress: &Progress| Progress { updated: None, seconds_left: None, ..progress.clone() };
    lasting(told) != lasting(now) || (told != now && at.elapsed() >= FRESHNESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::progress::Phase;

    fn progress(revision: i64, updated: i64) -> Progress {
        Progress {
            revision,
            phase: Phase::Ready,
            entities: Vec::new(),
            seconds_left: None,
            updated: Some(Millis(updated)),
            problem: None,
        }
    }

    #[test]
    fn a_page_hears_of_changes_at_once_and_of_freshness_now_and_then() {
        let told = (Instant::now(), progress(7, 1_000));
        assert!(is_news(None, &told.1));
        assert!(!is_news(Some(&told), &progress(7, 1_000)));
        assert!(is_news(Some(&told), &progress(8, 1_000)));
        assert!(is_news(Some(&told), &Progress { phase: Phase::Stopped, ..progress(7, 1_000) }));
        assert!(!is_news(Some(&told), &progress(7, 11_000)));
        let earlier = Instant::now().checked_sub(FRESHNESS).expect("the machine runs longer than that");
        let told = (earlier, told.1);
        assert!(is_news(Some(&told), &progress(7, 11_000)));
        assert!(!is_news(Some(&told), &progress(7, 1_000)));
    }
}
