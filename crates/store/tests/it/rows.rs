//! Ordinary rows that tests bend to their story.

use domain::day::{Day, Millis};
use domain::deals::Phase;
use domain::ids::{CompanyId, DealId, DirectionId, PersonId, PortalId};
use domain::money::{Amount, CurrencyCode};
use domain::report::facts::{CompanyFacts, DealGroup};
use domain::requests::RequestLine;
use domain::settings::Settings;
use store::{ActivityRow, CallRow, CompanyRow, DealRow, NewPortal, Owner, OwnerType, StageRow, Store};

pub(crate) fn new_portal(member_id: &str) -> NewPortal {
    NewPortal {
        member_id: member_id.to_owned(),
        domain: format!("{member_id}.example.com"),
        client_endpoint: format!("https://{member_id}.example.com/rest/"),
        oauth_origin: "https://oauth.example.com".to_owned(),
        status: "L".to_owned(),
        language: "ru".to_owned(),
        scope: "crm,user".to_owned(),
        zone: "Europe/Moscow".to_owned(),
        installer: PersonId(1),
    }
}

pub(crate) async fn install(store: &Store, member_id: &str) -> PortalId {
    let mut tx = store.begin().await.unwrap();
    let portal = tx.portals().install(&new_portal(member_id)).await.unwrap();
    tx.portals().mark_installed(portal.id).await.unwrap();
    tx.commit().await.unwrap();
    portal.id
}

pub(crate) fn company(id: i64) -> CompanyRow {
    CompanyRow {
        id: CompanyId(id),
        title: format!("Компания {id}"),
        responsible: Some(PersonId(7)),
        sector_key: Some("IT".to_owned()),
        revenue: Some(Amount::units(1_000_000)),
        currency: CurrencyCode("RUB".to_owned()),
        employees: Some("EMPLOYEES_1".to_owned()),
        created: Millis(1_000),
        modified: Millis(2_000),
        ..CompanyRow::default()
    }
}

pub(crate) fn deal(id: i64, company: i64) -> DealRow {
    DealRow {
        id: DealId(id),
        title: format!("Сделка {id}"),
        company: (company != 0).then_some(CompanyId(company)),
        responsible: Some(PersonId(7)),
        pipeline: 0,
        stage_id: "NEW".to_owned(),
        direction_item: None,
        amount: Amount::units(100),
        currency: CurrencyCode("RUB".to_owned()),
        created: Millis(1_000),
        modified: Millis(2_000),
        modified_day: Day(20_000),
        closed: false,
        ..DealRow::default()
    }
}

pub(crate) fn activity(id: i64, kind: i64, owner: OwnerType, owner_id: i64, day: i32) -> ActivityRow {
    ActivityRow {
        id,
        kind,
        provider: "CRM_MEETING".to_owned(),
        direction: 2,
        completed: true,
        responsible: Some(PersonId(7)),
        owner: Some(Owner { kind: owner, id: owner_id }),
        at: Millis(i64::from(day) * 86_400_000),
        day: Day(day),
        subject: "Встреча".to_owned(),
        created: Millis(1_000),
        modified: Millis(2_000),
    }
}

pub(crate) fn call(id: i64, entity: Option<Owner>, activity_id: Option<i64>, day: i32) -> CallRow {
    CallRow {
        id,
        call_id: format!("externalCall.{id}"),
        person: Some(PersonId(7)),
        kind: 1,
        phone: "+79990000000".to_owned(),
        duration_s: 60,
        started: Millis(i64::from(day) * 86_400_000),
        day: Day(day),
        failed_code: "200".to_owned(),
        entity,
        activity_id,
    }
}

pub(crate) fn stage(stage_id: &str, semantics: &str) -> StageRow {
    StageRow {
        stage_id: stage_id.to_owned(),
        pipeline: 0,
        name: stage_id.to_owned(),
        sort: 10,
        semantics: semantics.to_owned(),
    }
}

/// A group of deals in the default pipeline, in roubles.
pub(crate) fn group(phase: Phase, count: u32, units: i64, modified: i32) -> DealGroup {
    DealGroup {
        direction: DirectionId(0),
        currency: CurrencyCode("RUB".to_owned()),
        phase,
        count,
        amount: Amount::units(units),
        modified: Day(modified),
    }
}

pub(crate) async fn facts(store: &Store, portal: PortalId) -> Vec<CompanyFacts> {
    facts_of(store, portal, &Settings::default(), None).await
}

pub(crate) async fn facts_of(
    store: &Store,
    portal: PortalId,
    settings: &Settings,
    only: Option<&[CompanyId]>,
) -> Vec<CompanyFacts> {
    let mut reader = store.read().await.unwrap();
    reader.report(portal).facts(settings, only).await.unwrap()
}

pub(crate) fn request(serial: i64) -> RequestLine {
    RequestLine {
        at: Millis(1_000),
        serial,
        host: "a.example.com".to_owned(),
        method: "crm.deal.list".to_owned(),
        methods: "crm.deal.list".to_owned(),
        status: Some(200),
        error: None,
        duration_ms: 12,
        operating_ms: Some(340),
        rows: 50,
        params: r#"{"start":-1}"#.to_owned(),
    }
}
