//! Who did what: kept for an administrator to read.

use crate::conn::{Conn, on};
use crate::error::{Error, Result};
use crate::records::{some, text};
use domain::day::Millis;
use domain::ids::{PersonId, PortalId};
use serde_json::Value;

/// The audit log of one portal.
pub struct Audit<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

/// An entry to be.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAudit {
    /// When.
    pub made: Millis,
    /// Who.
    pub author: PersonId,
    /// What: a stable name such as `plan.change`.
    pub action: &'static str,
    /// Whom it concerns.
    pub person: Option<PersonId>,
    /// What exactly.
    pub detail: Value,
}

/// An entry.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// Its number, ascending with time.
    pub id: i64,
    /// When.
    pub made: Millis,
    /// Who.
    pub author: PersonId,
    /// What.
    pub action: String,
    /// Whom it concerns.
    pub person: Option<PersonId>,
    /// What exactly.
    pub detail: Value,
}

/// Which entries are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// By this author.
    pub author: Option<PersonId>,
    /// Concerning this person.
    pub person: Option<PersonId>,
    /// Actions that begin so (`plan` finds `plan.change` and `plan.undo`).
    pub action: Option<String>,
    /// Not earlier.
    pub from: Option<Millis>,
    /// Earlier than this.
    pub until: Option<Millis>,
    /// With a smaller number: the next page.
    pub before: Option<i64>,
}

impl Audit<'_> {
    /// Adds an entry; called in the transaction that does what it tells, after the portal's turn was taken.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn add(&mut self, entry: &NewAudit) -> Result<()> {
        let portal = self.portal.0;
        let detail = entry.detail.to_string();
        on!(self.conn, |c| {
            sqlx::query(
                "INSERT INTO audit_log (portal_id, id, made, author, action, person, detail)
                 SELECT $1, COALESCE(MAX(id), 0) + 1, $2, $3, $4, $5, $6 FROM audit_log WHERE portal_id = $1",
            )
            .bind(portal)
            .bind(entry.made.0)
            .bind(entry.author.0)
            .bind(entry.action)
            .bind(entry.person.map_or(0, |person| person.0))
            .bind(text(&detail))
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// How many entries of an action there are.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn count(&mut self, action: &str) -> Result<u64> {
        let portal = self.portal.0;
        let count: i64 = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT COUNT(*) FROM audit_log WHERE portal_id = $1 AND action = $2")
                .bind(portal)
                .bind(action)
                .fetch_one(c)
                .await?
        });
        Ok(count.unsigned_abs())
    }

    /// Entries, the latest first.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn list(&mut self, filter: &AuditFilter, most: i64) -> Result<Vec<AuditRow>> {
        type Columns = (i64, i64, i64, String, i64, String);
        let portal = self.portal.0;
        let rows: Vec<Columns> = on!(self.conn, |c: Db| {
            let mut sql = sqlx::QueryBuilder::<Db>::new(
                "SELECT id, made, author, action, person, detail FROM audit_log WHERE portal_id = ",
            );
            sql.push_bind(portal);
            if let Some(author) = filter.author {
                sql.push(" AND author = ").push_bind(author.0);
            }
            if let Some(person) = filter.person {
                sql.push(" AND person = ").push_bind(person.0);
            }
            if let Some(action) = &filter.action {
                // A range finds a prefix through the index and knows no wildcards.
                sql.push(" AND action >= ").push_bind(action.clone());
                sql.push(" AND action < ").push_bind(format!("{action}\u{10FFFF}"));
            }
            if let Some(from) = filter.from {
                sql.push(" AND made >= ").push_bind(from.0);
            }
            if let Some(until) = filter.until {
                sql.push(" AND made < ").push_bind(until.0);
            }
            if let Some(before) = filter.before {
                sql.push(" AND id < ").push_bind(before);
            }
            sql.push(" ORDER BY id DESC LIMIT ").push_bind(most);
            sql.build_query_as().persistent(false).fetch_all(&mut *c).await?
        });
        let entry = |(id, made, author, action, person, detail): Columns| {
            let detail = serde_json::from_str(&detail)
                .map_err(|_| Error::Unreadable { column: "audit_log.detail", value: id.to_string() })?;
            Ok(AuditRow {
                id,
                made: Millis(made),
                author: PersonId(author),
                action,
                person: some(person).map(PersonId),
                detail,
            })
        };
        rows.into_iter().map(entry).collect()
    }
}
