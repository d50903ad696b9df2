//! Companies as the report table takes them.

use super::Report;
use crate::conn::on;
use crate::error::Result;
use crate::records::{IDS, some};
use domain::day::Day;
use domain::ids::{CompanyId, PersonId};
use domain::money::{Amount, CurrencyCode};
use domain::report::facts::CompanyFacts;
use domain::settings::{InnSource, Settings};
use futures_util::TryStreamExt;
use sqlx::QueryBuilder;
use std::collections::HashMap;

/// A company's own columns.
#[derive(sqlx::FromRow)]
struct Columns {
    id: i64,
    title: String,
    responsible: i64,
    sector_key: Option<String>,
    region: Option<String>,
    source: Option<String>,
    employees: Option<String>,
    revenue: Option<i64>,
    currency: String,
    inn: String,
    created: i64,
    created_day: i32,
}

impl From<Columns> for CompanyFacts {
    fn from(row: Columns) -> Self {
        let currency = row.currency;
        Self {
            id: CompanyId(row.id),
            title: row.title,
            inn: row.inn,
            responsible: some(row.responsible).map(PersonId),
            sector: row.sector_key,
            region: row.region,
            source: row.source,
            employees: row.employees,
            turnover: row.revenue.map(|revenue| (CurrencyCode(currency), Amount(revenue))),
            created: (row.created != 0).then_some(Day(row.created_day)),
            ..Self::nobody()
        }
    }
}

impl Report<'_> {
    /// Facts of all companies, or of those named in `only`, by id.
    ///
    /// Company 0, first, has the deals without a company; it is there when `only` is absent or names it, deals or not.
    /// A company that is not stored has no facts, even if deals name it: they come with the company. A company missing
    /// from the answer to its id is to be taken out of the report.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn facts(&mut self, settings: &Settings, only: Option<&[CompanyId]>) -> Result<Vec<CompanyFacts>> {
        let mut companies = self.company_rows(only).await?;
        let mut inns = match settings.fields.inn {
            InnSource::Requisite => Some(self.inns(only).await?),
            InnSource::Field(_) => None,
        };
        let mut days = self.last_days(&settings.communications, only).await?;
        let mut deals = self.deal_groups(settings, only).await?;
        if only.is_none_or(|ids| ids.contains(&CompanyId(0))) {
            companies.push(CompanyFacts::nobody());
        }
        companies.sort_by_key(|company| company.id);
        companies.dedup_by_key(|company| company.id);
        for company in &mut companies {
            let id = company.id.0;
            company.deals = deals.remove(&id).unwrap_or_default();
            if id != 0 {
                if let Some(inns) = &mut inns {
                    company.inn = inns.remove(&id).unwrap_or_default();
                }
                company.last_communication = days.remove(&id).map(Day);
            }
        }
        Ok(companies)
    }

    async fn company_rows(&mut self, only: Option<&[CompanyId]>) -> Result<Vec<CompanyFacts>> {
        let portal = self.portal.0;
        let mut companies = Vec::new();
        on!(self.conn, |c: Db| {
            for chunk in super::chunks(only, IDS) {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT id, title, responsible, sector_key, region, source, employees, revenue, currency, inn,
                       created, created_day FROM company WHERE portal_id = ",
                );
                sql.push_bind(portal);
                if let Some(ids) = chunk {
                    sql.push(" AND id IN (");
                    let mut list = sql.separated(", ");
                    for id in ids {
                        list.push_bind(id.0);
                    }
                    sql.push(")");
                }
                let query = sql.build_query_as::<Columns>().persistent(chunk.is_none());
                let mut rows = query.fetch(&mut *c);
                while let Some(row) = rows.try_next().await? {
                    companies.push(row.into());
                }
            }
        });
        Ok(companies)
    }

    /// The INN of each company: that of its first requisite that has one.
    async fn inns(&mut self, only: Option<&[CompanyId]>) -> Result<HashMap<i64, String>> {
        let portal = self.portal.0;
        let mut inns = HashMap::new();
        on!(self.conn, |c: Db| {
            for chunk in super::chunks(only, IDS) {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT company, inn FROM requisite WHERE inn <> '' AND company <> 0 AND portal_id = ",
                );
                sql.push_bind(portal);
                if let Some(ids) = chunk {
                    sql.push(" AND company IN (");
                    let mut list = sql.separated(", ");
                    for id in ids {
                        list.push_bind(id.0);
                    }
                    sql.push(")");
                }
                sql.push(" ORDER BY company, id");
                let query = sql.build_query_as::<(i64, String)>().persistent(chunk.is_none());
                let mut rows = query.fetch(&mut *c);
                while let Some((company, inn)) = rows.try_next().await? {
                    inns.entry(company).or_insert(inn);
                }
            }
        });
        Ok(inns)
    }
}
