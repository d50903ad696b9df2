//! What is read of each entity, and by which method. Methods have separate budgets of execution time in the portal, so
//! every large entity is read by a method of its own.

use crate::sync::rows::Reading;
use bitrix24::listing::ListMethod;
use domain::progress::Entity;

/// Entities read by id ranges, in the order their pages are asked for.
pub const LARGE: [Entity; 6] =
    [Entity::Companies, Entity::Deals, Entity::Activities, Entity::Requisites, Entity::Contacts, Entity::Calls];

/// Type of a deal in `crm.item.list`.
const DEAL: i64 = 2;
/// `ENTITY_TYPE_ID` of a company in requisites.
const COMPANY: &str = "4";

/// The list of an entity; `None` for the small ones, which are read whole.
#[must_use]
pub fn list_of(entity: Entity, reading: &Reading) -> Option<ListMethod> {
    let list = match entity {
        Entity::Companies => {
            let mut fields = vec!["ID", "TITLE", "ASSIGNED_BY_ID", "CURRENCY_ID", "DATE_CREATE", "DATE_MODIFY"];
            fields.extend(reading.fields.names());
            ListMethod::legacy("crm.company.list").select(&fields)
        }
        Entity::Requisites => ListMethod::legacy("crm.requisite.list")
            .select(&["ID", "ENTITY_ID", "RQ_INN", "DATE_CREATE", "DATE_MODIFY"])
            .filter("=ENTITY_TYPE_ID", COMPANY),
        Entity::Contacts => ListMethod::legacy("crm.contact.list").select(&[
            "ID",
            "COMPANY_ID",
            "NAME",
            "LAST_NAME",
            "DATE_CREATE",
            "DATE_MODIFY",
        ]),
        Entity::Deals => {
            let mut fields = vec![
                "id",
                "title",
                "companyId",
                "assignedById",
                "categoryId",
                "stageId",
                "opportunity",
                "currencyId",
                "createdTime",
                "updatedTime",
                "closed",
                "closedate",
            ];
            fields.extend(reading.direction_field.as_deref());
            ListMethod::crm_items(DEAL).select(&fields).with("useOriginalUfNames", "Y")
        }
        Entity::Activities => ListMethod::legacy("crm.activity.list").select(&[
            "ID",
            "TYPE_ID",
            "PROVIDER_ID",
            "DIRECTION",
            "COMPLETED",
            "RESPONSIBLE_ID",
            "OWNER_TYPE_ID",
            "OWNER_ID",
            "SUBJECT",
            "CREATED",
            "START_TIME",
            "END_TIME",
            "LAST_UPDATED",
        ]),
        Entity::Calls => ListMethod::calls(),
        Entity::People | Entity::Departments | Entity::Dictionaries => return None,
    };
    Some(list)
}
