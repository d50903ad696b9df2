//! Work at a steady pace, whatever becomes of it: turns fall due at equal distances, several workers take them, and how long
//! one took is counted from the moment it was due. A server that stands still is thus not spared the requests that would
//! have come meanwhile.

use crate::failure::{Failure, Outcome};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// So many turns, so many a second, by so many workers.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    /// All of them.
    pub(super) turns: usize,
    /// Turns a second.
    pub(super) rate: f64,
    /// Who take turns, each with a connection of its own.
    pub(super) workers: usize,
}

/// What became of the turns.
#[derive(Default)]
pub(super) struct Done {
    /// Milliseconds of those that went well, with the turn's number.
    pub(super) took: Vec<(usize, f64)>,
    /// Those that did not, in words.
    pub(super) errors: Vec<String>,
}

impl Pace {
    /// Takes every turn; `worker` makes who takes them, given the number of the turn.
    ///
    /// # Errors
    /// A worker could not begin.
    pub(super) fn run<W>(self, worker: impl Fn() -> Outcome<W> + Sync) -> Outcome<Done>
    where
        W: FnMut(usize) -> Outcome,
    {
        let next = AtomicUsize::new(0);
        let began = Instant::now();
        let work = || -> Outcome<Done> {
            let mut act = worker()?;
            let mut done = Done::default();
            loop {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                if turn >= self.turns {
                    return Ok(done);
                }
                let due = began + self.due(turn);
                thread::sleep(due.saturating_duration_since(Instant::now()));
                match act(turn) {
                    Ok(()) => done.took.push((turn, due.elapsed().as_secs_f64() * 1e3)),
                    Err(failure) => done.errors.push(failure.to_string()),
                }
            }
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..self.workers).map(|_| scope.spawn(work)).collect();
            let mut all = Done::default();
            for worker in workers {
                let done = worker.join().map_err(|_| Failure::new("a worker ended early"))??;
                all.took.extend(done.took);
                all.errors.extend(done.errors);
            }
            Ok(all)
        })
    }

    fn due(self, turn: usize) -> Duration {
        Duration::from_secs_f64(f64::from(u32::try_from(turn).unwrap_or(u32::MAX)) / self.rate)
    }
}

/// Milliseconds that so many percent of the turns stayed below; none of nothing.
pub(super) fn percentile(took: &[f64], percent: usize) -> Option<f64> {
    let mut sorted = took.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() * percent / 100).min(sorted.len().checked_sub(1)?);
    Some((sorted[at] * 100.0).round() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn each_turn_is_taken_once_and_failures_are_told() {
        let seen = Mutex::new(Vec::new());
        let pace = Pace { turns: 40, rate: 4_000.0, workers: 4 };
        let done = pace.run(|| {
            Ok(|turn: usize| {
                seen.lock().unwrap().push(turn);
                if turn == 7 { Err(Failure::new("seven")) } else { Ok(()) }
            })
        });
        let done = done.unwrap();
        assert_eq!((done.took.len(), done.errors), (39, vec!["seven".to_owned()]));
        let mut seen = seen.into_inner().unwrap();
        seen.sort_unstable();
        assert_eq!(seen, (0..40).collect::<Vec<_>>());
    }

    #[test]
    fn turns_that_had_to_wait_for_a_slow_one_count_from_when_they_were_due() {
        let pace = Pace { turns: 3, rate: 1_000.0, workers: 1 };
        let slow_first = || {
            Ok(|turn: usize| {
                if turn == 0 {
                    thread::sleep(Duration::from_millis(50));
                }
                Ok(())
            })
        };
        let done = pace.run(slow_first).unwrap();
        assert!(done.took.iter().all(|(_, took)| *took > 40.0), "{:?}", done.took);
    }

    #[test]
    fn percentiles_are_of_the_slowest_part() {
        let took: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!([50, 95, 99, 100].map(|percent| percentile(&took, percent)), [51.0, 96.0, 100.0, 100.0].map(Some));
        assert_eq!(percentile(&[], 50), None);
    }
}
