//! The form in which a table travels: one sequence per field, small numbers, nothing that can be made again.
//!
//! Ids are differences, days count back from the latest one, amounts are multiples of the largest unit that fits all:
//! postcard's short integers and the compressor behind it do the rest. Reading checks every length and place, so a
//! damaged table is an error and never a panic.

use super::ReportTable;
use super::columns::{Columns, NEVER, NO_SECTOR, Record, day};
use super::details::{PackedDetails, choice};
use super::people::Responsibles;
use super::places::Keys;
use super::titles::LazyTitles;
use crate::day::Day;
use crate::deals::{LatestDays, Thresholds};
use crate::directory::Directory;
use crate::ids::{CompanyId, PersonId};
use crate::money::Amount;
use crate::report::window::Cell;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Why a received table was refused.
#[derive(Debug, thiserror::Error)]
#[error("report table: {0}")]
pub(super) struct Damaged(pub(super) &'static str);

#[derive(PartialEq, Serialize, Deserialize)]
struct Packed {
    directory: Directory,
    thresholds: Thresholds,
    /// Differences to the id before, as two's complement.
    ids: Vec<u64>,
    titles: Strings,
    inns: Strings,
    people: Vec<Option<PersonId>>,
    /// Places in `people`.
    responsible: Vec<u32>,
    /// Place of the sector plus one; 0 for none.
    sector: Vec<u32>,
    last: Days,
    details: PackedDetails,
    /// Cells of each row.
    cell_counts: Vec<u32>,
    cells: Cells,
    without_company: Option<Cells>,
}

#[derive(Default, PartialEq, Serialize, Deserialize)]
struct Cells {
    direction: Vec<u16>,
    currency: Vec<u8>,
    work: Money,
    work_count: Vec<u32>,
    preparation_count: Vec<u32>,
    won: Money,
    won_count: Vec<u32>,
    latest_work: Days,
    latest_preparation: Days,
    latest_failed: Days,
}

/// Strings behind one another.
#[derive(Default, PartialEq, Serialize, Deserialize)]
struct Strings {
    text: String,
    /// In bytes.
    lengths: Vec<u32>,
}

/// Days counted back from the latest one, plus one; 0 for never.
#[derive(Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Days {
    latest: i32,
    back: Vec<u32>,
}

/// Amounts as multiples of their greatest common divisor.
#[derive(Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Money {
    unit: i64,
    multiples: Vec<i64>,
}

impl Strings {
    fn of<'a>(strings: impl Iterator<Item = &'a str>) -> Self {
        let mut packed = Self::default();
        for string in strings {
            packed.text.push_str(string);
            let length = u32::try_from(string.len());
            packed.lengths.push(length.expect("a title is below 4 GiB"));
        }
        packed
    }

    fn unpack(&self) -> Result<Vec<&str>, Damaged> {
        let mut rest = self.text.as_str();
        let mut strings = Vec::with_capacity(self.lengths.len());
        for length in &self.lengths {
            let (string, behind) = rest.split_at_checked(*length as usize).ok_or(Damaged("a text ends too early"))?;
            strings.push(string);
            rest = behind;
        }
        Ok(strings)
    }
}

impl Days {
    /// Days, or [`NEVER`].
    pub(super) fn of(days: &[i32]) -> Self {
        let latest = days.iter().copied().max().unwrap_or(NEVER);
        let back = |day: &i32| match *day {
            NEVER => 0,
            day => latest.abs_diff(day).saturating_add(1),
        };
        Self { latest, back: days.iter().map(back).collect() }
    }

    pub(super) fn unpack(&self) -> Vec<i32> {
        let day = |back: &u32| match back.checked_sub(1) {
            None => NEVER,
            Some(back) => self.latest.saturating_sub_unsigned(back),
        };
        self.back.iter().map(day).collect()
    }
}

impl Money {
    pub(super) fn of(amounts: impl Iterator<Item = Amount> + Clone) -> Self {
        let unit = amounts.clone().map(|amount| amount.0.unsigned_abs()).fold(0, gcd);
        let unit = i64::try_from(unit.max(1)).unwrap_or(1);
        Self { unit, multiples: amounts.map(|amount| amount.0 / unit).collect() }
    }

    pub(super) fn unpack(&self) -> Vec<Amount> {
        let amount = |multiple: &i64| Amount(multiple.saturating_mul(self.unit));
        self.multiples.iter().map(amount).collect()
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Cells {
    fn of(cells: &[Cell]) -> Self {
        let days = |of: fn(&LatestDays) -> Option<Day>| {
            let numbers = cells.iter().map(|c| of(&c.latest).map_or(NEVER, |day| day.0));
            Days::of(&numbers.collect::<Vec<_>>())
        };
        Self {
            direction: cells.iter().map(|cell| cell.direction).collect(),
            currency: cells.iter().map(|cell| cell.currency).collect(),
            work: Money::of(cells.iter().map(|cell| cell.work)),
            work_count: cells.iter().map(|cell| cell.work_count).collect(),
            preparation_count: cells.iter().map(|cell| cell.preparation_count).collect(),
            won: Money::of(cells.iter().map(|cell| cell.won)),
            won_count: cells.iter().map(|cell| cell.won_count).collect(),
            latest_work: days(|latest| latest.work),
            latest_preparation: days(|latest| latest.preparation),
            latest_failed: days(|latest| latest.failed),
        }
    }

    fn unpack(&self, directory: &Directory) -> Result<Vec<Cell>, Damaged> {
        let count = self.direction.len();
        let (work, won) = (self.work.unpack(), self.won.unpack());
        let latest_work = self.latest_work.unpack();
        let latest_preparation = self.latest_preparation.unpack();
        let latest_failed = self.latest_failed.unpack();
        let lengths = [
            self.currency.len(),
            work.len(),
            self.work_count.len(),
            self.preparation_count.len(),
            won.len(),
            self.won_count.len(),
            latest_work.len(),
            latest_preparation.len(),
            latest_failed.len(),
        ];
        if lengths.iter().any(|length| *length != count) {
            return Err(Damaged("columns of cells differ in length"));
        }
        let cell = |at: usize| Cell {
            direction: self.direction[at],
            currency: self.currency[at],
            work: work[at],
            work_count: self.work_count[at],
            preparation_count: self.preparation_count[at],
            won: won[at],
            won_count: self.won_count[at],
            latest: LatestDays {
                work: day(latest_work[at]),
                preparation: day(latest_preparation[at]),
                failed: day(latest_failed[at]),
            },
        };
        let cells: Vec<Cell> = (0..count).map(cell).collect();
        let is_known = |cell: &Cell| {
            usize::from(cell.direction) < directory.directions.len()
                && usize::from(cell.currency) < directory.currencies.len()
        };
        match cells.iter().all(is_known) {
            true => Ok(cells),
            false => Err(Damaged("a cell names a direction or currency that is not there")),
        }
    }
}

impl Packed {
    fn of(table: &ReportTable) -> Self {
        let columns = &table.columns;
        let rows = 0..columns.len();
        let mut before = 0;
        let difference = |id: &CompanyId| {
            let difference = id.0.wrapping_sub(before);
            before = id.0;
            difference.cast_unsigned()
        };
        // Places depend on the order in which people were met: number them anew in the order of rows.
        let mut met = Responsibles::default();
        let responsible = |place: &u32| met.place(table.responsibles.at(*place));
        let sector = |sector: &u16| match *sector {
            NO_SECTOR => 0,
            place => u32::from(place) + 1,
        };
        let cells: Vec<Cell> = rows.clone().flat_map(|row| columns.cells(row)).collect();
        let count = |row| u32::try_from(columns.sums(row).len()).unwrap_or(u32::MAX);
        Self {
            directory: table.directory.clone(),
            thresholds: table.thresholds,
            ids: columns.ids.iter().map(difference).collect(),
            titles: Strings::of(rows.clone().map(|row| columns.title(row))),
            inns: Strings::of(rows.clone().map(|row| columns.inn(row))),
            responsible: columns.responsible.iter().map(responsible).collect(),
            people: met.each(|person| person),
            sector: columns.sector.iter().map(sector).collect(),
            last: Days::of(&columns.last),
            details: PackedDetails::of(&columns.details),
            cell_counts: rows.map(count).collect(),
            cells: Cells::of(&cells),
            without_company: table.without_company.as_deref().map(Cells::of),
        }
    }

    fn unpack(self) -> Result<ReportTable, Damaged> {
        let (columns, responsibles) = self.columns()?;
        let without_company = self.without_company.as_ref();
        let without_company = without_company.map(|cells| cells.unpack(&self.directory));
        Ok(ReportTable {
            columns,
            responsibles,
            without_company: without_company.transpose()?,
            keys: Keys::of(&self.directory),
            directory: self.directory,
            thresholds: self.thresholds,
            titles: LazyTitles::default(),
        })
    }

    fn columns(&self) -> Result<(Columns, Responsibles), Damaged> {
        let (titles, inns) = (self.titles.unpack()?, self.inns.unpack()?);
        let last = self.last.unpack();
        let count = self.ids.len();
        let lengths =
            [titles.len(), inns.len(), self.responsible.len(), self.sector.len(), last.len(), self.cell_counts.len()];
        if lengths.iter().any(|length| *length != count) {
            return Err(Damaged("columns of rows differ in length"));
        }
        let details = self.details.unpack(count, &self.directory)?;
        let cells = self.cells.unpack(&self.directory)?;
        let mut cells = cells.as_slice();
        let mut columns = Columns::default();
        let mut responsibles = Responsibles::default();
        let mut id = 0_i64;
        for row in 0..count {
            id = id.wrapping_add(self.ids[row].cast_signed());
            let person = self.people.get(self.responsible[row] as usize);
            let person = person.ok_or(Damaged("a row names a person who is not there"))?;
            let (own, behind) =
                cells.split_at_checked(self.cell_counts[row] as usize).ok_or(Damaged("cells end too early"))?;
            cells = behind;
            if columns.ids.last().is_some_and(|last| last.0 >= id) {
                return Err(Damaged("rows are out of order"));
            }
            let record = Record {
                id: CompanyId(id),
                title: titles[row],
                inn: inns[row],
                responsible: responsibles.place(*person),
                sector: choice(self.sector[row], self.directory.sectors.len())?,
                last: last[row],
                details: details[row],
                cells: own,
            };
            columns.insert(row, &record);
        }
        Ok((columns, responsibles))
    }
}

impl Serialize for ReportTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Packed::of(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ReportTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Packed::deserialize(deserializer)?.unpack().map_err(D::Error::custom)
    }
}

/// Equal contents, whatever the history that led to them.
impl PartialEq for ReportTable {
    fn eq(&self, other: &Self) -> bool {
        Packed::of(self) == Packed::of(other)
    }
}
