//! The proof: the copy is compared with the portal, and what differs is repaired.
//!
//! Counts are cheap, so every month of creation and of modification is counted on both sides. Rows are compared by id
//! ranges that end where every fiftieth stored row does: each answers with one full page, fifty pages with one request.
//! A portal whose rows fit into the budget is compared whole every time; of a larger one the months that do not agree,
//! the last days and the next share of the rest, so that after a bounded number of proofs every row was compared.
//!
//! A row that differs at first sight is a candidate only. It is looked at again until both sides agree, or until they
//! stand still and the portal's queue of changes does not name it: what merely changes meanwhile is no difference.

mod account;
mod brake;
mod counting;
mod dates;
mod plan;
mod questions;
mod queue;
mod repair;
mod rotation;
mod settle;
mod small;
mod walk;

use crate::changes::Changes;
use crate::clock::Clock;
use crate::sync::SyncError;
use crate::sync::rows::Reading;
use account::Account;
pub use account::Budget;
use bitrix24::PortalClient;
use brake::Brake;
use domain::day::Millis;
use domain::ids::PortalId;
use domain::progress::Entity;
use domain::proof::{
    Bucket, Difference, EntityProof, MOST_DIFFERENCES, Month, MonthProof, ProofReport, ProofScope, Verdict, What,
};
use settle::Candidate;
use std::collections::BTreeMap;
use store::{Record, Store};

/// Whoever waits for a proof: told how far it is, asked whether it is still wanted.
pub trait Watch: Send + Sync {
    /// Rows compared, of how many.
    fn progress(&self, done: u64, total: u64);
    /// Whether to end early.
    fn stopped(&self) -> bool;
    /// Has the portal's changes applied now rather than at the next turn.
    fn hasten(&self);
}

/// What a proof works with.
pub struct Proof<'a> {
    /// Which portal.
    pub portal: PortalId,
    /// How to ask it.
    pub client: &'a PortalClient,
    /// The copy.
    pub store: &'a Store,
    /// The time.
    pub clock: &'a Clock,
    /// Told of repairs.
    pub changes: &'a Changes,
    /// How rows are read.
    pub reading: &'a Reading,
    /// Who waits.
    pub watch: &'a dyn Watch,
    /// What is wanted of it.
    pub terms: Terms<'a>,
}

/// What is wanted of a proof.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// What to compare.
    pub scope: &'a ProofScope,
    /// Whether differences are repaired or only told.
    pub repair: bool,
    /// What it may cost the portal at most; a twentieth of an hour's limits unless told otherwise. Periods, and proofs
    /// that are to compare every row, have no bound.
    pub budget: Option<Budget>,
}

/// The buckets of both sides.
#[derive(Debug, Default)]
struct Sides {
    here: Bucket,
    there: Bucket,
}

/// A proof under way.
struct Run<'a> {
    proof: &'a Proof<'a>,
    started: Millis,
    account: Account,
    entities: BTreeMap<Entity, EntityProof>,
    months: BTreeMap<(Entity, Option<Month>), Sides>,
    candidates: BTreeMap<(Entity, i64), Candidate>,
    differences: Vec<Difference>,
    brakes: BTreeMap<Entity, Brake>,
    /// Lists the portal does not offer.
    refused: Vec<Entity>,
    done: u64,
    total: u64,
    whole: bool,
    proofs_per_pass: Option<u32>,
}

impl Proof<'_> {
    /// Compares, repairs, and stores the certificate.
    ///
    /// # Errors
    /// When the portal or the store fails, or nobody waits any more; repairs that were made stay.
    pub async fn run(&self) -> Result<ProofReport, SyncError> {
        let scope = self.terms.scope;
        let share = || Budget::share_of(&self.client.throttle().limits());
        let budget = match scope {
            ProofScope::Everything { whole: false } => Some(self.terms.budget.unwrap_or_else(share)),
            _ => None,
        };
        let mut run = Run {
            proof: self,
            started: self.clock.now(),
            account: Account::new(budget),
            entities: BTreeMap::new(),
            months: BTreeMap::new(),
            candidates: BTreeMap::new(),
            differences: Vec::new(),
            brakes: BTreeMap::new(),
            refused: Vec::new(),
            done: 0,
            total: 0,
            whole: true,
            proofs_per_pass: Some(1),
        };
        match scope {
            ProofScope::Everything { whole } => run.everything(*whole).await?,
            ProofScope::Period(period) => run.period(period).await?,
        }
        run.settle().await?;
        self.watch.progress(run.total, run.total);
        let (report, differences) = run.report(scope.clone());
        let mut tx = self.store.begin().await?;
        let id = tx.proofs(self.portal).save_report(&report, &differences).await?;
        tx.commit().await?;
        self.changes.tell(self.portal);
        tracing::info!(
            portal = self.portal.0,
            verdict = report.verdict.code(),
            differences = report.differences,
            requests = report.spent.requests,
            rows = report.spent.rows,
            "proof finished"
        );
        Ok(ProofReport { id, ..report })
    }
}

impl Run<'_> {
    fn entity(&mut self, entity: Entity) -> &mut EntityProof {
        self.entities.entry(entity).or_insert_with(|| EntityProof::new(entity))
    }

    fn alive(&self) -> Result<(), SyncError> {
        if self.proof.watch.stopped() { Err(SyncError::Stopping) } else { Ok(()) }
    }

    /// Tells how far the comparison is.
    fn advance(&mut self, rows: u64) {
        self.done += rows;
        self.total = self.total.max(self.done);
        self.proof.watch.progress(self.done, self.total);
    }

    /// Adds a record to the months of both sides, or of one.
    fn note(&mut self, entity: Entity, here: Option<&Record>, there: Option<&Record>) {
        let month = |record: &Record| self.proof.month_of(record);
        let (in_here, in_there) = (here.map(month), there.map(month));
        if let (Some(record), Some(month)) = (here, in_here) {
            self.months.entry((entity, month)).or_default().here.add(record.digest(), record.sum());
        }
        if let (Some(record), Some(month)) = (there, in_there) {
            self.months.entry((entity, month)).or_default().there.add(record.digest(), record.sum());
        }
    }

    /// Counts a difference; the first thousand are listed.
    fn differs(&mut self, difference: Difference) {
        let entity = self.entity(difference.entity);
        entity.differences += 1;
        entity.repaired += u64::from(difference.repaired);
        if u64::try_from(self.differences.len()).unwrap_or(u64::MAX) < MOST_DIFFERENCES {
            self.differences.push(difference);
        }
    }

    fn report(self, scope: ProofScope) -> (ProofReport, Vec<Difference>) {
        let entities: Vec<EntityProof> = self.entities.into_values().collect();
        let sum = |of: fn(&EntityProof) -> u64| entities.iter().map(of).sum::<u64>();
        let (differences, repaired) = (sum(|entity| entity.differences), sum(|entity| entity.repaired));
        let verdict = match (differences, repaired == differences) {
            (0, _) => Verdict::Equal,
            (_, true) => Verdict::Repaired,
            (_, false) => Verdict::Differs,
        };
        let months = self.months.into_iter().map(|((entity, month), sides)| MonthProof {
            entity,
            month,
            here: sides.here,
            there: sides.there,
        });
        let report = ProofReport {
            id: 0,
            scope,
            started: self.started,
            finished: self.proof.clock.now(),
            verdict,
            differences,
            repaired,
            whole: self.whole,
            proofs_per_pass: self.proofs_per_pass,
            entities,
            months: months.collect(),
            spent: self.account.spent(),
        };
        (report, self.differences)
    }
}

/// How two states of a record differ; `None` when they do not.
fn difference(entity: Entity, id: i64, here: Option<&Record>, there: Option<&Record>) -> Option<Difference> {
    let (what, fields) = match (here, there) {
        (None, None) => return None,
        (None, Some(_)) => (What::MissingHere, Vec::new()),
        (Some(_), None) => (What::GoneThere, Vec::new()),
        (Some(here), Some(there)) => {
            if here.digest() == there.digest() {
                return None;
            }
            (What::Differs, here.differing(there).into_iter().map(str::to_owned).collect())
        }
    };
    Some(Difference { entity, id: id.to_string(), what, fields, repaired: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::day::Day;
    use store::CallRow;

    pub(super) fn call() -> CallRow {
        CallRow {
            id: 1,
            call_id: String::new(),
            person: None,
            kind: 1,
            phone: String::new(),
            duration_s: 60,
            started: Millis(0),
            day: Day(0),
            failed_code: "200".to_owned(),
            entity: None,
            activity_id: None,
        }
    }

    #[test]
    fn a_difference_names_its_columns() {
        let record = |duration_s| Record::Call(CallRow { duration_s, ..call() });
        let told = |here: Option<i32>, there: Option<i32>| {
            let (here, there) = (here.map(record), there.map(record));
            difference(Entity::Calls, 1, here.as_ref(), there.as_ref()).map(|one| (one.what, one.fields.join(",")))
        };
        assert_eq!(told(Some(60), Some(60)), None);
        assert_eq!(told(Some(60), Some(61)), Some((What::Differs, "duration_s".to_owned())));
        assert_eq!(told(None, Some(60)), Some((What::MissingHere, String::new())));
        assert_eq!(told(Some(60), None), Some((What::GoneThere, String::new())));
        assert_eq!(told(None, None), None);
    }
}
