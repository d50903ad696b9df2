//! The life of one call: admission, token, exchange, and what is done about each kind of failure before the
//! caller hears of it.

use std::time::Duration;

use serde_json::Value;

use super::exchange::Fault;
use super::{Idempotence, PortalClient};
use crate::answer::Answer;
use crate::connector::TransportFailure;
use crate::endpoint::Endpoint;
use crate::error::{ApiError, Error, ErrorKind, Limit, Reaction};
use crate::limits::{Pass, Tally, Use};
use crate::tokens::{Access, TokenSource};

/// Refusals by a limit in a row after which waiting is left to the caller.
const LONGEST_STREAK: u32 = 12;
/// Redirects followed in one call.
const MOST_MOVES: u32 = 2;

/// A call to be made.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) params: &'a Value,
    /// What the log is shown instead of `params`, before masking.
    pub(crate) logged: &'a Value,
    pub(crate) uses: &'a [Use],
    pub(crate) idempotence: Idempotence,
}

/// What has happened to a call so far.
struct Progress {
    deadline: Duration,
    endpoint: Endpoint,
    renewed: bool,
    moves: u32,
    streak: u32,
    repetitions: u32,
}

impl PortalClient {
    /// Sends a request until it has an answer or a failure worth telling. The pass is held until the answer's
    /// operating time has been noted.
    pub(crate) async fn send(&self, request: &Request<'_>) -> Result<(Answer, Pass), Error> {
        let deadline = self.shared.connector.clock.monotonic() + self.patience;
        let mut progress =
            Progress { deadline, endpoint: self.endpoint(), renewed: false, moves: 0, streak: 0, repetitions: 0 };
        loop {
            let pass = self
                .shared
                .throttle
                .admit(request.uses, progress.deadline)
                .await
                .map_err(|wait| self.retry_later(request, "LOCAL_LIMIT", wait))?;
            if let Some(beside) = &self.shared.beside {
                beside.count_beside();
            }
            // Only now: during a long admission the token may have been renewed.
            let access = self.access().await?;
            let outcome = self.exchange(request, &progress.endpoint, &access).await;
            if matches!(outcome, Ok(_) | Err(Fault::Api { .. })) && progress.moves > 0 {
                self.settle(&progress.endpoint).await;
                progress.moves = 0;
            }
            match outcome {
                Ok(answer) => return Ok((answer, pass)),
                Err(fault) => {
                    drop(pass);
                    self.react(request, fault, access.generation, &mut progress).await?;
                }
            }
        }
    }

    /// Does what a fault asks for; an error ends the call.
    async fn react(
        &self,
        request: &Request<'_>,
        fault: Fault,
        generation: u64,
        progress: &mut Progress,
    ) -> Result<(), Error> {
        match fault {
            Fault::Unsendable(error) => Err(error),
            Fault::Moved { location } => self.follow(request, &location, progress),
            Fault::NoAnswer(failure) => {
                let error = Error::new(ErrorKind::Transport, failure.code(), request.method, failure.to_string());
                let untouched = failure == TransportFailure::NotConnected;
                if failure == TransportFailure::TooLong {
                    Err(error)
                } else {
                    self.repeat(request, untouched, error, progress).await
                }
            }
            Fault::Unreadable { status } => {
                let message = format!("the answer with status {status} is not of this protocol");
                let kind = if status == 200 || status == 429 || status >= 500 {
                    ErrorKind::Transport
                } else {
                    ErrorKind::Protocol
                };
                let error = Error::new(kind, "NOT_JSON", request.method, message);
                if kind == ErrorKind::Transport {
                    self.repeat(request, false, error, progress).await
                } else {
                    Err(error)
                }
            }
            Fault::Api { error, .. } if error.reaction() == Reaction::RenewToken => {
                self.renew(request, error, generation, progress).await
            }
            Fault::Api { error, status } => self.react_to_code(request, error, status, progress).await,
        }
    }

    async fn react_to_code(
        &self,
        request: &Request<'_>,
        error: ApiError,
        status: u16,
        progress: &mut Progress,
    ) -> Result<(), Error> {
        match error.reaction() {
            Reaction::Limited(limit) => self.stand_back(request, limit, &error, progress).await,
            Reaction::Hiccup => self.repeat(request, false, self.told(request, error), progress).await,
            // A code nobody knows behind a server error is the portal's trouble, not the request's.
            Reaction::Final(ErrorKind::BadRequest) if status >= 500 => {
                let error = Error { kind: ErrorKind::Transport, ..self.told(request, error) };
                self.repeat(request, false, error, progress).await
            }
            Reaction::Final(_) | Reaction::RenewToken => Err(self.told(request, error)),
        }
    }

    async fn stand_back(
        &self,
        request: &Request<'_>,
        limit: Limit,
        error: &ApiError,
        progress: &mut Progress,
    ) -> Result<(), Error> {
        progress.streak += 1;
        let wait = self.shared.throttle.refused(limit, request.method, progress.streak);
        tracing::warn!(host = %progress.endpoint.host(), method = request.method, code = %error.code, ?wait, "refused by a limit");
        let now = self.shared.connector.clock.monotonic();
        if progress.streak >= LONGEST_STREAK || now + wait > progress.deadline {
            return Err(self.retry_later(request, &error.code, wait));
        }
        self.shared.throttle.wait(wait).await;
        Ok(())
    }

    async fn renew(
        &self,
        request: &Request<'_>,
        error: ApiError,
        generation: u64,
        progress: &mut Progress,
    ) -> Result<(), Error> {
        let Some(tokens) = self.kept_tokens().filter(|_| !progress.renewed) else {
            return Err(self.told(request, error));
        };
        progress.renewed = true;
        let renewed = tokens.renew(generation).await?;
        if renewed.asked {
            Tally::add(&self.shared.throttle.tally().refreshed, 1);
        }
        if renewed.endpoint != progress.endpoint {
            // The OAuth server knows the portal's present name; the redirect would have told the same.
            progress.endpoint = renewed.endpoint;
            progress.moves = 1;
        }
        Ok(())
    }

    fn follow(&self, request: &Request<'_>, location: &str, progress: &mut Progress) -> Result<(), Error> {
        progress.moves += 1;
        if progress.moves > MOST_MOVES {
            return Err(Error::protocol("MOVED_IN_CIRCLES", request.method, "the portal redirects in circles"));
        }
        let refused = |reason| {
            Error::protocol("FOREIGN_REDIRECT", request.method, format!("a redirect was not followed: {reason}"))
        };
        progress.endpoint = progress.endpoint.relocated(location).map_err(refused)?;
        Ok(())
    }

    /// Remembers and reports a new address, once it has answered as a portal.
    async fn settle(&self, endpoint: &Endpoint) {
        {
            let mut known = self.shared.endpoint.write().unwrap_or_else(std::sync::PoisonError::into_inner);
            if *known == *endpoint {
                return;
            }
            *known = endpoint.clone();
        }
        tracing::info!(host = %endpoint.host(), "the portal has moved");
        if let Some(tokens) = self.kept_tokens()
            && let Err(failure) = tokens.store().moved(endpoint).await
        {
            tracing::error!(%failure, "the portal's new address could not be saved");
        }
    }

    /// Waits before a repetition, or ends the call when repeating is unsafe or has been done enough.
    async fn repeat(
        &self,
        request: &Request<'_>,
        untouched: bool,
        error: Error,
        progress: &mut Progress,
    ) -> Result<(), Error> {
        let connector = &self.shared.connector;
        let safe = untouched || request.idempotence == Idempotence::Read;
        if !safe || progress.repetitions >= connector.retry.repetitions {
            return Err(error);
        }
        let pause = connector.retry.pause(progress.repetitions, connector.jitter.as_ref());
        if connector.clock.monotonic() + pause > progress.deadline {
            return Err(error);
        }
        progress.repetitions += 1;
        Tally::add(&self.shared.throttle.tally().repeated, 1);
        connector.clock.sleep(pause).await;
        Ok(())
    }

    async fn access(&self) -> Result<Access, Error> {
        match &self.shared.tokens {
            TokenSource::Fixed(token) => Ok(Access { token: token.clone(), refresh: None, generation: 0 }),
            TokenSource::Kept(tokens) => tokens.access().await,
        }
    }

    fn retry_later(&self, request: &Request<'_>, code: &str, wait: Duration) -> Error {
        let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let until_ms = self.shared.connector.clock.utc_ms().saturating_add(wait_ms);
        Error::new(ErrorKind::RetryLater { until_ms }, code, request.method, "a limit of the portal is reached")
    }

    fn told(&self, request: &Request<'_>, error: ApiError) -> Error {
        error.into_error(request.method, self.shared.connector.clock.utc_ms())
    }
}
