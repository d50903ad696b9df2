//! Calls and meetings in memory: for each portal and year what a grid is made of, within a bound over all portals. It is
//! loaded when first asked for; when the portal's revision has moved on, only the days that changed are read again, and
//! what people set only when they set something.

use crate::changes::Changes;
use crate::clock::{Clock, day_in, zone};
use crate::http::error::Error;
use crate::sync::day_counts::recount_everybody;
use domain::activity::grid::View;
use domain::activity::period::Month;
use domain::activity::settings::Measure;
use domain::activity::setup::{Facts, Setup};
use domain::activity::threads::Seen;
use domain::day::Day;
use domain::ids::{PersonId, PortalId};
use domain::rights::Scope;
use moka::future::Cache;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;
use store::{Portal, Reader, Store, Wanted};

/// Most days of people kept in memory over all portals: some 150 bytes each.
const MOST_DAYS: u64 = 1_000_000;

/// How long looks of one person through another's eyes count as one in the audit log.
const LOOK: Duration = Duration::from_secs(3_600);

/// A portal's year.
#[derive(Debug)]
pub struct Board(RwLock<State>);

/// A year as of one revision.
#[derive(Debug)]
pub struct State {
    /// Revision of the data.
    pub revision: i64,
    /// Everything people set.
    pub setup: Arc<Setup>,
    /// Counted days.
    pub facts: Facts,
    facts_since: i64,
    setup_revision: i64,
}

impl Board {
    /// The year and its revision; not to be held over an `await`.
    pub fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// As one viewer sees it.
    #[must_use]
    pub fn view<'a>(&'a self, scope: &'a Scope, seen: &'a Seen, today: Day, measure: Option<Measure>) -> View<'a> {
        let measure = measure.unwrap_or(self.setup.settings.counting.measure);
        View { revision: self.revision, setup: &self.setup, facts: &self.facts, scope, seen, today, measure }
    }
}

type Key = (PortalId, i32);

/// The years.
#[derive(Clone, Debug)]
pub struct Boards {
    store: Store,
    clock: Clock,
    boards: Cache<Key, Arc<Board>>,
    turns: Arc<Mutex<HashMap<Key, Arc<tokio::sync::Mutex<()>>>>>,
    looks: Cache<(PortalId, PersonId, PersonId), ()>,
}

impl Boards {
    /// Years over this store.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        let boards = Cache::builder()
            .max_capacity(MOST_DAYS)
            .weigher(|_, board: &Arc<Board>| u32::try_from(board.read().facts.len()).unwrap_or(u32::MAX).max(1_000))
            .support_invalidation_closures()
            .build();
        let looks = Cache::builder().max_capacity(10_000).time_to_live(LOOK).build();
        Self { store, clock, boards, turns: Arc::default(), looks }
    }

    /// The year of the portal's present revision.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn current(&self, portal: &Portal, year: i32) -> Result<Arc<Board>, Error> {
        let key = (portal.id, year);
        if let Some(board) = self.fresh(portal, key).await {
            return Ok(board);
        }
        let turn = self.turn(key);
        let _turn = turn.lock().await;
        // Another request may have brought it up to date while this one waited for its turn.
        if let Some(board) = self.fresh(portal, key).await {
            return Ok(board);
        }
        if let Some(board) = self.boards.get(&key).await
            && self.catch_up(portal, year, &board).await?
        {
            return Ok(board);
        }
        let board = Arc::new(Board(RwLock::new(self.load(portal, year).await?)));
        self.boards.insert(key, Arc::clone(&board)).await;
        Ok(board)
    }

    /// Whether this is the first look of a while through another person's eyes: each is noted once.
    pub async fn first_look(&self, portal: PortalId, person: PersonId, eyes: PersonId) -> bool {
        let entry = self.looks.entry((portal, person, eyes)).or_insert(()).await;
        entry.is_fresh()
    }

    /// Today in the portal's zone.
    #[must_use]
    pub fn today(&self, portal: &Portal) -> Day {
        day_in(&zone(&portal.zone), self.clock.now())
    }

    /// Counts every day of a portal anew, because another kind of call counts from now on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount(&self, portal: &Portal, changes: &Changes) -> Result<(), Error> {
        recount_everybody(&self.store, portal.id, &zone(&portal.zone), self.clock.now()).await?;
        changes.tell(portal.id);
        Ok(())
    }

    /// Forgets a portal.
    pub fn forget(&self, portal: PortalId) {
        // Fails only for a cache that was built without support for closures.
        if let Err(error) = self.boards.invalidate_entries_if(move |key, _| key.0 == portal) {
            tracing::error!(%error, "years of a portal stay in memory");
        }
        self.turns.lock().unwrap_or_else(PoisonError::into_inner).retain(|key, _| key.0 != portal);
    }

    async fn fresh(&self, portal: &Portal, key: Key) -> Option<Arc<Board>> {
        self.boards.get(&key).await.filter(|board| board.read().revision >= portal.revision)
    }

    fn turn(&self, key: Key) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(key).or_default())
    }

    /// Reads what changed since the year was loaded; false when it has to be loaded anew.
    async fn catch_up(&self, portal: &Portal, year: i32, board: &Board) -> Result<bool, Error> {
        let (since, facts_since, setup_since) = {
            let state = board.read();
            (state.revision, state.facts_since, state.setup_revision)
        };
        let mut reader = self.store.read().await?;
        let revision = reader.portals().revision(portal.id).await?;
        let now = reader.activity_setup(portal.id).state().await?;
        if now.facts_since != facts_since {
            return Ok(false);
        }
        let days = reader.person_days(portal.id).load(wanted(year, Some(since))).await?;
        let setup = if now.setup == setup_since { None } else { Some(setup_of(&mut reader, portal.id).await?) };
        drop(reader);
        let mut state = board.0.write().unwrap_or_else(PoisonError::into_inner);
        for ((person, day), tally) in days {
            state.facts.set(person, day, tally);
        }
        if let Some(setup) = setup {
            state.setup = setup;
            state.setup_revision = now.setup;
        }
        state.revision = revision;
        Ok(true)
    }

    async fn load(&self, portal: &Portal, year: i32) -> Result<State, Error> {
        let mut reader = self.store.read().await?;
        let revision = reader.portals().revision(portal.id).await?;
        let state = reader.activity_setup(portal.id).state().await?;
        let setup = setup_of(&mut reader, portal.id).await?;
        let days = reader.person_days(portal.id).load(wanted(year, None)).await?;
        drop(reader);
        let mut facts = Facts::default();
        for ((person, day), tally) in days {
            facts.set(person, day, tally);
        }
        tracing::debug!(portal = portal.id.0, year, revision, days = facts.len(), "calls and meetings loaded");
        Ok(State { revision, setup, facts, facts_since: state.facts_since, setup_revision: state.setup })
    }
}

fn wanted(year: i32, since: Option<i64>) -> Wanted {
    Wanted { first: Month::of_year(year, 1).first(), last: Month::of_year(year, 12).last(), since }
}

async fn setup_of(reader: &mut Reader, portal: PortalId) -> Result<Arc<Setup>, Error> {
    Ok(Arc::new(reader.activity_setup(portal).load().await?))
}
