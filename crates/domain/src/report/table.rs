//! The columnar table: every company of a portal, or of a viewer's scope, with its deals.
//!
//! The server builds it from the store, sends the part a viewer may see to the browser, and both answer queries from
//! it. Rows stand in parallel columns ordered by company id; what a query reads of a deal cell is packed into half a
//! cache line; titles are folded and ranked once. So filter, totals and order of 60,000 companies take milliseconds.

mod behind;
mod columns;
mod details;
mod listing;
mod matching;
mod order;
mod patch;
mod people;
mod places;
mod renaming;
mod sums;
mod titles;
mod totals;
mod wire;

pub use behind::Behind;
pub use listing::Listing;

use super::facts::CompanyFacts;
use super::query::ReportQuery;
use super::window::{Cell, Row, Totals, Window};
use crate::day::Day;
use crate::deals::Thresholds;
use crate::directory::Directory;
use crate::ids::{CompanyId, PersonId};
use crate::rights::Scope;
use columns::{Columns, NEVER, NO_SECTOR, Record, day};
use details::NO_TURNOVER;
use people::Responsibles;
use places::Keys;
use std::ops::Range;
use titles::LazyTitles;
use totals::{Accumulator, add_to, suspended_before};

/// All companies of a portal (or of a viewer's scope) with their deals, in columns.
#[derive(Clone, Debug)]
pub struct ReportTable {
    directory: Directory,
    thresholds: Thresholds,
    columns: Columns,
    responsibles: Responsibles,
    /// Deals without a company; `None` in a table restricted to people, whose viewers may not see them.
    without_company: Option<Vec<Cell>>,
    titles: LazyTitles,
    keys: Keys,
}

impl Default for ReportTable {
    fn default() -> Self {
        Self::new(Directory::default(), Thresholds::default())
    }
}

impl ReportTable {
    /// An empty table over these names and ages.
    #[must_use]
    pub fn new(directory: Directory, thresholds: Thresholds) -> Self {
        Self {
            keys: Keys::of(&directory),
            directory,
            thresholds,
            columns: Columns::default(),
            responsibles: Responsibles::default(),
            without_company: Some(Vec::new()),
            titles: LazyTitles::default(),
        }
    }

    /// Puts a company in, or replaces it. Company id 0 holds deals without a company and is no row.
    ///
    /// Directions, currencies, sectors, regions and sources missing from the directory are appended to it: a direction
    /// named by its id, a currency with rate 0 (unknown, so it orders as nothing, but is summed), a sector, region or
    /// source named by its key, and so are employees that are neither a known size nor a number. Hidden
    /// directions must therefore be left out of `facts` by the caller. A directory has room for 65,536 directions and
    /// 256 currencies; groups beyond that are dropped. Groups of no deals are skipped.
    ///
    /// Fast for a company that is there already and for ids above all others; elsewhere all later rows move up, so many
    /// companies in any order are better put in with [`Self::extend`].
    pub fn upsert(&mut self, facts: &CompanyFacts) {
        let place = self.columns.find(facts.id);
        self.put(facts, place);
    }

    /// Puts a company in the place of its row, or before the row that is to follow it.
    fn put(&mut self, facts: &CompanyFacts, place: Result<usize, usize>) {
        let id = facts.id;
        let cells = places::cells(&mut self.directory, &facts.deals);
        if id == CompanyId(0) {
            if let Some(without_company) = &mut self.without_company {
                *without_company = cells;
            }
            return;
        }
        let record = Record {
            id,
            title: &facts.title,
            inn: &facts.inn,
            responsible: self.responsibles.place(facts.responsible),
            sector: self.keys.sector(&mut self.directory, facts.sector.as_deref()),
            last: facts.last_communication.map_or(NEVER, |day| day.0),
            details: self.keys.details(&mut self.directory, facts),
            cells: &cells,
        };
        let title = record.title;
        match place {
            Ok(row) => {
                if self.columns.title(row) != title {
                    self.titles.replaced(row, title);
                }
                self.columns.replace(row, &record);
            }
            Err(row) => {
                self.titles.inserted(row, title);
                self.columns.insert(row, &record);
            }
        }
    }

    /// Takes a company out; id 0 takes out the deals without a company. An unknown id changes nothing.
    pub fn remove(&mut self, id: CompanyId) {
        if id == CompanyId(0) {
            if let Some(without_company) = &mut self.without_company {
                without_company.clear();
            }
        } else if let Ok(row) = self.columns.find(id) {
            self.titles.removed(row);
            self.columns.remove(row);
        }
    }

    /// The table a viewer of this scope may receive. The directory stays whole: rows refer to it by place, and names of
    /// colleagues are no secret within a portal. Deals without a company stay only for those who see all.
    #[must_use]
    pub fn restricted(&self, scope: &Scope) -> Self {
        if matches!(scope, Scope::All) {
            return self.clone();
        }
        let visible = self.responsibles.each(|person| scope.includes(person));
        let is_visible = |row: usize| visible[self.columns.responsible[row] as usize];
        let mut responsibles = Responsibles::default();
        let mut columns = self.columns.kept(is_visible);
        for place in &mut columns.responsible {
            *place = responsibles.place(self.responsibles.at(*place));
        }
        Self {
            directory: self.directory.clone(),
            thresholds: self.thresholds,
            columns,
            responsibles,
            without_company: None,
            titles: LazyTitles::default(),
            keys: self.keys.clone(),
        }
    }

    /// About how many bytes the table takes in memory, with the folded titles that are made when first needed.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.columns.bytes() + titles::bytes(&self.columns)
    }

    /// Rows `range` of what matches, with totals over all that matches. A range beyond the end gives fewer rows or none.
    #[must_use]
    pub fn query(&self, query: &ReportQuery, scope: &Scope, today: Day, range: Range<usize>) -> Window {
        let directions = self.shown_directions(query);
        let directions = directions.as_deref();
        let fresh = suspended_before(today, self.thresholds.suspended_days);
        let shown = sums::Shown { directions, fresh };
        let matched = matching::matched(self, query, scope, today, &shown);
        let offset = range.start;
        let rows = order::ordered(self, &matched.rows, query.sort, &shown, range);
        Window {
            offset,
            rows: rows.into_iter().map(|row| self.row_at(row as usize, directions, fresh)).collect(),
            totals: self.totals(&matched, directions, fresh),
            in_scope: matched.in_scope,
            overdue_available: matched.overdue_available,
            without_company: self.without_company(query, scope, fresh),
        }
    }

    /// The names rows refer to, with what upserts appended.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Puts other names in force. Rows keep referring to the same directions, currencies and sectors; those still in
    /// use but missing from `directory` are appended to it, as in [`Self::upsert`].
    pub fn set_directory(&mut self, directory: Directory) {
        renaming::rename(self, directory);
    }

    /// The ages in force.
    #[must_use]
    pub fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }

    /// Puts other ages in force.
    pub fn set_thresholds(&mut self, thresholds: Thresholds) {
        self.thresholds = thresholds;
    }

    /// Number of companies.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there is no company.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of companies in the scope.
    #[must_use]
    pub fn count(&self, scope: &Scope) -> u64 {
        let visible = self.responsibles.each(|person| scope.includes(person));
        let rows = self.columns.responsible.iter();
        rows.map(|place| u64::from(visible[*place as usize])).sum()
    }

    /// The title of a company.
    #[must_use]
    pub fn title(&self, id: CompanyId) -> Option<&str> {
        self.columns.find(id).ok().map(|row| self.columns.title(row))
    }

    /// Companies, ascending.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = CompanyId> + '_ {
        self.columns.ids.iter().copied()
    }

    /// One company with all its directions.
    #[must_use]
    pub fn row(&self, id: CompanyId, today: Day) -> Option<Row> {
        let fresh = suspended_before(today, self.thresholds.suspended_days);
        let row = self.columns.find(id).ok()?;
        Some(self.row_at(row, None, fresh))
    }

    /// Places of the sectors with the number of companies in each, in the directory's order; companies without a
    /// sector last. Sectors without companies are left out.
    #[must_use]
    pub fn sector_counts(&self) -> Vec<(Option<u16>, u64)> {
        let mut counts = vec![0; self.directory.sectors.len() + 1];
        for sector in &self.columns.sector {
            let none = counts.len() - 1;
            counts[usize::from(*sector).min(none)] += 1;
        }
        let none = counts.pop().unwrap_or_default();
        let known = (0..NO_SECTOR).map(Some).zip(counts);
        known.chain([(None, none)]).filter(|(_, count)| *count > 0).collect()
    }

    /// Tells the responsible and the last communication of every row that matches, in the order of ids.
    pub(super) fn each_matching(
        &self,
        query: &ReportQuery,
        scope: &Scope,
        today: Day,
        mut tell: impl FnMut(Option<PersonId>, Option<Day>),
    ) {
        let directions = self.shown_directions(query);
        let fresh = suspended_before(today, self.thresholds.suspended_days);
        let shown = sums::Shown { directions: directions.as_deref(), fresh };
        for row in matching::matched(self, query, scope, today, &shown).rows {
            let row = row as usize;
            tell(self.responsibles.at(self.columns.responsible[row]), day(self.columns.last[row]));
        }
    }

    /// Responsible people with the number of their companies, by id; companies without a responsible first.
    #[must_use]
    pub fn responsible_counts(&self) -> Vec<(Option<PersonId>, u64)> {
        let mut counts = self.responsibles.each(|person| (person, 0));
        for place in &self.columns.responsible {
            counts[*place as usize].1 += 1;
        }
        counts.retain(|(_, count)| *count > 0);
        counts.sort_unstable();
        counts
    }

    /// By place of the direction, whether the query shows it; `None` when it shows all.
    fn shown_directions(&self, query: &ReportQuery) -> Option<Vec<bool>> {
        let chosen = |id| query.directions.contains(&id);
        let directions = self.directory.directions.iter();
        (!query.directions.is_empty()).then(|| directions.map(|d| chosen(d.id)).collect())
    }

    fn row_at(&self, row: usize, directions: Option<&[bool]>, fresh: i32) -> Row {
        let columns = &self.columns;
        let is_shown = |direction: u16| directions.is_none_or(|shown| shown[usize::from(direction)]);
        let (mut work, mut won) = (Vec::new(), Vec::new());
        for cell in columns.sums(row).iter().filter(|c| is_shown(c.direction)) {
            if cell.work_since >= fresh {
                add_to(&mut work, cell.currency, cell.work);
            }
            if cell.won_count > 0 {
                add_to(&mut won, cell.currency, cell.won);
            }
        }
        let details = &columns.details[row];
        Row {
            id: columns.ids[row],
            title: columns.title(row).to_owned(),
            inn: columns.inn(row).to_owned(),
            responsible: self.responsibles.at(columns.responsible[row]),
            sector: Some(columns.sector[row]).filter(|sector| *sector != NO_SECTOR),
            region: Some(details.region).filter(|region| *region != NO_SECTOR),
            source: Some(details.source).filter(|source| *source != NO_SECTOR),
            employees: details.employees(),
            turnover: Some((details.currency, details.turnover)).filter(|(_, amount)| *amount != NO_TURNOVER),
            created: day(details.created),
            last_communication: day(columns.last[row]),
            work,
            won,
            cells: columns.cells(row).filter(|cell| is_shown(cell.direction)).collect(),
        }
    }

    fn accumulator(&self) -> Accumulator {
        Accumulator::new(self.directory.directions.len(), self.directory.currencies.len())
    }

    fn totals(&self, matched: &matching::Matched, directions: Option<&[bool]>, fresh: i32) -> Totals {
        let mut sums = self.accumulator();
        for row in &matched.rows {
            for cell in self.columns.sums(*row as usize) {
                if directions.is_none_or(|shown| shown[usize::from(cell.direction)]) {
                    sums.add(cell, fresh);
                }
            }
        }
        sums.totals(matched.rows.len() as u64, matched.overdue)
    }

    /// A filter speaks of companies, so these deals have no place beside filtered totals.
    fn without_company(&self, query: &ReportQuery, scope: &Scope, fresh: i32) -> Option<Totals> {
        let cells = self.without_company.as_ref()?;
        if query.is_filtered() || !matches!(scope, Scope::All) {
            return None;
        }
        let mut sums = self.accumulator();
        for cell in columns::sums_of(cells) {
            sums.add(&cell, fresh);
        }
        Some(sums.totals(0, 0))
    }
}

/// More companies at once than this are put behind the rest and ordered together; fewer find their places one by one.
const MANY: usize = 256;

/// Many companies at once, in any order, as [`ReportTable::upsert`] one by one.
impl Extend<CompanyFacts> for ReportTable {
    fn extend<T: IntoIterator<Item = CompanyFacts>>(&mut self, companies: T) {
        let mut companies: Vec<CompanyFacts> = companies.into_iter().collect();
        // Stable, so that of two facts of one company the later one stays.
        companies.sort_by_key(|facts| facts.id);
        if companies.len() <= MANY {
            companies.into_iter().for_each(|facts| self.upsert(&facts));
            return;
        }
        self.titles.forget();
        companies.dedup_by(|later, kept| later.id == kept.id && replace(kept, later));
        let is_new = |facts: &CompanyFacts| facts.id != CompanyId(0) && self.columns.find(facts.id).is_err();
        let (new, known): (Vec<_>, Vec<_>) = companies.into_iter().partition(is_new);
        known.into_iter().for_each(|facts| self.upsert(&facts));
        for facts in new {
            let end = self.columns.len();
            self.put(&facts, Err(end));
        }
        self.columns.restore_order();
    }
}

/// Lets the later of two facts of one company take the place of the one before.
fn replace(kept: &mut CompanyFacts, later: &mut CompanyFacts) -> bool {
    std::mem::swap(kept, later);
    true
}
