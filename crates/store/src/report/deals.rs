//! Deals of companies, grouped.

use super::Report;
use super::phases::Phases;
use super::sums::{joined, sum_columns};
use crate::conn::on;
use crate::error::Result;
use crate::records::IDS;
use domain::day::Day;
use domain::ids::{CompanyId, DirectionId};
use domain::money::CurrencyCode;
use domain::report::facts::DealGroup;
use domain::settings::{DirectionSource, Settings};
use futures_util::TryStreamExt;
use sqlx::QueryBuilder;
use std::collections::HashMap;

/// Company, pipeline, direction item, stage, currency, count, latest modification, sum in two columns.
type Columns = (i64, i64, i64, String, String, i64, i32, i64, i64);

// The order of the grouping is that of the index `deal_report`, so that neither engine sorts or visits the table.
const SELECT: &str = concat!(
    "SELECT company, pipeline, direction_item, stage_id, currency, COUNT(*), MAX(modified_day), ",
    sum_columns!(),
    " FROM deal WHERE portal_id = "
);
const GROUP: &str = " GROUP BY company, pipeline, direction_item, stage_id, currency";

/// Deal groups by company; company 0 has those without one.
pub(super) type Grouped = HashMap<i64, Vec<DealGroup>>;

impl Report<'_> {
    /// Groups of all deals, or of those of some companies; deals of hidden directions are left out.
    pub(super) async fn deal_groups(&mut self, settings: &Settings, only: Option<&[CompanyId]>) -> Result<Grouped> {
        let phases = self.phases(settings).await?;
        let by_field = matches!(settings.directions, DirectionSource::Field(_));
        let portal = self.portal.0;
        let mut grouped = Grouped::new();
        on!(self.conn, |c: Db| {
            for chunk in super::chunks(only, IDS) {
                let mut sql = QueryBuilder::<Db>::new(SELECT);
                sql.push_bind(portal);
                if let Some(ids) = chunk {
                    sql.push(" AND company IN (");
                    let mut list = sql.separated(", ");
                    for id in ids {
                        list.push_bind(id.0);
                    }
                    sql.push(")");
                }
                sql.push(GROUP);
                let query = sql.build_query_as::<Columns>().persistent(chunk.is_none());
                let mut rows = query.fetch(&mut *c);
                while let Some(row) = rows.try_next().await? {
                    let direction = DirectionId(if by_field { row.2 } else { row.1 });
                    if !settings.hidden_directions.contains(&direction) {
                        add(&mut grouped, row, &phases, direction);
                    }
                }
            }
        });
        for groups in grouped.values_mut() {
            groups.sort_by(|a, b| (a.direction, &a.currency, a.phase).cmp(&(b.direction, &b.currency, b.phase)));
        }
        Ok(grouped)
    }
}

/// Joins groups whose stages share a phase, or whose other way of telling directions is not the chosen one.
fn add(grouped: &mut Grouped, row: Columns, phases: &Phases, direction: DirectionId) {
    let (company, _, _, stage_id, currency, count, modified, millions, rest) = row;
    let group = DealGroup {
        direction,
        currency: CurrencyCode(currency),
        phase: phases.of(&stage_id),
        count: u32::try_from(count).unwrap_or(u32::MAX),
        amount: joined(millions, rest),
        modified: Day(modified),
    };
    let groups = grouped.entry(company).or_default();
    let same = groups.iter_mut().find(|known| {
        known.direction == group.direction && known.phase == group.phase && known.currency == group.currency
    });
    match same {
        Some(known) => {
            known.count = known.count.saturating_add(group.count);
            known.amount = known.amount.plus(group.amount);
            known.modified = known.modified.max(group.modified);
        }
        None => groups.push(group),
    }
}
