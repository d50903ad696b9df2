//! Erasing a portal leaves no row of it, and touches no other portal.

use crate::engine::on_both_engines;
use crate::rows::{activity, call, company, deal, install, new_portal, request, stage};
use domain::day::Millis;
use domain::directory::{Department, Person};
use domain::ids::{CompanyId, DepartmentId, PersonId, PortalId};
use domain::money::{Amount, Currency, CurrencyCode};
use domain::progress::Entity;
use domain::proof::{Difference, ProofReport, ProofScope, Spent, Verdict, What};
use domain::rights::Scope;
use domain::settings::Settings;
use store::{
    ChangeCursor, ChoiceRow, ContactRow, Cursor, Error, FieldRow, OwnerType, PipelineRow, Position, RequisiteRow,
    Store, StrangerKind, Touched,
};

/// One row in every table.
async fn fill(store: &Store, portal: PortalId) {
    let mut tx = store.begin().await.unwrap();
    fill_views(&mut tx, portal).await;
    tx.companies(portal).upsert(&[company(1)]).await.unwrap();
    tx.deals(portal).upsert(&[deal(1, 1)]).await.unwrap();
    let requisite =
        RequisiteRow { id: 1, company: Some(CompanyId(1)), inn: "77".to_owned(), ..RequisiteRow::default() };
    tx.requisites(portal).upsert(&[requisite]).await.unwrap();
    let contact =
        ContactRow { id: 1, company: Some(CompanyId(1)), name: "Пётр".to_owned(), ..ContactRow::default() };
    tx.contacts(portal).upsert(&[contact]).await.unwrap();
    let meeting = activity(1, 1, OwnerType::COMPANY, 1, 9);
    tx.activities(portal).upsert(&[meeting]).await.unwrap();
    tx.calls(portal).upsert(&[call(1, None, None, 9)]).await.unwrap();
    let person = Person {
        id: PersonId(1),
        name: String::new(),
        last_name: String::new(),
        position: String::new(),
        active: true,
        departments: vec![DepartmentId(1)],
    };
    tx.people(portal).upsert(&[person]).await.unwrap();
    let department = Department { id: DepartmentId(1), name: String::new(), parent: None, head: None, sort: 0 };
    tx.departments(portal).replace(&[department]).await.unwrap();
    let cursor = Cursor::finished(Entity::Deals, 1);
    tx.cursors(portal).save(&[cursor]).await.unwrap();
    tx.calls(portal).delete_seen(&[2], Millis(5)).await.unwrap();
    let stranger = (StrangerKind::Person, "77".to_owned());
    tx.strangers(portal).remember(&[stranger].into(), Millis(1)).await.unwrap();
    let way = ChangeCursor { way: "deals".to_owned(), since: Millis(0), next: Millis(0), high: Millis(0), after: 0 };
    tx.change_cursors(portal).save(&[way]).await.unwrap();
    tx.touched(portal).note(1, &Touched::Everything).await.unwrap();
    let work = domain::jobs::JobWork::Structure;
    tx.jobs(portal).enqueue(&store::NewJob::now(work, None, Millis(1))).await.unwrap();
    tx.inbox(portal).put("ONVOXIMPLANTCALLEND", &serde_json::json!({}), Millis(1)).await.unwrap();
    assert!(tx.leases().take(portal, "p", Millis(1), Millis(2)).await.unwrap());
    assert!(tx.request_log(portal).append(&[request(1)]).await.unwrap());
    fill_dictionaries(&mut tx, portal).await;
    fill_proof(&mut tx, portal).await;
    crate::activity::fill(&mut tx, portal).await;
    tx.commit().await.unwrap();
}

async fn fill_proof(tx: &mut store::Tx, portal: PortalId) {
    let report = ProofReport {
        id: 0,
        scope: ProofScope::Everything { whole: true },
        started: Millis(1),
        finished: Millis(2),
        verdict: Verdict::Equal,
        differences: 1,
        repaired: 0,
        whole: true,
        proofs_per_pass: Some(1),
        entities: Vec::new(),
        months: Vec::new(),
        spent: Spent::default(),
    };
    let difference = Difference {
        entity: Entity::Deals,
        id: "1".to_owned(),
        what: What::GoneThere,
        fields: Vec::new(),
        repaired: false,
    };
    tx.proofs(portal).save_report(&report, &[difference]).await.unwrap();
    let position = Position { after: 1, began: Millis(1), whole_at: None };
    tx.proofs(portal).save_position(Entity::Deals, position).await.unwrap();
}

async fn fill_views(tx: &mut store::Tx, portal: PortalId) {
    let draft = domain::report::views::ViewDraft { name: "Забытые".to_owned(), ..Default::default() };
    let view = tx.views(portal).create(PersonId(1), &draft).await.unwrap().unwrap();
    assert!(tx.views(portal).set_default(PersonId(1), false, Some(view.id)).await.unwrap());
    let wish = store::CreatedDealRow {
        person: PersonId(1),
        company: CompanyId(1),
        direction: domain::ids::DirectionId(0),
        deal: None,
        contacts: 0,
    };
    assert_eq!(tx.created_deals(portal).begin("wish", &wish, Millis(1)).await.unwrap(), None);
}

async fn fill_dictionaries(tx: &mut store::Tx, portal: PortalId) {
    let mut dictionaries = tx.dictionaries(portal);
    let pipeline = PipelineRow { id: 0, name: String::new(), sort: 0 };
    dictionaries.replace_pipelines(&[pipeline]).await.unwrap();
    dictionaries.replace_stages(&[stage("NEW", "P")]).await.unwrap();
    let choice = ChoiceRow { key: "1".to_owned(), name: String::new(), sort: 0 };
    dictionaries.replace_choices(OwnerType::DEAL, "UF_CRM_1", &[choice]).await.unwrap();
    let field = FieldRow {
        owner: OwnerType::DEAL,
        name: "UF_CRM_1".to_owned(),
        title: String::new(),
        multiple: false,
        kind: domain::settings::FieldKind::Enumeration,
    };
    dictionaries.replace_fields(&[field]).await.unwrap();
    let currency = Currency {
        code: CurrencyCode("RUB".to_owned()),
        rate: Amount::units(1),
        rate_units: 1,
        base: true,
        rated: None,
    };
    dictionaries.replace_currencies(&[currency]).await.unwrap();
    dictionaries.save_calendar(&serde_json::json!({})).await.unwrap();
}

on_both_engines! {
    async fn an_erased_portal_leaves_nothing_and_others_everything(store) {
        let erased = install(&store, "a").await;
        let kept = install(&store, "b").await;
        fill(&store, erased).await;
        fill(&store, kept).await;
        let mut tx = store.begin().await.unwrap();
        let full = tx.portals().row_counts(kept).await.unwrap();
        assert!(full.iter().all(|(_, rows)| *rows == 1), "{full:?}: the test fills every table");
        assert_eq!(tx.portals().row_counts(erased).await.unwrap(), full);
        tx.portals().erase(erased).await.unwrap();
        tx.portals().erase(erased).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert!(tx.portals().row_counts(erased).await.unwrap().iter().all(|(_, rows)| *rows == 0));
        assert_eq!(tx.portals().row_counts(kept).await.unwrap(), full);
        assert_eq!(tx.portals().find(erased).await.unwrap(), None);
        let summary = tx.report(erased).summary(&Settings::default(), &Scope::All).await.unwrap();
        assert_eq!(summary, domain::summary::Summary::default());
        let again = tx.portals().install(&new_portal("a")).await.unwrap();
        assert_ne!(again.id, erased, "a number is never given twice");
    }

    async fn a_writer_that_outlives_its_portal_gives_up(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        tx.portals().erase(portal).await.unwrap();
        tx.commit().await.unwrap();
        let mut late = store.begin().await.unwrap();
        late.deals(portal).upsert(&[deal(1, 1)]).await.unwrap();
        let refused = late.portals().bump_revision(portal, Millis(1)).await;
        assert!(matches!(refused, Err(Error::NoPortal(gone)) if gone == portal));
    }
}
