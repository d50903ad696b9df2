//! What open pages of a portal are told, read once per change for all of them: a hundred pages that hear of one change ask
//! the database once. Nothing here depends on who looks; what somebody may hear of it is decided with each page.

use crate::app::App;
use crate::http::error::Error;
use domain::ids::PortalId;
use domain::jobs::JobView;
use domain::progress::Progress;
use domain::proof::LastProof;
use moka::future::Cache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long news is good for without word of a change: pages that look by themselves share it, too.
const GOOD_FOR: Duration = Duration::from_secs(2);
/// Jobs that are told.
const JOBS: u32 = 30;
/// Portals remembered, each for as long as somebody looks.
const PORTALS: u64 = 10_000;
const IDLE: Duration = Duration::from_secs(60);

/// The state of a portal, as of one moment of the database.
#[derive(Debug)]
pub struct News {
    /// The portal's epoch: sessions of another are over.
    pub epoch: i64,
    /// How far the synchronisation is.
    pub progress: Progress,
    /// The last proof.
    pub proof: Option<LastProof>,
    /// Jobs, the latest first; for administrators only.
    pub jobs: Vec<JobView>,
}

/// News of a portal; none of one that is gone.
type Latest = Option<Arc<News>>;
/// The latest look at one portal. Whoever looks anew holds it, and the others wait for the same answer.
type Place = Arc<Mutex<Option<Look>>>;

#[derive(Debug)]
struct Look {
    /// The word of changes that had come before it.
    word: u64,
    at: Instant,
    news: Latest,
}

/// News of all portals; cheap to clone.
#[derive(Clone, Debug)]
pub struct NewsDesk(Cache<PortalId, Place>);

impl Default for NewsDesk {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(PORTALS).time_to_idle(IDLE).build())
    }
}

impl NewsDesk {
    /// The state of a portal after the `word` of changes ([`crate::changes::Waiter::word`]), or a later one; `None` when the
    /// portal is gone.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn after(&self, app: &App, portal: PortalId, word: u64) -> Result<Latest, Error> {
        let place = self.0.get_with(portal, async { Place::default() }).await;
        let mut latest = place.lock().await;
        if let Some(look) = &*latest
            && look.word >= word
            && look.at.elapsed() < GOOD_FOR
        {
            return Ok(look.news.clone());
        }
        // Both before the database is asked: what is committed meanwhile is looked at again.
        let (word, at) = (app.changes.word(portal), Instant::now());
        let news = read(app, portal).await?;
        *latest = Some(Look { word, at, news: news.clone() });
        Ok(news)
    }
}

async fn read(app: &App, portal: PortalId) -> Result<Latest, Error> {
    let mut reader = app.store.read().await?;
    let Some(found) = reader.portals().find(portal).await?.filter(|portal| !portal.uninstalled) else {
        return Ok(None);
    };
    let mut progress = reader.report(portal).progress_of(&found).await?;
    let proof = reader.proofs(portal).last().await?;
    let jobs = reader.jobs(portal).recent(JOBS).await?;
    drop(reader);
    progress.seconds_left = app.sync.seconds_left(portal, &progress.entities);
    Ok(Some(Arc::new(News { epoch: found.epoch, progress, proof, jobs })))
}
