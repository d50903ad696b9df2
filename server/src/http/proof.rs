//! The proof's certificates, for administrators; when the last one was and what it says, for everybody.

use crate::app::App;
use crate::http::activity::viewer::SettingsAdmin;
use crate::http::error::Error;
use crate::http::viewer::{Admin, Viewer};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Query, State};
use domain::activity::rights::Sees;
use domain::ids::{PersonId, PortalId};
use domain::jobs::{JobId, JobWork};
use domain::proof::{LastProof, Period, ProofPage};
use http::StatusCode;
use serde::{Deserialize, Serialize};

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

/// The job that does what was asked for.
#[derive(Debug, Serialize)]
pub struct Asked {
    /// Its number, among those of `GET /api/data/jobs`.
    pub job: JobId,
    /// Whether it was made now, rather than waiting or running already.
    pub new: bool,
}

/// `POST /api/proof`: 202 and the job.
pub async fn begin_proof(admin: Admin, State(app): State<App>) -> Result<(StatusCode, Json<Asked>), Error> {
    begin(&app, admin.portal.id, admin.person, JobWork::Proof { period: None }).await
}

/// `POST /api/recheck` with a [`Period`] `{"from": DAY, "to": DAY, "people": [ID, …]}`, days as numbers since 1970: 202 and
/// the job that compares every row of it. For who administers calls and meetings; of people they do not see they cannot ask.
pub async fn begin_recheck(
    SettingsAdmin(viewer): SettingsAdmin,
    State(app): State<App>,
    period: Result<Json<Period>, JsonRejection>,
) -> Result<(StatusCode, Json<Asked>), Error> {
    let Json(mut asked) = period.map_err(|error| Error::Invalid { field: "body", detail: error.body_text() })?;
    asked.check().map_err(|(field, detail)| Error::Invalid { field, detail })?;
    asked.people.sort_unstable();
    asked.people.dedup();
    if asked.people.is_empty() && viewer.rights.sees != Sees::All {
        return Err(Error::Forbidden("only who sees everybody may have everybody's records compared"));
    }
    if let Some(hidden) = asked.people.iter().find(|person| !viewer.scope.includes(Some(**person))) {
        return Err(Error::Invalid { field: "people", detail: format!("no such person: {hidden}") });
    }
    let period = domain::jobs::Period { from: asked.from, to: asked.to };
    begin(&app, viewer.portal.id, viewer.person, JobWork::Recheck { period, people: asked.people }).await
}

async fn begin(
    app: &App,
    portal: PortalId,
    person: PersonId,
    work: JobWork,
) -> Result<(StatusCode, Json<Asked>), Error> {
    let job = app.enqueue(portal, work, Some(person)).await?;
    Ok((StatusCode::ACCEPTED, Json(Asked { job: job.id, new: job.new })))
}
