//! What all clients of one process share: the HTTP client, the clock, the jitter, the request log and the
//! rule for repeating.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use url::Url;

use crate::clock::Clock;
use crate::journal::{NoLog, RequestEntry, RequestLog};
use crate::limits::{Throttle, WeakThrottle};

/// A random source for spreading repetitions; injected so that tests are exact.
pub trait Jitter: Send + Sync + 'static {
    /// A number below 1000, evenly spread.
    fn permille(&self) -> u32;
}

/// Jitter from the process's own hash seeds: unpredictable enough to spread load, useless for secrets.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemJitter;

impl Jitter for SystemJitter {
    fn permille(&self) -> u32 {
        let random = RandomState::new().hash_one(0_u8) % 1000;
        u32::try_from(random).unwrap_or_default()
    }
}

/// Always the same, for tests.
#[derive(Debug, Clone, Copy)]
pub struct FixedJitter(
    /// The number returned, below 1000.
    pub u32,
);

impl Jitter for FixedJitter {
    fn permille(&self) -> u32 {
        self.0
    }
}

/// How failures of the network and of the portal itself are repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Repetitions after the first attempt.
    pub repetitions: u32,
    /// Pause before the first repetition; each further one doubles it.
    pub first_pause: Duration,
    /// Longest pause.
    pub longest_pause: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { repetitions: 4, first_pause: Duration::from_millis(500), longest_pause: Duration::from_secs(20) }
    }
}

impl RetryPolicy {
    /// The pause before repetition `number` (from zero): between half of the doubled pause and all of it.
    pub(crate) fn pause(&self, number: u32, jitter: &dyn Jitter) -> Duration {
        let full = self.first_pause.saturating_mul(1 << number.min(16)).min(self.longest_pause);
        full / 2 + full / 2 * jitter.permille().min(1000) / 1000
    }
}

/// Time-outs and sizes of the HTTP client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    /// To reach the host.
    pub connect_timeout: Duration,
    /// For a whole request; a portal gives up after 60 s by itself.
    pub request_timeout: Duration,
    /// Longest answer accepted, bytes.
    pub longest_body: usize,
    /// The `User-Agent` header.
    pub user_agent: String,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(70),
            longest_body: 64 << 20,
            user_agent: concat!("bitrix24-rs/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// The HTTP client could not be built: no TLS provider or no trusted certificates.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be built: {0}")]
pub struct BuildError(String);

/// What all clients of one process share; cheap to clone.
#[derive(Clone)]
pub struct Connector {
    http: reqwest::Client,
    longest_body: usize,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) jitter: Arc<dyn Jitter>,
    pub(crate) log: Arc<dyn RequestLog>,
    pub(crate) retry: RetryPolicy,
    throttles: Arc<Mutex<HashMap<String, WeakThrottle>>>,
}

/// An HTTP answer read to its end.
pub(crate) struct RawAnswer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TransportFailure {
    /// The host was not reached, so nothing can have happened there.
    NotConnected,
    /// No answer in time.
    TimedOut,
    /// The connection ended before the answer did.
    Dropped,
    /// The answer is larger than is accepted.
    TooLong,
}

impl TransportFailure {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::NotConnected => "NOT_CONNECTED",
            Self::TimedOut => "TIMED_OUT",
            Self::Dropped => "CONNECTION_DROPPED",
            Self::TooLong => "ANSWER_TOO_LONG",
        }
    }
}

impl std::fmt::Display for TransportFailure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::NotConnected => "the host could not be reached",
            Self::TimedOut => "no answer in time",
            Self::Dropped => "the connection was dropped",
            Self::TooLong => "the answer is too long",
        })
    }
}

impl std::error::Error for TransportFailure {}

impl Connector {
    /// Builds the one HTTP client: time-outs set, redirects off, no proxies from the environment.
    ///
    /// The process must have installed a rustls crypto provider before.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(clock: Arc<dyn Clock>, settings: &HttpSettings) -> Result<Self, BuildError> {
        let http = reqwest::Client::builder()
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.request_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent(settings.user_agent.as_str())
            .build()
            .map_err(|error| BuildError(error.to_string()))?;
        Ok(Self {
            http,
            longest_body: settings.longest_body,
            clock,
            jitter: Arc::new(SystemJitter),
            log: Arc::new(NoLog),
            retry: RetryPolicy::default(),
            throttles: Arc::default(),
        })
    }

    /// The same with a request log.
    #[must_use]
    pub fn with_log(self, log: Arc<dyn RequestLog>) -> Self {
        Self { log, ..self }
    }

    /// The same with another source of jitter.
    #[must_use]
    pub fn with_jitter(self, jitter: Arc<dyn Jitter>) -> Self {
        Self { jitter, ..self }
    }

    /// The same with another rule for repeating.
    #[must_use]
    pub fn with_retry(self, retry: RetryPolicy) -> Self {
        Self { retry, ..self }
    }

    /// Remembers whose limits apply to a host, so that calls beside them are counted.
    pub(crate) fn know(&self, host: &str, throttle: &Throttle) {
        let mut throttles = self.throttles.lock().unwrap_or_else(PoisonError::into_inner);
        throttles.retain(|_, known| known.upgrade().is_some());
        throttles.insert(host.to_owned(), throttle.downgrade());
    }

    /// The throttle that keeps the limits of a host, if anybody does.
    pub(crate) fn throttle_of(&self, host: &str) -> Option<Throttle> {
        self.throttles.lock().unwrap_or_else(PoisonError::into_inner).get(host)?.upgrade()
    }

    /// The clock everything here runs by.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    pub(crate) async fn get(&self, url: Url) -> Result<RawAnswer, TransportFailure> {
        self.run(self.http.request(Method::GET, url)).await
    }

    pub(crate) async fn post_json(&self, url: Url, body: Vec<u8>) -> Result<RawAnswer, TransportFailure> {
        let request = self.http.request(Method::POST, url);
        self.run(request.header(reqwest::header::CONTENT_TYPE, "application/json").body(body)).await
    }

    async fn run(&self, request: reqwest::RequestBuilder) -> Result<RawAnswer, TransportFailure> {
        let mut response = request.send().await.map_err(|error| failure(&error))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
            if body.len() + chunk.len() > self.longest_body {
                return Err(TransportFailure::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(RawAnswer { status: response.status(), headers: response.headers().clone(), body })
    }

    pub(crate) fn record(&self, entry: RequestEntry) {
        tracing::debug!(
            host = %entry.host,
            method = %entry.method,
            status = entry.status,
            error_code = entry.error_code.as_deref(),
            duration_ms = entry.duration_ms,
            "bitrix24 request"
        );
        self.log.record(entry);
    }
}

/// The library's own error is dropped here: its text holds the address, and the address may hold a token.
fn failure(error: &reqwest::Error) -> TransportFailure {
    if error.is_connect() {
        TransportFailure::NotConnected
    } else if error.is_timeout() {
        TransportFailure::TimedOut
    } else {
        TransportFailure::Dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_cap_and_keep_at_least_half() {
        let policy = RetryPolicy::default();
        let pauses = |jitter: u32| [0, 1, 2, 9].map(|number| policy.pause(number, &FixedJitter(jitter)).as_millis());
        assert_eq!(pauses(0), [250, 500, 1_000, 10_000]);
        assert_eq!(pauses(1000), [500, 1_000, 2_000, 20_000]);
    }

    #[test]
    fn system_jitter_stays_below_a_thousand_and_varies() {
        let drawn: std::collections::BTreeSet<u32> = (0..50).map(|_| SystemJitter.permille()).collect();
        assert!(drawn.iter().all(|number| *number < 1000));
        assert!(drawn.len() > 5);
    }
}
