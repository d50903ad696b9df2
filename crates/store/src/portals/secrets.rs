//! A portal's secrets. They come sealed and leave sealed: nothing here can read them, and nothing prints them.

use super::{Portals, found};
use crate::conn::on;
use crate::error::Result;
use domain::day::Millis;
use domain::ids::PortalId;

/// The sealed tokens of a portal.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Sealed access token.
    pub access_sealed: Vec<u8>,
    /// Sealed refresh token.
    pub refresh_sealed: Vec<u8>,
    /// When the access token ends.
    pub expires: Millis,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("expires", &self.expires).finish_non_exhaustive()
    }
}

impl Portals<'_> {
    /// Stores the portal's sealed tokens in place of the former.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn save_tokens(
        &mut self,
        portal: PortalId,
        access_sealed: &[u8],
        refresh_sealed: &[u8],
        expires: Millis,
    ) -> Result<()> {
        let changed = on!(self.conn, |c| {
            sqlx::query("UPDATE portal SET access_token = $2, refresh_token = $3, token_expires = $4 WHERE id = $1")
                .bind(portal.0)
                .bind(access_sealed)
                .bind(refresh_sealed)
                .bind(expires.0)
                .execute(c)
                .await?
                .rows_affected()
        });
        found(portal, changed)
    }

    /// The portal's sealed tokens; `None` before installation and after uninstallation.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn tokens(&mut self, portal: PortalId) -> Result<Option<Tokens>> {
        let stored: Option<(Vec<u8>, Vec<u8>, i64)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT access_token, refresh_token, token_expires FROM portal
                 WHERE id = $1 AND access_token IS NOT NULL AND refresh_token IS NOT NULL
                   AND token_expires IS NOT NULL",
            )
            .bind(portal.0)
            .fetch_optional(c)
            .await?
        });
        Ok(stored.map(|(access_sealed, refresh_sealed, expires)| Tokens {
            access_sealed,
            refresh_sealed,
            expires: Millis(expires),
        }))
    }

    /// Stores the sealed token that events are told by.
    ///
    /// # Errors
    /// No such portal, a database that refused.
    pub async fn save_application_token(&mut self, portal: PortalId, sealed: &[u8]) -> Result<()> {
        let changed = on!(self.conn, |c| {
            sqlx::query("UPDATE portal SET application_token = $2 WHERE id = $1")
                .bind(portal.0)
                .bind(sealed)
                .execute(c)
                .await?
                .rows_affected()
        });
        found(portal, changed)
    }

    /// The sealed token that events are told by.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn application_token(&mut self, portal: PortalId) -> Result<Option<Vec<u8>>> {
        let stored: Option<(Option<Vec<u8>>,)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT application_token FROM portal WHERE id = $1")
                .bind(portal.0)
                .fetch_optional(c)
                .await?
        });
        Ok(stored.and_then(|(sealed,)| sealed))
    }
}
