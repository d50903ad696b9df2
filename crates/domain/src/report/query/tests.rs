//! The text form of a query.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use rstest::rstest;

fn any_sort() -> impl Strategy<Value = Sort> {
    let direction = any::<i64>().prop_map(DirectionId);
    let fixed =
        ["title", "responsible", "last", "inn", "sector", "region", "source", "employees", "turnover", "created", "id"];
    let key = prop_oneof![
        proptest::sample::select(fixed.to_vec()).prop_map(|code| SortKey::from_code(code).unwrap()),
        Just(SortKey::Work),
        Just(SortKey::Won),
        direction.clone().prop_map(SortKey::DirectionWork),
        direction.prop_map(SortKey::DirectionWon),
    ];
    (key, any::<bool>()).prop_map(|(key, descending)| Sort { key, descending })
}

fn between<T: Bound + std::fmt::Debug>(value: impl Strategy<Value = T> + Clone) -> impl Strategy<Value = Between<T>> {
    let end = || proptest::option::of(value.clone());
    (end(), end()).prop_map(|(one, other)| match (one, other) {
        (Some(one), Some(other)) => Between { from: Some(one.min(other)), to: Some(one.max(other)) },
        (from, to) => Between { from, to },
    })
}

fn any_day() -> impl Strategy<Value = Day> + Clone {
    // Years 1 to 9999.
    (-719_162_i32..=2_932_896).prop_map(Day)
}

fn any_amount() -> impl Strategy<Value = Amount> + Clone {
    (-i64::MAX..=i64::MAX).prop_map(Amount)
}

fn any_last() -> impl Strategy<Value = LastContact> {
    prop_oneof![Just(LastContact::Never), between(any_day()).prop_map(LastContact::On)]
}

fn any_lists() -> impl Strategy<Value = ReportQuery> {
    (
        vec(any::<char>(), 0..=MOST_TEXT),
        vec(any::<i64>().prop_map(CompanyId), 0..5),
        vec(any::<i64>().prop_map(PersonId), 0..5),
        vec(any::<i64>().prop_map(DepartmentId), 0..5),
        vec(any::<i64>().prop_map(DirectionId), 0..5),
        vec(proptest::sample::select(StateKind::ALL.to_vec()), 0..4),
        (vec(".{0,12}", 0..4), vec(".{0,12}", 0..4), vec(".{0,12}", 0..4)),
    )
        .prop_map(
            |(text, companies, responsible, departments, directions, states, (sectors, regions, sources))| {
                ReportQuery {
                    text: text.into_iter().collect(),
                    companies,
                    responsible,
                    departments,
                    directions,
                    states,
                    sectors,
                    regions,
                    sources,
                    ..ReportQuery::default()
                }
            },
        )
}

fn any_query() -> impl Strategy<Value = ReportQuery> {
    let presence = proptest::sample::select(vec![Presence::Any, Presence::Present, Presence::Absent]);
    let amounts = || between(any_amount());
    (
        any_lists(),
        (presence, ".{0,20}"),
        between(any_day()),
        (amounts(), amounts(), amounts()),
        between(any::<u32>()),
        any_last(),
        any::<bool>(),
        any_sort(),
    )
        .prop_map(|(lists, (inn, inn_text), created, (turnover, work, won), employees, last, overdue, sort)| {
            ReportQuery { inn, inn_text, created, turnover, work, won, employees, last, overdue, sort, ..lists }
        })
}

proptest! {
    #[test]
    fn every_query_survives_the_address_bar(query in any_query()) {
        let text = query.to_text();
        prop_assert!(text.is_ascii());
        prop_assert_eq!(ReportQuery::parse(&text).unwrap(), query.clone());
        prop_assert_eq!(ReportQuery::parse(&format!("?{text}&page=2")).unwrap(), query);
    }

    #[test]
    fn any_text_reads_or_is_refused_without_a_panic(text in ".*") {
        let _ = ReportQuery::parse(&text);
    }
}

#[test]
fn the_plain_report_has_an_empty_text() {
    assert_eq!(ReportQuery::default().to_text(), "");
    assert_eq!(ReportQuery::parse("").unwrap(), ReportQuery::default());
}

#[test]
fn a_full_text_reads_as_written() {
    let text = "q=%D0%81%D0%BB%D0%BA%D0%B0&responsible=1,2&department=3&direction=4,5&sector=IT&sector=&overdue=1&sort=-work.12";
    let expected = ReportQuery {
        text: "Ёлка".to_owned(),
        responsible: vec![PersonId(1), PersonId(2)],
        departments: vec![DepartmentId(3)],
        directions: vec![DirectionId(4), DirectionId(5)],
        sectors: vec!["IT".to_owned(), String::new()],
        overdue: true,
        sort: Sort { key: SortKey::DirectionWork(DirectionId(12)), descending: true },
        ..ReportQuery::default()
    };
    assert_eq!(ReportQuery::parse(text).unwrap(), expected);
}

#[rstest]
#[case("responsible=1,x", "responsible", "x")]
#[case("department=1.5", "department", "1.5")]
#[case("direction=99999999999999999999", "direction", "99999999999999999999")]
#[case("overdue=yes", "overdue", "yes")]
#[case("sort=", "sort", "")]
#[case("sort=--work", "sort", "--work")]
#[case("sort=price", "sort", "price")]
#[case("sort=work.", "sort", "work.")]
#[case("sort=title.1", "sort", "title.1")]
#[case("company=a", "company", "a")]
#[case("state=lost", "state", "lost")]
#[case("inn=^$", "inn", "^$")]
#[case("created=2025-02-30..", "created", "2025-02-30..")]
#[case("created=yesterday..", "created", "yesterday..")]
#[case("created=2025-1-1..", "created", "2025-1-1..")]
#[case("created=2025-01-01", "created", "2025-01-01")]
#[case("turnover=5..1", "turnover", "5..1")]
#[case("work=1.23456..", "work", "1.23456..")]
#[case("won=1e9..", "won", "1e9..")]
#[case("work=922337203685478..", "work", "922337203685478..")]
#[case("employees=-1..", "employees", "-1..")]
#[case("last=sometimes", "last", "sometimes")]
fn values_that_do_not_read_are_named(#[case] text: &str, #[case] field: &'static str, #[case] value: &str) {
    let expected = QueryError::Invalid { field, value: value.to_owned() };
    assert_eq!(ReportQuery::parse(text), Err(expected));
}

#[test]
fn lists_and_texts_are_bounded() {
    let too_long = |field, most| Err(QueryError::TooLong { field, most });
    let ids = |count: usize| vec!["7"; count].join(",");
    let sectors = |count: usize| vec!["sector=a"; count].join("&");
    assert!(ReportQuery::parse(&format!("responsible={}", ids(200))).is_ok());
    assert_eq!(ReportQuery::parse(&format!("responsible={}", ids(201))), too_long("responsible", 200));
    assert!(ReportQuery::parse(&sectors(200)).is_ok());
    assert_eq!(ReportQuery::parse(&sectors(201)), too_long("sector", 200));
    assert!(ReportQuery::parse(&format!("q={}", "я".repeat(100))).is_ok());
    assert_eq!(ReportQuery::parse(&format!("q={}", "я".repeat(101))), too_long("q", 100));
    assert_eq!(ReportQuery::parse(&format!("inn_text={}", "7".repeat(101))), too_long("inn_text", 100));
    assert_eq!(ReportQuery::parse(&format!("region={}", "я".repeat(101))), too_long("region", 100));
    assert_eq!(ReportQuery::parse(&format!("company={}", ids(201))), too_long("company", 200));
    assert_eq!(ReportQuery::parse(&format!("state={}", vec!["free"; 201].join(","))), too_long("state", 200));
}

#[test]
fn every_range_and_list_reads_as_written() {
    let text = "company=7,9&responsible=0&state=free,failed&region=a,b&region=&source=x&inn=absent&inn_text=77&\
                created=2025-01-31..&turnover=..1000.5&employees=10..250&work=0.0001..&won=-5..5&last=..2026-11-20";
    let days = |from, to| Between { from, to };
    let expected = ReportQuery {
        companies: vec![CompanyId(7), CompanyId(9)],
        responsible: vec![PersonId(0)],
        states: vec![StateKind::Free, StateKind::Failed],
        regions: vec!["a,b".to_owned(), String::new()],
        sources: vec!["x".to_owned()],
        inn: Presence::Absent,
        inn_text: "77".to_owned(),
        created: days(Some(Day::from_civil(2025, 1, 31)), None),
        turnover: Between { from: None, to: Some(Amount(10_005_000)) },
        employees: Between { from: Some(10), to: Some(250) },
        work: Between { from: Some(Amount(1)), to: None },
        won: Between { from: Some(Amount::units(-5)), to: Some(Amount::units(5)) },
        last: LastContact::On(days(None, Some(Day::from_civil(2026, 11, 20)))),
        ..ReportQuery::default()
    };
    assert_eq!(ReportQuery::parse(text).unwrap(), expected);
    assert_eq!(ReportQuery::parse("last=never").unwrap().last, LastContact::Never);
}

#[test]
fn an_offending_value_is_told_in_part() {
    let error = ReportQuery::parse(&format!("sort={}", "я".repeat(1000))).unwrap_err();
    let expected = QueryError::Invalid { field: "sort", value: "я".repeat(40) };
    assert_eq!(error, expected);
}

#[rstest]
#[case("", false)]
#[case("sort=-won", false)]
#[case("q=+", false)]
#[case("q=a", true)]
#[case("responsible=1", true)]
#[case("department=1", true)]
#[case("direction=1", true)]
#[case("sector=", true)]
#[case("overdue=1", true)]
#[case("company=1", true)]
#[case("state=free", true)]
#[case("region=", true)]
#[case("source=", true)]
#[case("inn=absent", true)]
#[case("inn_text=7", true)]
#[case("inn_text=+", false)]
#[case("created=..2025-01-01", true)]
#[case("turnover=..", false)]
#[case("employees=1..", true)]
#[case("work=1..", true)]
#[case("won=1..", true)]
#[case("last=never", true)]
fn filters_narrow_and_order_does_not(#[case] text: &str, #[case] filtered: bool) {
    assert_eq!(ReportQuery::parse(text).unwrap().is_filtered(), filtered);
}
