//! Everything a grid needs beside counted days, in one go.

use super::ActivitySetup;
use crate::conn::on;
use crate::error::{Error, Result};
use crate::{Departments, Dictionaries, People, Rights};
use domain::activity::calendar::{Absence, AbsenceReason, Absences, DayKind, PortalCalendar, WorkCalendar};
use domain::activity::plan::{PlanBook, Planned, Rate, Span};
use domain::activity::setup::Setup;
use domain::activity::threads::{Seen, ThreadMark, ThreadMarks};
use domain::day::Day;
use domain::ids::PersonId;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A thread: person, span, at, comments, latest, its author, resolved up to, not verified.
type MarkRow = (i64, i32, i32, i64, i64, i64, i64, i64);

const MARKS: &str = "SELECT k.person, k.span, k.at, k.comments, k.latest, l.author, COALESCE(r.upto, 0), k.unverified
    FROM (SELECT portal_id, person, span, at, COUNT(*) AS comments, MAX(id) AS latest,
                 SUM(CASE WHEN verified_by = 0 THEN 1 ELSE 0 END) AS unverified
          FROM comment WHERE portal_id = $1 GROUP BY portal_id, person, span, at) k
    JOIN comment l ON l.portal_id = k.portal_id AND l.id = k.latest
    LEFT JOIN comment_resolved r
      ON r.portal_id = k.portal_id AND r.person = k.person AND r.span = k.span AND r.at = k.at";

impl ActivitySetup<'_> {
    /// What people set, and who they are.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn load(&mut self) -> Result<Setup> {
        let portal = self.portal;
        let people = People { conn: self.conn.lend(), portal }.all().await?;
        let departments = Departments { conn: self.conn.lend(), portal }.all().await?;
        let told = Dictionaries { conn: self.conn.lend(), portal }.calendar().await?;
        let calendar = WorkCalendar { portal: calendar_of(told.as_ref()), moved: self.moved_days().await? };
        Ok(Setup {
            people,
            departments,
            settings: self.settings().await?,
            calendar,
            absences: self.all_absences().await?,
            plans: self.plan_book().await?,
            forced: self.forced_days().await?,
            threads: self.thread_marks().await?,
            rights: Rights { conn: self.conn.lend(), portal }.all().await?,
            admins: Rights { conn: self.conn.lend(), portal }.admins().await?,
        })
    }

    /// The days that differ from the portal's calendar.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn moved_days(&mut self) -> Result<BTreeMap<Day, DayKind>> {
        let portal = self.portal.0;
        let rows: Vec<(i32, i32)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT day, kind FROM calendar_day WHERE portal_id = $1").bind(portal).fetch_all(c).await?
        });
        rows.into_iter().map(|(day, kind)| Ok((Day(day), super::days::kind_of(kind)?))).collect()
    }

    async fn all_absences(&mut self) -> Result<Absences> {
        let portal = self.portal.0;
        let rows: Vec<(i64, i32, i32, String)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT person, first_day, last_day, reason FROM absence WHERE portal_id = $1 ORDER BY person, id",
            )
            .bind(portal)
            .fetch_all(c)
            .await?
        });
        let mut absences = Absences::default();
        for (person, first, last, reason) in rows {
            absences.add(PersonId(person), Absence { first: Day(first), last: Day(last), reason: reason_of(&reason) });
        }
        Ok(absences)
    }

    /// Everybody's plans.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn plan_book(&mut self) -> Result<PlanBook> {
        type Columns = (i64, i32, i32, Option<i32>, Option<i32>, i64);
        let portal = self.portal.0;
        let rows: Vec<Columns> = on!(self.conn, |c| {
            sqlx::query_as("SELECT person, span, at, calls, meetings, version FROM plan WHERE portal_id = $1")
                .bind(portal)
                .fetch_all(c)
                .await?
        });
        let mut book = PlanBook::default();
        for (person, span, at, calls, meetings, version) in rows {
            let rate = Rate { calls: calls.map(i32::unsigned_abs), meetings: meetings.map(i32::unsigned_abs) };
            book.set(PersonId(person), span_of(span, at)?, Planned { rate, version });
        }
        Ok(book)
    }

    async fn forced_days(&mut self) -> Result<BTreeSet<(PersonId, Day)>> {
        let portal = self.portal.0;
        let rows: Vec<(i64, i32)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT person, day FROM forced_day WHERE portal_id = $1").bind(portal).fetch_all(c).await?
        });
        Ok(rows.into_iter().map(|(person, day)| (PersonId(person), Day(day))).collect())
    }

    async fn thread_marks(&mut self) -> Result<ThreadMarks> {
        let portal = self.portal.0;
        let rows: Vec<MarkRow> = on!(self.conn, |c| sqlx::query_as(MARKS).bind(portal).fetch_all(c).await?);
        let mut marks = ThreadMarks::default();
        for (person, span, at, count, last, author, resolved, unverified) in rows {
            let mark = ThreadMark {
                count: u32::try_from(count).unwrap_or(u32::MAX),
                last,
                last_author: PersonId(author),
                open: resolved < last && unverified > 0,
            };
            marks.set(PersonId(person), span_of(span, at)?, mark);
        }
        Ok(marks)
    }

    /// How far a viewer has read the threads.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn seen(&mut self, viewer: PersonId) -> Result<Seen> {
        let portal = self.portal.0;
        let rows: Vec<(i64, i32, i32, i64)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT person, span, at, upto FROM comment_seen WHERE portal_id = $1 AND viewer = $2")
                .bind(portal)
                .bind(viewer.0)
                .fetch_all(c)
                .await?
        });
        let mut seen = Seen { viewer, upto: BTreeMap::new() };
        for (person, span, at, upto) in rows {
            seen.upto.insert((PersonId(person), span_of(span, at)?), upto);
        }
        Ok(seen)
    }
}

/// A stored span.
pub(crate) fn span_of(span: i32, at: i32) -> Result<Span> {
    Span::of_columns(span, at).ok_or_else(|| Error::Unreadable { column: "span", value: span.to_string() })
}

pub(super) fn reason_of(code: &str) -> AbsenceReason {
    AbsenceReason::ALL.into_iter().find(|reason| reason.code() == code).unwrap_or(AbsenceReason::Other)
}

/// Reads the portal's calendar as it told it; a portal that told none has the usual week.
fn calendar_of(told: Option<&Value>) -> PortalCalendar {
    let Some(told) = told else { return PortalCalendar::default() };
    let text = |field: &str| told.get(field).and_then(Value::as_str).unwrap_or_default();
    let week = told.get("week_holidays");
    let codes: Vec<&str> = match week {
        Some(Value::Array(codes)) => codes.iter().filter_map(Value::as_str).collect(),
        Some(Value::Object(codes)) => codes.values().filter_map(Value::as_str).collect(),
        Some(Value::String(codes)) => codes.split(['|', ',']).collect(),
        _ => Vec::new(),
    };
    PortalCalendar::read(text("year_holidays"), text("year_workdays"), codes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_calendar_reads_in_every_form_portals_send() {
        let usual = PortalCalendar::default();
        assert_eq!(calendar_of(None), usual);
        assert_eq!(calendar_of(Some(&json!({}))), usual);
        assert_eq!(calendar_of(Some(&json!({"week_holidays": null, "year_holidays": null}))), usual);
        let told = json!({"year_holidays": "1.01,23.02", "year_workdays": "28.02", "week_holidays": ["SU"]});
        let calendar = calendar_of(Some(&told));
        assert_eq!((calendar.holidays.len(), calendar.workdays.len()), (2, 1));
        assert_eq!(calendar.week_off, [false, false, false, false, false, false, true]);
        let keyed = calendar_of(Some(&json!({"week_holidays": {"0": "SA", "1": "SU"}})));
        assert_eq!(keyed.week_off, usual.week_off);
        assert_eq!(calendar_of(Some(&json!({"week_holidays": "SA|SU"}))).week_off, usual.week_off);
    }
}
