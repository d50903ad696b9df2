//! How fresh the copy of a portal is, as the page about data shows it.

use crate::day::Millis;
use crate::progress::{Entity, EntityProgress, Phase};
use crate::proof::LastProof;
use serde::{Deserialize, Serialize};

/// Records whose changes arrive as events count as late when the portal was not asked for longer, milliseconds.
const LATE_EVENTS: i64 = 5 * 60 * 1_000;
/// Records that are read again every day count as late after this long, milliseconds.
const LATE_DAILY: i64 = 26 * 60 * 60 * 1_000;

/// How changes reach the copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The portal tells of every change.
    Events,
    /// The portal does not tell: it is asked for what was modified.
    Sweep,
    /// Read again as a whole every day.
    Daily,
}

/// One entity of the copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    /// Which.
    pub entity: Entity,
    /// Rows of the copy, counted a moment ago.
    pub rows: u64,
    /// How changes arrive.
    pub source: Source,
    /// When a change was last applied; none since the first reading.
    pub changed: Option<Millis>,
    /// When the portal was last asked whether something changed.
    pub checked: Option<Millis>,
}

/// What a badge says of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its turn in the first reading has not come.
    Waiting,
    /// The first reading is at this many percent, below a hundred; none while the whole is not known.
    Loading(Option<u8>),
    /// As the portal has it, as far as can be known.
    Fresh,
    /// Not asked for too long.
    Late,
    /// The portal stopped the exchange.
    Stopped,
}

impl Freshness {
    /// How the entity stands at `now`.
    #[must_use]
    pub fn standing(&self, phase: Phase, progress: Option<&EntityProgress>, now: Millis) -> Standing {
        if phase == Phase::Stopped {
            return Standing::Stopped;
        }
        match progress {
            Some(progress) if !progress.finished && phase != Phase::Ready => reading(progress),
            _ if phase == Phase::Waiting => Standing::Waiting,
            // During the first reading nobody is asked about changes yet.
            _ if phase == Phase::Backfill => Standing::Fresh,
            _ => {
                let late = if self.source == Source::Daily { LATE_DAILY } else { LATE_EVENTS };
                match self.checked {
                    Some(checked) if now.0 - checked.0 > late => Standing::Late,
                    _ => Standing::Fresh,
                }
            }
        }
    }
}

fn reading(progress: &EntityProgress) -> Standing {
    match progress.total {
        _ if progress.done == 0 => Standing::Waiting,
        Some(total) if total > 0 => {
            let share = (progress.done.min(total) * 100 / total).min(99);
            Standing::Loading(u8::try_from(share).ok())
        }
        _ => Standing::Loading(None),
    }
}

/// `GET /api/data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataOverview {
    /// Per entity, in order.
    pub entities: Vec<Freshness>,
    /// The last proof; none before the first.
    pub proof: Option<LastProof>,
    /// What only administrators are told.
    pub inside: Option<Inside>,
}

/// What waits, for administrators.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    /// Changes that wait in the portal's queue; none when it could not be asked or has no queue.
    pub queue: Option<u64>,
    /// Events that have arrived and wait to be applied.
    pub inbox: u64,
    /// When the oldest of them arrived.
    pub inbox_oldest: Option<Millis>,
    /// Rows per second of a running first reading, where this process reads.
    pub rows_per_second: Option<u32>,
    /// Calls to the portal kept in the log, and those of them that failed.
    pub calls: u64,
    /// See `calls`.
    pub calls_failed: u64,
    /// When the app stops being served, if it does.
    #[serde(default)]
    pub ending: Option<Ending>,
}

/// What the app is used on that comes to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Ending {
    /// A trial with so many days left.
    Trial {
        /// Whole days.
        days: u32,
    },
    /// A paid time that is over; the portal serves the app for some days more.
    Grace {
        /// Whole days.
        days: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const NOW: Millis = Millis(100 * 60 * 60 * 1_000);

    fn freshness(source: Source, age: Option<i64>) -> Freshness {
        let checked = age.map(|age| Millis(NOW.0 - age));
        Freshness { entity: Entity::Deals, rows: 1, source, changed: None, checked }
    }

    fn progress(done: u64, total: Option<u64>, finished: bool) -> EntityProgress {
        EntityProgress { entity: Entity::Deals, done, total, finished }
    }

    #[rstest]
    #[case::just_asked(Source::Events, Some(1_000), Standing::Fresh)]
    #[case::at_the_edge(Source::Events, Some(LATE_EVENTS), Standing::Fresh)]
    #[case::long_ago(Source::Events, Some(LATE_EVENTS + 1), Standing::Late)]
    #[case::sweeps_too(Source::Sweep, Some(LATE_EVENTS + 1), Standing::Late)]
    #[case::daily_is_patient(Source::Daily, Some(LATE_DAILY), Standing::Fresh)]
    #[case::not_for_ever(Source::Daily, Some(LATE_DAILY + 1), Standing::Late)]
    #[case::never_since_the_first_reading(Source::Daily, None, Standing::Fresh)]
    fn age_decides_once_everything_was_read(
        #[case] source: Source,
        #[case] age: Option<i64>,
        #[case] standing: Standing,
    ) {
        assert_eq!(freshness(source, age).standing(Phase::Ready, Some(&progress(1, Some(1), true)), NOW), standing);
    }

    #[rstest]
    #[case::not_begun(progress(0, Some(10), false), Standing::Waiting)]
    #[case::half(progress(5, Some(10), false), Standing::Loading(Some(50)))]
    #[case::never_a_hundred_before_the_end(progress(12, Some(10), false), Standing::Loading(Some(99)))]
    #[case::no_total(progress(5, None, false), Standing::Loading(None))]
    #[case::read(progress(10, Some(10), true), Standing::Fresh)]
    fn the_first_reading_shows_how_far_it_is(#[case] progress: EntityProgress, #[case] standing: Standing) {
        assert_eq!(freshness(Source::Events, None).standing(Phase::Backfill, Some(&progress), NOW), standing);
    }

    #[test]
    fn a_portal_that_stopped_us_is_said_first() {
        let fresh = freshness(Source::Events, Some(0));
        assert_eq!(fresh.standing(Phase::Stopped, None, NOW), Standing::Stopped);
        assert_eq!(fresh.standing(Phase::Waiting, None, NOW), Standing::Waiting);
    }
}
