//! A histogram of durations with fixed bounds.

use super::text::Page;
use std::time::Duration;

/// Upper bounds, in microseconds.
const BOUNDS: [u64; 12] =
    [1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000, 30_000_000];

/// How long things took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Histogram {
    /// Observations up to each bound, not those of smaller ones.
    buckets: [u64; BOUNDS.len()],
    count: u64,
    sum_us: u64,
}

impl Histogram {
    pub(super) fn observe(&mut self, took: Duration) {
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        if let Some(bucket) = BOUNDS.iter().position(|bound| us <= *bound) {
            self.buckets[bucket] += 1;
        }
        self.count += 1;
        self.sum_us = self.sum_us.saturating_add(us);
    }

    /// Writes the lines of one set of labels.
    pub(super) fn write(&self, page: &mut Page, name: &str, labels: &[(&str, &str)]) {
        let mut below = 0;
        for (bound, count) in BOUNDS.iter().zip(self.buckets) {
            below += count;
            page.bucket(name, labels, &seconds(*bound), below);
        }
        page.bucket(name, labels, "+Inf", self.count);
        page.line(&format!("{name}_sum"), labels, &seconds(self.sum_us));
        page.line(&format!("{name}_count"), labels, &self.count.to_string());
    }
}

/// Microseconds as seconds, exactly.
fn seconds(us: u64) -> String {
    let text = format!("{}.{:06}", us / 1_000_000, us % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_add_up() {
        let mut histogram = Histogram::default();
        for us in [1, 1_000, 1_001, 40_000, 100_000_000] {
            histogram.observe(Duration::from_micros(us));
        }
        let mut page = Page::default();
        histogram.write(&mut page, "x_seconds", &[("route", "/a")]);
        let text = page.finish();
        for line in [
            "x_seconds_bucket{route=\"/a\",le=\"0.001\"} 2\n",
            "x_seconds_bucket{route=\"/a\",le=\"0.0025\"} 3\n",
            "x_seconds_bucket{route=\"/a\",le=\"0.05\"} 4\n",
            "x_seconds_bucket{route=\"/a\",le=\"30\"} 4\n",
            "x_seconds_bucket{route=\"/a\",le=\"+Inf\"} 5\n",
            "x_seconds_sum{route=\"/a\"} 100.042002\n",
            "x_seconds_count{route=\"/a\"} 5\n",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
    }
}
