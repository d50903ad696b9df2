//! Requisites of companies: where the INN comes from.

use crate::records::{key, newer, record_repository, some};
use domain::day::Millis;
use domain::ids::CompanyId;

/// A requisite as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequisiteRow {
    /// Bitrix24 id.
    pub id: i64,
    /// The company it belongs to; requisites of contacts are not stored or have none.
    pub company: Option<CompanyId>,
    /// INN, or empty.
    pub inn: String,
    /// When it was created.
    pub created: Millis,
    /// When it was last modified, or created if never; an older row never overwrites a newer one.
    pub modified: Millis,
}

record_repository! {
    /// Requisites of one portal's companies.
    Requisites of RequisiteRow by i64, in "requisite";
    id |row| row.id, age row.modified.0;
    guard newer!("requisite");
    write |row| {
        company = row.company.map_or(0, |company| company.0),
        inn = key(&row.inn),
        created = row.created.0,
        modified = row.modified.0,
    }
    read |row| RequisiteRow {
        id: row.try_get("id")?,
        company: some(row.try_get("company")?).map(CompanyId),
        inn: row.try_get("inn")?,
        created: Millis(row.try_get("created")?),
        modified: Millis(row.try_get("modified")?),
    };
}
