//! A list equals a naive evaluation of its filter and order, for random rows, conditions and paging.

mod kinds;

use std::cmp::Ordering;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::model::{Deal, FieldValue, Records, StageSemantics, UserField, UserFieldKind};
use crate::php::Value;

use super::{PAGE, Start, Style, page_of, parse_filter, parse_order, parse_start};

/// A row as the generator makes it.
#[derive(Debug, Clone)]
struct Row {
    id: u32,
    title: &'static str,
    amount: i64,
    company: u32,
    created: i64,
    begin: Option<i32>,
    won: bool,
    type_id: &'static str,
    item: Option<u32>,
}

/// What a column holds, on the naive side.
#[derive(Debug, Clone, PartialEq)]
enum Plain {
    Nothing,
    Number(i64),
    Text(String),
}

const TITLES: [&str; 6] = ["Альфа", "альфа 2", "Бета", "beta", "Гамма %", ""];
const TYPES: [&str; 3] = ["", "SALE", "SERVICE"];
const COLUMNS: [(&str, &str); 9] = [
    ("ID", "id"),
    ("TITLE", "title"),
    ("OPPORTUNITY", "opportunity"),
    ("COMPANY_ID", "companyId"),
    ("DATE_CREATE", "createdTime"),
    ("BEGINDATE", "begindate"),
    ("CLOSED", "closed"),
    ("TYPE_ID", "typeId"),
    ("UF_CRM_KIND", "ufCrmKind"),
];
const PREFIXES: [&str; 15] = ["", "=", "!", "!=", ">", ">=", "<", "<=", "@", "!@", "%", "!%", "=%", "%=", "!=%"];
/// 2026-01-01 in Moscow, UTC ms.
const BASE: i64 = 1_767_214_800_000;

fn row() -> impl Strategy<Value = Row> {
    (
        1..60_u32,
        prop::sample::select(TITLES.to_vec()),
        0..5_i64,
        0..4_u32,
        0..5_i64,
        option::of(20_454..20_458),
        any::<bool>(),
        prop::sample::select(TYPES.to_vec()),
        option::of(31..34_u32),
    )
        .prop_map(|(id, title, amount, company, created, begin, won, type_id, item)| Row {
            id,
            title,
            amount: amount * 5_000,
            company,
            created: BASE + created * 3_600_000,
            begin,
            won,
            type_id,
            item,
        })
}

/// A value as a client writes it for a column.
fn written(column: usize) -> BoxedStrategy<&'static str> {
    let values: Vec<&'static str> = match column {
        0 => vec!["0", "7", "25", "59", "70"],
        1 => vec!["альфа", "Альфа 2", "а", "бет", "BETA", "%а%", "Б%", "%2", ""],
        2 => vec!["0", "0.5", "1", "1.00", "9"],
        3 => vec!["0", "1", "2", "9", ""],
        4 => vec!["2026-01-01", "2026-01-01T01:00:00+03:00", "2025-12-31T23:00:00+00:00", "01.01.2026 03:00:00"],
        5 => vec!["2026-01-01", "2026-01-03T03:00:00+03:00", ""],
        6 => vec!["Y", "N"],
        7 => vec!["SALE", "sale", "SERVICE", "S%", "AL", ""],
        _ => vec!["31", "33", "40", ""],
    };
    prop::sample::select(values).boxed()
}

#[derive(Debug, Clone)]
struct Wanted {
    column: usize,
    prefix: &'static str,
    values: Vec<&'static str>,
}

fn wanted() -> impl Strategy<Value = Wanted> {
    (0..COLUMNS.len(), prop::sample::select(PREFIXES.to_vec())).prop_flat_map(|(column, prefix)| {
        let many = prefix.contains('@') || prefix.is_empty();
        vec(written(column), if many { 1..4 } else { 1..2 }).prop_map(move |values| Wanted { column, prefix, values })
    })
}

fn records(rows: &[Row]) -> Records {
    let mut records = Records::new(jiff::tz::TimeZone::fixed(jiff::tz::offset(3)));
    records.deal_fields.push(UserField {
        id: 9,
        field_name: "UF_CRM_KIND".into(),
        kind: UserFieldKind::Enumeration,
        multiple: false,
        mandatory: false,
        sort: 100,
        label_ru: "Вид".into(),
        label_en: "Kind".into(),
        items: Vec::new(),
    });
    for row in rows {
        let type_id = records.words.intern(row.type_id);
        records.deals.insert(Deal {
            id: row.id,
            title: row.title.into(),
            amount: row.amount,
            company_id: row.company,
            created_at: row.created,
            begin_day: row.begin,
            semantics: if row.won { StageSemantics::Success } else { StageSemantics::Process },
            type_id,
            user_values: row.item.map(|item| (9, FieldValue::Item(item))).into_iter().collect(),
            ..Deal::default()
        });
    }
    records
}

fn plain(row: &Row, column: usize) -> Plain {
    let text = |text: &str| if text.is_empty() { Plain::Nothing } else { Plain::Text(text.to_lowercase()) };
    match column {
        0 => Plain::Number(i64::from(row.id)),
        1 => Plain::Text(row.title.to_lowercase()),
        2 => Plain::Number(row.amount),
        3 => Plain::Number(i64::from(row.company)),
        4 => Plain::Number(row.created),
        5 => row.begin.map_or(Plain::Nothing, |day| Plain::Number(i64::from(day))),
        6 => Plain::Number(i64::from(row.won)),
        7 => text(row.type_id),
        _ => row.item.map_or(Plain::Nothing, |item| Plain::Number(i64::from(item))),
    }
}

/// The written value on the column's own scale, worked out by hand for each value of [`written`].
fn meant(column: usize, written: &str) -> Option<Plain> {
    let number = |number: i64| Some(Plain::Number(number));
    match (column, written) {
        (_, "") => None,
        (1 | 7, text) => Some(Plain::Text(text.to_lowercase())),
        (2, "0.5") => number(5_000),
        (2, text) => number(text[..1].parse::<i64>().unwrap() * 10_000),
        (4, "2026-01-01") => number(BASE),
        (4, "2026-01-01T01:00:00+03:00") => number(BASE + 3_600_000),
        (4, "2025-12-31T23:00:00+00:00") => number(BASE + 2 * 3_600_000),
        (4, _) => number(BASE + 3 * 3_600_000),
        (5, "2026-01-01") => number(20_454),
        (5, _) => number(20_456),
        (6, flag) => number(i64::from(flag == "Y")),
        (_, text) => number(text.parse().unwrap()),
    }
}

fn as_text(plain: &Plain) -> Option<String> {
    match plain {
        Plain::Nothing => None,
        Plain::Number(number) => Some(number.to_string()),
        Plain::Text(text) => Some(text.clone()),
    }
}

fn equals(cell: &Plain, column: usize, written: &str) -> bool {
    match meant(column, written) {
        None => *cell == Plain::Nothing || *cell == Plain::Text(String::new()),
        Some(value) => *cell == value,
    }
}

/// SQL's `LIKE`, by trying every split.
fn like(text: &[char], mask: &[char]) -> bool {
    match mask.split_first() {
        None => text.is_empty(),
        Some(('%', rest)) => (0..=text.len()).any(|skip| like(&text[skip..], rest)),
        Some((first, rest)) => text.split_first().is_some_and(|(head, tail)| head == first && like(tail, rest)),
    }
}

fn naive(row: &Row, wanted: &Wanted) -> bool {
    let cell = plain(row, wanted.column);
    let first = wanted.values[0];
    let ordered = |test: fn(Ordering) -> bool| {
        // Ordering against nothing compares with zero where there are numbers to compare.
        let value = meant(wanted.column, first).unwrap_or(Plain::Number(0));
        match (&cell, &value) {
            (Plain::Number(a), Plain::Number(b)) if !first.is_empty() || matches!(wanted.column, 0 | 3 | 8) => {
                test(a.cmp(b))
            }
            (Plain::Text(a), Plain::Text(b)) => test(a.cmp(b)),
            _ => false,
        }
    };
    let is_scalar = matches!(wanted.column, 0 | 1 | 3 | 7 | 8);
    let text = as_text(&cell).filter(|_| is_scalar);
    let part = first.to_lowercase();
    let contains = || text.as_ref().is_some_and(|text| text.contains(&part));
    let masked = || {
        let mask: Vec<char> = part.chars().collect();
        text.as_ref().is_some_and(|text| like(&text.chars().collect::<Vec<_>>(), &mask))
    };
    match wanted.prefix {
        "" | "=" | "@" => wanted.values.iter().any(|value| equals(&cell, wanted.column, value)),
        "!" | "!=" | "!@" => !wanted.values.iter().any(|value| equals(&cell, wanted.column, value)),
        ">" => ordered(Ordering::is_gt),
        ">=" => ordered(Ordering::is_ge),
        "<" => ordered(Ordering::is_lt),
        "<=" => ordered(Ordering::is_le),
        "%" => contains(),
        "!%" => !contains(),
        "!=%" => !masked(),
        _ => masked(),
    }
}

fn name(column: usize, style: Style) -> &'static str {
    if style.is_legacy() { COLUMNS[column].0 } else { COLUMNS[column].1 }
}

fn filter_value(conditions: &[Wanted], style: Style) -> Value {
    let mut filter = Value::Map(Vec::new());
    for wanted in conditions {
        let mut values: Vec<Value> = wanted.values.iter().map(|value| Value::from(*value)).collect();
        let value = if values.len() == 1 { values.remove(0) } else { Value::List(values) };
        filter.set(format!("{}{}", wanted.prefix, name(wanted.column, style)), value);
    }
    filter
}

/// One condition per filter key: a later one with the same key would replace the earlier.
fn without_repeats(conditions: Vec<Wanted>) -> Vec<Wanted> {
    let mut kept: Vec<Wanted> = Vec::new();
    for wanted in conditions {
        if !kept.iter().any(|other| (other.column, other.prefix) == (wanted.column, wanted.prefix)) {
            kept.push(wanted);
        }
    }
    kept
}

fn compare(a: &Row, b: &Row, keys: &[(usize, bool)]) -> Ordering {
    let rank = |cell: &Plain| match cell {
        Plain::Nothing => (0, 0, String::new()),
        Plain::Number(number) => (1, *number, String::new()),
        Plain::Text(text) => (usize::from(!text.is_empty()), 0, text.clone()),
    };
    for (column, descending) in keys {
        let order = rank(&plain(a, *column)).cmp(&rank(&plain(b, *column)));
        let order = if *descending { order.reverse() } else { order };
        if order.is_ne() {
            return order;
        }
    }
    // A list in id order only is walked, and its direction is that of the id.
    a.id.cmp(&b.id)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_list_equals_its_naive_evaluation(
        rows in vec(row(), 0..150),
        conditions in vec(wanted(), 0..4),
        keys in vec((0..COLUMNS.len(), any::<bool>()), 0..3),
        start in -1..130_i64,
        legacy in any::<bool>(),
    ) {
        let style = if legacy { Style::Legacy } else { Style::Item };
        let conditions = without_repeats(conditions);
        let mut keys: Vec<(usize, bool)> = keys;
        keys.dedup_by_key(|(column, _)| *column);
        let records = records(&rows);

        let filter = parse_filter::<Deal>(Some(&filter_value(&conditions, style)), style, &records).unwrap();
        let direction = |descending: bool| Value::word(if descending { "DESC" } else { "ASC" });
        let order = keys.iter().map(|(column, down)| (name(*column, style).into(), direction(*down))).collect();
        let order = parse_order::<Deal>(Some(&Value::Map(order)), style, &records).unwrap();
        let params = Value::map([("start", Value::Int(start))]);
        let page = page_of(&records.deals, filter, &order, parse_start(&params, style), &records);

        let mut unique: Vec<Row> = Vec::new();
        for row in &rows {
            unique.retain(|other| other.id != row.id);
            unique.push(row.clone());
        }
        let mut expected: Vec<&Row> =
            unique.iter().filter(|row| conditions.iter().all(|wanted| naive(row, wanted))).collect();
        expected.sort_by(|a, b| compare(a, b, &keys));
        let at = match parse_start(&params, style) {
            Start::At(at) => at,
            Start::Uncounted => 0,
        };
        let counted = start >= 0;
        let wanted_ids: Vec<u32> = expected.iter().skip(at).take(PAGE).map(|row| row.id).collect();
        let total = if counted { expected.len() } else { 0 };
        let next = (counted && !wanted_ids.is_empty() && at + wanted_ids.len() < total).then_some(at + wanted_ids.len());
        prop_assert_eq!(page.rows.iter().map(|deal| deal.id).collect::<Vec<_>>(), wanted_ids);
        prop_assert_eq!((page.total, page.next), (total, next));
    }
}
