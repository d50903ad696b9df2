//! What changed in a report since a revision, for a browser that holds the table of that revision.
//!
//! Companies travel as facts, and only those the viewer may see; a company that left the viewer's scope is named as
//! gone to whoever lost it, and to nobody else. Who lost what is remembered for a while and not for ever, so every
//! patch ends with a digest of the companies the viewer is left with: a table that does not meet it is taken anew.

use super::facts::CompanyFacts;
use super::table::ReportTable;
use crate::day::Day;
use crate::ids::{CompanyId, PersonId};
use crate::rights::Scope;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

/// More companies than this come faster as a whole, compressed table.
pub const MOST_COMPANIES: usize = 2_000;
/// Departures that are remembered.
const REMEMBERED: usize = 20_000;

/// What leads from one revision of a viewer's table to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableChanges {
    /// These companies.
    Companies(Patch),
    /// Names changed, or too much, or too long ago: the table is to be taken anew.
    Everything,
}

/// The revisions a patch leads from and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Revision of the table it applies to.
    pub from: i64,
    /// Revision of the table it makes.
    pub revision: i64,
    /// Today in the portal's zone: a page that stays open has no other word of midnight.
    pub today: Day,
}

/// Companies that differ between two revisions, for one viewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patch {
    /// Between which revisions.
    pub span: Span,
    /// Companies as they are now; 0 stands for deals without a company. At most [`MOST_COMPANIES`].
    pub companies: Vec<CompanyFacts>,
    /// Companies that are not there any more, deleted or handed over to somebody outside the scope.
    pub gone: Vec<CompanyId>,
    /// [`ReportTable::digest`] of the table with this patch.
    pub digest: u64,
}

impl TableChanges {
    /// What a viewer of this scope is to be told of the `touched` companies of `table`, which is at `span.revision`.
    #[must_use]
    pub fn of(
        table: &ReportTable,
        scope: &Scope,
        touched: &[CompanyId],
        departures: &Departures,
        span: Span,
    ) -> TableChanges {
        let lost = departures.of(scope, span.from);
        let (mut companies, mut gone) = (Vec::new(), Vec::new());
        for id in touched {
            match table.facts(*id, scope) {
                Some(_) if companies.len() == MOST_COMPANIES => return Self::Everything,
                Some(facts) => companies.push(facts),
                // Whoever sees all may know the id of whatever is not there.
                None if matches!(scope, Scope::All) || lost.contains(id) => gone.push(*id),
                None => {}
            }
        }
        Self::Companies(Patch { span, companies, gone, digest: table.digest(scope) })
    }
}

/// The memory of who no longer sees a company, because it was handed over or deleted.
#[derive(Clone, Debug, Default)]
pub struct Departures(VecDeque<Departure>);

#[derive(Clone, Copy, Debug)]
struct Departure {
    revision: i64,
    company: CompanyId,
    from: PersonId,
}

impl Departures {
    /// Notes what [`ReportTable::renew`] answered when the table came to `revision`.
    pub fn note(&mut self, revision: i64, left: Vec<(CompanyId, PersonId)>) {
        self.0.extend(left.into_iter().map(|(company, from)| Departure { revision, company, from }));
        let surplus = self.0.len().saturating_sub(REMEMBERED);
        self.0.drain(..surplus);
    }

    /// Companies that people of the scope lost after the revision `since`.
    fn of(&self, scope: &Scope, since: i64) -> BTreeSet<CompanyId> {
        let recent = self.0.iter().rev().take_while(|departure| departure.revision > since);
        recent.filter(|departure| scope.includes(Some(departure.from))).map(|departure| departure.company).collect()
    }
}

/// Why a patch did not lead to the table it promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the companies of the table are not those the patch promised")]
pub struct Differs;
