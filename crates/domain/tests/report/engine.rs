//! The engine's answers equal the plain ones; single rules are shown on small examples.

use crate::chance::{self, TODAY};
use crate::naive::{Portal, by_names};
use domain::day::Day;
use domain::deals::{DirectionState, Phase, Thresholds};
use domain::directory::{Direction, Directory};
use domain::ids::{CompanyId, DirectionId, PersonId};
use domain::money::{Amount, Currency, CurrencyCode};
use domain::report::facts::{CompanyFacts, DealGroup};
use domain::report::query::ReportQuery;
use domain::report::table::ReportTable;
use domain::report::window::Window;
use domain::rights::Scope;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_engine_equals_an_evaluation_row_by_row(
        companies in chance::companies(),
        directory in chance::directory(),
        thresholds in chance::thresholds(),
        questions in proptest::collection::vec((chance::query(), chance::scope(), 0_usize..45, 0_usize..45), 1..6),
    ) {
        let mut table = ReportTable::new(directory.clone(), thresholds);
        table.extend(companies.clone());
        let portal = Portal { companies: &companies, directory: &directory, thresholds, today: TODAY };
        for (query, scope, start, length) in questions {
            let range = start..start + length;
            let window = table.query(&query, &scope, TODAY, range.clone());
            prop_assert_eq!(window.offset, start);
            let found = by_names(&window, table.directory());
            prop_assert_eq!(found, portal.answer(&query, &scope, range), "{:?} {:?}", query, scope);
        }
    }
}

fn company(id: i64, deals: Vec<DealGroup>) -> CompanyFacts {
    CompanyFacts {
        id: CompanyId(id),
        title: format!("Компания {id}"),
        inn: String::new(),
        responsible: None,
        sector: None,
        last_communication: None,
        deals,
        ..CompanyFacts::nobody()
    }
}

/// One deal of some rubles in a direction, modified some days ago.
fn deal(direction: i64, phase: Phase, rubles: i64, age: i32) -> DealGroup {
    DealGroup {
        direction: DirectionId(direction),
        currency: CurrencyCode("RUB".to_owned()),
        phase,
        count: 1,
        amount: Amount::units(rubles),
        modified: Day(TODAY.0 - age),
    }
}

fn dollars(deal: &DealGroup) -> DealGroup {
    DealGroup { currency: CurrencyCode("USD".to_owned()), ..deal.clone() }
}

fn two_directions() -> Directory {
    let direction = |id| Direction { id: DirectionId(id), name: format!("direction {id}") };
    let currency = |code: &str, rate| Currency {
        code: CurrencyCode(code.to_owned()),
        rate: Amount::units(rate),
        rate_units: 1,
        base: rate == 1,
        rated: None,
    };
    Directory {
        directions: vec![direction(1), direction(2)],
        currencies: vec![currency("RUB", 1), currency("USD", 90)],
        ..Directory::default()
    }
}

fn table(companies: impl IntoIterator<Item = CompanyFacts>) -> ReportTable {
    let mut table = ReportTable::new(two_directions(), Thresholds::default());
    table.extend(companies);
    table
}

fn ask(table: &ReportTable, query: &str) -> Window {
    let query = ReportQuery::parse(query).expect("the tests ask what reads");
    table.query(&query, &Scope::All, TODAY, 0..100)
}

fn ids(window: &Window) -> Vec<i64> {
    window.rows.iter().map(|row| row.id.0).collect()
}

#[test]
fn a_sum_in_work_takes_stale_deals_along_but_leaves_suspended_directions_out() {
    let table = table([company(
        5,
        vec![deal(1, Phase::Work, 100, 183), dollars(&deal(1, Phase::Work, 7, 900)), deal(2, Phase::Work, 1000, 184)],
    )]);
    let window = ask(&table, "");
    let row = &window.rows[0];
    assert_eq!(row.work, vec![(0, Amount::units(100)), (1, Amount::units(7))]);
    assert_eq!(row.work, window.totals.all.work);
    assert_eq!(window.totals.directions[1].work, vec![]);
    assert_eq!(window.totals.all.active, 3);
    let thresholds = table.thresholds();
    assert_eq!(row.state(0, TODAY, thresholds), DirectionState::Work(183));
    assert_eq!(row.state(1, TODAY, thresholds), DirectionState::Suspended(184));
    assert_eq!(row.state(9, TODAY, thresholds), DirectionState::Free);
    assert!(row.is_overdue(TODAY, thresholds));
}

/// The original grouped a pair of company and direction into several rows with contradicting flags and kept the last.
#[test]
fn a_company_has_one_state_per_direction_where_the_original_kept_the_last_of_several() {
    let mut deals = vec![
        deal(1, Phase::Failed, 5, 10),
        deal(1, Phase::Work, 10, 20),
        deal(1, Phase::Preparation, 20, 5),
        deal(1, Phase::Won, 40, 1),
        deal(1, Phase::Work, 80, 400),
    ];
    for _ in 0..deals.len() {
        deals.rotate_left(1);
        let window = ask(&table([company(1, deals.clone())]), "");
        let row = &window.rows[0];
        let state = row.state(0, TODAY, &Thresholds::default());
        assert_eq!(state, DirectionState::Work(20));
        assert_eq!(row.cells.len(), 1);
        assert_eq!(row.cells[0].work, Amount::units(90));
        assert_eq!(row.cells[0].won, Amount::units(40));
    }
}

/// The direction filter of the original only hid columns, and its row totals counted what was hidden.
#[test]
fn the_direction_filter_narrows_companies_columns_and_sums_where_the_original_hid_columns() {
    let table = table([
        company(1, vec![deal(1, Phase::Won, 10, 1), deal(2, Phase::Won, 5, 1)]),
        company(2, vec![deal(2, Phase::Won, 7, 1)]),
        company(3, vec![deal(1, Phase::Failed, 9, 900)]),
    ]);
    let window = ask(&table, "direction=1");
    assert_eq!(ids(&window), [1, 3]);
    assert_eq!(window.rows[0].won, vec![(0, Amount::units(10))]);
    assert_eq!(window.rows[0].cells.len(), 1);
    assert_eq!(window.totals.all.won, vec![(0, Amount::units(10))]);
    assert_eq!(window.totals.directions[1], Default::default());
    assert_eq!(window.in_scope, 3);
    assert!(ask(&table, "direction=404").rows.is_empty());
}

/// One company without a responsible broke the whole table of the original.
#[test]
fn a_company_of_nobody_is_an_ordinary_row_where_the_original_drew_no_table() {
    let mut of_somebody = company(2, Vec::new());
    of_somebody.responsible = Some(PersonId(404));
    let table = table([company(1, Vec::new()), of_somebody]);
    assert_eq!(ids(&ask(&table, "")), [1, 2]);
    assert_eq!(ids(&ask(&table, "sort=responsible")), [2, 1]);
    assert_eq!(ids(&ask(&table, "sort=-responsible")), [2, 1]);
}

/// A page beyond the last was an endless spinner in the original.
#[test]
fn a_range_beyond_the_end_is_empty_with_totals_where_the_original_never_finished() {
    let table = table([company(1, vec![deal(1, Phase::Won, 10, 1)])]);
    let window = table.query(&ReportQuery::default(), &Scope::All, TODAY, 500..600);
    assert_eq!((window.offset, window.rows.len()), (500, 0));
    assert_eq!(window.totals.companies, 1);
    assert_eq!(window.totals.all.won, vec![(0, Amount::units(10))]);
    #[expect(clippy::reversed_empty_ranges, reason = "a hostile request may ask for one")]
    let backwards = table.query(&ReportQuery::default(), &Scope::All, TODAY, 600..0);
    assert!(backwards.rows.is_empty());
}

#[test]
fn sums_of_several_currencies_are_ordered_by_rates_and_missing_ones_come_last() {
    let table = table([
        company(1, vec![deal(1, Phase::Won, 1000, 1)]),
        company(2, vec![dollars(&deal(1, Phase::Won, 12, 1))]),
        company(3, Vec::new()),
        company(4, vec![deal(1, Phase::Won, 0, 1)]),
        company(5, vec![deal(1, Phase::Won, 1, 1), dollars(&deal(2, Phase::Won, 12, 1))]),
    ]);
    assert_eq!(ids(&ask(&table, "sort=-won")), [5, 2, 1, 4, 3]);
    assert_eq!(ids(&ask(&table, "sort=won")), [4, 1, 2, 5, 3]);
    assert_eq!(ids(&ask(&table, "sort=-won.1")), [2, 1, 5, 4, 3]);
}

#[test]
fn a_portal_of_one_currency_needs_no_rate_to_order_sums() {
    let mut table = ReportTable::new(Directory::default(), Thresholds::default());
    table.extend([(1, 5), (2, 7), (3, 6)].map(|(id, rubles)| company(id, vec![deal(1, Phase::Won, rubles, 1)])));
    assert_eq!(table.directory().currencies[0].rate, Amount(0));
    assert_eq!(ids(&ask(&table, "sort=-won")), [2, 3, 1]);
}

#[test]
fn a_state_is_judged_over_all_currencies_of_its_direction() {
    let thresholds = Thresholds::default();
    let state = |deals: Vec<DealGroup>| ask(&table([company(1, deals)]), "").rows[0].state(0, TODAY, &thresholds);
    let of_phase = |phase, rubles, in_dollars| vec![deal(1, phase, 1, rubles), dollars(&deal(1, phase, 1, in_dollars))];
    assert_eq!(state(of_phase(Phase::Failed, 93, 92)), DirectionState::RecentlyFailed(92));
    assert_eq!(state(of_phase(Phase::Failed, 92, 93)), DirectionState::RecentlyFailed(92));
    assert_eq!(state(of_phase(Phase::Preparation, 184, 3)), DirectionState::Preparation(3));
    assert_eq!(state(of_phase(Phase::Work, 3, 184)), DirectionState::Work(3));
    assert_eq!(state(of_phase(Phase::Work, 200, 184)), DirectionState::Suspended(184));
    assert_eq!(state(of_phase(Phase::Won, 1, 1)), DirectionState::Free);
}

#[test]
fn what_the_directory_does_not_know_is_appended_and_no_money_is_lost() {
    let mut unknown = deal(77, Phase::Won, 3, 1);
    unknown.currency = CurrencyCode("GEL".to_owned());
    let mut facts = company(1, vec![unknown, deal(1, Phase::Won, 2, 1)]);
    facts.sector = Some("NEW".to_owned());
    let table = table([facts]);
    let window = ask(&table, "");
    assert_eq!(window.totals.all.won, vec![(0, Amount::units(2)), (2, Amount::units(3))]);
    let directory = table.directory();
    assert_eq!(directory.directions[2].id, DirectionId(77));
    assert_eq!(directory.currencies[2].code, CurrencyCode("GEL".to_owned()));
    assert_eq!(directory.currencies[2].rate, Amount(0));
    assert_eq!(directory.sectors[0].key, "NEW");
    assert_eq!(ids(&ask(&table, "sector=NEW")), [1]);
    assert_eq!(table.sector_counts(), vec![(Some(0), 1)]);
}

#[test]
fn deals_without_a_company_stand_beside_the_totals_of_an_unfiltered_report() {
    let table = table([
        company(0, vec![deal(1, Phase::Won, 10, 1), deal(2, Phase::Work, 5, 1)]),
        company(1, vec![deal(1, Phase::Won, 1, 1)]),
    ]);
    assert_eq!(table.len(), 1);
    let window = ask(&table, "sort=-won");
    assert_eq!(window.totals.all.won, vec![(0, Amount::units(1))]);
    let without = window.without_company.unwrap();
    assert_eq!((without.companies, without.overdue), (0, 0));
    assert_eq!(without.all.won, vec![(0, Amount::units(10))]);
    assert_eq!(without.directions[1].work, vec![(0, Amount::units(5))]);
    assert_eq!(without.directions[1].active, 1);
    assert_eq!(ask(&table, "overdue=1").without_company, None);
    let own = Scope::People(vec![PersonId(1)]);
    let window = table.query(&ReportQuery::default(), &own, TODAY, 0..9);
    assert_eq!(window.without_company, None);
}

#[test]
fn the_overdue_chip_tells_how_many_it_would_show() {
    let mut fresh = company(1, Vec::new());
    fresh.last_communication = Some(Day(TODAY.0 - 186));
    let mut old = company(2, Vec::new());
    old.last_communication = Some(Day(TODAY.0 - 187));
    let table = table([fresh, old, company(3, Vec::new())]);
    let all = ask(&table, "");
    assert_eq!((all.totals.overdue, all.overdue_available), (2, 2));
    let marked: Vec<bool> = all.rows.iter().map(|row| row.is_overdue(TODAY, table.thresholds())).collect();
    assert_eq!(marked, [false, true, true]);
    let overdue = ask(&table, "overdue=1");
    assert_eq!(ids(&overdue), [2, 3]);
    assert_eq!((overdue.totals.companies, overdue.overdue_available), (2, 2));
    assert_eq!(ids(&ask(&table, "sort=last")), [2, 1, 3]);
    assert_eq!(ids(&ask(&table, "sort=-last")), [1, 2, 3]);
}

#[test]
fn a_company_is_found_by_part_of_its_title_or_the_beginning_of_its_inn() {
    let named = |id, title: &str, inn: &str| CompanyFacts {
        title: title.to_owned(),
        inn: inn.to_owned(),
        ..company(id, Vec::new())
    };
    let table = table([
        named(1, "ООО «Ёлка»", "7701000000"),
        named(2, "Завод 7701", ""),
        named(3, "АО «Рога»", "5077010000"),
        named(4, "АО «Копыта»", "ab7701"),
    ]);
    assert_eq!(ids(&ask(&table, "q=ab")), [] as [i64; 0], "only digits are looked for in an INN");
    assert_eq!(ids(&ask(&table, "q=ЕЛКА")), [1]);
    assert_eq!(ids(&ask(&table, "q=7701")), [2, 1]);
    assert_eq!(ids(&ask(&table, "q=7701+а")), [] as [i64; 0]);
    assert_eq!(ids(&ask(&table, "q=%28")), [] as [i64; 0]);
}
