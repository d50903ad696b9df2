//! Which days of which people depend on records. Asked before and after a change is applied, the two answers together
//! name every day to be counted anew: of the old person and of the new one.

use super::{PersonDay, PersonDays};
use crate::conn::on;
use crate::error::Result;
use crate::records::IDS;
use domain::day::Day;
use domain::ids::PersonId;
use domain::progress::Entity;
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet};

/// A call's person and day, given its activity `a` if it made one.
macro_rules! day_of_call {
    () => {
        "SELECT CASE WHEN c.person <> 0 THEN c.person ELSE COALESCE(a.responsible, 0) END, c.day "
    };
}

/// Statements that lead from records to days; each ends where the list of the records' ids begins. The condition of a
/// partial index stands in them word for word: SQLite does not see that one kind is among several.
fn statements(entity: Entity) -> &'static [&'static str] {
    match entity {
        Entity::Calls => &[concat!(
            day_of_call!(),
            "FROM call c LEFT JOIN activity a ON a.portal_id = c.portal_id AND a.id = c.activity_id AND c.activity_id <> 0
             WHERE c.portal_id = $1 AND c.id"
        )],
        Entity::Activities => &[
            "SELECT a.responsible, a.day FROM activity a WHERE a.kind IN (1, 5, 6) AND a.portal_id = $1 AND a.id",
            concat!(
                day_of_call!(),
                "FROM call c LEFT JOIN activity a ON a.portal_id = c.portal_id AND a.id = c.activity_id
                 WHERE c.activity_id <> 0 AND c.portal_id = $1 AND c.activity_id"
            ),
        ],
        Entity::Contacts => &[
            concat!(
                day_of_call!(),
                "FROM call c LEFT JOIN activity a ON a.portal_id = c.portal_id AND a.id = c.activity_id AND c.activity_id <> 0
                 WHERE c.entity_type IN (2, 3) AND c.entity_type = 3 AND c.portal_id = $1
                   AND c.entity_id"
            ),
            concat!(
                day_of_call!(),
                "FROM activity a JOIN call c ON c.portal_id = a.portal_id AND c.activity_id = a.id AND c.activity_id <> 0
                 WHERE a.kind IN (1, 2) AND a.kind = 2 AND a.owner_type = 3 AND a.portal_id = $1
                   AND a.owner_id"
            ),
        ],
        Entity::Deals => &[
            concat!(
                day_of_call!(),
                "FROM call c LEFT JOIN activity a ON a.portal_id = c.portal_id AND a.id = c.activity_id AND c.activity_id <> 0
                 WHERE c.entity_type IN (2, 3) AND c.entity_type = 2 AND c.portal_id = $1
                   AND c.entity_id"
            ),
            concat!(
                day_of_call!(),
                "FROM activity a JOIN call c ON c.portal_id = a.portal_id AND c.activity_id = a.id AND c.activity_id <> 0
                 WHERE a.kind IN (1, 2) AND a.kind = 2 AND a.owner_type = 2 AND a.portal_id = $1
                   AND a.owner_id"
            ),
        ],
        Entity::People | Entity::Departments | Entity::Dictionaries | Entity::Companies | Entity::Requisites => &[],
    }
}

impl PersonDays<'_> {
    /// The days that depend on these stored records. For contacts and deals these are the days of calls that lead through
    /// them to a company: only worth asking when their company has changed.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn of_records(&mut self, entity: Entity, ids: &[i64]) -> Result<BTreeSet<PersonDay>> {
        let portal = self.portal.0;
        let mut days = BTreeSet::new();
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
                    let found: Vec<(i64, i32)> = sql.build_query_as().persistent(false).fetch_all(&mut *c).await?;
                    let found = found.into_iter().filter(|(person, _)| *person != 0);
                    days.extend(found.map(|(person, day)| (PersonId(person), Day(day))));
                }
            }
        });
        Ok(days)
    }

    /// The company of each of these contacts or deals, 0 for none; nothing for other records.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn companies(&mut self, entity: Entity, ids: &[i64]) -> Result<BTreeMap<i64, i64>> {
        let statement = match entity {
            Entity::Contacts => "SELECT id, company FROM contact WHERE portal_id = ",
            Entity::Deals => "SELECT id, company FROM deal WHERE portal_id = ",
            _ => return Ok(BTreeMap::new()),
        };
        let portal = self.portal.0;
        let mut companies = BTreeMap::new();
        on!(self.conn, |c: Db| {
            for chunk in ids.chunks(IDS) {
                let mut sql = QueryBuilder::<Db>::new(statement);
                sql.push_bind(portal).push(" AND id IN (");
                let mut list = sql.separated(", ");
                for id in chunk {
                    list.push_bind(*id);
                }
                sql.push(")");
                let found: Vec<(i64, i64)> = sql.build_query_as().persistent(false).fetch_all(&mut *c).await?;
                companies.extend(found);
            }
        });
        Ok(companies)
    }
}
