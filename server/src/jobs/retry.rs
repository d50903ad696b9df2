//! Why an attempt ended, and when the next one begins.

use crate::sync::SyncError;
use bitrix24::ErrorKind;
use domain::day::Millis;
use std::time::Duration;

/// Attempts before a job is given up: about an hour and a half altogether.
pub const MOST_ATTEMPTS: u32 = 10;
/// Longest pause after the first attempt; doubled with each further one.
const FIRST: Duration = Duration::from_secs(15);
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// Doublings until the longest pause is reached, and one more.
const DOUBLINGS: u32 = 7;

/// Why a job's attempt ended without its work being done.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The same work may succeed later: the portal, the network or the database was away.
    #[error("{0}")]
    Passing(String),
    /// As [`JobError::Passing`], and the portal has said when to come back.
    #[error("{words}")]
    Later {
        /// What it said.
        words: String,
        /// When, UTC milliseconds.
        until: Millis,
    },
    /// Trying again is pointless.
    #[error("{0}")]
    Permanent(String),
    /// The job is another process's now, or its portal is gone: nothing is to be written any more, not even the failure.
    #[error("the job went to another process")]
    Lost,
    /// The server is being stopped.
    #[error("stopped")]
    Stopping,
}

impl From<store::Error> for JobError {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::LeaseLost(_) | store::Error::NoPortal(_) => Self::Lost,
            store::Error::Unreadable { .. } | store::Error::TooLarge(_) => Self::Permanent(error.to_string()),
            // The cause stands in the log; it may name things that are nobody's business in the app.
            error => {
                tracing::warn!(%error, "the database failed a job");
                Self::Passing("the database did not do what was asked".to_owned())
            }
        }
    }
}

impl From<bitrix24::Error> for JobError {
    fn from(error: bitrix24::Error) -> Self {
        let words = error.to_string();
        match error.kind {
            ErrorKind::RetryLater { until_ms } => Self::Later { words, until: Millis(until_ms) },
            ErrorKind::Transport | ErrorKind::Protocol | ErrorKind::TokenStore => Self::Passing(words),
            _ => Self::Permanent(words),
        }
    }
}

impl From<SyncError> for JobError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Portal(error) => error.into(),
            SyncError::Store(error) => error.into(),
            SyncError::Gone => Self::Permanent(error.to_string()),
            SyncError::Stopping => Self::Stopping,
        }
    }
}

/// The pause after attempt number `attempt` (from 1): between half and the whole of 15 s, doubled with each attempt, at
/// most half an hour. `chance` is any number; it spreads the jobs that failed together.
#[must_use]
pub fn pause(attempt: u32, chance: u64) -> Duration {
    let whole = (FIRST * 2_u32.pow(attempt.saturating_sub(1).min(DOUBLINGS))).min(LONGEST);
    let half = whole / 2;
    let spread = u64::try_from(half.as_millis()).unwrap_or(u64::MAX);
    half + Duration::from_millis(chance % (spread + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_half_an_hour_and_vary_by_half() {
        // Seconds: the shortest and the longest pause after each attempt.
        let table = [
            (1, 7.5, 15.0),
            (2, 15.0, 30.0),
            (3, 30.0, 60.0),
            (4, 60.0, 120.0),
            (5, 120.0, 240.0),
            (6, 240.0, 480.0),
            (7, 480.0, 960.0),
            (8, 900.0, 1_800.0),
            (9, 900.0, 1_800.0),
            (1_000_000, 900.0, 1_800.0),
        ];
        for (attempt, shortest, longest) in table {
            let millis = u64::try_from(Duration::from_secs_f64(longest).as_millis()).expect("small") / 2;
            assert_eq!(pause(attempt, 0), Duration::from_secs_f64(shortest), "after attempt {attempt}");
            assert_eq!(pause(attempt, millis), Duration::from_secs_f64(longest), "after attempt {attempt}");
            assert_eq!(pause(attempt, millis + 1), pause(attempt, 0), "chance wraps");
        }
        assert_eq!(pause(0, 0), pause(1, 0));
    }

    #[test]
    fn what_passes_is_tried_again_and_what_lasts_is_not() {
        let portal = |kind| {
            let (code, method) = ("CODE".to_owned(), "user.get".to_owned());
            JobError::from(bitrix24::Error { kind, code, method, message: "said so".to_owned() })
        };
        assert!(matches!(portal(ErrorKind::Transport), JobError::Passing(_)));
        assert!(matches!(portal(ErrorKind::Protocol), JobError::Passing(_)));
        assert!(matches!(portal(ErrorKind::RetryLater { until_ms: 77 }), JobError::Later { until: Millis(77), .. }));
        for lasting in [ErrorKind::Unauthorized, ErrorKind::Denied, ErrorKind::MethodNotFound, ErrorKind::BadRequest] {
            assert!(matches!(portal(lasting), JobError::Permanent(_)), "{lasting:?}");
        }
        let id = domain::ids::PortalId(1);
        assert!(matches!(JobError::from(store::Error::LeaseLost(id)), JobError::Lost));
        assert!(matches!(JobError::from(store::Error::Contended("job")), JobError::Passing(_)));
        assert!(matches!(JobError::from(SyncError::Gone), JobError::Permanent(_)));
        assert!(matches!(JobError::from(SyncError::Stopping), JobError::Stopping));
    }
}
