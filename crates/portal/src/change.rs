//! Creating, changing and deleting records as a user of the portal would.

mod fields;

use serde::Deserialize;
use thiserror::Error;

use crate::model::{Activity, COMPANY, Company, DEAL, Deal, Records};
use crate::php::Value;

/// Kinds of records that can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EntityName {
    Company,
    Deal,
    Activity,
}

/// What happens to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    Create,
    Update,
    Delete,
}

/// Why a change is refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum ChangeError {
    #[error("no record has the id {0}")]
    NotFound(u32),
    #[error("unknown field {0}")]
    UnknownField(String),
    #[error("field {0} has an invalid value")]
    InvalidValue(String),
}

/// A change that was made.
#[derive(Debug)]
pub(crate) struct Changed {
    pub(crate) id: u32,
    pub(crate) event: &'static str,
}

/// A change to be made.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    pub(crate) entity: EntityName,
    pub(crate) action: Action,
    /// The record; ignored when one is created.
    pub(crate) id: u32,
    /// Columns by their legacy names.
    pub(crate) fields: &'a Value,
    /// Who makes it; 0 for a robot.
    pub(crate) actor: u32,
    /// UTC ms.
    pub(crate) now: i64,
    /// Leave unknown columns out instead of refusing them, as REST does.
    pub(crate) lenient: bool,
}

/// Makes a change. A refused one leaves the record as it was.
///
/// # Errors
/// [`ChangeError`] naming the id or the field.
pub(crate) fn apply(records: &mut Records, change: &Change<'_>) -> Result<Changed, ChangeError> {
    let id = match change.action {
        Action::Delete => delete(records, change.entity, change.id)?,
        Action::Create => create(records, change)?,
        Action::Update => update(records, change)?,
    };
    let event = match (change.entity, change.action) {
        (EntityName::Company, Action::Create) => "ONCRMCOMPANYADD",
        (EntityName::Company, Action::Update) => "ONCRMCOMPANYUPDATE",
        (EntityName::Company, Action::Delete) => "ONCRMCOMPANYDELETE",
        (EntityName::Deal, Action::Create) => "ONCRMDEALADD",
        (EntityName::Deal, Action::Update) => "ONCRMDEALUPDATE",
        (EntityName::Deal, Action::Delete) => "ONCRMDEALDELETE",
        (EntityName::Activity, Action::Create) => "ONCRMACTIVITYADD",
        (EntityName::Activity, Action::Update) => "ONCRMACTIVITYUPDATE",
        (EntityName::Activity, Action::Delete) => "ONCRMACTIVITYDELETE",
    };
    Ok(Changed { id, event })
}

/// Deleting a company leaves its deals without one.
fn delete(records: &mut Records, entity: EntityName, id: u32) -> Result<u32, ChangeError> {
    let gone = match entity {
        EntityName::Company => records.companies.remove(id).is_some(),
        EntityName::Deal => records.deals.remove(id).is_some(),
        EntityName::Activity => records.activities.remove(id).is_some(),
    };
    if !gone {
        return Err(ChangeError::NotFound(id));
    }
    if entity == EntityName::Company {
        records.deals.for_each_mut(|deal| {
            if deal.company_id == id {
                deal.company_id = 0;
            }
        });
    }
    let entity_type = match entity {
        EntityName::Company => COMPANY,
        EntityName::Deal => DEAL,
        EntityName::Activity => return Ok(id),
    };
    records.activities.retain(|row| !(row.owner_type == entity_type && row.owner_id == id && row.bindings.is_empty()));
    Ok(id)
}

fn create(records: &mut Records, change: &Change<'_>) -> Result<u32, ChangeError> {
    let (actor, now) = (change.actor, change.now);
    match change.entity {
        EntityName::Company => {
            let mut company = Company {
                id: records.companies.next_id(),
                assigned_by: actor,
                created_by: actor,
                created_at: now,
                opened: true,
                ..Company::default()
            };
            fields::set_company(records, &mut company, change)?;
            let id = company.id;
            records.companies.insert(company);
            Ok(id)
        }
        EntityName::Deal => {
            let mut deal = Deal {
                id: records.deals.next_id(),
                stage_id: records.words.intern("NEW"),
                currency: fields::base_currency(records),
                assigned_by: actor,
                created_by: actor,
                moved_by: actor,
                created_at: now,
                moved_at: now,
                opened: true,
                ..Deal::default()
            };
            fields::set_deal(records, &mut deal, change)?;
            let id = deal.id;
            records.deals.insert(deal);
            Ok(id)
        }
        EntityName::Activity => {
            let mut activity = Activity {
                id: records.activities.next_id(),
                responsible_id: actor,
                author_id: actor,
                created_at: now,
                start_at: now,
                end_at: now,
                ..Activity::default()
            };
            fields::set_activity(records, &mut activity, change)?;
            let id = activity.id;
            records.activities.insert(activity);
            Ok(id)
        }
    }
}

fn update(records: &mut Records, change: &Change<'_>) -> Result<u32, ChangeError> {
    let id = change.id;
    match change.entity {
        EntityName::Company => {
            let mut company = records.companies.get(id).cloned().ok_or(ChangeError::NotFound(id))?;
            fields::set_company(records, &mut company, change)?;
            records.companies.insert(company);
        }
        EntityName::Deal => {
            let mut deal = records.deals.get(id).cloned().ok_or(ChangeError::NotFound(id))?;
            fields::set_deal(records, &mut deal, change)?;
            records.deals.insert(deal);
        }
        EntityName::Activity => {
            let mut activity = records.activities.get(id).cloned().ok_or(ChangeError::NotFound(id))?;
            fields::set_activity(records, &mut activity, change)?;
            records.activities.insert(activity);
        }
    }
    Ok(id)
}
