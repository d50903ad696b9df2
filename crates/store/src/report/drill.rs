//! Deals behind a number of the report: those of one company, or those a total counts.

use super::Report;
use super::phases::Phases;
use crate::conn::on;
use crate::deals::{DealRow, Deals};
use crate::dictionaries::Dictionaries;
use crate::error::Result;
use domain::day::Day;
use domain::deals::{LatestDays, Phase};
use domain::ids::{CompanyId, DealId, DirectionId};
use domain::money::{Amount, CurrencyCode};
use domain::report::drill::Counted;
use domain::report::query::StateKind;
use domain::report::table::Behind;
use domain::settings::{DirectionSource, Settings};
use sqlx::QueryBuilder;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Which deals are asked for.
#[derive(Clone, Debug)]
pub struct DealsAsked {
    /// Of this company; 0 for deals without one.
    pub company: CompanyId,
    /// Only in this direction.
    pub direction: Option<DirectionId>,
    /// Only those that give their direction one of these states; empty for all, won ones included.
    pub states: Vec<StateKind>,
    /// Only won ones, or only those that are not; sums are then of what the cell sums: the won, or those in work.
    pub won: Option<bool>,
    /// Today in the portal's zone.
    pub today: Day,
    /// Places of the wanted ones.
    pub range: Range<usize>,
}

/// Which deals of a total are asked for.
#[derive(Clone, Debug)]
pub struct TotalAsked {
    /// The directions of companies it counts.
    pub behind: Behind,
    /// What it counts there.
    pub counted: Counted,
    /// Today in the portal's zone.
    pub today: Day,
    /// Places of the wanted ones.
    pub range: Range<usize>,
}

/// A stored deal with what the settings make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealDetails {
    /// The deal.
    pub row: DealRow,
    /// Its direction.
    pub direction: DirectionId,
    /// Name of its stage, or the stage's id.
    pub stage: String,
    /// What the stage means.
    pub phase: Phase,
    /// The state this deal alone would give its direction; `None` for a won one.
    pub state: Option<StateKind>,
}

/// The deals that are there, and a window of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DealsFound {
    /// How many there are.
    pub total: u64,
    /// Their sums.
    pub sums: Vec<(CurrencyCode, Amount)>,
    /// The window. Of a company in work first, then preparation, won, failed; in each the latest modified first, then by
    /// id. Of a total the largest first, then by id.
    pub deals: Vec<DealDetails>,
}

/// Most companies whose deals are asked for by name; beyond that all deals of the portal are read.
const FEW: usize = 2_000;
/// Companies named in one statement.
const NAMED: usize = 400;

/// What order and state need of a deal.
#[derive(Clone, sqlx::FromRow)]
struct Light {
    id: i64,
    company: i64,
    pipeline: i64,
    direction_item: i64,
    stage_id: String,
    modified_day: i32,
    amount: i64,
    currency: String,
}

impl Report<'_> {
    /// Deals of a company; those of hidden directions are left out, as in the report.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn deals_of(&mut self, settings: &Settings, asked: &DealsAsked) -> Result<DealsFound> {
        let phases = self.phases(settings).await?;
        let is_wanted = |light: &Light| {
            let of = light.direction(settings);
            let phase = phases.of(&light.stage_id);
            let state = state(phase, Day(light.modified_day), asked.today, settings);
            !settings.hidden_directions.contains(&of)
                && asked.direction.is_none_or(|asked| asked == of)
                && asked.won.is_none_or(|won| won == (phase == Phase::Won))
                && (asked.states.is_empty() || state.is_some_and(|state| asked.states.contains(&state)))
        };
        let mut lights = self.lights(asked.company).await?;
        lights.retain(is_wanted);
        lights.sort_by_key(|one| (rank(phases.of(&one.stage_id)), Reverse(one.modified_day), one.id));
        let is_summed = |light: &&Light| match asked.won {
            Some(false) => phases.of(&light.stage_id) == Phase::Work,
            _ => true,
        };
        let sums = summed(lights.iter().filter(is_summed));
        let window: Vec<Light> = lights.iter().skip(asked.range.start).take(asked.range.len()).cloned().collect();
        let deals = self.details(settings, &phases, asked.today, &window).await?;
        Ok(DealsFound { total: lights.len() as u64, sums, deals })
    }

    /// Deals that a total counts, the largest first.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn deals_behind(&mut self, settings: &Settings, asked: &TotalAsked) -> Result<DealsFound> {
        let phases = self.phases(settings).await?;
        let is_wanted = |light: &Light| {
            asked.counted.counts(phases.of(&light.stage_id))
                && asked.behind.includes(CompanyId(light.company), light.direction(settings))
        };
        let companies = asked.behind.companies();
        let mut lights = Vec::new();
        if companies.len() <= FEW {
            for named in companies.chunks(NAMED) {
                lights.extend(self.lights_of(named).await?.into_iter().filter(is_wanted));
            }
        } else {
            lights = self.all_lights().await?;
            lights.retain(is_wanted);
        }
        let sums = summed(&lights);
        let total = lights.len() as u64;
        let Range { start, end } = asked.range;
        if end < lights.len() {
            // Nobody looks at the order of hundreds of thousands behind the window.
            lights.select_nth_unstable_by_key(end, largest_first);
            lights.truncate(end);
        }
        lights.sort_unstable_by_key(largest_first);
        let window = lights.get(start.min(lights.len())..).unwrap_or_default();
        let deals = self.details(settings, &phases, asked.today, window).await?;
        Ok(DealsFound { total, sums, deals })
    }

    /// What is stored of these deals, in their order.
    async fn details(
        &mut self,
        settings: &Settings,
        phases: &Phases,
        today: Day,
        window: &[Light],
    ) -> Result<Vec<DealDetails>> {
        let wanted: Vec<DealId> = window.iter().map(|one| DealId(one.id)).collect();
        let portal = self.portal;
        let rows = Deals { conn: self.conn.lend(), portal }.find(&wanted).await?;
        let mut rows: HashMap<DealId, DealRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let stages = Dictionaries { conn: self.conn.lend(), portal }.stages().await?;
        let stages: HashMap<String, String> = stages.into_iter().map(|stage| (stage.stage_id, stage.name)).collect();
        let details = |light: &Light| {
            let row = rows.remove(&DealId(light.id))?;
            let phase = phases.of(&light.stage_id);
            Some(DealDetails {
                direction: light.direction(settings),
                stage: stages.get(&light.stage_id).unwrap_or(&light.stage_id).clone(),
                phase,
                state: state(phase, row.modified_day, today, settings),
                row,
            })
        };
        Ok(window.iter().filter_map(details).collect())
    }

    /// The pipeline that most deals of a direction (an item of the field the settings chose) are in; the default one while
    /// there are none.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn usual_pipeline(&mut self, direction: DirectionId) -> Result<i64> {
        let portal = self.portal.0;
        let pipeline: Option<i64> = on!(self.conn, |c| {
            sqlx::query_scalar(
                "SELECT pipeline FROM deal WHERE portal_id = $1 AND direction_item = $2
                 GROUP BY pipeline ORDER BY COUNT(*) DESC, pipeline LIMIT 1",
            )
            .bind(portal)
            .bind(direction.0)
            .fetch_optional(c)
            .await?
        });
        Ok(pipeline.unwrap_or(0))
    }

    async fn lights(&mut self, company: CompanyId) -> Result<Vec<Light>> {
        let portal = self.portal.0;
        Ok(on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT id, company, pipeline, direction_item, stage_id, modified_day, amount, currency FROM deal
                 WHERE portal_id = $1 AND company = $2",
            )
            .bind(portal)
            .bind(company.0)
            .fetch_all(c)
            .await?
        }))
    }

    async fn lights_of(&mut self, companies: &[CompanyId]) -> Result<Vec<Light>> {
        let portal = self.portal.0;
        Ok(on!(self.conn, |c: Db| {
            let mut query = QueryBuilder::<Db>::new(
                "SELECT id, company, pipeline, direction_item, stage_id, modified_day, amount, currency FROM deal
                 WHERE portal_id = ",
            );
            query.push_bind(portal).push(" AND company IN (");
            let mut list = query.separated(", ");
            for company in companies {
                list.push_bind(company.0);
            }
            query.push(")").build_query_as().fetch_all(c).await?
        }))
    }

    async fn all_lights(&mut self) -> Result<Vec<Light>> {
        let portal = self.portal.0;
        Ok(on!(self.conn, |c| {
            sqlx::query_as(
                "SELECT id, company, pipeline, direction_item, stage_id, modified_day, amount, currency FROM deal
                 WHERE portal_id = $1",
            )
            .bind(portal)
            .fetch_all(c)
            .await?
        }))
    }
}

impl Light {
    fn direction(&self, settings: &Settings) -> DirectionId {
        let by_field = matches!(settings.directions, DirectionSource::Field(_));
        DirectionId(if by_field { self.direction_item } else { self.pipeline })
    }
}

/// Sums by currency.
fn summed<'a>(deals: impl IntoIterator<Item = &'a Light>) -> Vec<(CurrencyCode, Amount)> {
    let mut sums: BTreeMap<&str, Amount> = BTreeMap::new();
    for one in deals {
        let sum = sums.entry(&one.currency).or_default();
        *sum = sum.plus(Amount(one.amount));
    }
    sums.into_iter().map(|(code, sum)| (CurrencyCode(code.to_owned()), sum)).collect()
}

fn largest_first(light: &Light) -> (Reverse<i64>, i64) {
    (Reverse(light.amount), light.id)
}

/// In work first.
fn rank(phase: Phase) -> u8 {
    match phase {
        Phase::Work => 0,
        Phase::Preparation => 1,
        Phase::Won => 2,
        Phase::Failed => 3,
    }
}

/// The state one deal gives its direction; a won one stands in nobody's way.
fn state(phase: Phase, modified: Day, today: Day, settings: &Settings) -> Option<StateKind> {
    let mut latest = LatestDays::default();
    match phase {
        Phase::Work => latest.work = Some(modified),
        Phase::Preparation => latest.preparation = Some(modified),
        Phase::Failed => latest.failed = Some(modified),
        Phase::Won => return None,
    }
    Some(StateKind::of(latest.state(today, &settings.thresholds)))
}
