//! `GET /api/report/export`: the report as a file.

use crate::app::App;
use crate::export::{ExportError, Sheet, Tabular as _, words};
use crate::http::error::Error;
use crate::http::file::{self, Kind};
use crate::http::viewer::Exporter;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use domain::report::columns::Layout;
use domain::report::query::{Bound as _, ReportQuery};
use serde_json::json;
use std::fs::File;
use store::NewAudit;

/// What is asked beside the filter.
#[derive(Debug)]
struct Asked {
    kind: Kind,
    columns: Layout,
    language: Option<String>,
}

impl Asked {
    fn parse(query: &str) -> Result<Self, Error> {
        let mut asked = Self { kind: Kind::Xlsx, columns: Layout::default(), language: None };
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "format" => asked.kind = Kind::parse(&value)?,
                "columns" => asked.columns = Layout::parse(&value)?,
                "lang" => asked.language = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(asked)
    }
}

/// `GET /api/report/export?format=xlsx|csv&<filter>&columns=…&lang=…`: every row that matches, in the columns shown.
pub async fn send_export(
    exporter: Exporter,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let Exporter(reader) = exporter;
    let text = query.unwrap_or_default();
    let asked = Asked::parse(&text)?;
    let query = ReportQuery::parse(&text)?;
    let words = words::of(asked.language.as_deref().unwrap_or(&reader.portal.language));
    let _turn = file::turn().await?;
    let report = app.reports.current(&reader.portal).await?;
    let today = app.reports.today(&reader.portal);
    let (kind, columns) = (asked.kind, asked.columns);
    let (portal, person) = (reader.portal.id, reader.person);
    let eyes = reader.is_borrowed().then_some(reader.eyes);
    let make = move || -> Result<(File, usize), ExportError> {
        let state = report.read();
        let sheet = Sheet::new(&state.table, &reader.scope, query, &columns, today, words, state.settings.convert);
        drop(state);
        Ok((file::write(kind, &sheet)?, sheet.count()))
    };
    let made = tokio::task::spawn_blocking(make).await.map_err(Error::internal)?;
    let (file, rows) = made.map_err(Error::internal)?;
    let mut tx = app.store.begin().await?;
    tx.portals().take_turn(portal).await?;
    tx.audit(portal)
        .add(&NewAudit {
            made: app.clock.now(),
            author: person,
            action: "report.export",
            person: eyes,
            detail: json!({"format": kind.ending(), "rows": rows, "query": text}),
        })
        .await?;
    tx.commit().await?;
    file::answer(kind, file, &format!("svodka-{}", today.write()), rows)
}
