//! Changing plans, and what was changed before.

use crate::app::App;
use crate::http::activity::act::Act;
use crate::http::activity::input::{Body, Question};
use crate::http::activity::viewer::{ActivityViewer, PlanEditor};
use crate::http::error::Error;
use axum::Json;
use axum::extract::State;
use domain::activity::answers::{HistoryCell, HistoryEntry, PersonDefault, PlanAnswer};
use domain::activity::edit::{CellChange, CellFault, Editor, Fault, PlanOrder};
use domain::activity::period::Month;
use domain::activity::plan::{Rate, Span};
use domain::ids::PersonId;
use serde::Deserialize;
use serde_json::json;
use store::{PlanCell, PlanChange, PlanKind};

/// Changes of the history answered at once.
const PAGE: i64 = 50;
/// Cells of one change that the history shows.
const SHOWN_CELLS: usize = 200;

fn kind_of(order: &PlanOrder) -> PlanKind {
    match order {
        PlanOrder::Cells { cells } if cells.iter().all(|cell| matches!(cell.span, Span::From(_))) => PlanKind::Default,
        PlanOrder::Cells { .. } => PlanKind::Cell,
        PlanOrder::FillMonths { .. } | PlanOrder::FillDays { .. } => PlanKind::Fill,
        PlanOrder::Copy { .. } => PlanKind::Copy,
        PlanOrder::Paste { .. } => PlanKind::Paste,
        PlanOrder::Import { .. } => PlanKind::Import,
    }
}

fn shown(change: &CellChange) -> HistoryCell {
    HistoryCell { person: change.person, span: change.span, before: change.before, after: change.after }
}

/// `POST /api/activity/plans` with a [`PlanOrder`]: carried out whole or not at all.
pub async fn change_plans(
    PlanEditor(viewer): PlanEditor,
    State(app): State<App>,
    Body(order): Body<PlanOrder>,
) -> Result<Json<PlanAnswer>, Error> {
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let setup = act.setup().await?;
    let editor = Editor { setup: &setup, scope: &viewer.scope, right: viewer.rights.plans, today: viewer.today };
    let changes = match editor.resolve(&order) {
        Ok(changes) => changes,
        Err(faults) => return Err(refusal(&mut act, &order, faults).await?),
    };
    let cells: Vec<HistoryCell> = changes.iter().map(shown).collect();
    if changes.is_empty() || matches!(order, PlanOrder::Import { dry_run: true, .. }) {
        return Ok(Json(PlanAnswer { change: None, cells }));
    }
    let change = act.revision;
    record(&mut act, kind_of(&order), changes.iter().map(cell_of).collect()).await?;
    act.commit(&app).await?;
    Ok(Json(PlanAnswer { change: Some(change), cells }))
}

/// A single cell of somebody the editor does not see is not there; in a table it is named with the others. A conflict
/// says who was first.
async fn refusal(act: &mut Act, order: &PlanOrder, mut faults: Vec<CellFault>) -> Result<Error, Error> {
    let of_table = matches!(order, PlanOrder::Import { .. });
    if !of_table && faults.iter().any(|fault| fault.fault == Fault::Person) {
        return Ok(Error::NotFound);
    }
    for fault in faults.iter_mut().filter(|fault| fault.fault == Fault::Conflict).take(SHOWN_CELLS) {
        if let (Some(person), Some(span)) = (fault.person, fault.span) {
            let author = act.tx.activity_setup(act.portal).plan_author(person, span).await?;
            fault.by = author.map(|(author, _)| author);
        }
    }
    Ok(Error::Cells(faults))
}

fn cell_of(change: &CellChange) -> PlanCell {
    PlanCell { person: change.person, span: change.span, before: change.before, after: change.after }
}

async fn record(act: &mut Act, kind: PlanKind, cells: Vec<PlanCell>) -> Result<(), Error> {
    let people: std::collections::BTreeSet<PersonId> = cells.iter().map(|cell| cell.person).collect();
    let only = if people.len() == 1 { people.first().copied() } else { None };
    let some: Vec<HistoryCell> = cells
        .iter()
        .take(5)
        .map(|cell| HistoryCell { person: cell.person, span: cell.span, before: cell.before, after: cell.after })
        .collect();
    let detail = json!({"change": act.revision, "kind": kind.code(), "cells": cells.len(), "people": people.len(), "some": some});
    let change = PlanChange { id: act.revision, author: act.author, made: act.now, kind, undone: None, cells };
    act.tx.activity_setup(act.portal).change_plans(&change).await?;
    act.note(if kind == PlanKind::Undo { "plan.undo" } else { "plan.change" }, only, detail).await
}

/// Which change to take back.
#[derive(Debug, Deserialize)]
pub struct Undo {
    change: i64,
}

/// `POST /api/activity/plans/undo` `{"change": 17}`: the cells get back what they had, unless somebody changed them since.
pub async fn undo_change(
    PlanEditor(viewer): PlanEditor,
    State(app): State<App>,
    Body(undo): Body<Undo>,
) -> Result<Json<PlanAnswer>, Error> {
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let change = act.tx.activity_setup(act.portal).plan_change(undo.change).await?.ok_or(Error::NotFound)?;
    for cell in &change.cells {
        viewer.sees(cell.person)?;
    }
    if change.undone.is_some() {
        return Err(Error::Conflict("this change was taken back already"));
    }
    let setup = act.setup().await?;
    let mut faults = Vec::new();
    for cell in &change.cells {
        let now = setup.plans.of(cell.person).and_then(|plans| plans.at(cell.span)).unwrap_or_default();
        if now.version != change.id {
            let fault = CellFault::of(Fault::Conflict, cell.person, cell.span);
            let by = act.tx.activity_setup(act.portal).plan_author(cell.person, cell.span).await?;
            faults.push(CellFault {
                current: Some((now.rate, now.version)),
                by: by.map(|(author, _)| author),
                ..fault
            });
        } else if !viewer.rights.plans.allows(cell.span.month(), viewer.today, setup.settings.editable_until) {
            faults.push(CellFault::of(Fault::Closed, cell.person, cell.span));
        }
    }
    if !faults.is_empty() {
        return Err(Error::Cells(faults));
    }
    let back: Vec<PlanCell> =
        change.cells.iter().map(|cell| PlanCell { before: cell.after, after: cell.before, ..*cell }).collect();
    let cells = back
        .iter()
        .map(|cell| HistoryCell { person: cell.person, span: cell.span, before: cell.before, after: cell.after })
        .collect();
    let own = act.revision;
    record(&mut act, PlanKind::Undo, back).await?;
    act.tx.activity_setup(act.portal).mark_undone(change.id, own).await?;
    act.commit(&app).await?;
    Ok(Json(PlanAnswer { change: Some(own), cells }))
}

/// Which part of the history.
#[derive(Debug, Deserialize)]
pub struct HistoryPart {
    person: Option<i64>,
    before: Option<i64>,
}

/// `GET /api/activity/plans/history[?person=7][&before=17]`: changes of plans the viewer sees, the latest first.
pub async fn show_history(
    viewer: ActivityViewer,
    State(app): State<App>,
    Question(part): Question<HistoryPart>,
) -> Result<Json<Vec<HistoryEntry>>, Error> {
    let person = part.person.map(PersonId);
    if let Some(person) = person {
        viewer.sees(person)?;
    }
    let before = part.before.unwrap_or(i64::MAX);
    let mut reader = app.store.read().await?;
    let changes = reader.activity_setup(viewer.portal.id).plan_history(person, before, PAGE).await?;
    let visible = |cell: &&PlanCell| viewer.scope.includes(Some(cell.person));
    let entries = changes.iter().filter_map(|change| {
        let count = change.cells.iter().filter(visible).count();
        let cells = change.cells.iter().filter(visible).take(SHOWN_CELLS);
        (count > 0).then(|| HistoryEntry {
            id: change.id,
            author: change.author,
            author_name: viewer.name(change.author),
            made: change.made,
            kind: change.kind.code().to_owned(),
            undone: change.undone,
            count,
            cells: cells
                .map(|cell| HistoryCell {
                    person: cell.person,
                    span: cell.span,
                    before: cell.before,
                    after: cell.after,
                })
                .collect(),
        })
    });
    Ok(Json(entries.collect()))
}

/// Whose plans, of which month.
#[derive(Debug, Deserialize)]
pub struct DefaultsPart {
    month: String,
}

/// `GET /api/activity/plans/defaults?month=2026-12`: rates that hold from a month on.
pub async fn show_defaults(
    viewer: ActivityViewer,
    Question(part): Question<DefaultsPart>,
) -> Result<Json<Vec<PersonDefault>>, Error> {
    let month = Month::parse(&part.month)
        .ok_or_else(|| Error::Invalid { field: "month", detail: "a month like 2026-12".to_owned() })?;
    let people = viewer.setup.people.iter().filter(|person| viewer.scope.includes(Some(person.id)));
    let defaults = people.map(|person| {
        let plans = viewer.setup.plans.of(person.id);
        let own = plans.and_then(|plans| plans.at(Span::From(month)));
        PersonDefault {
            person: person.id,
            own: own.map(|planned| planned.rate),
            rate: plans.map_or(Rate::default(), |plans| plans.month_rate(month)),
            version: own.map_or(0, |planned| planned.version),
        }
    });
    Ok(Json(defaults.collect()))
}
