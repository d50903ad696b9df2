//! Companies.

use crate::conn::on;
use crate::records::{key, newer, person, record_repository, some, text};
use domain::day::{Day, Millis};
use domain::ids::{CompanyId, PersonId};
use domain::money::{Amount, CurrencyCode};
use domain::text::fold;

/// A company as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompanyRow {
    /// Bitrix24 id.
    pub id: CompanyId,
    /// Title as written.
    pub title: String,
    /// Responsible person.
    pub responsible: Option<PersonId>,
    /// Key of the sector, of the dictionary or field the settings chose.
    pub sector_key: Option<String>,
    /// Yearly turnover.
    pub revenue: Option<Amount>,
    /// Currency of `revenue`.
    pub currency: CurrencyCode,
    /// Number of employees, as the portal keeps it: a key of its dictionary, or a number.
    pub employees: Option<String>,
    /// Key or text of the region, of the field the settings chose; likewise the next one.
    pub region: Option<String>,
    /// Key or text of the source.
    pub source: Option<String>,
    /// INN, when the settings chose a field of the company for it; else empty.
    pub inn: String,
    /// When it was created.
    pub created: Millis,
    /// The day of `created` in the portal's zone.
    pub created_day: Day,
    /// When it was last modified; an older row never overwrites a newer one.
    pub modified: Millis,
}

record_repository! {
    /// Companies of one portal.
    Companies of CompanyRow by CompanyId, in "company";
    id |row| row.id.0, age row.modified.0;
    guard newer!("company");
    write |row| {
        title = text(&row.title),
        title_fold = fold(&text(&row.title)),
        responsible = person(row.responsible),
        sector_key = row.sector_key.as_deref().map(key),
        revenue = row.revenue.map(|revenue| revenue.0),
        currency = key(&row.currency.0),
        employees = row.employees.as_deref().map(key),
        region = row.region.as_deref().map(key),
        source = row.source.as_deref().map(key),
        inn = key(&row.inn),
        created = row.created.0,
        created_day = row.created_day.0,
        modified = row.modified.0,
    }
    read |row| CompanyRow {
        id: CompanyId(row.try_get("id")?),
        title: row.try_get("title")?,
        responsible: some(row.try_get("responsible")?).map(PersonId),
        sector_key: row.try_get("sector_key")?,
        revenue: row.try_get::<Option<i64>, _>("revenue")?.map(Amount),
        currency: CurrencyCode(row.try_get("currency")?),
        employees: row.try_get("employees")?,
        region: row.try_get("region")?,
        source: row.try_get("source")?,
        inn: row.try_get("inn")?,
        created: Millis(row.try_get("created")?),
        created_day: Day(row.try_get("created_day")?),
        modified: Millis(row.try_get("modified")?),
    };
}

impl Companies<'_> {
    /// Ids of companies whose title contains `part`, letter case and `ё` aside, by title; at most `most`.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn search(&mut self, part: &str, most: u32) -> crate::Result<Vec<CompanyId>> {
        let pattern = containing(&fold(&text(part)));
        let portal = self.portal.0;
        let ids: Vec<i64> = on!(self.conn, |c| {
            sqlx::query_scalar(
                r"SELECT id FROM company WHERE portal_id = $1 AND title_fold LIKE $2 ESCAPE '\'
                  ORDER BY title_fold, id LIMIT $3",
            )
            .bind(portal)
            .bind(&pattern)
            .bind(i64::from(most))
            .fetch_all(c)
            .await?
        });
        Ok(ids.into_iter().map(CompanyId).collect())
    }
}

/// A `LIKE` pattern that finds the text literally, anywhere.
fn containing(folded: &str) -> String {
    let mut pattern = String::with_capacity(folded.len() + 2);
    pattern.push('%');
    for c in folded.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
