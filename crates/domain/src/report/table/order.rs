//! Order of rows. Only the asked range is put in full order: everything before and after it is merely set apart.

use super::ReportTable;
use super::columns::NEVER;
use super::matching::employees;
use super::sums::{RowSums, Shown, turnover};
use crate::directory::Choice;
use crate::report::query::{Sort, SortKey};
use crate::text::fold;
use std::ops::{Not, Range};

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
        SortKey::Id => ordering.by(|row| i64::try_from(row).ok()),
        SortKey::Title => {
            let titles = table.titles.of(columns);
            ordering.by(|row| Some(i64::from(titles.rank_of(row))))
        }
        SortKey::Responsible => {
            let ranks = name_ranks(table);
            ordering.by(|row| ranks[columns.responsible[row] as usize].map(i64::from))
        }
        SortKey::LastCommunication => ordering.by_day(|row| columns.last[row]),
        SortKey::Created => ordering.by_day(|row| columns.details[row].created),
        SortKey::Inn => ordering.by_text(|row| columns.inn(row)),
        SortKey::Sector => ordering.by_choice(&table.directory.sectors, |row| columns.sector[row]),
        SortKey::Region => ordering.by_choice(&table.directory.regions, |row| columns.details[row].region),
        SortKey::Source => ordering.by_choice(&table.directory.sources, |row| columns.details[row].source),
        SortKey::Employees => {
            ordering.by(|row| employees(table, row).map(|(from, to)| (i128::from(from) << 32) | i128::from(to)))
        }
        SortKey::Turnover => ordering.by(|row| turnover(table, row)),
        SortKey::Work => ordering.by_sums(&RowSums::in_work(table, shown, None)),
        SortKey::Won => ordering.by_sums(&RowSums::won(table, shown, None)),
        SortKey::DirectionWork(id) => ordering.by_sums(&RowSums::in_work(table, shown, Some(id))),
        SortKey::DirectionWon(id) => ordering.by_sums(&RowSums::won(table, shown, Some(id))),
    }
}

/// A number rows are ordered by. Everything is made one of two, because each other type is compiled into its own copy of
/// the whole sorting.
trait Key: Ord + Copy + Not<Output = Self> {}
impl Key for i64 {}
impl Key for i128 {}

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

    fn by_day(self, day: impl Fn(usize) -> i32) -> Vec<u32> {
        self.by(|row| Some(day(row)).filter(|day| *day != NEVER).map(i64::from))
    }

    /// By the folded names of choices; rows of none have no place in the list.
    fn by_choice(self, choices: &[Choice], place: impl Fn(usize) -> u16) -> Vec<u32> {
        let names = choices.iter().map(|choice| Some(fold(&choice.name)));
        let ranks = ranks(&names.collect::<Vec<_>>());
        self.by(|row| ranks.get(usize::from(place(row))).copied().flatten().map(i64::from))
    }

    /// By short texts as they are, empty ones last; longer ones take the time of an alphabet.
    fn by_text<'t>(self, text: impl Fn(usize) -> &'t str) -> Vec<u32> {
        let filled = |row: usize| Some(text(row)).filter(|text| !text.is_empty());
        if self.rows.iter().all(|row| packed(text(*row as usize)).is_some()) {
            return self.by(|row| filled(row).and_then(packed));
        }
        let texts = self.rows.iter().map(|row| filled(*row as usize).map(ToOwned::to_owned));
        let mut ranks = ranks(&texts.collect::<Vec<_>>()).into_iter();
        // Keys are asked for in the order of rows.
        self.by(|_| ranks.next().flatten().map(i64::from))
    }

    /// Rows at the range, ordered by key; rows without a key follow in the order of ids, whatever the direction.
    fn by<K: Key>(self, mut key: impl FnMut(usize) -> Option<K>) -> Vec<u32> {
        let Self { rows, descending, range } = self;
        let mut keyed = Vec::with_capacity(rows.len());
        let mut without = Vec::new();
        for row in rows {
            match key(*row as usize) {
                // The complement turns the order of numbers round and leaves that of equal ones to the row.
                Some(key) => keyed.push((if descending { !key } else { key }, *row)),
                None => without.push(*row),
            }
        }
        let count = keyed.len();
        let mut picked = range_of(&mut keyed, &range);
        let from = range.start.max(count) - count;
        let to = range.end.max(count) - count;
        picked.extend(without.iter().take(to).skip(from));
        picked
    }
}

/// Longest text that is packed, bytes.
const PACKED: usize = 15;

/// A short text as a number of the same order; `None` for one that does not fit, or could not be told from a shorter one.
fn packed(text: &str) -> Option<i128> {
    let bytes = text.as_bytes();
    if bytes.len() > PACKED || bytes.contains(&0) {
        return None;
    }
    let padded = bytes.iter().copied().chain(std::iter::repeat(0)).take(PACKED);
    Some(padded.fold(0, |number, byte| (number << 8) | i128::from(byte)))
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

/// The rows of the pairs at `range` in their order; no two pairs are equal.
fn range_of<K: Ord + Copy>(pairs: &mut [(K, u32)], range: &Range<usize>) -> Vec<u32> {
    let end = range.end.min(pairs.len());
    if range.start >= end {
        return Vec::new();
    }
    if end < pairs.len() {
        pairs.select_nth_unstable(end);
    }
    let pairs = &mut pairs[..end];
    if range.start > 0 {
        pairs.select_nth_unstable(range.start);
    }
    let pairs = &mut pairs[range.start..];
    pairs.sort_unstable();
    pairs.iter().map(|(_, row)| *row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packed_texts_stand_in_the_order_of_the_texts(left in "[0-9A-Zа-я]{0,16}", right in "[0-9A-Zа-я]{0,16}") {
            if let (Some(a), Some(b)) = (packed(&left), packed(&right)) {
                prop_assert_eq!(a.cmp(&b), left.cmp(&right));
            }
        }
    }

    #[test]
    fn texts_that_do_not_pack_are_told() {
        assert!(packed("123456789012345").is_some());
        assert_eq!([packed("1234567890123456"), packed("a\0")], [None, None]);
    }
}
