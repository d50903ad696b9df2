//! The first reading of a portal: the small lists whole, the large ones by id ranges, many at a time.
//!
//! What is left to read is stored in the transaction that stores the rows, so a killed process takes up where its
//! last commit was and neither loses nor repeats a row; a page that was fetched but not committed is fetched again.

use crate::changes::Changes;
use crate::clock::Clock;
use crate::sync::apply::{Change, store_rows};
use crate::sync::day_counts;
use crate::sync::live::Live;
use crate::sync::plan::{LARGE, list_of};
use crate::sync::queues::SeenQueues;
use crate::sync::rows::Reading;
use crate::sync::source;
use crate::sync::structure::Structure;
use crate::sync::{Pace, SyncError, zones};
use bitrix24::listing::{IdRange, ListMethod};
use bitrix24::sweep::{Piece, Sweep, SweepStep};
use bitrix24::{Command, ErrorKind, Limits, PortalClient};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::progress::{Entity, Phase};
use std::collections::HashSet;
use std::time::Duration;
use store::{Cursor, Portal, Store, Touched, Tx};
use tokio::sync::watch;

/// Ranges each large list is cut into: enough to fill batches until the last list ends.
const PARTS: usize = 16;
/// Batches in flight: a full one takes the portal seconds, and two may leave each second.
const CONCURRENCY: usize = 8;
/// How long a call waits for the portal's limits before the reading pauses as a whole.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// One run of the reading.
pub struct Backfill<'a> {
    pub(crate) portal: PortalId,
    pub(crate) client: PortalClient,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) changes: Changes,
    pub(crate) stopping: watch::Receiver<bool>,
    pub(crate) pace: &'a Pace,
    /// When this run began.
    pub(crate) begun: Millis,
}

impl Backfill<'_> {
    /// Reads whatever is not read yet.
    ///
    /// # Errors
    /// When the portal or the store fails; everything committed stays.
    pub async fn run(mut self, portal: &Portal) -> Result<(), SyncError> {
        self.client = self.client.with_patience(PATIENCE);
        let mut cursors = self.cursors().await?;
        let small = [Entity::People, Entity::Departments, Entity::Dictionaries];
        if !small.iter().all(|entity| cursors.iter().any(|cursor| cursor.entity == *entity && cursor.finished)) {
            self.read_structure(portal).await?;
            cursors = self.cursors().await?;
        }
        let reading = self.reading().await?;
        if !LARGE.iter().all(|entity| cursors.iter().any(|cursor| cursor.entity == *entity)) {
            self.plan(&reading, &cursors).await?;
            cursors = self.cursors().await?;
        }
        self.sweep(&reading, cursors).await?;
        self.finish(&reading).await
    }

    async fn cursors(&self) -> Result<Vec<Cursor>, SyncError> {
        let mut reader = self.store.read().await?;
        Ok(reader.cursors(self.portal).load().await?)
    }

    /// Limits of the portal's plan, its zone, and the small lists.
    async fn read_structure(&self, portal: &Portal) -> Result<(), SyncError> {
        let installation = self.client.installation().await?;
        if let Some(family) = &installation.license_family {
            self.client.throttle().set_limits(Limits::of_license_family(family));
        }
        // Before the first row, so that nothing modified meanwhile is missed.
        let source = source::ask(&self.client).await?;
        let (since, offset) = source::server_time(&self.client, &self.clock).await?;
        let structure = Structure::read(&self.client).await?;
        let zone = zones::choose(&portal.zone, &structure.zones, &portal.language, offset.as_deref(), since);
        let mut tx = self.store.begin().await?;
        self.still_installed(&mut tx).await?;
        if zone != portal.zone {
            tx.portals().set_zone(self.portal, &zone).await?;
        }
        let differs = structure.store(&mut tx, self.portal).await?;
        tx.portals().set_change_source(self.portal, source).await?;
        tx.change_cursors(self.portal).save(&source::cursors(since)).await?;
        if tx.portals().chosen_settings(self.portal).await?.is_none() {
            tx.portals().guess_settings(self.portal, &structure.guess()).await?;
        }
        let read = |entity, count: usize| Cursor::finished(entity, u64::try_from(count).unwrap_or(u64::MAX));
        let dictionaries = structure.pipelines.len() + structure.stages.len() + structure.currencies.len();
        let cursors = [
            read(Entity::People, structure.people.len()),
            read(Entity::Departments, structure.departments.len()),
            read(Entity::Dictionaries, dictionaries),
        ];
        tx.cursors(self.portal).save(&cursors).await?;
        let revision = self.touch(&mut tx).await?;
        if differs {
            // Rights and scopes follow from people and departments, for pages that were open before, too.
            tx.activity_setup(self.portal).note_setup(revision).await?;
        }
        self.publish(tx).await
    }

    async fn reading(&self) -> Result<Reading, SyncError> {
        let mut reader = self.store.read().await?;
        let portal = reader.portals().find(self.portal).await?.ok_or(SyncError::Gone)?;
        let settings = reader.portals().settings(self.portal).await?;
        Ok(Reading::of(&portal, &settings))
    }

    /// Asks how much there is of what has no cursor yet and cuts it into ranges.
    async fn plan(&self, reading: &Reading, known: &[Cursor]) -> Result<(), SyncError> {
        let lists: Vec<ListMethod> = LARGE.iter().filter_map(|entity| list_of(*entity, reading)).collect();
        let totals = self.totals(&lists).await?;
        let plan = self.client.plan_sweep(&lists, PARTS).await?;
        let mut cursors = Vec::with_capacity(LARGE.len());
        for (at, entity) in LARGE.into_iter().enumerate() {
            if known.iter().any(|cursor| cursor.entity == entity) {
                continue;
            }
            let pieces = plan.pieces.iter().filter(|piece| piece.list == at).map(|piece| span(piece.range)).collect();
            let refused = plan.highest.get(at).and_then(|highest| highest.as_ref().err());
            if let Some(error) = refused.filter(|error| !can_do_without(error)) {
                return Err(error.clone().into());
            }
            let mut cursor =
                Cursor { entity, pieces, finished: false, done: 0, total: totals.get(at).copied().flatten() };
            if refused.is_some() {
                tracing::info!(portal = self.portal.0, entity = entity.code(), "the portal does not offer this list");
                cursor = Cursor::finished(entity, 0);
            }
            cursors.push(cursor);
        }
        let mut tx = self.store.begin().await?;
        self.still_installed(&mut tx).await?;
        tx.cursors(self.portal).save(&cursors).await?;
        self.commit(tx).await
    }

    /// Counts, as the portal tells them; a list that cannot be asked has none.
    async fn totals(&self, lists: &[ListMethod]) -> Result<Vec<Option<u64>>, SyncError> {
        let commands: Vec<Command> = lists
            .iter()
            .enumerate()
            .map(|(at, list)| Command::new(format!("t{at}"), list.method(), list.clone().counted().last_params()))
            .collect();
        let answer = self.client.batch(&commands, false).await?;
        Ok(answer.results.into_iter().map(|(_, outcome)| outcome.ok().and_then(|answer| answer.total)).collect())
    }

    async fn sweep(&mut self, reading: &Reading, mut cursors: Vec<Cursor>) -> Result<(), SyncError> {
        let lists: Vec<ListMethod> = LARGE.iter().filter_map(|entity| list_of(*entity, reading)).collect();
        let pieces = LARGE.iter().enumerate().flat_map(|(list, entity)| {
            let open = cursors.iter().filter(|cursor| cursor.entity == *entity && !cursor.finished);
            let spans = open.flat_map(|cursor| cursor.pieces.iter());
            spans
                .map(move |(after, up_to)| Piece { list, range: IdRange { after: *after, up_to: *up_to } })
                .collect::<Vec<_>>()
        });
        let pieces: Vec<Piece> = pieces.collect();
        let mut denied = HashSet::new();
        let mut sweep = Sweep::new(self.client.clone(), lists, pieces, CONCURRENCY);
        loop {
            let step = tokio::select! {
                step = sweep.next() => step?,
                _ = self.stopping.wait_for(|stop| *stop) => return Err(SyncError::Stopping),
            };
            let Some(step) = step else { break };
            self.store_step(reading, &mut cursors, &mut denied, step).await?;
        }
        Ok(())
    }

    /// Stores the pages of one batch with what is left, at once.
    async fn store_step(
        &self,
        reading: &Reading,
        cursors: &mut [Cursor],
        denied: &mut HashSet<usize>,
        step: SweepStep,
    ) -> Result<(), SyncError> {
        for (list, error) in step.failed {
            tracing::warn!(portal = self.portal.0, entity = LARGE[list].code(), %error, "a list cannot be read on");
            if !can_do_without(&error) {
                return Err(error.into());
            }
            denied.insert(list);
        }
        let mut tx = self.store.begin().await?;
        self.still_installed(&mut tx).await?;
        let mut stored = 0;
        for page in step.pages {
            let entity = LARGE[page.list];
            let rows = u64::try_from(page.rows.len()).unwrap_or(u64::MAX);
            // Nothing was asked for by id, so nothing can be missing.
            // The moment this run began is early enough for all of its pages: whatever somebody else has read since is later.
            let page = Change { entity, rows: page.rows, asked: Vec::new(), sent: self.begun };
            store_rows(&mut tx, self.portal, &page, reading).await?;
            stored += rows;
            if let Some(cursor) = cursors.iter_mut().find(|cursor| cursor.entity == entity) {
                cursor.done += rows;
            }
        }
        for (list, entity) in LARGE.into_iter().enumerate() {
            let open = |piece: &&Piece| piece.list == list && !denied.contains(&list);
            let left = step.remaining.iter().filter(open).map(|piece| span(piece.range));
            if let Some(cursor) = cursors.iter_mut().find(|cursor| cursor.entity == entity && !cursor.finished) {
                cursor.pieces = left.collect();
                cursor.finished = cursor.pieces.is_empty();
            }
        }
        tx.cursors(self.portal).save(cursors).await?;
        self.commit(tx).await?;
        self.pace.note(self.clock.now().0, stored);
        Ok(())
    }

    /// Rows that were read before somebody chose other fields are read again, so the portal stays in this phase.
    async fn finish(&self, reading: &Reading) -> Result<(), SyncError> {
        // A portal that was read before, under a former installation, may have lost records since.
        let live = Live {
            portal: self.portal,
            client: &self.client,
            store: &self.store,
            clock: &self.clock,
            changes: &self.changes,
            queues: &SeenQueues::default(),
            reading,
        };
        live.find_vanished().await?;
        // Counting joins what was just stored: planned as if the tables were empty, it would take hours.
        self.store.refresh_statistics().await?;
        day_counts::recount_everybody(&self.store, self.portal, &reading.zone, self.clock.now()).await?;
        let mut tx = self.store.begin().await?;
        self.still_installed(&mut tx).await?;
        let portal = tx.portals().find(self.portal).await?.ok_or(SyncError::Gone)?;
        let outdated = reading.differing(&Reading::of(&portal, &tx.portals().settings(self.portal).await?));
        if !outdated.is_empty() {
            tx.cursors(self.portal).forget(&outdated).await?;
            return self.commit(tx).await;
        }
        tx.portals().set_phase(self.portal, Phase::Ready, None).await?;
        self.commit(tx).await?;
        self.store.refresh_statistics().await?;
        Ok(())
    }

    /// A portal that was uninstalled meanwhile must not be written to again.
    async fn still_installed(&self, tx: &mut Tx) -> Result<(), SyncError> {
        match tx.portals().take_turn(self.portal).await {
            Err(store::Error::NoPortal(_)) => return Err(SyncError::Gone),
            taken => taken?,
        }
        match tx.portals().find(self.portal).await? {
            Some(portal) if !portal.uninstalled => Ok(()),
            _ => Err(SyncError::Gone),
        }
    }

    async fn commit(&self, mut tx: Tx) -> Result<(), SyncError> {
        self.touch(&mut tx).await?;
        self.publish(tx).await
    }

    /// Everything may be other from the revision on that is answered.
    async fn touch(&self, tx: &mut Tx) -> Result<i64, SyncError> {
        let revision = tx.portals().bump_revision(self.portal, self.clock.now()).await?;
        tx.touched(self.portal).note(revision, &Touched::Everything).await?;
        Ok(revision)
    }

    async fn publish(&self, tx: Tx) -> Result<(), SyncError> {
        tx.commit().await?;
        self.changes.tell(self.portal);
        Ok(())
    }
}

fn span(range: IdRange) -> (i64, Option<i64>) {
    (range.after, range.up_to)
}

/// Contacts, calls and requisites may be closed to the app by scope or plan; the report is then poorer, not absent.
fn can_do_without(error: &bitrix24::Error) -> bool {
    matches!(error.kind, ErrorKind::Denied | ErrorKind::MethodNotFound)
}
