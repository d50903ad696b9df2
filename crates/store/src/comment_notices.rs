//! Notices in the portal that comments ask for. They are written in the transaction of the comment, so that neither is
//! without the other; a job sends them and settles each one with what became of it.

use crate::conn::{Conn, on};
use crate::error::{Error, Result};
use domain::activity::talk::NoticeReason;
use domain::day::Millis;
use domain::ids::{PersonId, PortalId};

/// Notices of one portal.
pub struct CommentNotices<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeOutcome {
    /// The portal took it.
    Sent,
    /// The person could not see the cell any more, or does not work there.
    Unreachable,
    /// The portal refused it for good.
    Refused,
}

impl NoticeOutcome {
    fn code(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Unreachable => "unreachable",
            Self::Refused => "refused",
        }
    }
}

fn code_of(reason: NoticeReason) -> i32 {
    match reason {
        NoticeReason::Mention => 0,
        NoticeReason::Answer => 1,
        NoticeReason::Own => 2,
    }
}

fn reason_of(code: i32) -> Result<NoticeReason> {
    match code {
        0 => Ok(NoticeReason::Mention),
        1 => Ok(NoticeReason::Answer),
        2 => Ok(NoticeReason::Own),
        _ => Err(Error::Unreadable { column: "comment_notice.reason", value: code.to_string() }),
    }
}

impl CommentNotices<'_> {
    /// Asks for notices about a comment; a person who has one already gets no second. Answers how many are new.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn ask(&mut self, comment: i64, people: &[(PersonId, NoticeReason)], at: Millis) -> Result<u64> {
        let portal = self.portal.0;
        let mut asked = 0;
        on!(self.conn, |c| {
            for (person, reason) in people {
                asked += sqlx::query(
                    "INSERT INTO comment_notice (portal_id, comment, person, reason, asked, settled, outcome)
                     VALUES ($1, $2, $3, $4, $5, NULL, NULL) ON CONFLICT DO NOTHING",
                )
                .bind(portal)
                .bind(comment)
                .bind(person.0)
                .bind(code_of(*reason))
                .bind(at.0)
                .execute(&mut *c)
                .await?
                .rows_affected();
            }
        });
        Ok(asked)
    }

    /// Notices about a comment that are still to be sent.
    ///
    /// # Errors
    /// A stored value that does not read, a database that refused.
    pub async fn waiting(&mut self, comment: i64) -> Result<Vec<(PersonId, NoticeReason)>> {
        let portal = self.portal.0;
        let rows: Vec<(i64, i32)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT person, reason FROM comment_notice
                 WHERE portal_id = $1 AND comment = $2 AND settled IS NULL ORDER BY person",
            )
            .bind(portal)
            .bind(comment)
            .fetch_all(c)
            .await?
        });
        rows.into_iter().map(|(person, reason)| Ok((PersonId(person), reason_of(reason)?))).collect()
    }

    /// Notes what became of a notice.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn settle(&mut self, comment: i64, person: PersonId, outcome: NoticeOutcome, at: Millis) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query(
                "UPDATE comment_notice SET settled = $4, outcome = $5
                 WHERE portal_id = $1 AND comment = $2 AND person = $3 AND settled IS NULL",
            )
            .bind(portal)
            .bind(comment)
            .bind(person.0)
            .bind(at.0)
            .bind(outcome.code())
            .execute(c)
            .await?;
        });
        Ok(())
    }

    /// Forgets what a comment asked for, because it is removed. Answers how many notices that were.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn forget(&mut self, comment: i64) -> Result<u64> {
        let portal = self.portal.0;
        Ok(on!(self.conn, |c| {
            sqlx::query("DELETE FROM comment_notice WHERE portal_id = $1 AND comment = $2")
                .bind(portal)
                .bind(comment)
                .execute(c)
                .await?
                .rows_affected()
        }))
    }
}
