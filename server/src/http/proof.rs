//! The proof's certificates, for administrators; when the last one was and what it says, for everybody.

use crate::app::App;
use crate::http::error::Error;
use crate::http::viewer::{Admin, Viewer};
use axum::Json;
use axum::extract::{Query, State};
use domain::proof::{LastProof, ProofPage};
use serde::Deserialize;

/// Reports of one answer.
const REPORTS: u32 = 30;
/// Most differences of one answer, and how many when nothing is said.
const MOST_ROWS: u32 = 200;
const ROWS: u32 = 50;

/// Which report, and which page of its differences.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    report: Option<i64>,
    #[serde(default)]
    offset: u64,
    limit: Option<u32>,
}

/// `GET /api/proof?report=ID&offset=&limit=`: the last reports, one of them whole (the newest unless `report` names
/// another), and a page of its differences.
pub async fn show_proofs(
    admin: Admin,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<ProofPage>, Error> {
    let limit = wanted.limit.unwrap_or(ROWS);
    if !(1..=MOST_ROWS).contains(&limit) {
        return Err(Error::Invalid { field: "limit", detail: format!("expected a number from 1 to {MOST_ROWS}") });
    }
    let mut reader = app.store.read().await?;
    let mut proofs = reader.proofs(admin.portal.id);
    let reports = proofs.reports(REPORTS).await?;
    let report = proofs.report(wanted.report).await?;
    if wanted.report.is_some() && report.is_none() {
        return Err(Error::NotFound);
    }
    let (differences, kept) = match &report {
        Some(report) => proofs.differences(report.id, wanted.offset, limit).await?,
        None => (Vec::new(), 0),
    };
    Ok(Json(ProofPage { reports, report, differences, kept }))
}

/// `GET /api/proof/last`: `null` before the first proof.
pub async fn show_last(viewer: Viewer, State(app): State<App>) -> Result<Json<Option<LastProof>>, Error> {
    let mut reader = app.store.read().await?;
    Ok(Json(reader.proofs(viewer.portal.id).last().await?))
}
