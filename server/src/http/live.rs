//! What is new, told to open pages as server-sent events for as long as they are open.
//!
//! A page takes the next event when it is ready for it, and is then told the present state: a slow page skips states, it
//! never has a queue of its own. An event holds nothing that the same viewer is not answered when asking: `progress` what
//! [`crate::http::progress`] answers, `proof` the last verdict, `jobs` the jobs, to administrators only. Whatever the number
//! of pages, the database is asked once per change ([`crate::news`]).

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
use domain::jobs::JobView;
use domain::progress::Progress;
use domain::proof::LastProof;
use futures_util::stream;
use http::{HeaderName, HeaderValue};
use serde::Serialize;
use std::collections::VecDeque;
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
        admin: viewer.admin,
        told: None,
        proof: None,
        jobs: Vec::new(),
        ready: VecDeque::new(),
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
    admin: bool,
    changes: Waiter,
    told: Option<(Instant, Progress)>,
    /// What is told beside the progress; nothing of it is what a page knows to begin with.
    proof: Option<LastProof>,
    jobs: Vec<JobView>,
    ready: VecDeque<Event>,
    open: OpenPage,
}

impl Listener {
    /// The next event; none when the page has to come again with a fresh session.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.open.told();
                return Some(event);
            }
            let left = u64::try_from(self.until.0 - self.app.clock.now().0).ok().filter(|left| *left > 0)?;
            if let Err(error) = self.look().await {
                tracing::debug!(portal = self.portal.0, %error, "a page is not told any more");
                return None;
            }
            if !self.ready.is_empty() {
                continue;
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

    /// Makes events of what is worth telling.
    async fn look(&mut self) -> Result<(), Error> {
        let word = self.changes.word();
        let news = self.app.news.after(&self.app, self.portal, word).await?.ok_or(Error::SessionEnded)?;
        if news.epoch != self.epoch {
            return Err(Error::SessionEnded);
        }
        if is_news(self.told.as_ref(), &news.progress) {
            self.ready.push_back(event("progress", &news.progress));
            self.told = Some((Instant::now(), news.progress.clone()));
        }
        if news.proof != self.proof {
            self.ready.push_back(event("proof", &news.proof));
            self.proof.clone_from(&news.proof);
        }
        if self.admin && news.jobs != self.jobs {
            self.ready.push_back(event("jobs", &news.jobs));
            self.jobs.clone_from(&news.jobs);
        }
        Ok(())
    }
}

fn event(name: &str, data: &impl Serialize) -> Event {
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
