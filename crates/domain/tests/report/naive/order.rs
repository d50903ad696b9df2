//! Which company stands before which.

use super::Portal;
use domain::report::facts::CompanyFacts;
use domain::report::query::{ReportQuery, SortKey};
use std::cmp::Ordering;

impl Portal<'_> {
    pub(super) fn compare(&self, a: &CompanyFacts, b: &CompanyFacts, query: &ReportQuery) -> Ordering {
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
