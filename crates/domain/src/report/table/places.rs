//! From facts to places: deals grouped into cells that name directions and currencies by their place in the
//! directory. What the directory does not know yet is appended to it, so that no sum is lost.

use crate::deals::Phase;
use crate::directory::{Choice, Direction, Directory};
use crate::ids::DirectionId;
use crate::money::{Amount, Currency, CurrencyCode};
use crate::report::facts::DealGroup;
use crate::report::window::Cell;

/// Cells of one company, ordered by direction and currency. Groups of no deals are skipped.
pub(super) fn cells(directory: &mut Directory, groups: &[DealGroup]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::with_capacity(groups.len());
    for group in groups.iter().filter(|group| group.count > 0) {
        let (Some(direction), Some(currency)) =
            (direction_place(directory, group.direction), currency_place(directory, &group.currency))
        else {
            continue;
        };
        let place = (direction, currency);
        let at = match cells.binary_search_by_key(&place, |cell| (cell.direction, cell.currency)) {
            Ok(at) => at,
            Err(at) => {
                let empty = Cell { direction, currency, ..Cell::default() };
                cells.insert(at, empty);
                at
            }
        };
        add(&mut cells[at], group);
    }
    cells
}

/// Adds a group's deals to the cell of its direction and currency.
fn add(cell: &mut Cell, group: &DealGroup) {
    let latest = |day| Some(group.modified).max(day);
    match group.phase {
        Phase::Work => {
            cell.work = cell.work.plus(group.amount);
            cell.work_count = cell.work_count.saturating_add(group.count);
            cell.latest.work = latest(cell.latest.work);
        }
        Phase::Preparation => {
            cell.preparation_count = cell.preparation_count.saturating_add(group.count);
            cell.latest.preparation = latest(cell.latest.preparation);
        }
        Phase::Won => {
            cell.won = cell.won.plus(group.amount);
            cell.won_count = cell.won_count.saturating_add(group.count);
        }
        Phase::Failed => cell.latest.failed = latest(cell.latest.failed),
    }
}

/// Place of a direction; an unknown one becomes the last, named by its id.
pub(super) fn direction_place(directory: &mut Directory, id: DirectionId) -> Option<u16> {
    let known = directory.directions.iter().position(|d| d.id == id);
    let place = u16::try_from(known.unwrap_or(directory.directions.len())).ok()?;
    if known.is_none() {
        directory.directions.push(Direction { id, name: format!("#{id}") });
    }
    Some(place)
}

/// Place of a currency; an unknown one becomes the last, with rate 0: unknown.
pub(super) fn currency_place(directory: &mut Directory, code: &CurrencyCode) -> Option<u8> {
    let known = directory.currencies.iter().position(|c| c.code == *code);
    let place = u8::try_from(known.unwrap_or(directory.currencies.len())).ok()?;
    if known.is_none() {
        directory.currencies.push(Currency { code: code.clone(), rate: Amount(0), rate_units: 1, base: false });
    }
    Some(place)
}

/// Place of a sector; an unknown one becomes the last, named by its key. The empty key is no sector.
pub(super) fn sector_place(directory: &mut Directory, key: &str) -> Option<u16> {
    if key.is_empty() {
        return None;
    }
    let known = directory.sectors.iter().position(|s| s.key == key);
    let place = u16::try_from(known.unwrap_or(directory.sectors.len()))
        .ok()
        .filter(|place| *place != super::columns::NO_SECTOR)?;
    if known.is_none() {
        directory.sectors.push(Choice { key: key.to_owned(), name: key.to_owned() });
    }
    Some(place)
}
