//! Two portals in one database, large enough that a plan which reads too much is worse, and measured, so that planners know.

use domain::day::{Day, Millis};
use domain::ids::{CompanyId, DealId, PersonId, PortalId};
use domain::money::{Amount, CurrencyCode};
use store::{
    ActivityRow, CallRow, CompanyRow, ContactRow, DealRow, NewPortal, Owner, OwnerType, RequisiteRow, Store, Tx,
};

const COMPANIES: i64 = 1_000;
const DEALS: i64 = 5_000;
const ACTIVITIES: i64 = 12_000;
/// Days that activities are spread over.
pub(crate) const DAYS: i64 = 200;
pub(crate) const PEOPLE: i64 = 40;

/// Fills the database; answers the portal that is asked about.
pub(crate) async fn fill(store: &Store) -> PortalId {
    let portal = portal(store, "asked").await;
    self::portal(store, "neighbour").await;
    store.refresh_statistics().await.unwrap();
    portal
}

async fn portal(store: &Store, name: &str) -> PortalId {
    let mut tx = store.begin().await.unwrap();
    let portal = tx
        .portals()
        .install(&NewPortal {
            member_id: name.to_owned(),
            domain: format!("{name}.example"),
            client_endpoint: format!("https://{name}.example/rest/"),
            oauth_origin: "https://oauth.example".to_owned(),
            status: "L".to_owned(),
            language: "ru".to_owned(),
            scope: "crm".to_owned(),
            zone: "UTC".to_owned(),
            installer: PersonId(1),
        })
        .await
        .unwrap()
        .id;
    records(&mut tx, portal).await;
    tx.commit().await.unwrap();
    portal
}

async fn records(tx: &mut Tx, portal: PortalId) {
    let rows: Vec<_> = (1..=COMPANIES).map(company).collect();
    tx.companies(portal).upsert(&rows).await.unwrap();
    let rows: Vec<_> = (1..=COMPANIES).map(requisite).collect();
    tx.requisites(portal).upsert(&rows).await.unwrap();
    let rows: Vec<_> = (1..=COMPANIES).map(contact).collect();
    tx.contacts(portal).upsert(&rows).await.unwrap();
    let rows: Vec<_> = (1..=DEALS).map(deal).collect();
    tx.deals(portal).upsert(&rows).await.unwrap();
    let rows: Vec<_> = (1..=ACTIVITIES).map(activity).collect();
    tx.activities(portal).upsert(&rows).await.unwrap();
    let rows: Vec<_> = (1..=ACTIVITIES).filter(|id| id % 3 != 0).map(call).collect();
    tx.calls(portal).upsert(&rows).await.unwrap();
}

fn company(id: i64) -> CompanyRow {
    CompanyRow {
        id: CompanyId(id),
        title: format!("Компания {id}"),
        responsible: Some(PersonId(id % PEOPLE + 1)),
        currency: CurrencyCode("RUB".to_owned()),
        created: Millis(id),
        modified: Millis(id),
        ..CompanyRow::default()
    }
}

fn requisite(id: i64) -> RequisiteRow {
    let inn = format!("77{id:08}");
    RequisiteRow { id, company: Some(CompanyId(id)), inn, created: Millis(id), modified: Millis(id) }
}

fn contact(id: i64) -> ContactRow {
    let company = Some(CompanyId(id * 7 % COMPANIES + 1));
    ContactRow { id, company, name: format!("Имя {id}"), created: Millis(id), modified: Millis(id) }
}

fn deal(id: i64) -> DealRow {
    DealRow {
        id: DealId(id),
        title: format!("Сделка {id}"),
        company: Some(CompanyId(id * 11 % COMPANIES + 1)),
        responsible: Some(PersonId(id % PEOPLE + 1)),
        pipeline: id % 5,
        stage_id: format!("C{}:{}", id % 5, id % 4),
        amount: Amount::units(id),
        currency: CurrencyCode("RUB".to_owned()),
        created: Millis(id),
        modified: Millis(id),
        modified_day: Day(i32::try_from(id % DAYS).unwrap()),
        ..DealRow::default()
    }
}

fn activity(id: i64) -> ActivityRow {
    let owner = match id % 4 {
        0 | 1 => Owner { kind: OwnerType::COMPANY, id: id * 13 % COMPANIES + 1 },
        2 => Owner { kind: OwnerType::DEAL, id: id * 13 % DEALS + 1 },
        _ => Owner { kind: OwnerType::CONTACT, id: id * 13 % COMPANIES + 1 },
    };
    ActivityRow {
        id,
        kind: [store::KIND_CALL, store::KIND_MEETING, 4][usize::try_from(id % 3).unwrap()],
        provider: String::new(),
        direction: 2,
        completed: true,
        responsible: Some(PersonId(id % PEOPLE + 1)),
        owner: Some(owner),
        at: Millis(id),
        day: Day(i32::try_from(id % DAYS).unwrap()),
        subject: String::new(),
        created: Millis(id),
        modified: Millis(id),
    }
}

fn call(id: i64) -> CallRow {
    CallRow {
        id,
        call_id: format!("call.{id}"),
        person: Some(PersonId(id % PEOPLE + 1)),
        kind: 1,
        phone: String::new(),
        duration_s: 60,
        started: Millis(id),
        day: Day(i32::try_from(id % DAYS).unwrap()),
        failed_code: store::SUCCESS_CODE.to_owned(),
        entity: activity(id).owner.filter(|owner| owner.kind != OwnerType::DEAL),
        activity_id: (id % 6 != 1).then_some(id),
    }
}
