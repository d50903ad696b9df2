//! The files, read again, say what the engine says: every row, every column, typed.

use crate::world::{Database, Portal, World, on_both, open, problem};
use calamine::{Data, Reader, Xlsx};
use domain::day::Day;
use domain::money::Amount;
use domain::report::columns::{Column, Layout};
use domain::report::window::{ReportPage, Row};
use reqwest::StatusCode;
use std::io::Cursor;

on_both!(
    the_spreadsheet_says_what_the_screen_says,
    the_text_file_says_what_the_screen_says,
    an_ordinary_users_file_holds_own_rows_only,
    titles_that_look_like_formulas_stay_text,
);

const QUERIES: [&str; 4] = [
    "sort=-work",
    "overdue=1&sort=last&columns=title:300,responsible,last,inn,sector,region,source,employees,turnover,created,id",
    "direction=1,2&sort=-won.2&columns=title,work.2,won.2,-work",
    "q=нет+такой",
];

async fn rows(world: &World, token: &str, query: &str) -> ReportPage {
    world.server.read(&format!("/api/report?limit=500&directory=1&{query}"), token).await
}

async fn sheet(world: &World, token: &str, query: &str) -> Vec<Vec<Data>> {
    let answer = world.server.get(&format!("/api/report/export?format=xlsx&lang=ru&{query}"), token).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers()["content-disposition"].to_str().unwrap().ends_with(".xlsx\""));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.bytes().await.unwrap())).unwrap();
    let name = book.sheet_names()[0].clone();
    assert_eq!(name, "Коммуникации и сделки");
    book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn layout(query: &str) -> Layout {
    let columns = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "columns");
    columns.map_or_else(Layout::default, |(_, text)| Layout::parse(&text).unwrap())
}

/// What a file has to say in a column of a row of a portal of one currency, written as text.
fn said(column: Column, row: &Row, page: &ReportPage) -> String {
    let directory = page.directory.as_ref().unwrap();
    let place = |id| u16::try_from(directory.directions.iter().position(|d| d.id == id).unwrap()).unwrap();
    let sum = |sums: &[(u8, Amount)]| sums.first().map_or(String::new(), |(_, sum)| money(*sum));
    match column {
        Column::Title => row.title.clone(),
        Column::Responsible => row.responsible.map_or(String::new(), |id| directory.person(id).unwrap().full_name()),
        Column::LastCommunication => row.last_communication.map_or("никогда".to_owned(), Day::dotted),
        Column::Work => sum(&row.work),
        Column::Won => sum(&row.won),
        Column::Inn => row.inn.clone(),
        Column::Sector => row.sector.map_or(String::new(), |at| directory.sectors[usize::from(at)].name.clone()),
        Column::Region => row.region.map_or(String::new(), |at| directory.regions[usize::from(at)].name.clone()),
        Column::Source => row.source.map_or(String::new(), |at| directory.sources[usize::from(at)].name.clone()),
        Column::Employees => match row.employees {
            Some(domain::headcount::Employees::Number(number)) => number.to_string(),
            _ => String::new(),
        },
        Column::Turnover => row.turnover.map_or(String::new(), |(_, sum)| money(sum)),
        Column::Created => row.created.map_or(String::new(), Day::dotted),
        Column::Id => row.id.to_string(),
        Column::DirectionWon(id) => {
            let cell = row.cells.iter().find(|cell| cell.direction == place(id) && cell.won_count > 0);
            cell.map_or(String::new(), |cell| money(cell.won))
        }
        Column::DirectionWork(id) => {
            use domain::deals::DirectionState::{Free, Preparation, RecentlyFailed, Suspended, Work};
            match row.state(place(id), page.today, &page.thresholds) {
                Work(_) => money(row.cells.iter().find(|cell| cell.direction == place(id)).unwrap().work),
                Preparation(_) => "в подготовке".to_owned(),
                RecentlyFailed(0) => "отказ сегодня".to_owned(),
                RecentlyFailed(age) => format!("отказ {age} дн. назад"),
                Suspended(age) => format!("приостановлено, {age} дн."),
                Free => String::new(),
            }
        }
    }
}

fn money(sum: Amount) -> String {
    format!("{:.4}", sum.0 as f64 / 10_000.0)
}

/// A cell of a spreadsheet as text; its type has to be the column's.
fn typed(cell: &Data, column: Column) -> String {
    match (cell, column) {
        (Data::Empty, _) => String::new(),
        (Data::String(text), _) => text.clone(),
        (Data::Float(number), Column::Employees | Column::Id) => format!("{number:.0}"),
        (Data::Float(number), _) => format!("{number:.4}"),
        (Data::DateTime(date), Column::LastCommunication | Column::Created) => {
            // Serial 25569 is the first of January 1970.
            Day(format!("{:.0}", date.as_f64() - 25_569.0).parse().unwrap()).dotted()
        }
        (other, _) => panic!("{other:?} in {column:?}"),
    }
}

/// Columns of the file: the turnover has its currency beside it.
fn columns(query: &str, page: &ReportPage) -> Vec<Option<Column>> {
    let text = domain::report::query::ReportQuery::parse(query).unwrap();
    let directions = &page.directory.as_ref().unwrap().directions;
    let mut columns = Vec::new();
    for column in layout(query).shown(directions, &text.directions) {
        columns.push(Some(column));
        if column == Column::Turnover {
            columns.push(None);
        }
    }
    columns
}

async fn the_spreadsheet_says_what_the_screen_says(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    for query in QUERIES {
        let page = rows(&world, &session.token, query).await;
        let columns = columns(query, &page);
        let sheet = sheet(&world, &session.token, query).await;
        // A heading, the rows, two lines of totals.
        assert_eq!(sheet.len(), page.window.rows.len() + 3, "{query}");
        assert_eq!(sheet[0].len(), columns.len(), "{query}");
        for (line, row) in sheet[1..].iter().zip(&page.window.rows) {
            for (cell, column) in line.iter().zip(&columns) {
                match column {
                    Some(column) => assert_eq!(typed(cell, *column), said(*column, row, &page), "{query} {column:?}"),
                    None => assert_eq!(cell.to_string(), row.turnover.map_or("", |_| "RUB"), "{query}"),
                }
            }
        }
        let totals = &page.window.totals;
        let (sums, active) = (&sheet[sheet.len() - 2], &sheet[sheet.len() - 1]);
        assert_eq!((sums[0].to_string(), active[0].to_string()), ("Итого".to_owned(), "Активные сделки".to_owned()));
        for (at, column) in columns.iter().enumerate() {
            let expected = match column {
                Some(Column::Work) => totals.all.work.first().map_or(String::new(), |(_, sum)| money(*sum)),
                Some(Column::Won) => totals.all.won.first().map_or(String::new(), |(_, sum)| money(*sum)),
                _ => continue,
            };
            assert_eq!(typed(&sums[at], Column::Work), expected, "{query}");
        }
    }
    world.stop().await;
}

async fn the_text_file_says_what_the_screen_says(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    for query in QUERIES {
        let page = rows(&world, &session.token, query).await;
        let columns = columns(query, &page);
        let path = format!("/api/report/export?format=csv&lang=ru&{query}");
        let answer = world.server.get(&path, &session.token).await;
        assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
        let bytes = answer.bytes().await.unwrap();
        let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("spreadsheets need the mark");
        let mut csv = csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
        let lines: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        assert_eq!(lines.len(), page.window.rows.len(), "{query}");
        for (line, row) in lines.iter().zip(&page.window.rows) {
            assert_eq!(line.len(), columns.len());
            for (cell, column) in line.iter().zip(&columns) {
                let Some(column) = column else { continue };
                let expected = said(*column, row, &page);
                let cell = match cell.replace(',', ".").parse::<f64>() {
                    Ok(number) if expected.contains('.') && expected.parse::<f64>().is_ok() => format!("{number:.4}"),
                    _ => cell.to_owned(),
                };
                assert_eq!(cell, expected, "{query} {column:?}");
            }
        }
    }
    let refused = world.server.get("/api/report/export?format=pdf", &session.token).await;
    assert_eq!(problem(refused).await.detail, "format: xlsx or csv");
    let refused = world.server.get("/api/report/export?format=csv&columns=price", &session.token).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    world.stop().await;
}

async fn an_ordinary_users_file_holds_own_rows_only(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let admin = world.installed().await;
    let all = rows(&world, &admin.token, "").await;
    let busy = all.window.rows.iter().find_map(|row| row.responsible.filter(|person| person.0 > 1)).unwrap();
    let ordinary = open(&world.server, &world.portal, u32::try_from(busy.0).unwrap()).await;
    let page = rows(&world, &ordinary.token, "").await;
    let sheet = sheet(&world, &ordinary.token, "").await;
    assert!(!page.window.rows.is_empty() && page.window.rows.len() < 300);
    assert_eq!(sheet.len(), page.window.rows.len() + 3);
    world.stop().await;
}

async fn titles_that_look_like_formulas_stay_text(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let titles = ["=HYPERLINK(\"http://example.com\")", "+7 999", "-1", "@SUM(A1)"];
    {
        let mut records = world.portal.state.records_mut();
        for (id, title) in (1_u32..).zip(titles) {
            records.companies.get_mut(id).unwrap().title = title.into();
        }
    }
    let session = world.installed().await;
    let query = "company=1,2,3,4&sort=id&columns=title,-responsible,-last,-work,-won";
    let sheet = sheet(&world, &session.token, query).await;
    for (line, title) in sheet[1..].iter().zip(titles) {
        assert_eq!(line[0], Data::String(title.to_owned()));
    }
    let answer = world.server.get(&format!("/api/report/export?format=csv&lang=ru&{query}"), &session.token).await;
    let text = answer.text().await.unwrap();
    let mut csv = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    for (line, title) in csv.records().map(Result::unwrap).zip(titles) {
        assert_eq!(&line[0], format!("'{title}"));
    }
    world.stop().await;
}
