//! Openings that are being verified while the browser still loads the client.

use crate::identity::{Identity, IdentityError, Opening, Verified};
use moka::future::Cache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

type Outcome = Option<Result<Arc<Verified>, IdentityError>>;

/// Verifications by the id of their launch code.
#[derive(Clone)]
pub struct Launches {
    identity: Identity,
    running: Cache<String, watch::Receiver<Outcome>>,
    /// Anybody can post a form; strangers must not be able to have us ask the OAuth server without a bound.
    asking: Arc<Semaphore>,
}

/// Verifications that may be under way at once; more wait for their turn, or for their code to be redeemed.
const MOST_ASKING: usize = 32;

impl Launches {
    /// Remembers as many openings as a busy minute has; a forgotten one is verified again when its code is redeemed.
    #[must_use]
    pub fn new(identity: Identity) -> Self {
        let asking = Arc::new(Semaphore::new(MOST_ASKING));
        Self { identity, running: short_lived(), asking }
    }

    /// Starts verifying an opening without waiting for it.
    pub async fn begin(&self, id: String, opening: Opening) {
        let Ok(turn) = Arc::clone(&self.asking).try_acquire_owned() else { return };
        let (done, outcome) = watch::channel(None);
        self.running.insert(id, outcome).await;
        let identity = self.identity.clone();
        tokio::spawn(async move {
            let verified = identity.verify(&opening).await.map(Arc::new);
            drop(turn);
            // Nobody waits any more when the page was closed.
            let _ = done.send(Some(verified));
        });
    }

    /// The outcome of an opening; verified now when another process or nobody has begun it.
    ///
    /// # Errors
    /// What verification found.
    pub async fn outcome(&self, id: &str, opening: &Opening) -> Result<Arc<Verified>, IdentityError> {
        if let Some(mut outcome) = self.running.get(id).await
            && let Ok(done) = outcome.wait_for(Option::is_some).await
            && let Some(result) = done.clone()
        {
            return result;
        }
        self.verify(opening).await
    }

    /// Verifies an opening and waits for it.
    ///
    /// # Errors
    /// What verification found.
    pub async fn verify(&self, opening: &Opening) -> Result<Arc<Verified>, IdentityError> {
        // The semaphore is never closed; were it, an unbounded question would still be better than none.
        let _turn = self.asking.acquire().await.ok();
        self.identity.verify(opening).await.map(Arc::new)
    }
}

/// Longer than a launch code lives, and as many as a busy minute has.
fn short_lived<V: Clone + Send + Sync + 'static>() -> Cache<String, V> {
    Cache::builder().max_capacity(50_000).time_to_live(Duration::from_secs(90)).build()
}
