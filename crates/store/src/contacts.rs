//! Contacts: they lead from an activity to its company.

use crate::records::{newer, record_repository, some, text};
use domain::day::Millis;
use domain::ids::CompanyId;
use domain::text::fold;

/// A contact as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactRow {
    /// Bitrix24 id.
    pub id: i64,
    /// Its main company.
    pub company: Option<CompanyId>,
    /// Name as shown.
    pub name: String,
    /// When it was created.
    pub created: Millis,
    /// When it was last modified; an older row never overwrites a newer one.
    pub modified: Millis,
}

record_repository! {
    /// Contacts of one portal.
    Contacts of ContactRow by i64, in "contact";
    id |row| row.id, age row.modified.0;
    guard newer!("contact");
    write |row| {
        company = row.company.map_or(0, |company| company.0),
        name = text(&row.name),
        name_fold = fold(&text(&row.name)),
        created = row.created.0,
        modified = row.modified.0,
    }
    read |row| ContactRow {
        id: row.try_get("id")?,
        company: some(row.try_get("company")?).map(CompanyId),
        name: row.try_get("name")?,
        created: Millis(row.try_get("created")?),
        modified: Millis(row.try_get("modified")?),
    };
}
