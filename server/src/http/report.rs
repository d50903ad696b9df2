//! Report 1 over HTTP: a window of rows, the whole table for the browser's own engine,
//! what changed in it since, and sums.

use crate::app::App;
use crate::http::activity::answer;
use crate::http::error::Error;
use crate::http::viewer::Reader;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use domain::report::overdue::OverdueChart;
use domain::report::query::ReportQuery;
use domain::report::window::ReportPage;
use domain::summary::Summary;
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// Rows answered unless asked otherwise.
const USUAL_ROWS: usize = 100;
/// Most rows answered at once.
const MOST_ROWS: usize = 500;

/// What part of the report is asked for, beside the filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    offset: usize,
    limit: usize,
    directory: bool,
}

impl Part {
    fn parse(query: &str) -> Result<Self, Error> {
        let mut part = Self { offset: 0, limit: USUAL_ROWS, directory: false };
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let number = |field| {
                value.parse::<usize>().map_err(|_| Error::Invalid { field, detail: "not a whole number".to_owned() })
            };
            match key.as_ref() {
                "offset" => part.offset = number("offset")?,
                "limit" => part.limit = number("limit")?,
                "directory" => part.directory = value == "1",
                _ => {}
            }
        }
        if !(1..=MOST_ROWS).contains(&part.limit) {
            return Err(Error::Invalid { field: "limit", detail: format!("from 1 to {MOST_ROWS}") });
        }
        Ok(part)
    }
}

/// `GET /api/report?<filter>&offset=0&limit=100[&directory=1]`, as JSON or, where it is asked for, in the compact form of grids.
pub async fn show_report(
    reader: Reader,
    State(app): State<App>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let text = query.unwrap_or_default();
    let part = Part::parse(&text)?;
    let query = ReportQuery::parse(&text)?;
    let report = app.reports.current(&reader.portal).await?;
    let today = app.reports.today(&reader.portal);
    let end = part.offset.saturating_add(part.limit);
    let state = report.read();
    let window = state.table.query(&query, &reader.scope, today, part.offset..end);
    let page = ReportPage {
        revision: state.revision,
        today,
        thresholds: *state.table.thresholds(),
        windows_only: window.in_scope > app.config.reports.table_rows,
        convert: state.settings.convert,
        window,
        directory: part.directory.then(|| state.table.directory().clone()),
    };
    drop(state);
    answer(&headers, &page)
}

/// `GET /api/report/table`: what the viewer may see, for the engine in the browser. Refused as `windows_only` to those who
/// see more companies than are sent.
pub async fn send_table(reader: Reader, State(app): State<App>) -> Result<Response, Error> {
    let report = app.reports.current(&reader.portal).await?;
    if report.read().table.count(&reader.scope) > app.config.reports.table_rows {
        return Err(Error::WindowsOnly);
    }
    let parcel = app.reports.parcel(&reader.portal, report, reader.scope).await?;
    let mut response = parcel.body.clone().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/vnd.svodka.table"));
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    headers.insert(HeaderName::from_static("x-revision"), HeaderValue::from(parcel.revision));
    headers.insert(HeaderName::from_static("x-basis"), HeaderValue::from(parcel.basis));
    Ok(response)
}

/// The table a browser holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    since: i64,
    basis: Option<u64>,
}

impl Held {
    fn parse(query: &str) -> Result<Self, Error> {
        fn number<T: std::str::FromStr>(field: &'static str, value: &str) -> Result<T, Error> {
            value.parse().map_err(|_| Error::Invalid { field, detail: "not a whole number".to_owned() })
        }
        let (mut since, mut basis) = (None, None);
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "since" => since = Some(number("since", &value)?),
                "basis" => basis = Some(number("basis", &value)?),
                _ => {}
            }
        }
        let since = since.ok_or_else(|| Error::Invalid { field: "since", detail: "which revision?".to_owned() })?;
        Ok(Self { since, basis })
    }
}

/// `GET /api/report/changes?since=REVISION&basis=BASIS`: what leads from the viewer's table, taken earlier with these
/// two in its headers, to the present one. Without a basis, or with one that is no longer in force, that is everything.
pub async fn send_changes(
    reader: Reader,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let held = Held::parse(&query.unwrap_or_default())?;
    let changes = app.reports.changes(&reader.portal, &reader.scope, held.since, held.basis).await?;
    let body = postcard::to_allocvec(&changes).map_err(Error::internal)?;
    let kind = HeaderValue::from_static("application/vnd.svodka.changes");
    Ok(([(header::CONTENT_TYPE, kind)], body).into_response())
}

/// `GET /api/summary`: counts and sums of all deals the viewer may see.
pub async fn show_summary(reader: Reader, State(app): State<App>) -> Result<Json<Summary>, Error> {
    let mut stored = app.store.read().await?;
    let settings = stored.portals().settings(reader.portal.id).await?;
    Ok(Json(stored.report(reader.portal.id).summary(&settings, &reader.scope).await?))
}

/// `GET /api/report/overdue?<filter>`: whose clients are overdue, and since which month.
pub async fn show_overdue(
    reader: Reader,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<OverdueChart>, Error> {
    let query = ReportQuery::parse(&query.unwrap_or_default())?;
    let report = app.reports.current(&reader.portal).await?;
    let today = app.reports.today(&reader.portal);
    let state = report.read();
    Ok(Json(state.table.overdue_chart(&query, &reader.scope, today)))
}
