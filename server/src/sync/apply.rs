//! Rows of the portal into the store, with the companies they touch: one way for the first reading, for changes and for
//! repairs.
//!
//! Applying is idempotent, and the order does not matter: each reading carries the moment it was sent, and the store lets
//! the latest one stand (see `store::Deals::upsert_seen`). Writers of one portal take turns, so the companies that a
//! change touches are asked for before and after it without anything in between.
//!
//! The moment is our clock's, in milliseconds. Server processes that share a database are expected to keep their clocks
//! within a second of each other; records that tell when they were modified do not depend on it.

use crate::sync::day_counts::{self, Footprint};
use crate::sync::rows::{self, Reading};
use bitrix24::lenient::i64_of;
use domain::day::Millis;
use domain::ids::{CompanyId, DealId, PortalId};
use domain::progress::Entity;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::{Named, StrangerKind, Touched, Tx};

/// Records of one entity as a reading of the portal found them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// Which.
    pub(crate) entity: Entity,
    /// The rows the portal returned.
    pub(crate) rows: Vec<Value>,
    /// The ids that were asked for: those without a row are gone.
    pub(crate) asked: Vec<i64>,
    /// When the reading was sent. Too early a moment is safe, too late a one is not.
    pub(crate) sent: Millis,
}

impl Change {
    /// The ids that were asked for and not found.
    pub(crate) fn gone(&self) -> Vec<i64> {
        let there: BTreeSet<i64> = self.rows.iter().filter_map(id_of).collect();
        self.asked.iter().copied().filter(|id| !there.contains(id)).collect()
    }
}

/// Applies changes and notes what they touched; answers the new revision, or `None` when nothing in reports can differ.
///
/// # Errors
/// When the store fails.
pub(crate) async fn apply(
    tx: &mut Tx,
    portal: PortalId,
    reading: &Reading,
    changes: &[Change],
    now: Millis,
) -> Result<Option<i64>, store::Error> {
    tx.portals().take_turn(portal).await?;
    let mut differing = Vec::with_capacity(changes.len());
    for change in changes {
        differing.push((change.entity, different(tx, portal, change, reading).await?));
    }
    // The old owners are asked for before anything moves, the new ones after everything has.
    let mut touched = owners(tx, portal, &differing).await?;
    let footprint = Footprint::before(tx, portal, changes).await?;
    let mut everything = false;
    for change in changes {
        match change.entity {
            Entity::People => {
                let people: Vec<_> = change.rows.iter().filter_map(rows::person).collect();
                everything |= tx.people(portal).upsert_differing(&people).await? > 0;
            }
            _ => store_rows(tx, portal, change, reading).await?,
        }
    }
    touched.extend(owners(tx, portal, &differing).await?);
    let mut entities: Vec<Entity> = changes.iter().map(|change| change.entity).collect();
    entities.sort_unstable();
    entities.dedup();
    tx.cursors(portal).note_changes(&entities, now).await?;
    let days = footprint.after(tx, portal, changes).await?;
    let nothing = differing.iter().all(|(_, ids)| ids.is_empty());
    if nothing && !everything {
        tx.portals().mark_read(portal, now).await?;
        return Ok(None);
    }
    let revision = tx.portals().bump_revision(portal, now).await?;
    let touched = if everything { Touched::Everything } else { Touched::Companies(touched.into_iter().collect()) };
    tx.touched(portal).note(revision, &touched).await?;
    day_counts::recount(tx, portal, reading, &days, revision).await?;
    if everything {
        tx.activity_setup(portal).note_setup(revision).await?;
    }
    Ok(Some(revision))
}

/// Rows of a change as the store keeps them.
fn read<T>(change: &Change, row: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    change.rows.iter().filter_map(row).collect()
}

/// Ids of the records that the store holds otherwise than the reading found them.
async fn different(
    tx: &mut Tx,
    portal: PortalId,
    change: &Change,
    reading: &Reading,
) -> Result<BTreeSet<i64>, store::Error> {
    let gone = change.gone();
    macro_rules! differing {
        ($repository:ident, $row:expr, $id:expr, $plain:expr) => {{
            let rows = tx.$repository(portal).differing(&read(change, $row)).await?;
            let gone: Vec<_> = gone.into_iter().map($id).collect();
            let there = tx.$repository(portal).find(&gone).await?;
            rows.into_iter().chain(there.into_iter().map(|row| row.id)).map($plain).collect()
        }};
    }
    Ok(match change.entity {
        Entity::Companies => differing!(companies, |row| rows::company(row, reading), CompanyId, |id: CompanyId| id.0),
        Entity::Deals => differing!(deals, |row| rows::deal(row, reading), DealId, |id: DealId| id.0),
        Entity::Requisites => differing!(requisites, rows::requisite, i64::from, i64::from),
        Entity::Contacts => differing!(contacts, rows::contact, i64::from, i64::from),
        Entity::Activities => differing!(activities, |row| rows::activity(row, reading), i64::from, i64::from),
        Entity::Calls => differing!(calls, |row| rows::call(row, reading), i64::from, i64::from),
        Entity::People | Entity::Departments | Entity::Dictionaries => BTreeSet::new(),
    })
}

async fn owners(
    tx: &mut Tx,
    portal: PortalId,
    differing: &[(Entity, BTreeSet<i64>)],
) -> Result<BTreeSet<CompanyId>, store::Error> {
    let mut companies = BTreeSet::new();
    for (entity, ids) in differing {
        let ids: Vec<i64> = ids.iter().copied().collect();
        companies.extend(tx.report(portal).companies_of(*entity, &ids).await?);
    }
    Ok(companies)
}

/// The records a change is about, those that are gone included.
pub(crate) fn ids(change: &Change) -> Vec<i64> {
    let of_rows = change.rows.iter().filter_map(id_of);
    let ids: BTreeSet<i64> = change.asked.iter().copied().chain(of_rows).collect();
    ids.into_iter().collect()
}

pub(crate) fn id_of(row: &Value) -> Option<i64> {
    row.get("ID").or_else(|| row.get("id")).and_then(i64_of)
}

/// Stores the rows of a change and deletes what was asked for and is not there.
///
/// # Errors
/// When the store fails.
pub(crate) async fn store_rows(
    tx: &mut Tx,
    portal: PortalId,
    change: &Change,
    reading: &Reading,
) -> Result<(), store::Error> {
    let (gone, sent) = (change.gone(), change.sent);
    macro_rules! store {
        ($repository:ident, $row:expr, $id:expr) => {{
            tx.$repository(portal).upsert_seen(&read(change, $row), sent).await?;
            let gone: Vec<_> = gone.into_iter().map($id).collect();
            tx.$repository(portal).delete_seen(&gone, sent).await?;
        }};
    }
    match change.entity {
        Entity::Companies => store!(companies, |row| rows::company(row, reading), CompanyId),
        Entity::Deals => store!(deals, |row| rows::deal(row, reading), DealId),
        Entity::Requisites => store!(requisites, rows::requisite, i64::from),
        Entity::Contacts => store!(contacts, rows::contact, i64::from),
        Entity::Activities => store!(activities, |row| rows::activity(row, reading), i64::from),
        Entity::Calls => store!(calls, |row| rows::call(row, reading), i64::from),
        Entity::People | Entity::Departments | Entity::Dictionaries => {}
    }
    Ok(())
}

/// Stored records that depend on those a reading did not find, by entity: the portal changes them without a word.
///
/// # Errors
/// When the store fails.
pub(crate) async fn dependents(
    tx: &mut Tx,
    portal: PortalId,
    changes: &[Change],
) -> Result<BTreeMap<Entity, BTreeSet<i64>>, store::Error> {
    let mut all: BTreeMap<Entity, BTreeSet<i64>> = BTreeMap::new();
    for change in changes {
        let gone = change.gone();
        if gone.is_empty() {
            continue;
        }
        for (entity, ids) in tx.report(portal).dependents_of(change.entity, &gone).await? {
            all.entry(entity).or_default().extend(ids);
        }
    }
    Ok(all)
}

/// People, pipelines, stages and currencies that rows name.
pub(crate) fn named(changes: &[Change], reading: &Reading) -> BTreeSet<Named> {
    let mut named = BTreeSet::new();
    let person = |id: Option<domain::ids::PersonId>| id.map(|id| (StrangerKind::Person, id.0.to_string()));
    for change in changes {
        for row in &change.rows {
            match change.entity {
                Entity::Companies => {
                    let Some(company) = rows::company(row, reading) else { continue };
                    named.extend(person(company.responsible));
                    named.insert((StrangerKind::Currency, company.currency.0));
                }
                Entity::Deals => {
                    let Some(deal) = rows::deal(row, reading) else { continue };
                    named.extend(person(deal.responsible));
                    named.insert((StrangerKind::Pipeline, deal.pipeline.to_string()));
                    named.insert((StrangerKind::Stage, deal.stage_id));
                    named.insert((StrangerKind::Currency, deal.currency.0));
                }
                Entity::Activities => {
                    named.extend(rows::activity(row, reading).and_then(|row| person(row.responsible)));
                }
                Entity::Calls => named.extend(rows::call(row, reading).and_then(|row| person(row.person))),
                _ => {}
            }
        }
    }
    named
}
