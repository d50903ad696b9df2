//! The grids of a month, a year and of companies called.

use crate::activity::Board;
use crate::app::App;
use crate::http::activity::answer;
use crate::http::activity::input::Question;
use crate::http::activity::viewer::ActivityViewer;
use crate::http::error::Error;
use axum::extract::State;
use axum::response::Response;
use domain::activity::companies::CompaniesGrid;
use domain::activity::month::MonthGrid;
use domain::activity::period::Month;
use domain::activity::settings::Measure;
use domain::activity::threads::Seen;
use domain::activity::year::YearGrid;
use http::HeaderMap;
use serde::Deserialize;
use std::sync::Arc;

/// What a grid is asked with.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// `2026-12`.
    month: Option<String>,
    /// `2026`.
    year: Option<String>,
    /// `companies` or `calls`; the portal's setting without it.
    measure: Option<String>,
}

impl Asked {
    /// Of parts that were read elsewhere.
    pub(super) fn new(month: Option<String>, year: Option<String>, measure: Option<String>) -> Self {
        Self { month, year, measure }
    }

    fn month(&self) -> Result<Month, Error> {
        let text = self.month.as_deref().unwrap_or_default();
        Month::parse(text).ok_or_else(|| invalid("month", "a month like 2026-12"))
    }

    fn year(&self) -> Result<i32, Error> {
        let text = self.year.as_deref().unwrap_or_default();
        let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        let year = if digits { text.parse().ok() } else { None };
        year.filter(|year| (2000..=2099).contains(year)).ok_or_else(|| invalid("year", "a year from 2000 to 2099"))
    }

    fn measure(&self) -> Result<Option<Measure>, Error> {
        match self.measure.as_deref() {
            None | Some("") => Ok(None),
            Some("companies") => Ok(Some(Measure::Companies)),
            Some("calls") => Ok(Some(Measure::Calls)),
            Some(_) => Err(invalid("measure", "companies or calls")),
        }
    }
}

fn invalid(field: &'static str, detail: &str) -> Error {
    Error::Invalid { field, detail: detail.to_owned() }
}

async fn board(app: &App, viewer: &ActivityViewer, year: i32) -> Result<(Arc<Board>, Seen), Error> {
    let board = app.boards.current(&viewer.portal, year).await?;
    let seen = app.store.read().await?.activity_setup(viewer.portal.id).seen(viewer.eyes).await?;
    Ok((board, seen))
}

/// The month asked for, as the viewer sees it.
pub(super) async fn month(app: &App, viewer: &ActivityViewer, asked: &Asked) -> Result<MonthGrid, Error> {
    let (month, measure) = (asked.month()?, asked.measure()?);
    let (board, seen) = board(app, viewer, month.year()).await?;
    let state = board.read();
    Ok(MonthGrid::of(state.view(&viewer.scope, &seen, viewer.today, measure), month))
}

/// The year asked for, as the viewer sees it.
pub(super) async fn year(app: &App, viewer: &ActivityViewer, asked: &Asked) -> Result<YearGrid, Error> {
    let (year, measure) = (asked.year()?, asked.measure()?);
    let (board, seen) = board(app, viewer, year).await?;
    let state = board.read();
    Ok(YearGrid::of(state.view(&viewer.scope, &seen, viewer.today, measure), year))
}

/// Companies called over the year asked for, as the viewer sees them.
pub(super) async fn companies(app: &App, viewer: &ActivityViewer, asked: &Asked) -> Result<CompaniesGrid, Error> {
    let year = asked.year()?;
    let (board, seen) = board(app, viewer, year).await?;
    let state = board.read();
    Ok(CompaniesGrid::of(state.view(&viewer.scope, &seen, viewer.today, None), year))
}

/// `GET /api/activity/month?month=2026-12[&measure=calls]`.
pub async fn show_month(
    viewer: ActivityViewer,
    State(app): State<App>,
    Question(asked): Question<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    answer(&headers, &month(&app, &viewer, &asked).await?)
}

/// `GET /api/activity/year?year=2026[&measure=calls]`.
pub async fn show_year(
    viewer: ActivityViewer,
    State(app): State<App>,
    Question(asked): Question<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    answer(&headers, &year(&app, &viewer, &asked).await?)
}

/// `GET /api/activity/companies?year=2026`.
pub async fn show_companies(
    viewer: ActivityViewer,
    State(app): State<App>,
    Question(asked): Question<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    answer(&headers, &companies(&app, &viewer, &asked).await?)
}
