//! Tables as they are sent to browsers: packed by few at a time, and shared by those who see the same.
//!
//! Packing a large table takes several times its memory for a moment. When everybody opens the page at once, two are packed
//! while the others wait, and who waited takes what was packed meanwhile: a page asks what has changed since in any case.

use super::Report;
use crate::http::error::Error;
use bytes::Bytes;
use domain::day::Millis;
use domain::ids::PortalId;
use domain::rights::Scope;
use moka::future::Cache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Tables packed at the same moment.
const PACKERS: usize = 2;
/// Most bytes of packed tables that are kept.
const MOST_BYTES: u64 = 32 * 1024 * 1024;
/// How long one is kept: long enough for those who open the page together.
const KEPT: Duration = Duration::from_secs(10);

/// A table on its way to a browser.
#[derive(Debug)]
pub struct Parcel {
    /// Revision of the data.
    pub revision: i64,
    /// What the table stands on: [`super::State::basis`].
    pub basis: u64,
    /// The table, compressed by brotli.
    pub body: Bytes,
}

/// A table as it was loaded, and whose rows of it.
type Key = (PortalId, Millis, Vec<u8>);

/// Packs tables.
#[derive(Clone, Debug)]
pub(super) struct Parcels {
    packed: Cache<Key, Arc<Parcel>>,
    packers: Arc<Semaphore>,
}

impl Default for Parcels {
    fn default() -> Self {
        let weigh =
            |key: &Key, parcel: &Arc<Parcel>| u32::try_from(key.2.len() + parcel.body.len()).unwrap_or(u32::MAX);
        let packed = Cache::builder().max_capacity(MOST_BYTES).weigher(weigh).time_to_live(KEPT).build();
        Self { packed, packers: Arc::new(Semaphore::new(PACKERS)) }
    }
}

impl Parcels {
    /// What a viewer of this scope may see of the table: as it is now, unless that would mean to wait for others and
    /// somebody has packed it a moment ago.
    pub(super) async fn of(
        &self,
        portal: PortalId,
        report: Arc<Report>,
        scope: Arc<Scope>,
    ) -> Result<Arc<Parcel>, Error> {
        let key = (portal, report.loaded, postcard::to_allocvec(&*scope).map_err(Error::internal)?);
        let (revision, basis) = {
            let state = report.read();
            (state.revision, state.basis(&scope))
        };
        let fitting = self.packed.get(&key).await.filter(|parcel| parcel.basis == basis);
        if let Some(parcel) = fitting.filter(|parcel| parcel.revision == revision || self.is_busy()) {
            return Ok(parcel);
        }
        let waited = self.is_busy();
        let packer = Arc::clone(&self.packers).acquire_owned().await.map_err(Error::internal)?;
        let meanwhile = if waited { self.packed.get(&key).await } else { None };
        if let Some(parcel) = meanwhile.filter(|parcel| parcel.basis == basis) {
            return Ok(parcel);
        }
        let pack = move || {
            let packed = pack(&report, &scope);
            drop(packer);
            packed
        };
        let parcel = tokio::task::spawn_blocking(pack).await.map_err(Error::internal)?.map_err(Error::internal)?;
        let parcel = Arc::new(parcel);
        self.packed.insert(key, Arc::clone(&parcel)).await;
        Ok(parcel)
    }

    fn is_busy(&self) -> bool {
        self.packers.available_permits() == 0
    }
}

fn pack(report: &Report, scope: &Scope) -> Result<Parcel, postcard::Error> {
    let state = report.read();
    let (revision, basis) = (state.revision, state.basis(scope));
    // A copy, so that changes do not wait until it is packed.
    let own = state.table.restricted(scope);
    drop(state);
    let plain = postcard::to_allocvec(&own)?;
    drop(own);
    Ok(Parcel { revision, basis, body: compress(&plain).into() })
}

/// Quality 4 of brotli: most of the gain at a speed that does not hold up the first view.
fn compress(plain: &[u8]) -> Vec<u8> {
    let params = brotli::enc::BrotliEncoderParams { quality: 4, ..Default::default() };
    let mut compressed = Vec::with_capacity(plain.len() / 3);
    brotli::BrotliCompress(&mut &plain[..], &mut compressed, &params).expect("memory neither ends nor fails");
    compressed.shrink_to_fit();
    compressed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::State;
    use crate::reports::crew::Crew;
    use domain::ids::{CompanyId, PersonId};
    use domain::report::facts::CompanyFacts;
    use domain::report::table::ReportTable;
    use domain::settings::Settings;
    use std::sync::RwLock;

    fn report() -> Arc<Report> {
        let mut table = ReportTable::default();
        let company =
            |id| CompanyFacts { id: CompanyId(id), responsible: Some(PersonId(id)), ..CompanyFacts::nobody() };
        table.extend((1..=9).map(company));
        let state = State::new(5, table, Settings::default(), Crew::default());
        Arc::new(Report { state: RwLock::new(state), loaded: Millis(1), took: 0 })
    }

    fn change(report: &Report) {
        let changed = CompanyFacts { id: CompanyId(1), title: "A".to_owned(), ..CompanyFacts::nobody() };
        report.state.write().expect("nobody panicked").renew(6, &[CompanyId(1)], vec![changed]);
    }

    #[tokio::test]
    async fn who_asks_alone_gets_the_table_as_it_is_now_and_the_same_bytes_while_it_is() {
        let (parcels, report) = (Parcels::default(), report());
        let of = |scope| parcels.of(PortalId(1), Arc::clone(&report), Arc::new(scope));
        let first = of(Scope::All).await.expect("packed");
        assert!(Arc::ptr_eq(&first, &of(Scope::All).await.expect("kept")));
        assert!(of(Scope::People(vec![PersonId(2)])).await.expect("packed").body.len() < first.body.len());
        change(&report);
        assert_eq!(of(Scope::All).await.expect("packed anew").revision, 6);
    }

    #[tokio::test]
    async fn who_would_have_to_wait_takes_what_was_packed_a_moment_ago() {
        let (parcels, report) = (Parcels::default(), report());
        let first = parcels.of(PortalId(1), Arc::clone(&report), Arc::new(Scope::All)).await.expect("packed");
        change(&report);
        let others = parcels.packers.clone().acquire_many_owned(2).await.expect("open");
        let second = parcels.of(PortalId(1), Arc::clone(&report), Arc::new(Scope::All)).await.expect("kept");
        assert!(Arc::ptr_eq(&first, &second));
        // Whose rows nobody has packed yet waits for a turn.
        let mine = Arc::new(Scope::People(vec![PersonId(3)]));
        let waiting =
            tokio::time::timeout(Duration::from_millis(20), parcels.of(PortalId(1), Arc::clone(&report), mine));
        assert!(waiting.await.is_err(), "there is no packer");
        drop(others);
        assert_eq!(parcels.of(PortalId(1), report, Arc::new(Scope::All)).await.expect("packed anew").revision, 6);
    }

    #[tokio::test]
    async fn a_table_that_was_loaded_anew_is_packed_anew() {
        let parcels = Parcels::default();
        let first = parcels.of(PortalId(1), report(), Arc::new(Scope::All)).await.expect("packed");
        let others = parcels.packers.clone().acquire_many_owned(1).await.expect("open");
        let mut again = report();
        Arc::get_mut(&mut again).expect("nobody else has it").loaded = Millis(2);
        let second = parcels.of(PortalId(1), again, Arc::new(Scope::All)).await.expect("packed");
        assert!(!Arc::ptr_eq(&first, &second));
        drop(others);
    }
}
