//! Requisites of companies: where the INN comes from.

use crate::records::{key, record_repository, some};
use domain::ids::CompanyId;

/// A requisite as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequisiteRow {
    /// Bitrix24 id.
    pub id: i64,
    /// The company it belongs to; requisites of contacts are not stored or have none.
    pub company: Option<CompanyId>,
    /// INN, or empty.
    pub inn: String,
}

record_repository! {
    /// Requisites of one portal's companies.
    Requisites of RequisiteRow by i64, in "requisite";
    id |row| row.id, age 0;
    guard "";
    write |row| {
        company = row.company.map_or(0, |company| company.0),
        inn = key(&row.inn),
    }
    read |row| RequisiteRow {
        id: row.try_get("id")?,
        company: some(row.try_get("company")?).map(CompanyId),
        inn: row.try_get("inn")?,
    };
}
