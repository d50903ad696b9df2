//! Generated portals: exact counts, sameness, and the shape a report depends on.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::titles::check_digit;
use super::{demo, scale};
use crate::dataset::days::{DAY, date_of, day_number};
use crate::model::{ActivityKind, Direction, Records, Row, StageSemantics};

/// Friday 2026-11-20, 15:00 in Moscow.
const NOW: i64 = 1_795_176_000_000;

/// A number that changes with any record's id, time, sum, owner or text.
fn digest(records: &Records) -> u64 {
    let mut sum = 17_u64;
    let mut mix = |number: i64| sum = sum.wrapping_mul(0x0000_0100_0000_01b3) ^ number.cast_unsigned();
    for row in &records.companies {
        row.title.bytes().for_each(|byte| mix(byte.into()));
        [row.revenue, row.created_at, row.modified_at, row.last_activity_at, row.assigned_by.into()]
            .into_iter()
            .for_each(&mut mix);
    }
    for row in &records.deals {
        [row.amount, row.created_at, row.modified_at, row.company_id.into(), row.assigned_by.into()]
            .into_iter()
            .for_each(&mut mix);
        records.text(row.stage_id).bytes().for_each(|byte| mix(byte.into()));
    }
    for row in &records.activities {
        [row.start_at, row.created_at, row.owner_id.into(), row.responsible_id.into(), i64::from(row.completed)]
            .into_iter()
            .for_each(&mut mix);
    }
    for row in &records.calls {
        [row.started_at, row.duration.into(), row.user_id.into()].into_iter().for_each(&mut mix);
    }
    sum
}

/// One demo for the tests that only look at it.
static DEMO: LazyLock<Records> = LazyLock::new(|| demo(NOW));

fn day_of(instant: i64) -> i32 {
    i32::try_from((instant + 3 * 3_600_000).div_euclid(DAY)).unwrap()
}

#[test]
fn the_demo_has_the_promised_counts() {
    let records = &*DEMO;
    assert_eq!(records.departments.len(), 12);
    assert_eq!(records.users.len(), 80);
    assert_eq!(records.companies.len(), 5_000);
    assert_eq!(records.deals.len(), 40_000);
    assert_eq!(records.activities.len(), 150_000);
    assert_eq!(records.categories.len(), 6);
    let calls = records.activities.iter().filter(|row| row.kind == ActivityKind::Call).count();
    assert_eq!(records.calls.len(), calls + 1_500);
    assert!(records.users.get(1).is_some_and(|user| user.admin && user.active));
}

#[test]
fn the_same_instant_gives_the_same_demo() {
    assert_eq!(digest(&DEMO), digest(&demo(NOW)));
}

#[test]
fn tomorrow_has_the_same_people_and_companies() {
    let tomorrow = demo(NOW + DAY - 7 * 3_600_000);
    let people = |records: &Records| -> Vec<_> {
        records.users.iter().map(|user| (user.id, user.full_name(), user.active, user.departments.clone())).collect()
    };
    let companies = |records: &Records| -> Vec<_> {
        records.companies.iter().map(|row| (row.id, row.title.clone(), row.revenue, row.assigned_by)).collect()
    };
    assert_eq!(people(&tomorrow), people(&DEMO));
    assert_eq!(companies(&tomorrow), companies(&DEMO));
    assert_ne!(digest(&tomorrow), digest(&DEMO), "times move with the day");
}

#[test]
fn every_reference_leads_somewhere() {
    let records = &*DEMO;
    let stages: HashSet<&str> = records.statuses.iter().map(|row| &*row.status_id).collect();
    for department in &records.departments {
        assert!(
            records.users.get(department.head).is_some_and(|head| head.active && head.departments[0] == department.id)
        );
        assert_eq!(department.parent == 0, department.id == 1);
        assert!(department.parent < department.id);
    }
    for deal in &records.deals {
        assert!(stages.contains(records.text(deal.stage_id)), "{}", records.text(deal.stage_id));
        let stage = records.deal_stage(records.text(deal.stage_id)).unwrap();
        assert_eq!(stage.semantics, Some(deal.semantics));
        assert_eq!(stage.category_id.unwrap_or(0), deal.category_id);
        assert!(deal.company_id == 0 || records.companies.get(deal.company_id).is_some());
        assert!(records.users.get(deal.assigned_by).is_some());
        assert!(deal.created_at <= deal.moved_at && deal.moved_at <= deal.modified_at && deal.modified_at <= NOW);
    }
    for row in &records.activities {
        let owner = match row.owner_type {
            2 => records.deals.get(row.owner_id).map(Row::id),
            3 => records.contacts.get(row.owner_id).map(Row::id),
            _ => records.companies.get(row.owner_id).map(Row::id),
        };
        assert!(owner.is_some());
        assert!(row.created_at <= NOW && (row.start_at <= NOW || !row.completed));
    }
    let by_call: HashSet<u32> = records.calls.iter().map(|call| call.activity_id).filter(|id| *id != 0).collect();
    assert_eq!(by_call.len() + 1_500, records.calls.len());
}

#[test]
fn names_are_unique_and_taxpayer_numbers_are_wrong() {
    let records = &*DEMO;
    let titles: HashSet<&str> = records.companies.iter().map(|row| &*row.title).collect();
    assert_eq!(titles.len(), 5_000);
    assert!(titles.iter().any(|title| title.contains('„')) && titles.iter().any(|title| title.chars().count() > 90));
    for requisite in records.requisites.iter().filter(|row| !row.inn.is_empty()) {
        let digits: Vec<u32> = requisite.inn.chars().map(|digit| digit.to_digit(10).unwrap()).collect();
        let (last, rest) = digits.split_last().unwrap();
        assert_ne!(check_digit(rest), *last, "{}", requisite.inn);
    }
    let known: HashSet<u32> =
        records.requisites.iter().filter(|row| !row.inn.is_empty()).map(|row| row.entity_id).collect();
    assert!((100..600).contains(&(5_000 - known.len())), "some companies have no taxpayer number");
    let orphans = records.companies.iter().filter(|row| row.assigned_by == 0).count();
    assert!((20..150).contains(&orphans), "a few companies have no responsible: {orphans}");
}

#[test]
fn family_names_agree_with_gender() {
    let records = &*DEMO;
    for user in &records.users {
        let feminine = ["а", "я"].iter().any(|ending| user.last_name.ends_with(ending));
        assert_eq!(user.gender == Some('F'), feminine, "{}", user.full_name());
        assert_eq!(user.second_name.ends_with("на"), feminine, "{}", user.second_name);
    }
    let gone = records.users.iter().filter(|user| !user.active).count();
    assert!((5..=12).contains(&gone), "some have been dismissed: {gone}");
}

#[test]
fn deals_are_won_lost_in_work_suspended_and_recently_failed() {
    let records = &*DEMO;
    let share = |count: usize| count as f64 / 40_000.0;
    let count =
        |wanted: fn(&crate::model::Deal) -> bool| share(records.deals.iter().filter(|deal| wanted(deal)).count());
    let won = count(|deal| deal.semantics == StageSemantics::Success);
    let work = count(|deal| deal.semantics == StageSemantics::Process);
    let suspended = count(|deal| deal.semantics == StageSemantics::Process && deal.modified_at < NOW - 183 * DAY);
    let failed = count(|deal| deal.semantics.letter() == "F" && deal.modified_at > NOW - 92 * DAY);
    println!("won {won:.3}, in work {work:.3}, suspended {suspended:.3}, recently failed {failed:.3}");
    assert!((0.4..0.7).contains(&won), "{won}");
    assert!((0.06..0.2).contains(&work), "{work}");
    assert!((0.01..0.06).contains(&suspended), "{suspended}");
    assert!((0.02..0.12).contains(&failed), "{failed}");
}

#[test]
fn some_companies_are_forgotten_and_some_were_never_called() {
    let records = &*DEMO;
    let mut last: HashMap<u32, i64> = HashMap::new();
    for row in records.activities.iter().filter(|row| row.completed) {
        let company = match row.owner_type {
            4 => row.owner_id,
            2 => records.deals.get(row.owner_id).unwrap().company_id,
            _ => records.contacts.get(row.owner_id).unwrap().company_id,
        };
        let latest = last.entry(company).or_default();
        *latest = (*latest).max(row.start_at);
    }
    let never = 5_000 - last.len();
    let forgotten = last.values().filter(|latest| **latest < NOW - 186 * DAY).count();
    println!("never {never}, forgotten {forgotten}");
    assert!((100..600).contains(&never), "{never}");
    assert!((400..1_500).contains(&forgotten), "{forgotten}");
}

#[test]
fn work_happens_on_working_days_and_grows() {
    let records = &*DEMO;
    let today = day_of(NOW);
    let first = records.activities.iter().map(|row| day_of(row.start_at)).min().unwrap();
    assert!((today - 730..=today - 725).contains(&first), "two years: {}", today - first);
    let happened = |row: &&crate::model::Activity| row.completed && row.kind == ActivityKind::Call;
    let weekend = |day: i32| date_of(day).weekday().to_monday_zero_offset() >= 5;
    let (mut off, mut early, mut late) = (0, 0, 0);
    for row in records.activities.iter().filter(happened) {
        let day = day_of(row.start_at);
        off += i32::from(weekend(day));
        early += i32::from(day < today - 365);
        late += i32::from(day >= today - 365);
    }
    assert!(late > early, "{early} then {late}");
    assert!(off > 0 && off * 50 < early + late, "a little work on days off: {off} of {}", early + late);
    let new_year = day_number(jiff::civil::date(2026, 1, 2));
    let holiday = records.calls.iter().filter(|call| day_of(call.started_at) == new_year).count();
    assert!(holiday < 20, "{holiday} calls on a holiday");
}

#[test]
fn missed_calls_have_their_code_and_plans_lie_ahead() {
    let records = &*DEMO;
    let missed = records.calls.iter().filter(|call| records.text(call.failed_code) == "304");
    let missed: Vec<_> = missed.collect();
    assert!(missed.len() > 2_000 && missed.iter().all(|call| call.duration == 0));
    assert!(records.calls.iter().filter(|call| records.text(call.failed_code) == "200").all(|call| call.duration > 0));
    let ahead = records.activities.iter().filter(|row| row.start_at > NOW);
    assert!(ahead.clone().all(|row| !row.completed));
    assert!(ahead.filter(|row| row.kind == ActivityKind::Meeting).count() > 100);
    let both = |direction| records.activities.iter().any(|row| row.direction == direction);
    assert!(both(Direction::Incoming) && both(Direction::Outgoing));
}

#[test]
fn the_scale_dataset_has_exactly_what_was_asked() {
    let records = scale((3_000, 12_000, 30_000), 200, 7, NOW);
    assert_eq!(records.companies.len(), 3_000);
    assert_eq!(records.deals.len(), 12_000);
    assert_eq!(records.activities.len(), 30_000);
    assert_eq!(records.users.len(), 200);
    assert_eq!(records.categories.len(), 8);
    assert_eq!(digest(&records), digest(&scale((3_000, 12_000, 30_000), 200, 7, NOW)));
    assert_ne!(digest(&records), digest(&scale((3_000, 12_000, 30_000), 200, 8, NOW)));
}

#[test]
fn a_scale_of_nothing_is_possible() {
    let records = scale((0, 10, 10), 200, 1, NOW);
    assert_eq!((records.companies.len(), records.deals.len(), records.activities.len()), (0, 10, 0));
}

#[test]
fn ids_grow_with_time() {
    let records = &*DEMO;
    assert!(records.companies.rows().is_sorted_by_key(|row| row.created_at));
    assert!(records.deals.rows().is_sorted_by_key(|row| row.created_at));
    assert!(records.activities.rows().is_sorted_by_key(|row| row.created_at));
    assert!(records.calls.rows().is_sorted_by_key(|row| row.started_at));
}

#[test]
fn the_demo_has_goods_in_stores_that_its_receipts_brought() {
    let records = &*DEMO;
    let catalog = &records.catalog;
    assert_eq!((catalog.products.len(), catalog.stores.len(), catalog.documents.len()), (10, 2, 12));
    for product in &catalog.products {
        let received: i64 =
            catalog.elements.iter().filter(|line| line.product_id == product.id).map(|line| line.amount).sum();
        let stored: i64 = catalog.stock.iter().filter(|row| row.product_id == product.id).map(|row| row.amount).sum();
        assert!(received > 0 && received == stored && stored == product.quantity, "{}", product.name);
    }
    let row = records.sales.product_rows.iter().next().unwrap();
    let deal = records.deals.get(row.owner_id).unwrap();
    assert!((row.sum() - deal.amount).abs() < 1_000, "one line is worth the deal, give or take a rounding");
}
