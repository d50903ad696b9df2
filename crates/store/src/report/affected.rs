//! Which companies a change touches. Asked before and after a change is applied, the two answers together name every
//! company whose facts are to be read again: the old owner and the new one.

use super::Report;
use crate::conn::on;
use crate::error::Result;
use crate::records::IDS;
use domain::ids::CompanyId;
use domain::progress::Entity;
use sqlx::QueryBuilder;
use std::collections::BTreeSet;

/// Statements that lead from records to companies; each ends where the list of the records' ids begins.
fn statements(entity: Entity) -> &'static [&'static str] {
    match entity {
        Entity::Requisites => &["SELECT r.company FROM requisite r WHERE r.portal_id = $1 AND r.id"],
        Entity::Contacts => &["SELECT p.company FROM contact p WHERE p.portal_id = $1 AND p.id"],
        Entity::Deals => &["SELECT d.company FROM deal d WHERE d.portal_id = $1 AND d.id"],
        Entity::Activities => &[
            "SELECT a.owner_id FROM activity a WHERE a.owner_type = 4 AND a.portal_id = $1 AND a.id",
            "SELECT d.company FROM activity a JOIN deal d ON d.portal_id = a.portal_id AND d.id = a.owner_id
             WHERE a.owner_type = 2 AND a.portal_id = $1 AND a.id",
            "SELECT p.company FROM activity a JOIN contact p ON p.portal_id = a.portal_id AND p.id = a.owner_id
             WHERE a.owner_type = 3 AND a.portal_id = $1 AND a.id",
        ],
        Entity::Calls => &[
            "SELECT c.entity_id FROM call c WHERE c.entity_type = 4 AND c.portal_id = $1 AND c.id",
            "SELECT p.company FROM call c JOIN contact p ON p.portal_id = c.portal_id AND p.id = c.entity_id
             WHERE c.entity_type = 3 AND c.portal_id = $1 AND c.id",
            "SELECT a.owner_id FROM call c JOIN activity a ON a.portal_id = c.portal_id AND a.id = c.activity_id
             WHERE a.owner_type = 4 AND c.portal_id = $1 AND c.id",
            "SELECT d.company FROM call c JOIN activity a ON a.portal_id = c.portal_id AND a.id = c.activity_id
             JOIN deal d ON d.portal_id = a.portal_id AND d.id = a.owner_id
             WHERE a.owner_type = 2 AND c.portal_id = $1 AND c.id",
            "SELECT p.company FROM call c JOIN activity a ON a.portal_id = c.portal_id AND a.id = c.activity_id
             JOIN contact p ON p.portal_id = a.portal_id AND p.id = a.owner_id
             WHERE a.owner_type = 3 AND c.portal_id = $1 AND c.id",
        ],
        Entity::People | Entity::Departments | Entity::Dictionaries | Entity::Companies => &[],
    }
}

impl Report<'_> {
    /// The companies whose facts depend on these stored records, by id. For deals 0 stands for those without a company;
    /// for companies the answer is the ids themselves, stored or not; people and dictionaries touch no facts.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn companies_of(&mut self, entity: Entity, ids: &[i64]) -> Result<Vec<CompanyId>> {
        let portal = self.portal.0;
        let mut companies: BTreeSet<i64> = BTreeSet::new();
        if entity == Entity::Companies {
            companies.extend(ids);
        }
        on!(self.conn, |c: Db| {
            for statement in statements(entity) {
                for chunk in ids.chunks(IDS) {
                    let mut parts = statement.split("$1");
                    let mut sql = QueryBuilder::<Db>::new(parts.next().unwrap_or_default());
                    sql.push_bind(portal);
                    sql.push(parts.next().unwrap_or_default()).push(" IN (");
                    let mut list = sql.separated(", ");
                    for id in chunk {
                        list.push_bind(*id);
                    }
                    sql.push(")");
                    let found: Vec<i64> = sql.build_query_scalar().persistent(false).fetch_all(&mut *c).await?;
                    companies.extend(found);
                }
            }
        });
        if entity != Entity::Deals {
            companies.remove(&0);
        }
        Ok(companies.into_iter().map(CompanyId).collect())
    }
}
