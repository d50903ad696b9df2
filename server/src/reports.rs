//! Report tables in memory: one per portal, loaded from the store when first asked for and whenever its revision has
//! moved on, within a bound of rows over all portals.

use crate::clock::{Clock, day_in, zone};
use crate::http::error::Error;
use domain::day::{Day, Millis};
use domain::ids::{CompanyId, PersonId, PortalId};
use domain::progress::Phase;
use domain::report::table::ReportTable;
use domain::rights::Scope;
use moka::future::Cache;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use store::{Portal, Store};

/// Most companies kept in memory over all portals.
const MOST_ROWS: u64 = 2_000_000;

/// A portal's report as of one revision.
#[derive(Debug)]
pub struct Report {
    /// Revision of the data.
    pub revision: i64,
    /// All companies.
    pub table: ReportTable,
    /// When it was loaded, and how long that took, milliseconds.
    loaded: Millis,
    took: i64,
}

/// The tables.
#[derive(Clone, Debug)]
pub struct Reports {
    store: Store,
    clock: Clock,
    tables: Cache<PortalId, Arc<Report>>,
    loading: Arc<Mutex<HashMap<PortalId, Arc<tokio::sync::Mutex<()>>>>>,
}

impl Reports {
    /// Tables over this store.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        let tables = Cache::builder()
            .max_capacity(MOST_ROWS)
            .weigher(|_, report: &Arc<Report>| {
                u32::try_from(report.table.len()).unwrap_or(u32::MAX).saturating_add(1_000)
            })
            .build();
        Self { store, clock, tables, loading: Arc::default() }
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
        let started = self.clock.now();
        let (revision, table) = self.load(portal).await?;
        let took = self.clock.now().0 - started.0;
        tracing::debug!(portal = portal.id.0, revision, companies = table.len(), took, "report loaded");
        let report = Arc::new(Report { revision, table, loaded: started, took });
        self.tables.insert(portal.id, Arc::clone(&report)).await;
        Ok(report)
    }

    /// Whose rows a person may see.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn scope(&self, portal: &Portal, person: PersonId, admin: bool) -> Result<Scope, Error> {
        if admin {
            return Ok(Scope::All);
        }
        let report = self.current(portal).await?;
        Ok(Scope::of(person, admin, report.table.directory()))
    }

    /// Today in the portal's zone.
    #[must_use]
    pub fn today(&self, portal: &Portal) -> Day {
        day_in(&zone(&portal.zone), self.clock.now())
    }

    /// Forgets a portal.
    pub async fn forget(&self, portal: PortalId) {
        self.tables.invalidate(&portal).await;
    }

    async fn usable(&self, portal: &Portal) -> Option<Arc<Report>> {
        let report = self.tables.get(&portal.id).await?;
        let fresh = report.revision >= portal.revision;
        let rest = (3 * report.took).clamp(300, 15_000);
        let resting = portal.phase == Phase::Backfill && self.clock.now().0 - report.loaded.0 < rest;
        (fresh || resting).then_some(report)
    }

    fn turn(&self, portal: PortalId) -> Arc<tokio::sync::Mutex<()>> {
        let mut loading = self.loading.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(loading.entry(portal).or_default())
    }

    async fn load(&self, portal: &Portal) -> Result<(i64, ReportTable), Error> {
        let mut reader = self.store.read().await?;
        // The revision is read first: rows that arrive in between make the table newer than it says, never older.
        let revision = reader.portals().revision(portal.id).await?;
        let settings = reader.portals().settings(portal.id).await?;
        let directory = reader.report(portal.id).directory(&settings).await?;
        let facts = reader.report(portal.id).facts(&settings, None::<&[CompanyId]>).await?;
        drop(reader);
        // Building is pure work on up to hundreds of thousands of groups: it must not hold up other requests.
        let build = move || {
            let mut table = ReportTable::new(directory, settings.thresholds);
            table.extend(facts);
            table
        };
        let table = tokio::task::spawn_blocking(build).await.map_err(Error::internal)?;
        Ok((revision, table))
    }
}
