//! Settings over HTTP: guessed at first, chosen with a version, previewed without a trace, and read anew where need be.

use crate::world::{Database, LONG, Portal, Server, World, on_both, open, problem, wait_until_ready};
use domain::report::window::ReportPage;
use domain::settings::{
    CompanyPart, DirectionSource, FieldKind, KeptSettings, Settings, SettingsChoices, SettingsPreview,
};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

on_both!(
    fields_are_guessed_from_the_portals_own_titles,
    a_choice_needs_the_version_it_was_made_from,
    a_preview_counts_and_leaves_no_trace,
    a_field_that_was_never_read_is_read_and_its_progress_shown,
    only_administrators_may_choose_and_only_what_there_is,
    hidden_directions_and_stage_meanings_reach_the_report,
);

async fn put(server: &Server, token: &str, version: i64, settings: &Settings) -> Response {
    let body = json!({"version": version, "settings": settings});
    server.client.put(format!("{}/api/settings", server.base)).bearer_auth(token).json(&body).send().await.unwrap()
}

async fn kept(world: &World, token: &str) -> KeptSettings {
    world.server.read("/api/settings", token).await
}

async fn fields_are_guessed_from_the_portals_own_titles(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let kept = kept(&world, &session.token).await;
    assert!(kept.guessed && !kept.reading && kept.version == 0);
    assert_eq!(kept.settings.fields.region.as_deref(), Some("UF_CRM_REGION"));
    assert_eq!(kept.settings.fields.source.as_deref(), Some("UF_CRM_SOURCE"));
    assert_eq!(kept.settings.fields.employees.as_deref(), Some("UF_CRM_EMPLOYEES_COUNT"));
    let choices: SettingsChoices = world.server.read("/api/settings/choices", &session.token).await;
    assert_eq!(choices.guess, kept.settings);
    assert!(!choices.pipelines.is_empty() && !choices.stages.is_empty());
    let region = choices.company_fields.iter().find(|field| field.name == "UF_CRM_REGION").unwrap();
    assert_eq!((region.title.as_str(), region.kind), ("Регион", FieldKind::Enumeration));
    assert!(!region.items.is_empty());

    let page: ReportPage = world.server.read("/api/report?limit=500&directory=1", &session.token).await;
    compare_fields(&world, &page);
    assert!(page.window.rows.iter().any(|row| row.source.is_some() && row.employees.is_some()));
    world.stop().await;
}

/// Every row has the fields that the portal's own record has.
fn compare_fields(world: &World, page: &ReportPage) {
    let directory = page.directory.as_ref().unwrap();
    let records = world.portal.state.records();
    for row in &page.window.rows {
        let company = records.companies.get(u32::try_from(row.id.0).unwrap()).unwrap();
        let region = row.region.map(|place| directory.regions[usize::from(place)].key.clone());
        let told = company.user_values.iter().find(|(field, _)| *field == 101).map(|(_, value)| format!("{value:?}"));
        assert_eq!(region.map(|key| format!("Item({key})")), told, "{}", row.title);
        let revenue = (company.revenue != 0).then_some(company.revenue);
        assert_eq!(row.turnover.map(|(_, amount)| amount.0), revenue, "{}", row.title);
        assert!(row.created.is_some());
    }
}

async fn a_choice_needs_the_version_it_was_made_from(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let before: ReportPage = world.server.read("/api/report", &session.token).await;
    let mut settings = kept(&world, &session.token).await.settings;
    settings.thresholds.overdue_days = 7;
    let answer = put(&world.server, &session.token, 0, &settings).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let now: KeptSettings = answer.json().await.unwrap();
    assert_eq!((now.version, now.guessed, now.reading, &now.settings), (1, false, false, &settings));
    let after: ReportPage = world.server.read("/api/report", &session.token).await;
    assert_eq!(after.thresholds.overdue_days, 7);
    assert!(after.revision > before.revision);
    assert!(after.window.totals.overdue > before.window.totals.overdue);

    settings.thresholds.overdue_days = 8;
    let late = put(&world.server, &session.token, 0, &settings).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    assert_eq!(problem(late).await.kind, "conflict");
    assert_eq!(kept(&world, &session.token).await.settings.thresholds.overdue_days, 7);
    world.stop().await;
}

async fn a_preview_counts_and_leaves_no_trace(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let before = kept(&world, &session.token).await;
    let page: ReportPage = world.server.read("/api/report?limit=500", &session.token).await;
    let mut unsaved = before.settings.clone();
    let preview = async |settings: &Settings| -> SettingsPreview {
        let body = json!({"settings": settings});
        let answer = world.server.post_json("/api/settings/preview", Some(&session.token), &body).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    };
    let same = preview(&unsaved).await;
    assert_eq!((same.companies, same.of, same.overdue), (300, 300, page.window.totals.overdue));
    let never = page.window.rows.iter().filter(|row| row.last_communication.is_none()).count() as u64;
    assert_eq!(same.never, never);
    assert!(same.unread.is_empty() && same.rows.len() == 5);
    unsaved.thresholds.overdue_days = 1;
    unsaved.communications.meetings = false;
    unsaved.fields.region = Some("UF_CRM_SOURCE".to_owned());
    let other = preview(&unsaved).await;
    assert!(other.overdue > same.overdue && other.never >= same.never);
    assert_eq!(other.unread, [CompanyPart::Region]);
    assert!(other.rows.iter().all(|row| row.region.is_none()));
    assert_eq!(kept(&world, &session.token).await, before);
    let again: ReportPage = world.server.read("/api/report?limit=500", &session.token).await;
    assert_eq!(again.window, page.window);
    world.stop().await;
}

async fn a_field_that_was_never_read_is_read_and_its_progress_shown(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let mut settings = kept(&world, &session.token).await.settings;
    let before: ReportPage = world.server.read("/api/report?limit=500&directory=1", &session.token).await;
    // Region and source change places: both fields are known, yet what is stored is in the wrong columns.
    std::mem::swap(&mut settings.fields.region, &mut settings.fields.source);
    let answer = put(&world.server, &session.token, 0, &settings).await;
    let now: KeptSettings = answer.json().await.unwrap();
    assert!(now.reading);
    let started = Instant::now();
    while kept(&world, &session.token).await.reading {
        assert!(started.elapsed() < LONG, "the field is never read");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    wait_until_ready(&world.server, &session.token).await;
    let after: ReportPage = world.server.read("/api/report?limit=500&directory=1", &session.token).await;
    let names = |page: &ReportPage, region: bool| -> Vec<Option<String>> {
        let directory = page.directory.as_ref().unwrap();
        let choices = if region { &directory.regions } else { &directory.sources };
        let rows = page.window.rows.iter().map(|row| if region { row.region } else { row.source });
        rows.map(|place| place.map(|place| choices[usize::from(place)].name.clone())).collect()
    };
    assert_eq!(names(&after, true), names(&before, false));
    assert_eq!(names(&after, false), names(&before, true));
    world.stop().await;
}

async fn only_administrators_may_choose_and_only_what_there_is(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let ordinary = open(&world.server, &world.portal, 7).await;
    assert!(!ordinary.admin);
    let settings = kept(&world, &ordinary.token).await.settings;
    assert_eq!(put(&world.server, &ordinary.token, 0, &settings).await.status(), StatusCode::FORBIDDEN);
    let preview = json!({"settings": settings});
    let refused = world.server.post_json("/api/settings/preview", Some(&ordinary.token), &preview).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(world.server.get("/api/settings/choices", &ordinary.token).await.status(), StatusCode::FORBIDDEN);

    let refused = async |spoil: fn(&mut Settings)| {
        let mut settings = settings.clone();
        spoil(&mut settings);
        let answer = put(&world.server, &session.token, 0, &settings).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        problem(answer).await.detail
    };
    let detail = refused(|s| s.fields.region = Some("UF_CRM_NOWHERE".to_owned())).await;
    assert_eq!(detail, "fields.region: UF_CRM_NOWHERE cannot be this");
    let detail = refused(|s| s.fields.turnover = Some("UF_CRM_REGION".to_owned())).await;
    assert_eq!(detail, "fields.turnover: UF_CRM_REGION cannot be this");
    let detail = refused(|s| s.directions = DirectionSource::Field("UF_CRM_NOWHERE".to_owned())).await;
    assert_eq!(detail, "directions: UF_CRM_NOWHERE cannot be directions");
    let detail = refused(|s| s.thresholds.failed_days = 0).await;
    assert_eq!(detail, "thresholds.failed_days: from 1 to 3650 days");
    let body: Value = json!({"version": "one", "settings": {}});
    let address = format!("{}/api/settings", world.server.base);
    let answer = world.server.client.put(address).bearer_auth(&session.token).json(&body).send().await.unwrap();
    assert_eq!(problem(answer).await.kind, "invalid_request");
    world.stop().await;
}

async fn hidden_directions_and_stage_meanings_reach_the_report(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let before: ReportPage = world.server.read("/api/report?directory=1", &session.token).await;
    let directions = before.directory.unwrap().directions;
    let busiest = (0..directions.len()).max_by_key(|at| before.window.totals.directions[*at].active).unwrap();
    let mut settings = kept(&world, &session.token).await.settings;
    settings.hidden_directions = vec![directions[busiest].id];
    settings.direction_order = directions.iter().rev().map(|direction| direction.id).collect();
    assert_eq!(put(&world.server, &session.token, 0, &settings).await.status(), StatusCode::OK);
    let after: ReportPage = world.server.read("/api/report?directory=1", &session.token).await;
    let shown: Vec<_> = after.directory.unwrap().directions.iter().map(|direction| direction.id).collect();
    let mut expected: Vec<_> = directions.iter().rev().map(|direction| direction.id).collect();
    expected.retain(|id| *id != directions[busiest].id);
    assert_eq!(shown, expected);
    let hidden = before.window.totals.directions[busiest].active;
    assert!(hidden > 0);
    assert_eq!(after.window.totals.all.active, before.window.totals.all.active - hidden);
    world.stop().await;
}
