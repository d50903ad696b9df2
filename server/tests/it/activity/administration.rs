//! Calendar, rights, settings, refreshing people: what their pages ask, and what it makes of the rest.

use super::{cast, done, line_of, month, plan, send};
use crate::jobs::ended;
use crate::world::{Database, Portal, World, on_both, problem};
use domain::activity::administration::{ActivityChoices, CalendarYear, KeptActivitySettings, MovedDays, RightsPage};
use domain::activity::calendar::DayKind;
use domain::activity::rights::{RightSet, RightSource, Sees};
use domain::jobs::{JobId, JobState, JobView};
use portal::model::ActivityKind;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::http::activity::audit::AuditEntry;

on_both!(
    a_moved_day_tells_what_it_makes_of_plans_and_does_so,
    rights_are_shown_with_where_they_come_from,
    given_rights_hold_in_both_reports,
    settings_are_saved_by_whoever_looked_last,
    heads_and_people_are_left_out_of_the_statistics,
    people_are_read_again_when_asked_for,
    the_audit_log_is_filtered_by_days_of_the_portal,
);

async fn a_moved_day_tells_what_it_makes_of_plans_and_does_so(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (member, next) = (cast.member.person, cast.next());
    assert_eq!(plan(&world.server, &cast.admin.token, member, next, 25, None).await.status(), StatusCode::OK);
    let before = line_of(&world.server, &cast.admin.token, next, member).await.sums.plan;
    let year = format!("/api/activity/calendar?year={}", next.year());
    let calendar: CalendarYear = world.server.read(&year, &cast.admin.token).await;
    let working = calendar.working[usize::from(next.number()) - 1];
    assert_eq!(before, u64::from(working) * 25);
    let day = calendar.days.iter().find(|day| day.day >= next.first() && day.kind == DayKind::Work).unwrap().day;
    let moved = json!({"first": day, "last": day, "kind": "holiday"});
    let preview = done(&world.server, Method::POST, "calendar/preview", &cast.admin.token, moved.clone()).await;
    let preview: MovedDays = serde_json::from_value(preview).unwrap();
    assert_eq!(line_of(&world.server, &cast.admin.token, next, member).await.sums.plan, before, "only looked at");
    let made = done(&world.server, Method::PUT, "calendar", &cast.admin.token, moved.clone()).await;
    let made: MovedDays = serde_json::from_value(made).unwrap();
    assert_eq!((&made.effect, made.days), (&preview.effect, 1));
    let told = made.effect[0];
    assert_eq!((told.month, told.working, told.people), (next, (working, working - 1), 1));
    assert_eq!(told.calls, (before, before - 25));
    assert_eq!(line_of(&world.server, &cast.admin.token, next, member).await.sums.plan, before - 25);
    let calendar: CalendarYear = world.server.read(&year, &cast.member.token).await;
    let moves: Vec<_> = calendar.moves.iter().map(|moved| (moved.day, moved.author)).collect();
    assert_eq!((moves, calendar.version, calendar.told), (vec![(day, cast.admin.person)], 1, true));
    let back = json!({"first": next.first(), "last": next.last(), "kind": null});
    let back = done(&world.server, Method::PUT, "calendar", &cast.admin.token, back).await;
    assert_eq!((&back["days"], &back["effect"][0]["calls"]), (&json!(1), &json!([before - 25, before])));
    let same = done(
        &world.server,
        Method::PUT,
        "calendar",
        &cast.admin.token,
        json!({"first": day, "last": day, "kind": "work"}),
    )
    .await;
    assert_eq!((&same["days"], &same["effect"]), (&json!(0), &json!([])), "so it is in the portal's calendar");
    world.stop().await;
}

async fn rights_are_shown_with_where_they_come_from(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let page: RightsPage = world.server.read("/api/activity/rights", &cast.admin.token).await;
    let of = |page: &RightsPage, id| {
        page.people.iter().find(|one| one.id == id).map(|one| (one.rights, one.source)).unwrap()
    };
    assert_eq!(of(&page, cast.admin.person), (RightSet::ADMIN, RightSource::PortalAdmin));
    assert_eq!(of(&page, cast.head.person), (RightSet::HEAD, RightSource::Head));
    assert_eq!(of(&page, cast.member.person), (RightSet::EMPLOYEE, RightSource::Usual));
    assert!(page.admin && page.viewer == cast.admin.person);
    let department = page.people.iter().find(|one| one.id == cast.member.person).unwrap().departments[0];
    let reader = RightSet { sees: Sees::All, ..RightSet::EMPLOYEE };
    let give = json!({"subject": {"department": department}, "set": reader});
    done(&world.server, Method::PUT, "rights", &cast.admin.token, give).await;
    let page: RightsPage = world.server.read("/api/activity/rights", &cast.admin.token).await;
    assert_eq!(of(&page, cast.member.person), (reader, RightSource::Department(department)));
    let row = page.departments.iter().find(|row| row.id == department).unwrap();
    assert_eq!((row.given, row.rights, row.source), (Some(reader), reader, RightSource::Department(department)));
    world.stop().await;
}

async fn given_rights_hold_in_both_reports(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let status = async |method: Method, path: &str, body: Value| {
        let request = world.server.client.request(method, format!("{}/api/{path}", world.server.base));
        request.bearer_auth(&cast.member.token).json(&body).send().await.unwrap().status()
    };
    let give = async |set: RightSet| {
        let give = json!({"subject": {"person": cast.member.person}, "set": set});
        done(&world.server, Method::PUT, "rights", &cast.admin.token, give).await;
    };
    let none = RightSet { export: false, ..RightSet::EMPLOYEE };
    let all = RightSet { sees: Sees::All, ..RightSet::EMPLOYEE };
    // What is given; who may then take files out; who may change settings.
    let table = [
        (RightSet::EMPLOYEE, true, false),
        (none, false, false),
        (RightSet { settings: true, ..none }, false, false),
        (RightSet { settings: true, ..all }, true, true),
        (RightSet::HEAD, true, false),
        (RightSet::ADMIN, true, true),
    ];
    for (set, export, settings) in table {
        give(set).await;
        let allowed = |may: bool| if may { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(status(Method::GET, "report/export?format=csv", json!(null)).await, allowed(export), "{set:?}");
        assert_eq!(status(Method::GET, "settings/choices", json!(null)).await, allowed(settings), "{set:?}");
        let recheck = status(Method::POST, "recheck", json!({"from": 20_000, "to": 20_000})).await;
        assert_eq!(recheck, if settings { StatusCode::ACCEPTED } else { StatusCode::FORBIDDEN }, "{set:?}");
    }
    // Who does not see everybody has only those compared whom they see.
    give(RightSet { settings: true, ..RightSet::EMPLOYEE }).await;
    let of = |person| json!({"from": 20_000, "to": 20_000, "people": [person]});
    assert_eq!(status(Method::POST, "recheck", of(cast.member.person)).await, StatusCode::ACCEPTED);
    assert_eq!(status(Method::POST, "recheck", of(cast.stranger)).await, StatusCode::BAD_REQUEST);
    assert_eq!(
        status(Method::PUT, "activity/calendar", json!({"first": 20_000, "last": 20_000, "kind": "work"})).await,
        StatusCode::FORBIDDEN
    );
    world.stop().await;
}

async fn settings_are_saved_by_whoever_looked_last(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let token = &cast.admin.token;
    let mut kept: KeptActivitySettings = world.server.read("/api/activity/settings", token).await;
    assert_eq!(kept.version, 0);
    kept.settings.editable_until = 15;
    let saved = done(&world.server, Method::PUT, "settings", token, json!(kept)).await;
    assert_eq!((&saved["version"], &saved["recounting"]), (&json!(1), &json!(false)));
    kept.settings.editable_until = 20;
    let late = send(&world.server, Method::PUT, "settings", token, &json!(kept)).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    assert!(problem(late).await.detail.contains("somebody else"));
    let now: KeptActivitySettings = world.server.read("/api/activity/settings", token).await;
    assert_eq!((now.version, now.settings.editable_until), (1, 15));
    let choices: ActivityChoices = world.server.read("/api/activity/settings/choices", token).await;
    let is_meeting = |kind| matches!(kind, ActivityKind::Meeting | ActivityKind::ByProvider);
    let meetings = {
        let records = world.portal.state.records();
        records.activities.iter().filter(|row| is_meeting(row.kind)).count()
    };
    let told: u64 = choices.providers.iter().map(|(_, count)| count).sum();
    assert!(told > 0 && told <= u64::try_from(meetings).unwrap(), "{choices:?} of {meetings}");
    world.stop().await;
}

async fn heads_and_people_are_left_out_of_the_statistics(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let token = &cast.admin.token;
    let mut kept: KeptActivitySettings = world.server.read("/api/activity/settings", token).await;
    kept.settings.heads_hidden = true;
    kept.settings.hidden = vec![cast.member.person];
    done(&world.server, Method::PUT, "settings", token, json!(kept)).await;
    let grid = month(&world.server, token, &format!("month={}", cast.month.text())).await;
    assert!(
        grid.roster.people.iter().all(|row| !row.head && row.id != cast.member.person && row.id != cast.head.person)
    );
    assert_eq!(grid.company.sums.fact, grid.people.iter().map(|line| line.sums.fact).sum::<u64>());
    assert!(!grid.people.is_empty());
    world.stop().await;
}

async fn people_are_read_again_when_asked_for(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let token = &cast.admin.token;
    let member = cast.member.person;
    // A change of a person tells nobody: the platform has no event for it.
    let id = u32::try_from(member.0).unwrap();
    let user = world.portal.state.records().users.get(id).unwrap().clone();
    world
        .portal
        .state
        .records_mut()
        .users
        .insert(portal::model::User { last_name: "Переименова".into(), ..user });
    let response = send(&world.server, Method::POST, "people/refresh", token, &json!({})).await;
    assert_eq!(response.status(), StatusCode::ACCEPTED);
    let asked: Value = response.json().await.unwrap();
    let job = ended(&world.server.app, cast.admin.portal, JobId(asked["job"].as_i64().unwrap())).await;
    let (people, departments) = {
        let records = world.portal.state.records();
        (records.users.len(), records.departments.len())
    };
    assert_eq!((job.state, job.done), (JobState::Done, u64::try_from(people + departments).unwrap()), "{job:?}");
    let jobs: Vec<JobView> = world.server.read("/api/activity/jobs", token).await;
    assert_eq!(jobs[0].id, job.id);
    let page: RightsPage = world.server.read("/api/activity/rights", token).await;
    let name = &page.people.iter().find(|one| one.id == member).unwrap().name;
    assert!(name.contains("Переименова"), "{name}");
    world.stop().await;
}

async fn the_audit_log_is_filtered_by_days_of_the_portal(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let day = cast.working_day(&world).await;
    let moved = json!({"first": day, "last": day, "kind": "holiday"});
    done(&world.server, Method::PUT, "calendar", &cast.admin.token, moved).await;
    let entries = async |query: String| {
        let path = format!("/api/activity/audit?{query}");
        world.server.read::<Vec<AuditEntry>>(&path, &cast.admin.token).await.len()
    };
    let today = cast.today.0;
    assert_eq!(entries(format!("first={today}&last={today}")).await, 1);
    assert_eq!(entries(format!("last={}", today - 1)).await, 0);
    assert_eq!(entries(format!("first={}", today + 1)).await, 0);
    let refused = world.server.get("/api/activity/audit?first=2000000000", &cast.admin.token).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    world.stop().await;
}
