//! A new directory under the rows of a table: places change, what they mean does not.

use super::ReportTable;
use super::columns::NO_SECTOR;
use super::details::{Details, NO_TURNOVER};
use super::places::{Keys, currency_place, direction_place};
use crate::directory::{Choice, Directory};
use crate::headcount::Employees;
use crate::report::window::Cell;

/// New places by old ones; `None` for what no row uses and for what found no room.
struct Moves {
    directions: Vec<Option<u16>>,
    currencies: Vec<Option<u8>>,
    sectors: Vec<u16>,
    regions: Vec<u16>,
    sources: Vec<u16>,
    employees: Vec<Option<Employees>>,
}

/// Gives the table these names.
pub(super) fn rename(table: &mut ReportTable, mut directory: Directory) {
    let moves = Moves::between(table, &mut directory);
    table.columns.change_cells(|cells| moves.cells(cells));
    if let Some(cells) = &mut table.without_company {
        *cells = moves.cells(std::mem::take(cells));
    }
    for sector in &mut table.columns.sector {
        *sector = place(&moves.sectors, *sector);
    }
    for details in &mut table.columns.details {
        moves.details(details);
    }
    table.keys = Keys::of(&directory);
    table.directory = directory;
}

impl Moves {
    fn between(table: &ReportTable, directory: &mut Directory) -> Self {
        let old = &table.directory;
        let mut directions = vec![false; old.directions.len()];
        let mut currencies = vec![false; old.currencies.len()];
        let rows = 0..table.columns.len();
        let of_rows = rows.flat_map(|row| table.columns.cells(row));
        for cell in of_rows.chain(table.without_company.iter().flatten().copied()) {
            directions[usize::from(cell.direction)] = true;
            currencies[usize::from(cell.currency)] = true;
        }
        for details in table.columns.details.iter().filter(|details| details.turnover != NO_TURNOVER) {
            currencies[usize::from(details.currency)] = true;
        }
        let details = &table.columns.details;
        let mut keys = Keys::of(directory);
        let used = |list: &[Choice], places: &mut dyn Iterator<Item = u16>| {
            let mut used = vec![false; list.len()];
            for place in places {
                if let Some(used) = used.get_mut(usize::from(place)) {
                    *used = true;
                }
            }
            let names = list.iter().zip(used);
            names.map(|(choice, used)| used.then(|| choice.key.clone())).collect::<Vec<Option<String>>>()
        };
        let mut sizes = vec![false; old.headcounts.len()];
        for row in details {
            if let Some(Employees::Choice(place)) = row.employees() {
                sizes[usize::from(place)] = true;
            }
        }
        let employees = moved(&sizes, &old.headcounts, |size| keys.employees(directory, Some(&size.key)));
        let sectors = used(&old.sectors, &mut table.columns.sector.iter().copied());
        let regions = used(&old.regions, &mut details.iter().map(|row| row.region));
        let sources = used(&old.sources, &mut details.iter().map(|row| row.source));
        Self {
            directions: moved(&directions, &old.directions, |d| direction_place(directory, d.id)),
            currencies: moved(&currencies, &old.currencies, |c| currency_place(directory, &c.code)),
            employees,
            sectors: sectors.iter().map(|key| keys.sector(directory, key.as_deref())).collect(),
            regions: regions.iter().map(|key| keys.region(directory, key.as_deref())).collect(),
            sources: sources.iter().map(|key| keys.source(directory, key.as_deref())).collect(),
        }
    }

    fn details(&self, details: &mut Details) {
        details.region = place(&self.regions, details.region);
        details.source = place(&self.sources, details.source);
        if let Some(Employees::Choice(place)) = details.employees() {
            details.employees = Details::packed(self.employees.get(usize::from(place)).copied().flatten());
        }
        match self.currencies.get(usize::from(details.currency)).copied().flatten() {
            Some(currency) => details.currency = currency,
            None => (details.currency, details.turnover) = (0, NO_TURNOVER),
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

/// The new place of a choice; "none" stays none.
fn place(moves: &[u16], old: u16) -> u16 {
    moves.get(usize::from(old)).copied().unwrap_or(NO_SECTOR)
}

fn moved<T, P>(used: &[bool], old: &[T], mut place: impl FnMut(&T) -> Option<P>) -> Vec<Option<P>> {
    let pairs = used.iter().zip(old);
    pairs.map(|(used, name)| used.then(|| place(name)).flatten()).collect()
}
