//! Contacts of deals and companies, beyond the one a deal carries in its own column.

use crate::model::{ContactLink, Records};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome, id_of};
use crate::rest::error::RestError;

use super::legacy_id;

/// Contacts of a deal, the main one first.
pub(super) fn of_deal(records: &Records, deal: u32) -> Vec<ContactLink> {
    if let Some(links) = records.sales.deal_contacts.get(&deal) {
        return links.clone();
    }
    let contact_id = records.deals.get(deal).map_or(0, |deal| deal.contact_id);
    if contact_id == 0 { Vec::new() } else { vec![ContactLink { contact_id, sort: 10, primary: true }] }
}

/// Contacts of a company: those set by hand, or those that name it.
fn of_company(records: &Records, company: u32) -> Vec<ContactLink> {
    if let Some(links) = records.sales.company_contacts.get(&company) {
        return links.clone();
    }
    let own = records.contacts.iter().filter(|contact| contact.company_id == company).zip(1..);
    own.map(|(contact, place)| ContactLink { contact_id: contact.id, sort: place * 10, primary: place == 1 }).collect()
}

/// Ids are numbers here, where other legacy methods print text.
fn print(links: &[ContactLink]) -> Answer {
    let print = |link: &ContactLink| {
        Value::map([
            ("CONTACT_ID", Value::from(link.contact_id)),
            ("SORT", Value::Int(i64::from(link.sort))),
            ("ROLE_ID", Value::Int(0)),
            ("IS_PRIMARY", Value::flag(link.primary)),
        ])
    };
    Answer::of(Value::List(links.iter().map(print).collect()))
}

fn check_deal(call: &Call<'_>) -> Result<u32, RestError> {
    let id = legacy_id(call)?;
    call.state.records().deals.get(id).map(|deal| deal.id).ok_or_else(|| RestError::legacy("Not found"))
}

fn check_company(call: &Call<'_>) -> Result<u32, RestError> {
    let id = legacy_id(call)?;
    call.state.records().companies.get(id).map(|row| row.id).ok_or_else(|| RestError::legacy("Not found"))
}

/// `crm.deal.contact.items.get`.
pub(super) fn deal_get(call: &Call<'_>) -> Outcome {
    let id = check_deal(call)?;
    Ok(print(&of_deal(&call.state.records(), id)))
}

/// `crm.company.contact.items.get`.
pub(super) fn company_get(call: &Call<'_>) -> Outcome {
    let id = check_company(call)?;
    Ok(print(&of_company(&call.state.records(), id)))
}

/// The written links in their order. Exactly one is the main one: the first marked, or else the first.
fn written(call: &Call<'_>) -> Result<Vec<ContactLink>, RestError> {
    let items = call.params.param("items").filter(|items| items.is_array());
    let items = items.ok_or_else(|| RestError::legacy("The parameter items must be array."))?;
    let records = call.state.records();
    let mut links = Vec::new();
    for (item, place) in items.items().into_iter().zip(1..) {
        let contact_id = id_of(item.param("CONTACT_ID")).filter(|id| records.contacts.get(*id).is_some());
        let contact_id = contact_id.ok_or_else(|| RestError::legacy("The contact is not found."))?;
        let sort = item.param_int("SORT").and_then(|sort| i32::try_from(sort).ok()).unwrap_or(place * 10);
        let primary = item.param("IS_PRIMARY").is_some_and(Value::is_yes);
        links.push(ContactLink { contact_id, sort, primary });
    }
    settle(&mut links);
    Ok(links)
}

fn settle(links: &mut [ContactLink]) {
    links.sort_by_key(|link| link.sort);
    let main = links.iter().position(|link| link.primary).unwrap_or(0);
    for (place, link) in links.iter_mut().enumerate() {
        link.primary = place == main;
    }
}

fn keep_deal(call: &Call<'_>, deal: u32, links: Vec<ContactLink>) {
    let mut records = call.state.records_mut();
    let main = links.iter().find(|link| link.primary).map_or(0, |link| link.contact_id);
    let now = call.state.now_ms();
    if let Some(row) = records.deals.get_mut(deal) {
        row.contact_id = main;
        row.modified_at = now;
        row.modified_by = call.caller.user_id;
    }
    records.sales.deal_contacts.insert(deal, links);
    drop(records);
    call.fire_record("ONCRMDEALUPDATE", deal);
}

/// `crm.deal.contact.items.set`: the written contacts replace all there were.
pub(super) fn deal_set(call: &Call<'_>) -> Outcome {
    let id = check_deal(call)?;
    let links = written(call)?;
    keep_deal(call, id, links);
    Ok(Answer::of(true))
}

/// `crm.deal.contact.items.delete`.
pub(super) fn deal_clear(call: &Call<'_>) -> Outcome {
    let id = check_deal(call)?;
    keep_deal(call, id, Vec::new());
    Ok(Answer::of(true))
}

/// `crm.deal.contact.add`: one more contact.
pub(super) fn deal_add(call: &Call<'_>) -> Outcome {
    let deal = check_deal(call)?;
    let fields = call.params.param("fields").unwrap_or(&Value::Null);
    let contact_id = id_of(fields.param("CONTACT_ID"));
    let contact_id = contact_id.filter(|id| call.state.records().contacts.get(*id).is_some());
    let contact_id = contact_id.ok_or_else(|| RestError::legacy("The contact is not found."))?;
    let mut links = of_deal(&call.state.records(), deal);
    if links.iter().any(|link| link.contact_id == contact_id) {
        return Ok(Answer::of(false));
    }
    let last = links.iter().map(|link| link.sort).max().unwrap_or(0);
    let sort = fields.param_int("SORT").and_then(|sort| i32::try_from(sort).ok()).unwrap_or(last + 10);
    let primary = fields.param("IS_PRIMARY").is_some_and(Value::is_yes);
    if primary {
        links.iter_mut().for_each(|link| link.primary = false);
    }
    links.push(ContactLink { contact_id, sort, primary });
    settle(&mut links);
    keep_deal(call, deal, links);
    Ok(Answer::of(true))
}

/// `crm.deal.contact.delete`: one contact less.
pub(super) fn deal_delete(call: &Call<'_>) -> Outcome {
    let deal = check_deal(call)?;
    let contact = id_of(call.params.param("fields").and_then(|fields| fields.param("CONTACT_ID"))).unwrap_or(0);
    let mut links = of_deal(&call.state.records(), deal);
    let before = links.len();
    links.retain(|link| link.contact_id != contact);
    if links.len() == before {
        return Ok(Answer::of(false));
    }
    settle(&mut links);
    keep_deal(call, deal, links);
    Ok(Answer::of(true))
}

/// `crm.company.contact.items.set`. A contact without a company gets this one as its own; one left out loses it.
pub(super) fn company_set(call: &Call<'_>) -> Outcome {
    let id = check_company(call)?;
    let links = written(call)?;
    let mut records = call.state.records_mut();
    records.contacts.for_each_mut(|contact| {
        let linked = links.iter().any(|link| link.contact_id == contact.id);
        match (linked, contact.company_id) {
            (true, 0) => contact.company_id = id,
            (false, own) if own == id => contact.company_id = 0,
            _ => {}
        }
    });
    records.sales.company_contacts.insert(id, links);
    drop(records);
    call.fire_record("ONCRMCOMPANYUPDATE", id);
    Ok(Answer::of(true))
}
