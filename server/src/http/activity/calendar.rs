//! The working calendar and absences.

use crate::app::App;
use crate::http::activity::act::Act;
use crate::http::activity::comments::invalid;
use crate::http::activity::input::{Body, Question};
use crate::http::activity::viewer::{ActivityViewer, PlanEditor, SettingsAdmin};
use crate::http::error::Error;
use axum::Json;
use axum::extract::{Path, State};
use domain::activity::calendar::{Absence, AbsenceReason, DayKind};
use domain::activity::edit::is_sensible;
use domain::activity::period::months_of;
use domain::activity::plan::Span;
use domain::day::Day;
use domain::ids::PersonId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::AbsenceRow;

/// Longest range that is changed at once, days.
const MOST_DAYS: i32 = 366;
/// Most absences a portal keeps.
const MOST_ABSENCES: usize = 50_000;

/// A year of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarYear {
    /// Which year.
    pub year: i32,
    /// Today in the portal's zone.
    pub today: Day,
    /// Every day of the year.
    pub days: Vec<CalendarDay>,
    /// Working days by month.
    pub working: [u32; 12],
}

/// A day of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The day.
    pub day: Day,
    /// What kind it is.
    pub kind: DayKind,
    /// What kind it is in the portal's calendar, where somebody moved it.
    pub portal: Option<DayKind>,
}

/// Which year.
#[derive(Debug, Deserialize)]
pub struct YearQuery {
    year: i32,
}

/// `GET /api/activity/calendar?year=2026`.
pub async fn show_calendar(
    viewer: ActivityViewer,
    Question(asked): Question<YearQuery>,
) -> Result<Json<CalendarYear>, Error> {
    if !(2000..=2099).contains(&asked.year) {
        return Err(invalid("year", "a year from 2000 to 2099"));
    }
    let calendar = &viewer.setup.calendar;
    let mut shown = CalendarYear { year: asked.year, today: viewer.today, days: Vec::new(), working: [0; 12] };
    for (month, working) in months_of(asked.year).zip(&mut shown.working) {
        for day in month.days() {
            let kind = calendar.kind(day);
            *working += u32::from(kind.is_working());
            let portal = calendar.moved.contains_key(&day).then(|| calendar.portal.kind(day));
            shown.days.push(CalendarDay { day, kind, portal });
        }
    }
    Ok(Json(shown))
}

/// Days to be moved.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    first: Day,
    last: Day,
    /// What they are to be; `null` gives them back to the portal's calendar.
    kind: Option<DayKind>,
}

fn range(first: Day, last: Day) -> Result<(), Error> {
    let sensible = is_sensible(Span::Day(first)) && is_sensible(Span::Day(last));
    if sensible && first <= last && last.0 - first.0 < MOST_DAYS {
        Ok(())
    } else {
        Err(invalid("last", "not before the first day, and within a year of it"))
    }
}

/// `PUT /api/activity/calendar` `{"first": 20797, "last": 20797, "kind": "work"}`.
pub async fn move_days(
    SettingsAdmin(viewer): SettingsAdmin,
    State(app): State<App>,
    Body(moved): Body<Moved>,
) -> Result<Json<Value>, Error> {
    range(moved.first, moved.last)?;
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let setup = act.setup().await?;
    // A day that is so in the portal's calendar already needs no word of ours.
    let kind = |day: Day| moved.kind.filter(|kind| setup.calendar.portal.kind(day) != *kind);
    let days: Vec<_> = (moved.first.0..=moved.last.0).map(Day).map(|day| (day, kind(day))).collect();
    act.tx.activity_setup(act.portal).move_days(&days, act.author, act.now).await?;
    let what = json!({"first": moved.first, "last": moved.last, "kind": moved.kind});
    act.note("calendar.move", None, what).await?;
    Ok(Json(json!({"revision": act.commit(&app).await?})))
}

/// An absence with its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAbsence {
    /// Its number.
    pub id: i64,
    /// Whose.
    pub person: PersonId,
    /// From when to when, and why.
    pub absence: Absence,
}

/// `GET /api/activity/absences?year=2026`: those of people the viewer sees.
pub async fn show_absences(
    viewer: ActivityViewer,
    State(app): State<App>,
    Question(asked): Question<YearQuery>,
) -> Result<Json<Vec<PersonAbsence>>, Error> {
    if !(2000..=2099).contains(&asked.year) {
        return Err(invalid("year", "a year from 2000 to 2099"));
    }
    let within = (Day::from_civil(asked.year, 1, 1), Day::from_civil(asked.year, 12, 31));
    let mut reader = app.store.read().await?;
    let rows = reader.activity_setup(viewer.portal.id).absences(Some(within)).await?;
    let visible = rows.into_iter().filter(|row| viewer.scope.includes(Some(row.person)));
    Ok(Json(visible.map(|row| PersonAbsence { id: row.id, person: row.person, absence: row.absence }).collect()))
}

/// An absence to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAbsence {
    person: PersonId,
    first: Day,
    last: Day,
    #[serde(default)]
    reason: AbsenceReason,
}

/// `POST /api/activity/absences`.
pub async fn add_absence(
    PlanEditor(viewer): PlanEditor,
    State(app): State<App>,
    Body(new): Body<NewAbsence>,
) -> Result<Json<PersonAbsence>, Error> {
    viewer.sees(new.person)?;
    range(new.first, new.last)?;
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let mut setup = act.tx.activity_setup(act.portal);
    let known = setup.absences(None).await?;
    if known.len() >= MOST_ABSENCES {
        return Err(invalid("person", "too many absences"));
    }
    let overlaps =
        |row: &&AbsenceRow| row.person == new.person && row.absence.first <= new.last && new.first <= row.absence.last;
    if known.iter().find(overlaps).is_some() {
        return Err(Error::Conflict("the person is away on some of these days already"));
    }
    let absence = Absence { first: new.first, last: new.last, reason: new.reason };
    let row = AbsenceRow { id: act.revision, person: new.person, absence };
    setup.save_absence(&row, act.author, act.now).await?;
    act.note("absence.add", Some(new.person), json!({"absence": absence})).await?;
    act.commit(&app).await?;
    Ok(Json(PersonAbsence { id: row.id, person: row.person, absence }))
}

/// `DELETE /api/activity/absences/{id}`.
pub async fn remove_absence(
    PlanEditor(viewer): PlanEditor,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Error> {
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let row = act.tx.activity_setup(act.portal).remove_absence(id).await?.ok_or(Error::NotFound)?;
    viewer.sees(row.person)?;
    act.note("absence.remove", Some(row.person), json!({"absence": row.absence})).await?;
    Ok(Json(json!({"revision": act.commit(&app).await?})))
}
