//! When people call, and what all figures of this report stand on.

use crate::app::App;
use crate::http::activity::answer;
use crate::http::activity::input::Question;
use crate::http::activity::viewer::ActivityViewer;
use crate::http::error::Error;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::activity::grid::Footing;
use domain::activity::heat::{HeatGrid, HeatOf};
use domain::activity::period::{Month, parse_day};
use domain::activity::threads::Seen;
use domain::day::Day;
use domain::ids::{DepartmentId, PersonId};
use http::HeaderMap;
use serde::Deserialize;

/// Longest period, days: a leap year.
const LONGEST: i32 = 366;

/// What is asked.
#[derive(Debug, Deserialize)]
pub struct Asked {
    from: Option<String>,
    until: Option<String>,
    person: Option<i64>,
    department: Option<i64>,
}

impl Asked {
    fn period(&self) -> Result<(Day, Day), Error> {
        let day = |field, text: &Option<String>| {
            let wrong = || invalid(field, "a day like 2026-12-09");
            parse_day(text.as_deref().unwrap_or_default()).ok_or_else(wrong)
        };
        let (first, last) = (day("from", &self.from)?, day("until", &self.until)?);
        match last.0 - first.0 {
            0..LONGEST => Ok((first, last)),
            ..0 => Err(invalid("until", "not before the first day")),
            _ => Err(invalid("until", "at most 366 days")),
        }
    }

    fn whose(&self, viewer: &ActivityViewer) -> Result<HeatOf, Error> {
        match (self.person, self.department) {
            (None, None) => Ok(HeatOf::Everybody),
            (None, Some(id)) => Ok(HeatOf::Department(DepartmentId(id))),
            (Some(id), None) => {
                viewer.sees(PersonId(id))?;
                Ok(HeatOf::Person(PersonId(id)))
            }
            (Some(_), Some(_)) => Err(invalid("person", "a person or a department")),
        }
    }
}

fn invalid(field: &'static str, detail: &str) -> Error {
    Error::Invalid { field, detail: detail.to_owned() }
}

/// `GET /api/activity/heat?from=2026-01-01&until=2026-12-31[&person=7][&department=3]`: a department in which the viewer
/// sees nobody is answered like one that does not exist.
pub async fn show_heat(
    viewer: ActivityViewer,
    State(app): State<App>,
    Question(asked): Question<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let ((first, last), whose) = (asked.period()?, asked.whose(&viewer)?);
    let mut whole: Option<HeatGrid> = None;
    for year in Month::of(first).year()..=Month::of(last).year() {
        let board = app.boards.current(&viewer.portal, year).await?;
        let seen = Seen::default();
        let part = (first.max(Month::of_year(year, 1).first()), last.min(Month::of_year(year, 12).last()));
        let state = board.read();
        let view = state.view(&viewer.scope, &seen, viewer.today, None);
        // Somebody who left may stand in one of the years only.
        let Some(grid) = HeatGrid::of(view, part, whose) else { continue };
        whole = Some(match whole {
            None => grid,
            Some(before) => before.and(&grid),
        });
    }
    let mut grid = whole.ok_or(Error::NotFound)?;
    (grid.first, grid.last) = (first, last);
    answer(&headers, &grid)
}

/// `GET /api/activity/footing`: what the figures stand on.
pub async fn show_footing(viewer: ActivityViewer, State(app): State<App>) -> Result<Json<Footing>, Error> {
    footing(&app, &viewer).await.map(Json)
}

/// What a viewer's figures stand on.
pub(super) async fn footing(app: &App, viewer: &ActivityViewer) -> Result<Footing, Error> {
    let mut reader = app.store.read().await?;
    let settings = reader.activity_setup(viewer.portal.id).state().await?.setup;
    let proof = reader.proofs(viewer.portal.id).last().await?;
    let calendar = &viewer.setup.calendar;
    Ok(Footing {
        zone: viewer.portal.zone.clone(),
        settings,
        moved: u32::try_from(calendar.moved.len()).unwrap_or(u32::MAX),
        updated: viewer.portal.updated,
        proof,
    })
}
