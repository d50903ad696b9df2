//! How fast a first reading goes, for the time left.

use super::lock;
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
