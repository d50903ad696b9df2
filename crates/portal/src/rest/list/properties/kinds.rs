//! User fields of every kind, every prefix, nested groups and whole walks in every mode of paging, against an
//! evaluation that knows nothing of the engine: values are lists of numbers or lower-case texts, written values are
//! given together with what they mean.

use std::cmp::Ordering;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::model::{Deal, FieldValue, Records, UserField, UserFieldKind, Word};
use crate::php::Value;
use crate::rest::list::{PAGE, Start, Style, page_of, parse_filter, parse_order, parse_start};

use super::like;

/// One value on the naive side.
#[derive(Debug, Clone, PartialEq)]
enum Plain {
    Number(f64),
    Text(&'static str),
}

use Plain::{Number, Text};

/// A value a deal may hold and a value a client may write, with what they mean.
type Meant<T> = (T, Plain);

/// A kind of field: its definition, values to hold, texts to write.
struct Sort {
    kind: UserFieldKind,
    multiple: bool,
    held: Vec<Meant<FieldValue>>,
    written: Vec<Meant<&'static str>>,
    /// Whether it can be searched as text.
    textual: bool,
}

/// 2026-01-01 00:00 in Moscow.
const BASE: i64 = 1_767_214_800_000;
/// The same day, counted from 1970.
const DAY: i32 = 20_454;
const PREFIXES: [&str; 18] =
    ["", "=", "!", "!=", ">", ">=", "<", "<=", "@", "!@", "%", "!%", "=%", "%=", "!=%", "!%=", "><", "!><"];

fn text(held: &'static str) -> Meant<FieldValue> {
    (FieldValue::Text(held.into()), Text(held))
}

#[expect(clippy::cast_precision_loss, reason = "small numbers of a test")]
fn sorts() -> Vec<Sort> {
    use UserFieldKind::{Boolean, Date, DateTime, Double, Enumeration, Integer, Money, String};
    let whole = |number: i64| (FieldValue::Integer(number), Number(number as f64));
    let hour = |hours: i64| (FieldValue::Instant(BASE + hours * 3_600_000), Number(hours as f64));
    let day = |days: i32| (FieldValue::Day(DAY + days), Number(f64::from(days)));
    let item = |id: u32| (FieldValue::Item(id), Number(f64::from(id)));
    let money = |amount: i64| (FieldValue::Money(amount, Word::EMPTY), Number(amount as f64));
    let double = |number: f64| (FieldValue::Double(number), Number(number));
    let flag = |yes: bool| (FieldValue::Flag(yes), Number(f64::from(u8::from(yes))));
    let texts = vec![("альфа", Text("альфа")), ("БЕТА", Text("бета")), ("а", Text("а")), ("%т%", Text("%т%"))];
    let sort = |kind, textual, held, written| Sort { kind, multiple: false, held, written, textual };
    let items = vec![("31", Number(31.0)), ("33", Number(33.0)), ("40", Number(40.0))];
    vec![
        sort(String, true, vec![text("альфа"), text("бета"), text("гамма 10%")], texts.clone()),
        sort(
            Integer,
            true,
            vec![whole(-2), whole(0), whole(10), whole(101)],
            vec![("-2", Number(-2.0)), ("0", Number(0.0)), ("10", Number(10.0)), ("11", Number(11.0))],
        ),
        sort(
            Double,
            false,
            vec![double(0.5), double(2.0), double(-1.25)],
            vec![("0.5", Number(0.5)), ("2", Number(2.0)), ("1.999", Number(1.999))],
        ),
        sort(
            Boolean,
            false,
            vec![flag(true), flag(false)],
            vec![("1", Number(1.0)), ("0", Number(0.0)), ("Y", Number(1.0))],
        ),
        sort(Enumeration, true, vec![item(31), item(32), item(33)], items.clone()),
        sort(
            Date,
            false,
            vec![day(0), day(1), day(2)],
            vec![("2026-01-01", Number(0.0)), ("02.01.2026", Number(1.0)), ("2026-01-03T23:00:00+03:00", Number(2.0))],
        ),
        sort(
            DateTime,
            false,
            vec![hour(0), hour(1), hour(5)],
            vec![
                ("2026-01-01", Number(0.0)),
                ("2025-12-31T22:00:00Z", Number(1.0)),
                ("2026-01-01T07:00:00+05:00", Number(5.0)),
                ("01.01.2026 02:30:00", Number(2.5)),
            ],
        ),
        sort(
            Money,
            false,
            vec![money(5_000), money(10_000), money(123_400)],
            vec![("0.5", Number(5_000.0)), ("1|RUB", Number(10_000.0)), ("12.34|USD", Number(123_400.0))],
        ),
        Sort {
            multiple: true, ..sort(String, true, vec![text("альфа"), text("бета"), text("гамма")], texts)
        },
        Sort { multiple: true, ..sort(Enumeration, false, vec![item(31), item(32), item(33)], items) },
    ]
}

/// Which values of each kind a deal holds; one at most where the field is not multiple.
type Holding = Vec<Vec<usize>>;

fn holding() -> impl Strategy<Value = Holding> {
    let each: Vec<_> =
        sorts().into_iter().map(|sort| vec(0..sort.held.len(), 0..if sort.multiple { 3 } else { 2 })).collect();
    each
}

/// A condition: kind, prefix, written values; none asks for emptiness.
#[derive(Debug, Clone)]
struct Wanted {
    sort: usize,
    prefix: &'static str,
    written: Vec<usize>,
}

fn wanted() -> impl Strategy<Value = Wanted> {
    (0..sorts().len(), prop::sample::select(PREFIXES.to_vec())).prop_flat_map(|(sort, prefix)| {
        let count = match prefix {
            "><" | "!><" => 2..3,
            "@" | "!@" => 1..4,
            "" | "=" | "!" | "!=" => 0..3,
            _ => 1..2,
        };
        vec(0..sorts()[sort].written.len(), count).prop_map(move |written| Wanted { sort, prefix, written })
    })
}

fn field(sort: usize) -> String {
    format!("UF_CRM_K{sort}")
}

fn records(deals: &[Holding]) -> Records {
    let mut records = Records::new(jiff::tz::TimeZone::fixed(jiff::tz::offset(3)));
    let sorts = sorts();
    for (sort, index) in sorts.iter().zip(0..) {
        records.deal_fields.push(UserField {
            id: index,
            field_name: field(index as usize).into(),
            kind: sort.kind,
            multiple: sort.multiple,
            mandatory: false,
            sort: 100,
            label_ru: "".into(),
            label_en: "".into(),
            items: Vec::new(),
        });
    }
    for (holding, id) in deals.iter().zip(1..) {
        let values = sorts.iter().zip(holding).zip(0..).filter_map(|((sort, held), index)| {
            let values: Vec<FieldValue> = held.iter().map(|at| sort.held[*at].0.clone()).collect();
            let value = match (&values[..], sort.multiple, sort.kind) {
                ([], ..) => return None,
                ([value, ..], false, _) => value.clone(),
                (values, true, UserFieldKind::Enumeration) => FieldValue::Items(
                    values.iter().map(|value| if let FieldValue::Item(id) = value { *id } else { 0 }).collect(),
                ),
                (values, true, _) => FieldValue::Many(values.into()),
            };
            Some((index, value))
        });
        let user_values = values.collect();
        records.deals.insert(Deal { id, user_values, ..Deal::default() });
    }
    records
}

fn compare(a: &Plain, b: &Plain) -> Option<Ordering> {
    match (a, b) {
        (Number(a), Number(b)) => a.partial_cmp(b),
        (Text(a), Text(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn as_text(plain: &Plain) -> String {
    match plain {
        Number(number) => number.to_string(),
        Text(text) => (*text).to_owned(),
    }
}

/// Whether one held value fits the condition without its denial.
fn fits(held: &Plain, wanted: &Wanted, sort: &Sort) -> bool {
    let written: Vec<&Plain> = wanted.written.iter().map(|at| &sort.written[*at].1).collect();
    // What the client wrote, for searching as text.
    let raw = || wanted.written.iter().map(|at| sort.written[*at].0.to_lowercase());
    let is = |test: fn(Ordering) -> bool| written.iter().any(|value| compare(held, value).is_some_and(test));
    // Several items are found by equality only.
    let is_set = sort.multiple && sort.kind == UserFieldKind::Enumeration;
    match wanted.prefix.trim_start_matches('!') {
        "" | "=" | "@" => is(Ordering::is_eq),
        _ if is_set => false,
        ">" => is(Ordering::is_gt),
        ">=" => is(Ordering::is_ge),
        "<" => is(Ordering::is_lt),
        "<=" => is(Ordering::is_le),
        "><" => {
            let at_least = compare(held, written[0]).is_some_and(Ordering::is_ge);
            at_least && compare(held, written[1]).is_some_and(Ordering::is_le)
        }
        "%" => sort.textual && raw().any(|part| as_text(held).contains(&part)),
        _ => {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            sort.textual && raw().any(|mask| like(&letters(&as_text(held)), &letters(&mask)))
        }
    }
}

fn naive(holding: &Holding, wanted: &Wanted) -> bool {
    let sort = &sorts()[wanted.sort];
    let held: Vec<&Plain> = holding[wanted.sort].iter().map(|at| &sort.held[*at].1).collect();
    let asks_for_nothing = wanted.written.is_empty();
    let found = if asks_for_nothing { held.is_empty() } else { held.iter().any(|value| fits(value, wanted, sort)) };
    found != wanted.prefix.starts_with('!')
}

fn member(wanted: &Wanted) -> (String, Value) {
    let mut written: Vec<Value> =
        wanted.written.iter().map(|at| Value::from(sorts()[wanted.sort].written[*at].0)).collect();
    let value = match written.len() {
        0 => Value::word(""),
        1 => written.remove(0),
        _ => Value::List(written),
    };
    (format!("{}{}", wanted.prefix, field(wanted.sort)), value)
}

fn group(conditions: &[Wanted], any: bool) -> Value {
    let mut group = Value::Map(Vec::new());
    if any {
        group.set("logic", Value::word("OR"));
    }
    for (wanted, place) in conditions.iter().zip(0..) {
        let (key, value) = member(wanted);
        group.set(place.to_string(), Value::Map(vec![(key.into(), value)]));
    }
    group
}

/// Walks the whole list by offsets, following `next`.
fn by_offset(records: &Records, filter: &Value, style: Style) -> Vec<u32> {
    let (mut found, mut start) = (Vec::new(), Some(0));
    while let Some(at) = start {
        let filter = parse_filter::<Deal>(Some(filter), style, records).unwrap();
        let page = page_of(&records.deals, filter, &Vec::new(), Start::At(at), records);
        found.extend(page.rows.iter().map(|deal| deal.id));
        start = page.next;
    }
    found
}

/// Walks it by ids, uncounted, up or down.
fn by_id(records: &Records, filter: &Value, style: Style, down: bool) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    loop {
        let mut filter = filter.clone();
        let last = found.last().copied().unwrap_or(if down { u32::MAX } else { 0 });
        filter.set(if down { "<ID" } else { ">ID" }, Value::from(last));
        let filter = parse_filter::<Deal>(Some(&filter), style, records).unwrap();
        let order = Value::map([("ID", Value::word(if down { "DESC" } else { "ASC" }))]);
        let order = parse_order::<Deal>(Some(&order), style, records).unwrap();
        let page = page_of(&records.deals, filter, &order, Start::Uncounted, records);
        assert_eq!((page.total, page.next), (0, None));
        found.extend(page.rows.iter().map(|deal| deal.id));
        if page.rows.len() < PAGE {
            return found;
        }
    }
}

fn ids_where(deals: &[Holding], test: impl Fn(&Holding) -> bool) -> Vec<u32> {
    deals.iter().zip(1..).filter(|(holding, _)| test(holding)).map(|(_, id)| id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn conditions_on_every_kind_of_field_hold_in_every_mode_of_paging(
        deals in vec(holding(), 0..140),
        conditions in vec(wanted(), 1..3),
        legacy in any::<bool>(),
    ) {
        let style = if legacy { Style::Legacy } else { Style::ItemOriginalNames };
        let records = records(&deals);
        let mut kept: Vec<Wanted> = Vec::new();
        for wanted in conditions {
            kept.retain(|other| (other.sort, other.prefix) != (wanted.sort, wanted.prefix));
            kept.push(wanted);
        }
        let mut filter = Value::Map(Vec::new());
        for wanted in &kept {
            let (key, value) = member(wanted);
            filter.set(key, value);
        }
        let expected = ids_where(&deals, |holding| kept.iter().all(|wanted| naive(holding, wanted)));
        prop_assert_eq!(by_offset(&records, &filter, style), &expected[..]);
        prop_assert_eq!(by_id(&records, &filter, style, false), &expected[..]);
        let down: Vec<u32> = expected.into_iter().rev().collect();
        prop_assert_eq!(by_id(&records, &filter, style, true), down);
    }

    #[test]
    fn groups_join_as_they_say(
        deals in vec(holding(), 0..120),
        either in vec(wanted(), 1..4),
        both in vec(wanted(), 1..3),
        start in 0..130_i64,
    ) {
        let style = Style::ItemOriginalNames;
        let records = records(&deals);
        // (any of the first) and (any of (all of the second) or nothing else)
        let inner = Value::map([("logic", Value::word("OR")), ("0", group(&both, false)), ("1", group(&either[..1], true))]);
        let filter = Value::List(vec![group(&either, true), inner]);
        let expected = ids_where(&deals, |holding| {
            let any = either.iter().any(|wanted| naive(holding, wanted));
            any && (both.iter().all(|wanted| naive(holding, wanted)) || naive(holding, &either[0]))
        });
        let parsed = parse_filter::<Deal>(Some(&filter), style, &records).unwrap();
        let params = Value::map([("start", Value::Int(start))]);
        let page = page_of(&records.deals, parsed, &Vec::new(), parse_start(&params, style), &records);
        let at = usize::try_from(start).unwrap();
        let wanted: Vec<u32> = expected.iter().copied().skip(at).take(PAGE).collect();
        prop_assert_eq!(page.rows.iter().map(|deal| deal.id).collect::<Vec<_>>(), wanted);
        prop_assert_eq!(page.total, expected.len());
    }
}
