//! The proof against a real portal: what was planted is found, listed, repaired; what merely changes is no difference.

mod asked;
mod brake;
mod command;
mod large;
mod scale;

use crate::live::{change, control};
use crate::world::{Database, LONG, Portal, World, number, on_both};
use domain::day::{Day, Millis};
use domain::ids::{CompanyId, DealId, PersonId, PortalId};
use domain::money::Amount;
use domain::progress::{Entity, Phase};
use domain::proof::{Difference, EntityProof, Period, ProofPage, ProofReport, ProofScope, Verdict};
use domain::report::window::ReportPage;
use domain::session::Session;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::sync::proof::{Terms, Watch};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use store::{ActivityRow, CallRow, ContactRow, DealRow, StageRow, Tx};

on_both!(
    a_fresh_copy_is_proved_equal_month_by_month,
    planted_differences_are_found_listed_and_repaired,
    without_repair_differences_are_told_and_left,
    a_lost_change_is_found_and_reaches_the_report,
    a_storm_of_changes_is_no_difference,
    a_recheck_looks_at_its_days_and_people_only,
    a_portal_that_stumbles_is_proved_all_the_same,
    a_proof_can_be_called_off,
);

/// Waits like a person at a page.
#[derive(Default)]
struct Page {
    seen: Mutex<Vec<(u64, u64)>>,
    enough: AtomicBool,
}

impl Watch for Page {
    fn progress(&self, done: u64, total: u64) {
        self.seen.lock().unwrap().push((done, total));
    }

    fn stopped(&self) -> bool {
        self.enough.load(Ordering::SeqCst)
    }

    fn hasten(&self) {}
}

const EVERYTHING: ProofScope = ProofScope::Everything { whole: false };
const REPAIRED: Terms<'_> = Terms { scope: &EVERYTHING, repair: true, budget: None };

/// A world whose portal was read, and which nobody slows down: the limits have tests of their own.
async fn world(database: Database) -> (World, Session) {
    let world = World::start(Portal::default(), database).await;
    let session = read_unhindered(&world).await;
    (world, session)
}

/// Installs and reads everything without limits. The first reading sets those of the portal's plan, so they are taken
/// off again and again.
async fn read_unhindered(world: &World) -> Session {
    let session = crate::world::install(&world.server, &world.portal).await;
    loop {
        let portal = world.server.app.portal(session.portal).await.unwrap().unwrap();
        world.server.app.sync.client(&portal).unwrap().throttle().set_limits(bitrix24::Limits::off());
        if portal.phase == Phase::Ready {
            return session;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn prove(world: &World, portal: PortalId, scope: &ProofScope) -> ProofReport {
    let terms = Terms { scope, repair: true, budget: None };
    world.server.app.sync.prove(portal, &terms, &Page::default()).await.unwrap()
}

async fn tell(world: &World, session: &Session, report: i64) -> Vec<Difference> {
    let page: ProofPage = world.server.read(&format!("/api/proof?report={report}&limit=200"), &session.token).await;
    assert_eq!(page.report.unwrap().id, report);
    page.differences
}

fn of(report: &ProofReport, entity: Entity) -> EntityProof {
    *report.entities.iter().find(|one| one.entity == entity).unwrap()
}

fn spelled(difference: &Difference) -> String {
    format!("{} {} {} {}", difference.entity.code(), difference.id, difference.what.code(), difference.fields.join(","))
}

/// What every certificate that finds nothing says.
fn assert_equal(report: &ProofReport) {
    assert_eq!((report.verdict, report.differences), (Verdict::Equal, 0), "{report:?}");
    for month in &report.months {
        assert_eq!(month.here, month.there, "{:?} {:?}", month.entity, month.month);
    }
}

async fn a_fresh_copy_is_proved_equal_month_by_month(database: Database) {
    let (world, session) = world(database).await;
    let watch = Page::default();
    let report = world.server.app.sync.prove(session.portal, &REPAIRED, &watch).await.unwrap();
    assert_equal(&report);
    assert!(report.whole);
    assert_eq!(report.proofs_per_pass, Some(1));
    let (amounts, lengths, activities) = {
        let records = world.portal.state.records();
        let lengths = records.calls.iter().map(|call| i64::from(call.duration)).sum::<i64>();
        (records.deals.iter().map(|deal| deal.amount).sum::<i64>(), lengths, number(records.activities.len()))
    };
    let deals = of(&report, Entity::Deals);
    assert_eq!((deals.here, deals.there, deals.compared), (2_000, Some(2_000), 2_000));
    assert_eq!((deals.unequal, deals.moving), (0, 0));
    assert!(deals.whole_at.is_some());
    let months = |entity| report.months.iter().filter(move |month| month.entity == entity);
    let sums: i64 = months(Entity::Deals).flat_map(|month| month.here.sums.values()).sum();
    assert_eq!(sums, amounts);
    let seconds: i64 = months(Entity::Calls).filter_map(|month| month.there.sums.get("s")).sum();
    assert_eq!(seconds, lengths);
    let counted: u64 = months(Entity::Activities).map(|month| month.there.count).sum();
    assert_eq!(counted, activities);
    assert!(months(Entity::Deals).count() > 3, "{:?}", months(Entity::Deals).count());
    let seen = watch.seen.lock().unwrap().clone();
    assert!(seen.is_sorted() && seen.last().unwrap().0 == seen.last().unwrap().1, "{seen:?}");
    let page: ProofPage = world.server.read("/api/proof", &session.token).await;
    assert_eq!(page.reports.len(), 1);
    assert_eq!(page.report, Some(report));
    world.stop().await;
}

/// Edits the copy behind the app's back; answers what a proof is to find.
async fn plant(world: &World, portal: PortalId) -> BTreeSet<String> {
    let store = &world.server.app.store;
    let mut tx = store.begin().await.unwrap();
    let deal = tx.deals(portal).find(&[DealId(7)]).await.unwrap().remove(0);
    // A copy that was edited may claim to be newer than the portal.
    let deal = DealRow { amount: Amount(deal.amount.0 + 1), modified: Millis(deal.modified.0 + 5_000), ..deal };
    tx.deals(portal).upsert(&[deal]).await.unwrap();
    tx.companies(portal).delete(&[CompanyId(5)]).await.unwrap();
    let activity = tx.activities(portal).find(&[9]).await.unwrap().remove(0);
    tx.activities(portal).upsert(&[ActivityRow { id: 900_000, ..activity }]).await.unwrap();
    let call = tx.calls(portal).find(&[3]).await.unwrap().remove(0);
    edit_call(&mut tx, portal, CallRow { duration_s: call.duration_s + 60, ..call }).await;
    tx.requisites(portal).delete(&[11]).await.unwrap();
    let contact = ContactRow { id: 77, name: "Никто".to_owned(), ..ContactRow::default() };
    tx.contacts(portal).upsert(&[contact]).await.unwrap();
    let renamed = rename_stage(&mut tx, portal).await;
    tx.people(portal).delete(&[PersonId(2)]).await.unwrap();
    tx.commit().await.unwrap();
    [
        "deals 7 differs amount,modified".to_owned(),
        "companies 5 missing_here ".to_owned(),
        "activities 900000 gone_there ".to_owned(),
        "calls 3 differs duration_s".to_owned(),
        "requisites 11 missing_here ".to_owned(),
        "contacts 77 gone_there ".to_owned(),
        format!("dictionaries stage {renamed} differs name"),
        "people 2 missing_here ".to_owned(),
    ]
    .into()
}

/// A copy that claims to be from the future.
async fn edit_call(tx: &mut Tx, portal: PortalId, call: CallRow) {
    let tomorrow = Millis(server::clock::Clock::system().now().0 + 86_400_000);
    assert_eq!(tx.calls(portal).upsert_seen(&[call], tomorrow).await.unwrap(), 1);
}

async fn rename_stage(tx: &mut Tx, portal: PortalId) -> String {
    let mut stages = tx.dictionaries(portal).stages().await.unwrap();
    stages[0] = StageRow { name: "Переименованная".to_owned(), ..stages[0].clone() };
    tx.dictionaries(portal).replace_stages(&stages).await.unwrap();
    stages[0].stage_id.clone()
}

async fn planted_differences_are_found_listed_and_repaired(database: Database) {
    let (world, session) = world(database).await;
    let before: ReportPage = world.server.read("/api/report?limit=500", &session.token).await;
    let planted = plant(&world, session.portal).await;
    let report = prove(&world, session.portal, &EVERYTHING).await;
    let found = tell(&world, &session, report.id).await;
    assert_eq!(found.iter().map(spelled).collect::<BTreeSet<_>>(), planted);
    assert!(found.iter().all(|difference| difference.repaired), "{found:?}");
    assert_eq!((report.verdict, report.differences, report.repaired), (Verdict::Repaired, 8, 8));
    assert_eq!(of(&report, Entity::Deals).differences, 1);
    for month in &report.months {
        assert_eq!(month.here, month.there, "after repair: {:?} {:?}", month.entity, month.month);
    }
    assert_equal(&prove(&world, session.portal, &EVERYTHING).await);
    let after: ReportPage = world.server.read("/api/report?limit=500", &session.token).await;
    assert_eq!(after.window, before.window);
    assert!(after.revision > before.revision);
    world.stop().await;
}

async fn without_repair_differences_are_told_and_left(database: Database) {
    let (world, session) = world(database).await;
    let planted = plant(&world, session.portal).await;
    for _ in 0..2 {
        let sync = &world.server.app.sync;
        let report = sync.prove(session.portal, &Terms { repair: false, ..REPAIRED }, &Page::default()).await.unwrap();
        assert_eq!((report.verdict, report.differences, report.repaired), (Verdict::Differs, 8, 0));
        let found = tell(&world, &session, report.id).await;
        assert_eq!(found.iter().map(spelled).collect::<BTreeSet<_>>(), planted);
        let unlike = report.months.iter().filter(|month| month.here != month.there).count();
        assert!((4..=6).contains(&unlike), "{unlike} months differ");
    }
    world.stop().await;
}

async fn a_lost_change_is_found_and_reaches_the_report(database: Database) {
    let (world, session) = world(database).await;
    let gone = {
        // As when the portal changes records and writes no event.
        let mut records = world.portal.state.records_mut();
        let mut deal = records.deals.get(8).unwrap().clone();
        deal.amount += 770_000;
        deal.modified_at += 1_000;
        records.deals.insert(deal);
        let mut silent = records.deals.get(12).unwrap().clone();
        silent.amount += 10_000;
        records.deals.insert(silent);
        records.deals.remove(20);
        records.companies.remove(9);
        9
    };
    let report = prove(&world, session.portal, &EVERYTHING).await;
    let found: BTreeSet<String> = tell(&world, &session, report.id).await.iter().map(spelled).collect();
    let expected = [
        "companies 9 gone_there ",
        "deals 12 differs amount",
        "deals 20 gone_there ",
        "deals 8 differs amount,modified",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
    let page: ReportPage = world.server.read("/api/report?limit=500", &session.token).await;
    assert!(page.window.rows.iter().all(|row| row.id != CompanyId(gone)));
    assert_equal(&prove(&world, session.portal, &EVERYTHING).await);
    world.stop().await;
}

async fn a_storm_of_changes_is_no_difference(database: Database) {
    let (world, session) = world(database).await;
    let enough = AtomicBool::new(false);
    let mut alone: Vec<u32> = {
        let records = world.portal.state.records();
        let owned = |id| records.activities.iter().any(|activity| activity.owner_type == 2 && activity.owner_id == id);
        records.deals.iter().map(|deal| deal.id).filter(|id| *id > 1_500 && !owned(*id)).collect()
    };
    let storm = async {
        let mut changes = 0_i64;
        while !enough.load(Ordering::SeqCst) {
            let id = 1 + changes * 37 % 1_500;
            change(&world, "deal", "update", id, json!({"OPPORTUNITY": changes})).await;
            if changes % 5 == 0 {
                change(&world, "company", "update", 1 + id % 200, json!({"TITLE": format!("Ёлка {changes}")})).await;
                let call = json!({"user_id": 1, "company_id": 1 + id % 200, "duration": 60});
                control(&world, "call", &call).await;
            }
            if changes % 20 == 7
                && let Some(alone) = alone.pop()
            {
                change(&world, "deal", "delete", i64::from(alone), json!({})).await;
            }
            if changes % 20 == 9 {
                change(&world, "deal", "create", 0, json!({"TITLE": "Новая", "COMPANY_ID": 3})).await;
            }
            changes += 1;
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        changes
    };
    let proofs = async {
        let mut reports = Vec::new();
        for _ in 0..3 {
            reports.push(prove(&world, session.portal, &EVERYTHING).await);
        }
        enough.store(true, Ordering::SeqCst);
        reports
    };
    let (changes, reports) = tokio::join!(storm, proofs);
    assert!(changes > 50, "{changes}");
    for report in &reports {
        let found = tell(&world, &session, report.id).await;
        assert_eq!((report.verdict, found), (Verdict::Equal, Vec::new()));
    }
    assert!(
        reports.iter().any(|report| report.spent.rows > of(report, Entity::Deals).compared),
        "rows were looked at twice"
    );
    world.stop().await;
}

async fn a_recheck_looks_at_its_days_and_people_only(database: Database) {
    let (world, session) = world(database).await;
    let portal = session.portal;
    let mut tx = world.server.app.store.begin().await.unwrap();
    let call = tx.calls(portal).find(&[40]).await.unwrap().remove(0);
    let elsewhere = tx.calls(portal).find(&(1..400).collect::<Vec<_>>()).await.unwrap();
    let elsewhere = elsewhere.into_iter().find(|other| other.day != call.day && other.person != call.person).unwrap();
    for call in [&call, &elsewhere] {
        edit_call(&mut tx, portal, CallRow { duration_s: call.duration_s + 5, ..call.clone() }).await;
    }
    tx.commit().await.unwrap();
    let scope =
        |day: Day, people: &[PersonId]| ProofScope::Period(Period { from: day, to: day, people: people.to_vec() });
    let nobody = prove(&world, portal, &scope(call.day, &[PersonId(999_999)])).await;
    assert_equal(&nobody);
    assert_eq!(nobody.spent.rows, 0);
    let report = prove(&world, portal, &scope(call.day, &[call.person.unwrap()])).await;
    let found: Vec<String> = tell(&world, &session, report.id).await.iter().map(spelled).collect();
    assert_eq!(found, ["calls 40 differs duration_s"]);
    let of_person = {
        let records = world.portal.state.records();
        let zone = server::clock::zone("Europe/Moscow");
        let day = |at| server::clock::day_in(&zone, Millis(at));
        let fits = |one: &&portal::model::Call| {
            day(one.started_at) == call.day && i64::from(one.user_id) == call.person.unwrap().0
        };
        number(records.calls.iter().filter(fits).count())
    };
    assert_eq!(of(&report, Entity::Calls).there, Some(of_person));
    assert_equal(&prove(&world, portal, &scope(call.day, &[])).await);
    let report = prove(&world, portal, &scope(elsewhere.day, &[])).await;
    assert_eq!((report.verdict, report.differences), (Verdict::Repaired, 1));
    assert_equal(&prove(&world, portal, &EVERYTHING).await);
    world.stop().await;
}

async fn a_portal_that_stumbles_is_proved_all_the_same(database: Database) {
    let (world, session) = world(database).await;
    plant(&world, session.portal).await;
    for fault in [
        json!({"kind": "500", "method": "crm.item.list", "probability": 0.2}),
        json!({"kind": "503", "method": "*", "probability": 0.1}),
        json!({"kind": "repeat_rows", "method": "crm.activity.list", "probability": 0.2, "rows": 3}),
        json!({"kind": "wrong_total", "method": "crm.company.list", "rows": 3}),
    ] {
        control(&world, "fault", &fault).await;
    }
    let report = prove(&world, session.portal, &EVERYTHING).await;
    assert_eq!((report.verdict, report.differences, report.repaired), (Verdict::Repaired, 8, 8));
    world.server.client.delete(format!("{}/_control/fault", world.portal.portal_url)).send().await.unwrap();
    assert_equal(&prove(&world, session.portal, &EVERYTHING).await);
    world.stop().await;
}

async fn a_proof_can_be_called_off(database: Database) {
    let (world, session) = world(database).await;
    let watch = Page { enough: AtomicBool::new(true), ..Page::default() };
    let started = Instant::now();
    let ended = world.server.app.sync.prove(session.portal, &REPAIRED, &watch).await;
    assert!(matches!(ended, Err(server::sync::SyncError::Stopping)), "{ended:?}");
    assert!(started.elapsed() < LONG);
    let page: ProofPage = world.server.read("/api/proof", &session.token).await;
    assert_eq!(page, ProofPage { reports: Vec::new(), report: None, differences: Vec::new(), kept: 0 });
    let last: Value = world.server.read("/api/proof/last", &session.token).await;
    assert_eq!(last, Value::Null);
    let unknown = world.server.get("/api/proof?report=1", &session.token).await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    let wide = world.server.get("/api/proof?limit=201", &session.token).await;
    assert_eq!(wide.status(), StatusCode::BAD_REQUEST);
    let ordinary = crate::world::open(&world.server, &world.portal, 2).await;
    let refused = world.server.get("/api/proof", &ordinary.token).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(world.server.get("/api/proof/last", &ordinary.token).await.status(), StatusCode::OK);
    world.stop().await;
}
