//! Counts and sums of all deals in a viewer's scope.

use super::Report;
use super::sums::{joined, sum_columns};
use crate::conn::on;
use crate::error::Result;
use crate::records::some;
use domain::deals::Phase;
use domain::ids::{DirectionId, PersonId};
use domain::money::{Amount, CurrencyCode};
use domain::rights::Scope;
use domain::settings::{DirectionSource, Settings};
use domain::summary::{DealSum, Outcomes, Summary};
use futures_util::TryStreamExt;
use sqlx::QueryBuilder;
use std::collections::BTreeMap;

/// Responsible, without company, pipeline, direction item, stage, currency, count, sum in two columns.
type Columns = (i64, i32, i64, i64, String, String, i64, i64, i64);

const SELECT: &str = concat!(
    "SELECT responsible, CASE WHEN company = 0 THEN 1 ELSE 0 END, pipeline, direction_item, stage_id, currency,
       COUNT(*), ",
    sum_columns!(),
    " FROM deal WHERE portal_id = "
);

/// Narrows a statement to rows whose responsible is in scope; an empty scope matches nothing.
macro_rules! within {
    ($sql:ident, $scope:ident) => {
        if let Scope::People(people) = $scope {
            $sql.push(" AND responsible IN (NULL");
            for person in people {
                $sql.push(", ").push_bind(person.0);
            }
            $sql.push(")");
        }
    };
}

/// One list of [`Outcomes`] while it is summed, by currency.
type Sums = BTreeMap<CurrencyCode, (u64, Amount)>;

/// [`Outcomes`] while they are summed.
#[derive(Default)]
struct Summing {
    in_work: Sums,
    won: Sums,
    lost: Sums,
}

impl Report<'_> {
    /// Sums of the portal within a viewer's scope: companies by their responsible, deals by theirs.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn summary(&mut self, settings: &Settings, scope: &Scope) -> Result<Summary> {
        let phases = self.phases(settings).await?;
        let by_field = matches!(settings.directions, DirectionSource::Field(_));
        let portal = self.portal.0;
        let mut all = Summing::default();
        let mut without_company = Summing::default();
        let mut people: BTreeMap<i64, Summing> = BTreeMap::new();
        let mut directions: BTreeMap<i64, Summing> = BTreeMap::new();
        on!(self.conn, |c: Db| {
            let mut sql = QueryBuilder::<Db>::new(SELECT);
            sql.push_bind(portal);
            within!(sql, scope);
            sql.push(" GROUP BY 1, 2, 3, 4, 5, 6");
            let query = sql.build_query_as::<Columns>().persistent(false);
            let mut rows = query.fetch(&mut *c);
            while let Some(row) = rows.try_next().await? {
                let (person, alone, pipeline, item, stage_id, currency, count, millions, rest) = row;
                let direction = if by_field { item } else { pipeline };
                let phase = phases.of(&stage_id);
                let mut into =
                    vec![&mut all, people.entry(person).or_default(), directions.entry(direction).or_default()];
                if alone == 1 {
                    into.push(&mut without_company);
                }
                for summing in into {
                    summing.add(phase, &currency, count, joined(millions, rest));
                }
            }
        });
        // Nobody is 0 in the database and comes first there.
        let nobody = people.remove(&0);
        let people = people
            .into_iter()
            .chain(nobody.map(|summing| (0, summing)))
            .map(|(person, summing)| (some(person).map(PersonId), summing.into()));
        let directions = directions.into_iter().map(|(direction, summing)| (DirectionId(direction), summing.into()));
        Ok(Summary {
            companies: self.companies_within(scope).await?,
            people: self.people().await?,
            deals: all.into(),
            without_company: without_company.into(),
            by_responsible: people.collect(),
            by_direction: directions.collect(),
        })
    }

    async fn companies_within(&mut self, scope: &Scope) -> Result<u64> {
        let portal = self.portal.0;
        let count: i64 = on!(self.conn, |c: Db| {
            let mut sql = QueryBuilder::<Db>::new("SELECT COUNT(*) FROM company WHERE portal_id = ");
            sql.push_bind(portal);
            within!(sql, scope);
            sql.build_query_scalar().persistent(false).fetch_one(c).await?
        });
        Ok(count.unsigned_abs())
    }

    async fn people(&mut self) -> Result<u64> {
        let portal = self.portal;
        crate::people::People { conn: self.conn.lend(), portal }.count().await
    }
}

impl Summing {
    fn add(&mut self, phase: Phase, currency: &str, count: i64, amount: Amount) {
        let sums = match phase {
            Phase::Preparation | Phase::Work => &mut self.in_work,
            Phase::Won => &mut self.won,
            Phase::Failed => &mut self.lost,
        };
        let (known, sum) = sums.entry(CurrencyCode(currency.to_owned())).or_default();
        *known += count.unsigned_abs();
        *sum = sum.plus(amount);
    }
}

impl From<Summing> for Outcomes {
    fn from(summing: Summing) -> Self {
        let list = |sums: Sums| {
            sums.into_iter().map(|(currency, (count, amount))| DealSum { currency, count, amount }).collect()
        };
        Self { in_work: list(summing.in_work), won: list(summing.won), lost: list(summing.lost) }
    }
}
