//! The rules of the report written a second time, as plainly as possible: one company after another, names instead of
//! places, full sorts. Shares nothing with the engine but the types of its input and output.

mod filter;
mod names;
mod order;

use domain::day::Day;
use domain::deals::{Phase, Thresholds};
use domain::directory::Directory;
use domain::ids::DirectionId;
use domain::report::facts::{CompanyFacts, DealGroup};
use domain::report::query::ReportQuery;
use domain::rights::Scope;
pub(crate) use names::by_names;
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
}

fn add(sums: &mut Sums, more: &Sums) {
    for (code, amount) in more {
        *sums.entry(code.clone()).or_default() += amount;
    }
}
