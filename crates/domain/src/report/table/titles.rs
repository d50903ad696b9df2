//! Folded titles and their order: made when first needed, then kept in step with every change.

use super::columns::{Columns, Run};
use crate::text::fold_into;
use std::sync::OnceLock;

/// Garbage in bytes beyond which the pool is made again, once it is also half of it.
const TOLERATED: usize = 65_536;
/// Depth in bytes up to which titles are ordered by chunks; longer common beginnings are rare.
const DEEPEST: usize = 64;

/// What folded titles of these rows take in memory, about as much as the titles themselves, with order and ranks.
pub(super) fn bytes(columns: &Columns) -> usize {
    columns.len() * (size_of::<Run>() + 2 * size_of::<u32>()) + columns.pool.bytes()
}

/// Folded titles of all rows and their alphabetical ranks.
#[derive(Clone, Debug)]
pub(super) struct Titles {
    pool: String,
    garbage: usize,
    runs: Vec<Run>,
    /// Rows by folded title, then by row.
    order: Vec<u32>,
    /// By row: place in `order` of the first row with the same title.
    ranks: Vec<u32>,
}

impl Titles {
    fn of(columns: &Columns) -> Self {
        let count = columns.len();
        let mut titles = Self {
            pool: String::new(),
            garbage: 0,
            runs: Vec::with_capacity(count),
            order: Vec::new(),
            ranks: vec![0; count],
        };
        for row in 0..count {
            let run = titles.push(columns.title(row));
            titles.runs.push(run);
        }
        titles.order = titles.ordered();
        titles.rank();
        titles
    }

    fn push(&mut self, title: &str) -> Run {
        let start = self.pool.len();
        fold_into(&mut self.pool, title);
        Run::new(start, self.pool.len() - start)
    }

    fn ordered(&self) -> Vec<u32> {
        let mut keyed: Vec<(u64, u32)> = (0..).take(self.runs.len()).map(|row| (0, row)).collect();
        self.order_by_chunks(&mut keyed, 0);
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    /// Orders rows whose titles agree in their first `depth` bytes: by the next eight bytes as one number, then those
    /// that agree there too by what follows. Far fewer touches of the pool than comparing title with title.
    fn order_by_chunks(&self, rows: &mut [(u64, u32)], depth: usize) {
        for (chunk, row) in rows.iter_mut() {
            *chunk = chunk_at(self.folded(*row as usize).as_bytes(), depth);
        }
        rows.sort_unstable();
        let behind = depth + 8;
        for equal in rows.chunk_by_mut(|a, b| a.0 == b.0).filter(|e| e.len() > 1) {
            let has_more = |(_, row): &(u64, u32)| self.runs[*row as usize].len() > behind;
            if behind < DEEPEST && equal.iter().any(has_more) {
                self.order_by_chunks(equal, behind);
            } else {
                equal.sort_unstable_by_key(|(_, row)| (self.folded(*row as usize), *row));
            }
        }
    }

    fn rank(&mut self) {
        let mut first = 0;
        for (place, row) in (0_u32..).zip(&self.order) {
            let same = place > 0 && self.folded(self.order[first as usize] as usize) == self.folded(*row as usize);
            if !same {
                first = place;
            }
            self.ranks[*row as usize] = first;
        }
    }

    pub(super) fn folded(&self, row: usize) -> &str {
        &self.pool[self.runs[row].range()]
    }

    pub(super) fn rank_of(&self, row: usize) -> u32 {
        self.ranks[row]
    }

    /// Where a row stands in the order, or would stand.
    fn place(&self, row: usize, folded: &str) -> usize {
        self.order.partition_point(|other| {
            let other = *other as usize;
            (self.folded(other), other) < (folded, row)
        })
    }

    /// A row came in before `row`.
    fn insert(&mut self, row: usize, title: &str) {
        for later in self.order.iter_mut().filter(|r| **r as usize >= row) {
            *later += 1;
        }
        let run = self.push(title);
        self.runs.insert(row, run);
        self.ranks.insert(row, 0);
        let place = self.place(row, self.folded(row));
        let same = |neighbour: &&u32| self.folded(**neighbour as usize) == self.folded(row);
        let before = place.checked_sub(1).and_then(|at| self.order.get(at));
        let twin = before.filter(same).or(self.order.get(place).filter(same));
        let (rank, first_moved) = match twin {
            Some(twin) => {
                let rank = self.ranks[*twin as usize];
                (rank, rank + 1)
            }
            None => {
                let rank = u32::try_from(place).expect("a portal has fewer than 2^32 companies");
                (rank, rank)
            }
        };
        for moved in self.ranks.iter_mut().filter(|rank| **rank >= first_moved) {
            *moved += 1;
        }
        self.ranks[row] = rank;
        self.order.insert(place, narrow(row));
    }

    /// A row went out; later rows move down.
    fn remove(&mut self, row: usize) {
        let place = self.place(row, self.folded(row));
        self.order.remove(place);
        for later in self.order.iter_mut().filter(|r| **r as usize > row) {
            *later -= 1;
        }
        let rank = self.ranks.remove(row);
        for moved in self.ranks.iter_mut().filter(|other| **other > rank) {
            *moved -= 1;
        }
        self.garbage += self.runs.remove(row).len();
    }

    fn is_wasteful(&self) -> bool {
        self.garbage > TOLERATED && self.garbage * 2 > self.pool.len()
    }
}

fn narrow(row: usize) -> u32 {
    u32::try_from(row).expect("a portal has fewer than 2^32 companies")
}

/// Eight bytes as a number that orders as they do; zeros stand behind the end.
fn chunk_at(text: &[u8], depth: usize) -> u64 {
    let rest = text.get(depth..).unwrap_or_default();
    let mut chunk = [0; 8];
    let length = rest.len().min(8);
    chunk[..length].copy_from_slice(&rest[..length]);
    u64::from_be_bytes(chunk)
}

/// [`Titles`] that are made on demand.
#[derive(Clone, Debug, Default)]
pub(super) struct LazyTitles(OnceLock<Titles>);

impl LazyTitles {
    pub(super) fn of(&self, columns: &Columns) -> &Titles {
        self.0.get_or_init(|| Titles::of(columns))
    }

    pub(super) fn inserted(&mut self, row: usize, title: &str) {
        if let Some(titles) = self.0.get_mut() {
            titles.insert(row, title);
        }
    }

    pub(super) fn removed(&mut self, row: usize) {
        if let Some(titles) = self.0.get_mut() {
            titles.remove(row);
            if titles.is_wasteful() {
                self.forget();
            }
        }
    }

    pub(super) fn replaced(&mut self, row: usize, title: &str) {
        self.removed(row);
        self.inserted(row, title);
    }

    pub(super) fn forget(&mut self) {
        self.0.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::CompanyId;
    use crate::report::table::columns::Record;
    use crate::report::table::details::Details;
    use crate::text::fold;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn columns(titles: &[String]) -> Columns {
        let mut columns = Columns::default();
        for (row, title) in titles.iter().enumerate() {
            let record = Record {
                id: CompanyId(i64::try_from(row).unwrap()),
                title,
                inn: "",
                responsible: 0,
                sector: 0,
                last: 0,
                details: Details::default(),
                cells: &[],
            };
            columns.insert(row, &record);
        }
        columns
    }

    fn title() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec!["", "\0", "a", "Б", "ё", "ооо «", "очень длинное название "]);
        vec(word, 0..7).prop_map(|words| words.concat())
    }

    /// Ranks by comparing every title with every other.
    fn ranks(titles: &[String]) -> Vec<u32> {
        let smaller = |title: &String| titles.iter().filter(|t| fold(t) < fold(title)).count();
        titles.iter().map(|title| u32::try_from(smaller(title)).unwrap()).collect()
    }

    proptest! {
        #[test]
        fn a_rank_is_the_number_of_smaller_titles(titles in vec(title(), 0..40)) {
            prop_assert_eq!(Titles::of(&columns(&titles)).ranks, ranks(&titles));
        }

        #[test]
        fn changes_keep_the_ranks_in_step(
            start in vec(title(), 0..10),
            changes in vec((any::<prop::sample::Index>(), title(), 0..3), 0..20),
        ) {
            let mut plain = start;
            let mut titles = Titles::of(&columns(&plain));
            for (at, title, kind) in changes {
                let row = at.index(plain.len() + usize::from(kind == 0).max(usize::from(plain.is_empty())));
                if kind == 0 || plain.is_empty() {
                    titles.insert(row, &title);
                    plain.insert(row, title);
                } else {
                    titles.remove(row);
                    plain.remove(row);
                    if kind == 1 {
                        titles.insert(row, &title);
                        plain.insert(row, title);
                    }
                }
                prop_assert_eq!(&titles.ranks, &ranks(&plain));
                for (row, title) in plain.iter().enumerate() {
                    prop_assert_eq!(titles.folded(row), fold(title));
                }
            }
        }
    }
}
