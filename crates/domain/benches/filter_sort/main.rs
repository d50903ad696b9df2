//! Filter, totals, order and one window of 100 rows over 60,000 companies with about 600,000 deals in eight directions.
//!
//! Beside it, over the same companies, what is usually written instead: a list of records that is filtered, summed and
//! sorted record by record. Both answer the same companies in the same order. Prints one JSON line; `--companies N` scales.

mod list;
mod rows;

use domain::day::Day;
use domain::deals::Thresholds;
use domain::report::query::ReportQuery;
use domain::report::table::ReportTable;
use domain::rights::Scope;
use rows::Chance;
use std::hint::black_box;
use std::time::Instant;

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

fn main() {
    let mut chance = Chance(0x5eed_cafe_f00d_0001);
    let mut table = ReportTable::new(rows::directory(&mut chance), Thresholds::default());
    let companies: Vec<_> = (1..=companies()).map(|id| rows::company(id, &mut chance)).collect();
    companies.iter().for_each(|company| table.upsert(company));
    let bytes = postcard::to_allocvec(&table).expect("a table has no form that fails").len();
    let millis = of_engine(&table);
    let at = |percent: usize| millis[(millis.len() - 1) * percent / 100];
    let gain = gain(&table, &companies);
    println!(
        r#"{{"bench":"filter_sort","companies":{},"figure":{:.3},"unit":"ms, p95","budget":{BUDGET},"within":{},"p50":{:.3},"gain":{gain:.1},"gain_over":"a list of records","bytes":{bytes},"bytes_in_memory":{}}}"#,
        table.len(),
        at(95),
        at(95) <= BUDGET,
        at(50),
        table.bytes(),
    );
}

/// How many companies.
fn companies() -> i64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--companies");
    arguments.nth(1).and_then(|value| value.parse().ok()).unwrap_or(60_000)
}

/// Milliseconds of every question, the quickest first.
fn of_engine(table: &ReportTable) -> Vec<f64> {
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
    millis
}

/// How many times quicker the engine is than a list of records, over questions that both are asked.
fn gain(table: &ReportTable, companies: &[domain::report::facts::CompanyFacts]) -> f64 {
    let (mut engine, mut list) = (0.0, 0.0);
    for question in list::QUESTIONS {
        let query = ReportQuery::parse(question.address).expect("the questions read");
        let start = Instant::now();
        let window = black_box(table.query(black_box(&query), &Scope::All, TODAY, 0..100));
        engine += start.elapsed().as_secs_f64();
        let start = Instant::now();
        let answer = black_box(list::answer(companies, black_box(&question)));
        list += start.elapsed().as_secs_f64();
        let ids: Vec<_> = window.rows.iter().map(|row| row.id).collect();
        assert_eq!((ids, window.totals.companies), (answer.ids, answer.companies), "{}", question.address);
    }
    list / engine
}
