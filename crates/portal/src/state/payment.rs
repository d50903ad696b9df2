//! What has been paid for an app: trial and paid states, days left and the grace after them (documented: `app.info`).

use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 86_400_000;
/// A paid app goes on working this long after its last paid day; a trial ends at once.
const GRACE_MS: i64 = 14 * DAY_MS;

/// How long an app is paid for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payment {
    /// UTC ms; without it the app never ends.
    pub(crate) until: Option<i64>,
    /// The end has been told to the app.
    pub(crate) end_told: bool,
}

impl Payment {
    /// Paid for `days` from now on; already over when they are negative.
    pub(crate) fn for_days(days: Option<i64>, now: i64) -> Self {
        Self { until: days.map(|days| now.saturating_add(days.saturating_mul(DAY_MS))), end_told: false }
    }

    /// Days left, negative after the end.
    pub(crate) fn days(self, now: i64) -> Option<i64> {
        self.until.map(|until| {
            let left = until - now;
            left.div_euclid(DAY_MS) + i64::from(left.rem_euclid(DAY_MS) > 0)
        })
    }

    /// Whether the paid time is over.
    pub(crate) fn is_expired(self, now: i64) -> bool {
        self.until.is_some_and(|until| now >= until)
    }

    /// Whether REST refuses the app: at the end of a trial, after the grace of a paid one.
    pub(crate) fn is_blocked(self, status: char, now: i64) -> bool {
        let grace = if matches!(status, 'P' | 'S') { GRACE_MS } else { 0 };
        self.until.is_some_and(|until| now >= until + grace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_ends_at_once_and_a_paid_app_after_a_grace() {
        let payment = Payment::for_days(Some(2), 0);
        assert_eq!((payment.days(0), payment.days(1), payment.days(2 * DAY_MS)), (Some(2), Some(2), Some(0)));
        assert_eq!(payment.days(3 * DAY_MS), Some(-1));
        assert!(!payment.is_expired(2 * DAY_MS - 1) && payment.is_expired(2 * DAY_MS));
        assert!(payment.is_blocked('T', 2 * DAY_MS) && !payment.is_blocked('P', 16 * DAY_MS - 1));
        assert!(payment.is_blocked('P', 16 * DAY_MS));
        assert!(!Payment::default().is_blocked('T', i64::MAX));
    }
}
