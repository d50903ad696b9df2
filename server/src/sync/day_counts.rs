//! Counted days of people, kept in step with the calls, meetings, contacts and deals they are counted from.

use crate::clock::hour_in;
use crate::sync::apply::{Change, ids};
use crate::sync::rows::Reading;
use domain::day::Millis;
use domain::ids::{PersonId, PortalId};
use domain::progress::Entity;
use std::collections::{BTreeMap, BTreeSet};
use store::{Counting, PersonDay, Store, Touched, Tx};

/// People counted in one transaction while all of them are: short enough to let others write in between.
const PEOPLE_AT_ONCE: usize = 10;

/// What changes depend on, before they are applied.
pub(crate) struct Footprint {
    days: BTreeSet<PersonDay>,
    companies: Vec<BTreeMap<i64, i64>>,
}

impl Footprint {
    /// Looks before anything moves.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn before(tx: &mut Tx, portal: PortalId, changes: &[Change]) -> Result<Self, store::Error> {
        let (days, companies) = look(tx, portal, changes).await?;
        Ok(Self { days, companies })
    }

    /// Looks again after everything has moved: every day that has to be counted anew.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn after(
        mut self,
        tx: &mut Tx,
        portal: PortalId,
        changes: &[Change],
    ) -> Result<BTreeSet<PersonDay>, store::Error> {
        let (days, companies) = look(tx, portal, changes).await?;
        self.days.extend(days);
        for ((change, before), after) in changes.iter().zip(&self.companies).zip(&companies) {
            // Calls lead through a contact or a deal to a company: only a new company changes what they count for.
            let moved: Vec<i64> = ids(change).into_iter().filter(|id| before.get(id) != after.get(id)).collect();
            if matches!(change.entity, Entity::Contacts | Entity::Deals) && !moved.is_empty() {
                self.days.extend(tx.person_days(portal).of_records(change.entity, &moved).await?);
            }
        }
        Ok(self.days)
    }
}

type Look = (BTreeSet<PersonDay>, Vec<BTreeMap<i64, i64>>);

async fn look(tx: &mut Tx, portal: PortalId, changes: &[Change]) -> Result<Look, store::Error> {
    let mut days = BTreeSet::new();
    let mut companies = Vec::with_capacity(changes.len());
    for change in changes {
        let ids = ids(change);
        if matches!(change.entity, Entity::Calls | Entity::Activities) {
            days.extend(tx.person_days(portal).of_records(change.entity, &ids).await?);
        }
        companies.push(tx.person_days(portal).companies(change.entity, &ids).await?);
    }
    Ok((days, companies))
}

/// Counts days anew in the transaction that changed what they are counted from.
///
/// # Errors
/// When the store fails.
pub(crate) async fn recount(
    tx: &mut Tx,
    portal: PortalId,
    reading: &Reading,
    days: &BTreeSet<PersonDay>,
    revision: i64,
) -> Result<(), store::Error> {
    if days.is_empty() {
        return Ok(());
    }
    let settings = tx.activity_setup(portal).settings().await?;
    let hour_of = |at: Millis| hour_in(&reading.zone, at);
    let counting = Counting { rules: &settings.counting, hour_of: &hour_of, revision };
    tx.person_days(portal).recount(days, &counting).await
}

/// Counts every day of everybody anew: after the first reading, and when what counts was changed. Each transaction takes
/// the portal's turn before it reads, so changes that arrive meanwhile are counted before or after it, never lost.
///
/// # Errors
/// When the store fails.
pub(crate) async fn recount_everybody(
    store: &Store,
    portal: PortalId,
    zone: &jiff::tz::TimeZone,
    now: Millis,
) -> Result<(), store::Error> {
    let everybody: Vec<PersonId> = store.read().await?.person_days(portal).everybody().await?.into_iter().collect();
    for people in everybody.chunks(PEOPLE_AT_ONCE) {
        let mut tx = store.begin().await?;
        let revision = tx.portals().bump_revision(portal, now).await?;
        tx.touched(portal).note(revision, &Touched::Companies(Vec::new())).await?;
        let settings = tx.activity_setup(portal).settings().await?;
        let hour_of = |at: Millis| hour_in(zone, at);
        let counting = Counting { rules: &settings.counting, hour_of: &hour_of, revision };
        for person in people {
            tx.person_days(portal).recount_person(*person, &counting).await?;
        }
        tx.commit().await?;
    }
    let mut tx = store.begin().await?;
    let revision = tx.portals().bump_revision(portal, now).await?;
    tx.touched(portal).note(revision, &Touched::Companies(Vec::new())).await?;
    tx.activity_setup(portal).note_facts(revision).await?;
    tx.commit().await
}
