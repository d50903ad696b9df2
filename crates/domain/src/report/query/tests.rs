//! The text form of a query.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use rstest::rstest;

fn any_sort() -> impl Strategy<Value = Sort> {
    let key = prop_oneof![
        Just(SortKey::Title),
        Just(SortKey::Responsible),
        Just(SortKey::LastCommunication),
        Just(SortKey::Work),
        Just(SortKey::Won),
        any::<i64>().prop_map(|id| SortKey::DirectionWork(DirectionId(id))),
        any::<i64>().prop_map(|id| SortKey::DirectionWon(DirectionId(id))),
    ];
    (key, any::<bool>()).prop_map(|(key, descending)| Sort { key, descending })
}

fn any_query() -> impl Strategy<Value = ReportQuery> {
    (
        vec(any::<char>(), 0..=MOST_TEXT),
        vec(any::<i64>().prop_map(PersonId), 0..5),
        vec(any::<i64>().prop_map(DepartmentId), 0..5),
        vec(any::<i64>().prop_map(DirectionId), 0..5),
        vec(".{0,12}", 0..4),
        any::<bool>(),
        any_sort(),
    )
        .prop_map(|(text, responsible, departments, directions, sectors, overdue, sort)| ReportQuery {
            text: text.into_iter().collect(),
            responsible,
            departments,
            directions,
            sectors,
            overdue,
            sort,
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
fn filters_narrow_and_order_does_not(#[case] text: &str, #[case] filtered: bool) {
    assert_eq!(ReportQuery::parse(text).unwrap().is_filtered(), filtered);
}
