//! What the portal changes without a word when a record goes: with a company its requisites go and its deals and contacts
//! lose it, with any owner its activities go. Calls and meetings are found here at once; letters and tasks, which no report
//! counts, are left to the proof.

use super::Report;
use crate::conn::on;
use crate::error::Result;
use crate::owners::OwnerType;
use crate::records::IDS;
use domain::progress::Entity;
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet};

/// Statements that lead from a record to those that depend on it; each ends where the list of its ids begins.
fn statements(entity: Entity) -> &'static [(Entity, &'static str)] {
    match entity {
        Entity::Companies => &[
            (Entity::Deals, "SELECT id FROM deal WHERE portal_id = $1 AND company"),
            (Entity::Contacts, "SELECT id FROM contact WHERE portal_id = $1 AND company"),
            (Entity::Requisites, "SELECT id FROM requisite WHERE portal_id = $1 AND company"),
        ],
        _ => &[],
    }
}

impl Report<'_> {
    /// Stored records that name these records, by entity: to be read again once these are gone.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn dependents_of(&mut self, entity: Entity, ids: &[i64]) -> Result<BTreeMap<Entity, BTreeSet<i64>>> {
        let portal = self.portal.0;
        let owner = match entity {
            Entity::Companies => Some(OwnerType::COMPANY),
            Entity::Deals => Some(OwnerType::DEAL),
            Entity::Contacts => Some(OwnerType::CONTACT),
            _ => None,
        };
        let mut dependents: BTreeMap<Entity, BTreeSet<i64>> = BTreeMap::new();
        on!(self.conn, |c: Db| {
            for chunk in ids.chunks(IDS) {
                let mut queries: Vec<(Entity, QueryBuilder<Db>)> = Vec::new();
                for (of, statement) in statements(entity) {
                    let (head, tail) = statement.split_once("$1").unwrap_or((statement, ""));
                    let mut sql = QueryBuilder::<Db>::new(head);
                    sql.push_bind(portal).push(tail);
                    queries.push((*of, sql));
                }
                if let Some(owner) = owner {
                    let mut sql = QueryBuilder::<Db>::new("SELECT id FROM activity WHERE portal_id = ");
                    // Calls and meetings: what reports count, and what the index knows.
                    sql.push_bind(portal).push(" AND kind IN (1, 2) AND owner_type = ").push_bind(owner.0);
                    sql.push(" AND owner_id");
                    queries.push((Entity::Activities, sql));
                }
                for (of, mut sql) in queries {
                    sql.push(" IN (");
                    let mut list = sql.separated(", ");
                    for id in chunk {
                        list.push_bind(*id);
                    }
                    sql.push(")");
                    let found: Vec<i64> = sql.build_query_scalar().persistent(false).fetch_all(&mut *c).await?;
                    dependents.entry(of).or_default().extend(found);
                }
            }
        });
        dependents.retain(|_, ids| !ids.is_empty());
        Ok(dependents)
    }
}
