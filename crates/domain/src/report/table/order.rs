//! Order of rows. Only the asked range is put in full order: everything before and after it is merely set apart.

use super::ReportTable;
use super::columns::NEVER;
use super::matching::employees;
use super::sums::{RowSums, Shown, turnover};
use crate::directory::Choice;
use crate::report::query::{Sort, SortKey};
use crate::text::fold;
use std::cmp::Reverse;
use std::ops::Range;

/// The rows at `range` of `rows` in this order. `rows` ascend, and rows ascend with ids, so equal keys end with the id.
pub(super) fn ordered(
    table: &ReportTable,
    rows: &[u32],
    sort: Sort,
    shown: &Shown<'_>,
    range: Range<usize>,
) -> Vec<u32> {
    let columns = &table.columns;
    let ordering = Ordering { rows, descending: sort.descending, range };
    match sort.key {
        SortKey::Id => ordering.by(Some),
        SortKey::Title => {
            let titles = table.titles.of(columns);
            ordering.by(|row| Some(titles.rank_of(row)))
        }
        SortKey::Responsible => {
            let ranks = name_ranks(table);
            ordering.by(|row| ranks[columns.responsible[row] as usize])
        }
        SortKey::LastCommunication => ordering.by(|row| Some(columns.last[row]).filter(|day| *day != NEVER)),
        SortKey::Created => ordering.by(|row| Some(columns.details[row].created).filter(|day| *day != NEVER)),
        SortKey::Inn => ordering.by(|row| Some(columns.inn(row)).filter(|inn| !inn.is_empty())),
        SortKey::Sector => ordering.by_choice(&table.directory.sectors, |row| columns.sector[row]),
        SortKey::Region => ordering.by_choice(&table.directory.regions, |row| columns.details[row].region),
        SortKey::Source => ordering.by_choice(&table.directory.sources, |row| columns.details[row].source),
        SortKey::Employees => ordering.by(|row| employees(table, row)),
        SortKey::Turnover => ordering.by(|row| turnover(table, row)),
        SortKey::Work => ordering.by_sums(&RowSums::in_work(table, shown, None)),
        SortKey::Won => ordering.by_sums(&RowSums::won(table, shown, None)),
        SortKey::DirectionWork(id) => ordering.by_sums(&RowSums::in_work(table, shown, Some(id))),
        SortKey::DirectionWon(id) => ordering.by_sums(&RowSums::won(table, shown, Some(id))),
    }
}

/// Which rows, which way and how much of them.
struct Ordering<'a> {
    rows: &'a [u32],
    descending: bool,
    range: Range<usize>,
}

impl Ordering<'_> {
    fn by_sums(self, sums: &RowSums<'_>) -> Vec<u32> {
        self.by(|row| sums.of(row))
    }

    /// By the folded names of choices; rows of none have no place in the list.
    fn by_choice(self, choices: &[Choice], place: impl Fn(usize) -> u16) -> Vec<u32> {
        let names = choices.iter().map(|choice| Some(fold(&choice.name)));
        let ranks = ranks(&names.collect::<Vec<_>>());
        self.by(|row| ranks.get(usize::from(place(row))).copied().flatten())
    }

    /// Rows at the range, ordered by key; rows without a key follow in the order of ids, whatever the direction.
    fn by<K: Ord + Copy>(self, mut key: impl FnMut(usize) -> Option<K>) -> Vec<u32> {
        let Self { rows, descending, range } = self;
        let mut keyed = Vec::with_capacity(rows.len());
        let mut without = Vec::new();
        for row in rows {
            match key(*row as usize) {
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
}

/// Alphabetical ranks of the responsible people, by place; the same name has the same rank.
fn name_ranks(table: &ReportTable) -> Vec<Option<u32>> {
    let names = table.responsibles.each(|person| {
        let id = person?;
        let known = table.directory.person(id);
        Some(known.map_or_else(|| format!("#{id}"), |person| fold(&person.full_name())))
    });
    ranks(&names)
}

fn ranks(names: &[Option<String>]) -> Vec<Option<u32>> {
    let mut alphabet: Vec<&String> = names.iter().flatten().collect();
    alphabet.sort_unstable();
    alphabet.dedup();
    let rank = |name: &Option<String>| {
        let name = name.as_ref()?;
        u32::try_from(alphabet.partition_point(|other| *other < name)).ok()
    };
    names.iter().map(rank).collect()
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
