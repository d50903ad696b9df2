//! A table that follows changes: companies out of it as facts, and into it with a check that nothing was missed.

use super::ReportTable;
use super::columns::{NO_SECTOR, day};
use super::details::{Details, NO_TURNOVER};
use crate::day::Day;
use crate::deals::Phase;
use crate::directory::Choice;
use crate::headcount::Employees;
use crate::ids::{CompanyId, PersonId};
use crate::money::Amount;
use crate::report::changes::{Differs, Patch};
use crate::report::facts::{CompanyFacts, DealGroup};
use crate::report::window::Cell;
use crate::rights::Scope;
use std::collections::BTreeMap;

impl ReportTable {
    /// A company as facts that make the same row in a table of the same directory; `None` when it is not there or not
    /// in the scope. Id 0 has the deals without a company, for those who see all.
    ///
    /// Facts from the store say more: days of won deals and numbers of failed ones are not kept by the table.
    #[must_use]
    pub fn facts(&self, id: CompanyId, scope: &Scope) -> Option<CompanyFacts> {
        if id == CompanyId(0) {
            let cells = self.without_company.as_ref().filter(|_| matches!(scope, Scope::All))?;
            let deals = self.groups(cells.iter().copied());
            return Some(CompanyFacts { deals, ..CompanyFacts::nobody() });
        }
        let columns = &self.columns;
        let row = columns.find(id).ok()?;
        let responsible = self.responsibles.at(columns.responsible[row]);
        let details = &columns.details[row];
        let turnover = Some(details.turnover).filter(|amount| *amount != NO_TURNOVER);
        scope.includes(responsible).then(|| CompanyFacts {
            id,
            title: columns.title(row).to_owned(),
            inn: columns.inn(row).to_owned(),
            responsible,
            sector: key(&self.directory.sectors, columns.sector[row]),
            region: key(&self.directory.regions, details.region),
            source: key(&self.directory.sources, details.source),
            employees: self.employees_key(details),
            turnover: turnover
                .map(|amount| (self.directory.currencies[usize::from(details.currency)].code.clone(), amount)),
            created: day(details.created),
            last_communication: day(columns.last[row]),
            deals: self.groups(columns.cells(row)),
        })
    }

    /// Takes companies anew: those of `touched` that have no facts are taken out. Answers which companies left whom.
    pub fn renew(&mut self, touched: &[CompanyId], facts: Vec<CompanyFacts>) -> Vec<(CompanyId, PersonId)> {
        let now: BTreeMap<CompanyId, Option<PersonId>> = facts.iter().map(|one| (one.id, one.responsible)).collect();
        let left = |id: &CompanyId| {
            let row = self.columns.find(*id).ok()?;
            let before = self.responsibles.at(self.columns.responsible[row])?;
            (now.get(id) != Some(&Some(before))).then_some((*id, before))
        };
        let left = touched.iter().filter_map(left).collect();
        for gone in touched.iter().filter(|id| !now.contains_key(id)) {
            self.remove(*gone);
        }
        self.extend(facts);
        left
    }

    /// Brings a viewer's table to the revision of the patch. The directory must be the one the patch was made from.
    ///
    /// # Errors
    /// The table does not hold the companies it should hold now, so it is to be taken anew.
    pub fn apply(&mut self, patch: Patch) -> Result<(), Differs> {
        for gone in patch.gone {
            self.remove(gone);
        }
        self.extend(patch.companies);
        if self.digest(&Scope::All) == patch.digest { Ok(()) } else { Err(Differs) }
    }

    /// A number that tells which companies of the scope are in the table, whatever their order and contents.
    #[must_use]
    pub fn digest(&self, scope: &Scope) -> u64 {
        let visible = self.responsibles.each(|person| scope.includes(person));
        let rows = self.columns.ids.iter().zip(&self.columns.responsible);
        rows.filter(|(_, person)| visible[**person as usize]).fold(0, |sum: u64, (id, _)| sum.wrapping_add(mixed(*id)))
    }

    /// What makes these employees in a table of the same directory.
    fn employees_key(&self, details: &Details) -> Option<String> {
        Some(match details.employees()? {
            Employees::Number(number) => number.to_string(),
            Employees::Choice(place) => self.directory.headcounts[usize::from(place)].key.clone(),
        })
    }

    /// Groups of deals that make these cells.
    fn groups(&self, cells: impl Iterator<Item = Cell>) -> Vec<DealGroup> {
        let mut groups = Vec::new();
        for cell in cells {
            let latest = &cell.latest;
            // The cell keeps neither the days of won deals nor the number of failed ones: any will do.
            let parts = [
                (Phase::Work, cell.work_count, cell.work, latest.work),
                (Phase::Preparation, cell.preparation_count, Amount(0), latest.preparation),
                (Phase::Won, cell.won_count, cell.won, Some(Day(0))),
                (Phase::Failed, 1, Amount(0), latest.failed),
            ];
            let direction = self.directory.directions[usize::from(cell.direction)].id;
            let currency = &self.directory.currencies[usize::from(cell.currency)].code;
            groups.extend(parts.into_iter().filter(|(_, count, ..)| *count > 0).filter_map(
                |(phase, count, amount, modified)| {
                    let currency = currency.clone();
                    Some(DealGroup { direction, currency, phase, count, amount, modified: modified? })
                },
            ));
        }
        groups
    }
}

/// The key at a place, if it is one.
fn key(choices: &[Choice], place: u16) -> Option<String> {
    (place != NO_SECTOR).then(|| choices[usize::from(place)].key.clone())
}

/// The finisher of splitmix64: ids that follow one another give numbers that share nothing.
fn mixed(id: CompanyId) -> u64 {
    let mut bits = id.0.cast_unsigned().wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
