//! Plans, completed days and the calendar through the API: who was first, what is named, what can be taken back.

use super::{cast, done, line_of, month, plan, send};
use crate::world::{Database, Portal, World, on_both, problem};
use domain::activity::administration::AbsenceEffect;
use domain::activity::answers::{HistoryEntry, PlanAnswer};
use domain::activity::calendar::DayKind;
use domain::activity::edit::Fault;
use domain::activity::pace::DayState;
use domain::activity::plan::Rate;
use domain::ids::PersonId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(
    two_supervisors_who_edit_one_cell_the_second_hears_of_the_first,
    a_paste_of_forty_by_thirty_one_with_three_bad_cells_changes_nothing,
    a_plan_of_ten_thousand_is_taken_and_one_more_is_not,
    a_filled_month_is_copied_undone_and_kept_in_the_history,
    a_file_tells_first_what_it_would_change,
    a_completed_day_excuses_its_plan_everywhere_until_taken_back,
    a_moved_day_and_an_absence_recompute_plans_and_indicators,
    defect_5_3_12_a_changed_plan_reaches_the_totals_of_its_department,
    defect_5_3_13_a_month_nobody_touched_has_its_weekends_and_all_its_columns,
    defect_5_3_08_odd_questions_are_answered_in_words,
);

async fn two_supervisors_who_edit_one_cell_the_second_hears_of_the_first(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (server, member) = (&world.server, cast.member.person);
    let seen = line_of(server, &cast.admin.token, cast.next(), member).await.version;
    assert_eq!(seen, 0);
    let first = plan(server, &cast.head.token, member, cast.next(), 25, Some(seen)).await;
    assert_eq!(first.status(), StatusCode::OK);
    let second = plan(server, &cast.admin.token, member, cast.next(), 28, Some(seen)).await;
    assert_eq!(second.status(), StatusCode::CONFLICT);
    let told = problem(second).await;
    let current = Rate { calls: Some(25), meetings: None };
    assert_eq!(told.kind, "conflict");
    assert_eq!(
        (told.cells[0].fault, told.cells[0].person, told.cells[0].by),
        (Fault::Conflict, Some(member), Some(cast.head.person))
    );
    let (rate, version) = told.cells[0].current.unwrap();
    assert_eq!(rate, current);
    assert_eq!(line_of(server, &cast.admin.token, cast.next(), member).await.rate, current);
    // Having read it, the second one decides.
    let again = plan(server, &cast.admin.token, member, cast.next(), 28, Some(version)).await;
    assert_eq!(again.status(), StatusCode::OK);
    assert_eq!(line_of(server, &cast.head.token, cast.next(), member).await.rate.calls, Some(28));
    world.stop().await;
}

async fn a_paste_of_forty_by_thirty_one_with_three_bad_cells_changes_nothing(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let grid = month(&world.server, &cast.admin.token, &format!("month={}", cast.next().text())).await;
    let people: Vec<PersonId> = grid.roster.people.iter().take(40).map(|row| row.id).collect();
    let spans: Vec<Value> = grid.days.iter().map(|head| json!({"day": head.day})).collect();
    let text = |bad: bool| {
        let value = |row: usize, column: usize| match (bad, row, column) {
            (true, 1, _) if column == 0 => "many",
            (true, 7, 12) => "1e9",
            (true, 30, 27) => "10001",
            _ if grid.days[column].kind.is_working() => "20",
            _ => "",
        };
        let line = |row| (0..grid.days.len()).map(|column| value(row, column)).collect::<Vec<_>>().join("\t");
        (0..people.len()).map(line).collect::<Vec<_>>().join("\n")
    };
    let order =
        |bad| json!({"order": "paste", "people": people, "spans": spans, "planned": "calls", "text": text(bad)});
    let refused = send(&world.server, Method::POST, "plans", &cast.admin.token, &order(true)).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    let told = problem(refused).await;
    let named: Vec<_> = told.cells.iter().map(|cell| (cell.line, cell.column, cell.value.as_str())).collect();
    assert_eq!(named, [(Some(2), Some(1), "many"), (Some(8), Some(13), "1e9"), (Some(31), Some(28), "10001")]);
    let untouched = month(&world.server, &cast.admin.token, &format!("month={}", cast.next().text())).await;
    assert_eq!(untouched.company.sums.plan, 0, "nothing half-applied");
    let answer = done(&world.server, Method::POST, "plans", &cast.admin.token, order(false)).await;
    let answer: PlanAnswer = serde_json::from_value(answer).unwrap();
    let worked = grid.days.iter().filter(|head| head.kind.is_working()).count();
    assert_eq!(answer.cells.len(), people.len() * worked);
    let after = month(&world.server, &cast.admin.token, &format!("month={}", cast.next().text())).await;
    assert_eq!(after.company.sums.plan, crate::world::number(people.len() * worked * 20));
    world.stop().await;
}

async fn a_plan_of_ten_thousand_is_taken_and_one_more_is_not(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (server, member) = (&world.server, cast.member.person);
    let taken = plan(server, &cast.admin.token, member, cast.next(), 10_000, None).await;
    assert_eq!(taken.status(), StatusCode::OK);
    let line = line_of(server, &cast.admin.token, cast.next(), member).await;
    assert_eq!(line.sums.plan, u64::from(line.sums.working) * 10_000);
    let refused = plan(server, &cast.admin.token, member, cast.next(), 10_001, None).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(problem(refused).await.cells[0].fault, Fault::Number);
    for wrong in [json!(-1), json!(2.5), json!("25"), json!(5_000_000_000_u64)] {
        let cell = json!({"person": member, "span": {"month": cast.next()}, "change": {"calls": wrong}});
        let order = json!({"order": "cells", "cells": [cell]});
        let refused = send(server, Method::POST, "plans", &cast.admin.token, &order).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{order}");
        assert!(problem(refused).await.detail.starts_with("body: "));
    }
    world.stop().await;
}

async fn a_filled_month_is_copied_undone_and_kept_in_the_history(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (server, member, token) = (&world.server, cast.member.person, &cast.admin.token);
    let (next, later) = (cast.next(), domain::activity::period::Month(cast.next().0 + 1));
    let change = json!({"calls": 20, "meetings": 1});
    let fill = json!({"order": "fill_months", "people": [member, cast.stranger], "first": next, "last": next, "change": change});
    let filled: PlanAnswer = serde_json::from_value(done(server, Method::POST, "plans", token, fill).await).unwrap();
    assert_eq!(filled.cells.len(), 2);
    let copy = json!({"order": "copy", "people": [member, cast.stranger, cast.head.person], "from": next, "to": later});
    let copied: PlanAnswer = serde_json::from_value(done(server, Method::POST, "plans", token, copy).await).unwrap();
    assert_eq!(copied.cells.len(), 2, "the head had nothing to copy");
    let rate = Rate { calls: Some(20), meetings: Some(1) };
    assert_eq!(line_of(server, token, later, member).await.rate, rate);
    // Somebody changes one of the cells: the whole copy can no longer be taken back, and says which cell.
    assert_eq!(plan(server, &cast.head.token, member, later, 22, None).await.status(), StatusCode::OK);
    let undo = json!({"change": copied.change});
    let refused = send(server, Method::POST, "plans/undo", token, &undo).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert_eq!(problem(refused).await.cells.len(), 1);
    let undo = json!({"change": filled.change});
    done(server, Method::POST, "plans/undo", token, undo.clone()).await;
    assert_eq!(line_of(server, token, next, member).await.rate, Rate::default());
    assert_eq!(send(server, Method::POST, "plans/undo", token, &undo).await.status(), StatusCode::CONFLICT);
    let history: Vec<HistoryEntry> = server.read(&format!("/api/activity/plans/history?person={member}"), token).await;
    let told: Vec<_> = history.iter().map(|entry| (entry.kind.as_str(), entry.undone.is_some())).collect();
    assert_eq!(told, [("undo", false), ("cell", false), ("copy", false), ("fill", true)]);
    // The head sees the same history without the stranger's cells.
    let own: Vec<HistoryEntry> = server.read("/api/activity/plans/history", &cast.head.token).await;
    assert!(own.iter().flat_map(|entry| &entry.cells).all(|cell| cell.person == member));
    world.stop().await;
}

async fn a_file_tells_first_what_it_would_change(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (server, member, token) = (&world.server, cast.member.person, &cast.admin.token);
    let text = format!("Сотрудник;Месяц;Звонки;Встречи\n{member};{};25;1\n", cast.next().text());
    let order = |dry_run: bool| json!({"order": "import", "text": text, "dry_run": dry_run});
    let dry: PlanAnswer =
        serde_json::from_value(done(server, Method::POST, "plans", token, order(true)).await).unwrap();
    assert_eq!((dry.change, dry.cells.len()), (None, 1));
    assert_eq!(line_of(server, token, cast.next(), member).await.rate, Rate::default());
    done(server, Method::POST, "plans", token, order(false)).await;
    let rate = Rate { calls: Some(25), meetings: Some(1) };
    assert_eq!(line_of(server, token, cast.next(), member).await.rate, rate);
    // The head cannot plan for a stranger: the line is named, and who that is stays unsaid.
    let foreign =
        json!({"order": "import", "text": format!("{};{};25", cast.stranger, cast.next().text()), "dry_run": true});
    let refused = problem(send(server, Method::POST, "plans", &cast.head.token, &foreign).await).await;
    assert_eq!((refused.cells[0].fault, refused.cells[0].line), (Fault::Person, Some(1)));
    world.stop().await;
}

async fn a_completed_day_excuses_its_plan_everywhere_until_taken_back(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (server, member, token) = (&world.server, cast.member.person, &cast.admin.token);
    let day = cast.working_day(&world).await;
    assert_eq!(plan(server, token, member, cast.month, 5_000, None).await.status(), StatusCode::OK);
    let before = month(server, token, &format!("month={}", cast.month.text())).await;
    let force = json!({"person": member, "day": day, "reason": "  приёмка у клиента\r\n<b>весь</b> день "});
    done(server, Method::POST, "forced", &cast.head.token, force.clone()).await;
    let after = month(server, token, &format!("month={}", cast.month.text())).await;
    let at = after.days.iter().position(|head| head.day == day).unwrap();
    let row = after.roster.people.iter().position(|row| row.id == member).unwrap();
    assert_eq!(after.people[row].cells[at].state, DayState::Forced);
    assert_eq!((after.people[row].sums.excused, after.people[row].sums.met), (5_000, before.people[row].sums.met + 1));
    assert_eq!((after.company.sums.plan, after.company.sums.excused), (before.company.sums.plan, 5_000));
    assert_eq!(after.company.sums.fact, before.company.sums.fact, "the fact is what it is");
    let detail: Value = server.read(&format!("/api/activity/cell?person={member}&day={}", day.0), token).await;
    assert_eq!(detail["forced"]["author"], json!(cast.head.person));
    assert_eq!(detail["forced"]["reason"], "приёмка у клиента\n<b>весь</b> день");
    let again = send(server, Method::POST, "forced", token, &force).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    let empty = json!({"person": member, "day": day, "reason": " "});
    assert_eq!(send(server, Method::POST, "forced", token, &empty).await.status(), StatusCode::BAD_REQUEST);
    let path = format!("forced?person={member}&day={}", day.0);
    done(server, Method::DELETE, &path, token, json!({})).await;
    let back = month(server, token, &format!("month={}", cast.month.text())).await;
    assert_eq!(back.people[row], before.people[row]);
    assert_eq!(send(server, Method::DELETE, &path, token, &json!({})).await.status(), StatusCode::NOT_FOUND);
    world.stop().await;
}

async fn a_moved_day_and_an_absence_recompute_plans_and_indicators(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (server, member, token) = (&world.server, cast.member.person, &cast.admin.token);
    assert_eq!(plan(server, token, member, cast.next(), 20, None).await.status(), StatusCode::OK);
    let before = line_of(server, token, cast.next(), member).await.sums;
    let grid = month(server, token, &format!("month={}", cast.next().text())).await;
    let off = grid.days.iter().find(|head| head.kind == DayKind::Off).unwrap().day;
    let move_to = |kind: Value| json!({"first": off, "last": off, "kind": kind});
    done(server, Method::PUT, "calendar", token, move_to(json!("work"))).await;
    let worked = line_of(server, token, cast.next(), member).await.sums;
    assert_eq!((worked.plan, worked.working), (before.plan + 20, before.working + 1));
    done(server, Method::PUT, "calendar", token, move_to(Value::Null)).await;
    assert_eq!(line_of(server, token, cast.next(), member).await.sums, before);
    let absence =
        json!({"person": member, "first": cast.next().first(), "last": cast.next().last(), "reason": "vacation"});
    let foretold = done(server, Method::POST, "absences/preview", &cast.head.token, absence.clone()).await;
    let foretold: AbsenceEffect = serde_json::from_value(foretold).unwrap();
    let [month_told] = foretold.months.as_slice() else { panic!("one month: {foretold:?}") };
    assert_eq!((foretold.days, month_told.calls, month_told.people), (before.working, (before.plan, 0), 1));
    assert_eq!(line_of(server, token, cast.next(), member).await.sums, before, "a preview stores nothing");
    let added = done(server, Method::POST, "absences", &cast.head.token, absence.clone()).await;
    let away = line_of(server, token, cast.next(), member).await.sums;
    assert_eq!((away.plan, away.working), (0, 0));
    assert_eq!(send(server, Method::POST, "absences", token, &absence).await.status(), StatusCode::CONFLICT);
    let path = format!("absences/{}", added["id"]);
    done(server, Method::DELETE, &path, &cast.head.token, json!({})).await;
    assert_eq!(line_of(server, token, cast.next(), member).await.sums, before);
    world.stop().await;
}

/// The peer's department total stood still when a plan was changed.
async fn defect_5_3_12_a_changed_plan_reaches_the_totals_of_its_department(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (server, member, token) = (&world.server, cast.member.person, &cast.admin.token);
    assert_eq!(plan(server, token, member, cast.next(), 21, None).await.status(), StatusCode::OK);
    let grid = month(server, token, &format!("month={}", cast.next().text())).await;
    let at = grid.roster.people.iter().position(|row| row.id == member).unwrap();
    let own = grid.people[at].sums.plan;
    assert!(own > 0);
    for (row, line) in grid.roster.departments.iter().zip(&grid.departments) {
        let holds = (row.people.start as usize..row.people.end as usize).contains(&at);
        assert_eq!(line.sums.plan, if holds { own } else { 0 }, "{}", row.name);
    }
    assert_eq!(grid.company.sums.plan, own);
    world.stop().await;
}

/// The peer took every day of a new month for a working day, and a month without rows had no columns at all.
async fn defect_5_3_13_a_month_nobody_touched_has_its_weekends_and_all_its_columns(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let far = domain::activity::period::Month::of_year(2031, 3);
    let grid = month(&world.server, &cast.admin.token, &format!("month={}", far.text())).await;
    assert_eq!(grid.days.len(), 31);
    let off = grid.days.iter().filter(|head| !head.kind.is_working()).count();
    assert!(off >= 10, "five weekends of March 2031 at least: {off}");
    assert!(grid.people.iter().all(|line| line.cells.len() == 31));
    world.stop().await;
}

/// The peer failed with 500 on an empty list of departments, on a list with a blank, on an empty year.
async fn defect_5_3_08_odd_questions_are_answered_in_words(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let member = cast.member.person;
    let questions = [
        "month".to_owned(),
        "month?month=".to_owned(),
        "month?month=2026-13".to_owned(),
        "month?month=2026-12&measure=x".to_owned(),
        "year?year=".to_owned(),
        "year?year=99999999999".to_owned(),
        "companies?year=1999".to_owned(),
        "calendar?year=-1".to_owned(),
        "calendar?year=x".to_owned(),
        format!("cell?person={member}"),
        format!("cell?person={member}&day=1&month=2"),
        format!("cell?person={member}&day=99999999"),
        format!("calls?person={member}&month=-5"),
        "thread?person=x&day=1".to_owned(),
        "absences?year=100, 102".to_owned(),
        "month?month=2026-12&as=x".to_owned(),
        "plans/defaults?month=".to_owned(),
    ];
    for question in questions {
        let response = world.server.get(&format!("/api/activity/{question}"), &cast.admin.token).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{question}");
        assert!(!problem(response).await.detail.is_empty(), "{question}");
    }
    world.stop().await;
}
