//! What rows tell beyond the report's first columns, in memory and on its way.

use super::columns::{NEVER, NO_SECTOR};
use super::wire::{Damaged, Days, Money};
use crate::directory::Directory;
use crate::headcount::Employees;
use crate::money::Amount;
use serde::{Deserialize, Serialize};

/// No size told.
pub(super) const NO_EMPLOYEES: i32 = i32::MIN;
/// No turnover told.
pub(super) const NO_TURNOVER: Amount = Amount(i64::MIN);
/// What a row tells beyond the report's first columns; read by few filters and orders, so in one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Details {
    /// Yearly turnover or [`NO_TURNOVER`].
    pub(super) turnover: Amount,
    /// Day or [`NEVER`].
    pub(super) created: i32,
    /// A number, or a place of a size as `-1 - place`, or [`NO_EMPLOYEES`].
    pub(super) employees: i32,
    /// Place of the region or [`NO_SECTOR`].
    pub(super) region: u16,
    /// Place of the source or [`NO_SECTOR`].
    pub(super) source: u16,
    /// Place of the turnover's currency.
    pub(super) currency: u8,
}

impl Default for Details {
    fn default() -> Self {
        Self {
            turnover: NO_TURNOVER,
            created: NEVER,
            employees: NO_EMPLOYEES,
            region: NO_SECTOR,
            source: NO_SECTOR,
            currency: 0,
        }
    }
}

impl Details {
    /// Employees, unpacked.
    pub(super) fn employees(&self) -> Option<Employees> {
        match self.employees {
            NO_EMPLOYEES => None,
            place if place < 0 => u16::try_from(-1 - place).ok().map(Employees::Choice),
            number => Some(Employees::Number(number.unsigned_abs())),
        }
    }

    /// Employees, packed; more than fit count as the most that do.
    pub(super) fn packed(employees: Option<Employees>) -> i32 {
        match employees {
            None => NO_EMPLOYEES,
            Some(Employees::Number(number)) => i32::try_from(number).unwrap_or(i32::MAX),
            Some(Employees::Choice(place)) => -1 - i32::from(place),
        }
    }
}

/// What rows tell beyond the first columns.
#[derive(Default, PartialEq, Serialize, Deserialize)]
pub(super) struct PackedDetails {
    /// Place of the region plus one; 0 for none.
    region: Vec<u32>,
    /// Place of the source, likewise.
    source: Vec<u32>,
    /// A number plus one; a place of a size as `-1 - place`; 0 for none.
    employees: Vec<i64>,
    /// Place of the currency plus one; 0 for no turnover.
    currency: Vec<u16>,
    /// Only of rows that have one.
    turnover: Money,
    created: Days,
}

impl PackedDetails {
    pub(super) fn of(rows: &[Details]) -> Self {
        let plus_one = |place: u16| if place == NO_SECTOR { 0 } else { u32::from(place) + 1 };
        let employees = |row: &Details| match row.employees {
            NO_EMPLOYEES => 0,
            number @ 0.. => i64::from(number) + 1,
            place => i64::from(place),
        };
        let told = || rows.iter().filter(|row| row.turnover != NO_TURNOVER);
        let currency = |row: &Details| if row.turnover == NO_TURNOVER { 0 } else { u16::from(row.currency) + 1 };
        Self {
            region: rows.iter().map(|row| plus_one(row.region)).collect(),
            source: rows.iter().map(|row| plus_one(row.source)).collect(),
            employees: rows.iter().map(employees).collect(),
            currency: rows.iter().map(currency).collect(),
            turnover: Money::of(told().map(|row| row.turnover)),
            created: Days::of(&rows.iter().map(|row| row.created).collect::<Vec<_>>()),
        }
    }

    pub(super) fn unpack(&self, count: usize, directory: &Directory) -> Result<Vec<Details>, Damaged> {
        let created = self.created.unpack();
        let mut turnover = self.turnover.unpack().into_iter();
        let lengths = [self.region.len(), self.source.len(), self.employees.len(), self.currency.len(), created.len()];
        if lengths.iter().any(|length| *length != count) {
            return Err(Damaged("columns of details differ in length"));
        }
        let one = |row: usize| {
            let mut details = Details {
                created: created[row],
                employees: employees(self.employees[row], directory)?,
                region: choice(self.region[row], directory.regions.len())?,
                source: choice(self.source[row], directory.sources.len())?,
                ..Details::default()
            };
            if let Some(place) = self.currency[row].checked_sub(1) {
                let known = u8::try_from(place).ok().filter(|place| usize::from(*place) < directory.currencies.len());
                details.currency = known.ok_or(Damaged("a turnover names a currency that is not there"))?;
                details.turnover = turnover.next().ok_or(Damaged("turnovers end too early"))?;
            }
            Ok(details)
        };
        (0..count).map(one).collect()
    }
}

fn employees(packed: i64, directory: &Directory) -> Result<i32, Damaged> {
    let damaged = Damaged("a size of a company that is not there");
    match packed {
        0 => Ok(NO_EMPLOYEES),
        1.. => i32::try_from(packed - 1).map_err(|_| damaged),
        place => match usize::try_from(-1 - place) {
            Ok(at) if at < directory.headcounts.len().min(usize::from(NO_SECTOR)) => {
                i32::try_from(place).map_err(|_| damaged)
            }
            _ => Err(damaged),
        },
    }
}

/// A place of a list of this many, or none.
pub(super) fn choice(packed: u32, count: usize) -> Result<u16, Damaged> {
    let Some(place) = packed.checked_sub(1) else {
        return Ok(NO_SECTOR);
    };
    u16::try_from(place)
        .ok()
        .filter(|place| usize::from(*place) < count && *place != NO_SECTOR)
        .ok_or(Damaged("a row names a choice that is not there"))
}
