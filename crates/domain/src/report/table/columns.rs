//! Storage of the table: rows ordered by company id in parallel columns, their texts in one pool and their cells in
//! one arena. Replaced texts and cells leave garbage behind; when half of a pool is garbage it is rewritten.

use super::details::Details;
use crate::day::Day;
use crate::deals::LatestDays;
use crate::ids::CompanyId;
use crate::money::Amount;
use crate::report::window::Cell;

/// A day that never was; earlier than any day compared with it.
pub(super) const NEVER: i32 = i32::MIN;
/// No sector.
pub(super) const NO_SECTOR: u16 = u16::MAX;
/// Garbage below this many entries is not worth a rewrite.
const TOLERATED: usize = 4096;

/// A stretch of a pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    start: u32,
    length: u32,
}

impl Run {
    pub(super) fn new(start: usize, length: usize) -> Self {
        let narrow = |n: usize| u32::try_from(n).expect("a portal's rows take less than 4 GiB");
        Self { start: narrow(start), length: narrow(length) }
    }

    pub(super) fn range(self) -> std::ops::Range<usize> {
        let start = self.start as usize;
        start..start + self.length as usize
    }

    pub(super) fn len(self) -> usize {
        self.length as usize
    }
}

/// What every query reads of a cell: half a cache line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) direction: u16,
    pub(super) currency: u8,
    /// Latest work in the whole direction if this cell holds work itself, else [`NEVER`]: its sum is shown while this
    /// day is within the suspension threshold.
    pub(super) work_since: i32,
    pub(super) work: Amount,
    pub(super) won: Amount,
    /// Deals in work and preparation.
    pub(super) active: u32,
    pub(super) won_count: u32,
}

/// What only a shown row reads of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rest {
    work_count: u32,
    preparation_count: u32,
    work: i32,
    preparation: i32,
    failed: i32,
}

/// Cells of all rows.
#[derive(Clone, Debug, Default)]
pub(super) struct CellArena {
    sums: Vec<Sums>,
    rest: Vec<Rest>,
    garbage: usize,
}

impl CellArena {
    pub(super) fn sums(&self, run: Run) -> &[Sums] {
        &self.sums[run.range()]
    }

    pub(super) fn cells(&self, run: Run) -> impl Iterator<Item = Cell> + '_ {
        run.range().map(|at| joined(&self.sums[at], &self.rest[at]))
    }

    /// Stores cells that are ordered by direction and currency.
    pub(super) fn push(&mut self, cells: &[Cell]) -> Run {
        let run = Run::new(self.sums.len(), cells.len());
        for direction in cells.chunk_by(|a, b| a.direction == b.direction) {
            let latest = direction.iter().filter_map(|cell| cell.latest.work).max();
            for cell in direction {
                let (sums, rest) = split(cell, latest);
                self.sums.push(sums);
                self.rest.push(rest);
            }
        }
        run
    }

    fn forget(&mut self, run: Run) {
        self.garbage += run.len();
    }

    fn is_wasteful(&self) -> bool {
        self.garbage > TOLERATED && self.garbage * 2 > self.sums.len()
    }
}

/// What totals read of cells that belong to no row.
pub(super) fn sums_of(cells: &[Cell]) -> Vec<Sums> {
    let mut arena = CellArena::default();
    arena.push(cells);
    arena.sums
}

fn split(cell: &Cell, latest_work: Option<Day>) -> (Sums, Rest) {
    let number = |day: Option<Day>| day.map_or(NEVER, |day| day.0);
    let holds_work = cell.latest.work.is_some();
    let sums = Sums {
        direction: cell.direction,
        currency: cell.currency,
        work_since: number(latest_work.filter(|_| holds_work)),
        work: cell.work,
        won: cell.won,
        active: cell.work_count.saturating_add(cell.preparation_count),
        won_count: cell.won_count,
    };
    let rest = Rest {
        work_count: cell.work_count,
        preparation_count: cell.preparation_count,
        work: number(cell.latest.work),
        preparation: number(cell.latest.preparation),
        failed: number(cell.latest.failed),
    };
    (sums, rest)
}

fn joined(sums: &Sums, rest: &Rest) -> Cell {
    Cell {
        direction: sums.direction,
        currency: sums.currency,
        work: sums.work,
        work_count: rest.work_count,
        preparation_count: rest.preparation_count,
        won: sums.won,
        won_count: sums.won_count,
        latest: LatestDays { work: day(rest.work), preparation: day(rest.preparation), failed: day(rest.failed) },
    }
}

/// The day of a stored number.
pub(super) fn day(number: i32) -> Option<Day> {
    (number != NEVER).then_some(Day(number))
}

/// Title and INN of all rows, each row's two behind one another.
#[derive(Clone, Debug, Default)]
pub(super) struct TextPool {
    text: String,
    garbage: usize,
}

/// Where a row's texts are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Texts {
    title: Run,
    inn_length: u32,
}

impl TextPool {
    pub(super) fn push(&mut self, title: &str, inn: &str) -> Texts {
        let texts = Texts { title: Run::new(self.text.len(), title.len()), inn_length: Run::new(0, inn.len()).length };
        self.text.push_str(title);
        self.text.push_str(inn);
        texts
    }

    pub(super) fn title(&self, texts: Texts) -> &str {
        &self.text[texts.title.range()]
    }

    pub(super) fn inn(&self, texts: Texts) -> &str {
        let start = texts.title.range().end;
        &self.text[start..start + texts.inn_length as usize]
    }

    /// Bytes that are taken, room for more included.
    pub(super) fn bytes(&self) -> usize {
        self.text.capacity()
    }

    fn forget(&mut self, texts: Texts) {
        self.garbage += texts.title.len() + texts.inn_length as usize;
    }

    fn is_wasteful(&self) -> bool {
        self.garbage > TOLERATED && self.garbage * 2 > self.text.len()
    }
}

/// One row on its way into the columns.
pub(super) struct Record<'a> {
    pub(super) id: CompanyId,
    pub(super) title: &'a str,
    pub(super) inn: &'a str,
    /// Place among the table's responsible people.
    pub(super) responsible: u32,
    /// Place of the sector or [`NO_SECTOR`].
    pub(super) sector: u16,
    /// Day of the last communication or [`NEVER`].
    pub(super) last: i32,
    pub(super) details: Details,
    pub(super) cells: &'a [Cell],
}

/// All rows, ordered by id.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) ids: Vec<CompanyId>,
    pub(super) texts: Vec<Texts>,
    pub(super) responsible: Vec<u32>,
    pub(super) sector: Vec<u16>,
    pub(super) last: Vec<i32>,
    pub(super) details: Vec<Details>,
    pub(super) runs: Vec<Run>,
    pub(super) pool: TextPool,
    pub(super) arena: CellArena,
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Bytes that are taken, room for more rows included.
    pub(super) fn bytes(&self) -> usize {
        fn of<T>(column: &Vec<T>) -> usize {
            column.capacity() * size_of::<T>()
        }
        let rows = of(&self.ids) + of(&self.texts) + of(&self.responsible) + of(&self.sector) + of(&self.last);
        rows + of(&self.details) + of(&self.runs) + self.pool.bytes() + of(&self.arena.sums) + of(&self.arena.rest)
    }

    /// The row of a company, or where it would stand.
    pub(super) fn find(&self, id: CompanyId) -> Result<usize, usize> {
        match self.ids.last() {
            Some(last) if *last >= id => self.ids.binary_search(&id),
            _ => Err(self.len()),
        }
    }

    pub(super) fn title(&self, row: usize) -> &str {
        self.pool.title(self.texts[row])
    }

    pub(super) fn inn(&self, row: usize) -> &str {
        self.pool.inn(self.texts[row])
    }

    pub(super) fn sums(&self, row: usize) -> &[Sums] {
        self.arena.sums(self.runs[row])
    }

    pub(super) fn cells(&self, row: usize) -> impl Iterator<Item = Cell> + '_ {
        self.arena.cells(self.runs[row])
    }

    /// Puts a new row before `row`.
    pub(super) fn insert(&mut self, row: usize, record: &Record<'_>) {
        self.ids.insert(row, record.id);
        self.texts.insert(row, self.pool.push(record.title, record.inn));
        self.responsible.insert(row, record.responsible);
        self.sector.insert(row, record.sector);
        self.last.insert(row, record.last);
        self.details.insert(row, record.details);
        self.runs.insert(row, self.arena.push(record.cells));
    }

    /// Replaces everything of a row but its id.
    pub(super) fn replace(&mut self, row: usize, record: &Record<'_>) {
        if self.title(row) != record.title || self.inn(row) != record.inn {
            self.pool.forget(self.texts[row]);
            self.texts[row] = self.pool.push(record.title, record.inn);
        }
        self.responsible[row] = record.responsible;
        self.sector[row] = record.sector;
        self.last[row] = record.last;
        self.details[row] = record.details;
        self.arena.forget(self.runs[row]);
        self.runs[row] = self.arena.push(record.cells);
        self.compact();
    }

    pub(super) fn remove(&mut self, row: usize) {
        self.ids.remove(row);
        let texts = self.texts.remove(row);
        self.pool.forget(texts);
        self.responsible.remove(row);
        self.sector.remove(row);
        self.last.remove(row);
        self.details.remove(row);
        let run = self.runs.remove(row);
        self.arena.forget(run);
        self.compact();
    }

    /// A copy of the rows for which `keep` says so, without garbage.
    pub(super) fn kept(&self, keep: impl Fn(usize) -> bool) -> Self {
        let mut kept = Self::default();
        for row in (0..self.len()).filter(|row| keep(*row)) {
            kept.ids.push(self.ids[row]);
            kept.texts.push(kept.pool.push(self.title(row), self.inn(row)));
            kept.responsible.push(self.responsible[row]);
            kept.sector.push(self.sector[row]);
            kept.last.push(self.last[row]);
            kept.details.push(self.details[row]);
            let copied = self.runs[row].range();
            kept.runs.push(Run::new(kept.arena.sums.len(), copied.len()));
            kept.arena.sums.extend_from_slice(&self.arena.sums[copied.clone()]);
            kept.arena.rest.extend_from_slice(&self.arena.rest[copied]);
        }
        kept
    }

    /// Orders rows by id after some were put in elsewhere.
    pub(super) fn restore_order(&mut self) {
        if self.ids.is_sorted() {
            return;
        }
        let mut order: Vec<usize> = (0..self.len()).collect();
        // Long ordered stretches are merged, not sorted anew.
        order.sort_by_key(|row| self.ids[*row]);
        fn moved<T: Copy>(column: &[T], order: &[usize]) -> Vec<T> {
            order.iter().map(|row| column[*row]).collect()
        }
        self.ids = moved(&self.ids, &order);
        self.texts = moved(&self.texts, &order);
        self.responsible = moved(&self.responsible, &order);
        self.sector = moved(&self.sector, &order);
        self.last = moved(&self.last, &order);
        self.details = moved(&self.details, &order);
        self.runs = moved(&self.runs, &order);
    }

    /// Gives every row other cells: `changed` turns the old ones into the new, ordered by direction and currency.
    pub(super) fn change_cells(&mut self, changed: impl Fn(Vec<Cell>) -> Vec<Cell>) {
        let mut arena = CellArena::default();
        for run in &mut self.runs {
            *run = arena.push(&changed(self.arena.cells(*run).collect()));
        }
        self.arena = arena;
    }

    fn compact(&mut self) {
        if self.pool.is_wasteful() || self.arena.is_wasteful() {
            *self = self.kept(|_| true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbage_of_a_long_life_is_bounded() {
        let mut columns = Columns::default();
        let record = |title: &'static str, cells: &'static [Cell]| Record {
            id: CompanyId(1),
            title,
            inn: "7701",
            responsible: 0,
            sector: NO_SECTOR,
            last: NEVER,
            details: Details::default(),
            cells,
        };
        const CELL: Cell = Cell {
            direction: 3,
            currency: 1,
            work: Amount(5),
            work_count: 2,
            preparation_count: 1,
            won: Amount(0),
            won_count: 0,
            latest: LatestDays { work: Some(Day(7)), preparation: None, failed: None },
        };
        columns.insert(0, &record("first", &[]));
        for _ in 0..50_000 {
            columns.replace(0, &record("second", &[CELL, CELL]));
            columns.replace(0, &record("third", &[CELL]));
        }
        assert_eq!(columns.title(0), "third");
        assert_eq!(columns.inn(0), "7701");
        assert!(columns.cells(0).eq([CELL]));
        assert!(columns.pool.text.len() < 2 * TOLERATED);
        assert!(columns.arena.sums.len() < 2 * TOLERATED);
    }
}
