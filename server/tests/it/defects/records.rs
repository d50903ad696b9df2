//! Records that were lost, kept too long, or counted for the wrong company.

use super::{act, page, row, statement, sums, until, world};
use crate::live::{change, control};
use crate::world::{Database, on_both, truth};
use domain::summary::Summary;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

on_both!(
    defect_5_2_01_events_are_confirmed_only_after_their_effect_is_stored,
    defect_5_2_01_an_event_whose_confirmation_is_lost_comes_again_and_changes_nothing,
    defect_5_2_02_deleted_calls_leave_the_statistics,
    defect_5_2_03_a_company_without_inn_is_stored,
    defect_5_2_04_requisites_change_without_touching_the_company,
    defect_5_2_05_deleted_deals_leave_all_sums,
    defect_5_2_06_a_moved_deal_or_activity_changes_both_companies,
    defect_5_2_07_a_meeting_with_a_company_nobody_ever_called_is_stored,
    defect_5_2_08_a_call_stored_before_its_activity_joins_it,
    defect_5_2_09_writers_of_one_company_lose_nothing_of_each_other,
);

const SMALL: &str = "scale:companies=20,deals=60,activities=40,seed=2";
const COMPANIES: &str = "scale:companies=20,deals=0,activities=0,seed=2";

/// Events the portal still keeps for us, whoever has reserved them.
async fn queued(world: &crate::world::World) -> Vec<Value> {
    let tokens = control(world, "token", &json!({"user_id": 1})).await;
    let address = format!("{}/rest/event.offline.list", world.portal.portal_url);
    let asked = json!({"auth": tokens["access_token"]});
    let answer = world.server.client.post(address).json(&asked).send().await.unwrap();
    answer.json::<Value>().await.unwrap()["result"].as_array().unwrap().clone()
}

async fn until_queued(world: &crate::world::World, story: &str, holds: impl Fn(&[Value]) -> bool) {
    let started = Instant::now();
    loop {
        let events = queued(world).await;
        if holds(&events) {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{story}: {events:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn defect_5_2_01_events_are_confirmed_only_after_their_effect_is_stored(database: Database) {
    let url = database.url.clone();
    let (world, session) = world(database, SMALL).await;
    let before = page(&world, &session).await.revision;
    // The database refuses what every change writes.
    let sqlite = "CREATE TRIGGER refuse BEFORE INSERT ON touched BEGIN SELECT RAISE(ABORT, 'refused'); END";
    let function =
        "CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''refused''; END' LANGUAGE plpgsql";
    let trigger = "CREATE TRIGGER refuse BEFORE INSERT ON touched FOR EACH ROW EXECUTE FUNCTION refuse()";
    statement(&url, &[sqlite], &[function, trigger]).await;
    change(&world, "deal", "update", 7, json!({"OPPORTUNITY": "5"})).await;
    let failed = |events: &[Value]| events.iter().any(|event| event["ERROR"] == "1");
    until_queued(&world, "the failure is told", failed).await;
    assert_eq!(page(&world, &session).await.revision, before, "nothing was stored");
    statement(&url, &["DROP TRIGGER refuse"], &["DROP TRIGGER refuse ON touched"]).await;
    until_queued(&world, "the event is confirmed", <[Value]>::is_empty).await;
    let summary: Summary = world.server.read("/api/summary", &session.token).await;
    assert_eq!(summary, truth(&world.portal, summary.people), "no event left without its effect");
    world.stop().await;
}

async fn defect_5_2_01_an_event_whose_confirmation_is_lost_comes_again_and_changes_nothing(database: Database) {
    let (world, session) = world(database, SMALL).await;
    control(&world, "fault", &json!({"kind": "drop", "method": "event.offline.clear"})).await;
    change(&world, "deal", "update", 7, json!({"OPPORTUNITY": "5"})).await;
    let started = Instant::now();
    loop {
        let summary: Summary = world.server.read("/api/summary", &session.token).await;
        if summary == truth(&world.portal, summary.people) {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "the change is stored before it is confirmed");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Between the commit and the confirmation the reader dies.
    world.server.app.sync.cancel(session.portal).await;
    assert!(!queued(&world).await.is_empty(), "an unconfirmed event is still there");
    let stored = page(&world, &session).await.revision;
    let address = format!("{}/_control/fault", world.portal.portal_url);
    world.server.client.delete(address).send().await.unwrap();
    world.server.app.sync.begin(session.portal).await.unwrap();
    until_queued(&world, "the event is seen again and confirmed", <[Value]>::is_empty).await;
    assert_eq!(page(&world, &session).await.revision, stored, "the second time changes nothing");
    world.stop().await;
}

async fn defect_5_2_02_deleted_calls_leave_the_statistics(database: Database) {
    let (world, session) = world(database, COMPANIES).await;
    let call = control(&world, "call", &json!({"user_id": 2, "company_id": 3, "duration": 60})).await;
    until(&world, &session, "the call", |page| row(page, 3).last_communication == Some(page.today)).await;
    change(&world, "activity", "delete", call["activity_id"].as_i64().unwrap(), json!({})).await;
    until(&world, &session, "no call", |page| row(page, 3).last_communication.is_none()).await;
    let mut reader = world.server.app.store.read().await.unwrap();
    assert_eq!(reader.activities(session.portal).count().await.unwrap(), 0);
    drop(reader);
    world.stop().await;
}

async fn defect_5_2_03_a_company_without_inn_is_stored(database: Database) {
    let (world, session) = world(database, COMPANIES).await;
    let created = change(&world, "company", "create", 0, json!({"TITLE": "Без ИНН"})).await;
    let id = created["id"].as_i64().unwrap();
    let stored = until(&world, &session, "the company", |page| page.window.in_scope == 21).await;
    assert_eq!((row(&stored, id).title.as_str(), row(&stored, id).inn.as_str()), ("Без ИНН", ""));
    change(&world, "deal", "create", 0, json!({"TITLE": "Сделка", "COMPANY_ID": id, "OPPORTUNITY": "10"})).await;
    until(&world, &session, "its deal", |page| sums(page, id) == (0, 100_000)).await;
    world.stop().await;
}

async fn defect_5_2_04_requisites_change_without_touching_the_company(database: Database) {
    let (world, session) = world(database, COMPANIES).await;
    let company = change(&world, "company", "create", 0, json!({"TITLE": "Ёлка", "ASSIGNED_BY_ID": 2})).await;
    let company = company["id"].as_i64().unwrap();
    let add = |inn: &str| json!({"fields": {"ENTITY_TYPE_ID": 4, "ENTITY_ID": company, "PRESET_ID": 1, "NAME": "р", "RQ_INN": inn}});
    let first = act(&world, "crm.requisite.add", add("5406000001")).await;
    act(&world, "crm.requisite.add", add("5406000002")).await;
    until(&world, &session, "the first of several", |page| {
        page.window.rows.iter().any(|row| row.id.0 == company && row.inn == "5406000001")
    })
    .await;
    act(&world, "crm.requisite.update", json!({"id": first, "fields": {"RQ_INN": "5406000009"}})).await;
    until(&world, &session, "the changed one", |page| row(page, company).inn == "5406000009").await;
    act(&world, "crm.requisite.delete", json!({"id": first})).await;
    let left = until(&world, &session, "the other one", |page| row(page, company).inn == "5406000002").await;
    assert_eq!(row(&left, company).title, "Ёлка");
    assert_eq!(row(&left, company).responsible.unwrap().0, 2);
    world.stop().await;
}

async fn defect_5_2_05_deleted_deals_leave_all_sums(database: Database) {
    let (world, session) = world(database, SMALL).await;
    for deal in (1..=60).step_by(2) {
        change(&world, "deal", "delete", deal, json!({})).await;
    }
    // With its company a deal does not go, but belongs to nobody.
    change(&world, "company", "delete", 4, json!({})).await;
    let started = Instant::now();
    loop {
        let summary: Summary = world.server.read("/api/summary", &session.token).await;
        if summary == truth(&world.portal, summary.people) {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{summary:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    world.stop().await;
}

async fn defect_5_2_06_a_moved_deal_or_activity_changes_both_companies(database: Database) {
    let (world, session) = world(database, COMPANIES).await;
    let deal = change(&world, "deal", "create", 0, json!({"TITLE": "С", "COMPANY_ID": 2, "OPPORTUNITY": "10"})).await;
    let contact = change(&world, "contact", "create", 0, json!({"NAME": "Пётр", "COMPANY_ID": 5})).await;
    let call = control(&world, "call", &json!({"user_id": 1, "company_id": 4, "duration": 60})).await;
    let spoken = control(&world, "call", &json!({"user_id": 1, "contact_id": contact["id"], "duration": 60})).await;
    let today = until(&world, &session, "all of it", |page| {
        sums(page, 2).1 == 100_000
            && row(page, 4).last_communication.is_some()
            && row(page, 5).last_communication.is_some()
    })
    .await
    .today;
    change(&world, "deal", "update", deal["id"].as_i64().unwrap(), json!({"COMPANY_ID": 3})).await;
    let bound = json!({"OWNER_TYPE_ID": 4, "OWNER_ID": 7});
    change(&world, "activity", "update", call["activity_id"].as_i64().unwrap(), bound).await;
    change(&world, "contact", "update", contact["id"].as_i64().unwrap(), json!({"COMPANY_ID": 8})).await;
    let moved = until(&world, &session, "the moves", |page| {
        sums(page, 3).1 == 100_000
            && row(page, 7).last_communication == Some(today)
            && row(page, 8).last_communication == Some(today)
    })
    .await;
    assert_eq!(sums(&moved, 2), (0, 0));
    assert_eq!((row(&moved, 4).last_communication, row(&moved, 5).last_communication), (None, None));
    assert!(spoken["activity_id"].as_i64().unwrap() > 0);
    world.stop().await;
}

async fn defect_5_2_07_a_meeting_with_a_company_nobody_ever_called_is_stored(database: Database) {
    let (world, session) = world(database, COMPANIES).await;
    let meeting = json!({"OWNER_TYPE_ID": 4, "OWNER_ID": 6, "TYPE_ID": 1, "SUBJECT": "Встреча", "COMPLETED": "Y",
        "RESPONSIBLE_ID": 2});
    change(&world, "activity", "create", 0, meeting).await;
    until(&world, &session, "the meeting", |page| row(page, 6).last_communication == Some(page.today)).await;
    world.stop().await;
}

async fn defect_5_2_08_a_call_stored_before_its_activity_joins_it(database: Database) {
    let (world, session) = world(database, COMPANIES).await;
    let ended = json!({"user_id": 1, "company_id": 3, "duration": 60, "traces": "none"});
    let call = control(&world, "call", &ended).await;
    let (id, activity) = (call["id"].as_u64().unwrap(), call["activity_id"].as_u64().unwrap());
    let (id, activity) = (u32::try_from(id).unwrap(), u32::try_from(activity).unwrap());
    // The portal knows the call, and its activity is not made yet.
    let made = {
        let mut records = world.portal.state.records_mut();
        records.calls.get_mut(id).unwrap().activity_id = 0;
        records.activities.remove(activity).unwrap()
    };
    world.server.app.sync.cancel(session.portal).await;
    let mut tx = world.server.app.store.begin().await.unwrap();
    let early = store::CallRow {
        id: i64::from(id),
        call_id: call["call_id"].as_str().unwrap().to_owned(),
        person: Some(domain::ids::PersonId(1)),
        kind: 1,
        phone: String::new(),
        duration_s: 60,
        started: domain::day::Millis(made.start_at),
        day: page(&world, &session).await.today,
        failed_code: "200".to_owned(),
        entity: Some(store::Owner { kind: store::OwnerType::COMPANY, id: 3 }),
        activity_id: None,
    };
    tx.calls(session.portal).upsert(&[early]).await.unwrap();
    tx.commit().await.unwrap();
    // Then it is, and no event tells that they belong together.
    {
        let mut records = world.portal.state.records_mut();
        records.activities.insert(made);
        records.calls.get_mut(id).unwrap().activity_id = activity;
    }
    world.server.app.sync.begin(session.portal).await.unwrap();
    let started = Instant::now();
    loop {
        let mut reader = world.server.app.store.read().await.unwrap();
        let stored = reader.calls(session.portal).find(&[i64::from(id)]).await.unwrap();
        if stored[0].activity_id == Some(i64::from(activity)) {
            assert_eq!(stored[0].duration_s, 60);
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{stored:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    world.stop().await;
}

async fn defect_5_2_09_writers_of_one_company_lose_nothing_of_each_other(database: Database) {
    let (world, session) = world(database, SMALL).await;
    let names = |number: i64| json!({"TITLE": format!("Имя {number}")});
    for number in 0..12 {
        change(&world, "company", "update", 3, names(number)).await;
        change(&world, "deal", "update", 1 + number, json!({"COMPANY_ID": 3, "OPPORTUNITY": number})).await;
        control(&world, "call", &json!({"user_id": 1, "company_id": 3, "duration": 30})).await;
        act(
            &world,
            "crm.requisite.add",
            json!({"fields": {"ENTITY_TYPE_ID": 4, "ENTITY_ID": 3, "PRESET_ID": 1,
            "NAME": "р", "RQ_INN": format!("54060000{number:02}")}}),
        )
        .await;
    }
    let last = until(&world, &session, "the last of each", |page| {
        row(page, 3).title == "Имя 11" && row(page, 3).last_communication == Some(page.today)
    })
    .await;
    assert!(!row(&last, 3).inn.is_empty());
    let started = Instant::now();
    loop {
        let summary: Summary = world.server.read("/api/summary", &session.token).await;
        if summary == truth(&world.portal, summary.people) {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{summary:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    world.stop().await;
}
