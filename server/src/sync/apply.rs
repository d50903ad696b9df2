//! Rows of the portal into the store, with the companies they touch: one way for the first reading and for changes.

use crate::sync::day_counts::{self, Footprint};
use crate::sync::rows::{self, Reading};
use bitrix24::lenient::i64_of;
use domain::day::Millis;
use domain::ids::{CompanyId, DealId, PortalId};
use domain::progress::Entity;
use serde_json::Value;
use std::collections::BTreeSet;
use store::{Touched, Tx};

/// Records of one entity as the portal has them now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// Which.
    pub(crate) entity: Entity,
    /// The rows the portal returned.
    pub(crate) rows: Vec<Value>,
    /// The ids that were asked for: those without a row are gone.
    pub(crate) asked: Vec<i64>,
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
    // The old owners are asked for before anything moves, the new ones after everything has.
    let mut touched = owners(tx, portal, changes).await?;
    let footprint = Footprint::before(tx, portal, changes).await?;
    let mut everything = false;
    for change in changes {
        match change.entity {
            Entity::People => {
                let people: Vec<_> = change.rows.iter().filter_map(rows::person).collect();
                everything |= !people.is_empty();
                tx.people(portal).upsert(&people).await?;
            }
            _ => store_rows(tx, portal, change, reading).await?,
        }
    }
    touched.extend(owners(tx, portal, changes).await?);
    let mut entities: Vec<Entity> = changes.iter().map(|change| change.entity).collect();
    entities.sort_unstable();
    entities.dedup();
    tx.cursors(portal).note_changes(&entities, now).await?;
    let days = footprint.after(tx, portal, changes).await?;
    if touched.is_empty() && days.is_empty() && !everything {
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

async fn owners(tx: &mut Tx, portal: PortalId, changes: &[Change]) -> Result<BTreeSet<CompanyId>, store::Error> {
    let mut companies = BTreeSet::new();
    for change in changes {
        let found = tx.report(portal).companies_of(change.entity, &ids(change)).await?;
        companies.extend(found);
    }
    Ok(companies)
}

/// The records a change is about, those that are gone included.
pub(crate) fn ids(change: &Change) -> Vec<i64> {
    let of_rows = change.rows.iter().filter_map(id_of);
    let ids: BTreeSet<i64> = change.asked.iter().copied().chain(of_rows).collect();
    ids.into_iter().collect()
}

fn id_of(row: &Value) -> Option<i64> {
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
    fn read<T>(change: &Change, row: impl Fn(&Value) -> Option<T>) -> Vec<T> {
        change.rows.iter().filter_map(row).collect()
    }
    let there: BTreeSet<i64> = change.rows.iter().filter_map(id_of).collect();
    let gone: Vec<i64> = change.asked.iter().copied().filter(|id| !there.contains(id)).collect();
    match change.entity {
        Entity::Companies => {
            tx.companies(portal).upsert(&read(change, |row| rows::company(row, reading))).await?;
            tx.companies(portal).delete(&gone.iter().copied().map(CompanyId).collect::<Vec<_>>()).await?;
        }
        Entity::Deals => {
            tx.deals(portal).upsert(&read(change, |row| rows::deal(row, reading))).await?;
            tx.deals(portal).delete(&gone.iter().copied().map(DealId).collect::<Vec<_>>()).await?;
        }
        Entity::Requisites => {
            tx.requisites(portal).upsert(&read(change, rows::requisite)).await?;
            tx.requisites(portal).delete(&gone).await?;
        }
        Entity::Contacts => {
            tx.contacts(portal).upsert(&read(change, rows::contact)).await?;
            tx.contacts(portal).delete(&gone).await?;
        }
        Entity::Activities => {
            tx.activities(portal).upsert(&read(change, |row| rows::activity(row, reading))).await?;
            tx.activities(portal).delete(&gone).await?;
        }
        Entity::Calls => {
            tx.calls(portal).upsert(&read(change, |row| rows::call(row, reading))).await?;
            tx.calls(portal).delete(&gone).await?;
        }
        Entity::People | Entity::Departments | Entity::Dictionaries => {}
    }
    Ok(())
}
