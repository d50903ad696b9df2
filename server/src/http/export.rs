//! `GET /api/report/export`: the report as a file.

use crate::app::App;
use crate::export::{self, ExportError, Sheet, words};
use crate::http::error::Error;
use crate::http::viewer::Exporter;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use bytes::Bytes;
use domain::report::columns::Layout;
use domain::report::query::{Bound as _, ReportQuery};
use futures_util::StreamExt as _;
use http::{HeaderValue, header};
use serde_json::json;
use std::fs::File;
use std::io::{Seek, SeekFrom};
use store::NewAudit;
use tokio::io::AsyncReadExt;
use tokio::sync::Semaphore;

/// Files made at once: each holds a copy of its viewer's table while it is written.
static TURNS: Semaphore = Semaphore::const_new(2);
/// Bytes sent at once.
const CHUNK: usize = 64 * 1024;

/// The kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Xlsx,
    Csv,
}

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
                "format" => {
                    asked.kind = match value.as_ref() {
                        "xlsx" => Kind::Xlsx,
                        "csv" => Kind::Csv,
                        _ => return Err(Error::Invalid { field: "format", detail: "xlsx or csv".to_owned() }),
                    }
                }
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
    let viewer = exporter.0;
    let text = query.unwrap_or_default();
    let asked = Asked::parse(&text)?;
    let query = ReportQuery::parse(&text)?;
    let words = words::of(asked.language.as_deref().unwrap_or(&viewer.portal.language));
    let _turn = TURNS.acquire().await.map_err(Error::internal)?;
    let report = app.reports.current(&viewer.portal).await?;
    let today = app.reports.today(&viewer.portal);
    let (kind, columns) = (asked.kind, asked.columns);
    let (portal, person) = (viewer.portal.id, viewer.person);
    let make = move || -> Result<(File, usize), ExportError> {
        let state = report.read();
        let sheet = Sheet::new(&state.table, &viewer.scope, query, &columns, today, words, state.settings.convert);
        drop(state);
        let mut file = tempfile::tempfile()?;
        match kind {
            Kind::Xlsx => export::xlsx::write(&sheet, &mut file)?,
            Kind::Csv => export::csv::write(&sheet, &mut file)?,
        }
        file.seek(SeekFrom::Start(0))?;
        Ok((file, sheet.len()))
    };
    let made = tokio::task::spawn_blocking(make).await.map_err(Error::internal)?;
    let (file, rows) = made.map_err(Error::internal)?;
    let (media, ending) = match kind {
        Kind::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        Kind::Csv => ("text/csv; charset=utf-8", "csv"),
    };
    let mut tx = app.store.begin().await?;
    tx.portals().take_turn(portal).await?;
    tx.audit(portal)
        .add(&NewAudit {
            made: app.clock.now(),
            author: person,
            action: "report.export",
            person: None,
            detail: json!({"format": ending, "rows": rows, "query": text}),
        })
        .await?;
    tx.commit().await?;
    let length = file.metadata().map_err(Error::internal)?.len();
    let mut response = Response::new(streamed(tokio::fs::File::from_std(file)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    let name = format!("attachment; filename=\"svodka-{}.{ending}\"", today.write());
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::try_from(name).map_err(Error::internal)?);
    headers.insert(http::HeaderName::from_static("x-rows"), HeaderValue::from(rows));
    Ok(response)
}

/// A file sent piece by piece.
fn streamed(file: tokio::fs::File) -> Body {
    let pieces = futures_util::stream::unfold(Some(file), |file| async {
        let mut file = file?;
        let mut piece = vec![0; CHUNK];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some((Ok(Bytes::from(piece)), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    });
    // Whatever stands between here and the connection may ask once more after the end.
    Body::from_stream(pieces.fuse())
}
