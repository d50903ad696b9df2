//! Counting a day as met, and taking that back.

use crate::app::App;
use crate::http::activity::act::Act;
use crate::http::activity::input::{Body, Question};
use crate::http::activity::viewer::DayCompleter;
use crate::http::error::Error;
use axum::Json;
use axum::extract::State;
use domain::activity::edit::is_sensible;
use domain::activity::plan::Span;
use domain::activity::talk;
use domain::day::Day;
use domain::ids::PersonId;
use serde::Deserialize;
use serde_json::{Value, json};
use store::ForcedRow;

/// Longest reason, characters.
const LONGEST_REASON: usize = 1_000;

/// Which day to count, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    person: PersonId,
    day: Day,
    reason: String,
}

/// `POST /api/activity/forced` `{"person": 7, "day": 20796, "reason": "…"}`.
pub async fn complete_day(
    DayCompleter(viewer): DayCompleter,
    State(app): State<App>,
    Body(wanted): Body<Completion>,
) -> Result<Json<Value>, Error> {
    viewer.sees(wanted.person)?;
    let invalid = |field, detail: &str| Error::Invalid { field, detail: detail.to_owned() };
    if !is_sensible(Span::Day(wanted.day)) {
        return Err(invalid("day", "a day of the years 2000 to 2099"));
    }
    let reason = talk::kept(&wanted.reason).map_err(|error| invalid("reason", &error.to_string()))?;
    if reason.chars().count() > LONGEST_REASON {
        return Err(invalid("reason", "at most 1000 characters"));
    }
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let setup = act.setup().await?;
    if !setup.works(wanted.person, wanted.day) {
        return Err(invalid("day", "the person has that day off"));
    }
    let row =
        ForcedRow { person: wanted.person, day: wanted.day, author: act.author, made: act.now, reason: reason.clone() };
    if !act.tx.activity_setup(act.portal).force(&row).await? {
        return Err(Error::Conflict("the day is counted as met already"));
    }
    act.note("day.force", Some(wanted.person), json!({"day": wanted.day, "reason": reason})).await?;
    let revision = act.commit(&app).await?;
    Ok(Json(json!({"revision": revision})))
}

/// Which day.
#[derive(Debug, Deserialize)]
pub struct PersonDayQuery {
    person: i64,
    day: i32,
}

/// `DELETE /api/activity/forced?person=7&day=20796`.
pub async fn take_back(
    DayCompleter(viewer): DayCompleter,
    State(app): State<App>,
    Question(wanted): Question<PersonDayQuery>,
) -> Result<Json<Value>, Error> {
    let (person, day) = (PersonId(wanted.person), Day(wanted.day));
    viewer.sees(person)?;
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let row = act.tx.activity_setup(act.portal).unforce(person, day).await?.ok_or(Error::NotFound)?;
    let was = json!({"day": day, "reason": row.reason, "author": row.author, "made": row.made});
    act.note("day.unforce", Some(person), was).await?;
    let revision = act.commit(&app).await?;
    Ok(Json(json!({"revision": revision})))
}
