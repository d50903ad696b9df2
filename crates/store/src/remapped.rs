//! Columns whose fields the settings no longer name: what is stored of them says nothing any more.

use crate::conn::{Conn, on};
use crate::error::Result;
use domain::ids::PortalId;
use domain::settings::CompanyPart;
use sqlx::QueryBuilder;

/// Columns of one portal that settings map to fields.
pub struct Remapped<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

impl Remapped<'_> {
    /// Empties the columns of these parts in every company.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn clear_companies(&mut self, parts: &[CompanyPart]) -> Result<()> {
        let column = |part: &CompanyPart| match part {
            CompanyPart::Inn => "inn = ''",
            CompanyPart::Turnover => "revenue = NULL",
            CompanyPart::Employees => "employees = NULL",
            CompanyPart::Sector => "sector_key = NULL",
            CompanyPart::Region => "region = NULL",
            CompanyPart::Source => "source = NULL",
        };
        if parts.is_empty() {
            return Ok(());
        }
        let columns: Vec<&str> = parts.iter().map(column).collect();
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            let mut sql = QueryBuilder::<Db>::new("UPDATE company SET ");
            sql.push(columns.join(", ")).push(" WHERE portal_id = ").push_bind(portal);
            sql.build().persistent(false).execute(c).await?;
        });
        Ok(())
    }

    /// Empties the direction of every deal.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn clear_directions(&mut self) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c| {
            sqlx::query("UPDATE deal SET direction_item = 0 WHERE portal_id = $1 AND direction_item <> 0")
                .bind(portal)
                .execute(c)
                .await?;
        });
        Ok(())
    }
}
