//! Columns of deals.

use std::borrow::Cow;

use crate::model::{Deal, Records, StageSemantics, Table, UserField, UserValues};
use crate::rest::list::{Cell, Entity, Field, Kind};

impl Entity for Deal {
    fn table(records: &Records) -> &Table<Self> {
        &records.deals
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }

    fn user_values(&self) -> Option<&UserValues> {
        Some(&self.user_values)
    }

    fn user_fields(records: &Records) -> &[UserField] {
        &records.deal_fields
    }
}

const DATE: Kind = Kind::Date;
const TIME: Kind = Kind::DateTime;

static FIELDS: &[Field<Deal>] = &[
    Field::fixed("ID", "id", Kind::Integer, |deal, _| Cell::Int(i64::from(deal.id))),
    Field::new("TITLE", "title", Kind::String, |deal, _| Cell::Text(&deal.title)),
    Field::new("TYPE_ID", "typeId", Kind::Status("DEAL_TYPE"), |deal, r| Cell::text_or_none(r.text(deal.type_id))),
    Field::new("STAGE_ID", "stageId", Kind::Status("DEAL_STAGE"), |deal, r| Cell::Text(r.text(deal.stage_id))),
    Field::new("PROBABILITY", "probability", Kind::Integer, |deal, _| {
        deal.probability.map_or(Cell::None, |percent| Cell::Int(i64::from(percent)))
    }),
    Field::new("CURRENCY_ID", "currencyId", Kind::Currency, |deal, r| Cell::text_or_none(r.text(deal.currency))),
    Field::new("OPPORTUNITY", "opportunity", Kind::Double, |deal, _| Cell::Money(deal.amount)),
    Field::new("IS_MANUAL_OPPORTUNITY", "isManualOpportunity", Kind::Char, |deal, r| {
        Cell::Flag(!r.sales.computed_amounts.contains(&deal.id))
    }),
    Field::new("TAX_VALUE", "taxValue", Kind::Double, |_, _| Cell::Money(0)),
    Field::new("LEAD_ID", "leadId", Kind::Link("crm_lead"), |_, _| Cell::None),
    // A deal without a company carries 0 in both styles.
    Field::new("COMPANY_ID", "companyId", Kind::Link("crm_company"), |deal, _| Cell::Int(i64::from(deal.company_id))),
    Field::new("CONTACT_ID", "contactId", Kind::Link("crm_contact"), |deal, _| Cell::Ref(deal.contact_id)),
    Field::new("", "contactIds", Kind::Link("crm_contact"), |deal, r| {
        if let Some(links) = r.sales.deal_contacts.get(&deal.id) {
            return Cell::Ids(links.iter().map(|link| link.contact_id).collect());
        }
        let ids: &[u32] = if deal.contact_id == 0 { &[] } else { std::slice::from_ref(&deal.contact_id) };
        Cell::Ids(Cow::Borrowed(ids))
    }),
    Field::fixed("QUOTE_ID", "quoteId", Kind::Link("crm_quote"), |_, _| Cell::None),
    Field::new("BEGINDATE", "begindate", DATE, |deal, _| Cell::day_or_none(deal.begin_day)),
    Field::new("CLOSEDATE", "closedate", DATE, |deal, _| Cell::day_or_none(deal.close_day)),
    Field::new("ASSIGNED_BY_ID", "assignedById", Kind::User, |deal, _| Cell::Int(i64::from(deal.assigned_by))),
    Field::fixed("CREATED_BY_ID", "createdBy", Kind::User, |deal, _| Cell::Int(i64::from(deal.created_by))),
    Field::fixed("MODIFY_BY_ID", "updatedBy", Kind::User, |deal, _| Cell::Int(i64::from(deal.modified_by))),
    Field::fixed("DATE_CREATE", "createdTime", TIME, |deal, _| Cell::Instant(deal.created_at)),
    Field::fixed("DATE_MODIFY", "updatedTime", TIME, |deal, _| Cell::Instant(deal.modified_at)),
    Field::new("OPENED", "opened", Kind::Char, |deal, _| Cell::Flag(deal.opened)),
    Field::new("CLOSED", "closed", Kind::Char, |deal, _| Cell::Flag(deal.semantics != StageSemantics::Process)),
    Field::new("COMMENTS", "comments", Kind::String, |deal, _| Cell::text_or_none(&deal.comments)),
    Field::new("ADDITIONAL_INFO", "additionalInfo", Kind::String, |_, _| Cell::None),
    Field::new("LOCATION_ID", "locationId", Kind::Link("location"), |_, _| Cell::None),
    Field::new("CATEGORY_ID", "categoryId", Kind::Link("crm_category"), |deal, _| {
        Cell::Int(i64::from(deal.category_id))
    }),
    Field::fixed("STAGE_SEMANTIC_ID", "stageSemanticId", Kind::String, |deal, _| Cell::Text(deal.semantics.letter())),
    Field::fixed("IS_NEW", "isNew", Kind::Char, |deal, r| {
        let stage = r.text(deal.stage_id);
        Cell::Flag(stage == "NEW" || stage.ends_with(":NEW"))
    }),
    Field::new("IS_RECURRING", "isRecurring", Kind::Char, |_, _| Cell::Flag(false)),
    Field::new("IS_RETURN_CUSTOMER", "isReturnCustomer", Kind::Char, |_, _| Cell::Flag(false)),
    Field::new("IS_REPEATED_APPROACH", "isRepeatedApproach", Kind::Char, |_, _| Cell::Flag(false)),
    Field::new("SOURCE_ID", "sourceId", Kind::Status("SOURCE"), |deal, r| Cell::text_or_none(r.text(deal.source_id))),
    Field::new("SOURCE_DESCRIPTION", "sourceDescription", Kind::String, |_, _| Cell::None),
    Field::new("ORIGINATOR_ID", "originatorId", Kind::String, |_, _| Cell::None),
    Field::new("ORIGIN_ID", "originId", Kind::String, |_, _| Cell::None),
    Field::fixed("MOVED_BY_ID", "movedBy", Kind::User, |deal, _| Cell::Int(i64::from(deal.moved_by))),
    Field::fixed("MOVED_TIME", "movedTime", TIME, |deal, _| Cell::instant_or_none(deal.moved_at)),
    Field::fixed("LAST_ACTIVITY_TIME", "lastActivityTime", TIME, |deal, _| last_activity(deal)),
    Field::new("LAST_ACTIVITY_BY", "lastActivityBy", Kind::User, |deal, _| Cell::Int(i64::from(deal.modified_by))),
    Field::new("UTM_SOURCE", "utmSource", Kind::String, |_, _| Cell::None),
    Field::new("UTM_MEDIUM", "utmMedium", Kind::String, |_, _| Cell::None),
    Field::new("UTM_CAMPAIGN", "utmCampaign", Kind::String, |_, _| Cell::None),
    Field::new("UTM_CONTENT", "utmContent", Kind::String, |_, _| Cell::None),
    Field::new("UTM_TERM", "utmTerm", Kind::String, |_, _| Cell::None),
    Field::fixed("", "entityTypeId", Kind::Integer, |_, _| Cell::Int(2)),
];

/// A deal nobody has talked about carries the time of its creation.
fn last_activity(deal: &Deal) -> Cell<'_> {
    Cell::Instant(if deal.last_activity_at == 0 { deal.created_at } else { deal.last_activity_at })
}
