//! User fields of deals and companies, and the choices of fields and dictionaries.

use super::Dictionaries;
use crate::conn::on;
use crate::error::Result;
use crate::owners::OwnerType;
use crate::records::{ROWS, key, text};
use domain::settings::FieldKind;
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

/// A user field of a kind that a column can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// Whose field it is: [`OwnerType::DEAL`] or [`OwnerType::COMPANY`].
    pub owner: OwnerType,
    /// `UF_CRM_…`.
    pub name: String,
    /// As people know it.
    pub title: String,
    /// What it holds.
    pub kind: FieldKind,
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

    /// The fields and dictionaries that have choices, by owner and name.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn fields_with_choices(&mut self) -> Result<Vec<(OwnerType, String)>> {
        let portal = self.portal.0;
        let stored: Vec<(i64, String)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT DISTINCT owner_type, field FROM choice WHERE portal_id = $1 ORDER BY 1, 2")
                .bind(portal)
                .fetch_all(c)
                .await?
        });
        Ok(stored.into_iter().map(|(owner, field)| (OwnerType(owner), field)).collect())
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

    /// Stores the user fields of deals and companies in place of the former.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn replace_fields(&mut self, fields: &[FieldRow]) -> Result<()> {
        let fields: BTreeMap<_, _> = fields.iter().map(|field| ((field.owner, key(&field.name)), field)).collect();
        let fields: Vec<_> = fields.into_iter().collect();
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            sqlx::query("DELETE FROM user_field WHERE portal_id = $1").bind(portal).execute(&mut *c).await?;
            for chunk in fields.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO user_field (portal_id, owner_type, name, title, kind, multiple) ",
                );
                sql.push_values(chunk, |mut values, ((owner, name), field)| {
                    values
                        .push_bind(portal)
                        .push_bind(owner.0)
                        .push_bind(name.as_ref())
                        .push_bind(text(&field.title))
                        .push_bind(field.kind.code())
                        .push_bind(field.multiple);
                });
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// User fields of deals or companies, by name. Kinds of another release are left out.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn fields(&mut self, owner: OwnerType) -> Result<Vec<FieldRow>> {
        let portal = self.portal.0;
        let stored: Vec<(String, String, String, bool)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT name, title, kind, multiple FROM user_field
                 WHERE portal_id = $1 AND owner_type = $2 ORDER BY name",
            )
            .bind(portal)
            .bind(owner.0)
            .fetch_all(c)
            .await?
        });
        let field = |(name, title, kind, multiple): (String, String, String, bool)| {
            Some(FieldRow { owner, name, title, kind: FieldKind::from_code(&kind)?, multiple })
        };
        Ok(stored.into_iter().filter_map(field).collect())
    }

    /// Choices of every field and dictionary of deals or companies, by field, each in the portal's order.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn all_choices(&mut self, owner: OwnerType) -> Result<BTreeMap<String, Vec<ChoiceRow>>> {
        let portal = self.portal.0;
        let stored: Vec<(String, String, String, i32)> = on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT field, code, name, sort FROM choice WHERE portal_id = $1 AND owner_type = $2
                 ORDER BY field, sort, code",
            )
            .bind(portal)
            .bind(owner.0)
            .fetch_all(c)
            .await?
        });
        let mut choices: BTreeMap<String, Vec<ChoiceRow>> = BTreeMap::new();
        for (field, key, name, sort) in stored {
            choices.entry(field).or_default().push(ChoiceRow { key, name, sort });
        }
        Ok(choices)
    }
}
