//! The report that unsaved settings would make, of a bounded number of companies.

use crate::app::App;
use crate::http::error::Error;
use crate::http::viewer::Viewer;
use crate::sync::rows::Reading;
use domain::deals::Phase;
use domain::ids::{CompanyId, DirectionId};
use domain::progress::Entity;
use domain::report::facts::CompanyFacts;
use domain::report::query::ReportQuery;
use domain::report::table::ReportTable;
use domain::settings::{CompanyPart, DirectionPreview, Settings, SettingsPreview};
use std::collections::BTreeMap;

/// Most companies a preview looks at; of more, every n-th.
const MOST_COMPANIES: usize = 20_000;
/// Rows it shows.
const ROWS: usize = 5;

/// The preview for somebody who sees all.
pub(super) async fn of(app: &App, viewer: &Viewer, settings: &Settings) -> Result<SettingsPreview, Error> {
    let portal = &viewer.portal;
    let report = app.reports.current(portal).await?;
    let (ids, of) = {
        let state = report.read();
        (sample(&state.table), state.table.len() as u64)
    };
    let mut reader = app.store.read().await?;
    let in_force = reader.portals().settings(portal.id).await?;
    let directory = reader.report(portal.id).directory(settings).await?;
    let mut facts = reader.report(portal.id).facts(settings, Some(&ids)).await?;
    drop(reader);
    let unread = settings.fields.differing(&in_force.fields);
    let differing = Reading::of(portal, settings).differing(&Reading::of(portal, &in_force));
    let directions_unread = differing.contains(&Entity::Deals);
    let (today, settings) = (app.reports.today(portal), settings.clone());
    let build = move || {
        for one in &mut facts {
            empty(one, &unread, directions_unread);
        }
        let counted = count(&facts);
        let mut table = ReportTable::new(directory, settings.thresholds);
        table.extend(facts);
        let scope = domain::rights::Scope::All;
        let never = ReportQuery::parse("last=never").map(|query| table.query(&query, &scope, today, 0..0));
        let window = table.query(&ReportQuery::default(), &scope, today, 0..ROWS);
        let directions = table.directory().directions.iter().map(|direction| DirectionPreview {
            id: direction.id,
            name: direction.name.clone(),
            ..counted.get(&direction.id).cloned().unwrap_or_else(|| nothing(direction.id))
        });
        Ok(SettingsPreview {
            companies: window.totals.companies,
            of,
            overdue: window.totals.overdue,
            never: never?.totals.companies,
            directions: directions.collect(),
            unread,
            directions_unread,
            rows: window.rows,
            directory: table.directory().clone(),
            today,
        })
    };
    tokio::task::spawn_blocking(build).await.map_err(Error::internal)?
}

/// All companies, or every n-th of many.
fn sample(table: &ReportTable) -> Vec<CompanyId> {
    let step = table.len().div_ceil(MOST_COMPANIES).max(1);
    table.ids().step_by(step).collect()
}

/// Takes out what is stored under another mapping.
fn empty(facts: &mut CompanyFacts, unread: &[CompanyPart], directions_unread: bool) {
    for part in unread {
        match part {
            CompanyPart::Inn => facts.inn.clear(),
            CompanyPart::Turnover => facts.turnover = None,
            CompanyPart::Employees => facts.employees = None,
            CompanyPart::Sector => facts.sector = None,
            CompanyPart::Region => facts.region = None,
            CompanyPart::Source => facts.source = None,
        }
    }
    if directions_unread {
        facts.deals.clear();
    }
}

fn nothing(id: DirectionId) -> DirectionPreview {
    DirectionPreview { id, name: String::new(), preparation: 0, work: 0, won: 0, failed: 0 }
}

fn count(facts: &[CompanyFacts]) -> BTreeMap<DirectionId, DirectionPreview> {
    let mut counted: BTreeMap<DirectionId, DirectionPreview> = BTreeMap::new();
    for group in facts.iter().flat_map(|one| &one.deals) {
        let direction = counted.entry(group.direction).or_insert_with(|| nothing(group.direction));
        let count = match group.phase {
            Phase::Preparation => &mut direction.preparation,
            Phase::Work => &mut direction.work,
            Phase::Won => &mut direction.won,
            Phase::Failed => &mut direction.failed,
        };
        *count += u64::from(group.count);
    }
    counted
}
