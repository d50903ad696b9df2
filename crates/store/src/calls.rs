//! Telephony records (`voximplant.statistic.get`).

use crate::conn::on;
use crate::owners::{Owner, OwnerType};
use crate::records::{key, person, record_repository, seen_later, some, text};
use domain::day::{Day, Millis};
use domain::ids::PersonId;

/// `CALL_FAILED_CODE` of a conversation that took place.
pub const SUCCESS_CODE: &str = "200";

/// A telephony record as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRow {
    /// Id of the record.
    pub id: i64,
    /// `CALL_ID`, the telephony's own name of the call.
    pub call_id: String,
    /// The portal's person who spoke.
    pub person: Option<PersonId>,
    /// `CALL_TYPE`: 1 outgoing, 2 incoming, 3 incoming redirected, 4 callback.
    pub kind: i64,
    /// The client's number.
    pub phone: String,
    /// Length of the conversation, seconds.
    pub duration_s: i32,
    /// When it began.
    pub started: Millis,
    /// The day of `started` in the portal's zone.
    pub day: Day,
    /// `CALL_FAILED_CODE`: [`SUCCESS_CODE`], `304` missed, …
    pub failed_code: String,
    /// The CRM record the call is bound to.
    pub entity: Option<Owner>,
    /// The activity the call made in the CRM.
    pub activity_id: Option<i64>,
}

record_repository! {
    /// Telephony records of one portal.
    Calls of CallRow by i64, in "call";
    id |row| row.id, age 0;
    guard seen_later!("call");
    write |row| {
        call_id = text(&row.call_id),
        person = person(row.person),
        kind = row.kind,
        phone = text(&row.phone),
        duration_s = row.duration_s,
        started = row.started.0,
        day = row.day.0,
        failed_code = key(&row.failed_code),
        entity_type = Owner::columns(row.entity).0,
        entity_id = Owner::columns(row.entity).1,
        activity_id = row.activity_id.unwrap_or(0),
    }
    read |row| CallRow {
        id: row.try_get("id")?,
        call_id: row.try_get("call_id")?,
        person: some(row.try_get("person")?).map(PersonId),
        kind: row.try_get("kind")?,
        phone: row.try_get("phone")?,
        duration_s: row.try_get("duration_s")?,
        started: Millis(row.try_get("started")?),
        day: Day(row.try_get("day")?),
        failed_code: row.try_get("failed_code")?,
        entity: Owner::of_columns(OwnerType(row.try_get("entity_type")?), row.try_get("entity_id")?),
        activity_id: some(row.try_get("activity_id")?),
    };
}

impl Calls<'_> {
    /// Ids of records without an activity that began at `since` or later, the latest first; at most `most`.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn loose(&mut self, since: Millis, most: u32) -> crate::Result<Vec<i64>> {
        let (portal, since_day) = (self.portal.0, Day(i32::try_from(since.0.div_euclid(86_400_000)).unwrap_or(0) - 1));
        Ok(on!(self.conn, |c| {
            sqlx::query_scalar(
                "SELECT id FROM call WHERE portal_id = $1 AND activity_id = 0 AND day >= $2 AND started >= $3
                 ORDER BY id DESC LIMIT $4",
            )
            .bind(portal)
            .bind(since_day.0)
            .bind(since.0)
            .bind(i64::from(most))
            .fetch_all(c)
            .await?
        }))
    }
}
