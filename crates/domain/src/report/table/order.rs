//! Order of rows. Only the asked range is put in full order: everything before and after it is merely set apart.

use super::ReportTable;
use super::columns::{NEVER, Sums};
use super::totals::add_to;
use crate::ids::DirectionId;
use crate::money::Amount;
use crate::report::query::{Sort, SortKey};
use crate::text::fold;
use std::cmp::Reverse;
use std::ops::Range;

/// What the order by money needs to know of a query.
pub(super) struct Shown<'a> {
    /// By place of the direction; `None` for all.
    pub(super) directions: Option<&'a [bool]>,
    /// The first day that is not suspended.
    pub(super) fresh: i32,
}

/// The rows at `range` of `rows` in this order. `rows` ascend, and rows ascend with ids, so equal keys end with the id.
pub(super) fn ordered(
    table: &ReportTable,
    rows: &[u32],
    sort: Sort,
    shown: &Shown<'_>,
    range: Range<usize>,
) -> Vec<u32> {
    let descending = sort.descending;
    match sort.key {
        SortKey::Title => {
            let titles = table.titles.of(&table.columns);
            let rank = |row: u32| Some(titles.rank_of(row as usize));
            pick(rows, rank, descending, range)
        }
        SortKey::Responsible => {
            let ranks = name_ranks(table);
            let rank = |row: u32| ranks[table.columns.responsible[row as usize] as usize];
            pick(rows, rank, descending, range)
        }
        SortKey::LastCommunication => {
            let last = |row: u32| Some(table.columns.last[row as usize]).filter(|d| *d != NEVER);
            pick(rows, last, descending, range)
        }
        SortKey::Work => by_work(table, rows, shown, None, descending, range),
        SortKey::Won => by_won(table, rows, shown, None, descending, range),
        SortKey::DirectionWork(id) => by_work(table, rows, shown, Some(id), descending, range),
        SortKey::DirectionWon(id) => by_won(table, rows, shown, Some(id), descending, range),
    }
}

fn by_work(
    table: &ReportTable,
    rows: &[u32],
    shown: &Shown<'_>,
    only: Option<DirectionId>,
    descending: bool,
    range: Range<usize>,
) -> Vec<u32> {
    let work = |cell: &Sums| (cell.work_since >= shown.fresh).then_some(cell.work);
    by_money(table, rows, &counted(table, shown, only), work, descending, range)
}

fn by_won(
    table: &ReportTable,
    rows: &[u32],
    shown: &Shown<'_>,
    only: Option<DirectionId>,
    descending: bool,
    range: Range<usize>,
) -> Vec<u32> {
    let won = |cell: &Sums| (cell.won_count > 0).then_some(cell.won);
    by_money(table, rows, &counted(table, shown, only), won, descending, range)
}

/// By place of the direction: whether its cells take part in the order.
fn counted(table: &ReportTable, shown: &Shown<'_>, only: Option<DirectionId>) -> Vec<bool> {
    let directions = table.directory.directions.iter().enumerate();
    directions
        .map(|(place, direction)| {
            shown.directions.is_none_or(|shown| shown[place]) && only.is_none_or(|only| only == direction.id)
        })
        .collect()
}

fn by_money(
    table: &ReportTable,
    rows: &[u32],
    counted: &[bool],
    sum_of: impl Fn(&Sums) -> Option<Amount>,
    descending: bool,
    range: Range<usize>,
) -> Vec<u32> {
    let mut others = Vec::new();
    let key = |row: u32| {
        // Nearly every company pays in one currency: its sum stays out of the list.
        let mut first: Option<(u8, Amount)> = None;
        others.clear();
        for cell in table.columns.sums(row as usize) {
            let amount = sum_of(cell).filter(|_| counted[usize::from(cell.direction)]);
            match (amount, &mut first) {
                (None, _) => {}
                (Some(amount), None) => first = Some((cell.currency, amount)),
                (Some(amount), Some((currency, sum))) if *currency == cell.currency => *sum = sum.plus(amount),
                (Some(amount), Some(_)) => add_to(&mut others, cell.currency, amount),
            }
        }
        first.map(|first| {
            others.iter().fold(in_base(table, &first), |sum, other| sum.saturating_add(in_base(table, other)))
        })
    };
    pick(rows, key, descending, range)
}

/// A sum in the base currency by the stored rate. A portal of one currency needs no rate.
fn in_base(table: &ReportTable, (currency, amount): &(u8, Amount)) -> i128 {
    match table.directory.currencies.as_slice() {
        [_] => i128::from(amount.0),
        several => several[usize::from(*currency)].comparable(*amount),
    }
}

/// Alphabetical ranks of the responsible people, by place; the same name has the same rank.
fn name_ranks(table: &ReportTable) -> Vec<Option<u32>> {
    let names = table.responsibles.each(|person| {
        let id = person?;
        let known = table.directory.person(id);
        Some(known.map_or_else(|| format!("#{id}"), |person| fold(&person.full_name())))
    });
    let mut alphabet: Vec<&String> = names.iter().flatten().collect();
    alphabet.sort_unstable();
    alphabet.dedup();
    let rank = |name: &Option<String>| {
        let name = name.as_ref()?;
        u32::try_from(alphabet.partition_point(|other| *other < name)).ok()
    };
    names.iter().map(rank).collect()
}

/// Rows at `range`, ordered by key; rows without a key follow in the order of ids, whatever the direction.
fn pick<K: Ord + Copy>(
    rows: &[u32],
    mut key: impl FnMut(u32) -> Option<K>,
    descending: bool,
    range: Range<usize>,
) -> Vec<u32> {
    let mut keyed = Vec::with_capacity(rows.len());
    let mut without = Vec::new();
    for row in rows {
        match key(*row) {
            Some(key) => keyed.push((key, *row)),
            None => without.push(*row),
        }
    }
    let count = keyed.len();
    let mut picked = if descending {
        range_of(&mut keyed, &range, |(key, row)| (Reverse(*key), *row))
    } else {
        range_of(&mut keyed, &range, |pair| *pair)
    };
    let from = range.start.max(count) - count;
    let to = range.end.max(count) - count;
    picked.extend(without.iter().take(to).skip(from));
    picked
}

/// The pairs at `range` in the order of `key`, which no two pairs share.
fn range_of<K, O: Ord>(pairs: &mut [(K, u32)], range: &Range<usize>, key: impl Fn(&(K, u32)) -> O) -> Vec<u32> {
    let end = range.end.min(pairs.len());
    if range.start >= end {
        return Vec::new();
    }
    if end < pairs.len() {
        pairs.select_nth_unstable_by_key(end, &key);
    }
    let pairs = &mut pairs[..end];
    if range.start > 0 {
        pairs.select_nth_unstable_by_key(range.start, &key);
    }
    let pairs = &mut pairs[range.start..];
    pairs.sort_unstable_by_key(&key);
    pairs.iter().map(|(_, row)| *row).collect()
}
