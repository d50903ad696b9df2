//! Filter, totals, order and one window of 100 rows over 60,000 companies with about 600,000 deals in eight directions.
//!
//! Prints one JSON line. The table is the same in every run.

use domain::day::Day;
use domain::deals::{Phase, Thresholds};
use domain::directory::{Choice, Department, Direction, Directory, Person};
use domain::headcount::headcounts;
use domain::ids::{CompanyId, DepartmentId, DirectionId, PersonId};
use domain::money::{Amount, Currency, CurrencyCode};
use domain::report::facts::{CompanyFacts, DealGroup};
use domain::report::query::ReportQuery;
use domain::report::table::ReportTable;
use domain::rights::Scope;
use std::hint::black_box;
use std::time::Instant;

const COMPANIES: i64 = 60_000;
const DIRECTIONS: u64 = 8;
const PEOPLE: u64 = 200;
const TODAY: Day = Day(20_777);
const ROUNDS: usize = 20;
/// Most milliseconds of the slowest twentieth.
const BUDGET: f64 = 50.0;

/// What a supervisor does in a morning: opens, sorts by everything, searches, narrows.
const QUERIES: [&str; 32] = [
    "",
    "sort=-title",
    "sort=responsible",
    "sort=-last",
    "sort=last",
    "sort=-work",
    "sort=work",
    "sort=-won",
    "sort=-work.3",
    "sort=won.5",
    "q=вектор",
    "q=ооо&sort=-won",
    "q=я",
    "q=7701",
    "responsible=17&sort=-work",
    "department=3&sort=last",
    "direction=2,4&sort=-work",
    "sector=IT&sector=&sort=-won",
    "overdue=1&sort=-work",
    "q=плюс&department=5&direction=1&sector=TRADE&overdue=1&sort=-won.1",
    "state=free&direction=3&sort=last",
    "state=work,preparation&sort=-work",
    "region=R3&region=R4&sort=region",
    "source=S1&sort=source",
    "employees=50..500&sort=-employees",
    "turnover=1000000..&sort=-turnover",
    "created=2024-01-01..2024-12-31&sort=created",
    "work=500000..&sort=-work",
    "won=..0&last=never",
    "last=2025-01-01..2025-06-30&sort=sector",
    "inn=present&inn_text=345&sort=inn",
    "company=17,18,19&responsible=0,4,5&sort=-id",
];

/// Marsaglia's xorshift: enough chance for a benchmark.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }

    fn number(&mut self, bound: u64) -> i64 {
        self.below(bound).cast_signed()
    }

    fn one<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let at = self.below(words.len() as u64);
        words[usize::try_from(at).expect("a list is addressable")]
    }

    fn day_before(&mut self, days: u64) -> Day {
        let ago = i32::try_from(self.below(days)).expect("a few thousand days");
        Day(TODAY.0 - ago)
    }
}

const SECTORS: [&str; 6] = ["IT", "TRADE", "BUILD", "FOOD", "METAL", "STATE"];
const CURRENCIES: [&str; 3] = ["RUB", "USD", "EUR"];

fn choices(letter: &str, count: usize) -> Vec<Choice> {
    (1..=count).map(|at| Choice { key: format!("{letter}{at}"), name: format!("{letter}{}", at * 50) }).collect()
}

fn directory(chance: &mut Chance) -> Directory {
    let person = |id: u64, chance: &mut Chance| Person {
        id: PersonId(id.cast_signed()),
        name: chance.one(&["Анна", "Иван", "Пётр", "Ольга"]).to_owned(),
        last_name: format!("{}{id}", chance.one(&["Ёлкин", "Котов", "Ясный", "Белый"])),
        position: String::new(),
        active: true,
        departments: vec![DepartmentId((id % 12 + 1).cast_signed())],
    };
    let department = |id: i64| Department {
        id: DepartmentId(id),
        name: format!("Отдел {id}"),
        parent: (id > 1).then_some(DepartmentId(id / 2)),
        head: Some(PersonId(id)),
        sort: 0,
    };
    let currency = |code: &str, rate: i64| Currency {
        code: CurrencyCode(code.to_owned()),
        rate: Amount::units(rate),
        rate_units: 1,
        base: rate == 1,
        rated: None,
    };
    Directory {
        people: (1..=PEOPLE).map(|id| person(id, chance)).collect(),
        departments: (1..=12).map(department).collect(),
        directions: (1..=DIRECTIONS.cast_signed())
            .map(|id| Direction { id: DirectionId(id), name: format!("Направление {id}") })
            .collect(),
        sectors: SECTORS.map(|key| Choice { key: key.to_owned(), name: key.to_owned() }).into(),
        regions: choices("R", 80),
        sources: choices("S", 12),
        headcounts: headcounts(choices("", 4)),
        currencies: CURRENCIES.iter().zip([1, 90, 100]).map(|(code, rate)| currency(code, rate)).collect(),
    }
}

fn deals(chance: &mut Chance) -> Vec<DealGroup> {
    let mut groups: Vec<DealGroup> = Vec::new();
    for _ in 0..chance.below(21) {
        let phase = match chance.below(20) {
            0..=5 => Phase::Work,
            6 => Phase::Preparation,
            7..=14 => Phase::Won,
            _ => Phase::Failed,
        };
        let currency = match chance.below(50) {
            0 => "USD",
            1 => "EUR",
            _ => "RUB",
        };
        let deal = DealGroup {
            direction: DirectionId(1 + chance.number(DIRECTIONS)),
            currency: CurrencyCode(currency.to_owned()),
            phase,
            count: 1,
            amount: Amount(chance.number(200_000_000) * 100),
            modified: chance.day_before(730),
        };
        let same = |group: &&mut DealGroup| {
            (group.direction, &group.currency, group.phase) == (deal.direction, &deal.currency, deal.phase)
        };
        match groups.iter_mut().find(same) {
            Some(group) => {
                group.count += 1;
                group.amount = group.amount.plus(deal.amount);
                group.modified = group.modified.max(deal.modified);
            }
            None => groups.push(deal),
        }
    }
    groups
}

fn company(id: i64, chance: &mut Chance) -> CompanyFacts {
    let form = chance.one(&["ООО", "АО", "ИП", "ПАО"]);
    let first = chance.one(&["Вектор", "Заря", "Ромашка", "Мёд", "Сталь", "Яхонт", "Горизонт"]);
    let second = chance.one(&["Плюс", "Сервис", "Групп", "Трейд", "Строй", "и Ко"]);
    CompanyFacts {
        id: CompanyId(id),
        title: format!("{form} «{first} {second}» {}", chance.below(40_000)),
        inn: format!("77{:08}", chance.below(100_000_000)),
        responsible: Some(PersonId(1 + chance.number(PEOPLE))).filter(|id| id.0 % 97 != 0),
        sector: Some(chance.one(&SECTORS).to_owned()).filter(|_| chance.below(5) > 0),
        region: Some(format!("R{}", 1 + chance.below(80))).filter(|_| chance.below(9) > 0),
        source: Some(format!("S{}", 1 + chance.below(12))).filter(|_| chance.below(4) > 0),
        employees: Some(chance.below(2_000).to_string()).filter(|_| chance.below(3) > 0),
        turnover: Some((CurrencyCode("RUB".to_owned()), Amount::units(chance.number(5_000) * 100_000)))
            .filter(|_| chance.below(3) > 0),
        created: Some(chance.day_before(1_500)),
        last_communication: Some(chance.day_before(900)).filter(|_| chance.below(8) > 0),
        deals: deals(chance),
    }
}

fn main() {
    let mut chance = Chance(0x5eed_cafe_f00d_0001);
    let mut table = ReportTable::new(directory(&mut chance), Thresholds::default());
    for id in 1..=COMPANIES {
        table.upsert(&company(id, &mut chance));
    }
    let bytes = postcard::to_allocvec(&table).expect("a table has no form that fails").len();
    let queries = QUERIES.map(|text| ReportQuery::parse(text).expect("the queries above read"));
    let mut millis = Vec::with_capacity(ROUNDS * queries.len());
    for round in 0..=ROUNDS {
        for (text, query) in QUERIES.iter().zip(&queries) {
            let start = Instant::now();
            black_box(table.query(black_box(query), &Scope::All, TODAY, 0..100));
            let taken = start.elapsed().as_secs_f64() * 1000.0;
            // The first round also makes what is made once.
            if round > 0 {
                millis.push(taken);
            }
            if round == ROUNDS && std::env::args().any(|arg| arg == "--each") {
                eprintln!("{taken:8.3} ms  {text}");
            }
        }
    }
    millis.sort_unstable_by(f64::total_cmp);
    let at = |percent: usize| millis[(millis.len() - 1) * percent / 100];
    println!(
        r#"{{"bench":"filter_sort","companies":{},"figure":{:.3},"unit":"ms, p95","budget":{BUDGET},"within":{},"p50":{:.3},"bytes":{bytes}}}"#,
        table.len(),
        at(95),
        at(95) <= BUDGET,
        at(50),
    );
}
