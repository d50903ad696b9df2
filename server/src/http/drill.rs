//! What stands behind a number: deals of a company or of a total, communications and the card of one company.

use crate::app::App;
use crate::clock::{day_in, zone};
use crate::http::error::Error;
use crate::http::viewer::Reader;
use axum::Json;
use axum::extract::{Query, RawQuery, State};
use domain::day::Day;
use domain::ids::{CompanyId, DealId, DirectionId};
use domain::report::drill::{CompanyPage, Counted, DealCompany, DealLine, DealsPage, MOST_LINES, Timeline};
use domain::report::query::{QueryError, ReportQuery, StateKind};
use domain::settings::Settings;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::ops::Range;
use store::{DealDetails, DealsAsked, TotalAsked};

/// Lines answered unless asked otherwise.
const USUAL_LINES: usize = 50;

/// Which deals.
#[derive(Debug, Deserialize)]
pub struct Deals {
    company: i64,
    direction: Option<i64>,
    /// Words of [`StateKind`], separated by commas.
    #[serde(default)]
    state: String,
    /// `1` for won ones, `0` for the others.
    won: Option<u8>,
    #[serde(default)]
    offset: usize,
    limit: Option<usize>,
}

/// `GET /api/report/deals?company=ID[&direction=ID][&state=…][&won=0|1][&offset=][&limit=]`. Company 0 has the deals without
/// one, for those who see all.
pub async fn list_deals(
    reader: Reader,
    State(app): State<App>,
    Query(asked): Query<Deals>,
) -> Result<Json<DealsPage>, Error> {
    let range = window(asked.offset, asked.limit)?;
    let company = CompanyId(asked.company);
    let settings = visible(&app, &reader, company).await?;
    let asked = DealsAsked {
        company,
        direction: asked.direction.map(DirectionId),
        states: states(&asked.state)?,
        won: asked.won.map(|won| won != 0),
        today: app.reports.today(&reader.portal),
        range: range.clone(),
    };
    let mut stored = app.store.read().await?;
    let found = stored.report(reader.portal.id).deals_of(&settings, &asked).await?;
    let zone = zone(&reader.portal.zone);
    let deals = found.deals.into_iter().map(|deal| line(deal, &zone, None)).collect();
    Ok(Json(DealsPage { total: found.total, offset: range.start, deals, sums: found.sums }))
}

/// Which number of the totals, beside the filter.
#[derive(Debug, Deserialize)]
pub struct Total {
    /// A word of [`Counted`].
    of: String,
    /// Only in this direction.
    within: Option<i64>,
    #[serde(default)]
    offset: usize,
    limit: Option<usize>,
}

/// `GET /api/report/total?<filter>&of=work|won|active[&within=DIRECTION][&offset=][&limit=]`: the deals that a total or a
/// counter of the report counts, the largest first.
pub async fn list_total(
    reader: Reader,
    State(app): State<App>,
    RawQuery(text): RawQuery,
    Query(asked): Query<Total>,
) -> Result<Json<DealsPage>, Error> {
    let range = window(asked.offset, asked.limit)?;
    let query = ReportQuery::parse(&text.unwrap_or_default())?;
    let counted = Counted::from_code(&asked.of).ok_or_else(|| QueryError::invalid("of", &asked.of))?;
    let today = app.reports.today(&reader.portal);
    let report = app.reports.current(&reader.portal).await?;
    let (behind, settings) = {
        let state = report.read();
        let within = asked.within.map(DirectionId);
        (state.table.behind(&query, &reader.scope, today, counted, within), state.settings.clone())
    };
    let asked = TotalAsked { behind, counted, today, range: range.clone() };
    let mut stored = app.store.read().await?;
    let found = stored.report(reader.portal.id).deals_behind(&settings, &asked).await?;
    let zone = zone(&reader.portal.zone);
    let state = report.read();
    let company = |deal: &DealDetails| {
        let id = deal.row.company?;
        Some(DealCompany { id, title: state.table.title(id)?.to_owned() })
    };
    let named = found.deals.into_iter().map(|deal| {
        let company = company(&deal);
        line(deal, &zone, company)
    });
    Ok(Json(DealsPage { total: found.total, offset: range.start, deals: named.collect(), sums: found.sums }))
}

/// Whose communications.
#[derive(Debug, Deserialize)]
pub struct Communications {
    company: i64,
    #[serde(default)]
    offset: usize,
    limit: Option<usize>,
}

/// `GET /api/report/timeline?company=ID[&offset=][&limit=]`.
pub async fn show_timeline(
    reader: Reader,
    State(app): State<App>,
    Query(asked): Query<Communications>,
) -> Result<Json<Timeline>, Error> {
    let range = window(asked.offset, asked.limit)?;
    let company = CompanyId(asked.company);
    let settings = visible(&app, &reader, company).await?;
    let mut stored = app.store.read().await?;
    Ok(Json(stored.report(reader.portal.id).timeline(&settings.communications, company, range).await?))
}

/// Which company: itself or by one of its deals.
#[derive(Debug, Deserialize)]
pub struct Company {
    id: Option<i64>,
    deal: Option<i64>,
}

/// `GET /api/report/company?id=ID` or `?deal=ID`: one row with all its directions, for the tab in the card of the company
/// or of its deal. Nothing is told of a deal whose company the viewer does not see.
pub async fn show_company(
    reader: Reader,
    State(app): State<App>,
    Query(asked): Query<Company>,
) -> Result<Json<CompanyPage>, Error> {
    let company = match (asked.id, asked.deal) {
        (Some(id), _) => CompanyId(id),
        (None, Some(deal)) => company_of(&app, &reader, DealId(deal)).await?,
        (None, None) => return Err(Error::Invalid { field: "id", detail: "which company?".to_owned() }),
    };
    let report = app.reports.current(&reader.portal).await?;
    let today = app.reports.today(&reader.portal);
    let state = report.read();
    let row = state.table.row(company, today);
    let row = row.filter(|row| reader.scope.includes(row.responsible)).ok_or(Error::NotFound)?;
    Ok(Json(CompanyPage {
        today,
        thresholds: *state.table.thresholds(),
        row,
        directory: state.table.directory().clone(),
        convert: state.settings.convert,
    }))
}

async fn company_of(app: &App, reader: &Reader, deal: DealId) -> Result<CompanyId, Error> {
    let mut stored = app.store.read().await?;
    let deals = stored.deals(reader.portal.id).find(&[deal]).await?;
    deals.first().and_then(|deal| deal.company).ok_or(Error::NotFound)
}

/// The settings in force, if the viewer may see the company; whether it exists is told to nobody else.
pub(super) async fn visible(app: &App, reader: &Reader, company: CompanyId) -> Result<Settings, Error> {
    let report = app.reports.current(&reader.portal).await?;
    let state = report.read();
    match state.table.facts(company, &reader.scope) {
        Some(_) => Ok(state.settings.clone()),
        None => Err(Error::NotFound),
    }
}

fn window(offset: usize, limit: Option<usize>) -> Result<Range<usize>, Error> {
    let limit = limit.unwrap_or(USUAL_LINES);
    if (1..=MOST_LINES).contains(&limit) {
        Ok(offset..offset.saturating_add(limit))
    } else {
        Err(Error::Invalid { field: "limit", detail: format!("from 1 to {MOST_LINES}") })
    }
}

fn states(list: &str) -> Result<Vec<StateKind>, QueryError> {
    let words = list.split(',').filter(|word| !word.is_empty()).take(StateKind::ALL.len() + 1);
    words.map(|word| StateKind::from_code(word).ok_or_else(|| QueryError::invalid("state", word))).collect()
}

fn line(deal: DealDetails, zone: &TimeZone, company: Option<DealCompany>) -> DealLine {
    let row = deal.row;
    let closed: Option<Day> = row.closes.filter(|_| row.closed);
    DealLine {
        id: row.id,
        title: row.title,
        direction: deal.direction,
        stage: deal.stage,
        phase: deal.phase,
        state: deal.state,
        amount: row.amount,
        currency: row.currency,
        responsible: row.responsible,
        created: day_in(zone, row.created),
        modified: row.modified_day,
        closed,
        company,
    }
}
