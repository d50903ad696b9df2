//! Every cell of month, year and companies called equals what the portal counts from its own records.

use super::{TruthRow, companies, month, truth, year};
use crate::world::{Database, Portal, World, on_both};
use domain::activity::period::{Month, day_text, months_of, parse_day};
use domain::activity::settings::Measure;
use std::collections::BTreeMap;

on_both!(
    the_demo_equals_the_portals_own_count,
    a_large_portal_equals_its_own_count,
    berlin_equals_its_own_count,
    new_york_equals_its_own_count,
    sydney_equals_its_own_count,
);

async fn the_demo_equals_the_portals_own_count(database: Database) {
    let portal = Portal { dataset: "demo".to_owned(), ..Portal::default() };
    compare(portal, database, None).await;
}

async fn a_large_portal_equals_its_own_count(database: Database) {
    let dataset = "scale:companies=2000,deals=8000,activities=40000,seed=3".to_owned();
    compare(Portal { dataset, ..Portal::default() }, database, None).await;
}

/// Zones whose clocks change within the period: the working day of the generated people lies across local midnight in
/// the latter two, so a day that is off by an hour is seen.
async fn berlin_equals_its_own_count(database: Database) {
    compare(Portal::default(), database, Some("Europe/Berlin")).await;
}

async fn new_york_equals_its_own_count(database: Database) {
    compare(Portal::default(), database, Some("America/New_York")).await;
}

async fn sydney_equals_its_own_count(database: Database) {
    compare(Portal::default(), database, Some("Australia/Sydney")).await;
}

/// Figures by person and some key.
type Figures<K> = BTreeMap<(i64, K), u64>;

fn put<K: Ord>(figures: &mut Figures<K>, person: i64, key: K, figure: u64) {
    if figure > 0 {
        *figures.entry((person, key)).or_default() += figure;
    }
}

async fn compare(portal: Portal, database: Database, zone: Option<&str>) {
    let world = World::start(portal, database).await;
    if let Some(zone) = zone {
        let mut records = world.portal.state.records_mut();
        records.zone = jiff::tz::TimeZone::get(zone).unwrap();
        // An offset alone fits several zones: people there have said which is theirs.
        records.people_zone = zone.to_owned();
    }
    let session = world.installed().await;
    let rows = truth(&world, "2020-01-01", "2029-12-31", false).await;
    assert!(rows.len() > 500, "there is something to compare");
    let years = years_of(&rows);
    assert!(years.len() >= 2, "{years:?}");
    for measure in [Measure::Companies, Measure::Calls] {
        for year in &years {
            compare_months(&world, &session.token, &rows, *year, measure).await;
            compare_year(&world, &session.token, &rows, *year, measure).await;
        }
    }
    for year in years {
        compare_companies(&world, &session.token, year).await;
    }
    world.stop().await;
}

fn years_of(rows: &[TruthRow]) -> Vec<i32> {
    let mut years: Vec<i32> = rows.iter().map(|row| row.day[..4].parse().unwrap()).collect();
    years.sort_unstable();
    years.dedup();
    years
}

fn figure(row: &TruthRow, measure: Measure) -> u64 {
    match measure {
        Measure::Companies => row.companies_out,
        Measure::Calls => row.calls_out,
    }
}

fn name(measure: Measure) -> &'static str {
    match measure {
        Measure::Companies => "companies",
        Measure::Calls => "calls",
    }
}

async fn compare_months(world: &World, token: &str, rows: &[TruthRow], year: i32, measure: Measure) {
    let (mut calls, mut meetings) = (Figures::new(), Figures::new());
    for row in rows.iter().filter(|row| row.day.starts_with(&format!("{year}-"))) {
        put(&mut calls, row.user_id, row.day.clone(), figure(row, measure));
        put(&mut meetings, row.user_id, row.day.clone(), row.meetings);
    }
    let (mut shown_calls, mut shown_meetings) = (Figures::new(), Figures::new());
    for one in months_of(year) {
        let grid = month(&world.server, token, &format!("month={}&measure={}", one.text(), name(measure))).await;
        assert_eq!((grid.people.len(), grid.month), (grid.roster.people.len(), one));
        let mut company = vec![0_u64; grid.days.len()];
        for (person, line) in grid.roster.people.iter().zip(&grid.people) {
            for (at, (head, cell)) in grid.days.iter().zip(&line.cells).enumerate() {
                assert!(cell.fact == 0 || cell.off == 0, "a day is worked or it is not");
                let done = u64::from(cell.fact + cell.off);
                put(&mut shown_calls, person.id.0, day_text(head.day), done);
                put(&mut shown_meetings, person.id.0, day_text(head.day), u64::from(cell.meetings));
                company[at] += done;
            }
        }
        let of_company: Vec<u64> = grid.company.cells.iter().map(|cell| u64::from(cell.fact + cell.off)).collect();
        assert_eq!(of_company, company, "{}", one.text());
        for (row, line) in grid.roster.departments.iter().zip(&grid.departments).filter(|(row, _)| row.depth == 0) {
            let own = &grid.people[row.people.start as usize..row.people.end as usize];
            assert_eq!(line.sums.fact, own.iter().map(|line| line.sums.fact).sum::<u64>(), "{}", row.name);
        }
    }
    assert_eq!(shown_calls, calls, "{year} {measure:?}");
    assert_eq!(shown_meetings, meetings, "{year}");
}

async fn compare_year(world: &World, token: &str, rows: &[TruthRow], which: i32, measure: Measure) {
    let (mut calls, mut meetings) = (Figures::new(), Figures::new());
    for row in rows {
        let month = Month::of(parse_day(&row.day).unwrap());
        if month.year() == which {
            put(&mut calls, row.user_id, month, figure(row, measure));
            put(&mut meetings, row.user_id, month, row.meetings);
        }
    }
    let grid = year(&world.server, token, &format!("year={which}&measure={}", name(measure))).await;
    let (mut shown_calls, mut shown_meetings) = (Figures::new(), Figures::new());
    for (person, line) in grid.roster.people.iter().zip(&grid.people) {
        for (head, cell) in grid.months.iter().zip(&line.months) {
            put(&mut shown_calls, person.id.0, head.month, cell.sums.fact + cell.sums.off);
            put(&mut shown_meetings, person.id.0, head.month, cell.sums.meetings + cell.sums.meetings_off);
        }
    }
    assert_eq!(shown_calls, calls, "{which} {measure:?}");
    assert_eq!(shown_meetings, meetings, "{which}");
    let total = &grid.company.total;
    assert_eq!(total.fact + total.off, calls.values().sum::<u64>());
    assert_eq!(total.meetings + total.meetings_off, meetings.values().sum::<u64>());
}

async fn compare_companies(world: &World, token: &str, which: i32) {
    let grid = companies(&world.server, token, which).await;
    let called = |rows: Vec<TruthRow>| {
        let rows = rows.into_iter().filter(|row| row.companies_out > 0);
        rows.map(|row| (row.user_id, row.companies_out)).collect::<BTreeMap<_, _>>()
    };
    let shown = |figure: &dyn Fn(usize) -> u32| {
        let lines = grid.roster.people.iter().enumerate().map(|(at, person)| (person.id.0, u64::from(figure(at))));
        lines.filter(|(_, companies)| *companies > 0).collect::<BTreeMap<_, _>>()
    };
    for (at, month) in months_of(which).enumerate() {
        let own = called(truth(world, &day_text(month.first()), &day_text(month.last()), true).await);
        assert_eq!(shown(&|person| grid.people[person].months[at]), own, "{}", month.text());
        assert_eq!(u64::from(grid.company.months[at]), own.values().sum::<u64>());
    }
    let whole = called(truth(world, &format!("{which}-01-01"), &format!("{which}-12-31"), true).await);
    assert_eq!(shown(&|person| grid.people[person].year), whole, "{which}");
    assert_eq!(u64::from(grid.company.year), whole.values().sum::<u64>());
    assert!(grid.company.year_distinct <= grid.company.year);
}
