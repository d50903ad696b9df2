//! How many rows of each entity the copy has.

use super::Report;
use crate::conn::on;
use crate::error::Result;
use domain::progress::Entity;
use sqlx::QueryBuilder;

impl Report<'_> {
    /// Rows of every entity, in order. Reads indexes from end to end: not for every request.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn row_counts(&mut self) -> Result<Vec<(Entity, u64)>> {
        let portal = self.portal.0;
        let mut counts = Vec::with_capacity(Entity::ALL.len());
        for entity in Entity::ALL {
            let mut rows = 0;
            for table in tables(entity) {
                let count: i64 = on!(self.conn, |c: Db| {
                    let mut sql = QueryBuilder::<Db>::new("SELECT COUNT(*) FROM ");
                    sql.push(table).push(" WHERE portal_id = ").push_bind(portal);
                    sql.build_query_scalar().fetch_one(&mut *c).await?
                });
                rows += count.unsigned_abs();
            }
            counts.push((entity, rows));
        }
        Ok(counts)
    }
}

fn tables(entity: Entity) -> &'static [&'static str] {
    match entity {
        Entity::People => &["person"],
        Entity::Departments => &["department"],
        Entity::Dictionaries => &["pipeline", "stage", "choice", "currency"],
        Entity::Companies => &["company"],
        Entity::Requisites => &["requisite"],
        Entity::Contacts => &["contact"],
        Entity::Deals => &["deal"],
        Entity::Activities => &["activity"],
        Entity::Calls => &["call"],
    }
}
