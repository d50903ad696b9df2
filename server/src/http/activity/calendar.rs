//! The working calendar and absences.

use crate::app::App;
use crate::http::activity::act::Act;
use crate::http::activity::comments::invalid;
use crate::http::activity::input::{Body, Question};
use crate::http::activity::viewer::{ActivityViewer, PlanEditor, SettingsAdmin};
use crate::http::error::Error;
use axum::Json;
use axum::extract::{Path, State};
use domain::activity::administration::{
    AbsenceEffect, CalendarDay, CalendarYear, DayMove, Moved, MovedDays, PersonAbsence,
};
use domain::activity::calendar::{Absence, AbsenceReason, DayKind};
use domain::activity::edit::is_sensible;
use domain::activity::effect::effect;
use domain::activity::period::months_of;
use domain::activity::plan::Span;
use domain::activity::rights::Sees;
use domain::activity::setup::Setup;
use domain::day::Day;
use domain::ids::PersonId;
use domain::jobs::JobKind;
use domain::rights::Scope;
use serde::Deserialize;
use serde_json::{Value, json};
use store::AbsenceRow;

/// What a change of the calendar is called in the audit log.
const MOVED: &str = "calendar.move";
/// Longest range that is changed at once, days.
const MOST_DAYS: i32 = 366;
/// Most absences a portal keeps.
const MOST_ABSENCES: usize = 50_000;

/// Which year.
#[derive(Debug, Deserialize)]
pub struct YearQuery {
    year: i32,
}

/// `GET /api/activity/calendar?year=2026`.
pub async fn show_calendar(
    viewer: ActivityViewer,
    State(app): State<App>,
    Question(asked): Question<YearQuery>,
) -> Result<Json<CalendarYear>, Error> {
    if !(2000..=2099).contains(&asked.year) {
        return Err(invalid("year", "a year from 2000 to 2099"));
    }
    let portal = viewer.portal.id;
    let mut reader = app.store.read().await?;
    let (first, last) = (Day::from_civil(asked.year, 1, 1), Day::from_civil(asked.year, 12, 31));
    let moves = reader.activity_setup(portal).moves_between(first, last).await?;
    let (version, read, told) = (
        reader.audit(portal).count(MOVED).await?,
        reader.jobs(portal).last_done(JobKind::Structure).await?,
        reader.dictionaries(portal).calendar().await?.is_some(),
    );
    drop(reader);
    let moves =
        moves.into_iter().map(|(day, author, made)| DayMove { day, author, author_name: viewer.name(author), made });
    let calendar = &viewer.setup.calendar;
    let mut shown = CalendarYear {
        year: asked.year,
        today: viewer.today,
        days: Vec::new(),
        working: [0; 12],
        moves: moves.collect(),
        version,
        read,
        told,
    };
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

fn range(first: Day, last: Day) -> Result<(), Error> {
    let sensible = is_sensible(Span::Day(first)) && is_sensible(Span::Day(last));
    if sensible && first <= last && last.0 - first.0 < MOST_DAYS {
        Ok(())
    } else {
        Err(invalid("last", "not before the first day, and within a year of it"))
    }
}

/// The calendar with days moved; answers the days that become another kind, too.
fn moved_setup(setup: &Setup, moved: &Moved) -> (Setup, Vec<(Day, Option<DayKind>)>) {
    let mut after = setup.clone();
    let calendar = &mut after.calendar;
    let mut days = Vec::new();
    for day in (moved.first.0..=moved.last.0).map(Day) {
        let before = calendar.moved.get(&day).copied();
        // A day that is so in the portal's calendar already needs no word of ours.
        let kind = moved.kind.filter(|kind| calendar.portal.kind(day) != *kind);
        match kind {
            Some(kind) => drop(calendar.moved.insert(day, kind)),
            None => drop(calendar.moved.remove(&day)),
        }
        if before != kind {
            days.push((day, kind));
        }
    }
    (after, days)
}

fn told(before: &Setup, after: &Setup, moved: &Moved, days: usize, revision: i64) -> MovedDays {
    MovedDays {
        revision,
        days: u32::try_from(days).unwrap_or(u32::MAX),
        effect: effect(before, after, &Scope::All, moved.first, moved.last),
    }
}

/// `POST /api/activity/calendar/preview` with the same body: what it would make of plans; nothing is stored.
pub async fn preview_days(
    SettingsAdmin(viewer): SettingsAdmin,
    Body(moved): Body<Moved>,
) -> Result<Json<MovedDays>, Error> {
    may_move(&viewer)?;
    range(moved.first, moved.last)?;
    let (after, days) = moved_setup(&viewer.setup, &moved);
    Ok(Json(told(&viewer.setup, &after, &moved, days.len(), viewer.portal.revision)))
}

/// `PUT /api/activity/calendar` `{"first": 20797, "last": 20797, "kind": "work"}`.
pub async fn move_days(
    SettingsAdmin(viewer): SettingsAdmin,
    State(app): State<App>,
    Body(moved): Body<Moved>,
) -> Result<Json<MovedDays>, Error> {
    may_move(&viewer)?;
    range(moved.first, moved.last)?;
    let mut act = Act::begin(&app, viewer.portal.id, viewer.person).await?;
    let setup = act.setup().await?;
    let (after, days) = moved_setup(&setup, &moved);
    act.tx.activity_setup(act.portal).move_days(&days, act.author, act.now).await?;
    let what = json!({"first": moved.first, "last": moved.last, "kind": moved.kind, "days": days.len()});
    act.note(MOVED, None, what).await?;
    let mut answer = told(&setup, &after, &moved, days.len(), act.revision);
    answer.revision = act.commit(&app).await?;
    Ok(Json(answer))
}

/// The calendar is everybody's: what it makes of plans would tell figures of people whom the viewer does not see.
fn may_move(viewer: &ActivityViewer) -> Result<(), Error> {
    if viewer.rights.sees == Sees::All {
        Ok(())
    } else {
        Err(Error::Forbidden("only who sees everybody may change the calendar"))
    }
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

/// `POST /api/activity/absences/preview` with the same body: what it would make of the person's plan; nothing is stored.
pub async fn preview_absence(
    PlanEditor(viewer): PlanEditor,
    Body(new): Body<NewAbsence>,
) -> Result<Json<AbsenceEffect>, Error> {
    viewer.sees(new.person)?;
    range(new.first, new.last)?;
    let before = &viewer.setup;
    let mut after = Setup::clone(before);
    after.absences.add(new.person, Absence { first: new.first, last: new.last, reason: new.reason });
    let worked = (new.first.0..=new.last.0).filter(|day| before.works(new.person, Day(*day))).count();
    let scope = Scope::People(vec![new.person]);
    Ok(Json(AbsenceEffect {
        days: u32::try_from(worked).unwrap_or(u32::MAX),
        months: effect(before, &after, &scope, new.first, new.last),
    }))
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
