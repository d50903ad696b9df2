//! Days counted as met, moved days of the calendar, absences.

use super::ActivitySetup;
use super::loading::reason_of;
use crate::conn::on;
use crate::error::{Error, Result};
use crate::records::{ROWS, text};
use domain::activity::calendar::{Absence, DayKind};
use domain::day::{Day, Millis};
use domain::ids::PersonId;
use sqlx::QueryBuilder;

/// A day counted as met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForcedRow {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub day: Day,
    /// Who counted it.
    pub author: PersonId,
    /// When.
    pub made: Millis,
    /// Why.
    pub reason: String,
}

/// An absence with its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbsenceRow {
    /// Its number, unique in the portal.
    pub id: i64,
    /// Whose.
    pub person: PersonId,
    /// From when to when, and why.
    pub absence: Absence,
}

fn code_of(kind: DayKind) -> i32 {
    match kind {
        DayKind::Work => 0,
        DayKind::Off => 1,
        DayKind::Holiday => 2,
    }
}

pub(super) fn kind_of(code: i32) -> Result<DayKind> {
    match code {
        0 => Ok(DayKind::Work),
        1 => Ok(DayKind::Off),
        2 => Ok(DayKind::Holiday),
        _ => Err(Error::Unreadable { column: "calendar_day.kind", value: code.to_string() }),
    }
}

impl ActivitySetup<'_> {
    /// Counts a day as met; false when it is already.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn force(&mut self, row: &ForcedRow) -> Result<bool> {
        let portal = self.portal.0;
        let written = on!(self.conn, |c| {
            sqlx::query(
                "INSERT INTO forced_day (portal_id, person, day, author, made, reason) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (portal_id, person, day) DO NOTHING",
            )
            .bind(portal)
            .bind(row.person.0)
            .bind(row.day.0)
            .bind(row.author.0)
            .bind(row.made.0)
            .bind(text(&row.reason))
            .execute(c)
            .await?
            .rows_affected()
        });
        Ok(written > 0)
    }

    /// Takes that back; answers what there was.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn unforce(&mut self, person: PersonId, day: Day) -> Result<Option<ForcedRow>> {
        let found = self.forced(person, day).await?;
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM forced_day WHERE portal_id = $1 AND person = $2 AND day = $3")
                .bind(portal)
                .bind(person.0)
                .bind(day.0)
                .execute(c)
                .await?;
        });
        Ok(found)
    }

    /// Who counted a day as met, when and why.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn forced(&mut self, person: PersonId, day: Day) -> Result<Option<ForcedRow>> {
        let portal = self.portal.0;
        let found: Option<(i64, i64, String)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT author, made, reason FROM forced_day WHERE portal_id = $1 AND person = $2 AND day = $3",
            )
            .bind(portal)
            .bind(person.0)
            .bind(day.0)
            .fetch_optional(c)
            .await?
        });
        Ok(found.map(|(author, made, reason)| ForcedRow {
            person,
            day,
            author: PersonId(author),
            made: Millis(made),
            reason,
        }))
    }

    /// Moves days of the calendar; `None` gives a day back to the portal's calendar.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn move_days(&mut self, days: &[(Day, Option<DayKind>)], author: PersonId, at: Millis) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            for chunk in days.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new("DELETE FROM calendar_day WHERE portal_id = ");
                sql.push_bind(portal).push(" AND day IN (");
                let mut list = sql.separated(", ");
                for (day, _) in chunk {
                    list.push_bind(day.0);
                }
                sql.push(")");
                sql.build().persistent(false).execute(&mut *c).await?;
                let moved: Vec<(Day, DayKind)> =
                    chunk.iter().filter_map(|(day, kind)| Some((*day, (*kind)?))).collect();
                if moved.is_empty() {
                    continue;
                }
                let mut sql =
                    QueryBuilder::<Db>::new("INSERT INTO calendar_day (portal_id, day, kind, author, changed) ");
                sql.push_values(&moved, |mut values, (day, kind)| {
                    values.push_bind(portal).push_bind(day.0).push_bind(code_of(*kind));
                    values.push_bind(author.0).push_bind(at.0);
                });
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// Days from `first` to `last` that somebody moved, in order, with who did it and when.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn moves_between(&mut self, first: Day, last: Day) -> Result<Vec<(Day, PersonId, Millis)>> {
        let portal = self.portal.0;
        let rows: Vec<(i32, i64, i64)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT day, author, changed FROM calendar_day
                 WHERE portal_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day",
            )
            .bind(portal)
            .bind(first.0)
            .bind(last.0)
            .fetch_all(c)
            .await?
        });
        Ok(rows.into_iter().map(|(day, author, at)| (Day(day), PersonId(author), Millis(at))).collect())
    }

    /// Notes an absence under a number of its own; one with that number is replaced.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn save_absence(&mut self, row: &AbsenceRow, author: PersonId, at: Millis) -> Result<()> {
        self.remove_absence(row.id).await?;
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query(
                "INSERT INTO absence (portal_id, person, id, first_day, last_day, reason, author, changed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(portal)
            .bind(row.person.0)
            .bind(row.id)
            .bind(row.absence.first.0)
            .bind(row.absence.last.0)
            .bind(row.absence.reason.code())
            .bind(author.0)
            .bind(at.0)
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// Removes an absence; answers what there was.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn remove_absence(&mut self, id: i64) -> Result<Option<AbsenceRow>> {
        let found = self.absences(None).await?.into_iter().find(|row| row.id == id);
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM absence WHERE portal_id = $1 AND id = $2")
                .bind(portal)
                .bind(id)
                .execute(c)
                .await?;
        });
        Ok(found)
    }

    /// Absences that touch the days from `first` to `last`, or all.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn absences(&mut self, within: Option<(Day, Day)>) -> Result<Vec<AbsenceRow>> {
        let portal = self.portal.0;
        let (first, last) = within.unwrap_or((Day(i32::MIN), Day(i32::MAX)));
        let rows: Vec<(i64, i64, i32, i32, String)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT id, person, first_day, last_day, reason FROM absence
                 WHERE portal_id = $1 AND last_day >= $2 AND first_day <= $3 ORDER BY first_day, id",
            )
            .bind(portal)
            .bind(first.0)
            .bind(last.0)
            .fetch_all(c)
            .await?
        });
        Ok(rows
            .into_iter()
            .map(|(id, person, first, last, reason)| AbsenceRow {
                id,
                person: PersonId(person),
                absence: Absence { first: Day(first), last: Day(last), reason: reason_of(&reason) },
            })
            .collect())
    }
}
