//! What the server says of itself while it is under load: memory, and events that wait.

use crate::failure::{Doing, Failure, Outcome};
use crate::http::Peer;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_secs(1);
/// Longest wait until everything that arrived is applied.
const PATIENCE: Duration = Duration::from_secs(600);

/// One look.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Seen {
    /// Bytes of memory now, and the most ever.
    pub(super) resident: u64,
    /// The most ever.
    pub(super) peak: u64,
    /// Events that wait.
    waiting: u64,
    /// Seconds since the oldest of them arrived.
    pub(super) behind: f64,
    /// Events applied since the start.
    pub(super) applied: u64,
}

/// Where to look.
#[derive(Clone)]
pub(super) struct Gauges(Peer);

/// Looks again and again until it is ended.
pub(super) struct Watching<'scope> {
    stop: Sender<()>,
    looking: ScopedJoinHandle<'scope, Outcome<Vec<Seen>>>,
}

impl Gauges {
    /// The listener of the metrics.
    pub(super) fn of(metrics: &Peer) -> Self {
        Self(metrics.clone())
    }

    /// Looks once.
    ///
    /// # Errors
    /// The listener does not answer, or not as expected.
    pub(super) fn look(&self) -> Outcome<Seen> {
        let reply = self.0.get("/metrics")?;
        seen(&reply.body).doing("the metrics are not as expected")
    }

    /// Looks every second in the background.
    pub(super) fn watch<'scope>(&self, scope: &'scope Scope<'scope, '_>) -> Watching<'scope> {
        let (stop, stopped) = mpsc::channel::<()>();
        let gauges = self.clone();
        let looking = scope.spawn(move || {
            let mut all = Vec::new();
            while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                all.push(gauges.look()?);
            }
            Ok(all)
        });
        Watching { stop, looking }
    }

    /// Waits until no event waits any more; answers the seconds that took.
    ///
    /// # Errors
    /// It does not end.
    pub(super) fn until_applied(&self) -> Outcome<f64> {
        let began = Instant::now();
        while self.look()?.waiting > 0 {
            if began.elapsed() > PATIENCE {
                return Err(Failure::new(format!("events still wait after {} s", PATIENCE.as_secs())));
            }
            thread::sleep(EVERY / 4);
        }
        Ok((began.elapsed().as_secs_f64() * 10.0).round() / 10.0)
    }
}

impl Watching<'_> {
    /// Everything that was seen.
    pub(super) fn end(self) -> Outcome<Vec<Seen>> {
        drop(self.stop);
        self.looking.join().map_err(|_| Failure::new("who looks at the metrics ended early"))?
    }
}

fn seen(page: &str) -> Option<Seen> {
    let whole = |name: &str| value(page, name)?.parse::<u64>().ok();
    Some(Seen {
        resident: whole("process_resident_memory_bytes")?,
        peak: whole("process_resident_memory_peak_bytes")?,
        waiting: whole("svodka_inbox_events")?,
        behind: value(page, "svodka_inbox_oldest_seconds")?.parse().ok()?,
        applied: whole("svodka_events_applied_total")?,
    })
}

/// The value of a series without labels.
fn value<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_are_found_by_their_whole_name() {
        let page = "# TYPE svodka_inbox_events gauge\nsvodka_inbox_events 7\nsvodka_inbox_oldest_seconds 3\n\
                    process_resident_memory_bytes 2048\nprocess_resident_memory_peak_bytes 4096\n\
                    svodka_events_applied_total 12\n";
        let expected = Seen { resident: 2_048, peak: 4_096, waiting: 7, behind: 3.0, applied: 12 };
        assert_eq!(seen(page), Some(expected));
        assert_eq!(seen("svodka_inbox_events_more 7\n"), None);
    }
}
