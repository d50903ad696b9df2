//! Enumeration fields of deals and companies, and the choices of fields and dictionaries.

use super::Dictionaries;
use crate::conn::on;
use crate::error::Result;
use crate::owners::OwnerType;
use crate::records::{ROWS, key, text};
use domain::settings::EnumerationField;
use sqlx::QueryBuilder;
use std::collections::BTreeMap;

/// One value of an enumeration field or of a dictionary of the portal (`INDUSTRY` of companies).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceRow {
    /// The portal's key (`STATUS_ID` or the enumeration item's id).
    pub key: String,
    /// Name.
    pub name: String,
    /// Order in the field.
    pub sort: i32,
}

/// An enumeration field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// Whose field it is: [`OwnerType::DEAL`] or [`OwnerType::COMPANY`].
    pub owner: OwnerType,
    /// `UF_CRM_…`.
    pub name: String,
    /// As people know it.
    pub title: String,
    /// Whether it holds several values.
    pub multiple: bool,
}

impl Dictionaries<'_> {
    /// Stores the choices of one field in place of the former.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn replace_choices(&mut self, owner: OwnerType, field: &str, choices: &[ChoiceRow]) -> Result<()> {
        let choices: BTreeMap<_, _> = choices.iter().map(|choice| (key(&choice.key), choice)).collect();
        let choices: Vec<_> = choices.into_iter().collect();
        let portal = self.portal.0;
        let field = key(field).into_owned();
        on!(self.conn, |c: Db| {
            sqlx::query("DELETE FROM choice WHERE portal_id = $1 AND owner_type = $2 AND field = $3")
                .bind(portal)
                .bind(owner.0)
                .bind(&field)
                .execute(&mut *c)
                .await?;
            for chunk in choices.chunks(ROWS) {
                let mut sql =
                    QueryBuilder::<Db>::new("INSERT INTO choice (portal_id, owner_type, field, code, name, sort) ");
                sql.push_values(chunk, |mut values, (code, choice)| {
                    values
                        .push_bind(portal)
                        .push_bind(owner.0)
                        .push_bind(field.as_str())
                        .push_bind(code.as_ref())
                        .push_bind(text(&choice.name))
                        .push_bind(choice.sort);
                });
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// Choices of one field in the portal's order.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn choices(&mut self, owner: OwnerType, field: &str) -> Result<Vec<ChoiceRow>> {
        let portal = self.portal.0;
        let stored: Vec<(String, String, i32)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT code, name, sort FROM choice WHERE portal_id = $1 AND owner_type = $2 AND field = $3
                 ORDER BY sort, code",
            )
            .bind(portal)
            .bind(owner.0)
            .bind(key(field))
            .fetch_all(c)
            .await?
        });
        Ok(stored.into_iter().map(|(key, name, sort)| ChoiceRow { key, name, sort }).collect())
    }

    /// Stores the enumeration fields of deals and companies in place of the former.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn replace_fields(&mut self, fields: &[FieldRow]) -> Result<()> {
        let fields: BTreeMap<_, _> = fields.iter().map(|field| ((field.owner, key(&field.name)), field)).collect();
        let fields: Vec<_> = fields.into_iter().collect();
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            sqlx::query("DELETE FROM enumeration_field WHERE portal_id = $1").bind(portal).execute(&mut *c).await?;
            for chunk in fields.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO enumeration_field (portal_id, owner_type, name, title, multiple) ",
                );
                sql.push_values(chunk, |mut values, ((owner, name), field)| {
                    values
                        .push_bind(portal)
                        .push_bind(owner.0)
                        .push_bind(name.as_ref())
                        .push_bind(text(&field.title))
                        .push_bind(field.multiple);
                });
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// Enumeration fields of deals or companies, by name.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn fields(&mut self, owner: OwnerType) -> Result<Vec<FieldRow>> {
        let portal = self.portal.0;
        let stored: Vec<(String, String, bool)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT name, title, multiple FROM enumeration_field
                 WHERE portal_id = $1 AND owner_type = $2 ORDER BY name",
            )
            .bind(portal)
            .bind(owner.0)
            .fetch_all(c)
            .await?
        });
        Ok(stored.into_iter().map(|(name, title, multiple)| FieldRow { owner, name, title, multiple }).collect())
    }

    /// Enumeration fields of deals or companies as guessing needs them, by name.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn enumerations(&mut self, owner: OwnerType) -> Result<Vec<EnumerationField>> {
        let portal = self.portal.0;
        let stored: Vec<(String, bool, i64)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT f.name, f.multiple,
                   (SELECT COUNT(*) FROM choice o
                    WHERE o.portal_id = f.portal_id AND o.owner_type = f.owner_type AND o.field = f.name)
                 FROM enumeration_field f WHERE f.portal_id = $1 AND f.owner_type = $2 ORDER BY f.name",
            )
            .bind(portal)
            .bind(owner.0)
            .fetch_all(c)
            .await?
        });
        Ok(stored
            .into_iter()
            .map(|(name, multiple, items)| EnumerationField {
                name,
                multiple,
                items: usize::try_from(items).unwrap_or(0),
            })
            .collect())
    }
}
