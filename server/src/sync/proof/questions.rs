//! How the portal is asked for the records that a selection of the copy names, and how its rows become records.

use super::Proof;
use crate::clock::print_instant;
use crate::sync::plan::list_of;
use crate::sync::rows;
use bitrix24::listing::ListMethod;
use domain::progress::Entity;
use serde_json::{Value, json};
use store::{Axis, Record, Selection};

/// The portal's name of a date.
pub(super) fn field_of(entity: Entity, axis: Axis) -> Option<&'static str> {
    match (entity, axis) {
        (Entity::Companies | Entity::Contacts | Entity::Requisites, Axis::Created) => Some("DATE_CREATE"),
        (Entity::Companies | Entity::Contacts | Entity::Requisites, Axis::Modified) => Some("DATE_MODIFY"),
        (Entity::Deals, Axis::Created) => Some("createdTime"),
        (Entity::Deals, Axis::Modified) => Some("updatedTime"),
        (Entity::Activities, Axis::Created) => Some("CREATED"),
        (Entity::Activities, Axis::Modified) => Some("LAST_UPDATED"),
        (Entity::Activities, Axis::Happened) => Some("START_TIME"),
        (Entity::Calls, Axis::Created | Axis::Happened) => Some("CALL_START_DATE"),
        _ => None,
    }
}

/// The portal's name of the responsible person.
fn responsible_of(entity: Entity) -> Option<&'static str> {
    match entity {
        Entity::Companies => Some("ASSIGNED_BY_ID"),
        Entity::Deals => Some("assignedById"),
        Entity::Activities => Some("RESPONSIBLE_ID"),
        Entity::Calls => Some("PORTAL_USER_ID"),
        _ => None,
    }
}

impl Proof<'_> {
    /// The list of an entity.
    pub(super) fn list(&self, entity: Entity) -> Option<ListMethod> {
        list_of(entity, self.reading)
    }

    /// The same for counting: nothing but ids is sent. Telephony knows no choice of fields.
    pub(super) fn slim(&self, entity: Entity) -> Option<ListMethod> {
        let list = self.list(entity)?;
        Some(if entity == Entity::Calls { list } else { list.select(&[]) })
    }

    /// `list` narrowed to a selection, by the portal's field `field`.
    pub(super) fn narrowed(&self, list: ListMethod, entity: Entity, field: &str, selection: &Selection) -> ListMethod {
        let mut list = list;
        if let Some(from) = selection.from {
            list = list.filter(&format!(">={field}"), print_instant(&self.reading.zone, from));
        }
        if let Some(before) = selection.before {
            list = list.filter(&format!("<{field}"), print_instant(&self.reading.zone, before));
        }
        if let Some(person) = responsible_of(entity).filter(|_| !selection.people.is_empty()) {
            let people: Vec<i64> = selection.people.iter().map(|person| person.0).collect();
            // Telephony documents a list of values under the field's own name, and no sign for it.
            let sign = if entity == Entity::Calls { "" } else { "@" };
            list = list.filter(&format!("{sign}{person}"), json!(people));
        }
        list
    }

    /// A row of the portal as the copy would hold it.
    pub(super) fn record(&self, entity: Entity, row: &Value) -> Option<Record> {
        match entity {
            Entity::Companies => rows::company(row, self.reading).map(Record::Company),
            Entity::Requisites => rows::requisite(row).map(Record::Requisite),
            Entity::Contacts => rows::contact(row).map(Record::Contact),
            Entity::Deals => rows::deal(row, self.reading).map(Record::Deal),
            Entity::Activities => rows::activity(row, self.reading).map(Record::Activity),
            Entity::Calls => rows::call(row, self.reading).map(Record::Call),
            Entity::People | Entity::Departments | Entity::Dictionaries => None,
        }
    }
}
