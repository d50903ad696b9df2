//! The grid follows the portal: calls that end, meetings that are held, records that are deleted or move; and a grid that
//! is kept up to date equals one that is counted anew.

use super::{cast, companies, month, truth};
use crate::live::{change, control};
use crate::world::{Database, Portal, World, on_both};
use domain::activity::month::MonthGrid;
use domain::activity::period::day_text;
use domain::activity::settings::{ActivitySettings, CountedDirection, CountingRules};
use domain::ids::PersonId;
use reqwest::Method;
use serde_json::json;
use std::time::{Duration, Instant};

on_both!(
    a_call_that_ends_ticks_its_cell,
    defect_5_2_02_a_deleted_call_leaves_the_cell,
    a_contact_that_moves_takes_its_calls_to_the_other_company,
    defect_5_2_13_meetings_of_every_kind_are_counted,
    what_is_kept_up_to_date_equals_what_is_counted_anew,
    another_minimum_and_both_directions_count_as_the_portal_does,
    what_people_set_survives_a_removal_that_keeps_the_data,
);

/// Calls and meetings of a person today, as the grid shows them.
async fn today(world: &World, token: &str, person: PersonId, measure: &str) -> (u32, u32) {
    let me: domain::activity::answers::Me = world.server.read("/api/activity/me", token).await;
    let of = domain::activity::period::Month::of(me.today);
    let grid = month(&world.server, token, &format!("month={}&measure={measure}", of.text())).await;
    let row = grid.roster.people.iter().position(|row| row.id == person).unwrap();
    let at = grid.days.iter().position(|head| head.day == me.today).unwrap();
    let cell = grid.people[row].cells[at];
    (cell.fact + cell.off, cell.meetings)
}

async fn until(world: &World, token: &str, person: PersonId, measure: &str, expected: (u32, u32)) {
    let started = Instant::now();
    loop {
        let shown = today(world, token, person, measure).await;
        if shown == expected {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{measure}: {shown:?}, not {expected:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn a_call_that_ends_ticks_its_cell(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (member, token) = (cast.member.person, &cast.head.token);
    let (companies, meetings) = today(&world, token, member, "companies").await;
    let (calls, _) = today(&world, token, member, "calls").await;
    let call = |seconds: u32| json!({"user_id": member, "company_id": 7, "duration": seconds, "direction": "out"});
    control(&world, "call", &call(65)).await;
    until(&world, token, member, "calls", (calls + 1, meetings)).await;
    let after = today(&world, token, member, "companies").await.0;
    assert!(after == companies + 1 || after == companies, "company 7 may have been called before");
    control(&world, "call", &call(65)).await;
    until(&world, token, member, "calls", (calls + 2, meetings)).await;
    assert_eq!(today(&world, token, member, "companies").await.0, after, "the same company once");
    for too_short in [19, 0] {
        control(&world, "call", &call(too_short)).await;
    }
    control(&world, "call", &json!({"user_id": member, "company_id": 9, "duration": 65, "direction": "in"})).await;
    control(&world, "call", &call(20)).await;
    until(&world, token, member, "calls", (calls + 3, meetings)).await;
    world.stop().await;
}

/// The peer never heard of deleted activities.
async fn defect_5_2_02_a_deleted_call_leaves_the_cell(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (member, token) = (cast.member.person, &cast.head.token);
    let (calls, meetings) = today(&world, token, member, "calls").await;
    control(&world, "call", &json!({"user_id": member, "company_id": 7, "duration": 65, "direction": "out"})).await;
    until(&world, token, member, "calls", (calls + 1, meetings)).await;
    let activity = world.portal.state.records().calls.iter().map(|call| call.activity_id).max().unwrap();
    change(&world, "activity", "delete", i64::from(activity), json!({})).await;
    until(&world, token, member, "calls", (calls, meetings)).await;
    compare_with_truth(&world, token).await;
    world.stop().await;
}

/// Every cell of the present month against the portal's own count.
async fn compare_with_truth(world: &World, token: &str) {
    let me: domain::activity::answers::Me = world.server.read("/api/activity/me", token).await;
    let of = domain::activity::period::Month::of(me.today);
    let rows = truth(world, &day_text(of.first()), &day_text(of.last()), false).await;
    let grid = month(&world.server, token, &format!("month={}&measure=companies", of.text())).await;
    for (person, line) in grid.roster.people.iter().zip(&grid.people) {
        for (head, cell) in grid.days.iter().zip(&line.cells) {
            let own = rows.iter().find(|row| row.user_id == person.id.0 && row.day == day_text(head.day));
            let told = (u64::from(cell.fact + cell.off), u64::from(cell.meetings));
            let expected = own.map_or((0, 0), |row| (row.companies_out, row.meetings));
            assert_eq!(told, expected, "{} {}", person.id, day_text(head.day));
        }
    }
}

async fn a_contact_that_moves_takes_its_calls_to_the_other_company(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let token = &cast.admin.token;
    // Two calls of one day: to a company, and to a contact who comes to belong to it later.
    let called = json!({"user_id": cast.member.person, "company_id": 7, "duration": 65, "direction": "out"});
    control(&world, "call", &called).await;
    let fields = json!({"NAME": "Пётр", "LAST_NAME": "Ёлкин", "COMPANY_ID": 8});
    let contact = change(&world, "contact", "create", 0, fields).await["id"].as_i64().unwrap();
    let called = json!({"user_id": cast.member.person, "contact_id": contact, "duration": 65, "direction": "out"});
    control(&world, "call", &called).await;
    let own = truth(&world, &day_text(cast.today), &day_text(cast.today), false).await;
    let own = own.iter().find(|row| row.user_id == cast.member.person.0).unwrap();
    let meetings = u32::try_from(own.meetings).unwrap();
    until(&world, token, cast.member.person, "calls", (u32::try_from(own.calls_out).unwrap(), meetings)).await;
    compare_with_truth(&world, token).await;
    change(&world, "contact", "update", contact, json!({"COMPANY_ID": 7})).await;
    let started = Instant::now();
    loop {
        let row = world.server.app.store.read().await.unwrap().contacts(cast.admin.portal).find(&[contact]).await;
        if row.unwrap()[0].company.is_some_and(|company| company.0 == 7) {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "the contact has not moved");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    compare_with_truth(&world, token).await;
    world.stop().await;
}

/// The peer took only activities of types 1 to 4 and read no meetings at first.
async fn defect_5_2_13_meetings_of_every_kind_are_counted(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (member, token) = (cast.member.person, &cast.head.token);
    let (calls, meetings) = today(&world, token, member, "calls").await;
    let now = jiff::Timestamp::now().to_string();
    let meeting = |completed: &str| {
        json!({"TYPE_ID": 1, "SUBJECT": "Встреча", "COMPLETED": completed, "RESPONSIBLE_ID": member,
               "OWNER_TYPE_ID": 4, "OWNER_ID": 7, "START_TIME": now, "END_TIME": now})
    };
    change(&world, "activity", "create", 0, meeting("Y")).await;
    until(&world, token, member, "calls", (calls, meetings + 1)).await;
    change(&world, "activity", "create", 0, meeting("N")).await;
    let id = i64::from(world.portal.state.records().activities.iter().map(|row| row.id).max().unwrap());
    change(&world, "activity", "update", id, json!({"COMPLETED": "Y"})).await;
    until(&world, token, member, "calls", (calls, meetings + 2)).await;
    change(&world, "activity", "update", id, json!({"RESPONSIBLE_ID": cast.head.person})).await;
    until(&world, token, member, "calls", (calls, meetings + 1)).await;
    world.stop().await;
}

async fn what_is_kept_up_to_date_equals_what_is_counted_anew(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let token = &cast.admin.token;
    for company in 1..20 {
        let call =
            json!({"user_id": cast.member.person, "company_id": company, "duration": 40 + company, "direction": "out"});
        control(&world, "call", &call).await;
    }
    let (calls, meetings) = today(&world, token, cast.member.person, "calls").await;
    let _ = calls;
    let expected = truth(&world, &day_text(cast.today), &day_text(cast.today), false).await;
    let own = expected.iter().find(|row| row.user_id == cast.member.person.0).unwrap();
    until(&world, token, cast.member.person, "calls", (u32::try_from(own.calls_out).unwrap(), meetings)).await;
    let kept = grid(&world, token, cast.month).await;
    let portal = world.server.app.store.find_portal(cast.admin.portal).await.unwrap().unwrap();
    world.server.app.boards.recount(&portal, &world.server.app.changes).await.unwrap();
    let mut anew = grid(&world, token, cast.month).await;
    assert!(anew.explained.revision > kept.explained.revision);
    anew.explained.revision = kept.explained.revision;
    assert_eq!(anew, kept);
    world.stop().await;
}

async fn grid(world: &World, token: &str, of: domain::activity::period::Month) -> MonthGrid {
    month(&world.server, token, &format!("month={}", of.text())).await
}

async fn another_minimum_and_both_directions_count_as_the_portal_does(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let counting = CountingRules { direction: CountedDirection::Both, min_seconds: 90, ..CountingRules::default() };
    let settings = ActivitySettings { counting, ..ActivitySettings::default() };
    super::done(&world.server, Method::PUT, "settings", &cast.admin.token, json!({"version": 0, "settings": settings}))
        .await;
    let address = format!(
        "{}/_control/truth/days?from={}&to={}&min_duration=90&whole=true",
        world.portal.portal_url,
        day_text(cast.month.first()),
        day_text(cast.month.last())
    );
    let rows: Vec<super::TruthRow> = world.server.client.get(address).send().await.unwrap().json().await.unwrap();
    let expected: u64 = rows.iter().map(|row| row.calls_out + row.calls_in).sum();
    assert!(expected > 0);
    let started = Instant::now();
    loop {
        let text = format!("month={}&measure=calls", cast.month.text());
        let shown = month(&world.server, &cast.admin.token, &text).await;
        if shown.company.sums.fact + shown.company.sums.off == expected {
            assert_eq!((shown.explained.min_seconds, shown.explained.direction), (90, CountedDirection::Both));
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{:?}, not {expected}", shown.company.sums);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let year = companies(&world.server, &cast.admin.token, cast.month.year()).await;
    let month_at = usize::from(cast.month.number()) - 1;
    let any: u64 = rows.iter().map(|row| row.companies_any).sum();
    assert_eq!(u64::from(year.company.months[month_at]), any);
    world.stop().await;
}

async fn what_people_set_survives_a_removal_that_keeps_the_data(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let member = cast.member.person;
    let planned = super::plan(&world.server, &cast.head.token, member, cast.next(), 25, None).await;
    assert_eq!(planned.status(), reqwest::StatusCode::OK);
    let mut tx = world.server.app.store.begin().await.unwrap();
    tx.portals().uninstall(cast.admin.portal).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = world.server.app.store.read().await.unwrap();
    let book = reader.activity_setup(cast.admin.portal).plan_book().await.unwrap();
    assert_eq!(book.of(member).unwrap().month_rate(cast.next()).calls, Some(25));
    drop(reader);
    world.stop().await;
}
