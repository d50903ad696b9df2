//! A portal: one method call, from the limits over the token to the typed answer.

mod attempts;
mod exchange;
mod profile;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use secrecy::SecretString;
use serde_json::Value;

pub use profile::{CurrentUser, Installation, Profile};

use crate::answer::Answer;
use crate::connector::Connector;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::limits::{Counters, Limits, Tally, Throttle, Use};
use crate::tokens::{KeptTokens, TokenSource};
pub(crate) use attempts::Request;

/// How long a call waits for limits before it gives up, unless told otherwise.
const DEFAULT_PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Whether a call may be sent again when it is unknown whether it was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotence {
    /// Repeating it does no harm.
    Read,
    /// It changes something: repeated only when the portal certainly did not run it.
    Write,
}

impl Idempotence {
    /// Judges a method by its name: lists, gets and the well-known questions are reads, all else writes.
    #[must_use]
    pub fn of_method(method: &str) -> Self {
        let method = method.to_ascii_lowercase();
        let last = method.rsplit('.').next().unwrap_or_default();
        let reads =
            matches!(last, "list" | "get" | "fields" | "current" | "info" | "time" | "types" | "admin" | "count");
        let questions = matches!(method.as_str(), "profile" | "scope" | "methods" | "events");
        // Getting offline events takes them out of the queue, or reserves them.
        if (reads || questions) && method != "event.offline.get" { Self::Read } else { Self::Write }
    }
}

/// A client of one portal; cheap to clone, all clones share limits and tokens.
#[derive(Clone)]
pub struct PortalClient {
    shared: Arc<Shared>,
    patience: Duration,
}

pub(crate) struct Shared {
    connector: Connector,
    endpoint: RwLock<Endpoint>,
    throttle: Throttle,
    tokens: TokenSource,
    /// For a client that does not wait: whose bucket its requests are taken from all the same.
    beside: Option<Throttle>,
}

impl PortalClient {
    /// A client that takes its token from `tokens` and obeys `throttle`, which is shared by everything that
    /// calls this portal.
    #[must_use]
    pub fn new(connector: &Connector, endpoint: Endpoint, tokens: TokenSource, throttle: Throttle) -> Self {
        connector.know(&endpoint.host(), &throttle);
        Self::build(connector, endpoint, tokens, throttle, None)
    }

    fn build(
        connector: &Connector,
        endpoint: Endpoint,
        tokens: TokenSource,
        throttle: Throttle,
        beside: Option<Throttle>,
    ) -> Self {
        let shared = Shared { connector: connector.clone(), endpoint: RwLock::new(endpoint), throttle, tokens, beside };
        Self { shared: Arc::new(shared), patience: DEFAULT_PATIENCE }
    }

    /// A client with one fixed token, to verify a user before anything else is known. It does not wait for others that
    /// call the same portal, since a person waits for it; but they wait for it.
    #[must_use]
    pub fn with_token(connector: &Connector, endpoint: Endpoint, token: SecretString) -> Self {
        let throttle = Throttle::new(connector.clock(), Limits::cloud());
        let beside = connector.throttle_of(&endpoint.host());
        Self::build(connector, endpoint, TokenSource::Fixed(token), throttle, beside)
    }

    /// The same portal and the same limits with another user's token, which is not renewed.
    #[must_use]
    pub fn as_user(&self, token: SecretString) -> Self {
        let shared = &self.shared;
        let client = Self::new(&shared.connector, self.endpoint(), TokenSource::Fixed(token), shared.throttle.clone());
        client.with_patience(self.patience)
    }

    /// The same client that waits at most `patience` for limits before it answers
    /// [`ErrorKind::RetryLater`](crate::ErrorKind::RetryLater). Short for a person, long for a backfill.
    #[must_use]
    pub fn with_patience(&self, patience: Duration) -> Self {
        Self { shared: Arc::clone(&self.shared), patience }
    }

    /// The portal's address now; changes when the portal is renamed.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.shared.endpoint.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The limits shared by all clients of this portal.
    #[must_use]
    pub fn throttle(&self) -> &Throttle {
        &self.shared.throttle
    }

    /// What was counted for this portal.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.shared.throttle.counters()
    }

    /// Calls a method, repeating it only as its name allows; see [`Idempotence::of_method`].
    ///
    /// `params` is an object or null.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn call(&self, method: &str, params: Value) -> Result<Answer, Error> {
        self.call_as(method, params, Idempotence::of_method(method)).await
    }

    /// Calls a method, saying whether it may be repeated.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn call_as(&self, method: &str, params: Value, idempotence: Idempotence) -> Result<Answer, Error> {
        let uses = vec![Use { method: method.to_owned(), times: 1 }];
        let request = Request { method, params: &params, logged: &params, uses: &uses, idempotence };
        let (answer, pass) = self.send(&request).await?;
        self.shared.throttle.note(method, &answer.time);
        drop(pass);
        Ok(answer)
    }

    pub(crate) fn count_rows(&self, rows: usize) {
        Tally::add(&self.shared.throttle.tally().rows, u64::try_from(rows).unwrap_or_default());
    }

    /// Waits as before repetition `number` (from zero) of a request that failed in passing.
    pub(crate) async fn pause_before_repeat(&self, number: u32) {
        let connector = &self.shared.connector;
        Tally::add(&self.shared.throttle.tally().repeated, 1);
        connector.clock.sleep(connector.retry.pause(number, connector.jitter.as_ref())).await;
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.shared.connector.clock.utc_ms()
    }

    fn kept_tokens(&self) -> Option<&KeptTokens> {
        match &self.shared.tokens {
            TokenSource::Kept(tokens) => Some(tokens),
            TokenSource::Fixed(_) => None,
        }
    }
}
