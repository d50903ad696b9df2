//! The tenant tables: everything that belongs to a portal and goes with it.

use crate::conn::{Conn, on};
use crate::error::Result;
use domain::ids::PortalId;
use sqlx::QueryBuilder;

/// Every table with a `portal_id`, in an order that keeps SQLite's and PostgreSQL's locks in step. A test compares this
/// list with the schema.
pub const TENANT_TABLES: [&str; 46] = [
    "portal_lease",
    "job",
    "inbox",
    "sync_cursor",
    "touched",
    "tombstone",
    "stranger",
    "change_cursor",
    "proof",
    "proof_difference",
    "proof_position",
    "report_view",
    "report_view_default",
    "created_deal",
    "person",
    "person_department",
    "department",
    "pipeline",
    "stage",
    "choice",
    "user_field",
    "currency",
    "calendar",
    "company",
    "requisite",
    "contact",
    "deal",
    "activity",
    "call",
    "request_log",
    "person_day",
    "activity_state",
    "plan",
    "plan_change",
    "plan_change_cell",
    "forced_day",
    "calendar_day",
    "absence",
    "comment",
    "comment_mention",
    "comment_resolved",
    "comment_seen",
    "comment_notice",
    "activity_right",
    "portal_admin",
    "audit_log",
];

/// The tables that a backfill fills with many rows.
pub(crate) const LARGE_TABLES: [&str; 6] = ["company", "requisite", "contact", "deal", "activity", "call"];

/// Removes the portal's rows from every tenant table.
pub(crate) async fn erase(conn: &mut Conn<'_>, portal: PortalId) -> Result<()> {
    on!(*conn, |c: Db| {
        for table in TENANT_TABLES {
            QueryBuilder::<Db>::new("DELETE FROM ")
                .push(table)
                .push(" WHERE portal_id = ")
                .push_bind(portal.0)
                .build()
                .execute(&mut *c)
                .await?;
        }
    });
    Ok(())
}

/// Counts the portal's rows in every tenant table.
pub(crate) async fn row_counts(conn: &mut Conn<'_>, portal: PortalId) -> Result<Vec<(&'static str, u64)>> {
    let mut counts = Vec::with_capacity(TENANT_TABLES.len());
    on!(*conn, |c: Db| {
        for table in TENANT_TABLES {
            let mut sql = QueryBuilder::<Db>::new("SELECT COUNT(*) FROM ");
            sql.push(table).push(" WHERE portal_id = ").push_bind(portal.0);
            let count: i64 = sql.build_query_scalar().fetch_one(&mut *c).await?;
            counts.push((table, count.unsigned_abs()));
        }
    });
    Ok(counts)
}
