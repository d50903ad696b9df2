//! The rules of the report written a second time, as plainly as possible: one company after another, names instead of
//! places, full sorts. Shares nothing with the engine but the types of its input and output.

use domain::day::Day;
use domain::deals::{Phase, Thresholds};
use domain::directory::Directory;
use domain::headcount::Employees;
use domain::ids::{DepartmentId, DirectionId};
use domain::report::facts::{CompanyFacts, DealGroup};
use domain::report::query::{LastContact, Presence, ReportQuery, SortKey, StateKind};
use domain::report::window::{DirectionTotals, Row, Totals, Window};
use domain::rights::Scope;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Money by currency code.
pub(crate) type Sums = BTreeMap<String, i64>;

/// A cell by names: work, work count, preparation count, won, won count, latest work, preparation and failure.
type CellFigures = (i64, u32, u32, i64, u32, Option<i32>, Option<i32>, Option<i32>);

/// A row by names.
#[derive(Debug, PartialEq)]
pub(crate) struct PlainRow {
    id: i64,
    title: String,
    inn: String,
    responsible: Option<i64>,
    sector: Option<String>,
    region: Option<String>,
    source: Option<String>,
    /// A size's key, or a number.
    employees: Option<String>,
    turnover: Option<(String, i64)>,
    created: Option<i32>,
    last: Option<i32>,
    work: Sums,
    won: Sums,
    cells: BTreeMap<(i64, String), CellFigures>,
}

/// Totals by names.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct PlainTotals {
    companies: u64,
    overdue: u64,
    all: (u64, Sums, Sums),
    /// Directions of which there is anything to tell.
    directions: BTreeMap<i64, (u64, Sums, Sums)>,
}

/// A window by names.
#[derive(Debug, PartialEq)]
pub(crate) struct PlainWindow {
    pub(crate) rows: Vec<PlainRow>,
    totals: PlainTotals,
    in_scope: u64,
    overdue_available: u64,
    without_company: Option<PlainTotals>,
}

/// The facts of a portal and the names it knows.
pub(crate) struct Portal<'a> {
    pub(crate) companies: &'a [CompanyFacts],
    pub(crate) directory: &'a Directory,
    pub(crate) thresholds: Thresholds,
    pub(crate) today: Day,
}

impl Portal<'_> {
    pub(crate) fn answer(&self, query: &ReportQuery, scope: &Scope, range: Range<usize>) -> PlainWindow {
        let in_scope: Vec<&CompanyFacts> = self
            .companies
            .iter()
            .filter(|c| c.id.0 != 0)
            .filter(|c| match scope {
                Scope::All => true,
                Scope::People(people) => c.responsible.is_some_and(|p| people.contains(&p)),
            })
            .collect();
        let mut passed: Vec<&CompanyFacts> = in_scope.iter().copied().filter(|c| self.passes(c, query)).collect();
        let overdue_available = passed.iter().filter(|c| self.overdue(c)).count() as u64;
        if query.overdue {
            passed.retain(|c| self.overdue(c));
        }
        passed.sort_by(|a, b| self.compare(a, b, query));
        let plain = ReportQuery { sort: query.sort, ..ReportQuery::default() };
        let unfiltered = *query == plain;
        let sees_all = *scope == Scope::All;
        PlainWindow {
            totals: self.totals(&passed, query),
            rows: passed
                .iter()
                .skip(range.start)
                .take(range.end.saturating_sub(range.start))
                .map(|c| self.row(c, query))
                .collect(),
            in_scope: in_scope.len() as u64,
            overdue_available,
            without_company: (unfiltered && sees_all).then(|| {
                let nobody: Vec<&CompanyFacts> = self.companies.iter().filter(|c| c.id.0 == 0).collect();
                PlainTotals { companies: 0, overdue: 0, ..self.totals(&nobody, query) }
            }),
        }
    }

    fn overdue(&self, company: &CompanyFacts) -> bool {
        match company.last_communication {
            None => true,
            Some(last) => self.today.0 - last.0 > self.thresholds.overdue_days,
        }
    }

    fn passes(&self, company: &CompanyFacts, query: &ReportQuery) -> bool {
        let plain = |text: &str| text.to_lowercase().replace('ё', "е");
        let text = plain(query.text.trim());
        let digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let found = plain(&company.title).contains(&text) || (digits && company.inn.starts_with(&text));
        let chosen = query.responsible.is_empty() && query.departments.is_empty()
            || (company.responsible.is_none() && query.responsible.iter().any(|id| id.0 == 0))
            || company.responsible.is_some_and(|id| {
                let person = self.directory.people.iter().find(|p| p.id == id);
                let departments = person.map_or(&[][..], |p| &p.departments);
                query.responsible.contains(&id) || departments.iter().any(|d| self.is_within(*d, query))
            });
        let own_sector = company.sector.clone().unwrap_or_default();
        let own = |key: &Option<String>| key.clone().unwrap_or_default();
        let direction = query.directions.is_empty()
            || !query.states.is_empty()
            || company.deals.iter().any(|d| d.count > 0 && query.directions.contains(&d.direction));
        found
            && chosen
            && direction
            && (query.companies.is_empty() || query.companies.contains(&company.id))
            && (query.sectors.is_empty() || query.sectors.contains(&own_sector))
            && (query.regions.is_empty() || query.regions.contains(&own(&company.region)))
            && (query.sources.is_empty() || query.sources.contains(&own(&company.source)))
            && (query.states.is_empty() || self.has_state(company, query))
            && self.passes_ranges(company, query)
    }

    fn passes_ranges(&self, company: &CompanyFacts, query: &ReportQuery) -> bool {
        let inn = match query.inn {
            Presence::Any => true,
            Presence::Present => !company.inn.is_empty(),
            Presence::Absent => company.inn.is_empty(),
        };
        let day = |day: Option<Day>, from: Option<Day>, to: Option<Day>| match (from, to) {
            (None, None) => true,
            (from, to) => day.is_some_and(|day| from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)),
        };
        let last = match query.last {
            LastContact::Never => company.last_communication.is_none(),
            LastContact::On(days) => day(company.last_communication, days.from, days.to),
        };
        let employees = (query.employees.from.is_none() && query.employees.to.is_none())
            || self.employees(company).is_some_and(|(least, most)| {
                query.employees.from.is_none_or(|from| most >= from) && query.employees.to.is_none_or(|to| least <= to)
            });
        let one = if self.codes().len() == 1 { 1 } else { 10_000 };
        let money = |sum: Option<i128>, range: domain::report::query::Between<domain::money::Amount>| {
            let bound = |end: Option<domain::money::Amount>| end.map(|end| i128::from(end.0) * one);
            match (bound(range.from), bound(range.to)) {
                (None, None) => true,
                (from, to) => sum.is_some_and(|s| from.is_none_or(|from| s >= from) && to.is_none_or(|to| s <= to)),
            }
        };
        let shown = self.shown(company, query);
        let (work, won) = self.sums(&shown);
        let turnover = company.turnover.as_ref().map(|(code, amount)| self.in_base(&code.0, amount.0));
        inn && company.inn.contains(query.inn_text.trim())
            && last
            && employees
            && day(company.created, query.created.from, query.created.to)
            && money(turnover, query.turnover)
            && money(Some(self.total(&work)), query.work)
            && money(Some(self.total(&won)), query.won)
    }

    /// Whether a shown direction is in one of the wanted states.
    fn has_state(&self, company: &CompanyFacts, query: &ReportQuery) -> bool {
        let mut directions: BTreeSet<DirectionId> = self.directory.directions.iter().map(|d| d.id).collect();
        let used = self.companies.iter().flat_map(|c| &c.deals).filter(|d| d.count > 0);
        directions.extend(used.map(|d| d.direction));
        directions.retain(|id| query.directions.is_empty() || query.directions.contains(id));
        directions.into_iter().any(|direction| {
            let age = |phase: Phase| {
                let deals = company.deals.iter().filter(|d| d.count > 0 && d.direction == direction);
                deals.filter(|d| d.phase == phase).map(|d| self.today.0 - d.modified.0).min()
            };
            let young = |age: Option<i32>, most: i32| age.is_some_and(|age| age <= most);
            let (work, preparation) = (age(Phase::Work), age(Phase::Preparation));
            let state = if young(work, self.thresholds.suspended_days) {
                StateKind::Work
            } else if young(preparation, self.thresholds.suspended_days) {
                StateKind::Preparation
            } else if young(age(Phase::Failed), self.thresholds.failed_days) {
                StateKind::Failed
            } else if work.is_some() || preparation.is_some() {
                StateKind::Suspended
            } else {
                StateKind::Free
            };
            query.states.contains(&state)
        })
    }

    fn employees(&self, company: &CompanyFacts) -> Option<(u32, u32)> {
        let told = company.employees.as_ref()?;
        match self.directory.headcounts.iter().find(|size| size.key == *told) {
            Some(size) => size.range,
            None => told.trim().parse().ok().map(|number| (number, number)),
        }
    }

    /// Currencies anything names.
    fn codes(&self) -> BTreeSet<&str> {
        let used = self.companies.iter().flat_map(|c| &c.deals);
        let mut codes: BTreeSet<&str> = used.filter(|d| d.count > 0).map(|d| d.currency.0.as_str()).collect();
        codes.extend(self.directory.currencies.iter().map(|c| c.code.0.as_str()));
        let companies = self.companies.iter().filter(|c| c.id.0 != 0);
        codes.extend(companies.filter_map(|c| c.turnover.as_ref()).map(|(code, _)| code.0.as_str()));
        codes
    }

    fn in_base(&self, code: &str, amount: i64) -> i128 {
        let (price, units) = match self.directory.currencies.iter().find(|c| c.code.0 == code) {
            _ if self.codes().len() == 1 => (1, 1),
            Some(known) => (known.rate.0, known.rate_units),
            None => (0, 1),
        };
        i128::from(amount) * i128::from(price) / i128::from(units)
    }

    fn total(&self, sums: &Sums) -> i128 {
        sums.iter().map(|(code, amount)| self.in_base(code, *amount)).sum()
    }

    /// Whether the department or one above it is asked for.
    fn is_within(&self, department: DepartmentId, query: &ReportQuery) -> bool {
        let mut at = Some(department);
        // There are fewer steps to the root than departments.
        for _ in 0..=self.directory.departments.len() {
            let Some(id) = at else { return false };
            if query.departments.contains(&id) {
                return true;
            }
            let found = self.directory.departments.iter().find(|d| d.id == id);
            at = found.and_then(|d| d.parent);
        }
        false
    }

    /// Deals of the company that the query shows.
    fn shown<'c>(&self, company: &'c CompanyFacts, query: &ReportQuery) -> Vec<&'c DealGroup> {
        let is_shown = |d: &&DealGroup| query.directions.is_empty() || query.directions.contains(&d.direction);
        let deals = company.deals.iter().filter(|d| d.count > 0);
        deals.filter(is_shown).collect()
    }

    /// Sums in work and won of these deals of one company.
    fn sums(&self, deals: &[&DealGroup]) -> (Sums, Sums) {
        let (mut work, mut won) = (Sums::new(), Sums::new());
        for deal in deals {
            let alive = deals.iter().any(|other| {
                other.direction == deal.direction
                    && other.phase == Phase::Work
                    && self.today.0 - other.modified.0 <= self.thresholds.suspended_days
            });
            let sums = match deal.phase {
                Phase::Work if alive => &mut work,
                Phase::Won => &mut won,
                _ => continue,
            };
            *sums.entry(deal.currency.0.clone()).or_default() += deal.amount.0;
        }
        (work, won)
    }

    fn row(&self, company: &CompanyFacts, query: &ReportQuery) -> PlainRow {
        let deals = self.shown(company, query);
        let (work, won) = self.sums(&deals);
        let mut cells: BTreeMap<(i64, String), CellFigures> = BTreeMap::new();
        for deal in deals {
            let cell = cells.entry((deal.direction.0, deal.currency.0.clone())).or_default();
            let day = Some(deal.modified.0);
            match deal.phase {
                Phase::Work => {
                    cell.0 += deal.amount.0;
                    cell.1 += deal.count;
                    cell.5 = cell.5.max(day);
                }
                Phase::Preparation => {
                    cell.2 += deal.count;
                    cell.6 = cell.6.max(day);
                }
                Phase::Won => {
                    cell.3 += deal.amount.0;
                    cell.4 += deal.count;
                }
                Phase::Failed => cell.7 = cell.7.max(day),
            }
        }
        PlainRow {
            id: company.id.0,
            title: company.title.clone(),
            inn: company.inn.clone(),
            responsible: company.responsible.map(|p| p.0),
            sector: company.sector.clone().filter(|key| !key.is_empty()),
            region: company.region.clone().filter(|key| !key.is_empty()),
            source: company.source.clone().filter(|key| !key.is_empty()),
            employees: company.employees.as_ref().and_then(|told| self.known_employees(told)),
            turnover: company.turnover.as_ref().map(|(code, amount)| (code.0.clone(), amount.0)),
            created: company.created.map(|d| d.0),
            last: company.last_communication.map(|d| d.0),
            work,
            won,
            cells,
        }
    }

    fn known_employees(&self, told: &str) -> Option<String> {
        match self.directory.headcounts.iter().find(|size| size.key == told) {
            Some(size) => Some(size.key.clone()),
            None => Some(told.trim().parse::<u32>().map_or(told.to_owned(), |number| number.to_string())),
        }
    }

    fn totals(&self, companies: &[&CompanyFacts], query: &ReportQuery) -> PlainTotals {
        let mut totals = PlainTotals {
            companies: companies.len() as u64,
            overdue: companies.iter().filter(|c| self.overdue(c)).count() as u64,
            ..PlainTotals::default()
        };
        for company in companies {
            let shown = self.shown(company, query);
            let directions: BTreeSet<DirectionId> = shown.iter().map(|d| d.direction).collect();
            for direction in directions {
                let deals: Vec<&DealGroup> = shown.iter().copied().filter(|d| d.direction == direction).collect();
                let active = deals
                    .iter()
                    .filter(|d| matches!(d.phase, Phase::Work | Phase::Preparation))
                    .map(|d| u64::from(d.count))
                    .sum::<u64>();
                let (work, won) = self.sums(&deals);
                let own = totals.directions.entry(direction.0).or_default();
                for sum in [own, &mut totals.all] {
                    sum.0 += active;
                    add(&mut sum.1, &work);
                    add(&mut sum.2, &won);
                }
            }
        }
        totals.directions.retain(|_, sum| *sum != Default::default());
        totals
    }

    fn compare(&self, a: &CompanyFacts, b: &CompanyFacts, query: &ReportQuery) -> Ordering {
        let by_key = match query.sort.key {
            SortKey::Title => {
                let title = |c: &CompanyFacts| Some(c.title.to_lowercase().replace('ё', "е"));
                ordered(title(a), title(b), query.sort.descending)
            }
            SortKey::Responsible => {
                let name = |c: &CompanyFacts| c.responsible.map(|id| self.name(id.0));
                ordered(name(a), name(b), query.sort.descending)
            }
            SortKey::LastCommunication => {
                let last = |c: &CompanyFacts| c.last_communication;
                ordered(last(a), last(b), query.sort.descending)
            }
            SortKey::Id => ordered(Some(a.id), Some(b.id), query.sort.descending),
            SortKey::Created => ordered(a.created, b.created, query.sort.descending),
            SortKey::Inn => {
                let inn = |c: &CompanyFacts| Some(c.inn.clone()).filter(|inn| !inn.is_empty());
                ordered(inn(a), inn(b), query.sort.descending)
            }
            SortKey::Sector => {
                let name = |c: &CompanyFacts| named(&self.directory.sectors, &c.sector);
                ordered(name(a), name(b), query.sort.descending)
            }
            SortKey::Region => {
                let name = |c: &CompanyFacts| named(&self.directory.regions, &c.region);
                ordered(name(a), name(b), query.sort.descending)
            }
            SortKey::Source => {
                let name = |c: &CompanyFacts| named(&self.directory.sources, &c.source);
                ordered(name(a), name(b), query.sort.descending)
            }
            SortKey::Employees => ordered(self.employees(a), self.employees(b), query.sort.descending),
            SortKey::Turnover => {
                let sum = |c: &CompanyFacts| c.turnover.as_ref().map(|(code, sum)| self.in_base(&code.0, sum.0));
                ordered(sum(a), sum(b), query.sort.descending)
            }
            SortKey::Work | SortKey::Won | SortKey::DirectionWork(_) | SortKey::DirectionWon(_) => {
                ordered(self.money(a, query), self.money(b, query), query.sort.descending)
            }
        };
        by_key.then(a.id.cmp(&b.id))
    }

    fn name(&self, id: i64) -> String {
        let person = self.directory.people.iter().find(|p| p.id.0 == id);
        let name = person.map_or(String::new(), |p| format!("{} {}", p.last_name, p.name));
        match name.trim() {
            "" => format!("#{id}"),
            name => name.to_lowercase().replace('ё', "е"),
        }
    }

    /// The sum the query orders by, in the base currency; nothing if there are no such deals.
    fn money(&self, company: &CompanyFacts, query: &ReportQuery) -> Option<i128> {
        let mut deals = self.shown(company, query);
        if let SortKey::DirectionWork(id) | SortKey::DirectionWon(id) = query.sort.key {
            deals.retain(|d| d.direction == id);
        }
        let (work, won) = self.sums(&deals);
        let sums = match query.sort.key {
            SortKey::Work | SortKey::DirectionWork(_) => work,
            _ => won,
        };
        (!sums.is_empty()).then(|| self.total(&sums))
    }
}

/// The folded name of a choice; one that is in no directory is named by its key.
fn named(choices: &[domain::directory::Choice], key: &Option<String>) -> Option<String> {
    let key = key.as_ref().filter(|key| !key.is_empty())?;
    let known = choices.iter().find(|choice| choice.key == *key);
    Some(known.map_or(key, |choice| &choice.name).to_lowercase().replace('ё', "е"))
}

/// Missing values last, whatever the direction.
fn ordered<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn add(sums: &mut Sums, more: &Sums) {
    for (code, amount) in more {
        *sums.entry(code.clone()).or_default() += amount;
    }
}

/// The engine's window by names.
pub(crate) fn by_names(window: &Window, directory: &Directory) -> PlainWindow {
    PlainWindow {
        rows: window.rows.iter().map(|r| row_by_names(r, directory)).collect(),
        totals: totals_by_names(&window.totals, directory),
        in_scope: window.in_scope,
        overdue_available: window.overdue_available,
        without_company: window.without_company.as_ref().map(|totals| totals_by_names(totals, directory)),
    }
}

fn sums_by_names(sums: &[(u8, domain::money::Amount)], directory: &Directory) -> Sums {
    assert!(sums.is_sorted_by(|a, b| a.0 < b.0), "one sum per currency, in their order");
    let code = |place: u8| directory.currencies[usize::from(place)].code.0.clone();
    sums.iter().map(|(place, sum)| (code(*place), sum.0)).collect()
}

fn row_by_names(row: &Row, directory: &Directory) -> PlainRow {
    let place = |cell: &domain::report::window::Cell| (cell.direction, cell.currency);
    assert!(row.cells.is_sorted_by(|a, b| place(a) < place(b)), "cells in the order of columns");
    let cell = |cell: &domain::report::window::Cell| {
        let direction = directory.directions[usize::from(cell.direction)].id.0;
        let currency = directory.currencies[usize::from(cell.currency)].code.0.clone();
        let figures = (
            cell.work.0,
            cell.work_count,
            cell.preparation_count,
            cell.won.0,
            cell.won_count,
            cell.latest.work.map(|d| d.0),
            cell.latest.preparation.map(|d| d.0),
            cell.latest.failed.map(|d| d.0),
        );
        ((direction, currency), figures)
    };
    PlainRow {
        id: row.id.0,
        title: row.title.clone(),
        inn: row.inn.clone(),
        responsible: row.responsible.map(|p| p.0),
        sector: row.sector.map(|place| directory.sectors[usize::from(place)].key.clone()),
        region: row.region.map(|place| directory.regions[usize::from(place)].key.clone()),
        source: row.source.map(|place| directory.sources[usize::from(place)].key.clone()),
        employees: row.employees.map(|employees| match employees {
            Employees::Number(number) => number.to_string(),
            Employees::Choice(place) => directory.headcounts[usize::from(place)].key.clone(),
        }),
        turnover: row.turnover.map(|(place, sum)| {
            let code = &directory.currencies[usize::from(place)].code;
            (code.0.clone(), sum.0)
        }),
        created: row.created.map(|d| d.0),
        last: row.last_communication.map(|d| d.0),
        work: sums_by_names(&row.work, directory),
        won: sums_by_names(&row.won, directory),
        cells: row.cells.iter().map(cell).collect(),
    }
}

fn totals_by_names(totals: &Totals, directory: &Directory) -> PlainTotals {
    assert_eq!(totals.directions.len(), directory.directions.len());
    let sums = |of: &DirectionTotals| {
        let work = sums_by_names(&of.work, directory);
        (of.active, work, sums_by_names(&of.won, directory))
    };
    let directions = directory.directions.iter().map(|d| d.id.0);
    PlainTotals {
        companies: totals.companies,
        overdue: totals.overdue,
        all: sums(&totals.all),
        directions: directions
            .zip(totals.directions.iter().map(sums))
            .filter(|(_, sums)| *sums != Default::default())
            .collect(),
    }
}
