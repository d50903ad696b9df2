//! Deals created from the report, by the key of the wish.

use crate::conn::{Conn, on};
use crate::error::Result;
use crate::records::key;
use domain::day::Millis;
use domain::ids::{CompanyId, DealId, DirectionId, PersonId, PortalId};

/// How long a key is remembered: a day, longer than any page asks again.
const REMEMBERED: i64 = 86_400_000;

/// Created deals of one portal.
pub struct CreatedDeals<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

/// A wish for a deal, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedDealRow {
    /// Who wished.
    pub person: PersonId,
    /// For which company.
    pub company: CompanyId,
    /// In which direction.
    pub direction: DirectionId,
    /// The deal; `None` while the portal is being asked.
    pub deal: Option<DealId>,
    /// Contacts it got.
    pub contacts: u32,
}

impl CreatedDeals<'_> {
    /// Notes a wish before the portal is asked. Answers the earlier wish of this key if there is one.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn begin(&mut self, request: &str, wish: &CreatedDealRow, now: Millis) -> Result<Option<CreatedDealRow>> {
        let portal = self.portal.0;
        let written = on!(self.conn, |c| {
            sqlx::query("DELETE FROM created_deal WHERE portal_id = $1 AND at < $2")
                .bind(portal)
                .bind(now.0 - REMEMBERED)
                .execute(&mut *c)
                .await?;
            sqlx::query(
                "INSERT INTO created_deal (portal_id, request, person, company, direction, deal, contacts, at)
                 VALUES ($1, $2, $3, $4, $5, 0, 0, $6) ON CONFLICT (portal_id, request) DO NOTHING",
            )
            .bind(portal)
            .bind(key(request))
            .bind(wish.person.0)
            .bind(wish.company.0)
            .bind(wish.direction.0)
            .bind(now.0)
            .execute(c)
            .await?
            .rows_affected()
        });
        if written > 0 { Ok(None) } else { self.find(request).await }
    }

    async fn find(&mut self, request: &str) -> Result<Option<CreatedDealRow>> {
        let portal = self.portal.0;
        let stored: Option<(i64, i64, i64, i64, i64)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT person, company, direction, deal, contacts FROM created_deal
                 WHERE portal_id = $1 AND request = $2",
            )
            .bind(portal)
            .bind(key(request))
            .fetch_optional(c)
            .await?
        });
        Ok(stored.map(|(person, company, direction, deal, contacts)| CreatedDealRow {
            person: PersonId(person),
            company: CompanyId(company),
            direction: DirectionId(direction),
            deal: (deal != 0).then_some(DealId(deal)),
            contacts: u32::try_from(contacts).unwrap_or(0),
        }))
    }

    /// Notes the deal the portal created.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn finish(&mut self, request: &str, deal: DealId, contacts: u32) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query("UPDATE created_deal SET deal = $3, contacts = $4 WHERE portal_id = $1 AND request = $2")
                .bind(portal)
                .bind(key(request))
                .bind(deal.0)
                .bind(i64::from(contacts))
                .execute(c)
                .await?;
        });
        Ok(())
    }

    /// Forgets a wish the portal refused, so that it may be made again.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn give_up(&mut self, request: &str) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM created_deal WHERE portal_id = $1 AND request = $2 AND deal = 0")
                .bind(portal)
                .bind(key(request))
                .execute(c)
                .await?;
        });
        Ok(())
    }
}
