//! Deals.

use crate::records::{key, newer, person, record_repository, some, text};
use domain::day::{Day, Millis};
use domain::ids::{CompanyId, DealId, PersonId};
use domain::money::{Amount, CurrencyCode};
use domain::text::fold;

/// A deal as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DealRow {
    /// Bitrix24 id.
    pub id: DealId,
    /// Title as written.
    pub title: String,
    /// The client; deals without one are ordinary.
    pub company: Option<CompanyId>,
    /// Responsible person.
    pub responsible: Option<PersonId>,
    /// Pipeline; 0 is the default one.
    pub pipeline: i64,
    /// Portal-wide stage id (`C2:NEW`); it need not be known.
    pub stage_id: String,
    /// Item of the enumeration field that the settings chose for directions, if they did and the deal has one.
    pub direction_item: Option<i64>,
    /// Sum of the deal.
    pub amount: Amount,
    /// Currency of `amount`.
    pub currency: CurrencyCode,
    /// When it was created.
    pub created: Millis,
    /// When it was last modified; an older row never overwrites a newer one.
    pub modified: Millis,
    /// The day of `modified` in the portal's zone.
    pub modified_day: Day,
    /// Whether the portal calls it closed.
    pub closed: bool,
    /// The day it is expected to be closed, and once it is closed, the day that happened.
    pub closes: Option<Day>,
}

record_repository! {
    /// Deals of one portal.
    Deals of DealRow by DealId, in "deal";
    id |row| row.id.0, age row.modified.0;
    guard newer!("deal");
    write |row| {
        title = text(&row.title),
        title_fold = fold(&text(&row.title)),
        company = row.company.map_or(0, |company| company.0),
        responsible = person(row.responsible),
        pipeline = row.pipeline,
        stage_id = key(&row.stage_id),
        direction_item = row.direction_item.unwrap_or(0),
        amount = row.amount.0,
        currency = key(&row.currency.0),
        created = row.created.0,
        modified = row.modified.0,
        modified_day = row.modified_day.0,
        closed = row.closed,
        closes_day = row.closes.map(|day| day.0),
    }
    read |row| DealRow {
        id: DealId(row.try_get("id")?),
        title: row.try_get("title")?,
        company: some(row.try_get("company")?).map(CompanyId),
        responsible: some(row.try_get("responsible")?).map(PersonId),
        pipeline: row.try_get("pipeline")?,
        stage_id: row.try_get("stage_id")?,
        direction_item: some(row.try_get("direction_item")?),
        amount: Amount(row.try_get("amount")?),
        currency: CurrencyCode(row.try_get("currency")?),
        created: Millis(row.try_get("created")?),
        modified: Millis(row.try_get("modified")?),
        modified_day: Day(row.try_get("modified_day")?),
        closed: row.try_get("closed")?,
        closes: row.try_get::<Option<i32>, _>("closes_day")?.map(Day),
    };
}
