//! The files of the grids, read again, say what the grids say: every row, every figure, typed.

use super::{Cast, cast, companies, done, month, plan, send, year};
use crate::world::{Database, Portal, World, on_both, problem};
use calamine::{Data, Reader, Xlsx};
use domain::activity::pace::Sums;
use domain::activity::period::weekday;
use domain::activity::roster::{Roster, RowRef};
use domain::activity::settings::Measure;
use domain::activity::threads::CellThread;
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::http::activity::audit::AuditEntry;
use std::collections::BTreeMap;
use std::io::Cursor;

on_both!(
    the_year_as_a_file_is_the_year_on_the_screen,
    the_month_as_a_file_is_the_month_on_the_screen,
    companies_called_as_a_file_are_those_on_the_screen,
    a_file_under_a_filter_holds_what_is_left,
    a_file_holds_the_viewers_rows_and_is_noted,
);

/// Lines of a file by heading.
type Lines = Vec<BTreeMap<String, String>>;

const MONTHS: [&str; 12] = [
    "Январь",
    "Февраль",
    "Март",
    "Апрель",
    "Май",
    "Июнь",
    "Июль",
    "Август",
    "Сентябрь",
    "Октябрь",
    "Ноябрь",
    "Декабрь",
];

async fn spreadsheet(world: &World, token: &str, query: &str) -> Lines {
    let answer = world.server.get(&format!("/api/activity/export?format=xlsx&lang=ru&{query}"), token).await;
    assert_eq!(answer.status(), StatusCode::OK, "{query}");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.bytes().await.unwrap())).unwrap();
    let names = book.sheet_names();
    assert_eq!(names[1], "Как посчитано");
    let notes = book.worksheet_range(&names[1]).unwrap();
    let told: Vec<String> = notes.rows().map(|row| row[0].to_string()).collect();
    assert!(told.contains(&"Часовой пояс".to_owned()) && told.contains(&"Календарь и планы".to_owned()), "{told:?}");
    let range = book.worksheet_range(&names[0]).unwrap();
    let mut rows = range.rows();
    let heads: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    let said = |cell: &Data| match cell {
        Data::Float(number) => format!("{number}"),
        Data::String(text) => {
            assert!(text.parse::<f64>().is_err(), "a number written as text: {text}");
            text.clone()
        }
        Data::Empty => String::new(),
        other => panic!("{other:?}"),
    };
    rows.map(|row| heads.iter().cloned().zip(row.iter().map(said)).collect()).collect()
}

async fn text_file(world: &World, token: &str, query: &str) -> Lines {
    let answer = world.server.get(&format!("/api/activity/export?format=csv&lang=ru&{query}"), token).await;
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let told: usize = answer.headers()["x-rows"].to_str().unwrap().parse().unwrap();
    let bytes = answer.bytes().await.unwrap();
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("spreadsheets need the mark");
    let mut csv = csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
    let heads: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let lines: Lines = csv
        .records()
        .map(|line| heads.iter().cloned().zip(line.unwrap().iter().map(|cell| cell.replace(',', "."))).collect())
        .collect();
    assert_eq!(lines.len(), told);
    lines
}

/// What every row has to begin with; the last one is the total.
fn whose(roster: &Roster) -> Vec<[String; 3]> {
    let row = |row: &RowRef| match row {
        RowRef::Department(at) => ["отдел".into(), roster.departments[*at as usize].name.clone(), String::new()],
        RowRef::Person(at) => {
            let person = &roster.people[*at as usize];
            let own = roster.departments.iter().find(|one| one.id == person.department).unwrap();
            ["сотрудник".into(), own.name.clone(), person.name.clone()]
        }
    };
    roster.rows.iter().map(row).chain([["итого".into(), "Итого".into(), String::new()]]).collect()
}

/// The line of each row, the company last.
fn lines<'a, T>(roster: &Roster, departments: &'a [T], people: &'a [T], company: &'a T) -> Vec<&'a T> {
    let line = |row: &RowRef| match row {
        RowRef::Department(at) => &departments[*at as usize],
        RowRef::Person(at) => &people[*at as usize],
    };
    roster.rows.iter().map(line).chain([company]).collect()
}

fn beginnings(file: &Lines) -> Vec<[String; 3]> {
    file.iter().map(|line| ["Строка", "Отдел", "Сотрудник"].map(|head| line[head].clone())).collect()
}

fn maybe<T: ToString>(number: Option<T>) -> String {
    number.map_or(String::new(), |number| number.to_string())
}

fn tenths(number: u64) -> String {
    format!("{}", number as f64 / 10.0)
}

/// Same number, however it is written.
fn same(told: &str, expected: &str) -> bool {
    told == expected || matches!((told.parse::<f64>(), expected.parse::<f64>()), (Ok(a), Ok(b)) if (a - b).abs() < 1e-9)
}

fn said(line: &BTreeMap<String, String>, heading: &str, expected: &str) {
    let told = line.get(heading).unwrap_or_else(|| panic!("no column {heading} in {:?}", line.keys()));
    assert!(same(told, expected), "{heading} of {}: {told}, not {expected}", line["Сотрудник"]);
}

fn talk(thread: Option<CellThread>) -> String {
    maybe(thread.map(|thread| thread.count))
}

/// A plan, a comment and a day that counts as met, so that there is something of everything.
async fn furnish(world: &World, cast: &Cast) {
    let member = cast.member.person;
    assert_eq!(plan(&world.server, &cast.head.token, member, cast.month, 25, None).await.status(), StatusCode::OK);
    let day = cast.working_day(world).await;
    for span in [json!({"day": day}), json!({"month": cast.month})] {
        let comment = json!({"person": member, "span": span, "text": "=1+1"});
        done(&world.server, Method::POST, "comments", &cast.head.token, comment).await;
    }
    let force = json!({"person": member, "day": day, "reason": "приёмка"});
    done(&world.server, Method::POST, "forced", &cast.head.token, force).await;
}

async fn the_year_as_a_file_is_the_year_on_the_screen(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    furnish(&world, &cast).await;
    let which = cast.month.year();
    for (measure, figure) in [(Measure::Companies, "обзвонено компаний"), (Measure::Calls, "звонки")]
    {
        let asked = format!("year={which}&measure={}", if measure == Measure::Calls { "calls" } else { "companies" });
        let grid = year(&world.server, &cast.admin.token, &asked).await;
        let expected = lines(&grid.roster, &grid.departments, &grid.people, &grid.company);
        let query = format!("view=year&{asked}");
        let files =
            [spreadsheet(&world, &cast.admin.token, &query).await, text_file(&world, &cast.admin.token, &query).await];
        for file in files {
            assert_eq!(beginnings(&file), whose(&grid.roster));
            let mut talked = 0;
            for (line, expected) in file.iter().zip(&expected) {
                for ((head, name), cell) in grid.months.iter().zip(MONTHS).zip(&expected.months) {
                    let sums: &Sums = &cell.sums;
                    said(line, &format!("{name} ({} раб. дн.): {figure}", head.working), &sums.fact.to_string());
                    said(line, &format!("{name}: среднее за день"), &maybe(cell.average_tenths.map(tenths)));
                    said(line, &format!("{name}: план на день"), &maybe(cell.rate.calls));
                    said(line, &format!("{name}: отстаёт от плана"), if sums.fact < sums.due { "да" } else { "" });
                    said(line, &format!("{name}: встречи"), &(sums.meetings + sums.meetings_off).to_string());
                    said(line, &format!("{name}: в выходные"), &sums.off.to_string());
                    said(line, &format!("{name}: комментарии"), &talk(cell.thread));
                    talked += cell.thread.map_or(0, |thread| thread.count);
                }
                said(line, &format!("За год: {figure}"), &expected.total.fact.to_string());
            }
            assert_eq!(talked, 2, "how many, never what: {file:?}");
            assert!(!file.iter().any(|line| line.values().any(|cell| cell.contains("1+1"))));
        }
    }
    world.stop().await;
}

async fn the_month_as_a_file_is_the_month_on_the_screen(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    furnish(&world, &cast).await;
    let asked = format!("month={}&measure=calls", cast.month.text());
    let grid = month(&world.server, &cast.admin.token, &asked).await;
    let expected = lines(&grid.roster, &grid.departments, &grid.people, &grid.company);
    let query = format!("view=month&{asked}");
    let files =
        [spreadsheet(&world, &cast.admin.token, &query).await, text_file(&world, &cast.admin.token, &query).await];
    let names = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"];
    for file in files {
        assert_eq!(beginnings(&file), whose(&grid.roster));
        let mut forced = 0;
        for (line, expected) in file.iter().zip(&expected) {
            let sums = &expected.sums;
            said(line, "звонки", &sums.fact.to_string());
            said(line, "план", &maybe(sums.planned.then_some(sums.plan)));
            said(line, "зачтено из плана", &maybe(sums.planned.then_some(sums.excused)));
            said(line, "нужно в день", &maybe(expected.pace));
            said(line, "прогноз", &maybe(expected.projected));
            said(line, "дней выполнено", &sums.met.to_string());
            said(line, "дней не выполнено", &sums.unmet.to_string());
            said(line, "из них зачтено", &sums.forced.to_string());
            said(line, "в выходные", &sums.off.to_string());
            said(line, "комментарии", &talk(expected.thread));
            for (head, cell) in grid.days.iter().zip(&expected.cells) {
                let day = format!("{} {}", head.day.dotted(), names[weekday(head.day)]);
                said(line, &format!("{day}: звонки"), &(cell.fact + cell.off).to_string());
                said(line, &format!("{day}: встречи"), &cell.meetings.to_string());
                if head.kind.is_working() {
                    said(line, &format!("{day}: план"), &maybe(cell.plan));
                    forced += usize::from(line[&format!("{day}: статус")] == "зачтён");
                }
                if cell.thread.is_some() {
                    said(line, &format!("{day}: комментарии"), &talk(cell.thread));
                }
            }
        }
        assert!(forced >= 1, "the day that was counted as met is told");
    }
    world.stop().await;
}

/// A filter leaves the same rows as on the screen, and the total of the chosen department.
async fn a_file_under_a_filter_holds_what_is_left(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let which = cast.month.year();
    let grid = year(&world.server, &cast.admin.token, &format!("year={which}")).await;
    let (place, department) =
        grid.roster.departments.iter().enumerate().rfind(|(_, row)| row.people.len() > 1).unwrap();
    let asked = format!("view=year&year={which}&team={}", department.id);
    let file = text_file(&world, &cast.admin.token, &asked).await;
    let own: Vec<&str> = grid.roster.people[department.people.start as usize..department.people.end as usize]
        .iter()
        .map(|person| person.name.as_str())
        .collect();
    let people = |file: &Lines| -> Vec<String> {
        file.iter().filter(|line| line["Строка"] == "сотрудник").map(|line| line["Сотрудник"].clone()).collect()
    };
    assert_eq!(people(&file), own);
    let total = file.last().unwrap();
    said(total, "За год: обзвонено компаний", &grid.departments[place].total.fact.to_string());
    let one = form_urlencoded::byte_serialize(own[0].as_bytes()).collect::<String>();
    let file = text_file(&world, &cast.admin.token, &format!("{asked}&who={one}")).await;
    assert_eq!(people(&file), own[..1]);
    let gone = text_file(&world, &cast.admin.token, &format!("view=year&year={which}&team=999999")).await;
    assert_eq!(people(&gone).len(), grid.roster.people.len(), "a department that is not there hides nobody");
    world.stop().await;
}

async fn companies_called_as_a_file_are_those_on_the_screen(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let which = cast.month.year();
    let grid = companies(&world.server, &cast.admin.token, which).await;
    let expected = lines(&grid.roster, &grid.departments, &grid.people, &grid.company);
    let query = format!("view=companies&year={which}");
    let files =
        [spreadsheet(&world, &cast.admin.token, &query).await, text_file(&world, &cast.admin.token, &query).await];
    for file in files {
        assert_eq!(beginnings(&file), whose(&grid.roster));
        for (line, expected) in file.iter().zip(&expected) {
            for (at, name) in MONTHS.iter().enumerate() {
                said(line, &format!("{name}: разных компаний"), &expected.distinct[at].to_string());
                said(line, &format!("{name}: сумма по сотрудникам"), &expected.months[at].to_string());
            }
            said(line, "За год: разных компаний", &expected.year_distinct.to_string());
            said(line, "За год: сумма по сотрудникам", &expected.year.to_string());
        }
    }
    world.stop().await;
}

async fn a_file_holds_the_viewers_rows_and_is_noted(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let member = {
        let records = world.portal.state.records();
        let mut users = records.users.iter().filter(|user| user.active && !user.admin);
        users.next().unwrap().id
    };
    {
        let mut records = world.portal.state.records_mut();
        records.users.get_mut(member).unwrap().last_name = "=HYPERLINK(\"x\")".into();
    }
    let admin = world.installed().await;
    let session = crate::world::open(&world.server, &world.portal, member).await;
    let today: domain::activity::answers::Me = world.server.read("/api/activity/me", &session.token).await;
    let which = today.today.civil().0;
    let whole = text_file(&world, &admin.token, &format!("view=year&year={which}")).await;
    let give = json!({"subject": {"person": member}, "set": {"sees": "own", "plans": "none", "complete": false,
        "verify": false, "export": true, "settings": false}});
    done(&world.server, Method::PUT, "rights", &admin.token, give).await;
    let own = text_file(&world, &session.token, &format!("view=year&year={which}")).await;
    let people = |file: &Lines| file.iter().filter(|line| line["Строка"] == "сотрудник").count();
    assert!(people(&whole) > 3 && people(&own) == 1, "{} and {}", people(&whole), people(&own));
    let name = own.iter().find(|line| line["Строка"] == "сотрудник").unwrap()["Сотрудник"].clone();
    assert!(name.starts_with("'="), "{name} would run");
    let sheet = spreadsheet(&world, &session.token, &format!("view=year&year={which}")).await;
    assert!(sheet.iter().any(|line| line["Сотрудник"].starts_with("=HYPERLINK")), "text stays what it is");
    let refused = world.server.get("/api/activity/export?view=week&format=csv", &admin.token).await;
    assert_eq!(problem(refused).await.detail, "view: month, year or companies");
    let refused =
        world.server.get(&format!("/api/activity/export?view=year&year={which}&format=pdf"), &admin.token).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    let log: Vec<AuditEntry> =
        world.server.read("/api/activity/audit?action=report.export.activity", &admin.token).await;
    let told: Vec<_> = log.iter().map(|entry| (entry.author.0, entry.detail["format"].as_str().unwrap())).collect();
    let member = i64::from(member);
    assert_eq!(told, [(member, "xlsx"), (member, "csv"), (admin.person.0, "csv")]);
    assert_eq!(log[0].detail["view"], format!("year-{which}"));
    let none = json!({"subject": {"person": member}, "set": {"sees": "all", "plans": "full", "complete": true,
        "verify": true, "export": false, "settings": false}});
    done(&world.server, Method::PUT, "rights", &admin.token, none).await;
    let path = format!("export?view=year&year={which}&format=csv");
    let refused = send(&world.server, Method::GET, &path, &session.token, &json!(null)).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    world.stop().await;
}
