//! Where a portal client's token comes from, and how it is renewed exactly once.
//!
//! A refresh token works once and its answer must not be lost, so a renewal runs in a task of its own: a
//! caller that goes away does not take the new pair with it. Everybody who meets the same expired token
//! waits for the same renewal. Before asking the OAuth server the store is read again: another process, or
//! a user who has just opened the app, may have left a newer pair there. It is read once more when the server refuses the
//! refresh token: another process may have been faster by a moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use url::Url;

use crate::clock::{BoxFuture, Clock};
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind, StopReason};
use crate::oauth::{self, Tokens};

/// Why the owner of the tokens failed.
pub type StoreFailure = Box<dyn std::error::Error + Send + Sync>;

/// How long a renewal that failed for a passing reason speaks for everybody who waited for it.
const FAILURE_SHARED_FOR: Duration = Duration::from_secs(3);
/// How long another process may take to save the pair it was given.
const SAVED_WITHIN: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(400), Duration::from_millis(1_500)];
/// How often saving a fresh pair is tried at once.
const SAVE_ATTEMPTS: u32 = 3;

/// Keeps one portal's tokens; implemented by the owner of the storage.
pub trait TokenStore: Send + Sync + 'static {
    /// The pair as stored now.
    fn load(&self) -> BoxFuture<'_, Result<Tokens, StoreFailure>>;

    /// Replaces the pair, at once and durably: the old refresh token is void already.
    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), StoreFailure>>;

    /// The portal answers at another address now.
    fn moved<'a>(&'a self, endpoint: &'a Endpoint) -> BoxFuture<'a, Result<(), StoreFailure>> {
        let _ = endpoint;
        Box::pin(async { Ok(()) })
    }
}

/// Where the token of a portal client comes from.
#[derive(Clone)]
pub enum TokenSource {
    /// One access token that is never renewed, such as that of the user who opens the app.
    Fixed(SecretString),
    /// A stored pair that is renewed when it has expired.
    Kept(KeptTokens),
}

/// A stored pair of tokens with its renewal; cloning shares.
#[derive(Clone)]
pub struct KeptTokens {
    inner: Arc<Inner>,
}

struct Inner {
    oauth: oauth::Client,
    origin: Url,
    store: Arc<dyn TokenStore>,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    reload: AtomicBool,
}

#[derive(Default)]
struct State {
    pair: Option<Tokens>,
    /// Counts the pairs seen, so that a caller can say which one it found expired.
    generation: u64,
    /// The pair is newer than what the store holds.
    unsaved: bool,
    failure: Option<Failure>,
}

struct Failure {
    generation: u64,
    at: Duration,
    error: Error,
}

/// A token to call with.
#[derive(Clone)]
pub(crate) struct Access {
    pub(crate) token: SecretString,
    pub(crate) refresh: Option<SecretString>,
    pub(crate) generation: u64,
}

/// What a renewal brought.
pub(crate) struct Renewed {
    /// The portal's address by the reply of the OAuth server.
    pub(crate) endpoint: Endpoint,
    /// Whether the OAuth server was asked, rather than a newer pair found.
    pub(crate) asked: bool,
}

impl KeptTokens {
    /// Tokens kept by `store` and renewed at `origin`, one of the app's OAuth servers.
    #[must_use]
    pub fn new(oauth: oauth::Client, origin: Url, store: Arc<dyn TokenStore>, clock: Arc<dyn Clock>) -> Self {
        let inner = Inner { oauth, origin, store, clock, state: Mutex::default(), reload: AtomicBool::new(false) };
        Self { inner: Arc::new(inner) }
    }

    /// Reads the store again at the next call: the owner has stored another pair.
    pub fn reload(&self) {
        self.inner.reload.store(true, Ordering::Release);
    }

    pub(crate) async fn access(&self) -> Result<Access, Error> {
        let mut state = self.inner.state.lock().await;
        if self.inner.reload.swap(false, Ordering::AcqRel) && !state.unsaved {
            state.pair = None;
        }
        if state.unsaved {
            self.inner.save(&mut state).await;
        }
        if state.pair.is_none() {
            let loaded = self.inner.load().await?;
            state.adopt(loaded, false);
        }
        state.access()
    }

    /// A token other than the one of `stale`: by a renewal, or by whoever renewed in the meantime.
    pub(crate) async fn renew(&self, stale: u64) -> Result<Renewed, Error> {
        let inner = Arc::clone(&self.inner);
        let task = tokio::spawn(async move { inner.renew(stale).await });
        match task.await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::protocol("RENEWAL_ENDED", "oauth/token", "the renewal did not finish")),
        }
    }

    pub(crate) fn store(&self) -> &dyn TokenStore {
        self.inner.store.as_ref()
    }

    pub(crate) fn client_secret(&self) -> &SecretString {
        &self.inner.oauth.app().client_secret
    }
}

impl Inner {
    async fn renew(&self, stale: u64) -> Result<Renewed, Error> {
        let mut state = self.state.lock().await;
        if state.generation != stale {
            return state.renewed(false);
        }
        if let Some(failure) = state.failure.as_ref().filter(|failure| failure.generation == stale)
            && self.clock.monotonic().saturating_sub(failure.at) < FAILURE_SHARED_FOR
        {
            return Err(failure.error.clone());
        }
        if !state.unsaved {
            let stored = self.load().await?;
            if !state.holds(&stored) {
                state.adopt(stored, false);
                return state.renewed(false);
            }
        }
        let lasting = |failure: &&Failure| failure.generation == stale && lasts(&failure.error);
        if let Some(failure) = state.failure.as_ref().filter(lasting) {
            return Err(failure.error.clone());
        }
        let refresh_token = state.access()?.refresh.unwrap_or_default();
        match self.oauth.refresh(&self.origin, &refresh_token).await {
            Ok(pair) => {
                state.adopt(pair, true);
                self.save(&mut state).await;
                state.renewed(true)
            }
            Err(error) => {
                if matches!(error.kind, ErrorKind::Stopped(StopReason::InvalidGrant))
                    && let Some(pair) = self.left_by_another(&state).await?
                {
                    state.adopt(pair, false);
                    return state.renewed(false);
                }
                let failure = Failure { generation: stale, at: self.clock.monotonic(), error: error.clone() };
                state.failure = Some(failure);
                Err(error)
            }
        }
    }

    /// The pair of another process that renewed at the same moment: the refresh token works once, so the slower one is
    /// refused, and finds the new pair in the store as soon as it is saved.
    async fn left_by_another(&self, state: &State) -> Result<Option<Tokens>, Error> {
        for pause in SAVED_WITHIN {
            self.clock.sleep(pause).await;
            let stored = self.load().await?;
            if !state.holds(&stored) {
                return Ok(Some(stored));
            }
        }
        Ok(None)
    }

    async fn load(&self) -> Result<Tokens, Error> {
        self.store.load().await.map_err(|failure| {
            Error::new(ErrorKind::TokenStore, "TOKENS_NOT_LOADED", "oauth/token", failure.to_string())
        })
    }

    /// Saves a fresh pair. When that fails the pair is used all the same and saved at the next occasion:
    /// giving it up would lose the portal.
    async fn save(&self, state: &mut State) {
        let Some(pair) = state.pair.as_ref() else {
            return;
        };
        for attempt in 1..=SAVE_ATTEMPTS {
            match self.store.save(pair).await {
                Ok(()) => {
                    state.unsaved = false;
                    return;
                }
                Err(failure) => {
                    tracing::error!(member_id = %pair.member_id, attempt, %failure, "renewed tokens could not be saved");
                }
            }
        }
    }
}

impl State {
    fn adopt(&mut self, pair: Tokens, unsaved: bool) {
        self.pair = Some(pair);
        self.generation += 1;
        self.unsaved = unsaved;
    }

    fn holds(&self, other: &Tokens) -> bool {
        let same = |ours: &Tokens| ours.access_token.expose_secret() == other.access_token.expose_secret();
        self.pair.as_ref().is_some_and(same)
    }

    fn access(&self) -> Result<Access, Error> {
        let pair = self.pair.as_ref().ok_or_else(no_tokens)?;
        Ok(Access {
            token: pair.access_token.clone(),
            refresh: Some(pair.refresh_token.clone()),
            generation: self.generation,
        })
    }

    fn renewed(&self, asked: bool) -> Result<Renewed, Error> {
        let endpoint = self.pair.as_ref().ok_or_else(no_tokens)?.client_endpoint.clone();
        Ok(Renewed { endpoint, asked })
    }
}

fn no_tokens() -> Error {
    Error::new(ErrorKind::TokenStore, "NO_TOKENS", "oauth/token", "there are no tokens")
}

/// Whether asking again with the same refresh token is pointless.
fn lasts(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Stopped(_) | ErrorKind::Unauthorized)
}
