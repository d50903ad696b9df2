//! Creating a deal from a cell: where it is allowed, once, as the viewer, with the company's contacts.

use crate::live::control;
use crate::world::{Database, LONG, Portal, World, launch_form, on_both, open, problem};
use domain::deals::DirectionState;
use domain::ids::CompanyId;
use domain::report::drill::CreatedDeal;
use domain::report::window::ReportPage;
use domain::session::Session;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

on_both!(
    an_allowed_cell_makes_one_deal_with_contacts_however_often_it_is_pressed,
    a_deal_in_the_way_refuses_a_new_one,
    with_a_token_of_their_own_the_viewer_is_the_creator,
    a_lost_answer_makes_no_second_deal,
);

async fn wish(world: &World, token: &str, body: &Value) -> Response {
    world.server.post_json("/api/report/deals", Some(token), body).await
}

/// A portal whose companies have contacts, read by the app.
async fn world(database: Database) -> (World, Session) {
    let world = World::start(Portal::default(), database).await;
    for company in 1..=120_u32 {
        for place in 0..=company % 2 {
            let fields = json!({"NAME": format!("Контакт {place}"), "COMPANY_ID": company});
            control(&world, "record", &json!({"entity": "contact", "action": "create", "fields": fields})).await;
        }
    }
    let session = world.installed().await;
    (world, session)
}

/// States a test looks for.
type Wanted = fn(DirectionState) -> bool;

/// A company and a direction in one of these states, for a company with contacts.
async fn cell(world: &World, token: &str, wanted: Wanted) -> (CompanyId, i64) {
    let page: ReportPage = world.server.read("/api/report?limit=500&directory=1", token).await;
    let directions = page.directory.unwrap().directions;
    let records = world.portal.state.records();
    let has_contacts = |id: CompanyId| records.contacts.iter().any(|contact| i64::from(contact.company_id) == id.0);
    for row in page.window.rows.iter().filter(|row| has_contacts(row.id)) {
        for (place, direction) in (0_u16..).zip(&directions) {
            if wanted(row.state(place, page.today, &page.thresholds)) {
                return (row.id, direction.id.0);
            }
        }
    }
    panic!("no such cell in this portal");
}

async fn an_allowed_cell_makes_one_deal_with_contacts_however_often_it_is_pressed(database: Database) {
    let (world, session) = world(database).await;
    let before = world.portal.state.records().deals.len();
    let (company, direction) = cell(&world, &session.token, |state| state == DirectionState::Free).await;
    let body = json!({"company": company, "direction": direction, "key": "one wish"});
    let answer = wish(&world, &session.token, &body).await;
    assert_eq!(answer.status(), StatusCode::CREATED, "{}", answer.text().await.unwrap());
    let made: CreatedDeal = answer.json().await.unwrap();
    assert_eq!(made.path, format!("/crm/deal/details/{}/", made.id));
    {
        let records = world.portal.state.records();
        let deal = records.deals.get(u32::try_from(made.id.0).unwrap()).unwrap();
        assert_eq!((i64::from(deal.company_id), i64::from(deal.category_id)), (company.0, direction));
        assert_eq!(i64::from(deal.assigned_by), session.person.0);
        let of_company = records.contacts.iter().filter(|contact| contact.company_id == deal.company_id);
        let of_company: Vec<u32> = of_company.map(|contact| contact.id).collect();
        let of_deal: Vec<u32> = records.sales.deal_contacts[&deal.id].iter().map(|link| link.contact_id).collect();
        assert_eq!(of_deal, of_company);
        assert_eq!(made.contacts, of_company.len());
    }
    let again: CreatedDeal = wish(&world, &session.token, &body).await.json().await.unwrap();
    assert_eq!((again.id, again.repeated, again.contacts), (made.id, true, made.contacts));
    assert_eq!(world.portal.state.records().deals.len(), before + 1);
    let other = json!({"company": company, "direction": direction + 1, "key": "one wish"});
    assert_eq!(wish(&world, &session.token, &other).await.status(), StatusCode::BAD_REQUEST);

    // Once the report knows the deal, a further wish is refused.
    let started = Instant::now();
    loop {
        let further = json!({"company": company, "direction": direction, "key": "two wishes"});
        let path = format!("/api/report/deals?company={company}&direction={direction}");
        let known: domain::report::drill::DealsPage = world.server.read(&path, &session.token).await;
        if known.deals.iter().any(|deal| deal.id == made.id) {
            let refused = wish(&world, &session.token, &further).await;
            assert_eq!(refused.status(), StatusCode::CONFLICT);
            break;
        }
        assert!(started.elapsed() < LONG, "the new deal never reaches the report");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    world.stop().await;
}

async fn a_deal_in_the_way_refuses_a_new_one(database: Database) {
    let (world, session) = world(database).await;
    let before = world.portal.state.records().deals.len();
    let blocked: [(Wanted, &str); 2] = [
        (|state| matches!(state, DirectionState::Work(_)), "there is a deal in work in this direction"),
        (|state| matches!(state, DirectionState::RecentlyFailed(_)), "the client refused in this direction recently"),
    ];
    for (at, (state, words)) in blocked.into_iter().enumerate() {
        let (company, direction) = cell(&world, &session.token, state).await;
        let body = json!({"company": company, "direction": direction, "key": format!("{at}")});
        let refused = wish(&world, &session.token, &body).await;
        assert_eq!(refused.status(), StatusCode::CONFLICT);
        assert_eq!(problem(refused).await.detail, words);
    }
    let nowhere = json!({"company": 1, "direction": 987, "key": "k"});
    assert_eq!(wish(&world, &session.token, &nowhere).await.status(), StatusCode::BAD_REQUEST);
    let nobody = json!({"company": 987_654, "direction": 0, "key": "k"});
    assert_eq!(wish(&world, &session.token, &nobody).await.status(), StatusCode::NOT_FOUND);
    for key in [String::new(), "k".repeat(65)] {
        let body = json!({"company": 1, "direction": 0, "key": key});
        assert_eq!(wish(&world, &session.token, &body).await.status(), StatusCode::BAD_REQUEST);
    }
    assert_eq!(world.portal.state.records().deals.len(), before);
    world.stop().await;
}

/// Two people who are no administrators, the first with companies of their own.
fn busy(world: &World) -> (u32, u32) {
    let records = world.portal.state.records();
    let owner = |company: &portal::model::Company| company.assigned_by;
    let has_contacts = |id: u32| records.contacts.iter().any(|contact| contact.company_id == id);
    let mut owners =
        records.companies.iter().filter(|company| owner(company) > 1 && has_contacts(company.id)).map(owner);
    let first = owners.next().unwrap();
    let second = owners.find(|other| *other != first).unwrap();
    (first, second)
}

fn token_of(world: &World, user: u32) -> String {
    let (_, form) = launch_form(&world.portal, user);
    form.into_iter().find(|(name, _)| *name == "AUTH_ID").map(|(_, value)| value).unwrap()
}

async fn with_a_token_of_their_own_the_viewer_is_the_creator(database: Database) {
    let (world, _) = world(database).await;
    let (user, colleague) = busy(&world);
    let session = open(&world.server, &world.portal, user).await;
    let (company, direction) = cell(&world, &session.token, DirectionState::allows_new_deal).await;
    let body = |auth_id: String| json!({"company": company, "direction": direction, "key": "k", "auth_id": auth_id});
    let stolen = wish(&world, &session.token, &body(token_of(&world, colleague))).await;
    assert_eq!(stolen.status(), StatusCode::FORBIDDEN);
    let unknown = wish(&world, &session.token, &body("0".repeat(70))).await;
    assert_eq!(unknown.status(), StatusCode::FORBIDDEN);
    let answer = wish(&world, &session.token, &body(token_of(&world, user))).await;
    assert_eq!(answer.status(), StatusCode::CREATED, "{}", answer.text().await.unwrap());
    let made: CreatedDeal = answer.json().await.unwrap();
    {
        let records = world.portal.state.records();
        let deal = records.deals.get(u32::try_from(made.id.0).unwrap()).unwrap();
        assert_eq!((deal.created_by, deal.assigned_by), (user, user));
    }
    world.stop().await;
}

async fn a_lost_answer_makes_no_second_deal(database: Database) {
    let (world, session) = world(database).await;
    let before = world.portal.state.records().deals.len();
    let (company, direction) = cell(&world, &session.token, |state| state == DirectionState::Free).await;
    control(&world, "fault", &json!({"method": "crm.deal.add", "kind": "truncate", "times": 1})).await;
    let body = json!({"company": company, "direction": direction, "key": "k"});
    let lost = wish(&world, &session.token, &body).await;
    assert_eq!(lost.status(), StatusCode::BAD_GATEWAY);
    let made = world.portal.state.records().deals.len();
    assert!(made <= before + 1);
    let again = wish(&world, &session.token, &body).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    assert!(problem(again).await.detail.contains("did not say"));
    assert_eq!(world.portal.state.records().deals.len(), made);
    world.stop().await;
}
