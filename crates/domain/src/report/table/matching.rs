//! Which rows a query matches.

use super::ReportTable;
use super::columns::{NEVER, NO_SECTOR};
use super::titles::Titles;
use crate::day::Day;
use crate::ids::PersonId;
use crate::report::query::ReportQuery;
use crate::rights::Scope;
use crate::text::fold;
use std::collections::HashSet;

/// Rows that matched, in the order of ids, and the counts taken on the way.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub(super) rows: Vec<u32>,
    pub(super) in_scope: u64,
    pub(super) overdue: u64,
    pub(super) overdue_available: u64,
}

/// A query prepared for one pass over the rows.
struct Matcher<'a> {
    table: &'a ReportTable,
    /// By place of the responsible.
    in_scope: Vec<bool>,
    /// By place of the responsible; `None` for all.
    responsible: Option<Vec<bool>>,
    /// By place of the sector, "no sector" last; `None` for all.
    sectors: Option<Vec<bool>>,
    /// By place of the direction; `None` for all.
    directions: Option<&'a [bool]>,
    text: Option<Needle<'a>>,
}

/// What is searched for in titles and INNs.
struct Needle<'a> {
    titles: &'a Titles,
    folded: String,
    is_digits: bool,
}

/// One pass over the table. `directions` tells which directions the query shows, if it chose any.
pub(super) fn matched(
    table: &ReportTable,
    query: &ReportQuery,
    scope: &Scope,
    today: Day,
    directions: Option<&[bool]>,
) -> Matched {
    let matcher = Matcher::new(table, query, scope, directions);
    let still_fresh = overdue_before(today, table.thresholds.overdue_days);
    let mut matched = Matched::default();
    for row in 0..table.columns.len() {
        let person = table.columns.responsible[row] as usize;
        if !matcher.in_scope[person] {
            continue;
        }
        matched.in_scope += 1;
        if !matcher.accepts(row, person) {
            continue;
        }
        let overdue = u64::from(table.columns.last[row] < still_fresh);
        matched.overdue_available += overdue;
        if query.overdue && overdue == 0 {
            continue;
        }
        matched.overdue += overdue;
        matched.rows.push(u32::try_from(row).expect("a portal has fewer than 2^32 companies"));
    }
    matched
}

/// The first day that is not overdue: last communications before it are, [`NEVER`] among them.
pub(super) fn overdue_before(today: Day, overdue_days: i32) -> i32 {
    today.0.saturating_sub(overdue_days).max(NEVER + 1)
}

impl<'a> Matcher<'a> {
    fn new(table: &'a ReportTable, query: &ReportQuery, scope: &Scope, directions: Option<&'a [bool]>) -> Self {
        let people = &table.responsibles;
        Self {
            table,
            in_scope: people.each(|person| scope.includes(person)),
            responsible: chosen_people(table, query)
                .map(|chosen| people.each(|person| person.is_some_and(|id| chosen.contains(&id)))),
            sectors: chosen_sectors(table, query),
            directions,
            text: Needle::new(table, query),
        }
    }

    /// All filters but the scope and "overdue", cheapest first.
    fn accepts(&self, row: usize, person: usize) -> bool {
        let columns = &self.table.columns;
        let sector = |sectors: &Vec<bool>| {
            let place = usize::from(columns.sector[row]).min(sectors.len() - 1);
            sectors[place]
        };
        let direction = |shown: &[bool]| {
            let mut cells = columns.sums(row).iter();
            cells.any(|cell| shown[usize::from(cell.direction)])
        };
        self.responsible.as_ref().is_none_or(|chosen| chosen[person])
            && self.sectors.as_ref().is_none_or(sector)
            && self.directions.is_none_or(direction)
            && self.text.as_ref().is_none_or(|text| text.is_in(row, self.table))
    }
}

impl<'a> Needle<'a> {
    fn new(table: &'a ReportTable, query: &ReportQuery) -> Option<Self> {
        let folded = fold(query.text.trim());
        if folded.is_empty() {
            return None;
        }
        Some(Self {
            titles: table.titles.of(&table.columns),
            is_digits: folded.bytes().all(|byte| byte.is_ascii_digit()),
            folded,
        })
    }

    fn is_in(&self, row: usize, table: &ReportTable) -> bool {
        (self.is_digits && table.columns.inn(row).starts_with(&self.folded))
            || self.titles.folded(row).contains(&self.folded)
    }
}

/// People named by the query, by themselves or through their departments; `None` for all.
fn chosen_people(table: &ReportTable, query: &ReportQuery) -> Option<HashSet<PersonId>> {
    if query.responsible.is_empty() && query.departments.is_empty() {
        return None;
    }
    let departments: HashSet<_> = query.departments.iter().flat_map(|root| table.directory.subtree(*root)).collect();
    let of_departments = table
        .directory
        .people
        .iter()
        .filter(|person| person.departments.iter().any(|id| departments.contains(id)))
        .map(|person| person.id);
    Some(query.responsible.iter().copied().chain(of_departments).collect())
}

/// By place of the sector, "no sector" last; `None` for all.
fn chosen_sectors(table: &ReportTable, query: &ReportQuery) -> Option<Vec<bool>> {
    if query.sectors.is_empty() {
        return None;
    }
    debug_assert!(table.directory.sectors.len() <= usize::from(NO_SECTOR));
    let chosen: HashSet<&str> = query.sectors.iter().map(String::as_str).collect();
    let known = table.directory.sectors.iter();
    let mut sectors: Vec<bool> = known.map(|s| chosen.contains(s.key.as_str())).collect();
    sectors.push(chosen.contains(""));
    Some(sectors)
}
