//! Which rows a query matches.

use super::ReportTable;
use super::columns::{NEVER, NO_SECTOR};
use super::sums::{self, RowSums, Shown};
use super::titles::Titles;
use crate::day::Day;
use crate::deals::{LatestDays, Thresholds};
use crate::directory::Choice;
use crate::headcount::Employees;
use crate::ids::{CompanyId, PersonId};
use crate::report::query::{LastContact, Presence, ReportQuery, StateKind};
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

/// A query prepared for one pass over the rows. `None` is a filter that lets everything through.
struct Matcher<'a> {
    table: &'a ReportTable,
    /// By place of the responsible.
    in_scope: Vec<bool>,
    companies: Option<HashSet<CompanyId>>,
    /// By place of the responsible.
    responsible: Option<Vec<bool>>,
    /// By place, "none" last; likewise the next two.
    sectors: Option<Vec<bool>>,
    regions: Option<Vec<bool>>,
    sources: Option<Vec<bool>>,
    /// Days from and to.
    created: Option<(i32, i32)>,
    last: Option<(i32, i32)>,
    employees: Option<(u32, u32)>,
    turnover: Option<(i128, i128)>,
    directions: Option<&'a [bool]>,
    states: Option<States<'a>>,
    inn: Presence,
    inn_text: String,
    text: Option<Needle<'a>>,
    work: Option<(RowSums<'a>, (i128, i128))>,
    won: Option<(RowSums<'a>, (i128, i128))>,
}

/// What is searched for in titles and INNs.
struct Needle<'a> {
    titles: &'a Titles,
    folded: String,
    is_digits: bool,
}

/// States that are asked for, and what they are judged by.
struct States<'a> {
    wanted: &'a [StateKind],
    directions: Option<&'a [bool]>,
    /// How many directions are judged.
    count: usize,
    today: Day,
    thresholds: &'a Thresholds,
}

/// One pass over the table.
pub(super) fn matched(
    table: &ReportTable,
    query: &ReportQuery,
    scope: &Scope,
    today: Day,
    shown: &Shown<'_>,
) -> Matched {
    let matcher = Matcher::new(table, query, scope, today, shown);
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
    fn new(table: &'a ReportTable, query: &'a ReportQuery, scope: &Scope, today: Day, shown: &Shown<'a>) -> Self {
        let people = &table.responsibles;
        let directory = &table.directory;
        let companies = &query.companies;
        let asked = |person: Option<PersonId>, chosen: &HashSet<PersonId>| {
            // Nobody is asked for by 0.
            chosen.contains(&person.unwrap_or(PersonId(0)))
        };
        Self {
            table,
            in_scope: people.each(|person| scope.includes(person)),
            companies: (!companies.is_empty()).then(|| companies.iter().copied().collect()),
            responsible: chosen_people(table, query).map(|chosen| people.each(|person| asked(person, &chosen))),
            sectors: chosen(&directory.sectors, &query.sectors),
            regions: chosen(&directory.regions, &query.regions),
            sources: chosen(&directory.sources, &query.sources),
            created: days(query.created.from, query.created.to),
            last: match query.last {
                LastContact::Never => Some((NEVER, NEVER)),
                LastContact::On(range) => days(range.from, range.to),
            },
            employees: (!query.employees.is_open())
                .then(|| (query.employees.from.unwrap_or(0), query.employees.to.unwrap_or(u32::MAX))),
            turnover: sums::range(table, &query.turnover),
            directions: shown.directions.filter(|_| query.states.is_empty()),
            states: States::new(table, query, today, shown),
            inn: query.inn,
            inn_text: fold(query.inn_text.trim()),
            text: Needle::new(table, query),
            work: sums::range(table, &query.work).map(|range| (RowSums::in_work(table, shown, None), range)),
            won: sums::range(table, &query.won).map(|range| (RowSums::won(table, shown, None), range)),
        }
    }

    /// All filters but the scope and "overdue", cheapest first.
    fn accepts(&self, row: usize, person: usize) -> bool {
        self.responsible.as_ref().is_none_or(|chosen| chosen[person])
            && self.companies.as_ref().is_none_or(|ids| ids.contains(&self.table.columns.ids[row]))
            && self.accepts_details(row)
            && self.accepts_deals(row)
            && self.accepts_texts(row)
    }

    fn accepts_details(&self, row: usize) -> bool {
        let columns = &self.table.columns;
        let details = &columns.details[row];
        let is_chosen = |chosen: &Option<Vec<bool>>, place: u16| {
            chosen.as_ref().is_none_or(|chosen| chosen[usize::from(place).min(chosen.len() - 1)])
        };
        let in_days = |range: Option<(i32, i32)>, day: i32| range.is_none_or(|(from, to)| from <= day && day <= to);
        let size = |(from, to): (u32, u32)| {
            employees(self.table, row).is_some_and(|(least, most)| least <= to && from <= most)
        };
        is_chosen(&self.sectors, columns.sector[row])
            && is_chosen(&self.regions, details.region)
            && is_chosen(&self.sources, details.source)
            && in_days(self.created, details.created)
            && in_days(self.last, columns.last[row])
            && self.employees.is_none_or(size)
            && self.turnover.is_none_or(|range| sums::turnover(self.table, row).is_some_and(|sum| within(sum, range)))
    }

    fn accepts_deals(&self, row: usize) -> bool {
        let columns = &self.table.columns;
        let direction = |shown: &[bool]| {
            let mut cells = columns.sums(row).iter();
            cells.any(|cell| shown[usize::from(cell.direction)])
        };
        let money = |filter: &Option<(RowSums<'_>, (i128, i128))>| {
            filter.as_ref().is_none_or(|(sums, range)| within(sums.of(row).unwrap_or(0), *range))
        };
        self.directions.is_none_or(direction)
            && self.states.as_ref().is_none_or(|states| states.any(self.table, row))
            && money(&self.work)
            && money(&self.won)
    }

    fn accepts_texts(&self, row: usize) -> bool {
        let inn = || self.table.columns.inn(row);
        let is_there = match self.inn {
            Presence::Any => true,
            Presence::Present => !inn().is_empty(),
            Presence::Absent => inn().is_empty(),
        };
        is_there
            && (self.inn_text.is_empty() || fold(inn()).contains(&self.inn_text))
            && self.text.as_ref().is_none_or(|text| text.is_in(row, self.table))
    }
}

impl<'a> States<'a> {
    fn new(table: &'a ReportTable, query: &'a ReportQuery, today: Day, shown: &Shown<'a>) -> Option<Self> {
        let all = table.directory.directions.len();
        let count = shown.directions.map_or(all, |shown| shown.iter().filter(|is_shown| **is_shown).count());
        let directions = shown.directions;
        (!query.states.is_empty()).then_some(Self {
            wanted: &query.states,
            directions,
            count,
            today,
            thresholds: &table.thresholds,
        })
    }

    /// Whether some shown direction of the row is in a wanted state; those without deals are free.
    fn any(&self, table: &ReportTable, row: usize) -> bool {
        let mut judged = 0;
        let mut latest: Option<(u16, LatestDays)> = None;
        let is_wanted =
            |latest: &LatestDays| self.wanted.contains(&StateKind::of(latest.state(self.today, self.thresholds)));
        for cell in table.columns.cells(row) {
            if self.directions.is_some_and(|shown| !shown[usize::from(cell.direction)]) {
                continue;
            }
            match &mut latest {
                Some((direction, days)) if *direction == cell.direction => days.join(&cell.latest),
                before => {
                    if before.as_ref().is_some_and(|(_, days)| is_wanted(days)) {
                        return true;
                    }
                    judged += 1;
                    *before = Some((cell.direction, cell.latest));
                }
            }
        }
        latest.is_some_and(|(_, days)| is_wanted(&days))
            || (judged < self.count && self.wanted.contains(&StateKind::Free))
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

fn within(sum: i128, (from, to): (i128, i128)) -> bool {
    from <= sum && sum <= to
}

/// A range of days that [`NEVER`] is outside of; `None` when both ends are open.
fn days(from: Option<Day>, to: Option<Day>) -> Option<(i32, i32)> {
    let ends = (from.map_or(NEVER + 1, |day| day.0), to.map_or(i32::MAX, |day| day.0));
    (from.is_some() || to.is_some()).then_some(ends)
}

/// The least and the most people a row's company may employ.
pub(super) fn employees(table: &ReportTable, row: usize) -> Option<(u32, u32)> {
    match table.columns.details[row].employees()? {
        Employees::Number(number) => Some((number, number)),
        Employees::Choice(place) => table.directory.headcounts[usize::from(place)].range,
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

/// By place of a choice, "none" last; `None` for all.
fn chosen(choices: &[Choice], keys: &[String]) -> Option<Vec<bool>> {
    if keys.is_empty() {
        return None;
    }
    debug_assert!(choices.len() <= usize::from(NO_SECTOR));
    let chosen: HashSet<&str> = keys.iter().map(String::as_str).collect();
    let mut places: Vec<bool> = choices.iter().map(|choice| chosen.contains(choice.key.as_str())).collect();
    places.push(chosen.contains(""));
    Some(places)
}
