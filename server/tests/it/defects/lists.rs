//! Lists that were cut off, broke on a rename, or left out what is ordinary today.

use super::{act, page, refresh, row, sums, until, world};
use crate::live::{change, control};
use crate::world::{Database, Portal, World, on_both, truth};
use domain::ids::{DepartmentId, DirectionId, PersonId};
use domain::summary::Summary;
use portal::model::{Activity, ActivityKind, Category, Currency, Department, Provider, StageSemantics, Status, User};
use serde_json::json;
use store::{Owner, OwnerType};

on_both!(
    defect_5_2_02_changes_and_dismissals_of_people_arrive_by_themselves,
    defect_5_2_10_a_renamed_direction_does_not_stop_the_sync,
    defect_5_2_11_a_hidden_direction_is_hidden_by_the_portals_own_id,
    defect_5_2_12_a_long_list_and_many_refusals_are_read_without_recursion,
    defect_5_2_13_activities_of_every_kind_and_owner_are_stored,
    defect_5_2_14_every_department_requisite_and_currency_and_the_portals_own_zone,
);

const COMPANIES: &str = "scale:companies=20,deals=0,activities=0,seed=2";

fn newcomer(id: u32) -> User {
    User {
        id,
        active: true,
        admin: false,
        name: "Анна".into(),
        last_name: "Новикова".into(),
        second_name: "".into(),
        gender: None,
        email: "".into(),
        work_position: "Менеджер".into(),
        phone_inner: "".into(),
        departments: Box::new([1]),
        registered_at: 0,
        last_activity_at: 0,
        modified_at: 0,
    }
}

async fn defect_5_2_02_changes_and_dismissals_of_people_arrive_by_themselves(database: Database) {
    let (world, session) = world(database, COMPANIES).await;
    let (id, left, moved) = {
        let mut records = world.portal.state.records_mut();
        let id = records.users.next_id();
        records.users.insert(newcomer(id));
        let (left, moved) = (2, 3);
        records.users.get_mut(left).unwrap().active = false;
        records.users.get_mut(moved).unwrap().departments = Box::new([2, 1]);
        (id, left, moved)
    };
    // Nobody tells of them; a deal that names somebody unknown is the reason to ask.
    change(&world, "deal", "create", 0, json!({"TITLE": "С", "COMPANY_ID": 2, "ASSIGNED_BY_ID": id})).await;
    let person = |id: u32| PersonId(i64::from(id));
    let known = until(&world, &session, "the newcomer", |page| {
        page.directory.as_ref().unwrap().person(person(id)).is_some_and(|one| one.last_name == "Новикова")
    })
    .await;
    let directory = known.directory.unwrap();
    assert!(!directory.person(person(left)).unwrap().active, "dismissed, and known by name all the same");
    assert_eq!(directory.person(person(moved)).unwrap().departments, [DepartmentId(2), DepartmentId(1)]);
    // Somebody the portal does not list is asked for once.
    change(&world, "deal", "create", 0, json!({"TITLE": "С", "COMPANY_ID": 4, "ASSIGNED_BY_ID": 1})).await;
    world.portal.state.records_mut().users.remove(id);
    refresh(&world, &session).await;
    let former = page(&world, &session).await.directory.unwrap();
    let former = former.person(person(id)).unwrap();
    assert_eq!((former.active, former.last_name.as_str()), (false, "Новикова"), "records keep their names");
    world.stop().await;
}

async fn defect_5_2_10_a_renamed_direction_does_not_stop_the_sync(database: Database) {
    let (world, session) = world(database, COMPANIES).await;
    let stage = |id: u32, status: &str, name: &str, semantics| Status {
        id,
        entity_id: "DEAL_STAGE_77".into(),
        status_id: status.into(),
        name: name.into(),
        sort: 10,
        system: false,
        category_id: Some(77),
        color: "".into(),
        semantics: Some(semantics),
    };
    {
        let mut records = world.portal.state.records_mut();
        let category = Category { id: 77, name: "Тендеры".into(), sort: 900, is_default: false };
        records.categories.insert(category);
        let id = records.statuses.next_id();
        records.statuses.insert(stage(id, "C77:NEW", "Начало", StageSemantics::Process));
        records.statuses.insert(stage(id + 1, "C77:WON", "Победа", StageSemantics::Success));
    }
    let fields = json!({"TITLE": "С", "COMPANY_ID": 2, "CATEGORY_ID": 77, "STAGE_ID": "C77:WON", "OPPORTUNITY": "10"});
    change(&world, "deal", "create", 0, fields).await;
    let named = |name: &'static str| {
        move |page: &domain::report::window::ReportPage| {
            let directions = &page.directory.as_ref().unwrap().directions;
            directions.iter().any(|one| one.id == DirectionId(77) && one.name == name)
        }
    };
    // A deal on an unknown stage of an unknown pipeline: both are asked for, and the deal counts as won.
    let seen = until(&world, &session, "the new pipeline", named("Тендеры")).await;
    assert_eq!(sums(&seen, 2), (100_000, 0));
    world.portal.state.records_mut().categories.get_mut(77).unwrap().name = "Закупки".into();
    refresh(&world, &session).await;
    until(&world, &session, "the new name", named("Закупки")).await;
    change(&world, "deal", "create", 0, json!({"TITLE": "С", "COMPANY_ID": 3, "OPPORTUNITY": "7"})).await;
    until(&world, &session, "a change after the rename", |page| sums(page, 3) == (0, 70_000)).await;
    // A refresh that finds nothing new touches nothing.
    let before = page(&world, &session).await.revision;
    refresh(&world, &session).await;
    assert_eq!(page(&world, &session).await.revision, before);
    world.stop().await;
}

async fn defect_5_2_11_a_hidden_direction_is_hidden_by_the_portals_own_id(database: Database) {
    let world = World::start(Portal { dataset: COMPANIES.to_owned(), ..Portal::default() }, database).await;
    {
        // Ids that no row number of ours coincides with.
        let mut records = world.portal.state.records_mut();
        records.categories.insert(Category { id: 900, name: "Опт".into(), sort: 1, is_default: false });
        records.categories.insert(Category { id: 901, name: "Розница".into(), sort: 2, is_default: false });
        for (at, category) in [900, 901].into_iter().enumerate() {
            let id = records.statuses.next_id();
            records.statuses.insert(Status {
                id,
                entity_id: format!("DEAL_STAGE_{category}").into(),
                status_id: format!("C{category}:NEW").into(),
                name: "Начало".into(),
                sort: i32::try_from(at).unwrap(),
                system: false,
                category_id: Some(category),
                color: "".into(),
                semantics: Some(StageSemantics::Process),
            });
        }
    }
    for (category, amount) in [(900, "10"), (901, "20")] {
        let stage = format!("C{category}:NEW");
        let fields = json!({"TITLE": "С", "COMPANY_ID": 2, "CATEGORY_ID": category, "STAGE_ID": stage,
            "OPPORTUNITY": amount});
        change(&world, "deal", "create", 0, fields).await;
    }
    let session = world.installed().await;
    let mut tx = world.server.app.store.begin().await.unwrap();
    let kept = tx.portals().kept_settings(session.portal).await.unwrap();
    let mut settings = tx.portals().settings(session.portal).await.unwrap();
    settings.directions = domain::settings::DirectionSource::Pipelines;
    settings.hidden_directions = vec![DirectionId(900)];
    tx.portals().change_settings(session.portal, kept.version, &settings).await.unwrap().unwrap();
    let now = world.server.app.clock.now();
    let revision = tx.portals().bump_revision(session.portal, now).await.unwrap();
    tx.touched(session.portal).note(revision, &store::Touched::Everything).await.unwrap();
    tx.commit().await.unwrap();
    world.server.app.changes.tell(session.portal);
    // Columns and sums leave out the same direction.
    let seen = until(&world, &session, "the hidden direction", |page| {
        page.directory.as_ref().unwrap().directions.iter().all(|one| one.id != DirectionId(900))
    })
    .await;
    assert!(seen.directory.as_ref().unwrap().directions.iter().any(|one| one.id == DirectionId(901)));
    assert_eq!(sums(&seen, 2), (0, 200_000));
    world.stop().await;
}

async fn defect_5_2_12_a_long_list_and_many_refusals_are_read_without_recursion(database: Database) {
    let dataset = "scale:companies=40,deals=200,activities=25000,seed=4".to_owned();
    let world = World::start(Portal { dataset, ..Portal::default() }, database).await;
    // Refusals in between are repeated by a loop, too.
    control(&world, "fault", &json!({"kind": "500", "method": "crm.activity.list", "times": 6})).await;
    let session = world.installed().await;
    let mut reader = world.server.app.store.read().await.unwrap();
    let stored = reader.activities(session.portal).count().await.unwrap();
    drop(reader);
    assert_eq!(stored, u64::try_from(world.portal.state.records().activities.len()).unwrap());
    let summary: Summary = world.server.read("/api/summary", &session.token).await;
    assert_eq!(summary, truth(&world.portal, summary.people));
    world.stop().await;
}

async fn defect_5_2_13_activities_of_every_kind_and_owner_are_stored(database: Database) {
    let world = World::start(Portal { dataset: COMPANIES.to_owned(), ..Portal::default() }, database).await;
    let now = world.portal.state.now_ms();
    let of = |id: u32, kind: ActivityKind, provider: Provider, owner_type: u8, owner_id: u32| Activity {
        id,
        kind,
        provider,
        owner_type,
        owner_id,
        completed: true,
        responsible_id: 1,
        created_at: now,
        modified_at: now,
        start_at: now,
        end_at: now,
        ..Activity::default()
    };
    // A meeting, a to-do of the modern kind, a letter of a lead, and one of a smart process.
    let all = [
        of(1, ActivityKind::Meeting, Provider::Meeting, 4, 3),
        of(2, ActivityKind::ByProvider, Provider::Todo, 4, 3),
        of(3, ActivityKind::Email, Provider::Email, 1, 9),
        of(4, ActivityKind::ByProvider, Provider::OpenLine, 180, 5),
    ];
    for activity in all.clone() {
        world.portal.state.records_mut().activities.insert(activity);
    }
    let session = world.installed().await;
    let mut reader = world.server.app.store.read().await.unwrap();
    let stored = reader.activities(session.portal).find(&[1, 2, 3, 4]).await.unwrap();
    drop(reader);
    let owners: Vec<_> = stored.iter().map(|row| row.owner).collect();
    let owner = |kind: i64, id: i64| Some(Owner { kind: OwnerType(kind), id });
    assert_eq!(owners, [owner(4, 3), owner(4, 3), owner(1, 9), owner(180, 5)]);
    let kinds: Vec<(i64, &str)> = stored.iter().map(|row| (row.kind, row.provider.as_str())).collect();
    assert_eq!(kinds, [(1, "CRM_MEETING"), (6, "CRM_TODO"), (4, "CRM_EMAIL"), (6, "IMOPENLINES_SESSION")]);
    // The meeting came with the first reading and counts.
    let seen = page(&world, &session).await;
    assert_eq!(row(&seen, 3).last_communication, Some(seen.today));
    world.stop().await;
}

async fn defect_5_2_14_every_department_requisite_and_currency_and_the_portals_own_zone(database: Database) {
    let world = World::start(Portal { dataset: COMPANIES.to_owned(), ..Portal::default() }, database).await;
    let first = {
        let mut records = world.portal.state.records_mut();
        let first = records.departments.next_id();
        for at in 0..120 {
            let name = format!("Отдел {at}").into();
            records.departments.insert(Department { id: first + at, name, sort: 500, parent: 1, head: 0 });
        }
        for at in 0..130 {
            let id = records.users.next_id();
            records.users.insert(User { departments: Box::new([first + at % 120, 1]), ..newcomer(id) });
        }
        first
    };
    let session = world.installed().await;
    let seen = page(&world, &session).await;
    let directory = seen.directory.as_ref().unwrap();
    let records_users = world.portal.state.records().users.len();
    assert_eq!(directory.people.len(), records_users, "beyond the first fifty");
    let department = DepartmentId(i64::from(first + 119));
    let last = directory.departments.iter().find(|one| one.id == department).unwrap();
    assert_eq!((last.head, last.parent), (None, Some(DepartmentId(1))), "a department without a head has none");
    let both = [department, DepartmentId(1)];
    assert!(directory.people.iter().any(|one| one.departments == both), "all departments of a person");
    // A currency that was not there at the first reading.
    world.portal.state.records_mut().currencies.push(Currency {
        code: "KZT".into(),
        nominal: 100,
        rate: 170_000,
        base: false,
        name: "Тенге".into(),
        sort: 900,
    });
    let fields = json!({"TITLE": "С", "COMPANY_ID": 2, "OPPORTUNITY": "10", "CURRENCY_ID": "KZT"});
    change(&world, "deal", "create", 0, fields).await;
    let rated = until(&world, &session, "the currency with its rate", |page| {
        let currencies = &page.directory.as_ref().unwrap().currencies;
        currencies.iter().any(|one| one.code.0 == "KZT" && one.rate_units == 100 && one.rate.0 == 170_000)
    })
    .await;
    assert_eq!(sums(&rated, 2), (0, 100_000), "amounts of each currency stay apart");
    let stored = world.server.app.store.find_portal(session.portal).await.unwrap().unwrap();
    assert_eq!(stored.zone, "Europe/Moscow", "a named zone, and the portal's");
    let _ = act(&world, "server.time", json!({})).await;
    world.stop().await;
}
