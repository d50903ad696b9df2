//! From facts to places: deals grouped into cells that name directions and currencies by their place in the
//! directory. What the directory does not know yet is appended to it, so that no sum is lost.

use super::columns::{NEVER, NO_SECTOR};
use super::details::{Details, NO_TURNOVER};
use crate::deals::Phase;
use crate::directory::{Choice, Direction, Directory};
use crate::headcount::{Employees, Headcount};
use crate::ids::DirectionId;
use crate::money::{Amount, Currency, CurrencyCode};
use crate::report::facts::{CompanyFacts, DealGroup};
use crate::report::window::Cell;
use std::collections::HashMap;

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
        directory.currencies.push(Currency {
            code: code.clone(),
            rate: Amount(0),
            rate_units: 1,
            base: false,
            rated: None,
        });
    }
    Some(place)
}

/// Places of choices by their keys: free texts may be tens of thousands, too many to look through for every row.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    sectors: HashMap<String, u16>,
    regions: HashMap<String, u16>,
    sources: HashMap<String, u16>,
    headcounts: HashMap<String, u16>,
}

impl Keys {
    pub(super) fn of(directory: &Directory) -> Self {
        fn places<'k>(keys: impl Iterator<Item = &'k String>) -> HashMap<String, u16> {
            let mut places = HashMap::new();
            for (place, key) in (0..NO_SECTOR).zip(keys) {
                places.entry(key.clone()).or_insert(place);
            }
            places
        }
        Self {
            sectors: places(directory.sectors.iter().map(|choice| &choice.key)),
            regions: places(directory.regions.iter().map(|choice| &choice.key)),
            sources: places(directory.sources.iter().map(|choice| &choice.key)),
            headcounts: places(directory.headcounts.iter().map(|headcount| &headcount.key)),
        }
    }

    /// Place of a sector; an unknown one becomes the last, named by its key. The empty key is no sector.
    pub(super) fn sector(&mut self, directory: &mut Directory, key: Option<&str>) -> u16 {
        choice(&mut directory.sectors, &mut self.sectors, key)
    }

    /// Place of a region, likewise.
    pub(super) fn region(&mut self, directory: &mut Directory, key: Option<&str>) -> u16 {
        choice(&mut directory.regions, &mut self.regions, key)
    }

    /// Place of a source, likewise.
    pub(super) fn source(&mut self, directory: &mut Directory, key: Option<&str>) -> u16 {
        choice(&mut directory.sources, &mut self.sources, key)
    }

    /// Employees by the key of a known size or as a number; anything else becomes a size that tells no number.
    pub(super) fn employees(&mut self, directory: &mut Directory, key: Option<&str>) -> Option<Employees> {
        let key = key.map(str::trim).filter(|key| !key.is_empty())?;
        if let Some(place) = self.headcounts.get(key) {
            return Some(Employees::Choice(*place));
        }
        if let Ok(number) = key.parse() {
            return Some(Employees::Number(number));
        }
        let place = u16::try_from(directory.headcounts.len()).ok().filter(|place| *place != NO_SECTOR)?;
        directory.headcounts.push(Headcount { key: key.to_owned(), name: key.to_owned(), range: None });
        self.headcounts.insert(key.to_owned(), place);
        Some(Employees::Choice(place))
    }

    /// What a row tells beyond the first columns.
    pub(super) fn details(&mut self, directory: &mut Directory, facts: &CompanyFacts) -> Details {
        let mut details = Details {
            created: facts.created.map_or(NEVER, |day| day.0),
            employees: Details::packed(self.employees(directory, facts.employees.as_deref())),
            region: self.region(directory, facts.region.as_deref()),
            source: self.source(directory, facts.source.as_deref()),
            ..Details::default()
        };
        if let Some((code, amount)) = &facts.turnover
            && *amount != NO_TURNOVER
            && let Some(currency) = turnover_currency(directory, code)
        {
            (details.currency, details.turnover) = (currency, *amount);
        }
        details
    }
}

/// A company that names no currency means the portal's own.
fn turnover_currency(directory: &mut Directory, code: &CurrencyCode) -> Option<u8> {
    if code.0.is_empty() && !directory.currencies.is_empty() {
        let base = directory.currencies.iter().position(|currency| currency.base);
        return u8::try_from(base.unwrap_or(0)).ok();
    }
    currency_place(directory, code)
}

fn choice(list: &mut Vec<Choice>, places: &mut HashMap<String, u16>, key: Option<&str>) -> u16 {
    let Some(key) = key.filter(|key| !key.is_empty()) else {
        return NO_SECTOR;
    };
    if let Some(place) = places.get(key) {
        return *place;
    }
    match u16::try_from(list.len()).ok().filter(|place| *place != NO_SECTOR) {
        None => NO_SECTOR,
        Some(place) => {
            list.push(Choice { key: key.to_owned(), name: key.to_owned() });
            places.insert(key.to_owned(), place);
            place
        }
    }
}
