//! Activities: calls, meetings, letters, tasks.

use crate::conn::on;
use crate::error::Result;
use crate::owners::{Owner, OwnerType};
use crate::records::{newer, person, record_repository, some, text};
use domain::day::{Day, Millis};
use domain::ids::PersonId;

/// `TYPE_ID` of a meeting.
pub const KIND_MEETING: i64 = 1;
/// `TYPE_ID` of a call.
pub const KIND_CALL: i64 = 2;

/// An activity as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityRow {
    /// Bitrix24 id.
    pub id: i64,
    /// `TYPE_ID`: 1 meeting, 2 call, 3 task, 4 letter, 6 provider's own.
    pub kind: i64,
    /// `PROVIDER_ID` (`VOXIMPLANT_CALL`, `CRM_MEETING`, …).
    pub provider: String,
    /// `DIRECTION`: 0 none, 1 incoming, 2 outgoing.
    pub direction: i64,
    /// Whether it is done.
    pub completed: bool,
    /// Responsible person.
    pub responsible: Option<PersonId>,
    /// The record it belongs to.
    pub owner: Option<Owner>,
    /// When it takes or took place.
    pub at: Millis,
    /// The day of `at` in the portal's zone.
    pub day: Day,
    /// Subject.
    pub subject: String,
    /// When it was created.
    pub created: Millis,
    /// When it was last modified; an older row never overwrites a newer one.
    pub modified: Millis,
}

record_repository! {
    /// Activities of one portal.
    Activities of ActivityRow by i64, in "activity";
    id |row| row.id, age row.modified.0;
    guard newer!("activity");
    write |row| {
        kind = row.kind,
        provider = text(&row.provider),
        direction = row.direction,
        completed = row.completed,
        responsible = person(row.responsible),
        owner_type = Owner::columns(row.owner).0,
        owner_id = Owner::columns(row.owner).1,
        at = row.at.0,
        day = row.day.0,
        subject = text(&row.subject),
        created = row.created.0,
        modified = row.modified.0,
    }
    read |row| ActivityRow {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        provider: row.try_get("provider")?,
        direction: row.try_get("direction")?,
        completed: row.try_get("completed")?,
        responsible: some(row.try_get("responsible")?).map(PersonId),
        owner: Owner::of_columns(OwnerType(row.try_get("owner_type")?), row.try_get("owner_id")?),
        at: Millis(row.try_get("at")?),
        day: Day(row.try_get("day")?),
        subject: row.try_get("subject")?,
        created: Millis(row.try_get("created")?),
        modified: Millis(row.try_get("modified")?),
    };
}

impl Activities<'_> {
    /// Providers of the latest records that can be meetings, with how many of these are theirs, most first.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn providers(&mut self) -> Result<Vec<(String, u64)>> {
        let portal = self.portal.0;
        let rows: Vec<(String, i64)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT provider, COUNT(*) FROM activity WHERE portal_id = $1 AND kind IN (1, 5, 6) AND provider <> ''
                   AND id > (SELECT COALESCE(MAX(id), 0) FROM activity WHERE portal_id = $1) - 100000
                 GROUP BY provider ORDER BY COUNT(*) DESC, provider LIMIT 50",
            )
            .bind(portal)
            .fetch_all(c)
            .await?
        });
        Ok(rows.into_iter().map(|(provider, count)| (provider, count.unsigned_abs())).collect())
    }
}
