//! What each person did on each day: counted from calls and activities in the transaction that changes them.
//!
//! A call is what telephony recorded as a conversation. It belongs to the person telephony names, or to the one
//! responsible for its activity where telephony names nobody; to the company it is bound to, directly or through a
//! contact or deal, and otherwise to that of its activity. A record that made an activity counts while the activity is
//! there: who deletes the call in the CRM takes it back. A meeting is a completed activity of that type or provider.

mod counting;
mod footprint;
mod listing;

pub use listing::{Listed, ListedCall, ListedMeeting};

use crate::conn::{Conn, on};
use crate::error::{Error, Result};
use crate::records::ROWS;
use domain::activity::settings::CountingRules;
use domain::activity::tally::{DayTally, Detail};
use domain::day::{Day, Millis};
use domain::ids::{PersonId, PortalId};
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet};

/// A person's day.
pub type PersonDay = (PersonId, Day);

/// Counted days of one portal.
pub struct PersonDays<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

/// Which counted days are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// Only those that changed after this revision.
    pub since: Option<i64>,
}

/// How days are counted.
pub struct Counting<'r> {
    /// What counts.
    pub rules: &'r CountingRules,
    /// The hour of the portal's day an instant falls in, 0–23.
    pub hour_of: &'r (dyn Fn(Millis) -> u8 + Send + Sync),
    /// The portal's revision that this change makes.
    pub revision: i64,
}

impl PersonDays<'_> {
    /// Counts these days anew.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn recount(&mut self, days: &BTreeSet<PersonDay>, counting: &Counting<'_>) -> Result<()> {
        let days: Vec<PersonDay> = days.iter().copied().filter(|(person, _)| person.0 != 0).collect();
        for chunk in days.chunks(ROWS) {
            let counted = self.count(chunk, counting).await?;
            self.save(&counted, counting.revision).await?;
        }
        Ok(())
    }

    /// Counts every day of a person anew; days that have nothing left stay as zeros.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn recount_person(&mut self, person: PersonId, counting: &Counting<'_>) -> Result<u64> {
        let mut counted = self.count_person(person, counting).await?;
        for day in self.stored_days(person).await? {
            counted.entry((person, day)).or_default();
        }
        let days = counted.len();
        self.save(&counted, counting.revision).await?;
        Ok(u64::try_from(days).unwrap_or(u64::MAX))
    }

    /// Everybody who has calls or meetings, or had.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn everybody(&mut self) -> Result<BTreeSet<PersonId>> {
        let portal = self.portal.0;
        let mut found = BTreeSet::new();
        let statements = [
            "SELECT DISTINCT person FROM call WHERE portal_id = $1",
            "SELECT DISTINCT a.responsible FROM call c JOIN activity a ON a.portal_id = c.portal_id AND a.id = c.activity_id
             WHERE c.portal_id = $1 AND c.person = 0 AND c.activity_id <> 0",
            "SELECT DISTINCT responsible FROM activity WHERE portal_id = $1 AND kind IN (1, 5, 6)",
            "SELECT DISTINCT person FROM person_day WHERE portal_id = $1",
        ];
        on!(self.conn, |c| {
            for statement in statements {
                let people: Vec<i64> = sqlx::query_scalar(statement).bind(portal).fetch_all(&mut *c).await?;
                found.extend(people.into_iter().filter(|person| *person != 0).map(PersonId));
            }
        });
        Ok(found)
    }

    async fn stored_days(&mut self, person: PersonId) -> Result<Vec<Day>> {
        let portal = self.portal.0;
        let days: Vec<i32> = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT day FROM person_day WHERE portal_id = $1 AND person = $2")
                .bind(portal)
                .bind(person.0)
                .fetch_all(c)
                .await?
        });
        Ok(days.into_iter().map(Day).collect())
    }

    async fn save(&mut self, counted: &BTreeMap<PersonDay, DayTally>, revision: i64) -> Result<()> {
        const COLUMNS: &str =
            "INSERT INTO person_day (portal_id, person, day, calls_out, calls_in, seconds_out, seconds_in,
            unknown_out, unknown_in, companies_out, companies_any, meetings, detail, revision) ";
        const REPLACE: &str = " ON CONFLICT (portal_id, person, day) DO UPDATE SET calls_out = excluded.calls_out,
            calls_in = excluded.calls_in, seconds_out = excluded.seconds_out, seconds_in = excluded.seconds_in,
            unknown_out = excluded.unknown_out, unknown_in = excluded.unknown_in,
            companies_out = excluded.companies_out, companies_any = excluded.companies_any,
            meetings = excluded.meetings, detail = excluded.detail, revision = excluded.revision";
        let portal = self.portal.0;
        let rows: Vec<(&PersonDay, &DayTally)> = counted.iter().collect();
        on!(self.conn, |c: Db| {
            for chunk in rows.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new(COLUMNS);
                sql.push_values(chunk, |mut values, ((person, day), tally)| {
                    values.push_bind(portal).push_bind(person.0).push_bind(day.0);
                    for number in numbers(tally) {
                        values.push_bind(i32::try_from(number).unwrap_or(i32::MAX));
                    }
                    values.push_bind(tally.detail.to_vec()).push_bind(revision);
                });
                sql.push(REPLACE);
                sql.build().persistent(chunk.len() == ROWS).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// Counted days, by person and day; a day that lost everything is empty.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn load(&mut self, wanted: Wanted) -> Result<Vec<(PersonDay, DayTally)>> {
        type Columns = (i64, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, Vec<u8>);
        const ALL: &str = "SELECT person, day, calls_out, calls_in, seconds_out, seconds_in, unknown_out, unknown_in,
            companies_out, companies_any, meetings, detail FROM person_day
            WHERE portal_id = $1 AND day BETWEEN $2 AND $3 ORDER BY person, day";
        const SINCE: &str = "SELECT person, day, calls_out, calls_in, seconds_out, seconds_in, unknown_out, unknown_in,
            companies_out, companies_any, meetings, detail FROM person_day
            WHERE portal_id = $1 AND day BETWEEN $2 AND $3 AND revision > $4 ORDER BY person, day";
        let portal = self.portal.0;
        let statement = if wanted.since.is_some() { SINCE } else { ALL };
        let rows: Vec<Columns> = on!(self.conn, |c| {
            let mut query = sqlx::query_as(statement).bind(portal).bind(wanted.first.0).bind(wanted.last.0);
            if let Some(since) = wanted.since {
                query = query.bind(since);
            }
            query.fetch_all(c).await?
        });
        rows.into_iter()
            .map(|row| {
                if Detail::decode(&row.11).is_none() {
                    return Err(Error::Unreadable {
                        column: "person_day.detail",
                        value: format!("{} {}", row.0, row.1),
                    });
                }
                let tally = DayTally {
                    calls_out: row.2.unsigned_abs(),
                    calls_in: row.3.unsigned_abs(),
                    seconds_out: row.4.unsigned_abs(),
                    seconds_in: row.5.unsigned_abs(),
                    unknown_out: row.6.unsigned_abs(),
                    unknown_in: row.7.unsigned_abs(),
                    companies_out: row.8.unsigned_abs(),
                    companies_any: row.9.unsigned_abs(),
                    meetings: row.10.unsigned_abs(),
                    detail: row.11.into_boxed_slice(),
                };
                Ok(((PersonId(row.0), Day(row.1)), tally))
            })
            .collect()
    }
}

fn numbers(tally: &DayTally) -> [u32; 9] {
    [
        tally.calls_out,
        tally.calls_in,
        tally.seconds_out,
        tally.seconds_in,
        tally.unknown_out,
        tally.unknown_in,
        tally.companies_out,
        tally.companies_any,
        tally.meetings,
    ]
}
