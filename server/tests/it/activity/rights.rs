//! Every right against every route: what is allowed answers, everything else is refused, nothing hidden is in a payload.

use super::{Cast, cast, companies, done, month, send, year};
use crate::world::{Database, Portal, World, on_both};
use domain::activity::answers::Me;
use domain::activity::plan::PlanRight;
use domain::activity::rights::{RightSet, Sees};
use domain::ids::PersonId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::http::activity::audit::AuditEntry;

on_both!(
    every_right_against_every_route,
    a_payload_holds_nobody_the_viewer_may_not_see,
    looking_as_somebody_else_shows_their_rows_changes_nothing_and_is_noted,
    defect_5_1_03_nobody_raises_themselves_or_gives_more_than_they_hold,
    the_audit_log_tells_who_did_what,
);

/// What a route asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    Sight,
    Plans,
    Complete,
    Verify,
    Export,
    SettingsRead,
    Settings,
}

/// A route about a person: method, path, body, what it needs, what it answers somebody who may.
type Route = (Method, String, Value, Needs, StatusCode);

fn routes(cast: &Cast, person: PersonId, day: i32) -> Vec<Route> {
    let ok = StatusCode::OK;
    let gone = StatusCode::NOT_FOUND;
    let (cell, span) = (format!("person={person}&day={day}"), json!({"day": day}));
    let get = |path: String| (Method::GET, path, json!(null), Needs::Sight, ok);
    let next = cast.next();
    let plan = json!({"order": "fill_months", "people": [person], "first": next, "last": next, "change": {"calls": 7}});
    let absence = json!({"person": person, "first": next.first(), "last": next.first(), "reason": "sick"});
    vec![
        get(format!("cell?{cell}")),
        get(format!("calls?{cell}")),
        get(format!("meetings?{cell}")),
        get(format!("thread?{cell}")),
        get(format!("plans/history?person={person}")),
        get(format!("heat?from=2026-01-01&until=2026-12-31&person={person}")),
        (Method::POST, "comments".into(), json!({"person": person, "span": span, "text": "да"}), Needs::Sight, ok),
        (Method::POST, "thread/seen".into(), json!({"person": person, "span": span, "upto": 1}), Needs::Sight, ok),
        (Method::POST, "plans".into(), plan, Needs::Plans, ok),
        (Method::POST, "absences/preview".into(), absence.clone(), Needs::Plans, ok),
        (Method::POST, "absences".into(), absence, Needs::Plans, ok),
        (Method::POST, "forced".into(), json!({"person": person, "day": day, "reason": "да"}), Needs::Complete, ok),
        (Method::DELETE, format!("forced?{cell}"), json!({}), Needs::Complete, ok),
        (
            Method::POST,
            "thread/resolve".into(),
            json!({"person": person, "span": span, "resolved": true}),
            Needs::Verify,
            ok,
        ),
        // Nothing that is there: who may ask is told so, nobody else is told anything.
        (Method::POST, "plans/undo".into(), json!({"change": -1}), Needs::Plans, gone),
        (Method::DELETE, "absences/-1".into(), json!({}), Needs::Plans, gone),
        (Method::POST, "comments/-1/verify".into(), json!({"verified": true}), Needs::Verify, gone),
    ]
}

/// Routes about nobody in particular.
fn general(year: i32) -> Vec<Route> {
    let ok = StatusCode::OK;
    let bad = StatusCode::BAD_REQUEST;
    vec![
        (Method::GET, "me".into(), json!(null), Needs::Sight, ok),
        (Method::GET, format!("calendar?year={year}"), json!(null), Needs::Sight, ok),
        (Method::GET, format!("absences?year={year}"), json!(null), Needs::Sight, ok),
        (Method::GET, "footing".into(), json!(null), Needs::Sight, ok),
        (Method::GET, "heat?from=2026-01-01&until=2026-12-31".into(), json!(null), Needs::Sight, ok),
        (Method::GET, format!("export?view=year&year={year}&format=csv"), json!(null), Needs::Export, ok),
        (Method::GET, format!("export?view=companies&year={year}"), json!(null), Needs::Export, ok),
        (Method::GET, format!("export?view=month&month={year}-01"), json!(null), Needs::Export, ok),
        (Method::GET, "rights".into(), json!(null), Needs::SettingsRead, ok),
        (Method::GET, "settings".into(), json!(null), Needs::SettingsRead, ok),
        (Method::GET, "audit".into(), json!(null), Needs::SettingsRead, ok),
        (Method::PUT, "calendar".into(), json!({"first": 2, "last": 1, "kind": null}), Needs::Settings, bad),
        (
            Method::PUT,
            "settings".into(),
            json!({"version": 0, "settings": {"editable_until": 99}}),
            Needs::Settings,
            bad,
        ),
        (Method::GET, "settings/choices".into(), json!(null), Needs::SettingsRead, ok),
        (Method::GET, "jobs".into(), json!(null), Needs::SettingsRead, ok),
        (Method::POST, "calendar/preview".into(), json!({"first": 2, "last": 1, "kind": null}), Needs::Settings, bad),
        (Method::POST, "people/refresh".into(), json!({}), Needs::Settings, StatusCode::ACCEPTED),
        (Method::POST, "../recheck".into(), json!({"from": 2, "to": 1}), Needs::Settings, bad),
        (Method::PUT, "rights".into(), json!({"subject": {"person": 0}, "set": 1}), Needs::Settings, bad),
    ]
}

fn may(rights: &RightSet, needs: Needs) -> bool {
    match needs {
        Needs::Sight => true,
        Needs::Plans => rights.plans != PlanRight::None,
        Needs::Complete => rights.complete,
        Needs::Verify => rights.verify,
        Needs::Export => rights.export,
        Needs::SettingsRead | Needs::Settings => rights.settings,
    }
}

async fn every_right_against_every_route(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let day = cast.working_day(&world).await.0;
    let none = RightSet { export: false, ..RightSet::EMPLOYEE };
    let single = [
        none,
        RightSet { plans: PlanRight::Full, ..none },
        RightSet { plans: PlanRight::Limited, ..none },
        RightSet { complete: true, ..none },
        RightSet { verify: true, ..none },
        RightSet { export: true, ..none },
        RightSet { settings: true, sees: Sees::All, ..none },
        RightSet { sees: Sees::Departments, ..none },
        RightSet { sees: Sees::All, ..none },
        RightSet::HEAD,
        RightSet { sees: Sees::All, ..RightSet::HEAD },
        RightSet::ADMIN,
    ];
    let (member, stranger) = (cast.member.person, cast.stranger);
    for set in single {
        let give = json!({"subject": {"person": member}, "set": set});
        done(&world.server, Method::PUT, "rights", &cast.admin.token, give).await;
        let me: Me = world.server.read("/api/activity/me", &cast.member.token).await;
        assert_eq!(me.rights, set);
        for (person, seen) in [(member, true), (stranger, set.sees == Sees::All), (PersonId(999_999), false)] {
            for (method, path, body, needs, answer) in routes(&cast, person, day) {
                let response = send(&world.server, method.clone(), &path, &cast.member.token, &body).await;
                let of_nobody = answer == StatusCode::NOT_FOUND;
                let expected = match (may(&set, needs), seen || of_nobody) {
                    (false, _) => StatusCode::FORBIDDEN,
                    (true, false) => StatusCode::NOT_FOUND,
                    (true, true) => answer,
                };
                let (status, text) = (response.status(), response.text().await.unwrap());
                // A second absence on the same day is a conflict, which only who may add one learns.
                let repeated = path == "absences" && status == StatusCode::CONFLICT && expected == StatusCode::OK;
                assert!(status == expected || repeated, "{set:?} {method} {path} of {person}: {status} {text}");
            }
        }
        for (method, path, body, needs, answer) in general(cast.month.year()) {
            let response = send(&world.server, method.clone(), &path, &cast.member.token, &body).await;
            // A body that does not read is told before or after the right is looked at: the right comes first.
            let expected = if may(&set, needs) { answer } else { StatusCode::FORBIDDEN };
            assert_eq!(response.status(), expected, "{set:?} {method} {path}");
        }
    }
    for (method, path, body, _, _) in routes(&cast, member, day).into_iter().chain(general(cast.month.year())) {
        let request = world.server.client.request(method, format!("{}/api/activity/{path}", world.server.base));
        let response = request.json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path} without a session");
    }
    world.stop().await;
}

async fn a_payload_holds_nobody_the_viewer_may_not_see(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let text = cast.month.text();
    let whole = month(&world.server, &cast.admin.token, &format!("month={text}")).await;
    let own = month(&world.server, &cast.member.token, &format!("month={text}")).await;
    assert_eq!(own.roster.people.iter().map(|row| row.id).collect::<Vec<_>>(), [cast.member.person]);
    let at = whole.roster.people.iter().position(|row| row.id == cast.member.person).unwrap();
    assert_eq!(own.people[0], whole.people[at]);
    // Totals of departments and company are those of the visible rows alone.
    assert_eq!(own.company.sums, own.people[0].sums);
    assert!(own.departments.iter().all(|line| line.sums == own.people[0].sums));
    let of_head = month(&world.server, &cast.head.token, &format!("month={text}")).await;
    assert!(of_head.roster.people.len() > 1 && of_head.roster.people.len() < whole.roster.people.len());
    assert_eq!(of_head.company.sums.fact, of_head.people.iter().map(|line| line.sums.fact).sum::<u64>());
    let which = cast.month.year();
    let own_year = year(&world.server, &cast.member.token, &format!("year={which}")).await;
    assert_eq!((own_year.people.len(), own_year.company.total.fact), (1, own_year.people[0].total.fact));
    let own_companies = companies(&world.server, &cast.member.token, which).await;
    assert_eq!(own_companies.company, own_companies.people[0]);
    world.stop().await;
}

async fn looking_as_somebody_else_shows_their_rows_changes_nothing_and_is_noted(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let member = cast.member.person;
    let question = format!("month={}", cast.month.text());
    let theirs = month(&world.server, &cast.member.token, &question).await;
    let through = month(&world.server, &cast.admin.token, &format!("{question}&as={member}")).await;
    assert_eq!(through.people, theirs.people);
    let me: Me = world.server.read(&format!("/api/activity/me?as={member}"), &cast.admin.token).await;
    assert_eq!((me.person, me.eyes, me.rights), (cast.admin.person, member, RightSet::EMPLOYEE));
    let day = cast.working_day(&world).await.0;
    for (method, path, body, _, _) in routes(&cast, member, day).into_iter().filter(|route| route.0 != Method::GET) {
        let joint = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{joint}as={}", cast.head.person);
        let response = send(&world.server, method, &path, &cast.admin.token, &body).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let refused = world.server.get(&format!("/api/activity/me?as={member}"), &cast.head.token).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN, "a head does not administer this report");
    let log: Vec<AuditEntry> = world.server.read("/api/activity/audit?action=view", &cast.admin.token).await;
    let looks: Vec<_> = log.iter().map(|entry| (entry.author, entry.person)).collect();
    let expected = [(cast.admin.person, Some(cast.head.person)), (cast.admin.person, Some(member))];
    assert_eq!(looks, expected, "once each, not once a request");
    world.stop().await;
}

/// The peer let anybody write anybody's rights, their own included.
async fn defect_5_1_03_nobody_raises_themselves_or_gives_more_than_they_hold(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let (member, stranger) = (cast.member.person, cast.stranger);
    let give = |person: PersonId, set: Value| json!({"subject": {"person": person}, "set": set});
    let raise = give(member, json!(RightSet::ADMIN));
    let refused = send(&world.server, Method::PUT, "rights", &cast.member.token, &raise).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let keeper = RightSet { sees: Sees::All, settings: true, export: true, ..RightSet::default() };
    done(&world.server, Method::PUT, "rights", &cast.admin.token, give(member, json!(keeper))).await;
    let attempts = [
        give(member, json!(RightSet::EMPLOYEE)),
        give(stranger, json!(RightSet::ADMIN)),
        give(stranger, json!(RightSet { plans: PlanRight::Limited, ..RightSet::default() })),
        give(stranger, json!(RightSet { settings: true, ..RightSet::default() })),
    ];
    for attempt in attempts {
        let refused = send(&world.server, Method::PUT, "rights", &cast.member.token, &attempt).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{attempt}");
    }
    let fair = give(stranger, json!(RightSet { sees: Sees::All, export: true, ..RightSet::default() }));
    done(&world.server, Method::PUT, "rights", &cast.member.token, fair).await;
    done(&world.server, Method::PUT, "rights", &cast.admin.token, give(member, Value::Null)).await;
    let me: Me = world.server.read("/api/activity/me", &cast.member.token).await;
    assert_eq!(me.rights, RightSet::EMPLOYEE);
    world.stop().await;
}

async fn the_audit_log_tells_who_did_what(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let cast = cast(&world).await;
    let member = cast.member.person;
    let day = cast.working_day(&world).await;
    let plan = super::plan(&world.server, &cast.head.token, member, cast.next(), 25, None).await;
    assert_eq!(plan.status(), StatusCode::OK);
    let force = json!({"person": member, "day": day, "reason": "приёмка"});
    done(&world.server, Method::POST, "forced", &cast.head.token, force).await;
    let moved = json!({"first": day, "last": day, "kind": "holiday"});
    done(&world.server, Method::PUT, "calendar", &cast.admin.token, moved).await;
    let log: Vec<AuditEntry> = world.server.read("/api/activity/audit", &cast.admin.token).await;
    let told: Vec<_> = log.iter().map(|entry| (entry.author, entry.action.as_str(), entry.person)).collect();
    let (admin, head) = (cast.admin.person, cast.head.person);
    let expected =
        [(admin, "calendar.move", None), (head, "day.force", Some(member)), (head, "plan.change", Some(member))];
    assert_eq!(told, expected);
    assert_eq!(log[1].detail["reason"], "приёмка");
    let of_head: Vec<AuditEntry> =
        world.server.read(&format!("/api/activity/audit?author={head}&action=plan"), &cast.admin.token).await;
    assert_eq!(of_head.len(), 1);
    world.stop().await;
}
