//! Plans and the history of their changes.

use super::ActivitySetup;
use super::loading::span_of;
use crate::conn::on;
use crate::error::{Error, Result};
use crate::records::ROWS;
use domain::activity::plan::{Rate, Span};
use domain::day::Millis;
use domain::ids::PersonId;
use sqlx::QueryBuilder;

/// What kind of act changed plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanKind {
    /// One cell.
    Cell,
    /// A month or a range filled.
    Fill,
    /// Copied from another month.
    Copy,
    /// A table pasted.
    Paste,
    /// A file imported.
    Import,
    /// Defaults.
    Default,
    /// An earlier change taken back.
    Undo,
}

impl PlanKind {
    const ALL: [Self; 7] = [Self::Cell, Self::Fill, Self::Copy, Self::Paste, Self::Import, Self::Default, Self::Undo];

    /// The stored name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Cell => "cell",
            Self::Fill => "fill",
            Self::Copy => "copy",
            Self::Paste => "paste",
            Self::Import => "import",
            Self::Default => "default",
            Self::Undo => "undo",
        }
    }
}

/// A cell of plans, before and after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanCell {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub span: Span,
    /// What was set before.
    pub before: Rate,
    /// What is set now.
    pub after: Rate,
}

/// One act of changing plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanChange {
    /// Its number: the portal's revision that it made.
    pub id: i64,
    /// Who.
    pub author: PersonId,
    /// When.
    pub made: Millis,
    /// How.
    pub kind: PlanKind,
    /// The change that took it back.
    pub undone: Option<i64>,
    /// What it changed.
    pub cells: Vec<PlanCell>,
}

/// A change without its cells, as it is stored.
type Header = (i64, i64, i64, String, i64);

fn column(number: Option<u32>) -> Option<i32> {
    number.map(|number| i32::try_from(number).unwrap_or(i32::MAX))
}

fn rate(calls: Option<i32>, meetings: Option<i32>) -> Rate {
    Rate { calls: calls.map(i32::unsigned_abs), meetings: meetings.map(i32::unsigned_abs) }
}

impl ActivitySetup<'_> {
    /// Carries out a change and keeps it in the history.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn change_plans(&mut self, change: &PlanChange) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            sqlx::query(
                "INSERT INTO plan_change (portal_id, id, author, made, kind, undone) VALUES ($1, $2, $3, $4, $5, 0)",
            )
            .bind(portal)
            .bind(change.id)
            .bind(change.author.0)
            .bind(change.made.0)
            .bind(change.kind.code())
            .execute(&mut *c)
            .await?;
            for chunk in change.cells.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO plan_change_cell (portal_id, change, person, span, at, calls_before, meetings_before,
                     calls_after, meetings_after) ",
                );
                sql.push_values(chunk, |mut values, cell| {
                    let (span, at) = cell.span.columns();
                    values
                        .push_bind(portal)
                        .push_bind(change.id)
                        .push_bind(cell.person.0)
                        .push_bind(span)
                        .push_bind(at);
                    for number in [cell.before.calls, cell.before.meetings, cell.after.calls, cell.after.meetings] {
                        values.push_bind(column(number));
                    }
                });
                sql.build().persistent(false).execute(&mut *c).await?;
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO plan (portal_id, person, span, at, calls, meetings, version, author, changed) ",
                );
                sql.push_values(chunk, |mut values, cell| {
                    let (span, at) = cell.span.columns();
                    values.push_bind(portal).push_bind(cell.person.0).push_bind(span).push_bind(at);
                    values.push_bind(column(cell.after.calls)).push_bind(column(cell.after.meetings));
                    values.push_bind(change.id).push_bind(change.author.0).push_bind(change.made.0);
                });
                sql.push(
                    " ON CONFLICT (portal_id, person, span, at) DO UPDATE SET calls = excluded.calls,
                      meetings = excluded.meetings, version = excluded.version, author = excluded.author,
                      changed = excluded.changed",
                );
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// Marks a change as taken back.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn mark_undone(&mut self, change: i64, by: i64) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query("UPDATE plan_change SET undone = $3 WHERE portal_id = $1 AND id = $2")
                .bind(portal)
                .bind(change)
                .bind(by)
                .execute(c)
                .await?;
        });
        Ok(())
    }

    /// Who set a cell last, and when.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn plan_author(&mut self, person: PersonId, span: Span) -> Result<Option<(PersonId, Millis)>> {
        let portal = self.portal.0;
        let (kind, at) = span.columns();
        let found: Option<(i64, i64)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT author, changed FROM plan WHERE portal_id = $1 AND person = $2 AND span = $3 AND at = $4",
            )
            .bind(portal)
            .bind(person.0)
            .bind(kind)
            .bind(at)
            .fetch_optional(c)
            .await?
        });
        Ok(found.map(|(author, changed)| (PersonId(author), Millis(changed))))
    }

    /// One change.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn plan_change(&mut self, id: i64) -> Result<Option<PlanChange>> {
        let portal = self.portal.0;
        let header: Option<Header> = on!(self.conn, |c| {
            sqlx::query_as("SELECT id, author, made, kind, undone FROM plan_change WHERE portal_id = $1 AND id = $2")
                .bind(portal)
                .bind(id)
                .fetch_optional(c)
                .await?
        });
        match header {
            Some(header) => Ok(Some(self.with_cells(header).await?)),
            None => Ok(None),
        }
    }

    /// The latest changes that came before `before`, of one person's plan or of all, the latest first.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn plan_history(&mut self, person: Option<PersonId>, before: i64, most: i64) -> Result<Vec<PlanChange>> {
        const OF_ALL: &str = "SELECT id, author, made, kind, undone FROM plan_change
            WHERE portal_id = $1 AND id < $2 AND $3 = 0 ORDER BY id DESC LIMIT $4";
        const OF_PERSON: &str = "SELECT id, author, made, kind, undone FROM plan_change
            WHERE portal_id = $1 AND id < $2 AND id IN
              (SELECT change FROM plan_change_cell WHERE portal_id = $1 AND person = $3) ORDER BY id DESC LIMIT $4";
        let portal = self.portal.0;
        let statement = if person.is_some() { OF_PERSON } else { OF_ALL };
        let headers: Vec<Header> = on!(self.conn, |c| {
            sqlx::query_as(statement)
                .bind(portal)
                .bind(before)
                .bind(person.map_or(0, |person| person.0))
                .bind(most)
                .fetch_all(c)
                .await?
        });
        let mut changes = Vec::with_capacity(headers.len());
        for header in headers {
            changes.push(self.with_cells(header).await?);
        }
        Ok(changes)
    }

    async fn with_cells(&mut self, header: Header) -> Result<PlanChange> {
        type Columns = (i64, i32, i32, Option<i32>, Option<i32>, Option<i32>, Option<i32>);
        let portal = self.portal.0;
        let (id, author, made, kind, undone) = header;
        let cells: Vec<Columns> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT person, span, at, calls_before, meetings_before, calls_after, meetings_after
                 FROM plan_change_cell WHERE portal_id = $1 AND change = $2 ORDER BY person, span, at",
            )
            .bind(portal)
            .bind(id)
            .fetch_all(c)
            .await?
        });
        let cells = cells.into_iter().map(|row| {
            let span = span_of(row.1, row.2)?;
            Ok(PlanCell { person: PersonId(row.0), span, before: rate(row.3, row.4), after: rate(row.5, row.6) })
        });
        Ok(PlanChange {
            id,
            author: PersonId(author),
            made: Millis(made),
            kind: PlanKind::ALL
                .into_iter()
                .find(|known| known.code() == kind)
                .ok_or(Error::Unreadable { column: "plan_change.kind", value: kind })?,
            undone: crate::records::some(undone),
            cells: cells.collect::<Result<_>>()?,
        })
    }
}
