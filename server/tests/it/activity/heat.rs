//! The map of hours against the portal's own telephony records, counted by hour and weekday here.

use super::{Cast, cast, send, year};
use crate::world::{Database, Portal, World, on_both};
use domain::activity::heat::HeatGrid;
use domain::activity::period::{day_text, months_of, parse_day};
use domain::activity::roster::Roster;
use domain::day::Day;
use portal::model::CallKind;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

on_both!(
    hours_equal_the_portals_records_across_changes_of_the_clock,
    incoming_calls_are_on_the_map_when_they_count,
    a_map_is_the_viewers_own,
);

type Map = [[u32; 24]; 7];

async fn heat(world: &World, token: &str, query: &str) -> HeatGrid {
    world.server.read(&format!("/api/activity/heat?{query}"), token).await
}

/// Counted from the portal's records, each by the clock of its own moment.
fn counted(world: &World, (first, last): (Day, Day), people: Option<&BTreeSet<i64>>, incoming: bool) -> Map {
    let records = world.portal.state.records();
    let mut map = Map::default();
    for call in records.calls.iter().filter(|call| call.duration >= 20) {
        let ours = matches!(call.kind, CallKind::Outgoing | CallKind::Callback);
        let gone = call.activity_id != 0 && records.activities.get(call.activity_id).is_none();
        if gone || !(ours || incoming) || people.is_some_and(|people| !people.contains(&i64::from(call.user_id))) {
            continue;
        }
        let local = jiff::Timestamp::from_millisecond(call.started_at).unwrap().to_zoned(records.zone.clone());
        let day = parse_day(&local.strftime("%Y-%m-%d").to_string()).unwrap();
        if first <= day && day <= last {
            let weekday = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap();
            map[weekday][usize::try_from(local.hour()).unwrap()] += 1;
        }
    }
    map
}

fn period(first: Day, last: Day) -> String {
    format!("from={}&until={}", day_text(first), day_text(last))
}

fn whole(year: i32) -> (Day, Day) {
    (Day::from_civil(year, 1, 1), Day::from_civil(year, 12, 31))
}

async fn hours_equal_the_portals_records_across_changes_of_the_clock(database: Database) {
    let world = World::start(Portal::default(), database).await;
    {
        let mut records = world.portal.state.records_mut();
        records.zone = jiff::tz::TimeZone::get("America/New_York").unwrap();
        records.people_zone = "America/New_York".to_owned();
    }
    let session = world.installed().await;
    let me: domain::activity::answers::Me = world.server.read("/api/activity/me", &session.token).await;
    let this_year = me.today.civil().0;
    for which in [this_year - 1, this_year] {
        let (first, last) = whole(which);
        let grid = heat(&world, &session.token, &period(first, last)).await;
        assert_eq!(grid.calls, counted(&world, (first, last), None, false), "{which}");
        let by_calls = year(&world.server, &session.token, &format!("year={which}&measure=calls")).await;
        assert_eq!(grid.total(), by_calls.company.total.fact + by_calls.company.total.off);
        assert_eq!(
            grid.days.iter().sum::<u32>(),
            u32::try_from((last.0.min(me.today.0) - first.0 + 1).max(0)).unwrap()
        );
        for month in months_of(which) {
            let grid = heat(&world, &session.token, &period(month.first(), month.last())).await;
            assert_eq!(grid.calls, counted(&world, (month.first(), month.last()), None, false), "{}", month.text());
        }
    }
    // A period that lies in two years.
    let (first, last) = (Day::from_civil(this_year - 1, 7, 15), Day::from_civil(this_year, 7, 14));
    let grid = heat(&world, &session.token, &period(first, last)).await;
    assert_eq!(grid.calls, counted(&world, (first, last), None, false));
    assert_eq!((grid.first, grid.last), (first, last));
    assert!(grid.total() > 300, "there is something to compare: {}", grid.total());
    // Somebody who left stands only in the years they worked in.
    let mut departments = by_department(&world, &session.token, this_year).await;
    for (id, people) in by_department(&world, &session.token, this_year - 1).await {
        departments.entry(id).or_default().extend(people);
    }
    for (id, people) in departments {
        let grid = heat(&world, &session.token, &format!("{}&department={id}", period(first, last))).await;
        assert_eq!(grid.calls, counted(&world, (first, last), Some(&people), false), "department {id}");
    }
    world.stop().await;
}

async fn by_department(world: &World, token: &str, which: i32) -> BTreeMap<i64, BTreeSet<i64>> {
    let roster: Roster = year(&world.server, token, &format!("year={which}")).await.roster;
    let people = |row: &domain::activity::roster::DepartmentRow| {
        let own = &roster.people[row.people.start as usize..row.people.end as usize];
        own.iter().map(|person| person.id.0).collect::<BTreeSet<i64>>()
    };
    roster.departments.iter().map(|row| (row.id.0, people(row))).collect()
}

async fn incoming_calls_are_on_the_map_when_they_count(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let me: domain::activity::answers::Me = world.server.read("/api/activity/me", &session.token).await;
    let (first, last) = whole(me.today.civil().0);
    let mut settings: Value = world.server.read("/api/activity/settings", &session.token).await;
    settings["settings"]["counting"]["direction"] = json!("both");
    let changed = send(&world.server, Method::PUT, "settings", &session.token, &settings).await;
    assert_eq!(changed.status(), StatusCode::OK);
    let grid = heat(&world, &session.token, &period(first, last)).await;
    let both = counted(&world, (first, last), None, true);
    assert_eq!(grid.calls, both);
    assert_ne!(both, counted(&world, (first, last), None, false), "somebody called");
    world.stop().await;
}

async fn a_map_is_the_viewers_own(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast: Cast = cast(&world).await;
    let (first, last) = whole(cast.today.civil().0);
    let asked = period(first, last);
    let member = cast.member.person;
    let own = counted(&world, (first, last), Some(&BTreeSet::from([member.0])), false);
    assert_eq!(heat(&world, &cast.member.token, &asked).await.calls, own);
    assert_eq!(heat(&world, &cast.admin.token, &format!("{asked}&person={member}")).await.calls, own);
    let status = async |token: &str, query: String| {
        world.server.get(&format!("/api/activity/heat?{query}"), token).await.status()
    };
    let foreign = by_department(&world, &cast.admin.token, cast.today.civil().0).await;
    let foreign = *foreign.iter().find(|(_, people)| !people.contains(&member.0)).unwrap().0;
    for query in [format!("{asked}&person={}", cast.stranger), format!("{asked}&department={foreign}")] {
        assert_eq!(status(&cast.member.token, query.clone()).await, StatusCode::NOT_FOUND, "{query}");
    }
    let wrong = [
        "from=2026-01-01".to_owned(),
        "from=2026-01-01&until=2025-12-31".to_owned(),
        "from=2024-01-01&until=2026-01-01".to_owned(),
        "from=2026-02-30&until=2026-03-01".to_owned(),
        format!("{asked}&person={member}&department=1"),
    ];
    for query in wrong {
        assert_eq!(status(&cast.admin.token, query.clone()).await, StatusCode::BAD_REQUEST, "{query}");
    }
    world.stop().await;
}
