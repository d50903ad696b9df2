//! How fast a first reading goes, for the time left.

use super::lock;
use domain::ids::PortalId;
use domain::progress::EntityProgress;
use std::collections::HashMap;
use std::sync::Mutex;

/// Rows per second of a running backfill, for the time left.
#[derive(Debug, Default)]
pub struct Pace(Mutex<Vec<(i64, u64)>>);

impl Pace {
    /// Notes that `rows` were stored at `now` (UTC milliseconds).
    pub fn note(&self, now: i64, rows: u64) {
        let mut recent = lock(&self.0);
        recent.push((now, rows));
        // The last half minute tells the present speed; the very first batches are fast and would promise too much.
        recent.retain(|(at, _)| now - at <= 30_000);
    }

    pub(super) fn rows_per_second(&self) -> Option<f64> {
        let recent = lock(&self.0);
        let (first, last) = (recent.first()?, recent.last()?);
        let seconds = f64::from(u32::try_from(last.0 - first.0).ok()?) / 1000.0;
        let rows: u64 = recent.iter().skip(1).map(|(_, rows)| rows).sum();
        (seconds > 0.5 && rows > 0).then(|| f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) / seconds)
    }
}

/// Readings that go on in other processes: their speed is taken from the progress that pages here ask for.
#[derive(Debug, Default)]
pub(super) struct Watched(Mutex<HashMap<PortalId, (u64, Pace)>>);

impl Watched {
    /// The speed since this process was first asked about the reading; `None` until it has seen some of it.
    pub(super) fn rows_per_second(&self, portal: PortalId, now: i64, entities: &[EntityProgress]) -> Option<f64> {
        let mut watched = lock(&self.0);
        if entities.iter().all(|entity| entity.finished) {
            watched.remove(&portal);
            return None;
        }
        let done = entities.iter().map(|entity| entity.done).sum();
        let (before, pace) = watched.entry(portal).or_insert_with(|| (done, Pace::default()));
        pace.note(now, done.saturating_sub(*before));
        *before = done;
        pace.rows_per_second()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::progress::Entity;

    #[test]
    fn a_reading_elsewhere_is_timed_by_its_progress() {
        let (watched, portal) = (Watched::default(), PortalId(1));
        let at = |now, done, finished| {
            let deals = EntityProgress { entity: Entity::Deals, done, total: Some(9_000), finished };
            watched.rows_per_second(portal, now, &[deals])
        };
        assert_eq!(at(0, 4_000, false), None, "what was there before says nothing");
        assert_eq!(at(1_000, 4_500, false), Some(500.0));
        assert_eq!(at(2_000, 6_000, false), Some(1_000.0));
        assert_eq!(at(3_000, 9_000, true), None);
        assert_eq!(at(4_000, 0, false), None, "a new reading begins anew");
    }
}
