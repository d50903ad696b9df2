//! Openings that are being verified while the browser still loads the client, and codes that are spent.

use crate::identity::{Identity, IdentityError, Opening, Verified};
use moka::future::Cache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

type Outcome = Option<Result<Arc<Verified>, IdentityError>>;

/// Verifications by the id of their launch code.
#[derive(Clone)]
pub struct Launches {
    identity: Identity,
    running: Cache<String, watch::Receiver<Outcome>>,
    spent: Cache<String, ()>,
}

impl Launches {
    /// Remembers as many openings as a busy minute has; a forgotten one is verified again when its code is redeemed.
    #[must_use]
    pub fn new(identity: Identity) -> Self {
        let minute = || Cache::builder().max_capacity(50_000).time_to_live(Duration::from_secs(90)).build();
        Self {
            identity,
            running: minute(),
            spent: Cache::builder().max_capacity(50_000).time_to_live(Duration::from_secs(90)).build(),
        }
    }

    /// Starts verifying an opening without waiting for it.
    pub async fn begin(&self, id: String, opening: Opening) {
        let (done, outcome) = watch::channel(None);
        self.running.insert(id, outcome).await;
        let identity = self.identity.clone();
        tokio::spawn(async move {
            let verified = identity.verify(&opening).await.map(Arc::new);
            // Nobody waits any more when the page was closed.
            let _ = done.send(Some(verified));
        });
    }

    /// Spends a code: true the first time only.
    pub async fn spend(&self, id: &str) -> bool {
        self.spent.entry_by_ref(id).or_insert(()).await.is_fresh()
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
        self.identity.verify(opening).await.map(Arc::new)
    }

    /// Verifies an opening and waits for it.
    ///
    /// # Errors
    /// What verification found.
    pub async fn verify(&self, opening: &Opening) -> Result<Arc<Verified>, IdentityError> {
        self.identity.verify(opening).await.map(Arc::new)
    }
}
