//! Creating, changing and deleting records as a user of the portal would.

mod fields;
mod history;
mod points;

pub(crate) use fields::base_currency;
pub(crate) use history::{
    State as StageState, ensure as ensure_stage_history, is_complete as has_stage_history, record as record_stage,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::{Activity, COMPANY, CONTACT, Company, Contact, DEAL, Deal, Records};
use crate::php::Value;
use crate::state::PortalEvent;

/// Kinds of records that can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EntityName {
    Company,
    Contact,
    Deal,
    Activity,
}

/// What happens to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    Create,
    Update,
    Delete,
}

/// What a change leaves behind for those who look for changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Traces {
    /// Its events, and the record's date of modification.
    #[default]
    All,
    /// The date only: its events are lost.
    Date,
    /// Neither: as if the database had been edited behind the portal's back.
    None,
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
    /// The pipeline and stage a deal came to, when it came from another pipeline.
    pub(crate) moved_to: Option<(u32, String)>,
}

impl Changed {
    /// The events the change causes.
    pub(crate) fn events(&self, actor: u32) -> Vec<PortalEvent> {
        let mut events = vec![PortalEvent::of_record(self.event, self.id, actor)];
        if let Some((category, stage)) = &self.moved_to {
            let fields = Value::map([
                ("ID", Value::text(self.id)),
                ("CATEGORY_ID", Value::text(category)),
                ("STAGE_ID", stage.as_str().into()),
            ]);
            let data = Value::map([("FIELDS", fields)]);
            events.push(PortalEvent::of_portal("ONCRMDEALMOVETOCATEGORY", data, actor));
        }
        events
    }
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
    /// What it leaves behind.
    pub(crate) traces: Traces,
}

impl Change<'_> {
    /// Whether the record's dates tell of it.
    pub(crate) fn is_dated(&self) -> bool {
        self.traces != Traces::None || self.action == Action::Create
    }
}

/// Makes a change. A refused one leaves the record as it was.
///
/// # Errors
/// [`ChangeError`] naming the id or the field.
pub(crate) fn apply(records: &mut Records, change: &Change<'_>) -> Result<Changed, ChangeError> {
    let category = |records: &Records| records.deals.get(change.id).map(|deal| deal.category_id);
    let before = category(records);
    let id = match change.action {
        Action::Delete => delete(records, change.entity, change.id)?,
        Action::Create => create(records, change)?,
        Action::Update => update(records, change)?,
    };
    let is_deal_update = change.entity == EntityName::Deal && change.action == Action::Update;
    let moved = records.deals.get(id).filter(|deal| is_deal_update && before != Some(deal.category_id));
    let moved_to = moved.map(|deal| (deal.category_id, records.text(deal.stage_id).to_owned()));
    let event = match (change.entity, change.action) {
        (EntityName::Company, Action::Create) => "ONCRMCOMPANYADD",
        (EntityName::Company, Action::Update) => "ONCRMCOMPANYUPDATE",
        (EntityName::Company, Action::Delete) => "ONCRMCOMPANYDELETE",
        (EntityName::Contact, Action::Create) => "ONCRMCONTACTADD",
        (EntityName::Contact, Action::Update) => "ONCRMCONTACTUPDATE",
        (EntityName::Contact, Action::Delete) => "ONCRMCONTACTDELETE",
        (EntityName::Deal, Action::Create) => "ONCRMDEALADD",
        (EntityName::Deal, Action::Update) => "ONCRMDEALUPDATE",
        (EntityName::Deal, Action::Delete) => "ONCRMDEALDELETE",
        (EntityName::Activity, Action::Create) => "ONCRMACTIVITYADD",
        (EntityName::Activity, Action::Update) => "ONCRMACTIVITYUPDATE",
        (EntityName::Activity, Action::Delete) => "ONCRMACTIVITYDELETE",
    };
    Ok(Changed { id, event, moved_to })
}

/// Deleting a company or contact leaves its deals without one.
fn delete(records: &mut Records, entity: EntityName, id: u32) -> Result<u32, ChangeError> {
    let gone = match entity {
        EntityName::Company => records.companies.remove(id).is_some(),
        EntityName::Contact => records.contacts.remove(id).is_some(),
        EntityName::Deal => records.deals.remove(id).is_some(),
        EntityName::Activity => records.activities.remove(id).is_some(),
    };
    if !gone {
        return Err(ChangeError::NotFound(id));
    }
    let entity_type = match entity {
        EntityName::Company => COMPANY,
        EntityName::Contact => CONTACT,
        EntityName::Deal => DEAL,
        EntityName::Activity => return Ok(id),
    };
    forget(records, entity, id);
    records.activities.retain(|row| !(row.owner_type == entity_type && row.owner_id == id && row.bindings.is_empty()));
    records.comments.retain(|row| !(row.entity_type == u32::from(entity_type) && row.entity_id == id));
    Ok(id)
}

/// Takes a deleted record out of everything that points at it.
fn forget(records: &mut Records, entity: EntityName, id: u32) {
    let sales = &mut records.sales;
    match entity {
        EntityName::Company => {
            sales.company_contacts.remove(&id);
            records.requisites.retain(|row| !(row.entity_type == COMPANY && row.entity_id == id));
            records.contacts.for_each_mut(|contact| clear(&mut contact.company_id, id));
            records.deals.for_each_mut(|deal| clear(&mut deal.company_id, id));
        }
        EntityName::Contact => {
            for links in sales.deal_contacts.values_mut().chain(sales.company_contacts.values_mut()) {
                links.retain(|link| link.contact_id != id);
            }
            let others = &sales.deal_contacts;
            records.deals.for_each_mut(|deal| {
                if deal.contact_id == id {
                    deal.contact_id = others.get(&deal.id).and_then(|links| links.first()).map_or(0, |l| l.contact_id);
                }
            });
        }
        EntityName::Deal => {
            let owned = |owner_type: u32, owner_id: u32| owner_type == u32::from(DEAL) && owner_id == id;
            sales.deal_contacts.remove(&id);
            sales.computed_amounts.remove(&id);
            sales.product_rows.retain(|row| !owned(row.owner_type, row.owner_id));
            sales.payments.retain(|row| !owned(row.owner_type, row.owner_id));
            sales.history.moves.retain(|row| !owned(row.owner_type, row.owner_id));
            sales.history.waiting.retain(|row| !owned(row.owner_type, row.owner_id));
        }
        EntityName::Activity => {}
    }
}

fn clear(link: &mut u32, id: u32) {
    if *link == id {
        *link = 0;
    }
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
            if change.fields.get("IS_MANUAL_OPPORTUNITY").is_none() {
                records.sales.computed_amounts.insert(id);
            }
            if deal.title.is_empty() {
                deal.title = format!("Сделка #{id}").into();
            }
            history::record_created(records, &deal, now);
            records.deals.insert(deal);
            Ok(id)
        }
        EntityName::Contact => {
            let mut contact = Contact {
                id: records.contacts.next_id(),
                assigned_by: actor,
                created_by: actor,
                created_at: now,
                ..Contact::default()
            };
            fields::set_contact(records, &mut contact, change)?;
            let id = contact.id;
            records.contacts.insert(contact);
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
            let before = deal.clone();
            fields::set_deal(records, &mut deal, change)?;
            if before.stage_id != deal.stage_id {
                history::record_moved(records, &before, history::State::of(&deal), change.now);
            }
            records.deals.insert(deal);
        }
        EntityName::Contact => {
            let mut contact = records.contacts.get(id).cloned().ok_or(ChangeError::NotFound(id))?;
            fields::set_contact(records, &mut contact, change)?;
            records.contacts.insert(contact);
        }
        EntityName::Activity => {
            let mut activity = records.activities.get(id).cloned().ok_or(ChangeError::NotFound(id))?;
            fields::set_activity(records, &mut activity, change)?;
            records.activities.insert(activity);
        }
    }
    Ok(id)
}
