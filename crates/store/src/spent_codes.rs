//! Launch codes that were redeemed, so that each opens one session, whichever process is asked.

use crate::conn::{Conn, on};
use crate::error::Result;
use domain::day::Millis;

/// Codes of all portals.
pub struct SpentCodes<'c> {
    pub(crate) conn: Conn<'c>,
}

impl SpentCodes<'_> {
    /// Spends a code that is good until `expires`: true for the first to ask, everywhere.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn spend(&mut self, id: &str, expires: Millis) -> Result<bool> {
        let inserted = on!(self.conn, |c| {
            sqlx::query("INSERT INTO spent_code (id, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(id)
                .bind(expires.0)
                .execute(c)
                .await?
                .rows_affected()
        });
        Ok(inserted > 0)
    }

    /// Forgets codes that have expired.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn prune(&mut self, now: Millis) -> Result<()> {
        on!(self.conn, |c| {
            sqlx::query("DELETE FROM spent_code WHERE expires < $1").bind(now.0).execute(c).await?;
        });
        Ok(())
    }
}
