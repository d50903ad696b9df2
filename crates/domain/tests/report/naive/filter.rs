//! Which companies a query keeps.

use super::Portal;
use domain::day::Day;
use domain::deals::Phase;
use domain::ids::{DepartmentId, DirectionId};
use domain::report::facts::CompanyFacts;
use domain::report::query::{LastContact, Presence, ReportQuery, StateKind};
use std::collections::BTreeSet;

impl Portal<'_> {
    pub(super) fn passes(&self, company: &CompanyFacts, query: &ReportQuery) -> bool {
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
}
