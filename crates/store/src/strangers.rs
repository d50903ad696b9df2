//! Names that records mention and that the portal's own lists do not know: people, stages, pipelines, currencies. Meeting
//! a new one is a reason to read those lists again; one they still do not know is remembered, or it would be a reason for
//! ever.

use crate::conn::{Conn, on};
use crate::error::Result;
use crate::records::{ROWS, key};
use domain::day::Millis;
use domain::ids::PortalId;
use sqlx::QueryBuilder;
use std::collections::BTreeSet;

/// What a record names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StrangerKind {
    /// A responsible person.
    Person,
    /// A pipeline of deals.
    Pipeline,
    /// A stage of deals.
    Stage,
    /// A currency.
    Currency,
}

impl StrangerKind {
    /// How it is stored, and the list that should know it.
    fn code_and_list(self) -> (&'static str, &'static str) {
        match self {
            Self::Person => ("person", "SELECT CAST(id AS TEXT) FROM person WHERE portal_id = $1"),
            Self::Pipeline => ("pipeline", "SELECT CAST(id AS TEXT) FROM pipeline WHERE portal_id = $1"),
            Self::Stage => ("stage", "SELECT stage_id FROM stage WHERE portal_id = $1"),
            Self::Currency => ("currency", "SELECT code FROM currency WHERE portal_id = $1"),
        }
    }
}

/// What records name: its kind and its key in the portal.
pub type Named = (StrangerKind, String);

/// Strangers of one portal.
pub struct Strangers<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

impl Strangers<'_> {
    /// Which of these names the portal's lists do not know.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn unknown(&mut self, named: &BTreeSet<Named>) -> Result<BTreeSet<Named>> {
        let portal = self.portal.0;
        let mut unknown: BTreeSet<Named> = named
            .iter()
            .map(|(kind, code)| (*kind, key(code).into_owned()))
            .filter(|(_, code)| !code.is_empty())
            .collect();
        for kind in [StrangerKind::Person, StrangerKind::Pipeline, StrangerKind::Stage, StrangerKind::Currency] {
            if !unknown.iter().any(|(of, _)| *of == kind) {
                continue;
            }
            let (_, list) = kind.code_and_list();
            let known: Vec<String> = on!(self.conn, |c| sqlx::query_scalar(list).bind(portal).fetch_all(c).await?);
            for code in known {
                unknown.remove(&(kind, code));
            }
        }
        Ok(unknown)
    }

    /// Those of `unknown` that were not asked for yet.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn unasked(&mut self, mut unknown: BTreeSet<Named>) -> Result<BTreeSet<Named>> {
        if unknown.is_empty() {
            return Ok(unknown);
        }
        let portal = self.portal.0;
        let stored: Vec<(String, String)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT kind, code FROM stranger WHERE portal_id = $1").bind(portal).fetch_all(c).await?
        });
        unknown.retain(|(kind, code)| {
            let kind = kind.code_and_list().0;
            !stored.iter().any(|(known_kind, known)| known_kind == kind && known == code)
        });
        Ok(unknown)
    }

    /// Remembers that the portal's lists were read at `at` and do not know these.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn remember(&mut self, unknown: &BTreeSet<Named>, at: Millis) -> Result<()> {
        let portal = self.portal.0;
        let unknown: Vec<&Named> = unknown.iter().collect();
        on!(self.conn, |c: Db| {
            for chunk in unknown.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new("INSERT INTO stranger (portal_id, kind, code, since) ");
                sql.push_values(chunk, |mut values, (kind, code)| {
                    values.push_bind(portal).push_bind(kind.code_and_list().0).push_bind(code).push_bind(at.0);
                });
                sql.push(" ON CONFLICT (portal_id, kind, code) DO UPDATE SET since = excluded.since");
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// Forgets those last asked for before `before`, so that they are asked for again.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn forget(&mut self, before: Millis) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM stranger WHERE portal_id = $1 AND since < $2")
                .bind(portal)
                .bind(before.0)
                .execute(c)
                .await?;
        });
        Ok(())
    }
}
