//! What the page about data begins with. Counting rows of a large portal and asking the portal for its queue take a
//! while, so both are remembered for a moment: many open pages ask no more than one.

use crate::app::App;
use crate::http::error::Error;
use crate::sync::live::queue_length;
use domain::day::Millis;
use domain::freshness::{DataOverview, Freshness, Inside, Source};
use domain::ids::PortalId;
use domain::jobs::JobKind;
use domain::progress::{Entity, Phase};
use domain::requests::RequestFilter;
use moka::future::Cache;
use serde_json::json;
use std::time::Duration;
use store::{ChangeSource, Portal};

/// How long counts are good for.
const COUNTED_FOR: Duration = Duration::from_secs(10);
/// How long the length of the portal's queue is good for.
const QUEUE_FOR: Duration = Duration::from_secs(20);
/// How long a person waits for the portal to tell the length of its queue.
const PATIENCE: Duration = Duration::from_secs(4);
/// Portals remembered.
const PORTALS: u64 = 10_000;

/// What is remembered.
#[derive(Clone, Debug)]
pub struct Glances {
    rows: Cache<PortalId, Vec<(Entity, u64)>>,
    queues: Cache<PortalId, Option<u64>>,
}

impl Default for Glances {
    fn default() -> Self {
        Self {
            rows: Cache::builder().max_capacity(PORTALS).time_to_live(COUNTED_FOR).build(),
            queues: Cache::builder().max_capacity(PORTALS).time_to_live(QUEUE_FOR).build(),
        }
    }
}

impl Glances {
    /// Forgets a portal.
    pub async fn forget(&self, portal: PortalId) {
        self.rows.invalidate(&portal).await;
        self.queues.invalidate(&portal).await;
    }
}

/// The overview of a portal.
///
/// # Errors
/// When the store fails.
pub async fn of(app: &App, portal: &Portal, admin: bool) -> Result<DataOverview, Error> {
    let rows = rows_of(app, portal.id).await?;
    let mut reader = app.store.read().await?;
    let changed = reader.cursors(portal.id).changes().await?;
    let structure = reader.jobs(portal.id).last_done(JobKind::Structure).await?;
    let proof = reader.proofs(portal.id).last().await?;
    let sweeps = reader.portals().change_source(portal.id).await? == Some(ChangeSource::Sweep);
    drop(reader);
    let entity = |(entity, rows): (Entity, u64)| Freshness {
        entity,
        rows,
        source: source_of(entity, sweeps),
        changed: changed.iter().find(|(known, _)| *known == entity).map(|(_, at)| *at),
        checked: if source_of(entity, sweeps) == Source::Daily { structure } else { portal.updated },
    };
    let inside = if admin { Some(inside(app, portal).await?) } else { None };
    Ok(DataOverview { entities: rows.into_iter().map(entity).collect(), proof, inside })
}

fn source_of(entity: Entity, sweeps: bool) -> Source {
    match entity {
        Entity::People | Entity::Departments | Entity::Dictionaries => Source::Daily,
        _ if sweeps => Source::Sweep,
        _ => Source::Events,
    }
}

async fn rows_of(app: &App, portal: PortalId) -> Result<Vec<(Entity, u64)>, Error> {
    if let Some(rows) = app.glances.rows.get(&portal).await {
        return Ok(rows);
    }
    let mut reader = app.store.read().await?;
    let rows = reader.report(portal).row_counts().await?;
    drop(reader);
    app.glances.rows.insert(portal, rows.clone()).await;
    Ok(rows)
}

async fn inside(app: &App, portal: &Portal) -> Result<Inside, Error> {
    let queue = queue_of(app, portal).await;
    let mut reader = app.store.read().await?;
    let inbox = reader.inbox(portal.id).depth().await?;
    let log = reader.request_log(portal.id).page(&RequestFilter { limit: 1, ..RequestFilter::default() }).await?;
    let payment = reader.portals().payment(portal.id).await?;
    Ok(Inside {
        queue,
        inbox: inbox.rows,
        inbox_oldest: inbox.oldest.map(|at| Millis(at.0)),
        rows_per_second: app.sync.rows_per_second(portal.id),
        calls: log.kept,
        calls_failed: log.failed,
        ending: crate::standing::ending(&payment),
    })
}

/// How many changes wait in the portal's queue. Asked only of portals that are read; one that does not answer in time is
/// not asked again for a while.
async fn queue_of(app: &App, portal: &Portal) -> Option<u64> {
    if portal.phase == Phase::Stopped || !portal.installed {
        return None;
    }
    if let Some(queue) = app.glances.queues.get(&portal.id).await {
        return queue;
    }
    let client = app.sync.client(portal).ok()?.with_patience(PATIENCE);
    let asked = client.call("event.offline.list", json!({"start": 0}));
    let answer = tokio::time::timeout(PATIENCE, asked).await.ok().and_then(Result::ok);
    let queue = answer.as_ref().map(queue_length);
    if let Some(waiting) = queue {
        app.sync.queue_told(portal.id, waiting);
    }
    app.glances.queues.insert(portal.id, queue).await;
    queue
}
