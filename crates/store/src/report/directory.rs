//! Names behind the ids of a report's rows.

use super::Report;
use crate::conn::on;
use crate::dictionaries::Dictionaries;
use crate::error::Result;
use crate::owners::OwnerType;
use crate::people::{Departments, People};
use domain::directory::{Choice, Direction, Directory};
use domain::headcount::headcounts;
use domain::ids::DirectionId;
use domain::money::{Amount, Currency, CurrencyCode};
use domain::settings::{DirectionSource, Settings};
use std::collections::BTreeSet;

/// What deals name, whether a dictionary knows it or not.
#[derive(Default)]
struct InUse {
    pipelines: BTreeSet<i64>,
    items: BTreeSet<i64>,
    currencies: BTreeSet<String>,
}

impl Report<'_> {
    /// Everything the portal's rows refer to; hidden directions are left out.
    ///
    /// Directions and currencies that deals name and no dictionary knows stand at the end (a direction under its id,
    /// a currency without a rate), so that no sum is lost while dictionaries lag behind. "No direction" is the last
    /// direction of an enumeration field, when some deal has none.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn directory(&mut self, settings: &Settings) -> Result<Directory> {
        let in_use = self.in_use().await?;
        let portal = self.portal;
        let people = People { conn: self.conn.lend(), portal }.all().await?;
        let departments = Departments { conn: self.conn.lend(), portal }.all().await?;
        let mut dictionaries = Dictionaries { conn: self.conn.lend(), portal };
        let directions = directions(&mut dictionaries, &settings.directions, &in_use).await?;
        let fields = &settings.fields;
        Ok(Directory {
            people,
            departments,
            directions: settings.arranged(directions, |direction| direction.id),
            sectors: choices(&mut dictionaries, fields.sector.as_deref()).await?,
            regions: choices(&mut dictionaries, fields.region.as_deref()).await?,
            sources: choices(&mut dictionaries, fields.source.as_deref()).await?,
            headcounts: headcounts(choices(&mut dictionaries, fields.employees.as_deref()).await?),
            currencies: currencies(&mut dictionaries, &in_use).await?,
        })
    }

    /// Leaps through the index from one combination in use to the next: as many steps as there are combinations,
    /// however many deals.
    async fn in_use(&mut self) -> Result<InUse> {
        let portal = self.portal.0;
        let mut in_use = InUse::default();
        let mut last: (i64, i64, String) = (i64::MIN, 0, String::new());
        loop {
            let next: Option<(i64, i64, String)> = on!(self.conn, |c| {
                sqlx::query_as(
                    "SELECT direction_item, pipeline, currency FROM deal
                     WHERE portal_id = $1 AND (direction_item, pipeline, currency) > ($2, $3, $4)
                     ORDER BY direction_item, pipeline, currency LIMIT 1",
                )
                .bind(portal)
                .bind(last.0)
                .bind(last.1)
                .bind(&last.2)
                .fetch_optional(c)
                .await?
            });
            let Some(found) = next else {
                return Ok(in_use);
            };
            in_use.items.insert(found.0);
            in_use.pipelines.insert(found.1);
            in_use.currencies.insert(found.2.clone());
            last = found;
        }
    }
}

async fn directions(
    dictionaries: &mut Dictionaries<'_>,
    source: &DirectionSource,
    in_use: &InUse,
) -> Result<Vec<Direction>> {
    let (mut directions, used) = match source {
        DirectionSource::Pipelines => {
            let pipelines = dictionaries.pipelines().await?;
            let known = pipelines.into_iter().map(|pipeline| (pipeline.id, pipeline.name));
            (known.collect::<Vec<_>>(), &in_use.pipelines)
        }
        DirectionSource::Field(field) => {
            let choices = dictionaries.choices(OwnerType::DEAL, field).await?;
            // Items of an enumeration are numbered; equal order is by number, not by its text.
            let mut known: Vec<_> = choices
                .into_iter()
                .filter_map(|choice| Some((choice.sort, choice.key.parse::<i64>().ok()?, choice.name)))
                .filter(|(_, id, _)| *id != 0)
                .collect();
            known.sort();
            let known = known.into_iter().map(|(_, id, name)| (id, name));
            (known.collect(), &in_use.items)
        }
    };
    let known: BTreeSet<i64> = directions.iter().map(|(id, _)| *id).collect();
    let is_field = matches!(source, DirectionSource::Field(_));
    for id in used.iter().filter(|id| !known.contains(id)) {
        if !(is_field && *id == 0) {
            directions.push((*id, format!("#{id}")));
        }
    }
    if is_field && used.contains(&0) {
        directions.push((0, String::new()));
    }
    Ok(directions.into_iter().map(|(id, name)| Direction { id: DirectionId(id), name }).collect())
}

/// Choices of a field of the company; none for a field that has none, and for no field.
async fn choices(dictionaries: &mut Dictionaries<'_>, field: Option<&str>) -> Result<Vec<Choice>> {
    let Some(field) = field else { return Ok(Vec::new()) };
    let choices = dictionaries.choices(OwnerType::COMPANY, field).await?;
    Ok(choices.into_iter().map(|choice| Choice { key: choice.key, name: choice.name }).collect())
}

async fn currencies(dictionaries: &mut Dictionaries<'_>, in_use: &InUse) -> Result<Vec<Currency>> {
    let mut currencies = dictionaries.currencies().await?;
    for code in &in_use.currencies {
        if !currencies.iter().any(|currency| currency.code.0 == *code) {
            currencies.push(Currency {
                code: CurrencyCode(code.clone()),
                rate: Amount(0),
                rate_units: 1,
                base: false,
                rated: None,
            });
        }
    }
    Ok(currencies)
}
