//! A new directory under the rows of a table: places change, what they mean does not.

use super::ReportTable;
use super::columns::NO_SECTOR;
use super::places::{currency_place, direction_place, sector_place};
use crate::directory::Directory;
use crate::report::window::Cell;

/// New places by old ones; `None` for what no row uses and for what found no room.
struct Moves {
    directions: Vec<Option<u16>>,
    currencies: Vec<Option<u8>>,
    sectors: Vec<Option<u16>>,
}

/// Gives the table these names.
pub(super) fn rename(table: &mut ReportTable, mut directory: Directory) {
    let moves = Moves::between(table, &mut directory);
    table.columns.change_cells(|cells| moves.cells(cells));
    if let Some(cells) = &mut table.without_company {
        *cells = moves.cells(std::mem::take(cells));
    }
    for sector in &mut table.columns.sector {
        let moved = moves.sectors.get(usize::from(*sector)).copied().flatten();
        *sector = moved.unwrap_or(NO_SECTOR);
    }
    table.directory = directory;
}

impl Moves {
    fn between(table: &ReportTable, directory: &mut Directory) -> Self {
        let old = &table.directory;
        let mut directions = vec![false; old.directions.len()];
        let mut currencies = vec![false; old.currencies.len()];
        let mut sectors = vec![false; old.sectors.len()];
        let rows = 0..table.columns.len();
        let of_rows = rows.flat_map(|row| table.columns.cells(row));
        for cell in of_rows.chain(table.without_company.iter().flatten().copied()) {
            directions[usize::from(cell.direction)] = true;
            currencies[usize::from(cell.currency)] = true;
        }
        for sector in &table.columns.sector {
            if let Some(used) = sectors.get_mut(usize::from(*sector)) {
                *used = true;
            }
        }
        Self {
            directions: moved(&directions, &old.directions, |d| direction_place(directory, d.id)),
            currencies: moved(&currencies, &old.currencies, |c| currency_place(directory, &c.code)),
            sectors: moved(&sectors, &old.sectors, |s| sector_place(directory, &s.key)),
        }
    }

    fn cells(&self, mut cells: Vec<Cell>) -> Vec<Cell> {
        cells.retain_mut(|cell| {
            let direction = self.directions[usize::from(cell.direction)];
            let currency = self.currencies[usize::from(cell.currency)];
            if let (Some(direction), Some(currency)) = (direction, currency) {
                (cell.direction, cell.currency) = (direction, currency);
            }
            direction.is_some() && currency.is_some()
        });
        cells.sort_unstable_by_key(|cell| (cell.direction, cell.currency));
        cells
    }
}

fn moved<T, P>(used: &[bool], old: &[T], mut place: impl FnMut(&T) -> Option<P>) -> Vec<Option<P>> {
    let pairs = used.iter().zip(old);
    pairs.map(|(used, name)| used.then(|| place(name)).flatten()).collect()
}
