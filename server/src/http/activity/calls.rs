//! What is behind a cell: its figures, who counted it as met, the calls and meetings it is made of.

use crate::app::App;
use crate::http::activity::comments::CellQuery;
use crate::http::activity::input::Question;
use crate::http::activity::viewer::ActivityViewer;
use crate::http::error::Error;
use axum::Json;
use axum::extract::{Path, State};
use domain::activity::answers::{CellCall, CellCalls, CellDetail, CellMeeting, CellMeetings, Forced, Recording};
use domain::activity::plan::{Rate, Span};
use domain::activity::settings::{CountingRules, Measure};
use domain::activity::tally::DayTally;
use domain::day::Day;
use serde_json::json;
use store::{Listed, ListedCall, ListedMeeting};

/// Calls or meetings answered at once.
const PAGE: i64 = 100;

fn days(span: Span) -> (Day, Day) {
    match span {
        Span::Day(day) => (day, day),
        Span::From(month) | Span::Month(month) => (month.first(), month.last()),
    }
}

/// `GET /api/activity/cell?person=7&day=20796`, or `&month=24323`.
pub async fn show_cell(
    viewer: ActivityViewer,
    State(app): State<App>,
    Question(asked): Question<CellQuery>,
) -> Result<Json<CellDetail>, Error> {
    let (person, span) = asked.cell(&viewer)?;
    let (first, last) = days(span);
    let board = app.boards.current(&viewer.portal, span.month().year()).await?;
    let tallies: Vec<DayTally> = {
        let state = board.read();
        state.facts.between(person, first, last).iter().map(|(_, tally)| tally.clone()).collect()
    };
    let setup = &viewer.setup;
    let rules = &setup.settings.counting;
    let sum = |figure: &dyn Fn(&DayTally) -> u32| tallies.iter().map(|tally| u64::from(figure(tally))).sum();
    let mut reader = app.store.read().await?;
    let mut repository = reader.activity_setup(viewer.portal.id);
    let forced = match span {
        Span::Day(day) => repository.forced(person, day).await?,
        Span::From(_) | Span::Month(_) => None,
    };
    let seen = repository.seen(viewer.eyes).await?;
    let plans = setup.plans.of(person);
    Ok(Json(CellDetail {
        person,
        name: viewer.name(person),
        span,
        working: matches!(span, Span::Month(_)) || setup.works(person, first),
        rate: plans.map_or(Rate::default(), |plans| match span {
            Span::Day(day) => plans.day_rate(day),
            Span::From(month) | Span::Month(month) => plans.month_rate(month),
        }),
        version: setup.plans.version(person, span),
        calls: sum(&|tally| tally.figure(rules, Measure::Calls)),
        companies: sum(&|tally| tally.figure(rules, Measure::Companies)),
        unknown: sum(&|tally| unknown(tally, rules)),
        seconds: sum(&|tally| tally.seconds(rules)),
        meetings: sum(&|tally| tally.meetings),
        forced: forced.map(|row| Forced {
            author: row.author,
            author_name: viewer.name(row.author),
            made: row.made,
            reason: row.reason,
        }),
        thread: setup.threads.at(person, span).map(|mark| seen.cell(person, span, mark)),
    }))
}

fn unknown(tally: &DayTally, rules: &CountingRules) -> u32 {
    match rules.direction {
        domain::activity::settings::CountedDirection::Outgoing => tally.unknown_out,
        domain::activity::settings::CountedDirection::Both => tally.unknown_out + tally.unknown_in,
    }
}

/// `GET /api/activity/calls?person=7&day=20796[&before=…]`: every call of the cell, those that do not count included.
pub async fn show_calls(
    viewer: ActivityViewer,
    State(app): State<App>,
    Question(asked): Question<CellQuery>,
) -> Result<Json<CellCalls>, Error> {
    let (person, span) = asked.cell(&viewer)?;
    let (first, last) = days(span);
    let wanted = Listed { person, first, last, before: asked.before(), most: PAGE };
    let mut reader = app.store.read().await?;
    let rows = reader.person_days(viewer.portal.id).calls(&wanted).await?;
    let next = next_page(&rows, |row| row.id);
    let rules = &viewer.setup.settings.counting;
    let calls = rows.into_iter().map(|row| shown(row, rules)).collect();
    Ok(Json(CellCalls { calls, next }))
}

/// Where the next page begins, if this one is full.
fn next_page<T>(rows: &[T], id: fn(&T) -> i64) -> Option<i64> {
    let full = rows.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
    rows.last().filter(|_| full).map(id)
}

/// `GET /api/activity/meetings?person=7&day=20796[&before=…]`: the completed meetings the cell counts.
pub async fn show_meetings(
    viewer: ActivityViewer,
    State(app): State<App>,
    Question(asked): Question<CellQuery>,
) -> Result<Json<CellMeetings>, Error> {
    let (person, span) = asked.cell(&viewer)?;
    let (first, last) = days(span);
    let wanted = Listed { person, first, last, before: asked.before(), most: PAGE };
    let providers = &viewer.setup.settings.counting.meeting_providers;
    let mut reader = app.store.read().await?;
    let rows = reader.person_days(viewer.portal.id).meetings(&wanted, providers).await?;
    let next = next_page(&rows, |row| row.id);
    let meeting = |row: ListedMeeting| CellMeeting {
        id: row.id,
        ended: row.at,
        subject: row.subject,
        company: row.company,
        bound: row.bound,
    };
    Ok(Json(CellMeetings { meetings: rows.into_iter().map(meeting).collect(), next }))
}

fn shown(row: ListedCall, rules: &CountingRules) -> CellCall {
    let direction = row.outgoing || rules.direction == domain::activity::settings::CountedDirection::Both;
    CellCall {
        counted: row.stands && direction && row.seconds >= rules.min_seconds,
        id: row.id,
        started: row.started,
        outgoing: row.outgoing,
        seconds: row.seconds,
        phone: row.phone,
        company: row.company,
        bound: row.bound,
    }
}

/// `GET /api/activity/calls/{id}/recording`: asked of the portal at that moment, since addresses of recordings expire.
pub async fn find_recording(
    viewer: ActivityViewer,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> Result<Json<Recording>, Error> {
    let mut reader = app.store.read().await?;
    let call = reader.calls(viewer.portal.id).find(&[id]).await?.pop().ok_or(Error::NotFound)?;
    let person = match (call.person, call.activity_id) {
        (Some(person), _) => Some(person),
        (None, Some(activity)) => {
            reader.activities(viewer.portal.id).find(&[activity]).await?.pop().and_then(|activity| activity.responsible)
        }
        (None, None) => None,
    };
    drop(reader);
    viewer.sees(person.ok_or(Error::NotFound)?)?;
    let client = crate::install::client_of(&app, &viewer.portal)?;
    let params = json!({"FILTER": {"ID": id}});
    let answer =
        client.call("voximplant.statistic.get", params).await.map_err(|error| Error::Portal(error.to_string()))?;
    let row = answer.result.as_array().and_then(|rows| rows.first()).cloned().unwrap_or_default();
    let text = |field: &str| row.get(field).and_then(bitrix24::lenient::text_of).filter(|text| !text.is_empty());
    let url = text("CALL_RECORD_URL").filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    Ok(Json(Recording { url, seconds: row.get("RECORD_DURATION").and_then(bitrix24::lenient::i64_of) }))
}
