//! Calls and meetings of chosen days, read and folded into tallies.

use super::{Counting, PersonDay, PersonDays};
use crate::conn::on;
use crate::error::Result;
use domain::activity::counting::{DayCount, Talk};
use domain::activity::tally::DayTally;
use domain::day::{Day, Millis};
use domain::ids::PersonId;
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet};

/// A conversation: person, day, kind, seconds, beginning, company (0 for none).
type TalkRow = (i64, i32, i64, i32, i64, i64);

/// What a conversation is selected as, from a call `c` and what it leads to.
macro_rules! talk_columns {
    () => {
        "SELECT CASE WHEN c.person <> 0 THEN c.person ELSE COALESCE(a.responsible, 0) END, c.day, c.kind, c.duration_s,
            c.started,
            CASE WHEN c.entity_type = 4 THEN c.entity_id
                 WHEN COALESCE(p.company, ed.company, 0) <> 0 THEN COALESCE(p.company, ed.company, 0)
                 WHEN a.owner_type = 4 THEN a.owner_id
                 ELSE COALESCE(d.company, ap.company, 0) END "
    };
}

/// What a call leads to.
macro_rules! leads {
    () => {
        " LEFT JOIN contact p ON p.portal_id = c.portal_id AND p.id = c.entity_id AND c.entity_type = 3
          LEFT JOIN deal ed ON ed.portal_id = c.portal_id AND ed.id = c.entity_id AND c.entity_type = 2
          LEFT JOIN activity a ON a.portal_id = c.portal_id AND a.id = c.activity_id AND c.activity_id <> 0
          LEFT JOIN deal d ON d.portal_id = a.portal_id AND d.id = a.owner_id AND a.owner_type = 2
          LEFT JOIN contact ap ON ap.portal_id = a.portal_id AND ap.id = a.owner_id AND a.owner_type = 3 "
    };
}

/// Which calls are conversations that still stand.
macro_rules! stands {
    () => {
        " c.failed_code = '200' AND c.kind IN (1, 2, 3, 4) AND (c.activity_id = 0 OR a.id IS NOT NULL)"
    };
}

/// Whether telephony's kind of a call is one of ours: made or called back.
pub(super) fn is_outgoing(kind: i64) -> bool {
    matches!(kind, 1 | 4)
}

/// Days as they are counted.
struct Fold<'a, 'r> {
    counting: &'a Counting<'r>,
    days: BTreeMap<PersonDay, DayCount>,
}

impl Fold<'_, '_> {
    fn talk(&mut self, row: TalkRow) {
        let (person, day, kind, seconds, started, company) = row;
        let talk = Talk {
            outgoing: is_outgoing(kind),
            seconds: u32::try_from(seconds).unwrap_or(0),
            company: (company > 0).then_some(company),
            hour: (self.counting.hour_of)(Millis(started)),
        };
        let day = self.days.entry((PersonId(person), Day(day))).or_default();
        day.talk(talk, self.counting.rules.min_seconds);
    }

    fn meetings(&mut self, (person, day, count): (i64, i32, i64)) {
        let day = self.days.entry((PersonId(person), Day(day))).or_default();
        day.meetings(u32::try_from(count).unwrap_or(u32::MAX));
    }

    fn finish(self) -> BTreeMap<PersonDay, DayTally> {
        self.days.into_iter().map(|(day, count)| (day, count.finish())).collect()
    }
}

impl PersonDays<'_> {
    /// Tallies of exactly these days.
    pub(super) async fn count(
        &mut self,
        days: &[PersonDay],
        counting: &Counting<'_>,
    ) -> Result<BTreeMap<PersonDay, DayTally>> {
        let wanted: BTreeSet<PersonDay> = days.iter().copied().collect();
        // Calls that telephony gives to nobody are looked through for those of an activity's responsible.
        let unnamed: BTreeSet<PersonDay> = days.iter().map(|(_, day)| (PersonId(0), *day)).collect();
        let with_unnamed: Vec<PersonDay> = wanted.iter().copied().chain(unnamed).collect();
        let portal = self.portal.0;
        let mut fold = Fold { counting, days: BTreeMap::new() };
        fold.days.extend(wanted.iter().map(|day| (*day, DayCount::default())));
        on!(self.conn, |c: Db| {
            let mut sql = QueryBuilder::<Db>::new("WITH t (person, day) AS (");
            sql.push_values(&with_unnamed, |mut values, (person, day)| {
                values.push_bind(person.0).push_bind(day.0);
            });
            sql.push(") ").push(talk_columns!()).push("FROM t JOIN call c ON c.person = t.person AND c.day = t.day");
            sql.push(" AND c.portal_id = ").push_bind(portal).push(leads!()).push("WHERE").push(stands!());
            let rows: Vec<TalkRow> = sql.build_query_as().persistent(false).fetch_all(&mut *c).await?;
            for row in rows.into_iter().filter(|row| wanted.contains(&(PersonId(row.0), Day(row.1)))) {
                fold.talk(row);
            }
            let mut sql = QueryBuilder::<Db>::new("WITH t (person, day) AS (");
            sql.push_values(days, |mut values, (person, day)| {
                values.push_bind(person.0).push_bind(day.0);
            });
            sql.push(
                ") SELECT a.responsible, a.day, COUNT(*) FROM t JOIN activity a ON a.responsible = t.person
                   AND a.day = t.day AND a.kind IN (1, 5, 6) AND a.completed AND a.portal_id = ",
            );
            sql.push_bind(portal).push(" WHERE (a.kind = 1");
            for provider in &counting.rules.meeting_providers {
                sql.push(" OR a.provider = ").push_bind(provider.clone());
            }
            sql.push(") GROUP BY a.responsible, a.day");
            let rows: Vec<(i64, i32, i64)> = sql.build_query_as().persistent(false).fetch_all(&mut *c).await?;
            rows.into_iter().for_each(|row| fold.meetings(row));
        });
        Ok(fold.finish())
    }

    /// Tallies of all days of a person.
    pub(super) async fn count_person(
        &mut self,
        person: PersonId,
        counting: &Counting<'_>,
    ) -> Result<BTreeMap<PersonDay, DayTally>> {
        const NAMED: &str = concat!(
            talk_columns!(),
            "FROM call c",
            leads!(),
            "WHERE c.portal_id = $1 AND c.person = $2 AND",
            stands!()
        );
        const UNNAMED: &str = concat!(
            talk_columns!(),
            "FROM call c",
            leads!(),
            "WHERE c.portal_id = $1 AND c.person = 0 AND a.responsible = $2 AND",
            stands!()
        );
        let portal = self.portal.0;
        let mut fold = Fold { counting, days: BTreeMap::new() };
        on!(self.conn, |c: Db| {
            for statement in [NAMED, UNNAMED] {
                let rows: Vec<TalkRow> =
                    sqlx::query_as(statement).bind(portal).bind(person.0).fetch_all(&mut *c).await?;
                rows.into_iter().for_each(|row| fold.talk(row));
            }
            let mut sql = QueryBuilder::<Db>::new(
                "SELECT a.responsible, a.day, COUNT(*) FROM activity a
                 WHERE a.kind IN (1, 5, 6) AND a.completed AND a.portal_id = ",
            );
            sql.push_bind(portal).push(" AND a.responsible = ").push_bind(person.0).push(" AND (a.kind = 1");
            for provider in &counting.rules.meeting_providers {
                sql.push(" OR a.provider = ").push_bind(provider.clone());
            }
            sql.push(") GROUP BY a.responsible, a.day");
            let rows: Vec<(i64, i32, i64)> = sql.build_query_as().persistent(false).fetch_all(&mut *c).await?;
            rows.into_iter().for_each(|row| fold.meetings(row));
        });
        Ok(fold.finish())
    }
}
