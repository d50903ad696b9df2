//! Random facts over few names, so that ties, unknown keys and empty results are frequent.

use domain::day::Day;
use domain::deals::{Phase, Thresholds};
use domain::directory::{Choice, Department, Direction, Directory, Person};
use domain::headcount::Headcount;
use domain::ids::{CompanyId, DepartmentId, DirectionId, PersonId};
use domain::money::{Amount, Currency, CurrencyCode};
use domain::report::facts::{CompanyFacts, DealGroup};
use domain::report::query::{Between, Bound, LastContact, Presence, ReportQuery, Sort, SortKey, StateKind};
use domain::rights::Scope;
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

pub(crate) const TODAY: Day = Day(20_000);
const TITLES: [&str; 9] = ["ООО Ёлка", "ооо елка", "ООО Ромашка", "АО Ёж", "Acme 77", "acme", "", "77", "Ромашка"];
const INNS: [&str; 5] = ["", "7701234567", "7702000000", "5001", "77"];

/// Departments 1 to 5: 2 and 3 below 1, 4 below 3, 5 above itself.
pub(crate) fn directory() -> impl Strategy<Value = Directory> {
    let people = vec((vec(1_i64..6, 0..3), select(vec!["Анна", "Ёлкин", "яна", ""])), 5);
    let directions = Just(vec![7_i64, 3, 5, 0]).prop_shuffle();
    (people, directions, 0_usize..4, 1_i64..5, 0_usize..3).prop_map(|(people, directions, currencies, units, sizes)| {
        let sizes_known = [("S1", "до 50", Some((0, 50))), ("S2", "any", None)];
        let known = [("RUB", 10_000, 1), ("USD", 905_000, 1), ("KZT", 177_777, units)];
        Directory {
            people: (1..)
                .zip(people)
                .map(|(id, (departments, last_name))| Person {
                    id: PersonId(id),
                    name: String::new(),
                    last_name: last_name.to_owned(),
                    position: String::new(),
                    active: id != 2,
                    departments: departments.into_iter().map(DepartmentId).collect(),
                })
                .collect(),
            departments: [None, Some(1), Some(1), Some(3), Some(5)]
                .into_iter()
                .zip(1..)
                .map(|(parent, id)| Department {
                    id: DepartmentId(id),
                    name: String::new(),
                    parent: parent.map(DepartmentId),
                    head: None,
                    sort: 0,
                })
                .collect(),
            directions: directions
                .into_iter()
                .map(|id| Direction { id: DirectionId(id), name: format!("direction {id}") })
                .collect(),
            sectors: ["IT", "FOOD"].map(|key| Choice { key: key.to_owned(), name: key.to_owned() }).into(),
            regions: [("R2", "Ёлкино"), ("R1", "елкино"), ("R0", "Азов")]
                .map(|(key, name)| Choice { key: key.to_owned(), name: name.to_owned() })
                .into(),
            sources: Vec::new(),
            headcounts: sizes_known[..sizes]
                .iter()
                .map(|(key, name, range)| Headcount { key: (*key).to_owned(), name: (*name).to_owned(), range: *range })
                .collect(),
            currencies: known[..currencies]
                .iter()
                .map(|(code, rate, rate_units)| Currency {
                    code: CurrencyCode((*code).to_owned()),
                    rate: Amount(*rate),
                    rate_units: *rate_units,
                    base: *code == "RUB",
                    rated: None,
                })
                .collect(),
        }
    })
}

pub(crate) fn thresholds() -> impl Strategy<Value = Thresholds> {
    (0..40_i32, 0..40_i32, 0..40_i32).prop_map(|(suspended_days, failed_days, overdue_days)| Thresholds {
        suspended_days,
        failed_days,
        overdue_days,
    })
}

fn day() -> impl Strategy<Value = Day> + Clone {
    (-3..45_i32).prop_map(|age| Day(TODAY.0 - age))
}

/// Direction 99, currency "XXX" and sector "NEW" are in no directory.
fn deal_group() -> impl Strategy<Value = DealGroup> {
    let phases = vec![Phase::Preparation, Phase::Work, Phase::Won, Phase::Failed];
    let amounts = prop_oneof![
        2 => Just(0_i64),
        6 => (1_i64..5).prop_map(|n| n * 10_000),
        1 => -50_000_i64..50_000,
        1 => Just(9_000_000_000_000),
    ];
    (
        select(vec![7_i64, 3, 5, 0, 99]),
        select(vec!["RUB", "RUB", "RUB", "USD", "KZT", "XXX"]),
        select(phases),
        0_u32..4,
        amounts,
        day(),
    )
        .prop_map(|(direction, currency, phase, count, amount, modified)| DealGroup {
            direction: DirectionId(direction),
            currency: CurrencyCode(currency.to_owned()),
            phase,
            count,
            amount: Amount(amount),
            modified,
        })
}

pub(crate) fn company(id: i64) -> impl Strategy<Value = CompanyFacts> {
    (
        select(TITLES.to_vec()),
        select(INNS.to_vec()),
        option::of(1_i64..7),
        option::of(select(vec!["IT", "FOOD", "NEW", ""])),
        option::of(day()),
        vec(deal_group(), 0..6),
        details(),
    )
        .prop_map(move |(title, inn, responsible, sector, last_communication, deals, details)| CompanyFacts {
            id: CompanyId(id),
            title: title.to_owned(),
            inn: inn.to_owned(),
            responsible: responsible.map(PersonId),
            sector: sector.map(str::to_owned),
            last_communication,
            deals,
            ..details
        })
}

/// Facts beyond the first columns; "XXX" and "elsewhere" are in no directory, "S1" and "S2" in some.
fn details() -> impl Strategy<Value = CompanyFacts> {
    let turnover = (select(vec!["RUB", "USD", "XXX"]), (0_i64..4).prop_map(|n| n * 10_000));
    (
        option::of(select(vec!["R0", "R1", "R2", "elsewhere", ""])),
        option::of(select(vec!["", "сайт", "Сайт", "выставка"])),
        option::of(select(vec!["S1", "S2", "0", "40", "50", "51", " 7 ", "many", "9999999999"])),
        option::of(turnover),
        option::of(day()),
    )
        .prop_map(|(region, source, employees, turnover, created)| CompanyFacts {
            region: region.map(str::to_owned),
            source: source.map(str::to_owned),
            employees: employees.map(str::to_owned),
            turnover: turnover.map(|(code, amount)| (CurrencyCode(code.to_owned()), Amount(amount))),
            created,
            ..CompanyFacts::nobody()
        })
}

/// Up to 40 companies in any order, perhaps with deals without a company.
pub(crate) fn companies() -> impl Strategy<Value = Vec<CompanyFacts>> {
    btree_set(0_i64..60, 0..40)
        .prop_map(|ids| ids.into_iter().map(company).collect::<Vec<_>>())
        .prop_flat_map(|companies| companies)
        .prop_shuffle()
}

pub(crate) fn sort() -> impl Strategy<Value = Sort> {
    let direction = || select(vec![7_i64, 3, 5, 99, 1000]).prop_map(DirectionId);
    let key = prop_oneof![
        Just(SortKey::Title),
        Just(SortKey::Responsible),
        Just(SortKey::LastCommunication),
        select(vec![
            SortKey::Inn,
            SortKey::Sector,
            SortKey::Region,
            SortKey::Source,
            SortKey::Employees,
            SortKey::Turnover,
            SortKey::Created,
            SortKey::Id,
        ]),
        Just(SortKey::Work),
        Just(SortKey::Won),
        direction().prop_map(SortKey::DirectionWork),
        direction().prop_map(SortKey::DirectionWon),
    ];
    (key, any::<bool>()).prop_map(|(key, descending)| Sort { key, descending })
}

/// A list that is mostly empty, as filters are.
fn seldom<T: std::fmt::Debug + 'static>(values: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Vec<T>> {
    prop_oneof![3 => Just(()).prop_map(|()| Vec::new()), 1 => vec(values, 1..4)].boxed()
}

/// A range that is mostly open; ends in order.
fn between<T: Bound + std::fmt::Debug + 'static>(
    values: impl Strategy<Value = T> + Clone + 'static,
) -> BoxedStrategy<Between<T>> {
    let ends = (option::of(values.clone()), option::of(values)).prop_map(|(one, other)| match (one, other) {
        (Some(one), Some(other)) => Between { from: Some(one.min(other)), to: Some(one.max(other)) },
        (from, to) => Between { from, to },
    });
    prop_oneof![5 => Just(Between { from: None, to: None }), 1 => ends].boxed()
}

fn amounts() -> BoxedStrategy<Between<Amount>> {
    between((-1_i64..8).prop_map(|n| Amount(n * 10_000)))
}

fn query_of_lists() -> impl Strategy<Value = ReportQuery> {
    let texts = vec!["ёлка", "ЕЛ", "77", "7701", " ромашка ", "acme", "o", "нет такой", "«"];
    let text = prop_oneof![3 => Just(""), 1 => select(texts)];
    let keys = |keys: Vec<&'static str>| seldom(select(keys).prop_map(str::to_owned));
    (
        text,
        seldom((1_i64..60).prop_map(CompanyId)),
        seldom((0_i64..8).prop_map(PersonId)),
        seldom((1_i64..7).prop_map(DepartmentId)),
        seldom(select(vec![7_i64, 3, 5, 0, 99, 1000]).prop_map(DirectionId)),
        seldom(select(StateKind::ALL.to_vec())),
        keys(vec!["IT", "FOOD", "NEW", "", "nowhere"]),
        keys(vec!["R0", "R1", "elsewhere", "", "nowhere"]),
        keys(vec!["сайт", "выставка", "", "nowhere"]),
    )
        .prop_map(|(text, companies, responsible, departments, directions, states, sectors, regions, sources)| {
            ReportQuery {
                text: text.to_owned(),
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
        })
}

pub(crate) fn query() -> impl Strategy<Value = ReportQuery> {
    let presence = prop_oneof![5 => Just(Presence::Any), 1 => Just(Presence::Present), 1 => Just(Presence::Absent)];
    let last = prop_oneof![
        8 => between(day()).prop_map(LastContact::On),
        1 => Just(LastContact::Never),
    ];
    (
        query_of_lists(),
        presence,
        prop_oneof![5 => Just(""), 1 => select(vec!["70", " 5001 ", "x"])],
        between(day()),
        (amounts(), amounts(), amounts()),
        between(0_u32..60),
        last,
        proptest::bool::weighted(0.25),
        sort(),
    )
        .prop_map(|(lists, inn, inn_text, created, (turnover, work, won), employees, last, overdue, sort)| {
            ReportQuery {
                inn,
                inn_text: inn_text.to_owned(),
                created,
                turnover,
                work,
                won,
                employees,
                last,
                overdue,
                sort,
                ..lists
            }
        })
}

pub(crate) fn scope() -> impl Strategy<Value = Scope> {
    let people = btree_set(1_i64..8, 0..5).prop_map(|ids| Scope::People(ids.into_iter().map(PersonId).collect()));
    prop_oneof![Just(Scope::All), people]
}
