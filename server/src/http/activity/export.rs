//! `GET /api/activity/export`: a grid as a file, exactly the rows and figures the viewer's screen shows.

use crate::app::App;
use crate::export::activity::{self, Writing};
use crate::export::words;
use crate::http::activity::act::Act;
use crate::http::activity::grids::{self, Asked};
use crate::http::activity::heat;
use crate::http::activity::input::Question;
use crate::http::activity::viewer::Exporter;
use crate::http::error::Error;
use crate::http::file::{self, Kind};
use axum::extract::State;
use axum::response::Response;
use domain::activity::companies::CompaniesGrid;
use domain::activity::grid::Explained;
use domain::activity::month::MonthGrid;
use domain::activity::period::day_text;
use domain::activity::rows::RowFilter;
use domain::activity::year::YearGrid;
use domain::ids::DepartmentId;
use serde::Deserialize;
use serde_json::json;

/// Longest name that is looked for, characters.
const LONGEST: usize = 100;

/// What is asked: the grid as its own route is asked for it, and how it is to be written down.
#[derive(Debug, Deserialize)]
pub struct AskedFile {
    view: Option<String>,
    format: Option<String>,
    lang: Option<String>,
    month: Option<String>,
    year: Option<String>,
    measure: Option<String>,
    team: Option<i64>,
    who: Option<String>,
    behind: Option<String>,
}

impl AskedFile {
    /// The rows that are left on the screen, by the names its address uses.
    fn filter(&self) -> Result<RowFilter, Error> {
        let who = self.who.clone().unwrap_or_default();
        if who.chars().count() > LONGEST {
            return Err(Error::Invalid { field: "who", detail: format!("at most {LONGEST} characters") });
        }
        Ok(RowFilter { department: self.team.map(DepartmentId), who, behind: self.behind.as_deref() == Some("1") })
    }
}

/// A grid.
#[derive(Debug)]
enum Grid {
    Month(MonthGrid),
    Year(YearGrid),
    Companies(CompaniesGrid),
}

impl Grid {
    fn explained(&self) -> &Explained {
        match self {
            Self::Month(grid) => &grid.explained,
            Self::Year(grid) => &grid.explained,
            Self::Companies(grid) => &grid.explained,
        }
    }

    /// The part of a file's name that tells what it holds.
    fn name(&self) -> String {
        match self {
            Self::Month(grid) => format!("month-{}", grid.month.text()),
            Self::Year(grid) => format!("year-{}", grid.year),
            Self::Companies(grid) => format!("companies-{}", grid.year),
        }
    }
}

/// `GET /api/activity/export?view=month|year|companies&format=xlsx|csv&<month or year, measure>[&team=3][&who=ива][&behind=1]
/// [&lang=ru]`.
pub async fn send_export(
    Exporter(viewer): Exporter,
    State(app): State<App>,
    Question(asked): Question<AskedFile>,
) -> Result<Response, Error> {
    let kind = Kind::parse(asked.format.as_deref().unwrap_or("xlsx"))?;
    let filter = asked.filter()?;
    let question = Asked::new(asked.month, asked.year, asked.measure);
    let _turn = file::turn().await?;
    let grid = match asked.view.as_deref() {
        Some("month") => Grid::Month(grids::month(&app, &viewer, &question).await?),
        Some("year") => Grid::Year(grids::year(&app, &viewer, &question).await?),
        Some("companies") => Grid::Companies(grids::companies(&app, &viewer, &question).await?),
        _ => return Err(Error::Invalid { field: "view", detail: "month, year or companies".to_owned() }),
    };
    let language = asked.lang.as_deref().unwrap_or(&viewer.portal.language);
    let (words, own) = (words::of(language), activity::words::of(language));
    let footing = heat::footing(&app, &viewer).await?;
    let (today, name) = (grid.explained().today, grid.name());
    let make = move || {
        let writing = Writing { words, own, footing: &footing, filter: &filter };
        let table = match &grid {
            Grid::Month(grid) => activity::month(grid, writing),
            Grid::Year(grid) => activity::year(grid, writing),
            Grid::Companies(grid) => activity::companies(grid, writing),
        };
        let table = if kind == Kind::Csv { table.flat() } else { table };
        let rows = crate::export::Tabular::count(&table);
        file::write(kind, &table).map(|file| (file, rows))
    };
    let made = tokio::task::spawn_blocking(make).await.map_err(Error::internal)?;
    let (file, rows) = made.map_err(Error::internal)?;
    let mut act = Act::begin_quietly(&app, viewer.portal.id, viewer.person).await?;
    let eyes = viewer.is_borrowed().then_some(viewer.eyes);
    act.note("report.export.activity", eyes, json!({"view": name, "format": kind.ending(), "rows": rows})).await?;
    act.tx.commit().await?;
    file::answer(kind, file, &format!("svodka-{name}-{}", day_text(today)), rows)
}
