//! Contacts: they lead from an activity to its company.

use crate::records::{record_repository, some, text};
use domain::ids::CompanyId;
use domain::text::fold;

/// A contact as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRow {
    /// Bitrix24 id.
    pub id: i64,
    /// Its main company.
    pub company: Option<CompanyId>,
    /// Name as shown.
    pub name: String,
}

record_repository! {
    /// Contacts of one portal.
    Contacts of ContactRow by i64, in "contact";
    id |row| row.id, age 0;
    guard "";
    write |row| {
        company = row.company.map_or(0, |company| company.0),
        name = text(&row.name),
        name_fold = fold(&text(&row.name)),
    }
    read |row| ContactRow {
        id: row.try_get("id")?,
        company: some(row.try_get("company")?).map(CompanyId),
        name: row.try_get("name")?,
    };
}
