//! Report tables in memory: one per portal, within a bound of rows over all portals. A table is loaded from the store when
//! first asked for; when the portal's revision has moved on, only the companies that changed are read again.

mod crew;
mod parcels;

pub use parcels::Parcel;

use crate::clock::{Clock, day_in, zone};
use crate::http::error::Error;
use crew::Crew;
use domain::activity::rights::RightSet;
use domain::day::{Day, Millis};
use domain::ids::{CompanyId, PersonId, PortalId};
use domain::progress::Phase;
use domain::report::changes::{Departures, Span, TableChanges};
use domain::report::facts::CompanyFacts;
use domain::report::table::ReportTable;
use domain::rights::Scope;
use domain::settings::Settings;
use moka::future::Cache;
use parcels::Parcels;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use store::{Portal, Store, Touched};

/// Most bytes of tables kept in memory over all portals, about: a ninth of it is 60,000 companies with 600,000 deals.
const MOST_BYTES: u64 = 384 * 1024 * 1024;
/// How often a question is asked again because the table moved on meanwhile.
const ATTEMPTS: usize = 4;

/// A portal's report.
#[derive(Debug)]
pub struct Report {
    state: RwLock<State>,
    /// When it was loaded, and how long that took, milliseconds.
    loaded: Millis,
    took: i64,
}

/// A report as of one revision.
#[derive(Debug)]
pub struct State {
    /// Revision of the data.
    pub revision: i64,
    /// All companies.
    pub table: ReportTable,
    /// The settings it was filled with.
    pub settings: Settings,
    /// Whose rights follow from what.
    crew: Crew,
    /// Who lost which company since the table was loaded.
    departures: Departures,
    /// Digest of the names and ages in force.
    names: u64,
}

impl State {
    fn new(revision: i64, table: ReportTable, settings: Settings, crew: Crew) -> Self {
        let names = names_of(&table);
        Self { revision, table, settings, crew, departures: Departures::default(), names }
    }

    /// Takes touched companies anew.
    fn renew(&mut self, revision: i64, touched: &[CompanyId], facts: Vec<CompanyFacts>) {
        let known = |table: &ReportTable| {
            let names = table.directory();
            (names.directions.len(), names.sectors.len(), names.currencies.len())
        };
        let before = known(&self.table);
        let left = self.table.renew(touched, facts);
        self.departures.note(revision, left);
        if known(&self.table) != before {
            self.names = names_of(&self.table);
        }
        self.revision = revision;
    }

    /// What a viewer's table stands on: the names its rows refer to, the ages in force, and whose rows it holds. Changes
    /// fit no table that stands on something else.
    #[must_use]
    pub fn basis(&self, scope: &Scope) -> u64 {
        digest_of(&(self.names, scope))
    }
}

fn names_of(table: &ReportTable) -> u64 {
    digest_of(&(table.directory(), table.thresholds()))
}

/// Equal in every process of one release; another release only makes browsers take their tables anew.
fn digest_of(value: &impl serde::Serialize) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(&postcard::to_allocvec(value).expect("plain values in memory always serialise"));
    hasher.finish()
}

impl Report {
    /// The table and its revision; not to be held over an `await`.
    pub fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tables.
#[derive(Clone, Debug)]
pub struct Reports {
    store: Store,
    clock: Clock,
    tables: Cache<PortalId, Arc<Report>>,
    loading: Arc<Mutex<HashMap<PortalId, Arc<tokio::sync::Mutex<()>>>>>,
    parcels: Parcels,
}

impl Reports {
    /// Tables over this store.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        let tables = Cache::builder()
            .max_capacity(MOST_BYTES)
            .weigher(|_, report: &Arc<Report>| u32::try_from(report.read().table.bytes()).unwrap_or(u32::MAX))
            .build();
        Self { store, clock, tables, loading: Arc::default(), parcels: Parcels::default() }
    }

    /// The report of the portal's present revision. While the first reading is under way, a table that was loaded a
    /// moment ago is good enough: a large portal would otherwise be reloaded without a pause.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn current(&self, portal: &Portal) -> Result<Arc<Report>, Error> {
        if let Some(report) = self.usable(portal).await {
            return Ok(report);
        }
        let turn = self.turn(portal.id);
        let _turn = turn.lock().await;
        // Another request may have loaded it while this one waited for its turn.
        if let Some(report) = self.usable(portal).await {
            return Ok(report);
        }
        if let Some(report) = self.tables.get(&portal.id).await
            && self.catch_up(portal, &report).await?
        {
            return Ok(report);
        }
        let started = self.clock.now();
        let state = self.load(portal).await?;
        let took = self.clock.now().0 - started.0;
        tracing::debug!(
            portal = portal.id.0,
            revision = state.revision,
            companies = state.table.len(),
            took,
            "report loaded"
        );
        let report = Arc::new(Report { state: RwLock::new(state), loaded: started, took });
        self.tables.insert(portal.id, Arc::clone(&report)).await;
        Ok(report)
    }

    /// What a person may do, and whose rows they may see: as of the portal's present revision, also while the table itself
    /// is good enough as it was a moment ago.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn rights_of(&self, portal: &Portal, person: PersonId, admin: bool) -> Result<(RightSet, Scope), Error> {
        if admin {
            return Ok((RightSet::ADMIN, Scope::All));
        }
        let report = self.current(portal).await?;
        let mark = report.read().crew.mark();
        if mark.until < portal.revision {
            let mut reader = self.store.read().await?;
            let later = Crew::later(&mut reader, portal.id, mark).await?;
            drop(reader);
            report.write().crew.renew(later);
        }
        let state = report.read();
        let staff = state.crew.staff();
        let (rights, _) = staff.rights_of(person, admin);
        Ok((rights, staff.scope_of(person, rights.sees)))
    }

    /// What a viewer of this scope may see, for the engine in the browser.
    ///
    /// # Errors
    /// When packing fails.
    pub async fn parcel(&self, portal: &Portal, report: Arc<Report>, scope: Arc<Scope>) -> Result<Arc<Parcel>, Error> {
        self.parcels.of(portal.id, report, scope).await
    }

    /// What changed for a viewer whose table is of the revision `since` and stands on `basis`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn changes(
        &self,
        portal: &Portal,
        scope: &Scope,
        since: i64,
        basis: Option<u64>,
    ) -> Result<TableChanges, Error> {
        let report = self.current(portal).await?;
        let today = self.today(portal);
        for _ in 0..ATTEMPTS {
            let revision = report.read().revision;
            let touched = if since < revision {
                self.store.read().await?.touched(portal.id).between(since, revision).await?
            } else {
                Touched::Companies(Vec::new())
            };
            let state = report.read();
            let Touched::Companies(touched) = touched else { break };
            if since > state.revision || basis != Some(state.basis(scope)) {
                break;
            }
            if state.revision == revision {
                let span = Span { from: since, revision, today };
                return Ok(TableChanges::of(&state.table, scope, &touched, &state.departures, span));
            }
        }
        Ok(TableChanges::Everything)
    }

    /// Today in the portal's zone.
    #[must_use]
    pub fn today(&self, portal: &Portal) -> Day {
        day_in(&zone(&portal.zone), self.clock.now())
    }

    /// How many tables are in memory, and how many companies they hold together.
    pub async fn held(&self) -> (u64, u64) {
        // The cache counts a little behind otherwise.
        self.tables.run_pending_tasks().await;
        self.tables.iter().fold((0, 0), |(tables, rows), (_, report)| {
            (tables + 1, rows + u64::try_from(report.read().table.len()).unwrap_or(u64::MAX))
        })
    }

    /// Forgets a portal.
    pub async fn forget(&self, portal: PortalId) {
        self.tables.invalidate(&portal).await;
        self.loading.lock().unwrap_or_else(PoisonError::into_inner).remove(&portal);
    }

    async fn usable(&self, portal: &Portal) -> Option<Arc<Report>> {
        let report = self.tables.get(&portal.id).await?;
        let fresh = report.read().revision >= portal.revision;
        let rest = (3 * report.took).clamp(300, 15_000);
        let resting = portal.phase == Phase::Backfill && self.clock.now().0 - report.loaded.0 < rest;
        (fresh || resting).then_some(report)
    }

    fn turn(&self, portal: PortalId) -> Arc<tokio::sync::Mutex<()>> {
        let mut loading = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(loading.entry(portal).or_default())
    }

    /// Reads the companies that changed since the table was filled; false when everything has to be read anew.
    async fn catch_up(&self, portal: &Portal, report: &Report) -> Result<bool, Error> {
        let (since, mark) = {
            let state = report.read();
            (state.revision, state.crew.mark())
        };
        let mut reader = self.store.read().await?;
        let until = reader.portals().revision(portal.id).await?;
        let Touched::Companies(touched) = reader.touched(portal.id).between(since, until).await? else {
            return Ok(false);
        };
        let settings = reader.portals().settings(portal.id).await?;
        let facts = reader.report(portal.id).facts(&settings, Some(&touched)).await?;
        let crew = Crew::later(&mut reader, portal.id, mark).await?;
        drop(reader);
        let mut state = report.write();
        state.renew(until, &touched, facts);
        state.crew.renew(crew);
        Ok(true)
    }

    async fn load(&self, portal: &Portal) -> Result<State, Error> {
        let mut reader = self.store.read().await?;
        // The revision is read first: rows that arrive in between make the table newer than it says, never older.
        let revision = reader.portals().revision(portal.id).await?;
        let settings = reader.portals().settings(portal.id).await?;
        let directory = reader.report(portal.id).directory(&settings).await?;
        let facts = reader.report(portal.id).facts(&settings, None::<&[CompanyId]>).await?;
        let crew = Crew::read(&mut reader, portal.id).await?;
        drop(reader);
        // Building is pure work on up to hundreds of thousands of groups: it must not hold up other requests.
        let build = move || {
            let mut table = ReportTable::new(directory, settings.thresholds);
            table.extend(facts);
            State::new(revision, table, settings, crew)
        };
        tokio::task::spawn_blocking(build).await.map_err(Error::internal)
    }
}
