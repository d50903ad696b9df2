//! Rights that were given in calls and meetings.

use crate::conn::{Conn, on};
use crate::error::{Error, Result};
use domain::activity::plan::PlanRight;
use domain::activity::rights::{RightSet, RightsBook, Sees, Subject};
use domain::day::Millis;
use domain::ids::{DepartmentId, PersonId, PortalId};
use std::collections::BTreeSet;

/// Given rights of one portal.
pub struct Rights<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

const SEES: [(&str, Sees); 3] = [("own", Sees::Own), ("departments", Sees::Departments), ("all", Sees::All)];
const PLANS: [(&str, PlanRight); 3] =
    [("none", PlanRight::None), ("limited", PlanRight::Limited), ("full", PlanRight::Full)];

fn code_of<T: PartialEq>(codes: &[(&'static str, T)], value: &T) -> &'static str {
    codes.iter().find(|(_, known)| known == value).map_or("", |(code, _)| code)
}

fn value_of<T: Copy>(codes: &[(&'static str, T)], column: &'static str, code: &str) -> Result<T> {
    let found = codes.iter().find(|(known, _)| *known == code).map(|(_, value)| *value);
    found.ok_or_else(|| Error::Unreadable { column, value: code.chars().take(200).collect() })
}

fn columns(subject: Subject) -> (i32, i64) {
    match subject {
        Subject::Department(department) => (0, department.0),
        Subject::Person(person) => (1, person.0),
    }
}

impl Rights<'_> {
    /// Gives a set, or takes back what was given.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn give(
        &mut self,
        subject: Subject,
        set: Option<RightSet>,
        (author, at): (PersonId, Millis),
    ) -> Result<()> {
        let portal = self.portal.0;
        let (kind, id) = columns(subject);
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM activity_right WHERE portal_id = $1 AND kind = $2 AND subject = $3")
                .bind(portal)
                .bind(kind)
                .bind(id)
                .execute(&mut *c)
                .await?;
            if let Some(set) = set {
                sqlx::query(
                    "INSERT INTO activity_right (portal_id, kind, subject, sees, plans, complete, verify, export, settings,
                       author, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                )
                .bind(portal)
                .bind(kind)
                .bind(id)
                .bind(code_of(&SEES, &set.sees))
                .bind(code_of(&PLANS, &set.plans))
                .bind(i32::from(set.complete))
                .bind(i32::from(set.verify))
                .bind(i32::from(set.export))
                .bind(i32::from(set.settings))
                .bind(author.0)
                .bind(at.0)
                .execute(&mut *c)
                .await?;
            }
        });
        Ok(())
    }

    /// Everything that was given.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn all(&mut self) -> Result<RightsBook> {
        type Columns = (i32, i64, String, String, i32, i32, i32, i32);
        let portal = self.portal.0;
        let rows: Vec<Columns> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT kind, subject, sees, plans, complete, verify, export, settings FROM activity_right
                 WHERE portal_id = $1",
            )
            .bind(portal)
            .fetch_all(c)
            .await?
        });
        let mut book = RightsBook::default();
        for (kind, id, sees, plans, complete, verify, export, settings) in rows {
            let subject = if kind == 0 { Subject::Department(DepartmentId(id)) } else { Subject::Person(PersonId(id)) };
            let set = RightSet {
                sees: value_of(&SEES, "activity_right.sees", &sees)?,
                plans: value_of(&PLANS, "activity_right.plans", &plans)?,
                complete: complete != 0,
                verify: verify != 0,
                export: export != 0,
                settings: settings != 0,
            };
            book.0.insert(subject, set);
        }
        Ok(book)
    }

    /// People who administered the portal when they last opened the app.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn admins(&mut self) -> Result<BTreeSet<PersonId>> {
        let portal = self.portal.0;
        let rows: Vec<i64> = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT person FROM portal_admin WHERE portal_id = $1").bind(portal).fetch_all(c).await?
        });
        Ok(rows.into_iter().map(PersonId).collect())
    }

    /// Notes that a person administers the portal, or does not any more. False when that is known already.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn note_admin(&mut self, person: PersonId, admin: bool, at: Millis) -> Result<bool> {
        let portal = self.portal.0;
        let changed = on!(self.conn, |c| {
            if admin {
                sqlx::query(
                    "INSERT INTO portal_admin (portal_id, person, seen) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                )
                .bind(portal)
                .bind(person.0)
                .bind(at.0)
                .execute(c)
                .await?
                .rows_affected()
            } else {
                sqlx::query("DELETE FROM portal_admin WHERE portal_id = $1 AND person = $2")
                    .bind(portal)
                    .bind(person.0)
                    .execute(c)
                    .await?
                    .rows_affected()
            }
        });
        Ok(changed > 0)
    }
}
