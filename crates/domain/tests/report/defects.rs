//! Defects of the system whose report this one replaces, by the numbers of their study: what went wrong there is asserted
//! to go right here.

use crate::chance::{self, TODAY};
use domain::day::Day;
use domain::deals::{DirectionState, Phase, Thresholds};
use domain::directory::{Department, Direction, Directory, Person};
use domain::ids::{CompanyId, DepartmentId, DirectionId, PersonId};
use domain::money::{Amount, CurrencyCode};
use domain::report::facts::{CompanyFacts, DealGroup};
use domain::report::query::{ReportQuery, StateKind};
use domain::report::table::ReportTable;
use domain::report::window::Window;
use domain::rights::Scope;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;

fn deal(direction: i64, phase: Phase, amount: i64, age: i32, currency: &str) -> DealGroup {
    DealGroup {
        direction: DirectionId(direction),
        currency: CurrencyCode(currency.to_owned()),
        phase,
        count: 1,
        amount: Amount::units(amount),
        modified: Day(TODAY.0 - age),
    }
}

fn company(id: i64, responsible: Option<i64>, deals: Vec<DealGroup>) -> CompanyFacts {
    CompanyFacts {
        id: CompanyId(id),
        title: format!("Компания {id}"),
        responsible: responsible.map(PersonId),
        deals,
        ..CompanyFacts::nobody()
    }
}

fn table(companies: Vec<CompanyFacts>) -> ReportTable {
    let direction = |id| Direction { id: DirectionId(id), name: format!("Направление {id}") };
    let directory = Directory { directions: [1, 2, 3].map(direction).into(), ..Directory::default() };
    let mut table = ReportTable::new(directory, Thresholds::default());
    table.extend(companies);
    table
}

fn ask(table: &ReportTable, query: &str) -> Window {
    table.query(&ReportQuery::parse(query).expect("reads"), &Scope::All, TODAY, 0..1_000)
}

/// There, a company with several deals in a direction had a row of flags per kind of deal, and whichever row came last
/// was shown: 111 of 478 pairs contradicted themselves.
#[test]
fn defect_5_3_01_a_company_has_one_state_in_a_direction_whatever_its_deals_and_their_order() {
    let deals = vec![
        deal(1, Phase::Work, 10, 400, "RUB"),
        deal(1, Phase::Work, 20, 5, "USD"),
        deal(1, Phase::Preparation, 0, 3, "RUB"),
        deal(1, Phase::Failed, 0, 1, "RUB"),
        deal(1, Phase::Won, 7, 2, "RUB"),
    ];
    let mut chance = TestRunner::deterministic();
    for _ in 0..60 {
        let shuffled = Just(deals.clone()).prop_shuffle().new_tree(&mut chance).expect("a shuffle").current();
        let table = table(vec![company(1, None, shuffled)]);
        let window = ask(&table, "");
        let row = &window.rows[0];
        assert_eq!(row.state(0, TODAY, table.thresholds()), DirectionState::Work(5));
        assert_eq!(row.state(1, TODAY, table.thresholds()), DirectionState::Free);
        let matching = |state: StateKind| {
            let query = format!("direction=1&state={}", state.code());
            ask(&table, &query).totals.companies
        };
        assert_eq!(StateKind::ALL.map(matching), [1, 0, 0, 0, 0], "one state and no other");
    }
}

/// There, eleven pages of fifty sorted by the sum in work showed 278 of 550 companies.
#[test]
fn defect_5_3_02_pages_of_any_order_show_every_company_exactly_once() {
    let companies: Vec<CompanyFacts> =
        (1..=550).map(|id| company(id, Some(id % 3), vec![deal(1, Phase::Work, id % 2, 1, "RUB")])).collect();
    let table = table(companies);
    for sort in [
        "title",
        "-title",
        "responsible",
        "-responsible",
        "last",
        "-last",
        "work",
        "-work",
        "won",
        "-won",
        "inn",
        "sector",
        "region",
        "source",
        "employees",
        "turnover",
        "created",
        "id",
        "-id",
        "work.1",
        "-won.2",
    ] {
        let query = ReportQuery::parse(&format!("sort={sort}")).expect("reads");
        let mut shown = BTreeSet::new();
        for page in 0..11 {
            for row in table.query(&query, &Scope::All, TODAY, page * 50..(page + 1) * 50).rows {
                assert!(shown.insert(row.id), "{sort}: {} came twice", row.id);
            }
        }
        assert_eq!(shown.len(), 550, "{sort}");
    }
}

/// There, the table of a page with such a company never appeared.
#[test]
fn defect_5_3_05_a_company_without_a_responsible_is_an_ordinary_row() {
    let table = table(vec![company(1, None, vec![]), company(2, Some(7), vec![])]);
    let ids = |query: &str| ask(&table, query).rows.iter().map(|row| row.id.0).collect::<Vec<_>>();
    assert_eq!(ids(""), [1, 2]);
    assert_eq!(ids("sort=responsible"), [2, 1], "missing names come last");
    assert_eq!(ids("sort=-responsible"), [2, 1]);
    assert_eq!(ids("responsible=0"), [1]);
    assert_eq!(table.row(CompanyId(1), TODAY).expect("there").responsible, None);
}

/// There, a page number beyond the last broke the screen.
#[test]
fn defect_5_3_06_a_page_beyond_the_last_is_empty_and_keeps_its_totals() {
    let table = table((1..=30).map(|id| company(id, None, vec![])).collect());
    let window = table.query(&ReportQuery::default(), &Scope::All, TODAY, 5_000..5_050);
    assert_eq!((window.rows.len(), window.totals.companies, window.offset), (0, 30, 5_000));
    let window = table.query(&ReportQuery::default(), &Scope::All, TODAY, usize::MAX..usize::MAX);
    assert!(window.rows.is_empty());
}

/// There, choosing a direction only hid columns.
#[test]
fn defect_5_3_15_the_direction_filter_filters_companies() {
    let table = table(vec![
        company(1, None, vec![deal(1, Phase::Won, 5, 1, "RUB")]),
        company(2, None, vec![deal(2, Phase::Failed, 5, 900, "RUB")]),
        company(3, None, vec![]),
    ]);
    let ids = |query: &str| ask(&table, query).rows.iter().map(|row| row.id.0).collect::<Vec<_>>();
    assert_eq!(ids("direction=1"), [1]);
    assert_eq!(ids("direction=2"), [2]);
    assert_eq!(ids("direction=1,2"), [1, 2]);
    assert_eq!(ask(&table, "direction=1").totals.directions[1].won, []);
}

/// There, people beyond the first hundred of a department were lost to its filter.
#[test]
fn defect_5_3_15_a_department_of_hundreds_is_filtered_by_all_its_people() {
    let person = |id: i64| Person {
        id: PersonId(id),
        name: String::new(),
        last_name: format!("Фамилия{id}"),
        position: String::new(),
        active: true,
        departments: vec![DepartmentId(1)],
    };
    let department =
        Department { id: DepartmentId(1), name: "Отдел".to_owned(), parent: None, head: None, sort: 0 };
    let directory =
        Directory { people: (1..=350).map(person).collect(), departments: vec![department], ..Directory::default() };
    let mut table = ReportTable::new(directory, Thresholds::default());
    table.extend((1..=400).map(|id| company(id, Some(id), vec![])));
    assert_eq!(ask(&table, "department=1").totals.companies, 350);
}

/// There, every overdue date was green while the manual said red, and a client nobody ever called had a date of 2000.
#[test]
fn defect_5_3_17_a_client_is_overdue_after_the_threshold_or_when_there_never_was_a_word() {
    let aged = |id: i64, age: Option<i32>| CompanyFacts {
        last_communication: age.map(|age| Day(TODAY.0 - age)),
        ..company(id, None, vec![])
    };
    let table = table(vec![aged(1, Some(186)), aged(2, Some(187)), aged(3, None)]);
    let window = ask(&table, "sort=last");
    let overdue: Vec<_> = window.rows.iter().map(|row| (row.id.0, row.is_overdue(TODAY, table.thresholds()))).collect();
    assert_eq!(overdue, [(2, true), (1, false), (3, true)]);
    assert_eq!(window.totals.overdue, 2);
    assert_eq!(window.rows[2].last_communication, None);
}

/// There, a company without an INN could not be stored at all.
#[test]
fn defect_5_2_03_a_company_without_an_inn_is_an_ordinary_row() {
    let known = CompanyFacts { inn: "7701".to_owned(), ..company(2, None, vec![]) };
    let table = table(vec![company(1, None, vec![]), known]);
    let ids = |query: &str| ask(&table, query).rows.iter().map(|row| row.id.0).collect::<Vec<_>>();
    assert_eq!((ids(""), ids("inn=absent"), ids("inn=present")), (vec![1, 2], vec![1], vec![2]));
    assert_eq!(ids("sort=inn"), [2, 1]);
}

/// There, dollars and roubles were added up.
#[test]
fn defect_5_2_14_sums_of_several_currencies_are_never_added() {
    let table = table(vec![company(
        1,
        None,
        vec![deal(1, Phase::Won, 5, 1, "RUB"), deal(1, Phase::Won, 7, 1, "USD"), deal(2, Phase::Won, 9, 1, "USD")],
    )]);
    let window = ask(&table, "");
    let code = |place: u8| table.directory().currencies[usize::from(place)].code.0.as_str();
    let won: Vec<_> = window.rows[0].won.iter().map(|(place, sum)| (code(*place), *sum)).collect();
    assert_eq!(won, [("RUB", Amount::units(5)), ("USD", Amount::units(16))]);
    assert_eq!(window.totals.all.won, window.rows[0].won);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// There, a company's totals held directions that no column showed.
    #[test]
    fn defect_5_3_15_a_rows_totals_are_the_sums_of_its_visible_columns(
        companies in chance::companies(),
        directory in chance::directory(),
        thresholds in chance::thresholds(),
        query in chance::query(),
    ) {
        let mut table = ReportTable::new(directory, thresholds);
        table.extend(companies);
        let window = table.query(&query, &Scope::All, TODAY, 0..99);
        for row in &window.rows {
            let mut work = 0_i128;
            let mut won = 0_i128;
            for cell in &row.cells {
                let state = row.state(cell.direction, TODAY, table.thresholds());
                if matches!(state, DirectionState::Work(_)) {
                    work += i128::from(cell.work.0);
                }
                won += i128::from(cell.won.0);
            }
            prop_assert_eq!(row.work.iter().map(|(_, sum)| i128::from(sum.0)).sum::<i128>(), work);
            prop_assert_eq!(row.won.iter().map(|(_, sum)| i128::from(sum.0)).sum::<i128>(), won);
        }
    }
}
