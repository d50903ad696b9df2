//! Behind the numbers: the deals and communications of a company are those its row is made of.

use crate::world::{Database, Portal, World, on_both, open, problem};
use domain::day::{Day, Millis};
use domain::deals::{DirectionState, Phase};
use domain::report::drill::{CompanyPage, DealsPage, Timeline};
use domain::report::query::StateKind;
use domain::report::window::{ReportPage, Row};
use portal::model::StageSemantics;
use reqwest::StatusCode;
use std::collections::HashSet;

on_both!(
    the_deals_of_every_company_make_its_row,
    the_deals_behind_every_total_make_it,
    the_deals_behind_the_totals_are_those_the_portal_holds,
    the_timeline_ends_with_the_day_of_the_last_communication,
    a_company_outside_the_scope_has_no_drill_down,
);

async fn all_deals(world: &World, token: &str, filter: &str) -> DealsPage {
    let mut all: DealsPage = world.server.read(&format!("/api/report/deals?{filter}&limit=19"), token).await;
    while all.deals.len() < usize::try_from(all.total).unwrap() {
        let path = format!("/api/report/deals?{filter}&limit=19&offset={}", all.deals.len());
        let next: DealsPage = world.server.read(&path, token).await;
        assert_eq!((next.total, next.offset), (all.total, all.deals.len()));
        assert!(!next.deals.is_empty());
        all.deals.extend(next.deals);
    }
    let ids: HashSet<_> = all.deals.iter().map(|deal| deal.id).collect();
    assert_eq!(ids.len(), all.deals.len(), "a deal came twice");
    all
}

async fn the_deals_of_every_company_make_its_row(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let page: ReportPage = world.server.read("/api/report?limit=6&sort=-work&directory=1", &session.token).await;
    let directory = page.directory.clone().unwrap();
    let expected: Vec<usize> = page.window.rows.iter().map(|row| counted(&world, row.id.0)).collect();
    for (row, expected) in page.window.rows.iter().zip(expected) {
        let deals = all_deals(&world, &session.token, &format!("company={}", row.id)).await;
        assert_eq!(deals.deals.len(), expected);
        let won: i64 = deals.deals.iter().filter(|deal| deal.phase == Phase::Won).map(|deal| deal.amount.0).sum();
        assert_eq!(won, row.won.iter().map(|(_, sum)| sum.0).sum::<i64>());
        assert_eq!(
            deals.sums.iter().map(|(_, sum)| sum.0).sum::<i64>(),
            deals.deals.iter().map(|deal| deal.amount.0).sum::<i64>()
        );
        assert!(deals.deals.iter().all(|deal| deal.closed.is_none() || deal.phase != Phase::Work));
        for (place, direction) in (0_u16..).zip(&directory.directions) {
            let filter = format!("company={}&direction={}", row.id, direction.id);
            let shown = all_deals(&world, &session.token, &filter).await;
            assert!(shown.deals.iter().all(|deal| deal.direction == direction.id));
            check_state(&world, &session.token, row, place, direction.id.0, page.today).await;
        }
    }
    world.stop().await;
}

fn counted(world: &World, company: i64) -> usize {
    world.portal.state.records().deals.iter().filter(|deal| i64::from(deal.company_id) == company).count()
}

/// The deals of the state that the cell shows are there, and none of a stronger one.
async fn check_state(world: &World, token: &str, row: &Row, place: u16, direction: i64, today: Day) {
    let state = row.state(place, today, &domain::deals::Thresholds::default());
    let of = async |kind: StateKind| {
        let filter = format!("company={}&direction={direction}&state={}", row.id, kind.code());
        all_deals(world, token, &filter).await.total
    };
    match state {
        DirectionState::Work(_) => assert!(of(StateKind::Work).await > 0),
        DirectionState::Preparation(_) => {
            assert!(of(StateKind::Preparation).await > 0 && of(StateKind::Work).await == 0);
        }
        DirectionState::RecentlyFailed(_) => {
            assert!(of(StateKind::Failed).await > 0 && of(StateKind::Work).await == 0);
        }
        DirectionState::Suspended(_) => {
            assert!(of(StateKind::Suspended).await > 0 && of(StateKind::Work).await == 0);
        }
        DirectionState::Free => assert_eq!(of(StateKind::Work).await + of(StateKind::Suspended).await, 0),
    }
}

async fn total(world: &World, token: &str, filter: &str) -> DealsPage {
    let mut all: DealsPage = world.server.read(&format!("/api/report/total?{filter}&limit=170"), token).await;
    while all.deals.len() < usize::try_from(all.total).unwrap() {
        let path = format!("/api/report/total?{filter}&limit=170&offset={}", all.deals.len());
        let next: DealsPage = world.server.read(&path, token).await;
        assert_eq!((next.total, next.offset, &next.sums), (all.total, all.deals.len(), &all.sums));
        assert!(!next.deals.is_empty());
        all.deals.extend(next.deals);
    }
    assert!(all.deals.is_sorted_by(|a, b| (a.amount, b.id) > (b.amount, a.id)), "the largest first, then by id");
    all
}

/// Sums by place of the currency, as totals tell them.
fn by_place(deals: &DealsPage, directory: &domain::directory::Directory) -> Vec<(u8, i64)> {
    let mut sums: Vec<(u8, i64)> = Vec::new();
    for deal in &deals.deals {
        let place = directory.currencies.iter().position(|currency| currency.code == deal.currency).unwrap();
        let place = u8::try_from(place).unwrap();
        match sums.iter_mut().find(|(known, _)| *known == place) {
            Some((_, sum)) => *sum += deal.amount.0,
            None => sums.push((place, deal.amount.0)),
        }
    }
    sums.sort_unstable();
    sums
}

/// For everybody and for a person with few companies, with and without filters: the listed deals, one by one, make every
/// total and counter of the report, and their companies are those of the rows.
async fn the_deals_behind_every_total_make_it(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let admin = world.installed().await;
    let ordinary = open(&world.server, &world.portal, 7).await;
    for token in [&admin.token, &ordinary.token] {
        for filter in ["", "overdue=1", "work=500000..", "q=%D0%B0&sort=-won"] {
            let path = format!("/api/report?{filter}&limit=500&directory=1");
            let page: ReportPage = world.server.read(&path, token).await;
            let directory = page.directory.clone().unwrap();
            let totals = &page.window.totals;
            let rows: HashSet<_> = page.window.rows.iter().map(|row| row.id).collect();
            let sums = |list: &[(u8, domain::money::Amount)]| {
                let mut list: Vec<(u8, i64)> = list.iter().map(|(place, sum)| (*place, sum.0)).collect();
                list.sort_unstable();
                list
            };
            let one = directory.directions.iter().zip(&totals.directions).next().unwrap();
            let parts = [(String::new(), &totals.all), (format!("&within={}", one.0.id), one.1)];
            for (within, expected) in parts {
                let of = async |counted: &str| total(&world, token, &format!("{filter}&of={counted}{within}")).await;
                let (work, won, active) = (of("work").await, of("won").await, of("active").await);
                assert_eq!(by_place(&work, &directory), sums(&expected.work), "{filter} {within}");
                assert_eq!(by_place(&won, &directory), sums(&expected.won), "{filter} {within}");
                assert_eq!(active.total, expected.active, "{filter} {within}");
                assert!(work.deals.iter().all(|deal| deal.phase == Phase::Work));
                if rows.len() < 500 {
                    let named = work.deals.iter().chain(&won.deals).chain(&active.deals);
                    assert!(named.map(|deal| deal.company.as_ref().unwrap().id).all(|id| rows.contains(&id)));
                }
            }
        }
    }
    let wrong = world.server.get("/api/report/total?of=sideways", &admin.token).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    world.stop().await;
}

/// What the totals of everything count, by the portal's own deals one by one: the ids, the largest deal first.
fn held_by_the_portal(world: &World, today: Day, person: Option<u32>, counted: &str) -> Vec<i64> {
    let records = world.portal.state.records();
    let zone = server::clock::zone("Europe/Moscow");
    let age = |deal: &portal::model::Deal| today.0 - server::clock::day_in(&zone, Millis(deal.modified_at)).0;
    let own = |company: u32| records.companies.get(company).is_some_and(|one| Some(one.assigned_by) == person);
    let seen = |company: u32| company != 0 && (person.is_none() || own(company));
    let deals: Vec<_> = records.deals.iter().filter(|deal| seen(deal.company_id)).collect();
    let under_way = |deal: &portal::model::Deal| deal.semantics == StageSemantics::Process;
    // The sum in work is that of a direction in which anything moved lately.
    let alive: HashSet<_> = deals
        .iter()
        .filter(|deal| under_way(deal) && age(deal) <= 183)
        .map(|deal| (deal.company_id, deal.category_id))
        .collect();
    let mut found: Vec<_> = deals
        .into_iter()
        .filter(|deal| match counted {
            "won" => deal.semantics == StageSemantics::Success,
            "active" => under_way(deal),
            _ => under_way(deal) && alive.contains(&(deal.company_id, deal.category_id)),
        })
        .map(|deal| (std::cmp::Reverse(deal.amount), i64::from(deal.id)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id).collect()
}

async fn the_deals_behind_the_totals_are_those_the_portal_holds(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let admin = world.installed().await;
    let page: ReportPage = world.server.read("/api/report?limit=500", &admin.token).await;
    let busy = page.window.rows.iter().find_map(|row| row.responsible.filter(|person| person.0 > 1)).unwrap();
    let busy = u32::try_from(busy.0).unwrap();
    let ids = async |filter: &str| -> Vec<i64> {
        total(&world, &admin.token, filter).await.deals.into_iter().map(|deal| deal.id.0).collect()
    };
    for counted in ["work", "won", "active"] {
        let everybody = held_by_the_portal(&world, page.today, None, counted);
        assert!(everybody.len() > 100, "{counted}: {}", everybody.len());
        assert_eq!(ids(&format!("of={counted}")).await, everybody, "{counted}");
        let own = held_by_the_portal(&world, page.today, Some(busy), counted);
        assert!(own.len() < everybody.len());
        assert_eq!(ids(&format!("of={counted}&responsible={busy}")).await, own, "{counted} of {busy}");
    }
    world.stop().await;
}

async fn the_timeline_ends_with_the_day_of_the_last_communication(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let session = world.installed().await;
    let page: ReportPage = world.server.read("/api/report?limit=20&sort=-last", &session.token).await;
    let mut communications = 0;
    for row in &page.window.rows {
        let mut told = Vec::new();
        loop {
            let path = format!("/api/report/timeline?company={}&limit=9&offset={}", row.id, told.len());
            let part: Timeline = world.server.read(&path, &session.token).await;
            told.extend(part.communications);
            if told.len() == usize::try_from(part.total).unwrap() {
                break;
            }
            assert_eq!(part.offset + 9, told.len(), "a window that is not the last is full");
        }
        assert!(told.is_sorted_by(|a, b| a.at >= b.at));
        let last = told.iter().filter(|one| one.counted).map(|one| one.day).max();
        assert_eq!(last, row.last_communication, "{}", row.title);
        assert!(told.iter().all(|one| one.done || !one.counted));
        communications += told.len();
    }
    assert!(communications > page.window.rows.len());
    world.stop().await;
}

async fn a_company_outside_the_scope_has_no_drill_down(database: Database) {
    let world = World::start(Portal::default(), database).await;
    let admin = world.installed().await;
    let ordinary = open(&world.server, &world.portal, 7).await;
    let all: ReportPage = world.server.read("/api/report?limit=500", &admin.token).await;
    let own: ReportPage = world.server.read("/api/report?limit=500", &ordinary.token).await;
    let own: HashSet<_> = own.window.rows.iter().map(|row| row.id).collect();
    let foreign = all.window.rows.iter().find(|row| !own.contains(&row.id)).unwrap();
    let paths = |id: i64| {
        [format!("deals?company={id}"), format!("timeline?company={id}"), format!("company?id={id}")]
            .map(|path| format!("/api/report/{path}"))
    };
    for path in paths(foreign.id.0) {
        assert_eq!(world.server.get(&path, &admin.token).await.status(), StatusCode::OK, "{path}");
    }
    // A company that is not there and one of somebody else are told apart by nobody.
    for id in [foreign.id.0, 999_999, 0] {
        for path in paths(id) {
            let answer = world.server.get(&path, &ordinary.token).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(problem(answer).await.kind, "not_found");
        }
    }
    let card: CompanyPage = world.server.read(&format!("/api/report/company?id={}", foreign.id), &admin.token).await;
    assert_eq!(&card.row, foreign);
    let nobody = all_deals(&world, &admin.token, "company=0").await;
    assert_eq!(nobody.deals.len(), counted(&world, 0));
    let refused = world.server.get("/api/report/deals?company=1&limit=201", &admin.token).await;
    assert_eq!(problem(refused).await.detail, "limit: from 1 to 200");
    let refused = world.server.get("/api/report/deals?company=1&state=lost", &admin.token).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    world.stop().await;
}
