//! Comments on a person's day or month.

use crate::activity_setup::span_of;
use crate::conn::{Conn, on};
use crate::error::Result;
use crate::records::{some, text};
use domain::activity::plan::Span;
use domain::day::Millis;
use domain::ids::{PersonId, PortalId};
use std::collections::BTreeMap;

/// Comments of one portal.
pub struct Comments<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentRow {
    /// Its number, ascending with time.
    pub id: i64,
    /// Whose day or month it is about.
    pub person: PersonId,
    /// Which.
    pub span: Span,
    /// Who wrote it.
    pub author: PersonId,
    /// When.
    pub created: Millis,
    /// When it was changed, if it was.
    pub edited: Option<Millis>,
    /// The text as it was written.
    pub text: String,
    /// Who verified it, and when.
    pub verified: Option<(PersonId, Millis)>,
    /// Who was mentioned, and whether the portal notified them.
    pub mentions: Vec<(PersonId, bool)>,
}

type Columns = (i64, i64, i32, i32, i64, i64, Option<i64>, String, i64, Option<i64>);

const SELECT: &str = "SELECT id, person, span, at, author, created, edited, text, verified_by, verified FROM comment";

fn row((id, person, span, at, author, created, edited, text, verifier, verified): Columns) -> Result<CommentRow> {
    Ok(CommentRow {
        id,
        person: PersonId(person),
        span: span_of(span, at)?,
        author: PersonId(author),
        created: Millis(created),
        edited: edited.map(Millis),
        text,
        verified: some(verifier).map(|by| (PersonId(by), Millis(verified.unwrap_or(0)))),
        mentions: Vec::new(),
    })
}

impl Comments<'_> {
    /// Adds a comment with its mentions.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn add(&mut self, comment: &CommentRow) -> Result<()> {
        let portal = self.portal.0;
        let (span, at) = comment.span.columns();
        on!(self.conn, |c| {
            sqlx::query(
                "INSERT INTO comment (portal_id, id, person, span, at, author, created, edited, text, verified_by, verified)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8, 0, NULL)",
            )
            .bind(portal)
            .bind(comment.id)
            .bind(comment.person.0)
            .bind(span)
            .bind(at)
            .bind(comment.author.0)
            .bind(comment.created.0)
            .bind(text(&comment.text))
            .execute(c)
            .await?;
        });
        self.set_mentions(comment.id, &comment.mentions).await
    }

    /// Changes the text and the mentions; a changed comment has to be verified again.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn edit(&mut self, id: i64, new: &str, mentions: &[(PersonId, bool)], at: Millis) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query(
                "UPDATE comment SET text = $3, edited = $4, verified_by = 0, verified = NULL
                 WHERE portal_id = $1 AND id = $2",
            )
            .bind(portal)
            .bind(id)
            .bind(text(new))
            .bind(at.0)
            .execute(c)
            .await?;
        });
        self.set_mentions(id, mentions).await
    }

    async fn set_mentions(&mut self, id: i64, mentions: &[(PersonId, bool)]) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM comment_mention WHERE portal_id = $1 AND comment = $2")
                .bind(portal)
                .bind(id)
                .execute(&mut *c)
                .await?;
            for (person, notified) in mentions {
                sqlx::query(
                    "INSERT INTO comment_mention (portal_id, comment, person, notified) VALUES ($1, $2, $3, $4)
                     ON CONFLICT DO NOTHING",
                )
                .bind(portal)
                .bind(id)
                .bind(person.0)
                .bind(i32::from(*notified))
                .execute(&mut *c)
                .await?;
            }
        });
        Ok(())
    }

    /// Removes a comment.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn remove(&mut self, id: i64) -> Result<()> {
        let portal = self.portal.0;
        self.set_mentions(id, &[]).await?;
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM comment WHERE portal_id = $1 AND id = $2")
                .bind(portal)
                .bind(id)
                .execute(c)
                .await?;
        });
        Ok(())
    }

    /// Marks a comment as verified, or takes that back.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn verify(&mut self, id: i64, by: Option<(PersonId, Millis)>) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query("UPDATE comment SET verified_by = $3, verified = $4 WHERE portal_id = $1 AND id = $2")
                .bind(portal)
                .bind(id)
                .bind(by.map_or(0, |(person, _)| person.0))
                .bind(by.map(|(_, at)| at.0))
                .execute(c)
                .await?;
        });
        Ok(())
    }

    /// One comment.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn find(&mut self, id: i64) -> Result<Option<CommentRow>> {
        let portal = self.portal.0;
        let found: Option<Columns> = on!(self.conn, |c: Db| {
            sqlx::QueryBuilder::<Db>::new(SELECT)
                .push(" WHERE portal_id = ")
                .push_bind(portal)
                .push(" AND id = ")
                .push_bind(id)
                .build_query_as()
                .fetch_optional(&mut *c)
                .await?
        });
        let Some(found) = found else { return Ok(None) };
        let mut comment = row(found)?;
        self.add_mentions(std::slice::from_mut(&mut comment)).await?;
        Ok(Some(comment))
    }

    /// A thread, or a part of it: the latest `most` comments before `before`, the oldest of them first.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn thread(&mut self, person: PersonId, span: Span, before: i64, most: i64) -> Result<Vec<CommentRow>> {
        let portal = self.portal.0;
        let (kind, at) = span.columns();
        let found: Vec<Columns> = on!(self.conn, |c: Db| {
            let mut sql = sqlx::QueryBuilder::<Db>::new(SELECT);
            sql.push(" WHERE portal_id = ").push_bind(portal).push(" AND person = ").push_bind(person.0);
            sql.push(" AND span = ").push_bind(kind).push(" AND at = ").push_bind(at);
            sql.push(" AND id < ").push_bind(before).push(" ORDER BY id DESC LIMIT ").push_bind(most);
            sql.build_query_as().fetch_all(&mut *c).await?
        });
        let mut comments = found.into_iter().rev().map(row).collect::<Result<Vec<_>>>()?;
        self.add_mentions(&mut comments).await?;
        Ok(comments)
    }

    /// Comments on days of a month and on the month itself, of these people or of all, the oldest first.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn of_month(&mut self, month: domain::activity::period::Month, most: i64) -> Result<Vec<CommentRow>> {
        let portal = self.portal.0;
        let found: Vec<Columns> = on!(self.conn, |c: Db| {
            let mut sql = sqlx::QueryBuilder::<Db>::new(SELECT);
            sql.push(" WHERE portal_id = ").push_bind(portal).push(" AND ((span = 1 AND at = ").push_bind(month.0);
            sql.push(") OR (span = 2 AND at BETWEEN ").push_bind(month.first().0);
            sql.push(" AND ").push_bind(month.last().0).push(")) ORDER BY id LIMIT ").push_bind(most);
            sql.build_query_as().fetch_all(&mut *c).await?
        });
        found.into_iter().map(row).collect()
    }

    /// Who wrote in a thread, the latest first, at most `most` of them.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn authors(&mut self, person: PersonId, span: Span, most: i64) -> Result<Vec<PersonId>> {
        let portal = self.portal.0;
        let (kind, at) = span.columns();
        let rows: Vec<(i64, i64)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT author, MAX(id) FROM comment WHERE portal_id = $1 AND person = $2 AND span = $3 AND at = $4
                 GROUP BY author ORDER BY MAX(id) DESC LIMIT $5",
            )
            .bind(portal)
            .bind(person.0)
            .bind(kind)
            .bind(at)
            .bind(most)
            .fetch_all(c)
            .await?
        });
        Ok(rows.into_iter().map(|(author, _)| PersonId(author)).collect())
    }

    async fn add_mentions(&mut self, comments: &mut [CommentRow]) -> Result<()> {
        let (Some(first), Some(last)) = (comments.first(), comments.last()) else { return Ok(()) };
        let (portal, first, last) = (self.portal.0, first.id, last.id);
        let rows: Vec<(i64, i64, i32)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT comment, person, notified FROM comment_mention
                 WHERE portal_id = $1 AND comment BETWEEN $2 AND $3 ORDER BY comment, person",
            )
            .bind(portal)
            .bind(first)
            .bind(last)
            .fetch_all(c)
            .await?
        });
        let mut mentions: BTreeMap<i64, Vec<(PersonId, bool)>> = BTreeMap::new();
        for (comment, person, notified) in rows {
            mentions.entry(comment).or_default().push((PersonId(person), notified != 0));
        }
        for comment in comments {
            comment.mentions = mentions.remove(&comment.id).unwrap_or_default();
        }
        Ok(())
    }

    /// Closes a thread up to its latest comment, or opens it again.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn resolve(
        &mut self,
        person: PersonId,
        span: Span,
        upto: Option<i64>,
        (author, at): (PersonId, Millis),
    ) -> Result<()> {
        let portal = self.portal.0;
        let (kind, place) = span.columns();
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM comment_resolved WHERE portal_id = $1 AND person = $2 AND span = $3 AND at = $4")
                .bind(portal)
                .bind(person.0)
                .bind(kind)
                .bind(place)
                .execute(&mut *c)
                .await?;
            if let Some(upto) = upto {
                sqlx::query(
                    "INSERT INTO comment_resolved (portal_id, person, span, at, upto, author, made)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)",
                )
                .bind(portal)
                .bind(person.0)
                .bind(kind)
                .bind(place)
                .bind(upto)
                .bind(author.0)
                .bind(at.0)
                .execute(&mut *c)
                .await?;
            }
        });
        Ok(())
    }

    /// Notes how far a viewer has read a thread; never backwards.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn mark_seen(&mut self, viewer: PersonId, person: PersonId, span: Span, upto: i64) -> Result<()> {
        let portal = self.portal.0;
        let (kind, at) = span.columns();
        on!(self.conn, |c| {
            sqlx::query(
                "INSERT INTO comment_seen (portal_id, viewer, person, span, at, upto) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (portal_id, viewer, person, span, at) DO UPDATE SET upto = excluded.upto
                 WHERE excluded.upto > comment_seen.upto",
            )
            .bind(portal)
            .bind(viewer.0)
            .bind(person.0)
            .bind(kind)
            .bind(at)
            .bind(upto)
            .execute(c)
            .await?;
        });
        Ok(())
    }
}
